//! Which socket of which client a connection of the gateway is, and how much it has been through.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The sockets by the ids of their connections.
#[derive(Clone, Default)]
pub(super) struct Sockets(Arc<Mutex<BTreeMap<String, Socket>>>);

#[derive(Default)]
struct Socket {
    name: String,
    events: u64,
    pushes: u64,
}

impl Sockets {
    /// A socket connects, and the gateway gives it an id.
    pub fn add(&self, connection_id: &str, name: &str) {
        self.with(connection_id, |socket| name.clone_into(&mut socket.name));
    }

    /// The name of a socket that the gateway has an event of, and which one it is.
    pub fn next_event(&self, connection_id: &str) -> (String, u64) {
        self.with(connection_id, |socket| {
            socket.events += 1;
            (socket.name.clone(), socket.events)
        })
    }

    /// The name of a socket that the management API is asked for, and the how manieth time that is.
    pub fn next_push(&self, connection_id: &str) -> (String, u64) {
        self.with(connection_id, |socket| {
            socket.pushes += 1;
            (socket.name.clone(), socket.pushes)
        })
    }

    fn with<T>(&self, connection_id: &str, change: impl FnOnce(&mut Socket) -> T) -> T {
        let mut sockets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(sockets.entry(connection_id.to_owned()).or_default())
    }
}
