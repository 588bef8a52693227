//! Mails about users' accounts: links that they ask for, and notices of changes.

use super::{
    letter::{Decision, Letter, bound_to},
    link::{ACCOUNT_LIFETIME, Purpose, find_linked},
};
use crate::{
    ApiError, State,
    ids::UserId,
    model::{Desk, DeskMail, Mail, MailKind, User},
    store::find_user_by_email,
    table::{Read, Write},
    time::Timestamp,
};

/// Write of the mail that tells a user, at this address, of a change of their account, in the language of who changed it;
/// `None` for a desk without mail, or a user without an address.
pub(in crate::ops) fn notice(
    settings: &DeskMail,
    kind: MailKind,
    (id, recipient): (UserId, &str),
    language: &str,
) -> Option<Write> {
    let is_possible = settings.is_on() && !recipient.is_empty();
    let mail = || Mail { language: language.to_owned(), ..Mail::of_account(kind, Some(id), recipient) };
    is_possible.then(|| Write::create(&mail()))
}

/// Write of the mail that tells a user of a new password, if they are staff.
pub(in crate::ops) fn password_notice(settings: &DeskMail, user: &User, language: &str) -> Option<Write> {
    let notice = || notice(settings, MailKind::PasswordChanged, (user.id, &user.email), language);
    user.role().is_staff().then(notice).flatten()
}

/// Decides on a mail about an account.
pub(super) async fn decide(state: &State, desk: &Desk, mail: &Mail) -> Result<Decision, ApiError> {
    // Without the system's own address a mail that needs a link would have none.
    if !desk.mail.is_on() || state.config.web.base_url().is_none() {
        return Ok(Decision::Drop(None));
    }
    let reader = find_reader(state, mail).await?.filter(|user| is_wanted(mail, user, Timestamp::now()));
    Ok(reader.map_or(Decision::Drop(None), |reader| Decision::Send(Letter::Account(Box::new(reader)))))
}

/// Finds the reader of a mail about an account: the user whom it names, or who has its address.
pub(super) async fn find_reader(state: &State, mail: &Mail) -> Result<Option<User>, ApiError> {
    match mail.user_id {
        Some(id) => Ok(state.table.get(&User::key_of(id), Read::Consistent).await?),
        None => find_user_by_email(&state.table, &mail.recipient).await,
    }
}

fn is_wanted(mail: &Mail, user: &User, now: Timestamp) -> bool {
    let is_new = now < mail.created_at.after(ACCOUNT_LIFETIME);
    match mail.kind {
        MailKind::UnseenMessages | MailKind::Transcript | MailKind::Digest | MailKind::DailyReport => false,
        MailKind::PasswordReset => is_new && user.is_active,
        MailKind::EmailConfirmation => is_new && is_unconfirmed(mail, user),
        MailKind::PasswordChanged | MailKind::EmailChanged => true,
    }
}

fn is_unconfirmed(mail: &Mail, user: &User) -> bool {
    user.is_active && user.unconfirmed_email.as_ref() == Some(&mail.recipient)
}

/// The mail that has a link with this token, and its active reader; `None` if it is expired, or if what it was made for
/// has changed since.
pub(in crate::ops) async fn linked_user(
    state: &State,
    kind: MailKind,
    token: &str,
) -> Result<Option<(Mail, User)>, ApiError> {
    let Some(linked) = find_linked(state, token).await? else { return Ok(None) };
    let Some(id) = linked.mail.user_id.filter(|_| linked.mail.kind == kind) else { return Ok(None) };
    let user: Option<User> = state.table.get(&User::key_of(id), Read::Consistent).await?;
    let is_valid = |user: &User| user.is_active && linked.is_valid(Purpose::Action, &bound_to(kind, user));
    Ok(user.filter(is_valid).map(|user| (linked.mail, user)))
}
