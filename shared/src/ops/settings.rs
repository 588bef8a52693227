//! The system's settings, for admins. Of a secret only whether it is set.

use crate::{
    config::{self, Config, Kind},
    views::Setting,
};

/// Lists all settings, with their values and sources.
pub fn list_settings(config: &Config) -> Vec<Setting> {
    let values = config::values(&config.web, &config.desk).into_iter().map(|(declaration, value)| Setting {
        name: declaration.name,
        value: if declaration.kind == Kind::Secret { is_set(&value) } else { value },
        description: declaration.help,
    });
    let Config { table_name, websocket_url, management_endpoint, files_bucket, files_url, .. } = config;
    let of_deployment = [
        ("WEBSOCKET_URL", websocket_url.as_str(), "Public WebSocket URL"),
        ("FILES_URL", files_url.as_deref().unwrap_or_default(), "Public URL for files"),
        ("FILES_BUCKET", files_bucket, "Storage for attachments and avatars"),
        ("TABLE_NAME", table_name, "Database table"),
        ("MANAGEMENT_ENDPOINT", management_endpoint, "Gateway endpoint for pushing events"),
    ];
    let of_deployment =
        of_deployment.map(|(name, value, description)| Setting { name, value: value.to_owned(), description });
    values.chain(of_deployment).collect()
}

fn is_set(secret: &str) -> String {
    if secret.is_empty() { "not set" } else { "set" }.to_owned()
}
