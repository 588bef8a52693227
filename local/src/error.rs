//! Why a start fails. Each text is one line that says what to do, and is all that the user sees.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use crate::template::TemplateError;

/// A start that failed.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting can't be used.
    #[error("{name} {problem}")]
    Setting {
        /// The setting's name.
        name: String,
        /// What is wrong with it, as the rest of a sentence.
        problem: String,
    },
    /// The command line is not understood.
    #[error("{0}; --help shows what there is")]
    Usage(String),
    /// The system gives no threads or signals.
    #[error("the system refuses what the program needs ({0}); close other programs and try again")]
    Runtime(io::Error),
    /// `.env` can't be read.
    #[error("the file .env can't be used: {0}; correct it, or move it away")]
    EnvFile(String),
    /// Another program listens on the port.
    #[error("port {port} is in use by another program; stop that one, or choose another port with --port")]
    PortInUse {
        /// The port.
        port: u16,
    },
    /// The address can't be listened on for another reason.
    #[error("can't listen on {host} port {port} ({error}); choose another with --host or --port")]
    Listen {
        /// The host as set.
        host: String,
        /// The port.
        port: u16,
        /// The system's reason.
        error: io::Error,
    },
    /// No free port on 127.0.0.1 for the embedded table.
    #[error("no free port on 127.0.0.1 for the embedded table ({0})")]
    NoPort(io::Error),
    /// The data folder, or a file in it, can't be read or written.
    #[error("can't use {} ({error}); make it readable and writable, or choose another folder with --data-dir", .path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// The system's reason.
        error: io::Error,
    },
    /// No folder for the files of a run that leaves nothing behind.
    #[error("can't make a temporary folder ({0}); set TMPDIR to one that can be written")]
    NoFolder(io::Error),
    /// The folder of the files can't be used.
    #[error("the files in {} can't be used ({error:?}); move that folder away, or choose another with --data-dir", .path.display())]
    Bucket {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        error: s3s_fs::Error,
    },
    /// The addresses of files can't be made.
    #[error(transparent)]
    Files(#[from] shared::files::FilesError),
    /// Another process works on the data folder.
    #[error("the data folder {} is in use by another run; stop that one, or choose another folder with --data-dir", .path.display())]
    FolderInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The data folder's name is not Unicode, which the embedded table needs.
    #[error("the name of the data folder {} is not valid Unicode; choose another with --data-dir", .path.display())]
    FolderName {
        /// The folder.
        path: PathBuf,
    },
    /// The generated key was damaged.
    #[error("{} holds no usable key; restore it, or delete it for a new one, which signs everyone out", .path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
    },
    /// The kept credentials were damaged.
    #[error("{} holds no credentials; delete it for new ones, and restart `cargo lambda watch`", .path.display())]
    CredentialsFile {
        /// The file.
        path: PathBuf,
    },
    /// Functions outside this process are to be used, but there is nowhere to leave their settings.
    #[error(
        "LAMBDA_ENDPOINT needs a data folder, which keeps the functions' settings; leave out --ephemeral (--data-dir can name a folder to throw away)"
    )]
    LambdaWithoutFolder,
    /// A table in the cloud does not answer.
    #[error("the table {name:?} can't be used ({reason}); check its name, AWS_REGION and the credentials")]
    DeployedTable {
        /// The table's name.
        name: String,
        /// What the table said, or what came of asking.
        reason: String,
    },
    /// The embedded table does not open.
    #[error(
        "the table can't be opened ({0}); move its files away to start anew, or choose another folder with --data-dir"
    )]
    Table(dynoxide::DynoxideError),
    /// The table's definition is broken.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// One of the first accounts could not be made.
    #[error("the account {username:?} can't be created: {error}")]
    Account {
        /// Its username.
        username: String,
        /// Why not.
        error: shared::error::ApiError,
    },
    /// The terminal can't be asked.
    #[error("can't ask for {what} ({error}); give it as --{what}")]
    Terminal {
        /// What was to be asked.
        what: &'static str,
        /// The system's reason.
        error: io::Error,
    },
}

impl From<shared::config::ConfigError> for StartError {
    fn from(error: shared::config::ConfigError) -> Self {
        Self::Setting { name: error.name.to_owned(), problem: error.problem }
    }
}

/// What is at the bottom of an error: the part that tells a user something.
pub(crate) fn root_cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
