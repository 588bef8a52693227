//! `/api/auth/…` and `/api/token/…`

mod cookies;
mod login;
mod logout;
mod password;
mod register;
mod token;
mod ws_ticket;
