//! A time of day, as opening hours are stated in.

use std::{fmt, str::FromStr};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A time of day to the minute, such as `09:30`; `24:00` is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The end of a day.
    pub const MIDNIGHT: Self = Self(24 * 60);

    /// The time this many minutes after the beginning of a day; `None` beyond its end.
    pub fn from_minutes(minutes: u16) -> Option<Self> {
        Some(Self(minutes)).filter(|time| *time <= Self::MIDNIGHT)
    }

    /// That time of a day, as a clock on the wall shows it.
    pub(super) fn on(self, date: Date) -> jiff::civil::DateTime {
        let (hour, minute) = (self.0 / 60, self.0 % 60);
        match (i8::try_from(hour), i8::try_from(minute)) {
            (Ok(hour @ 0..24), Ok(minute)) => date.at(hour, minute, 0, 0),
            _ => {
                date.tomorrow().map_or_else(|_| date.to_datetime(Time::MAX), |next| next.to_datetime(Time::midnight()))
            }
        }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (hour, minute) = text.split_once(':').ok_or(())?;
        let number = |text: &str, limit: u16| {
            let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u16>().ok().filter(|number| digits && *number <= limit)
        };
        let minutes = number(hour, 24).zip(number(minute, 59)).map(|(hour, minute)| hour * 60 + minute);
        minutes.and_then(Self::from_minutes).ok_or(())
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| D::Error::custom("no time of day"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn times_of_day_are_read_as_they_are_written(minutes in 0..=24 * 60_u16) {
            let time = TimeOfDay::from_minutes(minutes);
            prop_assert_eq!(time.and_then(|time| time.to_string().parse().ok()), time);
        }
    }

    #[test]
    fn other_texts_are_no_time_of_day() {
        for text in ["", "9:00", "09:60", "24:01", "25:00", "09:00:00", "-1:00", "+9:00", "09.00", "０９:00"] {
            assert_eq!(text.parse::<TimeOfDay>(), Err(()), "{text}");
        }
    }
}
