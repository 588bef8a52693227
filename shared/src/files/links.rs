//! URLs by which a browser downloads a file: signed, and valid for an hour at most.

use std::{sync::Arc, time::Duration};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use axum::http::Uri;

use crate::{ids::FileId, model::Place, time::Timestamp};

use super::keys;

/// Lifetime of a URL after its signature.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
/// URLs are signed as of the last full quarter of an hour: repeated requests get the same URL, so the browser's cache
/// works.
const QUARTER: i64 = 15 * 60;

/// Signs URLs. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Links(Arc<Signer>);

#[derive(Debug)]
struct Signer {
    credentials: Credentials,
    region: String,
    /// Scheme and host of the bucket's service.
    origin: String,
    /// Path of the bucket, with a trailing slash.
    path: String,
    /// Origin that replaces the service's in public URLs.
    public_origin: String,
}

impl Links {
    /// Signs URLs of the bucket at `bucket_url`, which clients reach at `public_origin`.
    pub(super) fn new(credentials: Credentials, region: String, bucket_url: &Uri, public_origin: Option<&str>) -> Self {
        let origin = origin_of(bucket_url);
        let public_origin = public_origin.unwrap_or(&origin).trim_end_matches('/').to_owned();
        Self(Arc::new(Signer { credentials, region, path: bucket_url.path().into(), origin, public_origin }))
    }

    /// URL of a file. Valid for an hour at most, and for three quarters of an hour at least.
    pub fn file(&self, place: Place, id: FileId) -> Option<String> {
        self.0.sign(&keys::file(place, id), Timestamp::now())
    }
}

/// Scheme and host of a URL.
pub(super) fn origin_of(url: &Uri) -> String {
    format!("{}://{}", url.scheme_str().unwrap_or("https"), url.authority().map_or("", |authority| authority.as_str()))
}

impl Signer {
    /// Never `None`: every part of the request can be signed.
    fn sign(&self, key: &str, now: Timestamp) -> Option<String> {
        let Self { credentials, region, origin, path, public_origin } = self;
        let signed_at = Duration::from_secs(u64::try_from(now.unix() / QUARTER * QUARTER).ok()?);
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.expires_in = Some(LIFETIME);
        let identity = credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name("s3")
            .time(std::time::SystemTime::UNIX_EPOCH + signed_at)
            .settings(settings)
            .build()
            .ok()?;
        let url = format!("{origin}{path}{key}");
        let request = SignableRequest::new("GET", url, std::iter::empty(), SignableBody::UnsignedPayload).ok()?;
        let (instructions, _) = sign(request, &params.into()).ok()?.into_parts();
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(instructions.params()).finish();
        Some(format!("{public_origin}{path}{key}?{query}"))
    }
}
