//! Between HTTP and the operations: what requests are read with and answers made with.
//!
//! [`app`] puts around a function's routes what all of them share. [`Valid`] reads a body, [`ValidQuery`] a query
//! string, [`Id`] a path segment, [`Paging`] which page of a list; who calls is read by the extractors in `auth`.

mod app;
mod body;
mod client;
pub mod fields;
mod host;
mod multipart;
mod paging;
mod path;

pub use app::{app, cors};
pub use body::{Unchecked, Valid, ValidQuery};
pub use client::{ClientAddress, ClientDevice};
pub use fields::{Fields, Input};
pub use host::{BaseUrl, PageOrigin, may_connect};
pub use paging::{List, Paging};
pub use path::Id;
