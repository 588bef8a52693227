//! The history of a run: the actions and observations of one room's clients, each with its moment.

/// A point in time, in the order in which things happened in this process.
pub type Moment = u64;

/// A message as the system showed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Number in the room's history.
    pub seq: u64,
    /// The system's id.
    pub id: String,
    /// The sender's id for it.
    pub client_message_id: String,
    /// Text.
    pub content: String,
}

/// A message that a client gave to the system, with all attempts to send it.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The client's id for it.
    pub client_message_id: String,
    /// Text.
    pub content: String,
    /// Start of the first attempt.
    pub began: Moment,
    /// Acknowledgement, with the time of its arrival; none if the run ended before.
    pub acknowledged: Option<(Moment, Acknowledgement)>,
}

/// An acknowledgement of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Number in the room's history.
    pub seq: u64,
    /// The system's id.
    pub id: String,
}

/// A read of all messages after one.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Name of the read.
    pub by: String,
    /// Start of the request.
    pub began: Moment,
    /// Last message that was known.
    pub after_seq: u64,
    /// Messages of the answer, in its order.
    pub entries: Vec<Entry>,
}

/// Writes and reads of one room, of which every event is a message.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Messages that were given to the system.
    pub sendings: Vec<Sending>,
    /// Reads during the run and after it.
    pub readings: Vec<Reading>,
    /// Messages that were pushed, in the order of each connection. They may be lost, doubled or overtaken: pushes are
    /// hints.
    pub pushed: Vec<Entry>,
}
