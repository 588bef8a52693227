//! Authentication and authorization: passwords, tokens, and the extractors that restrict routes.
//!
//! A token proves who signed in, its session in the table that the sign-in is still valid. [`Credentials`] are a
//! verified token; [`Caller`] is a user whose session was checked, too. Routes for staff take [`Staff`], for admins
//! [`Admin`]; those that visitors may use as well take [`AnyCredentials`] or [`Participant`].

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
