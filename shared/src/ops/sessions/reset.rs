//! Forgotten passwords: a link by mail lets its reader choose a new one.

use super::password::set_password;
use crate::{
    ApiError, State,
    address::Address,
    http::{Fields, Input},
    model::{Mail, MailKind, Role},
    ops::{
        mail::{LinkToken, count_requested_mail, expired_link, linked_user},
        new_password::new_password,
        rooms::leave_desk,
    },
    table::Write,
};

/// E-mail address of a user who has forgotten the password.
#[derive(Clone, Debug)]
pub struct ForgottenPassword {
    /// E-mail address.
    pub email: String,
}

/// A new password, with the token of a mailed link.
#[derive(Clone, Debug)]
pub struct PasswordReset {
    /// Token of the link.
    pub token: LinkToken,
    /// New password.
    pub new_password: String,
}

impl Input for ForgottenPassword {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.email("email").filled().required().map(|email| Self { email })
    }
}

impl Input for PasswordReset {
    fn read(fields: &mut Fields) -> Option<Self> {
        let token = LinkToken::read(fields);
        let new_password = new_password(fields, "new_password", None);
        Some(Self { token: token?, new_password: new_password? })
    }
}

/// Asks for a link by mail to the user with this address. `false` if the desk sends no mail. Nothing else is read or
/// written than for an address that nobody has, so that neither answer nor time tells.
///
/// # Errors
/// 429 after too many.
pub async fn request_password_reset(
    state: &State,
    (address, language): (Address, String),
    ForgottenPassword { email }: ForgottenPassword,
) -> Result<bool, ApiError> {
    count_requested_mail(state, address, MailKind::PasswordReset, &email).await?;
    if !state.desk().await?.mail.is_on() {
        return Ok(false);
    }
    let mail = Mail { language, ..Mail::of_account(MailKind::PasswordReset, None, &email) };
    // Not created: the answer to an earlier attempt was lost.
    state.table.write_if(Write::create(&mail)).await?;
    Ok(true)
}

/// Sets the password of the user whom the link was mailed to, and ends all their sessions; gives the user's role. The
/// link is void from then on, like any other that was mailed before.
///
/// # Errors
/// 400 on a `token` that is unknown, expired or used, and on a `new_password` that equals the username.
pub async fn reset_password(state: &State, language: &str, reset: PasswordReset) -> Result<Role, ApiError> {
    let linked = linked_user(state, MailKind::PasswordReset, &reset.token.0).await?;
    let (_, user) = linked.ok_or_else(expired_link)?;
    let is_set = set_password(state, &user, reset.new_password, None, (language, "by a mailed link")).await?;
    is_set.then_some(()).ok_or_else(expired_link)?;
    leave_desk(state, &user.identity(), user.id).await?;
    Ok(user.role())
}
