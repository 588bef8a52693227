//! The check of a history against the promises. It sees nothing but what clients see.

use std::collections::BTreeMap;

use crate::history::{Entry, History, Reading, Sending};

/// A broken promise, with the observations that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// An acknowledged message isn't in a read that began after the acknowledgement.
    #[error("LOST: {message} was acknowledged as number {seq}, and is missing in {by} that began later")]
    Lost {
        /// The sender's id for the message.
        message: String,
        /// Number under which it was acknowledged.
        seq: u64,
        /// Name of the read.
        by: String,
    },
    /// A message is in the history more than once.
    #[error("DOUBLED: {message} is number {first} and number {second} in {by}")]
    Doubled {
        /// The sender's id for the message.
        message: String,
        /// Its numbers.
        first: u64,
        /// Another number of it.
        second: u64,
        /// Name of the read.
        by: String,
    },
    /// Messages are in another order than the one in which they were sent.
    #[error(
        "REORDERED: {later} was sent after {earlier} had been acknowledged, yet they are numbers {later_seq} and {earlier_seq}"
    )]
    Reordered {
        /// Message that was acknowledged first.
        earlier: String,
        /// Message that was sent after that.
        later: String,
        /// Number of the first.
        earlier_seq: u64,
        /// Number of the second.
        later_seq: u64,
    },
    /// A read isn't in the order of its numbers.
    #[error("REORDERED: number {second} follows number {first} in {by}")]
    Unsorted {
        /// A number.
        first: u64,
        /// The number behind it.
        second: u64,
        /// Name of the read.
        by: String,
    },
    /// A number is missing.
    #[error("GAP: number {missing} is missing in {by}")]
    Gap {
        /// The number.
        missing: u64,
        /// Name of the read.
        by: String,
    },
    /// A number has meant two different messages.
    #[error("CONTRADICTION: number {seq} is {one}, and {other} elsewhere")]
    Contradiction {
        /// The number.
        seq: u64,
        /// A message under it.
        one: String,
        /// Another message under it.
        other: String,
    },
}

/// Checks a history; returns its violations, at most one of each message or number.
pub fn check(history: &History) -> Vec<Violation> {
    let mut violations: Vec<Violation> = history.readings.iter().flat_map(check_reading).collect();
    violations.extend(history.readings.iter().flat_map(|reading| lost(history, reading)));
    violations.extend(contradictions(history));
    violations.extend(reordered(&history.sendings));
    violations
}

/// A read by itself: its numbers follow each other, and no message comes twice.
fn check_reading(reading: &Reading) -> Vec<Violation> {
    let by = || reading.by.clone();
    let mut violations = Vec::new();
    let mut last = reading.after_seq;
    let mut numbers: BTreeMap<&str, u64> = BTreeMap::new();
    for Entry { seq, client_message_id, .. } in &reading.entries {
        match numbers.insert(client_message_id, *seq) {
            Some(first) => {
                let message = client_message_id.clone();
                violations.push(Violation::Doubled { message, first, second: *seq, by: by() });
            }
            None if *seq <= last => violations.push(Violation::Unsorted { first: last, second: *seq, by: by() }),
            None if *seq > last + 1 => violations.push(Violation::Gap { missing: last + 1, by: by() }),
            None => {}
        }
        last = last.max(*seq);
    }
    violations
}

/// Messages that were acknowledged before a read began, and that it doesn't show.
fn lost<'a>(history: &'a History, reading: &'a Reading) -> impl Iterator<Item = Violation> + 'a {
    history.sendings.iter().filter_map(move |sending| {
        let (at, acknowledged) = sending.acknowledged.as_ref()?;
        if *at >= reading.began || acknowledged.seq <= reading.after_seq {
            return None;
        }
        let is_there = reading.entries.iter().any(|entry| {
            (entry.seq, &entry.id, &entry.client_message_id, &entry.content)
                == (acknowledged.seq, &acknowledged.id, &sending.client_message_id, &sending.content)
        });
        let message = sending.client_message_id.clone();
        (!is_there).then(|| Violation::Lost { message, seq: acknowledged.seq, by: reading.by.clone() })
    })
}

/// Numbers that meant different messages in any two observations.
fn contradictions(history: &History) -> Vec<Violation> {
    let read = history.readings.iter().flat_map(|reading| &reading.entries).chain(&history.pushed);
    let mut known: BTreeMap<u64, &Entry> = BTreeMap::new();
    let mut violations = Vec::new();
    for entry in read {
        let first = *known.entry(entry.seq).or_insert(entry);
        if first != entry {
            let [one, other] = [first, entry].map(|entry| format!("{} {:?}", entry.client_message_id, entry.content));
            violations.push(Violation::Contradiction { seq: entry.seq, one, other });
        }
    }
    violations
}

/// Messages whose order contradicts the clock: what is sent after an acknowledgement comes after what was acknowledged.
fn reordered(sendings: &[Sending]) -> Vec<Violation> {
    let acknowledged = |sending: &Sending| sending.acknowledged.as_ref().map(|(at, ack)| (*at, ack.seq));
    let mut by_end: Vec<(&Sending, u64, u64)> =
        sendings.iter().filter_map(|sending| acknowledged(sending).map(|(at, seq)| (sending, at, seq))).collect();
    let mut by_start = by_end.clone();
    by_end.sort_by_key(|(_, at, _)| *at);
    by_start.sort_by_key(|(sending, ..)| sending.began);
    let mut ended = by_end.into_iter().peekable();
    let mut highest: Option<(&Sending, u64)> = None;
    let mut violations = Vec::new();
    for (later, _, later_seq) in by_start {
        while let Some((sending, _, seq)) = ended.next_if(|(_, at, _)| *at < later.began) {
            if highest.is_none_or(|(_, highest)| highest < seq) {
                highest = Some((sending, seq));
            }
        }
        if let Some((earlier, earlier_seq)) = highest.filter(|(_, highest)| *highest >= later_seq) {
            let [earlier, later] = [earlier, later].map(|sending| sending.client_message_id.clone());
            violations.push(Violation::Reordered { earlier, later, earlier_seq, later_seq });
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::history::Acknowledgement;

    fn entry(seq: u64) -> Entry {
        Entry { seq, id: format!("id-{seq}"), client_message_id: format!("m-{seq}"), content: format!("text {seq}") }
    }

    /// A correct run: messages one after another, each acknowledged before the next, and a read at the end.
    fn correct(length: u64) -> History {
        let sendings = (1..=length).map(|seq| Sending {
            client_message_id: entry(seq).client_message_id,
            content: entry(seq).content,
            began: seq * 2,
            acknowledged: Some((seq * 2 + 1, Acknowledgement { seq, id: entry(seq).id })),
        });
        let entries = (1..=length).map(entry).collect();
        let reading = Reading { by: "a read".into(), began: u64::MAX, after_seq: 0, entries };
        History { sendings: sendings.collect(), readings: vec![reading], pushed: Vec::new() }
    }

    fn kinds(history: &History) -> Vec<String> {
        let text = |violation: Violation| violation.to_string().split(':').next().unwrap_or_default().to_owned();
        check(history).into_iter().map(text).collect()
    }

    proptest! {
        #[test]
        fn a_correct_history_passes(length in 1..50_u64, lost in any::<prop::sample::Index>()) {
            let mut history = correct(length);
            // Pushes may be lost, doubled and overtaken.
            let pushed = entry(lost.index(usize::try_from(length)?) as u64 + 1);
            history.pushed = vec![pushed.clone(), entry(1), pushed];
            prop_assert_eq!(check(&history), []);
        }

        #[test]
        fn a_missing_message_is_noticed(length in 2..50_u64, lost in any::<prop::sample::Index>()) {
            let mut history = correct(length);
            history.readings[0].entries.remove(lost.index(usize::try_from(length)?));
            prop_assert!(kinds(&history).contains(&"LOST".into()));
        }

        #[test]
        fn a_doubled_message_is_noticed(length in 1..50_u64, twice in any::<prop::sample::Index>()) {
            let mut history = correct(length);
            let again = history.readings[0].entries[twice.index(usize::try_from(length)?)].clone();
            history.readings[0].entries.push(Entry { seq: length + 1, ..again });
            prop_assert!(kinds(&history).contains(&"DOUBLED".into()));
        }

        #[test]
        fn swapped_messages_are_noticed(length in 2..50_u64, first in any::<prop::sample::Index>()) {
            let mut history = correct(length);
            let first = first.index(usize::try_from(length)? - 1);
            history.readings[0].entries.swap(first, first + 1);
            prop_assert!(kinds(&history).contains(&"REORDERED".into()));
        }
    }

    #[test]
    fn an_order_that_contradicts_the_clock_is_noticed() {
        let mut history = correct(2);
        let acknowledged = |sending: &Sending| sending.acknowledged.clone().map(|(_, ack)| ack);
        let (first, second) = (acknowledged(&history.sendings[0]), acknowledged(&history.sendings[1]));
        for (sending, ack) in history.sendings.iter_mut().zip([second, first]) {
            sending.acknowledged = sending.acknowledged.take().zip(ack).map(|((at, _), ack)| (at, ack));
        }
        history.readings.clear();
        assert_eq!(kinds(&history), ["REORDERED"]);
    }

    #[test]
    fn a_gap_is_noticed_whoever_sent_what_is_missing() {
        let mut history = correct(3);
        history.sendings.remove(1);
        history.readings[0].entries.remove(1);
        assert_eq!(kinds(&history), ["GAP"]);
    }

    #[test]
    fn a_push_that_contradicts_the_history_is_noticed() {
        let mut history = correct(1);
        history.pushed.push(Entry { content: "another".into(), ..entry(1) });
        assert_eq!(kinds(&history), ["CONTRADICTION"]);
    }
}
