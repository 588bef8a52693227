//! Requests to URLs that users chose: which are allowed, and what is sent to them. `worker` sends them.

mod address;

pub use address::is_public;
pub(in crate::ops) use address::problem;

/// A request to a URL that a user chose.
#[derive(Clone, Debug)]
pub struct Post {
    /// URL.
    pub url: String,
    /// Headers in addition to those of every request.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Vec<u8>,
}
