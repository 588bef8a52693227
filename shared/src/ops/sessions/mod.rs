//! Sign-in sessions: opening, refreshing and ending them.

mod end;
mod open;
mod password;
mod refresh;
mod rename;
mod ticket;

pub use end::{deactivate_all, end_all_but, sign_out};
pub use open::{SignedIn, open_session, sign_in};
pub use password::{PasswordChange, change_password};
pub use refresh::refresh;
pub use rename::rename;
pub use ticket::{TICKET_LENGTH, TICKET_LIFETIME, issue_ticket};
