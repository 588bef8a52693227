//! AWS credentials of the local run: random, given to the SDK and required by the emulations of AWS (the embedded
//! table, the gateway's management routes). They exist for one run and only in memory, unless functions outside this
//! process need them: then the data folder keeps them, so that those functions needn't be restarted together with this
//! process.
//!
//! Request signatures are not verified: the access key itself is secret here, and travels over loopback only.

use std::fmt;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use axum::http::{HeaderMap, header};

use crate::secret;

/// Region in signatures; its value has no effect here.
pub(crate) const REGION: &str = "us-east-1";

/// An access key and a secret key.
#[derive(Clone)]
pub struct Credentials {
    access_key: String,
    secret_key: String,
}

impl Credentials {
    /// Generates random credentials.
    pub fn random() -> Self {
        Self { access_key: secret::key(), secret_key: secret::key() }
    }

    /// Parses the output of [`to_lines`](Self::to_lines).
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

    /// Both keys, one per line, for storage. Must not be logged.
    pub(crate) fn to_lines(&self) -> String {
        format!("{}\n{}\n", self.access_key, self.secret_key)
    }

    /// `true` if a request's `Authorization` header names these credentials, in the format of AWS's signature version
    /// 4: `AWS4-HMAC-SHA256 Credential=<access key>/<date>/<region>/…`.
    pub(crate) fn match_access_key(&self, headers: &HeaderMap) -> bool {
        headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once("Credential="))
            .and_then(|(_, credential)| credential.split_once('/'))
            .is_some_and(|(access_key, _)| access_key == self.access_key)
    }

    /// Configuration of AWS clients for `endpoint` with these credentials.
    ///
    /// Built by hand instead of loaded, so that the environment, `~/.aws` and a metadata service have no influence, and
    /// with a plain HTTP connector, because loading the system's certificates takes longer than the whole start.
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
