//! Errors of a start. Each text is one line that tells the user what to do; nothing else is printed.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use crate::template::TemplateError;

/// Error of a start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting has an invalid value.
    #[error("{name} {problem}")]
    Setting {
        /// Name of the setting.
        name: String,
        /// Problem with its value, as the rest of a sentence.
        problem: String,
    },
    /// Invalid command line.
    #[error("{0}; --help shows what there is")]
    Usage(String),
    /// The operating system provides no threads or signals.
    #[error("the system refuses what the program needs ({0}); close other programs and try again")]
    Runtime(io::Error),
    /// `.env` can't be read.
    #[error("the file .env can't be used: {0}; correct it, or move it away")]
    EnvFile(String),
    /// Another program listens on the port.
    #[error("port {port} is in use by another program; stop that one, or choose another port with --port")]
    PortInUse {
        /// Requested port.
        port: u16,
    },
    /// The address is unavailable for another reason.
    #[error("can't listen on {host} port {port} ({error}); choose another with --host or --port")]
    Listen {
        /// Host as set.
        host: String,
        /// Requested port.
        port: u16,
        /// Cause.
        error: io::Error,
    },
    /// The data folder, or a file in it, can't be read or written.
    #[error("can't use {} ({error}); make it readable and writable, or choose another folder with --data-dir", .path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// Cause.
        error: io::Error,
    },
    /// No temporary folder for the files of an ephemeral run.
    #[error("can't make a temporary folder ({0}); set TMPDIR to one that can be written")]
    NoFolder(io::Error),
    /// The folder of the files is unusable.
    #[error("the files in {} can't be used ({error:?}); move that folder away, or choose another with --data-dir", .path.display())]
    Bucket {
        /// The folder.
        path: PathBuf,
        /// Cause.
        error: s3s_fs::Error,
    },
    /// URLs of files can't be built.
    #[error(transparent)]
    Files(#[from] shared::files::FilesError),
    /// Another process has locked the data folder.
    #[error("the data folder {} is in use by another run; stop that one, or choose another folder with --data-dir", .path.display())]
    FolderInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The data folder was filled by a version whose table has another layout.
    #[error("the data folder {} is of another version, whose data can't be read; move it away, or choose another with --data-dir", .path.display())]
    Layout {
        /// The folder.
        path: PathBuf,
    },
    /// The data folder's name is not Unicode, which the embedded table needs.
    #[error("the name of the data folder {} is not valid Unicode; choose another with --data-dir", .path.display())]
    FolderName {
        /// The folder.
        path: PathBuf,
    },
    /// The file of the generated key is damaged.
    #[error("{} holds no usable key; restore it, or delete it for a new one, which signs everyone out", .path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
    },
    /// The file of the secrets that admins set is damaged.
    #[error("{} holds no secrets; restore it, or delete it and set them at /admin/ again", .path.display())]
    SecretsFile {
        /// The file.
        path: PathBuf,
    },
    /// The file of the stored credentials is damaged.
    #[error("{} holds no credentials; delete it for new ones, and restart `cargo lambda watch`", .path.display())]
    CredentialsFile {
        /// The file.
        path: PathBuf,
    },
    /// Functions run outside this process, but there is no data folder for their settings.
    #[error(
        "LAMBDA_ENDPOINT needs a data folder, which keeps the functions' settings; leave out --ephemeral (--data-dir can name a folder to throw away)"
    )]
    LambdaWithoutFolder,
    /// A table in the cloud does not respond.
    #[error("the table {name:?} can't be used ({reason}); check its name, AWS_REGION and the credentials")]
    DeployedTable {
        /// Name of the table.
        name: String,
        /// Error of the table or of the request.
        reason: String,
    },
    /// The embedded table can't be opened.
    #[error(
        "the table can't be opened ({0}); move its files away to start anew, or choose another folder with --data-dir"
    )]
    Table(dynoxide::DynoxideError),
    /// The table's definition in the template is invalid.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A document has no form in YAML.
    #[error("the document can't be written: {0}")]
    Document(String),
    /// An initial account can't be created.
    #[error("the account {username:?} can't be created: {error}")]
    Account {
        /// Username.
        username: String,
        /// Cause.
        error: shared::error::ApiError,
    },
    /// The terminal can't be read.
    #[error("can't ask for {what} ({error}); give it as --{what}")]
    Terminal {
        /// Value that the user was to enter.
        what: &'static str,
        /// Cause.
        error: io::Error,
    },
}

impl From<shared::config::ConfigError> for StartError {
    fn from(error: shared::config::ConfigError) -> Self {
        Self::Setting { name: error.name.to_owned(), problem: error.problem }
    }
}

/// Message of an error's innermost source, usually the part that helps a user.
pub(crate) fn root_cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
