//! A user's settings of notifications by mail and by web push.

use super::{
    mail::hasten_digest,
    race::{Attempt, retry_on_conflict},
};
use crate::{
    ApiError, State,
    error::FieldErrors,
    http::{Fields, Input},
    model::{Identity, NotificationSettings, Occasion, Role},
    store::get_user,
    table::{Read, Write},
    views::NotificationSettingsView,
};

/// Longest time before a mail, in minutes: a day.
const MINUTES_LIMIT: u64 = 1_440;

const STAFF_ONLY: &str = "Only agents and admins can set this.";
const ADMINS_ONLY: &str = "Only admins can set this.";

/// Changes of the ways to tell a user of an occasion.
#[derive(Clone, Copy, Debug, Default)]
struct WaysEdit {
    email: Option<bool>,
    push: Option<bool>,
}

impl WaysEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.boolean("email").means("`true` for mail.").optional();
        let push = fields.boolean("push").means("`true` for push notifications, where the user turned them on.");
        Some(Self { push: push.optional()?, email: email? })
    }

    fn is_set(self) -> bool {
        self.email.is_some() || self.push.is_some()
    }
}

/// Changes of a user's settings. Absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct NotificationSettingsEdit {
    new_message: WaysEdit,
    new_chat: WaysEdit,
    assigned: WaysEdit,
    daily_report: Option<bool>,
    after_minutes: Option<u64>,
}

impl Input for NotificationSettingsEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let mut ways = |name| fields.group(name, WaysEdit::read).map(Option::unwrap_or_default);
        let (new_message, new_chat, assigned) = (ways("new_message"), ways("new_chat"), ways("assigned"));
        let email = |fields: &mut Fields| fields.boolean("email").means("`true` for mail.").optional();
        let daily_report = fields.group("daily_report", email).map(Option::flatten);
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
            ("new_chat", self.new_chat.is_set(), is_staff, STAFF_ONLY),
            ("assigned", self.assigned.is_set(), is_staff, STAFF_ONLY),
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
        let mut not_pushed = before.not_pushed;
        for (occasion, ways) in [
            (Occasion::NewMessage, self.new_message),
            (Occasion::NewChat, self.new_chat),
            (Occasion::Assigned, self.assigned),
        ] {
            match ways.push {
                Some(true) => not_pushed.remove(&occasion),
                Some(false) => not_pushed.insert(occasion),
                None => false,
            };
        }
        NotificationSettings {
            version: before.version + 1,
            new_message: self.new_message.email.or(before.new_message),
            new_chat: self.new_chat.email.unwrap_or(before.new_chat),
            assigned: self.assigned.email.unwrap_or(before.assigned),
            not_pushed,
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

/// Changes a user's settings; mails to staff are in this language from now on. One that waits already is due as soon as it
/// is with these minutes.
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
    if edit.after_minutes.is_some() {
        hasten_digest(state, &settings).await?;
    }
    view(state, who, &settings).await
}

async fn view(
    state: &State,
    who: &Identity,
    settings: &NotificationSettings,
) -> Result<NotificationSettingsView, ApiError> {
    let (user, desk) = tokio::try_join!(get_user(&state.table, who.user_id), state.desk())?;
    Ok(NotificationSettingsView::new(settings, &user, &desk.mail))
}
