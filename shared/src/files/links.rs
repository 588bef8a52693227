//! Addresses by which a browser fetches a file: signed, and good for less than an hour.

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

/// How long after its signature an address stops working.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
/// Addresses are signed as of the last full quarter of an hour: whoever asks again gets the same one, and has the file
/// in the browser's cache.
const QUARTER: i64 = 15 * 60;

/// Makes addresses. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Links(Arc<Signer>);

#[derive(Debug)]
struct Signer {
    credentials: Credentials,
    region: String,
    /// Scheme and host by which the bucket's service knows itself.
    origin: String,
    /// The path of the bucket, with a slash at its end.
    path: String,
    /// What stands for the origin in an address that is given out.
    public_origin: String,
}

impl Links {
    /// Of the bucket at `bucket_url`, which clients find at `public_origin`.
    pub(super) fn new(credentials: Credentials, region: String, bucket_url: &Uri, public_origin: Option<&str>) -> Self {
        let origin = origin_of(bucket_url);
        let public_origin = public_origin.unwrap_or(&origin).trim_end_matches('/').to_owned();
        Self(Arc::new(Signer { credentials, region, path: bucket_url.path().into(), origin, public_origin }))
    }

    /// The address of a file. It holds for an hour at most, and for three quarters of one at least.
    pub fn file(&self, place: Place, id: FileId) -> Option<String> {
        self.0.sign(&keys::file(place, id), Timestamp::now())
    }
}

/// Scheme and host of an address.
pub(super) fn origin_of(url: &Uri) -> String {
    format!("{}://{}", url.scheme_str().unwrap_or("https"), url.authority().map_or("", |authority| authority.as_str()))
}

impl Signer {
    /// `None` can't come: every part of the request is fit to be signed.
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
