//! The bucket, and the only code that uses the S3 SDK. The lifecycle of its objects is decided in `ops::uploads`.
//!
//! `detect` determines a file's type, `links` signs the URLs of downloads, [`keys`] formats keys.

mod beginning;
mod container;
mod detect;
pub mod keys;
mod links;
mod name;
mod photo;
mod zip;

use std::time::Duration;

use aws_credential_types::provider::{ProvideCredentials, error::CredentialsError};
use aws_sdk_s3::{
    Client,
    config::{http::HttpResponse, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata, SdkError},
    presigning::PresigningConfig,
    primitives::ByteStream,
    types::{Delete, MetadataDirective, ObjectIdentifier},
};
use axum::{body::Bytes, http::Uri};

use crate::{ApiError, config::Config, model::FileType};

pub use detect::{dimensions, file_type};
pub use links::Links;
pub use name::{NAME_LIMIT, base_name};
pub use photo::{may_hold_location, without_location};

/// Largest attachment, in bytes.
pub const ATTACHMENT_LIMIT: usize = 20 * 1024 * 1024;
/// Largest avatar, in bytes.
pub const AVATAR_LIMIT: usize = 2 * 1024 * 1024;
/// Largest logo, in bytes.
pub const LOGO_LIMIT: usize = 100 * 1024;
/// Timeout of one request to the bucket; the largest transfers an attachment.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// Most objects that one request deletes.
const DELETE_BATCH_LIMIT: i32 = 1_000;

/// Client of the bucket.
#[derive(Clone, Debug)]
pub struct Files {
    client: Client,
    bucket: String,
    links: Links,
    uploads_url: Option<String>,
}

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Error of the bucket.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// No credentials to sign URLs with.
    #[error("the addresses of files can't be signed")]
    Credentials(#[from] CredentialsError),
    /// No answer, or a temporary error.
    #[error("the bucket gave no answer")]
    Unreachable(#[source] Source),
    /// Any other refusal: a bug of ours.
    #[error("the bucket refused")]
    Refused(#[source] Source),
}

impl<E> From<SdkError<E, HttpResponse>> for FilesError
where
    E: std::error::Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        match &error {
            SdkError::ServiceError(answer) if !answer.raw().status().is_server_error() => Self::Refused(error.into()),
            SdkError::ConstructionFailure(_) => Self::Refused(error.into()),
            _ => Self::Unreachable(error.into()),
        }
    }
}

impl From<FilesError> for ApiError {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Unreachable(_) => Self::no_answer(error),
            error => Self::internal(error),
        }
    }
}

/// Headers stored with an object.
#[derive(Clone, Debug)]
pub struct Headers {
    content_type: FileType,
    disposition: String,
}

impl Headers {
    /// Headers for a file of this name and type: images are displayed, everything else is downloaded.
    pub fn new(name: &str, content_type: FileType) -> Self {
        Self { content_type, disposition: name::disposition(name, content_type) }
    }

    /// Anyone with the URL may cache the file as long as the URL is valid.
    const CACHE: &str = "private, max-age=3600";
}

/// Metadata and beginning of an object.
#[derive(Clone, Debug)]
pub struct ObjectHead {
    /// Size in bytes.
    pub size: u64,
    /// First bytes, as many as `detect` examines.
    pub beginning: Bytes,
    etag: String,
}

/// A request by which a client uploads a file directly to the bucket.
#[derive(Clone, Debug)]
pub struct DirectUpload {
    /// URL.
    pub url: String,
    /// Required headers.
    pub headers: Vec<(String, String)>,
}

impl Files {
    /// Opens the configured bucket. URLs are signed with the credentials that `sdk` has now: a function's are valid as
    /// long as its instance lives.
    ///
    /// # Errors
    /// Missing credentials, or a bucket without a URL.
    pub async fn new(sdk: &aws_config::SdkConfig, config: &Config) -> Result<Self, FilesError> {
        let timeouts = TimeoutConfig::builder().operation_timeout(REQUEST_TIMEOUT).build();
        let mut builder = aws_sdk_s3::config::Builder::from(sdk).timeout_config(timeouts);
        if let Some(endpoint) = &config.files_endpoint {
            builder = builder.endpoint_url(endpoint).force_path_style(true);
        }
        let (client, bucket) = (Client::from_conf(builder.build()), config.files_bucket.clone());
        let provider = sdk.credentials_provider().ok_or_else(|| CredentialsError::not_loaded("no provider"))?;
        let credentials = provider.provide_credentials().await?;
        let region = sdk.region().map(ToString::to_string).unwrap_or_default();
        let url = bucket_url(&client, &bucket).await?;
        let links = Links::new(credentials, region, &url, config.files_url.as_deref());
        Ok(Self { client, bucket, links, uploads_url: config.uploads_url.clone() })
    }

    /// Signer of URLs.
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// Stores a file.
    ///
    /// # Errors
    /// A failed request to the bucket.
    pub async fn put(&self, key: &str, headers: &Headers, bytes: Bytes) -> Result<(), FilesError> {
        let request = self.client.put_object().bucket(&self.bucket).key(key).body(ByteStream::from(bytes));
        let request = request.content_type(headers.content_type.as_str()).cache_control(Headers::CACHE);
        request.content_disposition(&headers.disposition).send().await?;
        Ok(())
    }

    /// Reads an object; `None` if it was replaced since its head was read.
    ///
    /// # Errors
    /// A failed request to the bucket.
    pub async fn get(&self, key: &str, object: &ObjectHead) -> Result<Option<Bytes>, FilesError> {
        let request = self.client.get_object().bucket(&self.bucket).key(key).if_match(&object.etag);
        let object = match request.send().await {
            Ok(object) => object,
            Err(error) if matches!(error.code(), Some("PreconditionFailed" | "NoSuchKey")) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        read(object.body).await.map(Some)
    }

    /// Reads a mail that the mail service has put into a bucket; `None` if it is deleted.
    ///
    /// # Errors
    /// A failed request to the bucket.
    pub async fn get_mail(&self, bucket: &str, key: &str) -> Result<Option<Bytes>, FilesError> {
        let object = match self.client.get_object().bucket(bucket).key(key).send().await {
            Ok(object) => object,
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        read(object.body).await.map(Some)
    }

    /// Signs a request that stores an object of exactly this size within `lifetime`. Its type is detected from the
    /// bytes when a message claims it.
    ///
    /// # Errors
    /// A failed signature.
    pub async fn direct_upload(&self, key: &str, size: u64, lifetime: Duration) -> Result<DirectUpload, FilesError> {
        let lifetime = PresigningConfig::expires_in(lifetime).map_err(refused)?;
        let length = i64::try_from(size).map_err(refused)?;
        let request = self.client.put_object().bucket(&self.bucket).key(key);
        let request = request.content_type("application/octet-stream").content_length(length);
        let signed = request.presigned(lifetime).await?;
        // Browsers set the other signed headers themselves, and unsigned ones are for our own requests only.
        let headers = signed.headers().filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let uri: Uri = signed.uri().parse().map_err(refused)?;
        let origin = self.uploads_url.clone().unwrap_or_else(|| links::origin_of(&uri));
        let path = uri.path_and_query().map_or("", |path| path.as_str());
        Ok(DirectUpload { url: format!("{}{path}", origin.trim_end_matches('/')), headers })
    }

    /// Reads size and beginning of an object; `None` if it doesn't exist.
    ///
    /// # Errors
    /// A failed request to the bucket.
    pub async fn head_object(&self, key: &str) -> Result<Option<ObjectHead>, FilesError> {
        let range = format!("bytes=0-{}", beginning::LOOKED_AT - 1);
        let object = match self.client.get_object().bucket(&self.bucket).key(key).range(range).send().await {
            Ok(object) => object,
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // `bytes 0-262143/20971520`; absent if the answer is the whole object.
        let total = object.content_range().and_then(|range| range.rsplit_once('/')?.1.parse().ok());
        let length = object.content_length().and_then(|length| u64::try_from(length).ok());
        let (size, etag) = (total.or(length).unwrap_or_default(), object.e_tag().unwrap_or_default().to_owned());
        Ok(Some(ObjectHead { size, beginning: read(object.body).await?, etag }))
    }

    /// Copies an object; `false` if it was replaced since its head was read.
    ///
    /// # Errors
    /// A failed request to the bucket.
    pub async fn copy(&self, from: &str, object: &ObjectHead, to: &str, headers: &Headers) -> Result<bool, FilesError> {
        let request = self.client.copy_object().copy_source(format!("{}/{from}", self.bucket));
        let request = request.copy_source_if_match(&object.etag).bucket(&self.bucket).key(to);
        let request = request.metadata_directive(MetadataDirective::Replace).cache_control(Headers::CACHE);
        let request = request.content_type(headers.content_type.as_str()).content_disposition(&headers.disposition);
        match request.send().await {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.code(), Some("PreconditionFailed" | "NoSuchKey")) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes objects; missing ones are ignored.
    ///
    /// # Errors
    /// A failed request to the bucket.
    pub async fn delete(&self, keys: impl IntoIterator<Item = String>) -> Result<(), FilesError> {
        for key in keys {
            self.client.delete_object().bucket(&self.bucket).key(key).send().await?;
        }
        Ok(())
    }

    /// Deletes all objects with this prefix.
    ///
    /// # Errors
    /// A failed request to the bucket.
    pub async fn delete_all(&self, prefix: &str) -> Result<(), FilesError> {
        loop {
            let list = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix).max_keys(DELETE_BATCH_LIMIT);
            let list = list.send().await?;
            let keys = list.contents().iter().filter_map(|object| object.key());
            let objects = keys.filter_map(|key| ObjectIdentifier::builder().key(key).build().ok()).collect::<Vec<_>>();
            if objects.is_empty() {
                return Ok(());
            }
            let these = Delete::builder().set_objects(Some(objects)).quiet(true).build().map_err(refused)?;
            let deleted = self.client.delete_objects().bucket(&self.bucket).delete(these).send().await?;
            if let Some(error) = deleted.errors().first() {
                return Err(FilesError::Refused(error.code().unwrap_or_default().into()));
            }
        }
    }
}

async fn read(body: ByteStream) -> Result<Bytes, FilesError> {
    let bytes = body.collect().await.map_err(|error| FilesError::Unreachable(error.into()))?;
    Ok(bytes.into_bytes())
}

/// URL at which the SDK reaches the bucket: that of an object, without the object's key.
async fn bucket_url(client: &Client, bucket: &str) -> Result<Uri, FilesError> {
    let lifetime = PresigningConfig::expires_in(Duration::from_secs(1)).map_err(refused)?;
    let request = client.get_object().bucket(bucket).key(KEY).presigned(lifetime).await?;
    let url = request.uri().split('?').next().unwrap_or_default();
    url.strip_suffix(KEY).unwrap_or(url).parse().map_err(refused)
}

/// Any key.
const KEY: &str = "key";

fn refused(error: impl Into<Source>) -> FilesError {
    FilesError::Refused(error.into())
}
