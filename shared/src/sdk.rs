//! Configuration of the AWS SDK.

use std::fs;

use aws_config::SdkConfig;
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};

use crate::config::{ConfigError, optional};

/// The root certificates of Amazon Trust Services, which those of AWS's services lead to
/// (<https://www.amazontrust.com/repository/>). The operating system has 140, which take
/// milliseconds of each function's init to read.
pub const AMAZON_ROOTS: &str = include_str!("amazon_roots.pem");
/// Setting that replaces them, named as for AWS's own tools: a file with certificates, in PEM.
const OTHER_ROOTS: &str = "AWS_CA_BUNDLE";

/// Reads the SDK's configuration from the environment.
///
/// # Errors
/// A file of root certificates that can't be used.
pub async fn sdk_config() -> Result<SdkConfig, ConfigError> {
    let roots = optional(OTHER_ROOTS).map_or_else(|| Ok(AMAZON_ROOTS.to_owned()), |path| other_roots(&path))?;
    let tls = TlsContext::builder().with_trust_store(TrustStore::empty().with_pem_certificate(roots)).build();
    let tls = tls.map_err(|error| unusable(&error))?;
    let client = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(tls).build_https();
    Ok(aws_config::from_env().http_client(client).load().await)
}

fn other_roots(path: &str) -> Result<String, ConfigError> {
    let text = fs::read_to_string(path).map_err(|error| unusable(&error))?;
    if text.contains("BEGIN CERTIFICATE") { Ok(text) } else { Err(unusable(&"has no certificates in PEM")) }
}

fn unusable(reason: &dyn std::fmt::Display) -> ConfigError {
    ConfigError { name: OTHER_ROOTS, problem: format!("can't be used: {reason}") }
}
