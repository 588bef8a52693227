//! Editing of a user by an admin. An agent's user is edited with the agent, by the same rules.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::{Profile, ProfileChange};
use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::UserId,
    model::{AuditEntry, Desk, Identity, User},
    ops::{
        mail::password_notice,
        new_password::new_password,
        race::{Attempt, retry_on_conflict},
        rooms::leave_desk,
        sessions,
    },
    security::SecurityEvent,
    store::get_user,
    table::{Transaction, Write},
    views::UserView,
};

/// Changes of a user by an admin; absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct UserEdit {
    /// Names, e-mail address, phone number.
    pub profile: ProfileChange,
    /// New password, which ends all the user's sessions.
    pub password: Option<String>,
    /// `false` deactivates the user, who can't sign in any more.
    pub is_active: Option<bool>,
}

impl Input for UserEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let profile = ProfileChange::read(fields);
        let password = fields.if_given("password", |fields| new_password(fields, "password", None));
        let is_active = fields.boolean("is_active").optional();
        Some(Self { profile: profile?, password: password?, is_active: is_active? })
    }
}

impl UserEdit {
    /// Checks the rules that depend on the account, and hashes the password, once for all attempts.
    ///
    /// # Errors
    /// 400 on `is_active` of the admin's own account, on a `password` that equals the username.
    pub(in crate::ops) async fn prepare(
        &self,
        state: &State,
        by: &Identity,
        user: &User,
    ) -> Result<PreparedEdit<'_>, ApiError> {
        if self.is_active == Some(false) && user.id == by.user_id {
            return Err(ApiError::field("is_active", "You can't deactivate yourself."));
        }
        if self.password.as_ref().is_some_and(|password| user.username.eq_ignore_ascii_case(password)) {
            return Err(ApiError::field("password", "The password is too similar to the username."));
        }
        let password_hash = match self.password.clone() {
            Some(password) => Some(state.passwords.hash(password).await?),
            None => None,
        };
        Ok(PreparedEdit { edit: self, password_hash, desk: state.desk().await? })
    }

    fn changes_more_than_activity(&self) -> bool {
        let ProfileChange { first_name, last_name, email, phone_number } = &self.profile;
        [first_name, last_name, email, phone_number, &self.password].into_iter().any(Option::is_some)
    }
}

/// A validated edit of a user.
pub(in crate::ops) struct PreparedEdit<'a> {
    edit: &'a UserEdit,
    password_hash: Option<String>,
    desk: Arc<Desk>,
}

impl PreparedEdit<'_> {
    /// Profile of the user before and after the edit.
    pub fn applied_to(&self, user: User) -> Profile {
        let mut profile = Profile::of(user).changed(&self.edit.profile);
        profile.after.is_active = self.edit.is_active.unwrap_or(profile.after.is_active);
        profile
    }

    /// Write of the user itself.
    pub fn write(&self, profile: &Profile) -> Write {
        self.password_hash.iter().fold(profile.write(), |write, hash| write.set("password_hash", hash))
    }

    /// Entry of the audit log: it records that the password was changed, and nothing of the password.
    pub fn audited(&self, mut entry: AuditEntry) -> Write {
        if self.password_hash.is_some() {
            entry.changes.insert("password".into(), json!({"from": null, "to": null}));
        }
        Write::put(&entry)
    }

    /// Adds the writes that are related to the profile, and a mail about a new password.
    pub fn claim(&self, transaction: &mut Transaction<ApiError>, profile: &Profile) {
        profile.claim(transaction, &self.desk.mail, "");
        if self.password_hash.is_some() {
            transaction.extend(password_notice(&self.desk.mail, &profile.after, ""));
        }
    }

    /// Ends the user's sessions after a deactivation or a new password, and returns an agent's rooms to the queue.
    pub async fn follow_up(&self, state: &State, by: &Identity, user: &User) -> Result<(), ApiError> {
        if let Some(is_active) = self.edit.is_active {
            SecurityEvent::RoleChanged.log(Some(user.id), if is_active { "activated" } else { "deactivated" });
        }
        if self.password_hash.is_some() {
            SecurityEvent::PasswordChanged.log(Some(user.id), "by an admin");
        }
        if self.edit.is_active == Some(false) {
            sessions::deactivate_all(state, user.id).await?;
        } else if self.password_hash.is_some() {
            sessions::end_all_but(state, user.id, None).await?;
        } else {
            return sessions::rename(state, user).await;
        }
        leave_desk(state, by, user.id).await
    }
}

/// A user, as compared for the audit log.
#[derive(Serialize)]
struct AuditedUser<'a> {
    #[serde(flatten)]
    user: UserView,
    phone_number: &'a str,
}

impl<'a> AuditedUser<'a> {
    fn new(user: &'a User) -> Self {
        Self { user: user.into(), phone_number: &user.phone_number }
    }
}

/// Edits a user who isn't an agent. Deactivating a user ends their sessions immediately.
///
/// # Errors
/// 404 for an unknown user; 400 for an agent's, and for a visitor's except `is_active`; on an `email` that is already
/// in use; on a `password` that equals the username; on `is_active` of the caller's own account.
pub async fn edit_user(state: &State, by: &Identity, id: UserId, edit: UserEdit) -> Result<User, ApiError> {
    let user = get_user(&state.table, id).await?;
    if let Some(agent_id) = user.agent_id {
        return Err(ApiError::invalid(format!("Change this agent at /api/admin-agents/{agent_id}/.")));
    }
    if user.is_temporary && edit.changes_more_than_activity() {
        return Err(ApiError::invalid("Of a visitor, only is_active can be changed."));
    }
    let prepared = &edit.prepare(state, by, &user).await?;
    let user = retry_on_conflict(|| attempt(state, by, id, prepared)).await?;
    prepared.follow_up(state, by, &user).await?;
    Ok(user)
}

async fn attempt(state: &State, by: &Identity, id: UserId, edit: &PreparedEdit<'_>) -> Result<User, Attempt> {
    let before = get_user(&state.table, id).await?;
    let profile = edit.applied_to(before.clone());
    let after = &profile.after;
    let entry = AuditEntry::new(by, "user", "changed", id, after.full_name());
    let entry = entry.between(&AuditedUser::new(&before), &AuditedUser::new(after));
    let mut transaction = Transaction::new();
    transaction.extend([edit.write(&profile), edit.audited(entry)]);
    // A visitor has no guards and is in no directory.
    if !after.is_temporary {
        edit.claim(&mut transaction, &profile);
    }
    state.table.commit(transaction).await?;
    Ok(profile.after)
}
