//! The desk's logo: how it is uploaded, and what it is shown as.

use axum::body::Bytes;
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    ApiError, State,
    files::{Headers, LOGO_LIMIT, dimensions, file_type, keys, without_location},
    http::{Fields, fields::checked_type},
    ids::LogoId,
    model::{DeskLogo, FileType},
};

/// Longest data URL of a logo, in characters: base64 takes four for three bytes.
const URL_LIMIT: usize = LOGO_LIMIT / 3 * 4 + 100;
/// Largest width and height, in pixels: a browser unpacks all of them.
const SIDE_LIMIT: u32 = 2_048;
/// File name of a logo for browsers.
const NAME: &str = "logo";

/// A new logo with its picture, or none.
#[derive(Clone, Debug)]
pub(super) struct LogoEdit(Option<NewLogo>);

/// A logo that isn't stored yet.
#[derive(Clone, Debug)]
pub(super) struct NewLogo {
    logo: DeskLogo,
    file_type: FileType,
    bytes: Bytes,
}

/// A logo's picture.
#[derive(Clone, Debug)]
pub struct LogoPicture {
    /// Type.
    pub file_type: FileType,
    /// Contents.
    pub bytes: Bytes,
}

impl LogoEdit {
    /// Reads the logo, a data URL (RFC 2397), which is empty to remove it.
    pub fn read(fields: &mut Fields) -> Option<Option<Self>> {
        let url = fields.line("logo").means("Data URL of a PNG or JPEG of 100 KB at most; empty to remove the logo.");
        url.max(URL_LIMIT).parse(|url| Self::parse(&url)).optional()
    }

    fn parse(url: &str) -> Result<Self, String> {
        if url.is_empty() {
            return Ok(Self(None));
        }
        let encoded = url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
        let bytes = encoded.and_then(|(_, encoded)| STANDARD.decode(encoded).ok());
        NewLogo::new(&bytes.ok_or("Enter a data URL with a picture in base64.")?.into()).map(|new| Self(Some(new)))
    }

    /// The new logo; `None` for no logo.
    pub fn logo(&self) -> Option<DeskLogo> {
        self.0.as_ref().map(|new| new.logo)
    }

    /// Stores the picture, for whoever reads of it afterwards.
    ///
    /// # Errors
    /// A failed request to the bucket.
    pub async fn store(self, state: &State) -> Result<(), ApiError> {
        if let Some(NewLogo { logo, file_type, bytes }) = self.0 {
            state.files.put(&keys::logo(logo.id), &Headers::new(NAME, file_type), bytes).await?;
        }
        Ok(())
    }
}

impl NewLogo {
    fn new(bytes: &Bytes) -> Result<Self, String> {
        if bytes.len() > LOGO_LIMIT {
            return Err(format!("Ensure this file is no larger than {} KB.", LOGO_LIMIT / 1_024));
        }
        let file_type = checked_type(file_type(NAME, bytes), FileType::LOGOS)?;
        let bytes = without_location(file_type, bytes);
        let (width, height) = dimensions(file_type, &bytes).ok_or("This picture can’t be read.")?;
        if !(1..=SIDE_LIMIT).contains(&width) || !(1..=SIDE_LIMIT).contains(&height) {
            return Err(format!("Ensure this picture is no larger than {SIDE_LIMIT} by {SIDE_LIMIT} pixels."));
        }
        Ok(Self { logo: DeskLogo { id: LogoId::of(&bytes), width, height }, file_type, bytes })
    }
}

/// Reads a logo's picture, also of one that has been replaced: mails that were sent show it.
///
/// # Errors
/// 404 for a logo that the desk never had; 503 without an answer of the bucket.
pub async fn logo_picture(state: &State, id: LogoId) -> Result<LogoPicture, ApiError> {
    // A logo is smaller than the beginning of an object.
    let object = state.files.head_object(&keys::logo(id)).await?.ok_or(ApiError::NotFound)?;
    let file_type = file_type(NAME, &object.beginning).map_err(|_| ApiError::NotFound)?;
    Ok(LogoPicture { file_type, bytes: object.beginning })
}
