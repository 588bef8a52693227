//! Kinds of faults, and the probability of each.

use std::collections::BTreeMap;

/// A way in which something fails, as everything outside the product may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The table refuses: too much at once.
    TableThrottled,
    /// The table refuses a write: another transaction is at the same items.
    TableConflict,
    /// The table fails before it did anything.
    TableErrorBefore,
    /// The table writes, and fails then.
    TableErrorAfter,
    /// A request never reaches the table, and nothing answers.
    TableRequestLost,
    /// The table writes, but its answer never comes.
    TableAnswerLost,
    /// A write takes effect only when nobody waits for it any more.
    TableWriteLate,
    /// A read that needn't be consistent shows what was up to a second ago.
    TableReadStale,
    /// A batch is read in part.
    TableBatchPartial,
    /// A push is taken, and never arrives.
    PushDropped,
    /// A push arrives twice.
    PushDoubled,
    /// A push is taken, and arrives seconds later, behind others.
    PushDelayed,
    /// The gateway fails to take a push – or so it says.
    PushFailed,
    /// The gateway doesn't answer to a push, which may arrive or not.
    PushHung,
    /// A function dies between any two awaits.
    FunctionDied,
    /// The end of a connection is told to nobody.
    DisconnectLost,
    /// The mail service refuses a mail for now.
    MailErrorBefore,
    /// The mail service sends a mail, and says that it didn't.
    MailErrorAfter,
    /// A push service refuses a web push for now.
    WebPushErrorBefore,
    /// A push service takes a web push, and says that it didn't.
    WebPushErrorAfter,
    /// A client's request never reaches the system.
    RequestLost,
    /// A client's request is done, but the answer never comes.
    AnswerLost,
    /// A client's socket ends without a word.
    SocketCut,
    /// A client's socket carries nothing any more, and shows no error either.
    SocketSilent,
}

/// Probability of each fault whenever it could happen.
#[derive(Clone, Debug, Default)]
pub struct Odds(BTreeMap<Fault, f64>);

impl Odds {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Self::default()
    }

    /// Everything goes wrong, pushes and reads often, the rest so often that whoever tries again gets through.
    pub fn usual() -> Self {
        Self(BTreeMap::from([
            (Fault::TableThrottled, 0.02),
            (Fault::TableConflict, 0.05),
            (Fault::TableErrorBefore, 0.01),
            (Fault::TableErrorAfter, 0.04),
            (Fault::TableRequestLost, 0.005),
            (Fault::TableAnswerLost, 0.04),
            (Fault::TableWriteLate, 0.04),
            (Fault::TableReadStale, 0.3),
            (Fault::TableBatchPartial, 0.05),
            (Fault::PushDropped, 0.2),
            (Fault::PushDoubled, 0.05),
            (Fault::PushDelayed, 0.1),
            (Fault::PushFailed, 0.03),
            (Fault::PushHung, 0.02),
            (Fault::FunctionDied, 0.05),
            (Fault::DisconnectLost, 0.5),
            (Fault::RequestLost, 0.04),
            (Fault::AnswerLost, 0.05),
            (Fault::SocketCut, 0.05),
            (Fault::SocketSilent, 0.02),
        ]))
    }

    /// The same, but this fault is so likely.
    #[must_use]
    pub fn with(mut self, fault: Fault, likelihood: f64) -> Self {
        self.0.insert(fault, likelihood);
        self
    }

    pub(super) fn of(&self, fault: Fault) -> f64 {
        self.0.get(&fault).copied().unwrap_or_default()
    }

    /// The faults that can happen.
    pub(super) fn possible(&self) -> impl Iterator<Item = Fault> {
        self.0.iter().filter(|&(_, likelihood)| *likelihood > 0.0).map(|(&fault, _)| fault)
    }
}
