//! The AWS credentials of the local run: random, given to the SDK and asked for by what stands in for AWS (the embedded
//! table, the gateway's management routes). Of one run and never on disk, unless functions outside this process need
//! them: then the data folder keeps them, so that those functions need no restart when this process does.
//!
//! The signature over a request is not verified: the access key itself is secret here, and travels over loopback only.

use std::fmt;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use axum::http::{HeaderMap, header};

use crate::secret;

/// The region that requests are signed for; one is as good as another here.
pub(crate) const REGION: &str = "us-east-1";

/// What a caller signs with.
#[derive(Clone)]
pub struct Credentials {
    access_key: String,
    secret_key: String,
}

impl Credentials {
    /// New ones that nobody can guess.
    pub fn random() -> Self {
        Self { access_key: secret::key(), secret_key: secret::key() }
    }

    /// Those that [`to_lines`](Self::to_lines) wrote.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (access_key, secret_key) = text.trim().split_once('\n')?;
        Some(Self { access_key: access_key.to_owned(), secret_key: secret_key.to_owned() })
    }

    /// `AWS_ACCESS_KEY_ID`.
    pub(crate) fn access_key(&self) -> &str {
        &self.access_key
    }

    /// `AWS_SECRET_ACCESS_KEY`.
    pub(crate) fn secret_key(&self) -> &str {
        &self.secret_key
    }

    /// The two keys, a line each: to be kept, not shown.
    pub(crate) fn to_lines(&self) -> String {
        format!("{}\n{}\n", self.access_key, self.secret_key)
    }

    /// Whether a request's `Authorization` header names these credentials, as AWS's signature version 4 does:
    /// `AWS4-HMAC-SHA256 Credential=<access key>/<date>/<region>/…`.
    pub(crate) fn signed(&self, headers: &HeaderMap) -> bool {
        headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once("Credential="))
            .and_then(|(_, credential)| credential.split_once('/'))
            .is_some_and(|(access_key, _)| access_key == self.access_key)
    }

    /// A configuration for AWS clients that talk to `endpoint` with these credentials.
    ///
    /// Made by hand rather than loaded, so that neither the environment nor `~/.aws` nor a metadata service has a say,
    /// and with a plain HTTP connector: reading the system's certificates takes longer than the whole start.
    pub fn sdk_config(&self, endpoint: &str) -> SdkConfig {
        let credentials = aws_credential_types::Credentials::from_keys(&self.access_key, &self.secret_key, None);
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static(REGION))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(endpoint)
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}
