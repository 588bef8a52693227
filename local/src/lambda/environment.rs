//! `lambda.env` in the data folder: the environment of functions that run outside this process, in the format of
//! `cargo lambda watch --env-file`. It contains this run's secrets, so only its owner can read it.

use std::path::PathBuf;

use shared::config::{self, Config, SecretKey};

use crate::credentials::{Credentials, REGION};
use crate::error::StartError;
use crate::folder::DataFolder;
use crate::log;

const FILE: &str = "lambda.env";

/// Environment of the functions in this run.
pub(crate) struct Environment<'a> {
    pub config: &'a Config,
    pub secret_key: &'a SecretKey,
    /// Endpoint of the table.
    pub table_endpoint: String,
    /// URL of the queue, and endpoint of its service.
    pub queue: (String, String),
    /// Credentials that sign requests to the table and to the gateway.
    pub credentials: &'a Credentials,
}

impl Environment<'_> {
    /// Writes or replaces the file, and returns its path.
    pub fn write(&self, folder: &DataFolder) -> Result<PathBuf, StartError> {
        let lines = self.variables().into_iter().map(|(name, value)| line(name, &value));
        folder.write_private(FILE, &lines.collect::<Result<String, _>>()?)
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let settings = config::values(&self.config.web, &self.config.desk);
        let settings = settings.into_iter().map(|(declaration, value)| (declaration.name, value));
        let of_run = [
            ("TABLE_NAME", self.config.table_name.clone()),
            ("SECRET_KEY", self.secret_key.to_text()),
            ("WEBSOCKET_URL", self.config.websocket_url.clone()),
            ("FILES_BUCKET", self.config.files_bucket.clone()),
            ("FILES_URL", self.config.files_url.clone().unwrap_or_default()),
            ("UPLOADS_URL", self.config.uploads_url.clone().unwrap_or_default()),
            ("AWS_ENDPOINT_URL_S3", self.config.files_endpoint.clone().unwrap_or_default()),
            ("DESK_SECRETS_ARN", self.config.desk_secrets.clone().unwrap_or_default()),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", self.config.desk_secrets_endpoint.clone().unwrap_or_default()),
            ("QUEUE_URL", self.queue.0.clone()),
            ("AWS_ENDPOINT_URL_SQS", self.queue.1.clone()),
            ("MANAGEMENT_ENDPOINT", self.config.management_endpoint.clone()),
            ("AWS_ENDPOINT_URL_DYNAMODB", self.table_endpoint.clone()),
            ("AWS_ACCESS_KEY_ID", self.credentials.access_key().to_owned()),
            ("AWS_SECRET_ACCESS_KEY", self.credentials.secret_key().to_owned()),
            ("AWS_REGION", REGION.to_owned()),
            ("RUST_LOG", log::filter()),
        ];
        settings.chain(of_run).collect()
    }
}

/// Quotes a value, because cargo-lambda fails on `=` in an unquoted one. A quote inside quotes can't be escaped.
fn line(name: &str, value: &str) -> Result<String, StartError> {
    let quote = ['\'', '"'].into_iter().find(|quote| !value.contains(*quote));
    let quote = quote.filter(|_| !value.contains('\n')).ok_or_else(|| StartError::Setting {
        name: name.to_owned(),
        problem: "can't be handed to `cargo lambda watch`, as it has both kinds of quotes or a line break".to_owned(),
    })?;
    Ok(format!("{name}={quote}{value}{quote}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_by_what_they_do_not_contain() -> Result<(), StartError> {
        assert_eq!(line("A", "b=c \"d\"")?, "A='b=c \"d\"'\n");
        assert_eq!(line("A", "it's")?, "A=\"it's\"\n");
        for value in ["'\"", "a\nb"] {
            assert!(matches!(line("A", value), Err(StartError::Setting { .. })));
        }
        Ok(())
    }
}
