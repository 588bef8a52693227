//! Detection of a file's type by its structure. Names and headers are ignored, except for text, whose bytes don't
//! distinguish CSV from plain text. A few printable letters as signature are not enough: text can begin with anything.

use super::{beginning::LOOKED_AT, container, zip};
use crate::model::FileType;

/// Byte order mark of UTF-8.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Detects the type of a file with this name that begins with `bytes`.
///
/// # Errors
/// Extension of the type it has instead, if it is known.
pub fn file_type(name: &str, bytes: &[u8]) -> Result<FileType, Option<&'static str>> {
    let bytes = &bytes[..bytes.len().min(LOOKED_AT)];
    if is_pdf(bytes) {
        return Ok(FileType::Pdf);
    }
    if bytes.starts_with(b"#!AMR") {
        return Ok(FileType::Amr);
    }
    if is_text(bytes) {
        return text_type(name, bytes);
    }
    let known = [
        (bytes.starts_with(b"\x89PNG\r\n\x1a\n"), FileType::Png),
        (bytes.starts_with(b"\xff\xd8\xff"), FileType::Jpeg),
        (bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"), FileType::Gif),
        (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"), FileType::Webp),
        (bytes.starts_with(b"OggS\0"), FileType::Ogg),
        (is_mp3(bytes), FileType::Mp3),
        (is_webm(bytes), FileType::Webm),
    ];
    if let Some((_, file_type)) = known.into_iter().find(|(is_it, _)| *is_it) {
        return Ok(file_type);
    }
    if let Some(file_type) = zip::file_type(bytes).or_else(|| container::file_type(bytes)) {
        return Ok(file_type);
    }
    Err(infer::get(bytes).map(|known| known.extension()))
}

/// Width and height of an image in pixels as displayed, if its header has them. Nothing is decompressed.
pub fn dimensions(file_type: FileType, bytes: &[u8]) -> Option<(u32, u32)> {
    let is_picture = file_type.is_image() || matches!(file_type, FileType::Heic | FileType::Heif);
    let size = imagesize::blob_size(bytes).ok().filter(|_| is_picture)?;
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    // HEIF rotates by a property of its own, which the library has applied already.
    let is_turned =
        file_type.is_image() && super::photo::orientation(bytes).is_some_and(|turn| (5..=8).contains(&turn));
    Some(if is_turned { (height, width) } else { (width, height) })
}

/// A PDF may begin with a byte order mark or white space.
fn is_pdf(bytes: &[u8]) -> bool {
    bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes).trim_ascii_start().starts_with(b"%PDF-")
}

/// Begins with a tag (ID3v2) or a frame header of layer III.
fn is_mp3(bytes: &[u8]) -> bool {
    let is_frame = |first: u8, second: u8| first == 0xff && second & 0xe6 == 0xe2 && second & 0x18 != 0x08;
    bytes.starts_with(b"ID3") || matches!(bytes, [first, second, ..] if is_frame(*first, *second))
}

/// Matroska with the document type WebM in its header.
fn is_webm(bytes: &[u8]) -> bool {
    let header = &bytes[..bytes.len().min(64)];
    header.starts_with(b"\x1a\x45\xdf\xa3") && header.windows(4).any(|window| window == b"webm")
}

/// Text of any encoding: UTF-16 with a byte order mark, otherwise without control characters.
fn is_text(bytes: &[u8]) -> bool {
    let is_control = |unit: u16| unit < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].contains(&unit);
    let units = |read: fn([u8; 2]) -> u16| bytes.chunks_exact(2).map(move |pair| read([pair[0], pair[1]]));
    match bytes {
        [0xff, 0xfe, ..] => !units(u16::from_le_bytes).any(is_control),
        [0xfe, 0xff, ..] => !units(u16::from_be_bytes).any(is_control),
        _ => !bytes.iter().any(|byte| is_control((*byte).into())),
    }
}

/// Markup and scripts are refused: a browser or a shell may execute them.
fn text_type(name: &str, bytes: &[u8]) -> Result<FileType, Option<&'static str>> {
    let text = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes).trim_ascii_start();
    let wide = [&b"\xff\xfe<\0"[..], b"\xfe\xff\0<"];
    if text.starts_with(b"<") || wide.iter().any(|start| bytes.starts_with(start)) {
        return Err(Some("markup"));
    }
    if text.starts_with(b"#!") {
        return Err(Some("script"));
    }
    Ok(if has_extension(name, FileType::Csv) { FileType::Csv } else { FileType::Txt })
}

/// `true` if a name has an extension of this type.
pub fn has_extension(name: &str, file_type: FileType) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    file_type.extensions().iter().any(|own| extension.eq_ignore_ascii_case(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text_whatever_it_begins_with() {
        for text in [
            "BMW;320d;2019\n",
            "MZN;100\n",
            "CWS;1\n",
            "FWS;2",
            "ID3;x",
            "GIF89a is a format",
            "RIFF,WEBP",
            "OggS",
            "PK;1",
        ] {
            assert_eq!(file_type("a.csv", text.as_bytes()), Ok(FileType::Csv), "{text}");
            assert_eq!(file_type("a", text.as_bytes()), Ok(FileType::Txt), "{text}");
        }
        assert_eq!(file_type("hosts", b"127.0.0.1\tlocalhost\n"), Ok(FileType::Txt));
        assert_eq!(file_type("a.txt", b"\xff\xfeh\0i\0"), Ok(FileType::Txt));
    }

    #[test]
    fn markup_and_scripts_are_none_whatever_they_are_called() {
        for markup in [&b"<html>"[..], b" \n<svg/>", b"\xef\xbb\xbf<?xml?>", b"\xff\xfe<\0h\0", b"\xfe\xff\0<\0h"] {
            assert_eq!(file_type("a.txt", markup), Err(Some("markup")));
        }
        assert_eq!(file_type("a.txt", b"#!/bin/sh\nrm -rf /\n"), Err(Some("script")));
    }

    #[test]
    fn programs_are_named_and_what_is_nothing_is_not() {
        assert_eq!(file_type("a.pdf", b"MZ\x90\0\x03\0\0\0"), Err(Some("exe")));
        assert!(matches!(file_type("a.pdf", b"\x7fELF\x02\x01\x01\0"), Err(Some(_) | None)));
        assert_eq!(file_type("a.pdf", b"\x01\x02\x03\x04"), Err(None));
    }

    #[test]
    fn a_pdf_may_begin_late() {
        for start in [&b"%PDF-1.4"[..], b"\n%PDF-1.7\n\x80\x01", b"\xef\xbb\xbf%PDF-1.4"] {
            assert_eq!(file_type("a", start), Ok(FileType::Pdf));
        }
    }

    #[test]
    fn sound_begins_in_many_ways() {
        for start in [&b"ID3\x04\0\0"[..], b"\xff\xfb\x90\0", b"\xff\xfa\x90\0", b"\xff\xf3\x40\0", b"\xff\xe3\x40\0"] {
            assert_eq!(file_type("a", start), Ok(FileType::Mp3));
        }
        assert_eq!(file_type("a", b"#!AMR\n"), Ok(FileType::Amr));
        assert_eq!(file_type("a", b"#!AMR-WB\n\x04"), Ok(FileType::Amr));
        assert_eq!(file_type("a", b"OggS\0\x02"), Ok(FileType::Ogg));
    }
}
