//! Limits on mails that people ask for: links, and transcripts.

use chrono::Duration;

use crate::{ApiError, State, address::Address, model::MailKind, store::Throttle, text::identifier};

/// Settings of the limits.
pub const REQUESTED_MAIL_LIMITS: [&str; 2] = ["REQUESTED_MAILS_PER_IP", "REQUESTED_MAILS_PER_EMAIL"];
/// Time in which such mails count.
const WINDOW: Duration = Duration::hours(1);

/// Counts a mail that somebody at this address asks for.
///
/// # Errors
/// 429 after too many by them, or of its kind to this e-mail address, whether or not anybody has it.
pub(in crate::ops) async fn count_requested_mail(
    state: &State,
    by: Address,
    kind: MailKind,
    email: &str,
) -> Result<(), ApiError> {
    let limits = &state.config.desk.limits;
    let what = format!("REQUESTED_MAIL#{}", by.network());
    Throttle::new(&what, limits.requested_mails_per_ip, WINDOW).take(&state.table).await?;
    let what = format!("REQUESTED_MAIL_TO#{kind}#{}", identifier(email));
    Throttle::new(&what, limits.requested_mails_per_email, WINDOW).take(&state.table).await
}
