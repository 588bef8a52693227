//! Files in messages and profiles.

mod attachments;
mod avatars;
mod hostile;
mod uploads;
