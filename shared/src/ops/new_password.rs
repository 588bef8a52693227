//! The rule for new passwords.

use crate::{http::Fields, passwords::is_common_password};

/// Shortest password, in characters.
const PASSWORD_MIN: usize = 8;
/// Longest password, in characters, so that the cost of hashing is bounded.
const PASSWORD_MAX: usize = 128;

/// Reads a new password, with the errors of Django's validators.
pub fn new_password(fields: &mut Fields, field: &'static str, username: Option<&str>) -> Option<String> {
    let short = || format!("This password is too short. It must contain at least {PASSWORD_MIN} characters.");
    let differs = |password: &String| username.is_none_or(|name| !name.eq_ignore_ascii_case(password));
    fields
        .secret(field)
        .filled()
        .max(PASSWORD_MAX)
        .min(PASSWORD_MIN, short)
        .check(differs, || "The password is too similar to the username.".into())
        .check(|password| !is_common_password(password), || "This password is too common.".into())
        .required()
}
