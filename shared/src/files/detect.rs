//! What a file is, by its bytes. Names and headers have no say, but for text, whose bytes don't tell a table from a letter
//! or a program.

use crate::model::FileType;

/// How much of a file is looked at, in bytes from its beginning. A JPEG's size can come after a long preview, and a
/// document's kind after some of its entries.
pub const LOOKED_AT: usize = 256 * 1024;

/// The type of a file of this name that begins with `bytes`.
///
/// # Errors
/// What it is instead, if that is known.
pub fn file_type(name: &str, bytes: &[u8]) -> Result<FileType, Option<&'static str>> {
    let bytes = &bytes[..bytes.len().min(LOOKED_AT)];
    match infer::get(bytes) {
        Some(known) => match known.mime_type().parse() {
            Ok(FileType::Zip) => Ok(office_document(bytes).unwrap_or(FileType::Zip)),
            Ok(file_type) => Ok(file_type),
            Err(()) => Err(Some(known.extension())),
        },
        None if is_text(bytes) => text_type(name, bytes),
        None => Err(None),
    }
}

/// The width and height of a picture in pixels, if its bytes say so. Nothing is unpacked.
pub fn dimensions(file_type: FileType, bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok().filter(|_| file_type.is_image())?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// What kind of Office document an archive is, by the folder that one of its entries is in.
fn office_document(archive: &[u8]) -> Option<FileType> {
    const ENTRY: &[u8] = b"PK\x03\x04";
    const NAME_AT: usize = 30;
    archive.windows(ENTRY.len()).enumerate().filter(|(_, window)| *window == ENTRY).find_map(|(entry, _)| {
        let name = archive.get(entry + NAME_AT..)?;
        let folders = [(b"word/".as_slice(), FileType::Docx), (b"xl/".as_slice(), FileType::Xlsx)];
        folders.into_iter().find_map(|(folder, file_type)| name.starts_with(folder).then_some(file_type))
    })
}

/// Text of any encoding: in UTF-16, which says so, or without control characters.
fn is_text(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < b' ' && !b"\t\n\r\x0c".contains(byte);
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || !bytes.iter().any(is_control)
}

fn text_type(name: &str, bytes: &[u8]) -> Result<FileType, Option<&'static str>> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if text.starts_with(b"<") {
        return Err(Some("markup"));
    }
    let by_name = [FileType::Txt, FileType::Csv].into_iter().find(|file_type| has_extension(name, *file_type));
    by_name.ok_or(Some("text with another ending than txt or csv"))
}

/// Whether files of this type are named so.
pub fn has_extension(name: &str, file_type: FileType) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    file_type.extensions().iter().any(|own| extension.eq_ignore_ascii_case(own))
}
