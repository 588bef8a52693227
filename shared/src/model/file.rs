//! Files: what may be sent, what is known of one, and an object that nothing refers to yet or any more.

use serde::{Deserialize, Serialize};

use super::string_enum;
use crate::{
    ids::{FileId, RoomId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

string_enum!(
    /// What a file can be, by its media type.
    FileType {
        /// A picture.
        Png = "image/png",
        /// A photograph.
        Jpeg = "image/jpeg",
        /// A picture, maybe moving.
        Gif = "image/gif",
        /// A picture.
        Webp = "image/webp",
        /// A document.
        Pdf = "application/pdf",
        /// Text.
        Txt = "text/plain",
        /// A table as text.
        Csv = "text/csv",
        /// An archive.
        Zip = "application/zip",
        /// A document of Word.
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        /// A table of Excel.
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        /// Sound.
        Mp3 = "audio/mpeg",
        /// A presentation of PowerPoint.
        Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        /// A photograph, which some browsers can't show.
        Heic = "image/heic",
        /// The same in another coding.
        Heif = "image/heif",
        /// Sound.
        M4a = "audio/mp4",
        /// Sound.
        Ogg = "audio/ogg",
        /// Speech.
        Amr = "audio/amr",
        /// A film.
        Mov = "video/quicktime",
        /// A film.
        Threegp = "video/3gpp",
        /// A film.
        Mp4 = "video/mp4",
        /// A film.
        Webm = "video/webm",
    }
);

impl FileType {
    /// Those that a message can have.
    pub const ATTACHMENTS: &[Self] = &[
        Self::Png,
        Self::Jpeg,
        Self::Gif,
        Self::Webp,
        Self::Heic,
        Self::Heif,
        Self::Pdf,
        Self::Txt,
        Self::Csv,
        Self::Zip,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Mp3,
        Self::M4a,
        Self::Ogg,
        Self::Amr,
        Self::Mp4,
        Self::Mov,
        Self::Threegp,
        Self::Webm,
    ];

    /// Those that an avatar can have.
    pub const AVATARS: &[Self] = &[Self::Png, Self::Jpeg, Self::Webp];

    /// The endings of its files' names, the usual one first.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Txt => &["txt"],
            Self::Csv => &["csv"],
            Self::Zip => &["zip"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Mp3 => &["mp3"],
            Self::Pptx => &["pptx"],
            Self::Heic => &["heic"],
            Self::Heif => &["heif"],
            Self::M4a => &["m4a"],
            Self::Ogg => &["ogg", "oga", "opus"],
            Self::Amr => &["amr"],
            Self::Mov => &["mov", "qt"],
            Self::Threegp => &["3gp", "3g2"],
            Self::Mp4 => &["mp4", "m4v"],
            Self::Webm => &["webm"],
        }
    }

    /// Whether every browser shows it as a picture.
    pub fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp)
    }
}

/// The file of a message. Stored as a list, without names, and with the usual ending for the type: it is part of what every
/// message after it writes with the head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredAttachment", into = "StoredAttachment")]
pub struct Attachment {
    /// Its id.
    pub id: FileId,
    /// What its sender called it: any characters but control characters, without folders.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// What its bytes are.
    pub content_type: FileType,
    /// Width and height in pixels, where the bytes say so.
    pub dimensions: Option<(u32, u32)>,
}

impl Attachment {
    /// How many bytes it takes in an item, at most, beside its name.
    pub const STORED: usize = 90;
}

type StoredAttachment = (FileId, String, u64, String, Option<(u32, u32)>);

impl From<Attachment> for StoredAttachment {
    fn from(file: Attachment) -> Self {
        let ending = file.content_type.extensions().first().copied().unwrap_or_default();
        (file.id, file.name, file.size, ending.to_owned(), file.dimensions)
    }
}

impl TryFrom<StoredAttachment> for Attachment {
    type Error = String;

    fn try_from((id, name, size, ending, dimensions): StoredAttachment) -> Result<Self, String> {
        let is_it = |file_type: &&FileType| file_type.extensions().first() == Some(&ending.as_str());
        let content_type =
            FileType::ATTACHMENTS.iter().find(is_it).ok_or_else(|| format!("no type of file is {ending}"))?;
        Ok(Self { id, name, size, content_type: *content_type, dimensions })
    }
}

string_enum!(
    /// What is to become of an [`Upload`].
    UploadState {
        /// A message or a profile may take it.
        Open = "open",
        /// One has taken it.
        Used = "used",
        /// Nothing may take it any more: its objects are to be deleted.
        Discarded = "discarded",
    }
);

/// An object of the bucket that may have to be deleted. Written before the object is, so that none stays behind that
/// nobody knows of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Upload {
    /// The file's id; ids sort by time.
    pub id: FileId,
    /// Who uploads it.
    pub user_id: UserId,
    /// Where it is to stay.
    pub place: Place,
    /// What is to become of it.
    pub state: UploadState,
    /// What was announced of it, if its sender puts it into the bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<AnnouncedFile>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Where a file belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// To a message of this room.
    #[serde(rename = "room")]
    Room(RoomId),
    /// To this user's profile.
    #[serde(rename = "profile")]
    Profile(UserId),
}

/// What somebody says of a file that they are about to put into the bucket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnnouncedFile {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Entity for Upload {
    fn key(&self) -> Key {
        Key::upload(self.id)
    }
}
