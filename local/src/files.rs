//! An S3 bucket in this process, stored in the data folder, under `/files` on the system's own port: the functions use
//! it through the SDK, and browsers through signed URLs, like the CDN in front of the bucket in the cloud.

use std::fs;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::error_handling::HandleError;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{map_request, map_response};
use axum::response::Response;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use shared::config::WebSettings;
use shared::http::cors;

use crate::credentials::Credentials;
use crate::error::StartError;
use crate::folder::{DataFolder, Subfolder};

/// Name of the bucket, the first segment of an object's path.
pub(crate) const BUCKET: &str = "files";

/// An S3 bucket in this process.
pub struct EmbeddedFiles {
    service: S3Service,
    path: PathBuf,
    /// Held, since an ephemeral run's is temporary.
    _folder: Subfolder,
}

impl EmbeddedFiles {
    /// Opens the bucket of a data folder, or a temporary one.
    ///
    /// # Errors
    /// When its folder can't be used.
    pub fn open(folder: Option<&DataFolder>, credentials: &Credentials) -> Result<Self, StartError> {
        let folder = Subfolder::open(folder, "bucket")?;
        let path = folder.path().to_owned();
        let unusable = |error| StartError::Folder { path: path.clone(), error };
        fs::create_dir_all(path.join(BUCKET)).map_err(unusable)?;
        let files = FileSystem::new(&path).map_err(|error| StartError::Bucket { path: path.clone(), error })?;
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(credentials.access_key(), credentials.secret_key()));
        Ok(Self { service: builder.build(), path: path.join(BUCKET), _folder: folder })
    }

    /// Folder of the objects; an object's key is its file's path in it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Routes of the bucket. Signatures cover `authority`, the address by which this process reaches itself, whatever
    /// host a browser uses.
    pub fn router(&self, authority: &str, settings: &WebSettings) -> Router {
        let authority = HeaderValue::from_str(authority).ok();
        let restore_host = move |mut request: Request| {
            if let Some(authority) = authority.clone() {
                request.headers_mut().insert(header::HOST, authority);
            }
            std::future::ready(request)
        };
        let service = HandleError::new(self.service.clone(), |error: s3s::HttpError| async move {
            tracing::error!(?error, "bucket request failed");
            StatusCode::INTERNAL_SERVER_ERROR
        });
        let bucket = format!("/{BUCKET}");
        Router::new()
            .route_service(&bucket, service.clone())
            .route_service(&format!("{bucket}/"), service.clone())
            .route_service(&format!("{bucket}/{{*key}}"), service)
            .layer(map_request(restore_host))
            .layer(map_response(forbid_sniffing))
            .layer(cors(settings))
    }
}

/// Forbids content sniffing, so that text is displayed as text.
async fn forbid_sniffing(mut response: Response) -> Response {
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
