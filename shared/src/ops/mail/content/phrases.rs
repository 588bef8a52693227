//! Phrases of mails; each language has a file of its own. `{}` stands for a name, `{n}` for a number.

use crate::model::MailKind;

/// A phrase with a name, and its form without one.
pub(super) type Named = (&'static str, &'static str);

/// All phrases of a language.
pub(super) struct Phrases {
    /// Tag (RFC 5646).
    pub language: &'static str,
    pub greeting: Named,
    /// Remark that the mail can be answered.
    pub answer: &'static str,
    pub unseen: UnseenPhrases,
    pub transcript: TranscriptPhrases,
    pub password_reset: AccountPhrases,
    pub password_changed: AccountPhrases,
    pub email_confirmation: AccountPhrases,
    pub email_changed: AccountPhrases,
    pub digest: DigestPhrases,
    pub report: ReportPhrases,
}

/// Phrases about chats that need an agent.
pub(super) struct DigestPhrases {
    /// A customer waits for an agent.
    pub new_chat: Named,
    /// A customer has written to the reader.
    pub new_message: Named,
    /// A customer's chat was assigned to the reader.
    pub assigned: Named,
    /// Subject, for several chats.
    pub several: &'static str,
    pub intro: &'static str,
    /// Remark about chats that aren't shown: for one, and for several.
    pub more: (&'static str, &'static str),
    pub button: &'static str,
    pub reason: &'static str,
}

/// Phrases about the report of a day.
pub(super) struct ReportPhrases {
    pub subject: Named,
    pub intro: &'static str,
    pub created: &'static str,
    pub resolved: &'static str,
    pub closed: &'static str,
    pub waiting: &'static str,
    pub first_response: &'static str,
    pub rating: &'static str,
    /// Stands for a figure that there is none of.
    pub none: &'static str,
    pub button: &'static str,
    pub reason: &'static str,
}

/// Phrases about messages that the reader hasn't seen.
pub(super) struct UnseenPhrases {
    /// Subject, for one message.
    pub one: Named,
    /// Subject, for several.
    pub several: Named,
    pub intro: &'static str,
    /// Remark about messages that aren't shown: for one, and for several.
    pub more: (&'static str, &'static str),
    pub button: &'static str,
    pub reason: Named,
    pub opt_out: &'static str,
}

/// Phrases about a transcript.
pub(super) struct TranscriptPhrases {
    pub subject: Named,
    pub intro: &'static str,
    /// Remark about earlier messages: for one, and for several.
    pub left_out: (&'static str, &'static str),
    pub reason: &'static str,
}

/// Phrases about a user's account.
pub(super) struct AccountPhrases {
    pub subject: Named,
    pub intro: &'static str,
    /// Empty for none.
    pub outro: &'static str,
    /// Empty for none.
    pub button: &'static str,
    pub reason: &'static str,
}

impl Phrases {
    /// Those of a mail about an account.
    pub fn of_account(&self, kind: MailKind) -> Option<&AccountPhrases> {
        match kind {
            MailKind::UnseenMessages | MailKind::Transcript | MailKind::Digest | MailKind::DailyReport => None,
            MailKind::PasswordReset => Some(&self.password_reset),
            MailKind::PasswordChanged => Some(&self.password_changed),
            MailKind::EmailConfirmation => Some(&self.email_confirmation),
            MailKind::EmailChanged => Some(&self.email_changed),
        }
    }
}
