//! Rate limits and quotas. Each is a setting of its own, and 0 removes it, for load tests and for operators who need
//! none. docs/operations.md has the table of limits, with the key of each and its answer.

use super::{
    ConfigError,
    setting::{Declaration, number},
};

/// The limits of a system; 0 for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Chats that one address may complete in twelve hours.
    pub visitor_chats_per_ip: u64,
    /// Accounts that one address may register in an hour.
    pub registrations_per_ip: u64,
    /// Open rooms of one customer.
    pub open_rooms: u64,
    /// Rooms that one customer may create in an hour.
    pub rooms_per_hour: u64,
    /// Write requests and frames of one user per second, and messages of a room's customer by either way; a burst may
    /// have four times as many.
    pub frames_per_second: u64,
    /// Concurrent WebSocket connections of one user.
    pub connections_per_user: u64,
    /// Concurrent WebSocket connections of one visitor.
    pub connections_per_visitor: u64,
    /// Files of one user for one room that are announced and belong to no message yet.
    pub open_uploads: u64,
    /// Megabytes that one user may send to one room in a day.
    pub upload_megabytes_per_day: u64,
    /// Wrong passwords for one name from one address in 15 minutes.
    pub sign_in_failures: u64,
    /// Wrong passwords from one address, for all names, in 15 minutes.
    pub sign_in_failures_per_ip: u64,
    /// Wrong passwords for one name, from all addresses, in an hour. Beyond it each sign-in is slowed down.
    pub sign_in_failures_per_name: u64,
    /// Mails about accounts that one address may ask for in an hour.
    pub requested_mails_per_ip: u64,
    /// Mails about accounts to one e-mail address in an hour, whoever asks for them.
    pub requested_mails_per_email: u64,
    /// Subscriptions of one user to web push.
    pub push_subscriptions: u64,
}

/// A limit and its setting.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Name, default and help text.
    pub declaration: Declaration,
    of: fn(&mut Limits) -> &mut u64,
}

impl Limit {
    /// The limit among `limits`.
    pub fn value(&self, limits: &Limits) -> u64 {
        *(self.of)(&mut limits.clone())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::defaults(false)
    }
}

impl Limits {
    /// Default limit of chats per address: offices and mobile networks share one, so it is higher if a captcha keeps
    /// bots out.
    const VISITOR_CHATS: u64 = 6;
    const VISITOR_CHATS_WITH_CAPTCHA: u64 = 60;

    /// All limits with their settings.
    pub const SETTINGS: [Limit; 15] = [
        Limit {
            declaration: Declaration::text(
                "VISITOR_CHATS_PER_IP",
                "",
                "Chats a single IP address can start in 12 hours (empty = 6, with a captcha 60; 0 = no limit)",
            ),
            of: |limits| &mut limits.visitor_chats_per_ip,
        },
        Limit {
            declaration: Declaration::text(
                "REGISTRATIONS_PER_IP",
                "60",
                "Accounts a single IP address can register per hour (0 = no limit)",
            ),
            of: |limits| &mut limits.registrations_per_ip,
        },
        Limit {
            declaration: Declaration::text("OPEN_ROOMS", "5", "Open chats per customer (0 = no limit)"),
            of: |limits| &mut limits.open_rooms,
        },
        Limit {
            declaration: Declaration::text(
                "ROOMS_PER_HOUR",
                "20",
                "Chats a customer can start per hour (0 = no limit)",
            ),
            of: |limits| &mut limits.rooms_per_hour,
        },
        Limit {
            declaration: Declaration::text(
                "FRAMES_PER_SECOND",
                "10",
                "Write requests and WebSocket frames per second and user, bursts of four times as many (0 = no limit)",
            ),
            of: |limits| &mut limits.frames_per_second,
        },
        Limit {
            declaration: Declaration::text(
                "CONNECTIONS_PER_USER",
                "10",
                "WebSocket connections per user (0 = no limit)",
            ),
            of: |limits| &mut limits.connections_per_user,
        },
        Limit {
            declaration: Declaration::text(
                "CONNECTIONS_PER_VISITOR",
                "5",
                "WebSocket connections per visitor (0 = no limit)",
            ),
            of: |limits| &mut limits.connections_per_visitor,
        },
        Limit {
            declaration: Declaration::text("OPEN_UPLOADS", "20", "Unfinished uploads per user and chat (0 = no limit)"),
            of: |limits| &mut limits.open_uploads,
        },
        Limit {
            declaration: Declaration::text(
                "UPLOAD_MEGABYTES_PER_DAY",
                "200",
                "Megabytes of files per user, chat and day (0 = no limit)",
            ),
            of: |limits| &mut limits.upload_megabytes_per_day,
        },
        Limit {
            declaration: Declaration::text(
                "SIGN_IN_FAILURES",
                "10",
                "Wrong passwords for one username from one IP address in 15 minutes (0 = no limit)",
            ),
            of: |limits| &mut limits.sign_in_failures,
        },
        Limit {
            declaration: Declaration::text(
                "SIGN_IN_FAILURES_PER_IP",
                "50",
                "Wrong passwords from one IP address in 15 minutes (0 = no limit)",
            ),
            of: |limits| &mut limits.sign_in_failures_per_ip,
        },
        Limit {
            declaration: Declaration::text(
                "SIGN_IN_FAILURES_PER_NAME",
                "100",
                "Wrong passwords for one username per hour before attempts slow down (0 = no limit)",
            ),
            of: |limits| &mut limits.sign_in_failures_per_name,
        },
        Limit {
            declaration: Declaration::text(
                "REQUESTED_MAILS_PER_IP",
                "20",
                "Emails with a link or transcript that a single IP address can request per hour (0 = no limit)",
            ),
            of: |limits| &mut limits.requested_mails_per_ip,
        },
        Limit {
            declaration: Declaration::text(
                "REQUESTED_MAILS_PER_EMAIL",
                "3",
                "Emails with a link or transcript that one email address can get per hour (0 = no limit)",
            ),
            of: |limits| &mut limits.requested_mails_per_email,
        },
        Limit {
            declaration: Declaration::text(
                "PUSH_SUBSCRIPTIONS",
                "10",
                "Browsers in which one user gets push notifications (0 = no limit)",
            ),
            of: |limits| &mut limits.push_subscriptions,
        },
    ];

    /// Removes all limits.
    pub fn none() -> Self {
        Self {
            visitor_chats_per_ip: 0,
            registrations_per_ip: 0,
            open_rooms: 0,
            rooms_per_hour: 0,
            frames_per_second: 0,
            connections_per_user: 0,
            connections_per_visitor: 0,
            open_uploads: 0,
            upload_megabytes_per_day: 0,
            sign_in_failures: 0,
            sign_in_failures_per_ip: 0,
            sign_in_failures_per_name: 0,
            requested_mails_per_ip: 0,
            requested_mails_per_email: 0,
            push_subscriptions: 0,
        }
    }

    /// Default limits of a deployment.
    pub fn defaults(has_captcha: bool) -> Self {
        let chats = if has_captcha { Self::VISITOR_CHATS_WITH_CAPTCHA } else { Self::VISITOR_CHATS };
        let mut limits = Self { visitor_chats_per_ip: chats, ..Self::none() };
        for Limit { declaration, of } in Self::SETTINGS {
            // The declared defaults are numbers, as a test verifies.
            if let Ok(number) = declaration.default.parse() {
                *of(&mut limits) = number;
            }
        }
        limits
    }

    pub(super) fn read(has_captcha: bool, source: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut limits = Self::defaults(has_captcha);
        for Limit { declaration, of } in Self::SETTINGS {
            if let Some(text) = declaration.text_in(source) {
                *of(&mut limits) = number(&text).map_err(|problem| declaration.error(problem))?;
            }
        }
        Ok(limits)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = (Declaration, String)> {
        Self::SETTINGS.into_iter().map(|limit| (limit.declaration, limit.value(self).to_string()))
    }
}
