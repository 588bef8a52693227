//! Authentication and authorization: the extractors that restrict routes, and the callers of frames.
//!
//! A token proves who signed in, its session in the table that the sign-in is still valid. [`Credentials`] are a
//! verified token; [`Caller`] is a user whose session was checked, too; [`Authn`] leaves that check to an operation.
//! Routes for staff take [`Staff`], for admins [`Admin`]; those that visitors may use as well take [`AnyCredentials`]
//! or [`Participant`]; [`Anyone`] is for all who come, whether they say who they are or not.

mod authn;
mod caller;
mod credentials;
mod described;
mod extractors;
mod frame;
mod room;

pub use authn::{Authn, open_head, open_tail};
pub use caller::Caller;
pub use credentials::{AnyCredentials, CSRF_COOKIE, Credentials, session_cookie, session_in_cookie};
pub use extractors::{Admin, Anyone, Participant, Staff, Visitor};
pub use frame::{caller_of, caller_once_in, count_frame};
pub use room::{AdminInRoom, StaffInRoom};
