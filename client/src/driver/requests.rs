//! Requests beside a connection: loads of rooms, and messages that can't go by frame.

use std::time::Duration;

use futures_util::{future::BoxFuture, stream::FuturesUnordered};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::{Disconnect, Driver};
use crate::{api::CallError, chat::Load, transport::Transport};

/// Longest wait for an HTTP request; the message is posted again after that.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Loads of rooms that are under way.
pub(super) type PendingLoads = FuturesUnordered<BoxFuture<'static, (Load, Result<(Value, Vec<Value>), CallError>)>>;
/// Messages being posted by HTTP, each with its request body.
pub(super) type PendingPosts = FuturesUnordered<BoxFuture<'static, (Value, Result<Value, CallError>)>>;

impl<T: Transport> Driver<T> {
    pub(super) fn start_loads(&self, loading: &mut PendingLoads) {
        for load in self.shared.chat().loads() {
            let api = self.api.clone();
            let delay = self.timing.min_reconnect_delay;
            loading.push(Box::pin(async move {
                let loaded = api.load(&load.0, load.1).await;
                if loaded.as_ref().is_err_and(CallError::is_temporary) {
                    sleep(delay).await;
                }
                (load, loaded)
            }));
        }
    }

    pub(super) fn loaded(
        &self,
        (room_id, _): &Load,
        loaded: Result<(Value, Vec<Value>), CallError>,
    ) -> Result<(), Disconnect> {
        match loaded {
            Ok((fields, messages)) => self.shared.chat().loaded(room_id, fields, messages),
            Err(error @ CallError::SignedOut) => return Err(error.into()),
            Err(CallError::Refused(_)) => self.shared.chat().forget(room_id),
            Err(_) => self.shared.chat().retry_load(room_id),
        }
        self.shared.changes.send_modify(|changes| *changes += 1);
        Ok(())
    }

    /// Posts due messages by HTTP: those that can't go by frame, or all of them (`all`).
    pub(super) fn start_posts(&self, posting: &mut PendingPosts, all: bool) {
        for body in self.shared.chat().outbox.due_by_http(Instant::now(), REQUEST_TIMEOUT, all) {
            let api = self.api.clone();
            posting.push(Box::pin(async move {
                let answer = api.send(&body).await;
                (body, answer)
            }));
        }
    }

    pub(super) fn posted(&self, body: &Value, answer: Result<Value, CallError>) -> Result<(), Disconnect> {
        if let Err(error @ CallError::SignedOut) = answer {
            return Err(error.into());
        }
        self.shared.chat().posted(body, answer, Instant::now());
        self.shared.changes.send_modify(|changes| *changes += 1);
        Ok(())
    }
}
