//! A function's binary: building, size and start.

use std::{
    error::Error,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Stdio,
    time::Instant,
};

use aws_credential_types::provider::ProvideCredentials;
use flate2::{Compression, write::DeflateEncoder};
use shared::config::Limits;
use tokio::process::{Child, Command};

use super::{function::HELLO_WORLD, tls::Tls};
use crate::{
    cargo::cargo,
    desk::{Desk, SECRET_KEY},
};

/// Builds the functions and the hello-world as `sam build` does, into `folder`: the functions together, the hello-world
/// separately, because cargo would unify the features of packages built together.
///
/// # Errors
/// When `cargo lambda` is not installed, or fails.
pub async fn build(folder: &Path) -> Result<(), Box<dyn Error>> {
    let architecture = if cfg!(target_arch = "aarch64") { "--arm64" } else { "--x86-64" };
    for package in [&[][..], &["--package", HELLO_WORLD]] {
        let status = cargo()
            .args(["lambda", "build", "--locked", "--release", architecture, "--lambda-dir"])
            .arg(folder)
            .args(package)
            .status()
            .await?;
        if !status.success() {
            return Err("`cargo lambda build` failed; is cargo-lambda installed?".into());
        }
    }
    Ok(())
}

/// The binary that Lambda starts.
pub struct Bootstrap {
    name: &'static str,
    file: PathBuf,
}

impl Bootstrap {
    /// The function of this name in `folder`, the output of `cargo lambda build`.
    pub fn new(folder: &Path, name: &'static str) -> Self {
        Self { name, file: folder.join(name).join("bootstrap") }
    }

    /// Size in bytes: uncompressed, and compressed as in the uploaded archive.
    pub fn sizes(&self) -> io::Result<(u64, u64)> {
        let program = fs::read(&self.file)?;
        let mut compressed = DeflateEncoder::new(Vec::new(), Compression::default());
        compressed.write_all(&program)?;
        Ok((program.len() as u64, compressed.finish()?.len() as u64))
    }

    /// Starts the function with only the environment that Lambda and the template set. Dropping the child kills it.
    pub async fn start(&self, runtime_api: &str, desk: &Desk, tls: &Tls) -> Result<(Child, Instant), Box<dyn Error>> {
        let table = desk.system.table();
        let sdk = table.credentials().sdk_config(&tls.url);
        let credentials = sdk.credentials_provider().ok_or("no credentials")?.provide_credentials().await?;
        let config = &desk.state().config;
        let mut command = Command::new(&self.file);
        command.env_clear().envs([
            ("AWS_LAMBDA_RUNTIME_API", runtime_api),
            ("AWS_LAMBDA_FUNCTION_NAME", self.name),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
            ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"),
            ("_HANDLER", "bootstrap"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("TZ", ":UTC"),
            ("AWS_REGION", sdk.region().map_or("us-east-1", |region| region.as_ref())),
            ("AWS_ACCESS_KEY_ID", credentials.access_key_id()),
            ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key()),
            ("AWS_ENDPOINT_URL_DYNAMODB", &tls.url),
            ("RUST_LOG", "info"),
            ("TABLE_NAME", &config.table_name),
            ("ALLOWED_ORIGINS", "https://example.com"),
            ("SECRET_KEY", SECRET_KEY),
            ("WEBSOCKET_URL", &config.websocket_url),
            ("MANAGEMENT_ENDPOINT", &config.management_endpoint),
            ("QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/deliveries"),
            ("FILES_BUCKET", &config.files_bucket),
        ]);
        command.env("AWS_CA_BUNDLE", &tls.roots);
        // One client sends all events without a pause.
        command.envs(Limits::SETTINGS.iter().map(|limit| (limit.declaration.name, "0")));
        command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        let began = Instant::now();
        Ok((command.spawn()?, began))
    }
}
