//! Effects of an operation as a value: what it stores, and the events and notifications that follow.
//!
//! An operation reads, decides, and returns its effects; [`Effects::commit`] stores them and reads the recipients' chat
//! sessions in the same round trip, and [`Stored::carry_out`] publishes. A function that dies in between loses pushes,
//! which are hints, and nothing else: deliveries to webhooks follow from the stored entries.

use std::{collections::BTreeSet, mem::take};

use futures_util::future::join_all;

use super::{
    Recipients,
    publish::{ChatSessions, List, publish_among},
};
use crate::{
    ApiError, State,
    event::Event,
    model::Notification,
    table::{Rejected, Transaction, Write},
};

/// Effects that are still to be stored. `F` is the meaning of a failed condition.
pub(super) struct Effects<F = ApiError> {
    transaction: Transaction<F>,
    events: Vec<(Event, Recipients)>,
    lists: BTreeSet<List>,
}

/// Effects that are stored, but not published yet.
#[derive(Default)]
#[must_use]
pub(super) struct Stored {
    events: Vec<(Event, Recipients)>,
    sessions: ChatSessions,
}

impl<F> Effects<F> {
    pub fn new() -> Self {
        Self { transaction: Transaction::new(), events: Vec::new(), lists: BTreeSet::new() }
    }

    /// Adds a write whose failed condition is a conflict.
    pub fn write(&mut self, write: Write) {
        self.transaction.write(write);
    }

    /// Adds a write whose failed condition means `meaning`.
    pub fn write_or(&mut self, write: Write, meaning: F) {
        self.transaction.write_or(write, meaning);
    }

    /// Adds an event.
    pub fn publish(&mut self, event: Event, recipients: Recipients) {
        self.will_publish_to(&recipients);
        self.events.push((event, recipients));
    }

    /// Reads the chat sessions of these recipients too, for an event that is known only after the write.
    pub fn will_publish_to(&mut self, recipients: &Recipients) {
        self.lists.extend(recipients.lists());
    }

    /// Adds a notification of one of these recipients.
    pub fn notify(&mut self, notification: &Notification, recipients: &Recipients) {
        self.write(Write::put(notification));
        let recipients = recipients.clone().only(notification.user_id);
        self.publish(Event::notification_created(notification), recipients);
    }

    /// Stores the effects and reads the chat sessions of all recipients, concurrently.
    ///
    /// # Errors
    /// As [`Table::commit`](crate::table::Table::commit).
    pub async fn commit(self, state: &State) -> Result<Stored, Rejected<F>> {
        let Self { transaction, events, lists } = self;
        let (written, sessions) =
            tokio::join!(state.table.commit(transaction), ChatSessions::read(&state.table, lists));
        written.map(|()| Stored { events, sessions })
    }
}

impl<F> Extend<Write> for Effects<F> {
    fn extend<I: IntoIterator<Item = Write>>(&mut self, writes: I) {
        self.transaction.extend(writes);
    }
}

impl Stored {
    /// Adds an event that is known only now, to be carried out next. Its recipients' chat sessions were read for
    /// another event, or because of [`Effects::will_publish_to`].
    pub fn publish(&mut self, event: Event, recipients: Recipients) {
        self.events.push((event, recipients));
    }

    /// Publishes the events. Events of a room's history are posted in their order, the others
    /// meanwhile.
    pub async fn carry_out(&mut self, state: &State) {
        let (mut events, sessions) = (take(&mut self.events), &self.sessions);
        events.sort_by_key(|(event, _)| event.seq());
        let (history, others): (Vec<_>, Vec<_>) = events.into_iter().partition(|(event, _)| event.seq().is_some());
        let in_order = async {
            for (event, recipients) in &history {
                publish_among(state, event, recipients, sessions).await;
            }
        };
        let others = others.iter().map(|(event, recipients)| publish_among(state, event, recipients, sessions));
        tokio::join!(in_order, join_all(others));
    }
}
