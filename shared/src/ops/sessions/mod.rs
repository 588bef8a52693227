//! Sign-in sessions: opening, refreshing and ending them.

mod end;
mod guesses;
mod list;
mod open;
mod password;
mod refresh;
mod rename;
mod reset;
mod ticket;

pub use end::{deactivate_all, end_all_but, end_other_session, sign_out};
pub use guesses::GUESS_LIMITS;
pub use list::{end_session, list_sessions};
pub use open::{SignedIn, open_session, sign_in};
pub(super) use password::verify_own_password;
pub use password::{PasswordChange, change_password};
pub use refresh::refresh;
pub use rename::rename;
pub use reset::{ForgottenPassword, PasswordReset, request_password_reset, reset_password};
pub use ticket::{TICKET_LIFETIME, issue_ticket};
