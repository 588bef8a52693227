//! Files: allowed types, attachments, and uploads: objects that nothing refers to yet or any more.

use serde::{Deserialize, Serialize};

use super::string_enum;
use crate::{
    ids::{FileId, RoomId, UserId},
    table::{Entity, Key, Query},
    time::Timestamp,
};

string_enum!(
    /// Type of a file, by its media type.
    FileType {
        /// PNG image.
        Png = "image/png",
        /// JPEG image.
        Jpeg = "image/jpeg",
        /// GIF image, possibly animated.
        Gif = "image/gif",
        /// WebP image.
        Webp = "image/webp",
        /// PDF document.
        Pdf = "application/pdf",
        /// Plain text.
        Txt = "text/plain",
        /// Table as plain text.
        Csv = "text/csv",
        /// ZIP archive.
        Zip = "application/zip",
        /// Word document.
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        /// Excel workbook.
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        /// MP3 audio.
        Mp3 = "audio/mpeg",
        /// PowerPoint presentation.
        Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        /// HEIC image, which some browsers can't show.
        Heic = "image/heic",
        /// HEIF image: the same container with another codec.
        Heif = "image/heif",
        /// AAC audio.
        M4a = "audio/mp4",
        /// Ogg audio.
        Ogg = "audio/ogg",
        /// AMR audio: speech.
        Amr = "audio/amr",
        /// QuickTime video.
        Mov = "video/quicktime",
        /// 3GPP video.
        Threegp = "video/3gpp",
        /// MP4 video.
        Mp4 = "video/mp4",
        /// WebM video.
        Webm = "video/webm",
    }
);

impl FileType {
    /// Types of attachments.
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

    /// Types of avatars.
    pub const AVATARS: &[Self] = &[Self::Png, Self::Jpeg, Self::Webp];

    /// Types of logos: those that mail programs show, too.
    pub const LOGOS: &[Self] = &[Self::Png, Self::Jpeg];

    /// Extensions of its file names, the usual one first.
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

    /// `true` for images that every browser shows.
    pub fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp)
    }
}

/// A message's attachment. Stored as a list, without attribute names and with the type's usual extension, because every
/// later message writes it again with the head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredAttachment", into = "StoredAttachment")]
pub struct Attachment {
    /// Its id.
    pub id: FileId,
    /// File name from the sender: any characters except control characters, without folders.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Type of its contents.
    pub content_type: FileType,
    /// Width and height in pixels, if the file's header has them.
    pub dimensions: Option<(u32, u32)>,
}

impl Attachment {
    /// Maximum size in an item in bytes, without its name.
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
    /// State of an [`Upload`].
    UploadState {
        /// A message or a profile may claim it.
        Open = "open",
        /// Claimed.
        Used = "used",
        /// Nothing may claim it any more: its objects are to be deleted.
        Discarded = "discarded",
    }
);

/// An object of the bucket that may have to be deleted. Written before the object, so that no object exists without a
/// record of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Upload {
    /// The file's id; ids sort by time.
    pub id: FileId,
    /// User who uploads it.
    pub user_id: UserId,
    /// Destination.
    pub place: Place,
    /// State.
    pub state: UploadState,
    /// The announced file, if its sender uploads it to the bucket directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<AnnouncedFile>,
    /// Time of its creation.
    pub created_at: Timestamp,
}

/// Destination of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// A message of this room.
    #[serde(rename = "room")]
    Room(RoomId),
    /// This user's profile.
    #[serde(rename = "profile")]
    Profile(UserId),
}

/// A client's announcement of a file that it is about to upload to the bucket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnnouncedFile {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

/// Partition of all uploads.
const UPLOADS: &str = "UPLOADS";

impl Upload {
    /// Key of the upload with this id.
    pub fn key_of(id: FileId) -> Key {
        Key::new(UPLOADS, id.to_string())
    }

    /// List of all uploads, the oldest first.
    pub fn all() -> Query {
        Query::table(UPLOADS)
    }

    /// List of the uploads after this one, the oldest first.
    pub fn after(&self) -> Query {
        Self::all().after(self.key().sk)
    }

    /// Key of the number of files that a user has announced for a room and that belong to no message yet.
    pub fn open_count_key(user: UserId, room: RoomId) -> Key {
        Key::new(format!("OPEN_UPLOADS#{user}#{room}"), "OPEN_UPLOADS")
    }
}

impl Entity for Upload {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }
}
