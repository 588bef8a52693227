//! State that the driver and its client share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use crate::{Status, chat::Chat};

/// State that the driver and its client share.
#[derive(Debug)]
pub(crate) struct Shared {
    chat: Mutex<Chat>,
    /// Wakes the driver when there is something to send or do.
    pub wake: Notify,
    /// Version of the state; incremented with each frame and answer.
    pub changes: watch::Sender<u64>,
    pub status: watch::Sender<Status>,
}

impl Shared {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            chat: Mutex::default(),
            wake: Notify::new(),
            changes: watch::Sender::new(0),
            status: watch::Sender::new(Status::Connecting),
        })
    }

    /// Locks the chat. Never hold the lock across an `await`.
    pub fn chat(&self) -> MutexGuard<'_, Chat> {
        self.chat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn is_stopping(&self) -> bool {
        *self.status.borrow() == Status::Stopped
    }

    pub fn set_status(&self, status: Status) {
        self.status.send_if_modified(|now| *now != Status::Stopped && std::mem::replace(now, status) != status);
    }
}
