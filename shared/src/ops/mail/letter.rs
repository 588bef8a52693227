//! Everything that a mail says, before it is put into words; and whether it is to say it.

use crate::{
    model::{Digest, DigestCause, Mail, MailKind, Message, Room, RoomDetails, User},
    time::Timestamp,
    views::Report,
};

/// Decision on a mail that is due.
pub(super) enum Decision {
    /// To be sent now.
    Send(Letter),
    /// To be decided on again at this time.
    Postpone(Timestamp),
    /// Not to be sent. With the number of its room's last event, if there is such a room.
    Drop(Option<u64>),
}

/// Everything that a mail says.
#[derive(Clone, Debug)]
pub(super) enum Letter {
    /// Messages that the reader hasn't seen.
    Unseen(Box<Unseen>),
    /// Something about the reader's account.
    Account(Box<User>),
    /// Transcript of a room.
    Transcript(Copy),
    /// Chats that need the reader.
    Digest(Box<DigestLetter>),
    /// Report of a day.
    Report(Box<ReportLetter>),
}

/// Chats that need an agent.
#[derive(Clone, Debug)]
pub(super) struct DigestLetter {
    /// Reader.
    pub reader: User,
    /// The chats.
    pub concerns: Vec<Concern>,
    /// The reader's digest, as of the decision.
    pub digest: Digest,
}

/// A chat that needs an agent, and the reason.
#[derive(Clone, Debug)]
pub(super) struct Concern {
    /// Reason, with the event since which it is true.
    pub cause: DigestCause,
    /// The chat.
    pub room: RoomDetails,
    /// The customer's last message, if the agent hasn't read it.
    pub unread: Option<Message>,
}

impl Concern {
    /// The cause with all that has happened in the chat by now.
    pub fn told(&self) -> DigestCause {
        DigestCause { seq: self.room.head.seq, ..self.cause }
    }
}

/// Report of a day.
#[derive(Clone, Debug)]
pub(super) struct ReportLetter {
    /// Reader.
    pub reader: User,
    /// The report.
    pub report: Report,
}

/// Messages of a room.
#[derive(Clone, Debug)]
pub(super) struct Copy {
    /// The newest messages, the oldest of them first.
    pub messages: Vec<Message>,
    /// Number of earlier ones that are left out.
    pub left_out: u64,
}

/// Messages that a room's customer hasn't seen.
#[derive(Clone, Debug)]
pub(super) struct Unseen {
    /// Room.
    pub room: Room,
    /// Reader.
    pub reader: User,
    /// The messages, the oldest first.
    pub messages: Vec<Message>,
    /// Number of the last event before them.
    pub after_seq: u64,
    /// Number of the last event among and behind them that the mail covers.
    pub last_seq: u64,
}

impl Letter {
    /// State that a link of the mail is bound to: the link is void once it differs.
    pub fn bound_to(&self, kind: MailKind) -> String {
        match self {
            Self::Account(reader) => bound_to(kind, reader),
            Self::Unseen(_) | Self::Transcript(_) | Self::Digest(_) | Self::Report(_) => String::new(),
        }
    }

    /// The mail as this letter makes it, before it is handed over.
    pub fn settle(&self, mail: Mail) -> Mail {
        match self {
            Self::Unseen(letter) => Mail {
                recipient: letter.reader.email.clone(),
                after_seq: Some(letter.after_seq),
                last_seq: Some(letter.last_seq),
                ..mail
            },
            // Never to an address as somebody typed it, which may only look like the reader's.
            Self::Account(reader) if mail.kind == MailKind::PasswordReset => {
                Mail { user_id: Some(reader.id), recipient: reader.email.clone(), ..mail }
            }
            // Another attempt tells of no more than the first one.
            Self::Digest(letter) if mail.is_decided() => Mail { recipient: letter.reader.email.clone(), ..mail },
            Self::Digest(letter) => Mail {
                recipient: letter.reader.email.clone(),
                causes: letter.concerns.iter().map(Concern::told).collect(),
                ..mail
            },
            Self::Report(letter) => Mail { recipient: letter.reader.email.clone(), ..mail },
            Self::Account(_) | Self::Transcript(_) => mail,
        }
    }
}

/// State that a link of a mail to this reader is bound to.
pub(super) fn bound_to(kind: MailKind, reader: &User) -> String {
    match kind {
        MailKind::PasswordReset => format!("{} {}", reader.email, reader.password_hash),
        MailKind::EmailConfirmation => reader.password_hash.clone(),
        MailKind::UnseenMessages
        | MailKind::Transcript
        | MailKind::PasswordChanged
        | MailKind::EmailChanged
        | MailKind::Digest
        | MailKind::DailyReport => String::new(),
    }
}
