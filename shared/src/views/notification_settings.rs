//! Settings of notifications, as their user sees them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{DeskMail, NotificationSettings, Role};

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
    pub daily_report: Option<NotificationWays>,
    /// Minutes for which nobody has attended to a chat before its agent gets a mail about it; `null` for customers.
    pub after_minutes: Option<u64>,
    /// `false` as long as the desk sends no mail at all.
    pub is_email_available: bool,
}

/// Ways to reach a user.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct NotificationWays {
    /// `true` for mail.
    pub email: bool,
}

impl NotificationSettingsView {
    /// The settings that a user with this role has.
    pub fn new(settings: &NotificationSettings, role: Role, mail: &DeskMail) -> Self {
        let ways = |email| NotificationWays { email };
        let of_staff = |email| role.is_staff().then(|| ways(email));
        Self {
            new_message: ways(settings.is_mailed_messages(role)),
            new_chat: of_staff(settings.new_chat),
            assigned: of_staff(settings.assigned),
            daily_report: (role == Role::Admin).then(|| ways(settings.daily_report)),
            after_minutes: role.is_staff().then_some(settings.after_minutes),
            is_email_available: mail.is_on(),
        }
    }
}
