//! Look-ups of the desk: its settings, and its figures at present.

use std::time;

use hdrhistogram::Histogram;

use super::{all_agents, known::Known};
use crate::{
    ApiError,
    config::DeskSettings,
    model::{DayStats, Desk, DeskFigures, DeskRouting, Duration, FaqArticle, Greeting, Room, StoredGroup, histogram},
    table::{Read, Table},
    time::Timestamp,
};

/// Time for which a process knows the desk's settings: a change is in force everywhere once it has passed.
const SETTINGS_KNOWN_FOR: time::Duration = time::Duration::from_secs(4);
/// Time for which a process knows the desk's figures: what strangers ask for costs a read once in this time.
const FIGURES_KNOWN_FOR: time::Duration = time::Duration::from_secs(10);
/// Most greetings of a desk: the widget gets all of them.
pub const MAX_GREETINGS: usize = 20;
/// Most rooms of the queue that are counted.
const QUEUE: usize = 100;
/// Most agents that are looked at.
const AGENTS: usize = 1_000;
/// Most stats of a day that are read: a thousand agents'.
const STATS: usize = 1_004;
/// Fewest rooms whose waiting times say something of the next one's.
const FEWEST: u64 = 5;

/// Settings and figures of the desk, as a process last read them. Cloning shares them.
#[derive(Clone, Debug)]
pub struct KnownDesk {
    /// The settings that admins change.
    pub settings: Known<Desk>,
    /// The figures at present.
    pub figures: Known<DeskFigures>,
    /// The greetings.
    pub greetings: Known<Vec<Greeting>>,
}

impl Default for KnownDesk {
    fn default() -> Self {
        Self {
            settings: Known::new(SETTINGS_KNOWN_FOR),
            figures: Known::new(FIGURES_KNOWN_FOR),
            greetings: Known::new(SETTINGS_KNOWN_FOR),
        }
    }
}

/// Reads all settings of the desk, in one Query. Groups that no admin has changed are as deployed.
///
/// # Errors
/// A failed read of the table.
pub async fn read_desk(table: &Table, deployed: &DeskSettings, read: Read) -> Result<Desk, ApiError> {
    let groups = match read {
        Read::Consistent => Desk::groups().consistent(),
        Read::Eventual => Desk::groups(),
    };
    let mut desk = Desk::of_deployment(deployed);
    for group in table.take::<StoredGroup>(&groups, usize::MAX).await? {
        match group {
            StoredGroup::Profile(profile) => desk.profile = profile,
            StoredGroup::Texts(texts) => desk.texts = texts,
            StoredGroup::PreChat(form) => desk.pre_chat = form,
            StoredGroup::Hours(hours) => desk.hours = hours,
            StoredGroup::Mail(mail) => desk.mail = mail,
            StoredGroup::Routing(routing) => desk.routing = routing,
            StoredGroup::Push(push) => desk.push = push,
            StoredGroup::Captcha(captcha) => desk.captcha = captcha,
            StoredGroup::IdentityTokens(tokens) => desk.identity_tokens = tokens,
            StoredGroup::Unknown => {}
        }
    }
    Ok(desk)
}

/// Reads all greetings.
///
/// # Errors
/// A failed read of the table.
pub async fn read_greetings(table: &Table) -> Result<Vec<Greeting>, ApiError> {
    Ok(table.take(&Greeting::all(), MAX_GREETINGS).await?)
}

/// Checks if an agent is there who accepts chats. The list of agents may lag some milliseconds.
///
/// # Errors
/// A failed read of the table.
pub async fn is_attended(table: &Table, routing: &DeskRouting) -> Result<bool, ApiError> {
    let agents = all_agents(table, AGENTS).await?;
    let now = Timestamp::now();
    Ok(agents.iter().any(|agent| agent.is_present_at(now, routing.away_after())))
}

/// Reads the figures of the desk at present, which may lag some seconds.
///
/// # Errors
/// A failed read of the table.
pub async fn read_desk_figures(table: &Table, routing: &DeskRouting) -> Result<DeskFigures, ApiError> {
    let now = Timestamp::now();
    let (queue, today) = (Room::queue(), DayStats::of_month(now.day(), now.day(), now.day()));
    let queue = async { Ok::<_, ApiError>(table.take::<Room>(&queue, QUEUE).await?) };
    let today = async { Ok::<_, ApiError>(table.take::<DayStats>(&today, STATS).await?) };
    let faq = async { Ok::<_, ApiError>(table.take::<FaqArticle>(&FaqArticle::all(), 1).await?) };
    let (queue, is_online, today, faq) = tokio::try_join!(queue, is_attended(table, routing), today, faq)?;
    Ok(DeskFigures { queue_length: queue.len() as u64, is_online, has_faq: !faq.is_empty(), waits: waits(&today)? })
}

fn waits(days: &[DayStats]) -> Result<Option<(u64, u64)>, ApiError> {
    let mut waits: Histogram<u64> = histogram().map_err(ApiError::internal)?;
    for (seconds, count) in days.iter().flat_map(|day| day.durations(Duration::Waiting)) {
        waits.saturating_record_n(seconds, count);
    }
    let at = |quantile| waits.lowest_equivalent(waits.value_at_quantile(quantile));
    Ok((FEWEST <= waits.len()).then(|| (at(0.25), at(0.9))))
}
