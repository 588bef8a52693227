//! A digest: everything about chats that an agent is to be told of by their next mail, and was told of by the last ones.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::{Occasion, User};
use crate::{
    ids::{MailId, RoomId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

/// An entry of a room's log of which an agent is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestCause {
    /// Occasion.
    pub subject: Occasion,
    /// Room.
    pub room_id: RoomId,
    /// Number of the event; once the agent was told, of the room's last one.
    pub seq: u64,
    /// Time of the event; in [`Digest::told`], of the mail.
    pub at: Timestamp,
}

/// The digest of an agent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Digest {
    /// The agent's user.
    pub user_id: UserId,
    /// Number of changes so far.
    pub version: u64,
    /// The next mail, once there is a cause for one; or the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail_id: Option<MailId>,
    /// Causes of which it isn't decided yet.
    pub causes: Vec<DigestCause>,
    /// Last causes that mails have told of.
    pub told: Vec<DigestCause>,
    /// Last causes that no mail has told of, since somebody had attended to them: the table's stream may bring them once
    /// more.
    pub obsolete: Vec<DigestCause>,
    /// Time at which a mail was handed over last, and that mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<(Timestamp, MailId)>,
}

/// Most causes of a mail. Whoever reads of so many looks at the console.
const CAUSES: usize = 100;
/// Most causes of a kind that are remembered, of about 100 bytes each.
const REMEMBERED: usize = 200;
/// Time for which they are remembered: the table's stream brings nothing that is older.
const MEMORY: Duration = Duration::days(2);

impl Digest {
    /// Time between two mails, at least.
    pub const INTERVAL: Duration = Duration::minutes(5);

    /// The digest of an agent who was told of nothing yet.
    pub fn of(user_id: UserId) -> Self {
        let (causes, told, obsolete) = Default::default();
        Self { user_id, version: 0, mail_id: None, causes, told, obsolete, last: None }
    }

    /// Time at which a mail of its causes is due, this time after the oldest one.
    pub fn due_after(&self, delay: Duration) -> Option<Timestamp> {
        let due = self.causes.iter().map(|cause| cause.at).min()?.after(delay);
        Some(self.last.map_or(due, |(at, _)| due.max(at.after(Self::INTERVAL))))
    }

    /// Earliest time at which this mail may be handed over, after another one: also one that wasn't taken, which comes
    /// again.
    pub fn earliest(&self, mail: MailId) -> Option<Timestamp> {
        let other = self.last.filter(|&(_, id)| id != mail);
        other.map(|(at, _)| at.after(Self::INTERVAL))
    }

    /// Adds a cause, in place of the oldest one if there are too many; `false` if it is known.
    pub fn add(&mut self, cause: DigestCause) -> bool {
        let is_new = !self.causes.iter().chain(&self.told).chain(&self.obsolete).any(|known| known.covers(&cause));
        if is_new {
            self.causes.drain(..self.causes.len().saturating_sub(CAUSES - 1));
            self.causes.push(cause);
        }
        is_new
    }

    /// `true` if a mail has told of it.
    pub fn has_told(&self, cause: &DigestCause) -> bool {
        self.told.iter().any(|told| told.covers(cause))
    }

    /// The digest once it is decided of which of its causes a mail tells, if any: the others are obsolete.
    #[must_use]
    pub fn decided(self, told: impl IntoIterator<Item = DigestCause>, now: Timestamp) -> Self {
        let told: Vec<DigestCause> = told.into_iter().collect();
        let is_obsolete = |cause: &DigestCause| !told.iter().any(|told| told.covers(cause));
        let obsolete = self.causes.iter().copied().filter(is_obsolete).collect();
        Self {
            version: self.version + 1,
            causes: Vec::new(),
            told: remembered(self.told, told, now),
            obsolete: remembered(self.obsolete, obsolete, now),
            ..self
        }
    }

    /// Key of a user's digest.
    pub fn key_of(user: UserId) -> Key {
        Key::new(User::partition(user), "DIGEST")
    }
}

impl DigestCause {
    fn covers(&self, other: &Self) -> bool {
        (self.subject, self.room_id) == (other.subject, other.room_id) && other.seq <= self.seq
    }
}

/// The last ones of these causes.
fn remembered(earlier: Vec<DigestCause>, later: Vec<DigestCause>, now: Timestamp) -> Vec<DigestCause> {
    let mut all = [earlier, later].concat();
    all.retain(|cause| now < cause.at.after(MEMORY));
    all.drain(..all.len().saturating_sub(REMEMBERED));
    all
}

impl Entity for Digest {
    fn key(&self) -> Key {
        Self::key_of(self.user_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(room_id: RoomId, seq: u64) -> DigestCause {
        DigestCause { subject: Occasion::NewMessage, room_id, seq, at: Timestamp::now() }
    }

    #[test]
    fn a_cause_that_comes_again_is_added_once_before_and_after_it_was_told() {
        let (room, other, mut digest) = (RoomId::new(), RoomId::new(), Digest::of(UserId(1)));
        assert!(digest.add(cause(room, 5)) && !digest.add(cause(room, 5)));
        assert!(digest.add(cause(room, 6)) && digest.add(cause(other, 5)));
        let mut digest = digest.decided([cause(room, 8)], Timestamp::now());
        assert!(!digest.add(cause(room, 6)) && !digest.add(cause(room, 8)) && digest.add(cause(room, 9)));
        assert!(digest.has_told(&cause(room, 6)) && !digest.has_told(&cause(other, 5)) && !digest.add(cause(other, 5)));
    }

    #[test]
    fn a_digest_is_bounded_however_many_chats_there_are() {
        let mut digest = Digest::of(UserId(1));
        for _ in 0..5 {
            let newest = cause(RoomId::new(), 1);
            assert!((0..2 * CAUSES).all(|_| digest.add(cause(RoomId::new(), 1))) && digest.add(newest));
            assert_eq!((digest.causes.len(), digest.causes.last()), (CAUSES, Some(&newest)));
            digest = digest.decided([], Timestamp::now());
        }
        assert_eq!((digest.told.len(), digest.obsolete.len()), (0, REMEMBERED));
    }
}
