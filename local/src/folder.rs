//! The data folder, private to its owner and locked by one process: the table's file, the secret key, and files for
//! functions outside this process.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use shared::config::SecretKey;
use tempfile::TempDir;

use crate::credentials::Credentials;
use crate::error::StartError;
use crate::secret;

/// Number of the table's layout, which docs/data-model.md describes: 1 had a head beside each room, 2 has a log.
const LAYOUT: &str = "2\n";

/// A folder within a data folder, or a temporary one for a run that keeps nothing.
#[derive(Debug)]
pub(crate) struct Subfolder {
    path: PathBuf,
    /// Deleted on drop.
    _temporary: Option<TempDir>,
}

impl Subfolder {
    /// Opens the folder of this name, without creating it.
    ///
    /// # Errors
    /// A temporary folder that can't be created.
    pub fn open(folder: Option<&DataFolder>, name: &str) -> Result<Self, StartError> {
        Ok(match folder {
            Some(folder) => Self { path: folder.path().join(name), _temporary: None },
            None => {
                let temporary = tempfile::tempdir().map_err(StartError::NoFolder)?;
                Self { path: temporary.path().to_owned(), _temporary: Some(temporary) }
            }
        })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A data folder, locked until its last clone is dropped.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
    /// Only held: the operating system releases the lock with the file, also when the process is killed.
    _lock: Arc<File>,
}

impl DataFolder {
    /// Opens the folder, creating it if it doesn't exist, and locks it.
    ///
    /// # Errors
    /// When it can't be created or written, or another process has locked it.
    pub fn open(path: &Path) -> Result<Self, StartError> {
        let unusable = |error| StartError::Folder { path: path.to_owned(), error };
        create_private(path).map_err(unusable)?;
        let lock = private_file().truncate(false).create(true).open(path.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: Arc::new(lock) }),
            Err(TryLockError::WouldBlock) => Err(StartError::FolderInUse { path: path.to_owned() }),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    /// Path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Path of the table's file, as the string that the engine needs. Creates it, empty, because SQLite would make it
    /// readable by others if the folder is; its log and index files inherit its mode.
    ///
    /// # Errors
    /// A file that can't be created, or items of another layout.
    pub(crate) fn table_path(&self) -> Result<String, StartError> {
        let path = self.path.join("table.sqlite");
        // A table without a layout is of the first one.
        let layout = self.read_or_create("layout", || if path.exists() { "1\n".into() } else { LAYOUT.into() })?;
        if layout != LAYOUT {
            return Err(StartError::Layout { path: self.path.clone() });
        }
        let created = private_file().create(true).truncate(false).open(&path);
        created.map_err(|error| StartError::Folder { path: path.clone(), error })?;
        path.into_os_string().into_string().map_err(|_| StartError::FolderName { path: self.path.clone() })
    }

    /// Key that signs tokens, stored so that sessions survive a restart; generated the first time.
    ///
    /// # Errors
    /// When its file can't be read or written, or contains no valid key.
    pub(crate) fn secret_key(&self) -> Result<SecretKey, StartError> {
        let text = self.read_or_create("secret_key", || secret::key() + "\n")?;
        let path = self.path.join("secret_key");
        SecretKey::new(text.trim().to_owned()).map_err(|_| StartError::KeyFile { path })
    }

    /// Credentials of functions outside this process, stored so that they survive a restart of it; generated the first
    /// time.
    ///
    /// # Errors
    /// When their file can't be read or written, or contains no credentials.
    pub fn credentials(&self) -> Result<Credentials, StartError> {
        let text = self.read_or_create("credentials", || Credentials::random().to_lines())?;
        let path = self.path.join("credentials");
        Credentials::parse(&text).ok_or(StartError::CredentialsFile { path })
    }

    /// Text of a file; `None` if there is none that can be read.
    pub(crate) fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path.join(name)).ok()
    }

    /// Reads a file, or creates it with the result of `create`.
    fn read_or_create(&self, name: &str, create: impl FnOnce() -> String) -> Result<String, StartError> {
        let path = self.path.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let text = create();
                self.write_private(name, &text)?;
                Ok(text)
            }
            Err(error) => Err(StartError::Folder { path, error }),
        }
    }

    /// Writes a file that only its owner can read; returns its path. Written to a temporary file and renamed, so that a
    /// killed process leaves no partial file.
    ///
    /// # Errors
    /// When it can't be written.
    pub(crate) fn write_private(&self, name: &str, text: &str) -> Result<PathBuf, StartError> {
        let (path, temporary) = (self.path.join(name), self.path.join(format!("{name}.new")));
        let write = || -> io::Result<()> {
            let mut file = private_file().create(true).truncate(true).open(&temporary)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&temporary, &path)
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
    fn the_generated_key_is_stored_and_private() -> Outcome {
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
    fn the_credentials_are_stored() -> Outcome {
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
