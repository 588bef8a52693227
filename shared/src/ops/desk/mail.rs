//! Changes of the settings of mail.

use super::group::{GroupEdit, set};
use crate::{
    http::{Fields, Input},
    model::{ClosedReply, DeskMail, Identity},
};

/// Longest delay and interval, in minutes: a day.
const MINUTES_LIMIT: u64 = 1_440;

/// Changes of the settings of mail.
#[derive(Clone, Debug)]
pub(super) struct MailEdit {
    version: u64,
    sender: Option<String>,
    unseen_minutes: Option<u64>,
    interval_minutes: Option<u64>,
    transcript_at_end: Option<bool>,
    closed_reply: Option<ClosedReply>,
}

impl Input for MailEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let version = fields.integer("version").required();
        let sender = fields.email("sender").optional();
        let mut minutes = |name| fields.integer(name).at_most(MINUTES_LIMIT).optional();
        let (unseen_minutes, interval_minutes) = (minutes("unseen_minutes"), minutes("interval_minutes"));
        let transcript_at_end = fields.boolean("transcript_at_end").optional();
        let closed_reply = fields.choice("closed_reply").optional();
        Some(Self {
            version: version?,
            sender: sender?,
            unseen_minutes: unseen_minutes?,
            interval_minutes: interval_minutes?,
            transcript_at_end: transcript_at_end?,
            closed_reply: closed_reply?,
        })
    }
}

impl GroupEdit for MailEdit {
    type Group = DeskMail;

    fn version(&self) -> u64 {
        self.version
    }

    fn apply(self, group: &mut DeskMail, _: &Identity) {
        set(&mut group.sender, self.sender);
        set(&mut group.unseen_minutes, self.unseen_minutes);
        set(&mut group.interval_minutes, self.interval_minutes);
        set(&mut group.transcript_at_end, self.transcript_at_end);
        set(&mut group.closed_reply, self.closed_reply);
    }
}
