//! Who calls: passwords, tokens, and the extractors by which a route says who may use it.
//!
//! A token proves who signed in, its session in the table that it still holds. [`Credentials`] are a token that was
//! checked; [`Caller`] is somebody whose session was, too. Routes for staff take [`Staff`], for admins [`Admin`]; those that
//! a visitor may use as well take [`AnyCredentials`] or [`Participant`].

mod caller;
mod credentials;
mod keys;
mod password;
mod room;
mod tokens;

pub use caller::{Admin, Caller, Participant, Staff, Visitor};
pub use credentials::{AnyCredentials, CSRF_COOKIE, Credentials, session_cookie, session_in_cookie};
pub use keys::SigningKeys;
pub use password::{Passwords, is_common_password};
pub use room::{AdminInRoom, StaffInRoom};
pub use tokens::{ACCESS_LIFETIME, Claims, SESSION_LIFETIME, TokenPair, TokenUse, Tokens};
