//! Settings of notifications, as their user sees them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{DeskMail, NotificationSettings, Occasion, Role, User};

/// Settings of notifications of a user.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NotificationSettingsView {
    /// Messages that the user hasn't seen; of agents, in their chats.
    pub new_message: NotificationWays,
    /// Chats that wait for an agent; `null` for customers.
    pub new_chat: Option<NotificationWays>,
    /// Chats that somebody else has assigned to the user; `null` for customers.
    pub assigned: Option<NotificationWays>,
    /// Report of each day; `null` for all but admins.
    pub daily_report: Option<ReportWays>,
    /// Minutes for which nobody has attended to a chat before its agent gets a mail about it; `null` for customers.
    pub after_minutes: Option<u64>,
    /// Address that mail goes to; empty as long as the user has none, and gets none.
    pub email: String,
    /// `false` as long as the desk sends no mail at all.
    pub is_email_available: bool,
}

/// Ways to tell a user of an occasion.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct NotificationWays {
    /// `true` for mail.
    pub email: bool,
    /// `true` for push notifications, in each browser where the user turned them on.
    pub push: bool,
}

/// Ways to send a user reports.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ReportWays {
    /// `true` for mail.
    pub email: bool,
}

impl NotificationSettingsView {
    /// The settings that this user has.
    pub fn new(settings: &NotificationSettings, user: &User, mail: &DeskMail) -> Self {
        let role = user.role();
        let ways = |email, occasion| NotificationWays { email, push: settings.is_pushed(occasion) };
        let of_staff = |email, occasion| role.is_staff().then(|| ways(email, occasion));
        Self {
            new_message: ways(settings.is_mailed_messages(role), Occasion::NewMessage),
            new_chat: of_staff(settings.new_chat, Occasion::NewChat),
            assigned: of_staff(settings.assigned, Occasion::Assigned),
            daily_report: (role == Role::Admin).then_some(ReportWays { email: settings.daily_report }),
            after_minutes: role.is_staff().then_some(settings.after_minutes),
            email: user.email.clone(),
            is_email_available: mail.is_on(),
        }
    }
}
