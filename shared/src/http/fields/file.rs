//! A file that is part of a request.

use axum::body::Bytes;

use crate::{
    files::{self, NAME_LIMIT, base_name},
    model::FileType,
};

/// Rule for the file of a request.
#[derive(Clone, Copy, Debug)]
pub struct FileRule {
    /// Name of the field.
    pub field: &'static str,
    /// Largest size, in bytes.
    pub limit: usize,
}

/// A file as received.
#[derive(Clone, Debug)]
pub struct UploadedPart {
    /// File name from the client.
    pub name: String,
    /// Contents; `None` if larger than the limit.
    pub bytes: Option<Bytes>,
}

/// A file that may be stored.
#[derive(Clone, Debug)]
pub struct ValidatedFile {
    /// Name, without folders.
    pub name: String,
    /// Type of its contents.
    pub file_type: FileType,
    /// Contents.
    pub bytes: Bytes,
}

impl ValidatedFile {
    /// Validates a file.
    ///
    /// # Errors
    /// Message for the client.
    pub(crate) fn new(file: UploadedPart, rule: FileRule, types: &[FileType]) -> Result<Self, String> {
        let bytes = file.bytes.ok_or_else(|| too_large(rule.limit))?;
        if bytes.is_empty() {
            return Err("The submitted file is empty.".into());
        }
        let name = checked_name(&file.name)?;
        let file_type = checked_type(files::file_type(&name, &bytes), types)?;
        Ok(Self { name, file_type, bytes })
    }
}

/// Validates a file name and removes folders.
///
/// # Errors
/// Message for the client.
pub fn checked_name(name: &str) -> Result<String, String> {
    let name = base_name(name).ok_or("No filename could be determined.")?;
    let length = name.chars().count();
    if length > NAME_LIMIT {
        return Err(format!("Ensure this filename has at most {NAME_LIMIT} characters (it has {length})."));
    }
    Ok(name)
}

/// Checks that a file's type is one of these.
///
/// # Errors
/// Message for the client.
pub fn checked_type(found: Result<FileType, Option<&str>>, types: &[FileType]) -> Result<FileType, String> {
    let found = match found {
        Ok(found) if types.contains(&found) => return Ok(found),
        Ok(found) => found.extensions().first().copied(),
        Err(known) => known,
    };
    let allowed: Vec<&str> = types.iter().filter_map(|file_type| file_type.extensions().first().copied()).collect();
    let what = found.map_or_else(|| "Files of an unknown type".to_owned(), |what| format!("Files of type \"{what}\""));
    Err(format!("{what} are not allowed. Allowed types: {}.", allowed.join(", ")))
}

/// Message for a file above the limit.
pub fn too_large(limit: usize) -> String {
    format!("Ensure this file is no larger than {} MB.", limit / (1024 * 1024))
}
