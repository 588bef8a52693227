//! Editing of a profile. Copies of its names in the user's agent, directory entry and sessions are updated too.

use super::create::{EMAIL_TAKEN, email_taken, name};
use crate::{
    ApiError, State,
    address::Address,
    files::AVATAR_LIMIT,
    http::{
        Fields, Input,
        fields::{FileRule, ValidatedFile},
    },
    ids::{FileId, UserId},
    model::{Agent, DeskMail, DirectoryEntry, FileType, Mail, MailKind, Place, UniqueGuard, User},
    ops::{
        mail::{count_requested_mail, notice},
        race::{Attempt, retry_on_conflict},
        sessions::{self, verify_own_password},
        uploads,
    },
    store::get_user,
    table::{self, Entity, Transaction, Write},
};

/// Field and size limit of an avatar.
const AVATAR: FileRule = FileRule { field: "avatar", limit: AVATAR_LIMIT };

/// Changes of a profile; absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct ProfileChange {
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone_number: Option<String>,
}

/// Changes of a user's own profile.
#[derive(Clone, Debug)]
pub struct OwnProfileChange {
    /// Changes that an admin can make, too.
    pub profile: ProfileChange,
    /// Avatar; `Some(None)` removes it.
    pub avatar: Option<Option<ValidatedFile>>,
    /// Current password, required for another e-mail address because users sign in with it.
    pub current_password: Option<String>,
}

impl Input for ProfileChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let first_name = name(fields, "first_name").optional();
        let last_name = name(fields, "last_name").optional();
        let email = fields.email("email").filled().optional();
        if let Some(Some(email)) = &email {
            fields.unique("email", UniqueGuard::email_key(email), EMAIL_TAKEN);
        }
        let phone_number = fields.phone_number("phone_number").nullable().optional();
        Some(Self { first_name: first_name?, last_name: last_name?, email: email?, phone_number: phone_number? })
    }
}

impl Input for OwnProfileChange {
    const FILE: Option<FileRule> = Some(AVATAR);

    fn read(fields: &mut Fields) -> Option<Self> {
        let profile = ProfileChange::read(fields);
        let is_given = fields.has("avatar");
        let avatar = fields.file(AVATAR, FileType::AVATARS).nullable().optional();
        let current_password = fields.secret("current_password").nullable().optional();
        Some(Self {
            profile: profile?,
            avatar: is_given.then_some(avatar?),
            current_password: current_password?.filter(|password| !password.is_empty()),
        })
    }
}

/// Edits a user's profile. A replaced avatar is deleted later. Another e-mail address is in force at once if the desk
/// sends no mail, and otherwise as soon as the link is followed that is mailed to it, in `language`.
///
/// # Errors
/// 400 on an `email` that is already in use, on `current_password` if the address changes without it; 429 after too many
/// mails.
pub async fn change_profile(
    state: &State,
    id: UserId,
    (address, language): (Address, String),
    change: OwnProfileChange,
) -> Result<User, ApiError> {
    let (desk, email) = (state.desk().await?, another_email(state, id, address, &change).await?);
    let asked = email.filter(|_| desk.mail.is_on());
    if let Some(email) = asked {
        count_requested_mail(state, address, MailKind::EmailConfirmation, email).await?;
    }
    let OwnProfileChange { profile: change, avatar, .. } = &change;
    let avatar = match avatar {
        Some(Some(file)) => Some(Some(Box::pin(uploads::store_upload(state, id, Place::Profile(id), file)).await?.id)),
        Some(None) => Some(None),
        None => None,
    };
    let confirmation = |email: &String| Mail {
        language: language.clone(),
        ..Mail::of_account(MailKind::EmailConfirmation, Some(id), email)
    };
    let confirmation = &asked.map(confirmation);
    let (mail, language) = (&desk.mail, language.as_str());
    let user = retry_on_conflict(|| async move {
        let mut profile = Profile::of(get_user(&state.table, id).await?).changed(change);
        profile.after.avatar = avatar.unwrap_or(profile.after.avatar);
        match asked {
            Some(email) => profile.keep_email_until_confirmed(email),
            // Confirmed meanwhile: the password was checked for another change, or for none.
            None if mail.is_on() && profile.has_another_email() => {
                return Err(Attempt::Abort(ApiError::Unavailable(table::Error::Conflict)));
            }
            None => {}
        }
        let mut transaction = Transaction::new();
        transaction.write(profile.write());
        profile.claim(&mut transaction, mail, language);
        transaction.extend(confirmation.iter().map(Write::create));
        transaction.extend(profile.agent().into_iter().chain(profile.avatars()));
        state.table.commit(transaction).await?;
        Ok::<_, Attempt>(profile.after)
    })
    .await?;
    sessions::rename(state, &user).await?;
    Ok(user)
}

/// The e-mail address of a change, if it is another than the user has; the current password must go with it.
async fn another_email<'a>(
    state: &State,
    id: UserId,
    address: Address,
    change: &'a OwnProfileChange,
) -> Result<Option<&'a String>, ApiError> {
    let Some(email) = &change.profile.email else { return Ok(None) };
    let user = get_user(&state.table, id).await?;
    if !is_another_address(email, &user.email) {
        return Ok(None);
    }
    check_password(state, &user, address, change.current_password.clone()).await?;
    Ok(Some(email))
}

/// `true` unless the addresses differ at most in the case of ASCII letters. Those that only look alike, or that are one
/// for [`UniqueGuard::email_key`], may be different mailboxes.
fn is_another_address(email: &str, other: &str) -> bool {
    !email.eq_ignore_ascii_case(other)
}

async fn check_password(
    state: &State,
    user: &User,
    address: Address,
    password: Option<String>,
) -> Result<(), ApiError> {
    let refused = |message: &str| ApiError::field("current_password", message);
    let password = password.ok_or_else(|| refused("This field is required."))?;
    let is_it = verify_own_password(state, user, address, password).await?;
    is_it.then_some(()).ok_or_else(|| refused("Your password was entered incorrectly."))
}

/// A profile before and after an edit.
pub(in crate::ops) struct Profile {
    before: User,
    pub after: User,
}

impl Profile {
    pub fn of(user: User) -> Self {
        Self { before: user.clone(), after: user }
    }

    pub fn changed(mut self, change: &ProfileChange) -> Self {
        let ProfileChange { first_name, last_name, email, phone_number } = change.clone();
        let user = &mut self.after;
        if email.is_some() {
            user.unconfirmed_email = None;
        }
        for (field, value) in [
            (&mut user.first_name, first_name),
            (&mut user.last_name, last_name),
            (&mut user.email, email),
            (&mut user.phone_number, phone_number),
        ] {
            if let Some(value) = value {
                *field = value;
            }
        }
        self
    }

    /// Leaves the address as it was before the edit, until the user confirms this one.
    fn keep_email_until_confirmed(&mut self, email: &str) {
        self.after.email.clone_from(&self.before.email);
        self.after.unconfirmed_email = Some(email.to_owned());
    }

    fn has_another_email(&self) -> bool {
        is_another_address(&self.before.email, &self.after.email)
    }

    fn claims_another_email(&self) -> bool {
        UniqueGuard::email_key(&self.before.email) != UniqueGuard::email_key(&self.after.email)
    }

    /// Write of the user itself, unless a concurrent one has changed its profile.
    pub fn write(&self) -> Write {
        let Self { before, after: user } = self;
        Write::update(user.key())
            .set_or_remove("avatar", user.avatar)
            .set_or_remove("unconfirmed_email", user.unconfirmed_email.as_ref())
            .set("first_name", &user.first_name)
            .set("last_name", &user.last_name)
            .set("email", &user.email)
            .set("phone_number", &user.phone_number)
            .set("is_active", user.is_active)
            .when_equals("first_name", &before.first_name)
            .when_equals("last_name", &before.last_name)
            .when_equals("email", &before.email)
            .when_equals("phone_number", &before.phone_number)
            .when_equals("is_active", before.is_active)
            .when_same("avatar", before.avatar)
            .when_same("unconfirmed_email", before.unconfirmed_email.as_ref())
    }

    /// Write of the copies of the profile that the user's agent holds, if the user is one.
    pub fn agent(&self) -> Option<Write> {
        let user = &self.after;
        user.agent_id.map(|agent_id| {
            Write::update(Agent::key_of(agent_id))
                .set("first_name", &user.first_name)
                .set("last_name", &user.last_name)
                .set("email", &user.email)
                .set_or_remove("avatar", user.avatar)
                .when_exists()
        })
    }

    /// Writes that claim the new avatar and discard the old one.
    fn avatars(&self) -> Vec<Write> {
        let Self { before: User { avatar: before, .. }, after: User { id, avatar: after, .. } } = self;
        if before == after {
            return Vec::new();
        }
        let discard = |avatar: &FileId| uploads::discard_upload(*id, Place::Profile(*id), *avatar);
        before.iter().map(discard).chain(after.iter().map(|avatar| uploads::claim_upload(*avatar))).collect()
    }

    /// Adds the related writes: the directory, and of a new e-mail address the guard and a mail to the former one.
    pub fn claim(&self, transaction: &mut Transaction<ApiError>, mail: &DeskMail, language: &str) {
        let user = &self.after;
        if self.claims_another_email() {
            transaction.write_or(Write::create(&UniqueGuard::email(&user.email, user.id)), email_taken());
            transaction.write(Write::delete(UniqueGuard::email_key(&self.before.email)));
        }
        if self.has_another_email() {
            transaction.extend(notice(mail, MailKind::EmailChanged, (user.id, &self.before.email), language));
        }
        transaction.write(Write::put(&DirectoryEntry::registered(user)));
    }
}
