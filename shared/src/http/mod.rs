//! HTTP: extractors for requests, and answers, for the operations.
//!
//! [`app`] adds the shared layers to a function's routes. [`Valid`] parses a body, [`ValidQuery`] a query string,
//! [`Id`] a path segment, [`Paging`] the page of a list; the extractors of the caller are in `auth`.

mod answer;
mod app;
mod body;
mod client;
mod content_type;
mod described;
pub mod fields;
mod host;
mod language;
mod multipart;
mod paging;
mod path;

pub use answer::{Cacheable, Created, CreatedOnce};
pub use app::{app, cors};
pub use body::{Unchecked, Valid, ValidQuery};
pub use client::{ClientAddress, ClientDevice};
pub use fields::{Fields, Input};
pub use host::{BaseUrl, PageOrigin, may_connect};
pub use language::{ClientLanguage, LANGUAGE_LIMIT};
pub use paging::{List, MAX_PAGE_SIZE, PAGE_SIZE, Paging};
pub use path::Id;
