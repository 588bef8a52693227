//! Detection of ZIP archives and Office documents (Office Open XML, ECMA-376 part 2) by their own entries, read from
//! the first, so that a document inside an archive doesn't make the archive one.

use flate2::{Decompress, FlushDecompress, Status};

use super::beginning::LOOKED_AT;
use crate::model::FileType;

const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const LENGTH: usize = 30;
/// Flag of an entry whose size follows its data.
const SIZE_FOLLOWS: u16 = 1 << 3;
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
/// Name of the entry that every document has: the types of the others.
const CONTENT_TYPES: &[u8] = b"[Content_Types].xml";
/// Entries examined.
const MAX_ENTRIES: usize = 2_000;

/// Type of a file that begins with `bytes`, if it is an archive.
pub(super) fn file_type(bytes: &[u8]) -> Option<FileType> {
    // An empty archive begins with its end record, a split one with a marker.
    let starts = [LOCAL_HEADER, b"PK\x05\x06", DESCRIPTOR];
    starts.iter().any(|start| bytes.starts_with(start)).then(|| document(bytes).unwrap_or(FileType::Zip))
}

/// Type of document of an archive. In a truncated one the content types may be missing.
fn document(bytes: &[u8]) -> Option<FileType> {
    let (mut has_types, mut kind, mut at) = (false, None, 0);
    for _ in 0..MAX_ENTRIES {
        let Some(entry) = Entry::read(bytes.get(at..)?) else { break };
        has_types |= entry.name == CONTENT_TYPES;
        let folders = [(&b"word/"[..], FileType::Docx), (b"xl/", FileType::Xlsx), (b"ppt/", FileType::Pptx)];
        let of_folder = folders.into_iter().find(|(folder, _)| entry.name.starts_with(folder));
        kind = kind.or(of_folder.map(|(_, file_type)| file_type));
        match entry.length.map(|length| at + length) {
            Some(next) if next < bytes.len() => at = next,
            // Truncated here.
            _ => return kind.filter(|_| has_types || bytes.len() >= LOOKED_AT),
        }
    }
    kind.filter(|_| has_types)
}

/// An entry of an archive.
struct Entry<'a> {
    name: &'a [u8],
    /// Distance to the next entry; `None` if unknown.
    length: Option<usize>,
}

impl<'a> Entry<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let header = bytes.get(..LENGTH).filter(|header| header.starts_with(LOCAL_HEADER))?;
        let short = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
        let long = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        let (flags, method, size) = (short(6), short(8), usize::try_from(long(18)).ok()?);
        let name_end = LENGTH + usize::from(short(26));
        let begin = name_end + usize::from(short(28));
        let name = bytes.get(LENGTH..name_end)?;
        let length = match flags & SIZE_FOLLOWS != 0 && size == 0 {
            false => begin.checked_add(size),
            true => size_by_inflating(bytes.get(begin..).unwrap_or_default(), method).map(|size| begin + size),
        };
        Some(Self { name, length })
    }
}

/// Length of an entry whose size follows its data: the end of the compressed data, with the descriptor.
fn size_by_inflating(data: &[u8], method: u16) -> Option<usize> {
    const DEFLATED: u16 = 8;
    if method != DEFLATED {
        return None;
    }
    let (mut inflate, mut sink) = (Decompress::new(false), vec![0; 32 * 1024]);
    loop {
        let before = inflate.total_in();
        let rest = data.get(usize::try_from(before).ok()?..)?;
        let written = inflate.total_out();
        let status = inflate.decompress(rest, &mut sink, FlushDecompress::None).ok()?;
        if status == Status::StreamEnd {
            let end = usize::try_from(inflate.total_in()).ok()?;
            // The descriptor has an optional signature and three numbers.
            let has_mark = data.get(end..).is_some_and(|rest| rest.starts_with(DESCRIPTOR));
            return Some(end + if has_mark { 16 } else { 12 });
        }
        if inflate.total_in() == before && inflate.total_out() == written {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::DeflateEncoder};

    use super::*;

    /// Builds an archive of these entries, stored, or deflated with their sizes after the data.
    fn archive(entries: &[(&str, &[u8])], is_streamed: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, content) in entries {
            let data = if is_streamed { deflated(content) } else { content.to_vec() };
            let size = if is_streamed { 0 } else { u32::try_from(data.len()).unwrap_or_default() };
            let (flags, method) = if is_streamed { (SIZE_FOLLOWS, 8_u16) } else { (0, 0) };
            bytes.extend(LOCAL_HEADER);
            bytes.extend(20_u16.to_le_bytes());
            bytes.extend(flags.to_le_bytes());
            bytes.extend(method.to_le_bytes());
            bytes.extend([0; 8]);
            bytes.extend(size.to_le_bytes());
            bytes.extend(size.to_le_bytes());
            bytes.extend(u16::try_from(name.len()).unwrap_or_default().to_le_bytes());
            bytes.extend([0; 2]);
            bytes.extend(name.as_bytes());
            bytes.extend(&data);
            if is_streamed {
                bytes.extend(DESCRIPTOR);
                bytes.extend([0; 12]);
            }
        }
        bytes.extend(b"PK\x01\x02");
        bytes
    }

    fn deflated(content: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        let _ = encoder.write_all(content);
        encoder.finish().unwrap_or_default()
    }

    #[test]
    fn documents_are_told_by_their_own_entries() {
        for is_streamed in [false, true] {
            let of = |folder: &str| {
                let main = format!("{folder}/main.xml");
                archive(&[("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", b"x"), (&main, b"<x/>")], is_streamed)
            };
            assert_eq!(file_type(&of("word")), Some(FileType::Docx));
            assert_eq!(file_type(&of("xl")), Some(FileType::Xlsx));
            assert_eq!(file_type(&of("ppt")), Some(FileType::Pptx));
            assert_eq!(file_type(&of("other")), Some(FileType::Zip));
            let last = archive(&[("word/document.xml", b"x"), ("[Content_Types].xml", b"<Types/>")], is_streamed);
            assert_eq!(file_type(&last), Some(FileType::Docx));
        }
    }

    #[test]
    fn an_archive_with_a_document_in_it_is_an_archive() {
        let document = archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"x")], false);
        for is_streamed in [false, true] {
            assert_eq!(file_type(&archive(&[("contract.docx", &document)], is_streamed)), Some(FileType::Zip));
            assert_eq!(file_type(&archive(&[("word/notes.txt", b"x")], is_streamed)), Some(FileType::Zip));
        }
        assert_eq!(file_type(b"PK\x05\x06"), Some(FileType::Zip));
        assert_eq!(file_type(b"PKZIP"), None);
    }
}
