//! The data folder: one process at a time, private to its owner. Holds the table's file, the secret key, and what
//! functions outside this process need.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use shared::config::SecretKey;

use crate::credentials::Credentials;
use crate::error::StartError;
use crate::secret;

/// A data folder that this process has locked, until it is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    /// Held, not read: the operating system releases the lock with the file, also when the process is killed.
    _lock: File,
}

impl DataFolder {
    /// Opens the folder, creating it when it isn't there, and locks it.
    ///
    /// # Errors
    /// When it can't be created or written, or another process has it.
    pub fn open(path: &Path) -> Result<Self, StartError> {
        let unusable = |error| StartError::Folder { path: path.to_owned(), error };
        create_private(path).map_err(unusable)?;
        let lock = private_file().truncate(false).create(true).open(path.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(StartError::FolderInUse { path: path.to_owned() }),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The table's file, as the text that the engine asks for. Created here, empty, because SQLite would make it readable
    /// by others when the folder is; its log and index files take over its mode.
    pub(crate) fn table_path(&self) -> Result<String, StartError> {
        let path = self.path.join("table.sqlite");
        let created = private_file().create(true).truncate(false).open(&path);
        created.map_err(|error| StartError::Folder { path: path.clone(), error })?;
        path.into_os_string().into_string().map_err(|_| StartError::FolderName { path: self.path.clone() })
    }

    /// The key that signs tokens, kept here so that sessions outlive a restart; generated the first time.
    ///
    /// # Errors
    /// When its file can't be read or written, or holds no usable key.
    pub(crate) fn secret_key(&self) -> Result<SecretKey, StartError> {
        let text = self.kept("secret_key", || secret::key() + "\n")?;
        let path = self.path.join("secret_key");
        SecretKey::new(text.trim().to_owned()).map_err(|_| StartError::KeyFile { path })
    }

    /// The credentials of functions outside this process, kept here so that they outlive a restart of it; generated the
    /// first time.
    ///
    /// # Errors
    /// When their file can't be read or written, or holds none.
    pub fn credentials(&self) -> Result<Credentials, StartError> {
        let text = self.kept("credentials", || Credentials::random().to_lines())?;
        let path = self.path.join("credentials");
        Credentials::parse(&text).ok_or(StartError::CredentialsFile { path })
    }

    /// A file's text, which is made when there is none.
    fn kept(&self, name: &str, make: impl FnOnce() -> String) -> Result<String, StartError> {
        let path = self.path.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let text = make();
                self.write_private(name, &text)?;
                Ok(text)
            }
            Err(error) => Err(StartError::Folder { path, error }),
        }
    }

    /// Writes a file for its owner's eyes, and tells where it is. Written aside and renamed, so that a process killed
    /// meanwhile leaves no half of it behind.
    ///
    /// # Errors
    /// When it can't be written.
    pub(crate) fn write_private(&self, name: &str, text: &str) -> Result<PathBuf, StartError> {
        let (path, draft) = (self.path.join(name), self.path.join(format!("{name}.new")));
        let write = || -> io::Result<()> {
            let mut file = private_file().create(true).truncate(true).open(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)
        };
        write().map_err(|error| StartError::Folder { path: path.clone(), error })?;
        Ok(path)
    }
}

fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn a_folder_in_use_is_refused_until_it_is_free() -> Outcome {
        let root = tempfile::tempdir()?;
        let first = DataFolder::open(root.path())?;
        assert!(matches!(DataFolder::open(root.path()), Err(StartError::FolderInUse { .. })));
        drop(first);
        DataFolder::open(root.path())?;
        Ok(())
    }

    #[test]
    fn the_generated_key_stays_and_is_private() -> Outcome {
        let root = tempfile::tempdir()?;
        let folder = DataFolder::open(&root.path().join("new/data"))?;
        let key = folder.secret_key()?;
        assert_eq!(key.as_bytes(), folder.secret_key()?.as_bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).map(|data| data.permissions().mode() & 0o777);
            assert_eq!(mode(&folder.path().join("secret_key"))?, 0o600);
            assert_eq!(mode(folder.path())?, 0o700);
        }
        Ok(())
    }

    #[test]
    fn the_credentials_stay() -> Outcome {
        let root = tempfile::tempdir()?;
        let folder = DataFolder::open(root.path())?;
        let lines = folder.credentials()?.to_lines();
        assert_eq!(folder.credentials()?.to_lines(), lines);
        folder.write_private("credentials", "half")?;
        assert!(matches!(folder.credentials(), Err(StartError::CredentialsFile { .. })));
        Ok(())
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_refused() -> Outcome {
        let file = tempfile::NamedTempFile::new()?;
        assert!(matches!(DataFolder::open(file.path()), Err(StartError::Folder { .. })));
        Ok(())
    }
}
