//! Mail of the local run: each is a file in the data folder, as it would go over the wire, for any mail program to
//! open.

use std::{fs, path::PathBuf};

use futures_util::{FutureExt, future::BoxFuture};
use shared::mail::{MailError, Mailer, Outgoing, format_message};
use tempfile::TempDir;

use crate::error::StartError;
use crate::folder::DataFolder;

/// A folder of mails. One that is sent again replaces itself.
#[derive(Debug)]
pub(crate) struct MailFolder {
    path: PathBuf,
    /// Temporary folder of an ephemeral run; deleted on drop.
    _folder: Option<TempDir>,
}

impl MailFolder {
    /// Opens the folder of mails of a data folder, or a temporary one.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn open(folder: Option<&DataFolder>) -> Result<Self, StartError> {
        let temporary = if folder.is_none() { Some(tempfile::tempdir().map_err(StartError::NoFolder)?) } else { None };
        let path = folder.map(|folder| folder.path().join("mail"));
        let path = path.or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned())).unwrap_or_default();
        fs::create_dir_all(&path).map_err(|error| StartError::Folder { path: path.clone(), error })?;
        Ok(Self { path, _folder: temporary })
    }
}

impl Mailer for MailFolder {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> BoxFuture<'a, Result<(), MailError>> {
        async {
            let id = mail.message_id.split('@').next().unwrap_or_default();
            let written = fs::write(self.path.join(format!("{id}.eml")), format_message(mail)?.formatted());
            written.map_err(|error| MailError::Unavailable(error.to_string()))
        }
        .boxed()
    }
}
