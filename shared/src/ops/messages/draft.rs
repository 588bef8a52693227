//! A message to be sent.

use axum::body::Bytes;

use crate::{
    files::ATTACHMENT_LIMIT,
    http::{
        Fields, Input,
        fields::{Field, FileRule, UploadedPart, ValidatedFile},
    },
    ids::{FileId, RoomId},
    model::{FileType, MessageType, RetryKey},
    store::{CONTENT_LIMIT, Lookback},
};

/// Field and size limit of an attachment.
const ATTACHMENT: FileRule = FileRule { field: "attachment", limit: ATTACHMENT_LIMIT };
/// Longest `client_message_id`, in characters; a UUID has 36.
const CLIENT_ID_LIMIT: usize = 100;

/// Data of a new message.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Text; empty only with a file.
    pub content: String,
    /// Type, if it has no file.
    pub message_type: MessageType,
    /// File.
    pub file: Option<DraftFile>,
    /// The client's id for it: sending the same one again is a retry.
    pub client_message_id: Option<String>,
    /// Last event of the room that the client knew when the message was written: a retry is sought behind it.
    pub after_seq: Option<u64>,
}

/// The file of a draft.
#[derive(Clone, Debug)]
pub enum DraftFile {
    /// Part of the request.
    Enclosed(ValidatedFile),
    /// Uploaded to the bucket before.
    Uploaded(FileId),
}

impl DraftFile {
    /// A file that came with the message.
    ///
    /// # Errors
    /// A name, size or type that isn't allowed: the reason, for its sender.
    pub fn enclosed(name: &str, bytes: Bytes) -> Result<Self, String> {
        let bytes = Some(bytes).filter(|bytes| bytes.len() <= ATTACHMENT.limit);
        let part = UploadedPart { name: name.to_owned(), bytes };
        ValidatedFile::new(part, ATTACHMENT, FileType::ATTACHMENTS).map(Self::Enclosed)
    }
}

impl Draft {
    /// Key by which an attempt recognizes the message that another one has stored.
    pub fn retry_key(&self) -> RetryKey {
        match (&self.client_message_id, &self.file) {
            (Some(id), _) => RetryKey::Client(id.clone()),
            (None, Some(DraftFile::Uploaded(file))) => RetryKey::File(*file),
            (None, _) => RetryKey::Request(fastrand::u64(..)),
        }
    }

    /// Entries of the room among which the message may be, if this is a retry.
    pub fn lookback(&self) -> Lookback {
        match (&self.client_message_id, self.after_seq) {
            (Some(_), Some(seq)) => Lookback::After(seq),
            (Some(_), None) => Lookback::Last,
            // A file is of one message, so a retry is noticed by it.
            (None, _) => Lookback::Nothing,
        }
    }

    /// Reads a draft without a file.
    pub fn read_text(fields: &mut Fields) -> Option<Self> {
        let content = fields.text("content").filled().max(CONTENT_LIMIT).required();
        let client_message_id = client_message_id(fields).nullable().optional();
        Self::read_rest(fields, content, Some(None), client_message_id)
    }

    /// Reads a draft without a file, which must have a `client_message_id`.
    pub fn read_identified(fields: &mut Fields) -> Option<Self> {
        let content = fields.text("content").filled().max(CONTENT_LIMIT).required();
        let client_message_id = client_message_id(fields).filled().required();
        Self::read_rest(fields, content, Some(None), client_message_id.map(Some))
    }

    fn read_rest(
        fields: &mut Fields,
        content: Option<String>,
        file: Option<Option<DraftFile>>,
        client_message_id: Option<Option<String>>,
    ) -> Option<Self> {
        // `system` is reserved for the system's own messages.
        let message_type = fields.choice("message_type").other_than(MessageType::System).or(MessageType::Text);
        let after_seq = fields.integer("after_seq").nullable().optional();
        Some(Self {
            content: content?,
            message_type: message_type?,
            file: file?,
            client_message_id: client_message_id?.filter(|id| !id.is_empty()),
            after_seq: after_seq?,
        })
    }
}

fn client_message_id(fields: &mut Fields) -> Field<'_, String> {
    fields.line("client_message_id").max(CLIENT_ID_LIMIT)
}

/// A draft with its destination.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Room.
    pub room_id: RoomId,
    /// Message.
    pub draft: Draft,
}

impl Input for NewMessage {
    const FILE: Option<FileRule> = Draft::FILE;

    fn read(fields: &mut Fields) -> Option<Self> {
        let room_id = fields.uuid("chat_room_id").required();
        let draft = Draft::read(fields);
        Some(Self { room_id: room_id?, draft: draft? })
    }
}

impl Input for Draft {
    const FILE: Option<FileRule> = Some(ATTACHMENT);

    fn read(fields: &mut Fields) -> Option<Self> {
        let may_be_empty = fields.is_filled("attachment") || fields.is_filled("upload_id");
        let content = fields.text("content").max(CONTENT_LIMIT);
        let content = if may_be_empty { content.nullable().or("") } else { content.filled().required() };
        let enclosed = fields.file(ATTACHMENT, FileType::ATTACHMENTS).nullable().optional();
        let uploaded = fields.uuid("upload_id").nullable().optional();
        if let (Some(Some(_)), Some(Some(_))) = (&enclosed, &uploaded) {
            fields.error("upload_id", "Send either attachment or upload_id, not both.");
        }
        let file = match (enclosed, uploaded) {
            (Some(enclosed), Some(uploaded)) => {
                Some(enclosed.map(DraftFile::Enclosed).or(uploaded.map(DraftFile::Uploaded)))
            }
            _ => None,
        };
        let client_message_id = client_message_id(fields).nullable().optional();
        Self::read_rest(fields, content, file, client_message_id)
    }
}
