//! Endpoint of the functions.

use std::fmt;
use std::str::FromStr;

use axum::http::Uri;
use axum::http::uri::{Authority, Scheme};

use crate::error::StartError;

/// URL of Lambda's Invoke API, such as `http://127.0.0.1:9000`. Plain HTTP, because it should be on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LambdaEndpoint(Authority);

impl LambdaEndpoint {
    /// Host, without the brackets of an IPv6 address.
    pub fn host(&self) -> &str {
        self.0.host().trim_start_matches('[').trim_end_matches(']')
    }

    /// Port.
    pub fn port(&self) -> u16 {
        self.0.port_u16().unwrap_or(80)
    }

    /// URL to post a function's events to.
    pub(crate) fn invocations(&self, function: &str) -> String {
        format!("{self}/2015-03-31/functions/{function}/invocations")
    }
}

impl FromStr for LambdaEndpoint {
    type Err = StartError;

    fn from_str(text: &str) -> Result<Self, StartError> {
        let parts = text.parse::<Uri>().unwrap_or_default().into_parts();
        let bare = parts.path_and_query.is_none_or(|path| path == "/");
        match parts.authority {
            Some(authority) if bare && parts.scheme == Some(Scheme::HTTP) => Ok(Self(authority)),
            _ => Err(StartError::Setting {
                name: "LAMBDA_ENDPOINT".to_owned(),
                problem: format!("is {text:?}, which is not an address such as http://127.0.0.1:9000"),
            }),
        }
    }
}

impl fmt::Display for LambdaEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_port() -> Result<(), StartError> {
        for text in ["http://127.0.0.1:9000", "http://127.0.0.1:9000/"] {
            let endpoint: LambdaEndpoint = text.parse()?;
            assert_eq!((endpoint.host(), endpoint.port()), ("127.0.0.1", 9000));
            assert_eq!(endpoint.to_string(), "http://127.0.0.1:9000");
        }
        assert_eq!("http://[::1]:9000".parse::<LambdaEndpoint>()?.host(), "::1");
        Ok(())
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "9000", "127.0.0.1:9000", "https://127.0.0.1:9000", "http://127.0.0.1:9000/lambda"] {
            assert!(matches!(text.parse::<LambdaEndpoint>(), Err(StartError::Setting { .. })), "{text}");
        }
    }
}
