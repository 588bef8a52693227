//! Changes of the opening hours.

use chrono::Months;

use super::group::{GroupEdit, set};
use crate::{
    http::{Fields, Input},
    model::{ClosedBehaviour, DeskHours, Holiday, Identity, OpenSpan, StringEnum, TimeOfDay, Weekday, time_zone},
};

/// Most open spans of a day.
const SPANS: usize = 12;
/// Most holidays.
const HOLIDAYS: usize = 100;
/// Longest name of a holiday, in characters.
const NAME_LIMIT: usize = 100;
/// Longest holiday, in days.
const LONGEST: i64 = 366;
/// A time of day, with `24:00` as the end of one.
const TIME: &str = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$";

/// Changes of the opening hours. A day that is named gets new spans, the others keep theirs.
#[derive(Clone, Debug)]
pub(super) struct HoursEdit {
    version: u64,
    is_always_open: Option<bool>,
    time_zone: Option<String>,
    week: Vec<(Weekday, Vec<OpenSpan>)>,
    holidays: Option<Vec<Holiday>>,
    when_closed: Option<ClosedBehaviour>,
}

impl Input for HoursEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let version = fields.integer("version").required();
        let is_always_open = fields.boolean("is_always_open").optional();
        let known = |name: String| {
            let zone = time_zone(&name).map(|(name, _)| name);
            zone.ok_or_else(|| "Enter a time zone such as Europe/Vienna.".to_owned())
        };
        let time_zone = fields.line("time_zone").parse(known).optional();
        let week = fields.group("week", read_week);
        let holidays = fields.groups("holidays", HOLIDAYS, read_holiday);
        let when_closed = fields.choice("when_closed").optional();
        Some(Self {
            version: version?,
            is_always_open: is_always_open?,
            time_zone: time_zone?,
            week: week?.unwrap_or_default(),
            holidays: holidays?,
            when_closed: when_closed?,
        })
    }
}

fn read_week(fields: &mut Fields) -> Option<Vec<(Weekday, Vec<OpenSpan>)>> {
    let mut week = Vec::new();
    let mut is_valid = true;
    for &name in Weekday::WORDS {
        let spans = fields.groups(name, SPANS, read_span);
        is_valid &= spans.is_some();
        let Some(mut spans) = spans.flatten() else { continue };
        spans.sort_unstable_by_key(|span| span.from);
        if spans.windows(2).any(|pair| pair[1].from < pair[0].to) {
            fields.error(name, "These times overlap.");
        }
        week.extend(name.parse().ok().map(|day| (day, spans)));
    }
    fields.refuse_others("Enter a day such as monday.");
    is_valid.then_some(week)
}

fn read_span(fields: &mut Fields) -> Option<OpenSpan> {
    let from = read_time(fields, "from", "Beginning, such as `09:00`.");
    let to = read_time(fields, "to", "End, `24:00` at most.");
    let (from, to) = (from?, to?);
    if to <= from {
        fields.error("to", "Enter a time after the first one.");
    }
    Some(OpenSpan { from, to })
}

fn read_time(fields: &mut Fields, name: &'static str, meaning: &str) -> Option<TimeOfDay> {
    let refusal = || "Enter a time such as 09:30.".to_owned();
    let is_time = |text: &String| text.parse::<TimeOfDay>().is_ok();
    let time = fields.line(name).means(meaning).bound("pattern", TIME, is_time, refusal);
    time.parse(|text| text.parse().map_err(|()| refusal())).required()
}

fn read_holiday(fields: &mut Fields) -> Option<Holiday> {
    let name = fields.line("name").means("Name of the holiday.").filled().max(NAME_LIMIT).required();
    let from = fields.date("from").means("First day.").required();
    let to = fields.date("to").means("Last day.").required();
    let is_yearly = fields.boolean("is_yearly").or(false);
    let (from, to) = (from?, to?);
    if to < from {
        fields.error("to", "Enter a day that is not before the first one.");
    } else if is_yearly == Some(true) && from.checked_add_months(Months::new(12)).is_some_and(|again| again <= to) {
        fields.error("to", "Enter a day less than a year after the first one.");
    } else if (to - from).num_days() >= LONGEST {
        fields.error("to", format!("Enter a day less than {LONGEST} days after the first one."));
    }
    Some(Holiday { name: name?, from, to, is_yearly: is_yearly? })
}

impl GroupEdit for HoursEdit {
    type Group = DeskHours;

    fn version(&self) -> u64 {
        self.version
    }

    fn apply(self, group: &mut DeskHours, _: &Identity) {
        set(&mut group.is_always_open, self.is_always_open);
        set(&mut group.time_zone, self.time_zone);
        set(&mut group.holidays, self.holidays);
        set(&mut group.when_closed, self.when_closed);
        group.week.extend(self.week);
        group.week.retain(|_, spans| !spans.is_empty());
    }
}
