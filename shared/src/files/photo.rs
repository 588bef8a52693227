//! Metadata of photos: the orientation, which is kept, and the location, which is removed for privacy. No pixel is
//! decoded.

use std::io::Cursor;

use axum::body::Bytes;
use exif::{In, Reader, Tag, Value};
use img_parts::{Bytes as PartBytes, DynImage, ImageEXIF, jpeg::markers, png::PngChunk};

use crate::model::FileType;

/// A TIFF header as in Exif data, and a directory with one entry: the orientation.
const ORIENTATION_ONLY: [u8; 26] = [
    b'M', b'M', 0, 42, 0, 0, 0, 8, // big-endian, the directory at 8
    0, 1, // one entry
    0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, // orientation, short, one
    0, 0, 0, 0, // no other directory
];
/// Offset of the orientation's value in it.
const VALUE_AT: usize = 19;

/// `true` if files of a type may contain their location.
pub fn may_hold_location(file_type: FileType) -> bool {
    matches!(file_type, FileType::Jpeg | FileType::Png | FileType::Webp | FileType::Heic | FileType::Heif)
}

/// Exif orientation: 1 for none, 5 to 8 for those that swap width and height.
pub(super) fn orientation(bytes: &[u8]) -> Option<u32> {
    let exif = Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)
}

/// Removes location, author and device from an image; its orientation stays. An unreadable image is returned unchanged.
pub fn without_location(file_type: FileType, bytes: &Bytes) -> Bytes {
    match file_type {
        FileType::Jpeg | FileType::Png | FileType::Webp => stripped(bytes).unwrap_or_else(|| bytes.clone()),
        FileType::Heic | FileType::Heif => blanked(bytes).unwrap_or_else(|| bytes.clone()),
        _ => bytes.clone(),
    }
}

fn stripped(bytes: &Bytes) -> Option<Bytes> {
    let turn = orientation(bytes).filter(|turn| (2..=8).contains(turn));
    let mut image = DynImage::from_bytes(PartBytes::copy_from_slice(bytes)).ok()??;
    match &mut image {
        // Exif and XMP, Photoshop's data, and comments. Colour profiles stay.
        DynImage::Jpeg(jpeg) => {
            jpeg.segments_mut()
                .retain(|segment| ![markers::APP1, markers::APP13, markers::COM].contains(&segment.marker()));
        }
        DynImage::Png(png) => {
            let is_text = |chunk: &PngChunk| [*b"eXIf", *b"tEXt", *b"zTXt", *b"iTXt"].contains(&chunk.kind());
            png.chunks_mut().retain(|chunk| !is_text(chunk));
        }
        DynImage::WebP(webp) => {
            webp.remove_chunks_by_id(*b"XMP ");
        }
    }
    let exif = turn.and_then(|turn| u8::try_from(turn).ok()).map(|turn| {
        let mut exif = ORIENTATION_ONLY;
        exif[VALUE_AT] = turn;
        PartBytes::copy_from_slice(&exif)
    });
    image.set_exif(exif);
    Some(Bytes::from(image.encoder().bytes().to_vec()))
}

/// HEIF refers to its parts by offset, so the location is overwritten in place.
fn blanked(bytes: &Bytes) -> Option<Bytes> {
    let exif = Reader::new().read_from_container(&mut Cursor::new(bytes.as_ref())).ok()?;
    let data = exif.buf();
    let start = bytes.windows(data.len().max(1)).position(|window| window == data)?;
    let mut copy = bytes.to_vec();
    let area = copy.get_mut(start..start + data.len())?;
    let located = exif.fields().filter(|field| field.tag.context() == exif::Context::Gps);
    for field in located {
        blank(area, &field.value);
    }
    // XMP may contain it as text.
    blank_xmp(&mut copy);
    Some(copy.into())
}

/// Overwrites the bytes of a value at every occurrence.
fn blank(area: &mut [u8], value: &Value) {
    let numbers: Vec<[u8; 4]> = match value {
        Value::Rational(values) => {
            values.iter().flat_map(|value| [value.num, value.denom]).map(u32::to_be_bytes).collect()
        }
        _ => return,
    };
    let big: Vec<u8> = numbers.iter().flatten().copied().collect();
    let little: Vec<u8> = numbers.iter().flat_map(|number| number.iter().rev()).copied().collect();
    for pattern in [big, little] {
        let found = (!pattern.is_empty()).then(|| area.windows(pattern.len()).position(|window| window == pattern));
        if let Some(Some(at)) = found {
            area[at..at + pattern.len()].fill(0);
        }
    }
}

/// Overwrites the coordinates in XMP's text with spaces.
fn blank_xmp(bytes: &mut [u8]) {
    const MARKS: [&[u8]; 2] = [b"exif:GPS", b"Iptc4xmpCore:Location"];
    for mark in MARKS {
        let mut from = 0;
        while let Some(at) = bytes[from..].windows(mark.len()).position(|window| window == mark) {
            let begin = from + at;
            let end =
                bytes[begin..].iter().position(|byte| b"\n/>".contains(byte)).map_or(bytes.len(), |end| begin + end);
            bytes[begin..end].fill(b' ');
            from = end;
        }
    }
}
