//! Mail of the local run: each is a file in the data folder, as it would go over the wire, for any mail program to
//! open.

use std::fs;

use futures_util::{FutureExt, future::BoxFuture};
use shared::mail::{MailError, Mailer, Outgoing, format_message};

use crate::error::StartError;
use crate::folder::{DataFolder, Subfolder};

/// A folder of mails. One that is sent again replaces itself.
#[derive(Debug)]
pub(crate) struct MailFolder(Subfolder);

impl MailFolder {
    /// Opens the folder of mails of a data folder, or a temporary one.
    ///
    /// # Errors
    /// A folder that can't be created.
    pub fn open(folder: Option<&DataFolder>) -> Result<Self, StartError> {
        let folder = Subfolder::open(folder, "mail")?;
        fs::create_dir_all(folder.path())
            .map_err(|error| StartError::Folder { path: folder.path().to_owned(), error })?;
        Ok(Self(folder))
    }
}

impl Mailer for MailFolder {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> BoxFuture<'a, Result<(), MailError>> {
        async {
            let id = mail.message_id.split('@').next().unwrap_or_default();
            let written = fs::write(self.0.path().join(format!("{id}.eml")), format_message(mail)?.formatted());
            written.map_err(|error| MailError::Unavailable(error.to_string()))
        }
        .boxed()
    }
}
