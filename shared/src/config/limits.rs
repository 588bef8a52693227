//! How often things may be done before they are throttled. Each limit is a setting of its own, and 0 lifts it: so that
//! load can be measured, and a desk can decide. ARCHITECTURE.md has the table of what is limited, by what it is counted,
//! and how it is answered.

use super::{ConfigError, number};

/// The limits of a system; 0 for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Chats that one address may begin in twelve hours.
    pub visitor_chats_per_ip: u64,
    /// Accounts that one address may register in an hour.
    pub registrations_per_ip: u64,
    /// Rooms of one customer that may be open at once.
    pub open_rooms: u64,
    /// Rooms that one customer may make in an hour.
    pub rooms_per_hour: u64,
    /// Requests that change something, and frames, that one user may send in a second, and messages of a room's customer,
    /// however they come; a burst may have four times as many.
    pub frames_per_second: u64,
    /// WebSocket connections of one user at once.
    pub connections_per_user: u64,
    /// WebSocket connections of one visitor at once.
    pub connections_per_visitor: u64,
    /// Files of one user to one room that are announced and belong to no message yet.
    pub open_uploads: u64,
    /// Megabytes that one user may send to one room in a day.
    pub upload_megabytes_per_day: u64,
    /// Wrong passwords for one name from one address in 15 minutes.
    pub sign_in_failures: u64,
    /// Wrong passwords from one address, for whatever names, in 15 minutes.
    pub sign_in_failures_per_ip: u64,
    /// Wrong passwords for one name, from wherever, in an hour. After these each takes longer.
    pub sign_in_failures_per_name: u64,
}

/// A limit as it is set.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The setting's name.
    pub name: &'static str,
    /// What it limits.
    pub description: &'static str,
    /// Where it is kept.
    pub of: fn(&mut Limits) -> &mut u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            visitor_chats_per_ip: 6,
            registrations_per_ip: 60,
            open_rooms: 5,
            rooms_per_hour: 20,
            frames_per_second: 10,
            connections_per_user: 10,
            connections_per_visitor: 5,
            open_uploads: 20,
            upload_megabytes_per_day: 200,
            sign_in_failures: 10,
            sign_in_failures_per_ip: 50,
            sign_in_failures_per_name: 100,
        }
    }
}

impl Limits {
    /// How many chats one address may begin where a captcha keeps programs out: offices and mobile networks share one.
    const VISITOR_CHATS_WITH_CAPTCHA: u64 = 60;

    /// Every limit, by its setting.
    pub const SETTINGS: [Limit; 12] = [
        Limit {
            name: "VISITOR_CHATS_PER_IP",
            description: "Chats a single IP address can start in 12 hours (0 = no limit)",
            of: |limits| &mut limits.visitor_chats_per_ip,
        },
        Limit {
            name: "REGISTRATIONS_PER_IP",
            description: "Accounts a single IP address can register per hour (0 = no limit)",
            of: |limits| &mut limits.registrations_per_ip,
        },
        Limit {
            name: "OPEN_ROOMS",
            description: "Open chats per customer (0 = no limit)",
            of: |limits| &mut limits.open_rooms,
        },
        Limit {
            name: "ROOMS_PER_HOUR",
            description: "Chats a customer can start per hour (0 = no limit)",
            of: |limits| &mut limits.rooms_per_hour,
        },
        Limit {
            name: "FRAMES_PER_SECOND",
            description: "Write requests and WebSocket frames per second and user, bursts of four times as many (0 = no limit)",
            of: |limits| &mut limits.frames_per_second,
        },
        Limit {
            name: "CONNECTIONS_PER_USER",
            description: "WebSocket connections per user (0 = no limit)",
            of: |limits| &mut limits.connections_per_user,
        },
        Limit {
            name: "CONNECTIONS_PER_VISITOR",
            description: "WebSocket connections per visitor (0 = no limit)",
            of: |limits| &mut limits.connections_per_visitor,
        },
        Limit {
            name: "OPEN_UPLOADS",
            description: "Unfinished uploads per user and chat (0 = no limit)",
            of: |limits| &mut limits.open_uploads,
        },
        Limit {
            name: "UPLOAD_MEGABYTES_PER_DAY",
            description: "Megabytes of files per user, chat and day (0 = no limit)",
            of: |limits| &mut limits.upload_megabytes_per_day,
        },
        Limit {
            name: "SIGN_IN_FAILURES",
            description: "Wrong passwords for one username from one IP address in 15 minutes (0 = no limit)",
            of: |limits| &mut limits.sign_in_failures,
        },
        Limit {
            name: "SIGN_IN_FAILURES_PER_IP",
            description: "Wrong passwords from one IP address in 15 minutes (0 = no limit)",
            of: |limits| &mut limits.sign_in_failures_per_ip,
        },
        Limit {
            name: "SIGN_IN_FAILURES_PER_NAME",
            description: "Wrong passwords for one username per hour before attempts slow down (0 = no limit)",
            of: |limits| &mut limits.sign_in_failures_per_name,
        },
    ];

    /// The limits that apply if nothing else is set.
    pub fn defaults(has_captcha: bool) -> Self {
        let default = Self::default();
        let chats = if has_captcha { Self::VISITOR_CHATS_WITH_CAPTCHA } else { default.visitor_chats_per_ip };
        Self { visitor_chats_per_ip: chats, ..default }
    }

    /// No limits at all.
    pub fn none() -> Self {
        let mut limits = Self::default();
        for limit in Self::SETTINGS {
            *(limit.of)(&mut limits) = 0;
        }
        limits
    }

    pub(super) fn from_env(has_captcha: bool) -> Result<Self, ConfigError> {
        let mut limits = Self::defaults(has_captcha);
        for limit in Self::SETTINGS {
            let value = (limit.of)(&mut limits);
            *value = number(limit.name, *value)?;
        }
        Ok(limits)
    }
}
