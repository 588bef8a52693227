//! The desk: what it is set to by its admins, and whether somebody is there.

mod availability;
mod edit;
mod group;
mod hours;
mod logo;
mod mail;
mod pre_chat;
mod push;
mod routing;
mod secrets;
mod texts;

pub use availability::availability;
pub use edit::{DeskEdit, edit_desk};
pub use logo::{LogoPicture, logo_picture};
pub use secrets::{captcha_settings, identity_key};
