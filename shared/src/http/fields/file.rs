//! A file that came with a request.

use axum::body::Bytes;

use crate::{
    files::{self, NAME_LIMIT, base_name},
    model::FileType,
};

/// The file that a request may bring along.
#[derive(Clone, Copy, Debug)]
pub struct FileRule {
    /// The field that it comes in.
    pub field: &'static str,
    /// How large it may be, in bytes.
    pub limit: usize,
}

/// A file as it came.
#[derive(Clone, Debug)]
pub struct UploadedPart {
    /// What its sender calls it.
    pub name: String,
    /// What is in it; `None` if that is more than was to be read.
    pub bytes: Option<Bytes>,
}

/// A file that may be kept.
#[derive(Clone, Debug)]
pub struct ValidatedFile {
    /// Its name, without folders.
    pub name: String,
    /// What its bytes are.
    pub file_type: FileType,
    /// What is in it.
    pub bytes: Bytes,
}

impl ValidatedFile {
    pub(super) fn new(file: UploadedPart, rule: FileRule, types: &[FileType]) -> Result<Self, String> {
        let bytes = file.bytes.ok_or_else(|| too_large(rule.limit))?;
        if bytes.is_empty() {
            return Err("The submitted file is empty.".into());
        }
        let name = checked_name(&file.name)?;
        let file_type = checked_type(files::file_type(&name, &bytes), types)?;
        Ok(Self { name, file_type, bytes })
    }
}

/// What a file is called that was sent under this name, if that can be kept.
///
/// # Errors
/// What to tell its sender.
pub fn checked_name(name: &str) -> Result<String, String> {
    let name = base_name(name).ok_or("No filename could be determined.")?;
    let length = name.chars().count();
    if length > NAME_LIMIT {
        return Err(format!("Ensure this filename has at most {NAME_LIMIT} characters (it has {length})."));
    }
    Ok(name)
}

/// The type of a file if it is one of these.
///
/// # Errors
/// What to tell its sender.
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

/// What to tell the sender of a file that is too large.
pub fn too_large(limit: usize) -> String {
    format!("Ensure this file is no larger than {} MB.", limit / (1024 * 1024))
}
