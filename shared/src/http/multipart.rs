//! Multipart forms: fields, and a file in one of them.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use multer::{Constraints, Field, Multipart, SizeLimit};
use percent_encoding::percent_decode_str;

use super::{
    content_type::essence,
    fields::{Fields, FileRule, UploadedPart},
};
use crate::ApiError;

/// A form is read and discarded up to this many times the limit before it is refused: clients ignore a 413 that arrives
/// before they have finished sending.
const DRAIN_FACTOR: usize = 3;

/// Boundary of the parts in a form of this content type; `None` for other types.
pub(super) fn boundary(content_type: &str) -> Option<Result<String, ApiError>> {
    let is_multipart = essence(content_type) == "multipart/form-data";
    is_multipart.then(|| multer::parse_boundary(content_type).map_err(malformed))
}

/// Reads a form with at most `text_limit` bytes of fields, and its file. Keeps no more of it than that limit and the
/// file's.
pub(super) async fn read_multipart(
    body: Body,
    boundary: String,
    text_limit: usize,
    rule: Option<FileRule>,
) -> Result<Fields, ApiError> {
    let limit = text_limit + rule.map_or(0, |rule| rule.limit);
    let size_limit = SizeLimit::new().whole_stream((limit * DRAIN_FACTOR) as u64);
    let constraints = Constraints::new().size_limit(size_limit);
    let mut form = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let refused = |error| match error {
        multer::Error::StreamSizeExceeded { .. } => ApiError::TooLarge(limit),
        error => malformed(error),
    };
    let mut fields = Fields::default();
    let mut text_left = text_limit;
    while let Some(part) = form.next_field().await.map_err(refused)? {
        let name = part.name().unwrap_or_default().to_owned();
        match file_name(&part) {
            Some(file_name) => {
                // Other files are skipped like any unknown field; a page without a selected file sends one with an
                // empty name.
                let rule = rule.filter(|rule| rule.field == name && !file_name.is_empty());
                let bytes = read_up_to(part, rule.map_or(0, |rule| rule.limit)).await.map_err(refused)?;
                if rule.is_some() {
                    fields.insert_file(name, UploadedPart { name: file_name, bytes });
                }
            }
            None => {
                let bytes =
                    read_up_to(part, text_left).await.map_err(refused)?.ok_or(ApiError::TooLarge(text_limit))?;
                text_left -= bytes.len();
                let not_text = |_| ApiError::Malformed(format!("Multipart form parse error - {name} is not UTF-8."));
                let text = String::from_utf8(bytes.into()).map_err(not_text)?;
                fields.insert_text(name, text);
            }
        }
    }
    Ok(fields)
}

/// Reads the whole part; `None` above `limit`, with nothing of it kept.
async fn read_up_to(mut part: Field<'_>, limit: usize) -> Result<Option<Bytes>, multer::Error> {
    let (mut bytes, mut is_whole) = (Vec::new(), true);
    while let Some(chunk) = part.chunk().await? {
        is_whole = is_whole && bytes.len() + chunk.len() <= limit;
        if is_whole {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok(is_whole.then(|| bytes.into()))
}

/// Decodes the name of a file as browsers encode it, with `%22` for a quotation mark, `%0D` and `%0A` for line breaks
/// (HTML Standard, "multipart/form-data encoding algorithm"), or as older clients do, in `filename*` (RFC 5987).
fn file_name(part: &Field<'_>) -> Option<String> {
    let header = part.headers().get("content-disposition").map(|value| String::from_utf8_lossy(value.as_bytes()));
    let extended = header.as_deref().and_then(|header| header.split("filename*=").nth(1));
    // Format: character set, language, name.
    if let Some(encoded) = extended.and_then(|value| value.splitn(3, '\'').nth(2)) {
        let encoded = encoded.split([';', ' ']).next().unwrap_or_default();
        return Some(percent_decode_str(encoded).decode_utf8_lossy().into_owned());
    }
    let escapes = [("%22", "\""), ("%0D", "\r"), ("%0A", "\n")];
    let undo = |name: Cow<'_, str>, (escape, character): (&str, &str)| Cow::from(name.replace(escape, character));
    part.file_name().map(|name| escapes.into_iter().fold(name.into(), undo).into_owned())
}

fn malformed(error: multer::Error) -> ApiError {
    ApiError::Malformed(format!("Multipart form parse error - {error}."))
}
