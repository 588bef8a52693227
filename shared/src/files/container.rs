//! Detection of box-based files: the ISO base media file format (ISO/IEC 14496-12) and QuickTime, its predecessor.
//! Video, audio and photos use it; the first box names the brands.

use crate::model::FileType;

/// Boxes examined to find the one with the brands.
const MAX_BOXES: usize = 16;

/// Type of a file that begins with `bytes`, if it is box-based and of an allowed type.
pub(super) fn file_type(bytes: &[u8]) -> Option<FileType> {
    let mut rest = bytes;
    for _ in 0..MAX_BOXES {
        let (size, kind) = (rest.get(..4)?, rest.get(4..8)?);
        let size = usize::try_from(u32::from_be_bytes(size.try_into().ok()?)).ok()?;
        match kind {
            b"ftyp" => return by_brands(rest.get(8..size.min(rest.len()))?),
            // Early QuickTime files have no box with brands.
            b"moov" | b"mdat" | b"pnot" => return Some(FileType::Mov),
            b"free" | b"skip" | b"wide" | b"styp" | b"uuid" if size >= 8 => rest = rest.get(size..)?,
            _ => return None,
        }
    }
    None
}

/// Type by the major brand or, if that is unknown, by the first known compatible one. A version is between them.
fn by_brands(brands: &[u8]) -> Option<FileType> {
    let (major, compatible) = (brands.get(..4)?, brands.get(8..).unwrap_or_default());
    let known = std::iter::once(major).chain(compatible.chunks_exact(4)).filter_map(brand).collect::<Vec<_>>();
    // A photo's major brand may be the generic format.
    let is_heic = known.first() == Some(&FileType::Heif) && known.contains(&FileType::Heic);
    if is_heic { Some(FileType::Heic) } else { known.first().copied() }
}

/// Type of a brand in MP4RA's register.
fn brand(brand: &[u8]) -> Option<FileType> {
    match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => Some(FileType::Heic),
        b"mif1" | b"mif2" | b"msf1" => Some(FileType::Heif),
        b"qt  " => Some(FileType::Mov),
        b"M4A " | b"M4B " | b"M4P " => Some(FileType::M4a),
        [b'3', b'g', ..] => Some(FileType::Threegp),
        [b'i', b's', b'o', _] | [b'm', b'p', b'4', b'1' | b'2'] | [b'c', b'm', b'f', _] => Some(FileType::Mp4),
        b"mp71" | b"avc1" | b"hvc1" | b"hev1" | b"av01" | b"dash" | b"M4V " | b"M4VH" | b"M4VP" | b"MSNV" | b"XAVC"
        | b"NDSC" | b"NDSH" | b"NDSM" | b"NDSP" | b"NDSS" | b"NDXC" | b"NDXH" | b"NDXM" | b"NDXP" | b"NDXS"
        | b"F4V " | b"f4v " | b"mmp4" | b"msdh" | b"msix" | b"piff" => Some(FileType::Mp4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(major: &[u8; 4], compatible: &[&[u8; 4]]) -> Option<FileType> {
        let size = u32::try_from(16 + 4 * compatible.len()).unwrap_or_default();
        let mut bytes = [&size.to_be_bytes()[..], b"ftyp", major, &[0; 4]].concat();
        bytes.extend(compatible.iter().copied().flatten());
        bytes.extend([0; 300]);
        file_type(&bytes)
    }

    #[test]
    fn brands_decide() {
        for major in
            [b"isom", b"iso2", b"iso7", b"iso8", b"iso9", b"mp42", b"cmfc", b"hvc1", b"avc1", b"M4V ", b"MSNV", b"dash"]
        {
            assert_eq!(of(major, &[]), Some(FileType::Mp4), "{}", String::from_utf8_lossy(major));
        }
        assert_eq!(of(b"XXXX", &[b"zzzz", b"mp42"]), Some(FileType::Mp4));
        assert_eq!(of(b"qt  ", &[b"mp42"]), Some(FileType::Mov));
        assert_eq!(of(b"M4A ", &[b"mp42", b"isom"]), Some(FileType::M4a));
        assert_eq!(of(b"3gp5", &[b"isom"]), Some(FileType::Threegp));
        assert_eq!(of(b"heic", &[b"mif1"]), Some(FileType::Heic));
        assert_eq!(of(b"mif1", &[b"heic"]), Some(FileType::Heic));
        assert_eq!(of(b"mif1", &[b"miaf"]), Some(FileType::Heif));
        assert_eq!(of(b"avif", &[b"avif"]), None);
        assert_eq!(of(b"jp2 ", &[]), None);
    }

    #[test]
    fn films_may_begin_with_something_else() {
        assert_eq!(file_type(b"\0\0\0\x08wide\0\0\x10\0mdat"), Some(FileType::Mov));
        assert_eq!(file_type(b"\0\0\x10\0moov\0\0\0\x6cmvhd"), Some(FileType::Mov));
        assert_eq!(file_type(b"\0\0\0\x08free\0\0\0\x14ftypisom\0\0\0\0mp42"), Some(FileType::Mp4));
        for none in [&b""[..], b"\0\0\0\x08", b"\0\0\0\0free", b"\0\0\0\x10ftyp", b"\0\0\0\x18jP  "] {
            assert_eq!(file_type(none), None);
        }
    }
}
