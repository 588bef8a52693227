//! A user's settings of notifications by mail.

use super::race::{Attempt, retry_on_conflict};
use crate::{
    ApiError, State,
    error::FieldErrors,
    http::{Fields, Input},
    model::{Identity, NotificationSettings, Role},
    table::{Read, Write},
    views::NotificationSettingsView,
};

/// Longest time before a mail, in minutes: a day.
const MINUTES_LIMIT: u64 = 1_440;

const STAFF_ONLY: &str = "Only agents and admins can set this.";
const ADMINS_ONLY: &str = "Only admins can set this.";

/// Changes of a user's settings. Absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct NotificationSettingsEdit {
    new_message: Option<bool>,
    new_chat: Option<bool>,
    assigned: Option<bool>,
    daily_report: Option<bool>,
    after_minutes: Option<u64>,
}

impl Input for NotificationSettingsEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let way = |fields: &mut Fields| fields.boolean("email").means("`true` for mail.").optional();
        let mut by_email = |name| fields.group(name, way).map(Option::flatten);
        let (new_message, new_chat) = (by_email("new_message"), by_email("new_chat"));
        let (assigned, daily_report) = (by_email("assigned"), by_email("daily_report"));
        let after_minutes = fields.integer("after_minutes").at_most(MINUTES_LIMIT).optional();
        Some(Self {
            new_message: new_message?,
            new_chat: new_chat?,
            assigned: assigned?,
            daily_report: daily_report?,
            after_minutes: after_minutes?,
        })
    }
}

impl NotificationSettingsEdit {
    /// Refuses a setting that a user with this role doesn't have.
    fn check(&self, role: Role) -> Result<(), ApiError> {
        let (is_staff, is_admin) = (role.is_staff(), role == Role::Admin);
        let settings = [
            ("new_chat", self.new_chat.is_some(), is_staff, STAFF_ONLY),
            ("assigned", self.assigned.is_some(), is_staff, STAFF_ONLY),
            ("after_minutes", self.after_minutes.is_some(), is_staff, STAFF_ONLY),
            ("daily_report", self.daily_report.is_some(), is_admin, ADMINS_ONLY),
        ];
        let mut errors = FieldErrors::default();
        for (field, _, _, message) in settings.into_iter().filter(|&(_, is_set, is_theirs, _)| is_set && !is_theirs) {
            errors.add(field, message);
        }
        if errors.is_empty() { Ok(()) } else { Err(ApiError::Validation(errors)) }
    }

    fn apply(&self, before: NotificationSettings, language: &str) -> NotificationSettings {
        NotificationSettings {
            version: before.version + 1,
            new_message: self.new_message.or(before.new_message),
            new_chat: self.new_chat.unwrap_or(before.new_chat),
            assigned: self.assigned.unwrap_or(before.assigned),
            daily_report: self.daily_report.unwrap_or(before.daily_report),
            after_minutes: self.after_minutes.unwrap_or(before.after_minutes),
            language: if language.is_empty() { before.language } else { language.to_owned() },
            ..before
        }
    }
}

/// Reads a user's settings.
///
/// # Errors
/// A failed read of the table.
pub async fn notification_settings(state: &State, who: &Identity) -> Result<NotificationSettingsView, ApiError> {
    let stored = state.table.get(&NotificationSettings::key_of(who.user_id), Read::Consistent).await?;
    view(state, who, &stored.unwrap_or_else(|| NotificationSettings::of(who.user_id))).await
}

/// Changes a user's settings; mails to staff are in this language from now on.
///
/// # Errors
/// 400 for a setting that a user with this role doesn't have.
pub async fn edit_notification_settings(
    state: &State,
    who: &Identity,
    language: &str,
    edit: NotificationSettingsEdit,
) -> Result<NotificationSettingsView, ApiError> {
    edit.check(who.role)?;
    let key = NotificationSettings::key_of(who.user_id);
    let settings = retry_on_conflict(|| async {
        let stored: Option<NotificationSettings> = state.table.get(&key, Read::Consistent).await?;
        let version = stored.as_ref().map(|settings| settings.version);
        let before = stored.unwrap_or_else(|| NotificationSettings::of(who.user_id));
        let after = edit.apply(before, language);
        state.table.write(Write::put(&after).when_same("version", version)).await?;
        Ok::<_, Attempt>(after)
    })
    .await?;
    view(state, who, &settings).await
}

async fn view(
    state: &State,
    who: &Identity,
    settings: &NotificationSettings,
) -> Result<NotificationSettingsView, ApiError> {
    Ok(NotificationSettingsView::new(settings, who.role, &state.desk().await?.mail))
}
