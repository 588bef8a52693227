//! Opening hours: when the desk is open, until when, and when it opens again.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{Datelike, NaiveDate};
use jiff::{
    civil::{Date, DateTime},
    tz::{TimeZone, TimeZoneDatabase},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TimeOfDay;
use crate::{model::string_enum, time::Timestamp};

string_enum!(
    /// A day of the week.
    Weekday {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
);

string_enum!(
    /// Behaviour of the widget while the desk is closed.
    ClosedBehaviour {
        /// Says when it opens, and asks for an address to answer to.
        Form = "form",
        /// Says when it opens, and chats all the same.
        Chat = "chat",
        /// Shows no bubble to who has no chat.
        Hidden = "hidden",
    }
);

/// A span of a day in which the desk is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenSpan {
    /// Beginning, such as `09:00`.
    #[schema(value_type = String)]
    pub from: TimeOfDay,
    /// End, `24:00` at most.
    #[schema(value_type = String)]
    pub to: TimeOfDay,
}

/// Days on which the desk is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Holiday {
    /// Name.
    pub name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// `true` if they are the same days every year.
    pub is_yearly: bool,
}

/// Settings of the opening hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskHours {
    /// Number of changes so far.
    #[schema(required)]
    pub version: u64,
    /// `true` if the desk is always open, whatever else is set.
    #[schema(required)]
    pub is_always_open: bool,
    /// Time zone by its name in the IANA database, such as `Europe/Vienna`.
    #[schema(required)]
    pub time_zone: String,
    /// Open spans by the day of the week, in their order; a break lies between two. On other days the desk is closed.
    #[schema(required)]
    pub week: BTreeMap<Weekday, Vec<OpenSpan>>,
    /// Days on which it is closed.
    #[schema(required)]
    pub holidays: Vec<Holiday>,
    /// Behaviour of the widget while it is closed.
    #[schema(required)]
    pub when_closed: ClosedBehaviour,
}

impl Default for DeskHours {
    fn default() -> Self {
        Self {
            version: 0,
            is_always_open: true,
            time_zone: "UTC".into(),
            week: BTreeMap::new(),
            holidays: Vec::new(),
            when_closed: ClosedBehaviour::Form,
        }
    }
}

/// The time zones that this program knows: the same ones wherever it runs.
static TIME_ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The time zone with this name in the IANA database, in its usual spelling.
pub fn time_zone(name: &str) -> Option<(String, TimeZone)> {
    let zone = TIME_ZONES.get(name).ok()?;
    Some((zone.iana_name()?.to_owned(), zone))
}

/// Days that are looked at for the next opening: two years, since a range of holidays may be as long as one.
const HORIZON: i32 = 800;
/// Days that are looked at for the end of the opening hours.
const OPEN_HORIZON: i32 = 32;

/// Opening hours as of a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpeningHours {
    /// Open; until then, or for longer than a month.
    Open(Option<Timestamp>),
    /// Closed; until then, or for longer than two years.
    Closed(Option<Timestamp>),
}

impl DeskHours {
    /// State of the desk at a time: open or closed, and until when.
    pub fn at(&self, now: Timestamp) -> OpeningHours {
        let zone = time_zone(&self.time_zone).map(|(_, zone)| zone).filter(|_| !self.is_always_open);
        let Some((zone, now)) = zone.zip(jiff::Timestamp::from_millisecond(now.unix_millis()).ok()) else {
            return OpeningHours::Open(None);
        };
        let today = zone.to_datetime(now).date();
        // A span of yesterday may end today, where a day has more hours than 24.
        let days = (-1..HORIZON).filter_map(|days| today.checked_add(jiff::Span::new().days(days)).ok());
        let mut coming = days.flat_map(|date| self.spans_on(date, &zone)).skip_while(|(_, to)| *to <= now).peekable();
        match coming.next() {
            None => OpeningHours::Closed(None),
            Some((from, _)) if now < from => OpeningHours::Closed(timestamp(from)),
            Some((_, mut to)) => {
                let is_near =
                    |time: jiff::Timestamp| time.duration_since(now).as_hours() < i64::from(OPEN_HORIZON) * 24;
                while let Some((_, later)) = coming.next_if(|(from, _)| *from <= to && is_near(to)) {
                    to = to.max(later);
                }
                OpeningHours::Open(timestamp(to).filter(|_| is_near(to)))
            }
        }
    }

    /// `true` if a visitor who begins a chat in these hours must say where an answer can reach them.
    pub fn ask_for_address_in(&self, hours: OpeningHours) -> bool {
        self.when_closed == ClosedBehaviour::Form && matches!(hours, OpeningHours::Closed(_))
    }

    /// A time on the desk's clocks, such as `2026-11-30 14:05`.
    pub fn local_time(&self, time: Timestamp) -> String {
        let time = self.on_the_clocks(time);
        format!("{} {:02}:{:02}", time.date(), time.hour(), time.minute())
    }

    /// The last time at which the desk's clocks have shown this hour.
    pub fn last_at_hour(&self, hour: i8, now: Timestamp) -> Timestamp {
        let local = self.on_the_clocks(now);
        let is_today = hour <= local.hour();
        let date = if is_today { local.date() } else { local.date().yesterday().unwrap_or(local.date()) };
        let time = self.zone().to_ambiguous_timestamp(date.at(hour, 0, 0, 0)).compatible().ok();
        time.and_then(|time| Timestamp::from_unix_millis(time.as_millisecond())).unwrap_or(now)
    }

    fn on_the_clocks(&self, time: Timestamp) -> DateTime {
        self.zone().to_datetime(jiff::Timestamp::from_millisecond(time.unix_millis()).unwrap_or_default())
    }

    fn zone(&self) -> TimeZone {
        time_zone(&self.time_zone).map_or(TimeZone::UTC, |(_, zone)| zone)
    }

    /// The spans of a day in their order. What the clocks leave out is moved behind that, or shortened by it.
    fn spans_on(&self, date: Date, zone: &TimeZone) -> Vec<(jiff::Timestamp, jiff::Timestamp)> {
        let at = |time: TimeOfDay| zone.to_ambiguous_timestamp(time.on(date)).compatible().ok();
        let spans = self.week.get(&weekday_of(date)).filter(|_| !self.is_holiday(date)).into_iter().flatten();
        let spans = spans.filter_map(|span| at(span.from).zip(at(span.to)).filter(|(from, to)| from < to));
        let mut spans: Vec<_> = spans.collect();
        spans.sort_unstable();
        spans
    }

    fn is_holiday(&self, date: Date) -> bool {
        self.holidays.iter().any(|holiday| holiday.contains(date))
    }
}

impl Holiday {
    fn contains(&self, date: Date) -> bool {
        let [from, to] = [self.from, self.to].map(|day| (day.year(), day.month(), day.day()));
        let date = (i32::from(date.year()), date.month().unsigned_abs().into(), date.day().unsigned_abs().into());
        if !self.is_yearly {
            return (from..=to).contains(&date);
        }
        let [from, to, date] = [from, to, date].map(|(_, month, day): (i32, u32, u32)| (month, day));
        // One from December to January goes round the end of the year.
        if from <= to { (from..=to).contains(&date) } else { from <= date || date <= to }
    }
}

fn weekday_of(date: Date) -> Weekday {
    match date.weekday() {
        jiff::civil::Weekday::Monday => Weekday::Monday,
        jiff::civil::Weekday::Tuesday => Weekday::Tuesday,
        jiff::civil::Weekday::Wednesday => Weekday::Wednesday,
        jiff::civil::Weekday::Thursday => Weekday::Thursday,
        jiff::civil::Weekday::Friday => Weekday::Friday,
        jiff::civil::Weekday::Saturday => Weekday::Saturday,
        jiff::civil::Weekday::Sunday => Weekday::Sunday,
    }
}

fn timestamp(time: jiff::Timestamp) -> Option<Timestamp> {
    Timestamp::from_unix_millis(time.as_millisecond())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};
    use proptest::prelude::*;

    use super::*;
    use crate::model::StringEnum;

    /// A time in RFC 3339.
    fn at(text: &str) -> Timestamp {
        let time: DateTime<Utc> = text.parse().unwrap_or_default();
        Timestamp::from_unix_millis(time.timestamp_millis()).unwrap_or_else(Timestamp::now)
    }

    fn span(text: &str) -> OpenSpan {
        let time = |text: &str| text.parse().unwrap_or(TimeOfDay::MIDNIGHT);
        let (from, to) = text.split_once('-').unwrap_or_default();
        OpenSpan { from: time(from), to: time(to) }
    }

    /// Open on weekdays from nine to five with an hour's break.
    fn office(time_zone: &str) -> DeskHours {
        let weekdays = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
        DeskHours {
            is_always_open: false,
            time_zone: time_zone.into(),
            week: weekdays.map(|day| (day, vec![span("09:00-12:00"), span("13:00-17:00")])).into(),
            ..DeskHours::default()
        }
    }

    fn holiday(from: &str, to: &str, is_yearly: bool) -> Holiday {
        let day = |text: &str| text.parse().unwrap_or_default();
        Holiday { name: "Closed".into(), from: day(from), to: day(to), is_yearly }
    }

    #[test]
    fn a_break_closes_the_desk_until_its_end() {
        let vienna = office("Europe/Vienna");
        assert_eq!(vienna.at(at("2026-11-30T08:30:00Z")), OpeningHours::Open(Some(at("2026-11-30T11:00:00Z"))));
        assert_eq!(vienna.at(at("2026-11-30T11:00:00Z")), OpeningHours::Closed(Some(at("2026-11-30T12:00:00Z"))));
        // On Friday evening it is closed until Monday.
        assert_eq!(vienna.at(at("2026-11-27T16:00:00Z")), OpeningHours::Closed(Some(at("2026-11-30T08:00:00Z"))));
    }

    #[test]
    fn holidays_close_it_once_or_every_year_and_round_the_end_of_the_year() {
        let mut hours = office("UTC");
        hours.holidays = vec![holiday("2024-12-24", "2025-01-02", true), holiday("2026-11-30", "2026-11-30", false)];
        assert_eq!(hours.at(at("2026-11-30T10:00:00Z")), OpeningHours::Closed(Some(at("2026-12-01T09:00:00Z"))));
        assert_eq!(hours.at(at("2027-11-30T10:00:00Z")), OpeningHours::Open(Some(at("2027-11-30T12:00:00Z"))));
        assert_eq!(hours.at(at("2026-12-24T10:00:00Z")), OpeningHours::Closed(Some(at("2027-01-04T09:00:00Z"))));
    }

    #[test]
    fn spans_that_touch_are_one_and_all_of_them_have_no_end() {
        let all_day = |days: &[Weekday]| DeskHours {
            is_always_open: false,
            week: days.iter().map(|&day| (day, vec![span("00:00-24:00")])).collect(),
            ..DeskHours::default()
        };
        let weekend = all_day(&[Weekday::Saturday, Weekday::Sunday]);
        assert_eq!(weekend.at(at("2026-11-28T00:00:00Z")), OpeningHours::Open(Some(at("2026-11-30T00:00:00Z"))));
        let week: Vec<Weekday> = Weekday::WORDS.iter().filter_map(|word| word.parse().ok()).collect();
        assert_eq!(all_day(&week).at(Timestamp::now()), OpeningHours::Open(None));
        assert_eq!(all_day(&[]).at(Timestamp::now()), OpeningHours::Closed(None));
    }

    #[test]
    fn a_change_of_the_clocks_moves_the_hours() {
        let vienna = office("Europe/Vienna");
        assert_eq!(vienna.at(at("2026-03-27T16:00:00Z")), OpeningHours::Closed(Some(at("2026-03-30T07:00:00Z"))));
        // A span from 02:30, which there isn't on the day on which the clocks go from 2 to 3.
        let night = DeskHours { week: BTreeMap::from([(Weekday::Sunday, vec![span("02:30-04:00")])]), ..vienna };
        assert_eq!(night.at(at("2026-03-29T00:00:00Z")), OpeningHours::Closed(Some(at("2026-03-29T01:30:00Z"))));
    }

    /// Among them clocks that aren't changed, are changed by half an hour, or stand off whole hours.
    const ZONES: [&str; 6] =
        ["UTC", "Europe/Vienna", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"];

    fn hours() -> impl Strategy<Value = DeskHours> {
        let times = prop::collection::btree_set(0..=24 * 60_u16, 0..6);
        let week = prop::collection::vec(times, 7);
        let holidays = prop::collection::vec((0..800_i64, 0..20_i64, any::<bool>()), 0..3);
        (prop::sample::select(&ZONES[..]), week, holidays).prop_map(|(zone, week, holidays)| DeskHours {
            is_always_open: false,
            time_zone: zone.into(),
            week: Weekday::WORDS.iter().filter_map(|word| word.parse().ok()).zip(week.into_iter().map(spans)).collect(),
            holidays: holidays.into_iter().map(some_days).collect(),
            ..DeskHours::default()
        })
    }

    fn spans(times: std::collections::BTreeSet<u16>) -> Vec<OpenSpan> {
        let times: Vec<TimeOfDay> = times.into_iter().filter_map(TimeOfDay::from_minutes).collect();
        times.chunks_exact(2).map(|pair| OpenSpan { from: pair[0], to: pair[1] }).collect()
    }

    fn some_days((first, length, is_yearly): (i64, i64, bool)) -> Holiday {
        let day = |days| NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default() + Duration::days(days);
        Holiday { name: "Closed".into(), from: day(first), to: day(first + length), is_yearly }
    }

    /// State of the desk at the day and minute that a clock on the wall shows.
    fn by_the_clock(hours: &DeskHours, now: Timestamp) -> bool {
        let Some((_, zone)) = time_zone(&hours.time_zone) else { return true };
        let Ok(now) = jiff::Timestamp::from_millisecond(now.unix_millis()) else { return true };
        let now = zone.to_datetime(now);
        let minutes = u16::from(now.hour().unsigned_abs()) * 60 + u16::from(now.minute().unsigned_abs());
        let Some(minute) = TimeOfDay::from_minutes(minutes) else { return false };
        let is_open = |span: &OpenSpan| (span.from..span.to).contains(&minute);
        !hours.is_holiday(now.date())
            && hours.week.get(&weekday_of(now.date())).is_some_and(|spans| spans.iter().any(is_open))
    }

    /// `true` if the zone's clock is changed within a day: what a span means then is said by the tests above.
    fn is_shifted(hours: &DeskHours, now: Timestamp) -> bool {
        let Some((_, zone)) = time_zone(&hours.time_zone) else { return false };
        let offset = |days| {
            let time = now.after(Duration::days(days)).unix_millis();
            jiff::Timestamp::from_millisecond(time).map(|time| zone.to_offset(time)).ok()
        };
        offset(-1) != offset(1)
    }

    proptest! {
        #[test]
        fn it_is_open_when_a_clock_on_the_wall_says_so(hours in hours(), minutes in 0..1_000_000_i64) {
            let now = at("2026-01-01T00:00:00Z").after(Duration::minutes(minutes));
            prop_assume!(!is_shifted(&hours, now));
            let is_open = matches!(hours.at(now), OpeningHours::Open(_));
            prop_assert_eq!(is_open, by_the_clock(&hours, now));
        }

        #[test]
        fn it_stays_so_until_the_time_that_is_said(hours in hours(), minutes in 0..1_000_000_i64, part in 0.0..1.0) {
            let now = at("2026-01-01T00:00:00Z").after(Duration::minutes(minutes));
            let state = hours.at(now);
            let (OpeningHours::Open(until) | OpeningHours::Closed(until)) = state;
            prop_assume!(until.is_some());
            let until = until.unwrap_or(now);
            prop_assert!(now < until);
            #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "less than two years")]
            let between = now.after(Duration::milliseconds(((until.unix_millis() - now.unix_millis()) as f64 * part) as i64));
            prop_assert_eq!(hours.at(between), state);
            let is_open = |state| matches!(state, OpeningHours::Open(_));
            prop_assert!(is_open(state) != is_open(hours.at(until)));
        }
    }
}
