//! Whatever is doubled, overtaken or lost on the way: a copy of a room is what its events up to `last_seq` made of it.

use client::Room;
use proptest::prelude::*;
use serde_json::{Value, json};

fn snapshot() -> Room {
    Room::new(json!({"last_seq": 0, "message_count": 0, "subject": "0"}), [])
}

/// Event `seq` of a room: a message, an edit of the first message, or a change.
fn event(seq: u64, kind: u8) -> Value {
    let message = |seq: u64, content: u64| json!({"seq": seq, "content": content.to_string(), "sender_type": "user"});
    match kind % 3 {
        1 if seq > 1 => json!({"type": "message.edited", "seq": seq, "data": message(1, seq)}),
        2 if seq > 1 => {
            json!({"type": "room.updated", "seq": seq, "data": {"room": {"subject": seq.to_string()}}})
        }
        _ => json!({"type": "message.created", "seq": seq, "data": message(seq, seq)}),
    }
}

fn history() -> impl Strategy<Value = Vec<Value>> {
    let number = |kinds: Vec<u8>| (1..).zip(kinds).map(|(seq, kind)| event(seq, kind)).collect();
    proptest::collection::vec(any::<u8>(), 1..30).prop_map(number)
}

/// A history, and which of its events arrive in which order: some twice, some not at all.
fn delivery() -> impl Strategy<Value = (Vec<Value>, Vec<Value>)> {
    history().prop_flat_map(|events| {
        let arriving = proptest::collection::vec(proptest::sample::select(events.clone()), 0..60);
        (Just(events), arriving)
    })
}

fn told(events: &[Value]) -> Room {
    let mut room = snapshot();
    for event in events {
        room.apply(event);
    }
    room
}

fn as_json(room: &Room) -> Value {
    json!({"fields": room.fields(), "messages": room.messages().collect::<Vec<_>>()})
}

proptest! {
    #[test]
    fn order_and_repetition_do_not_matter((events, arriving) in delivery(), seed in any::<u64>()) {
        let mut all = [events.clone(), arriving].concat();
        let count = all.len();
        for i in 0..count {
            let step = seed.wrapping_mul(i as u64 + 1) % count as u64;
            all.swap(i, usize::try_from(step).unwrap_or_default());
        }
        let room = told(&all);
        prop_assert!(!room.has_gap());
        prop_assert_eq!(as_json(&room), as_json(&told(&events)));
    }

    #[test]
    fn what_is_lost_shows_and_can_be_caught_up_with((events, arriving) in delivery()) {
        let mut room = told(&arriving);
        let has_come = |seq: &u64| arriving.iter().any(|event| event["seq"] == *seq);
        let reached = (1..).take_while(has_come).last().unwrap_or_default();
        prop_assert_eq!(room.last_seq(), reached);
        let newest = arriving.iter().filter_map(|event| event["seq"].as_u64()).max().unwrap_or_default();
        prop_assert_eq!(room.has_gap(), newest > reached);
        let up_to = |seq: u64| &events[..usize::try_from(seq).unwrap_or_default()];
        prop_assert_eq!(as_json(&room), as_json(&told(up_to(reached))));
        for missed in events.iter().filter(|event| event["seq"].as_u64() > Some(reached)) {
            room.apply(missed);
        }
        prop_assert_eq!(as_json(&room), as_json(&told(&events)));
    }

    #[test]
    fn a_later_snapshot_takes_the_place_of_events(
        (events, arriving) in delivery(), loaded_at in 0..30_usize, asked_after in 0..30_usize,
    ) {
        let loaded_at = loaded_at.min(events.len());
        let loaded = told(&events[..loaded_at]);
        let mut room = told(&arriving);
        let asked_after = room.last_seq().min(asked_after as u64);
        let changed = |message: &&Value| {
            let edits = events[..loaded_at].iter().filter(|event| event["data"]["seq"] == message["seq"]);
            edits.filter_map(|event| event["seq"].as_u64()).max() > Some(asked_after)
        };
        room.renew(loaded.fields().clone(), loaded.messages().filter(changed).cloned());
        for event in &events {
            room.apply(event);
        }
        prop_assert_eq!(as_json(&room), as_json(&told(&events)));
    }
}

#[test]
fn a_position_marks_what_the_other_side_wrote() {
    let mut room = snapshot();
    for (seq, sender) in [(1, "user"), (2, "agent"), (3, "system"), (4, "user")] {
        room.apply(&json!({"type": "message.created", "seq": seq, "data": {"seq": seq, "sender_type": sender}}));
    }
    room.read_both(&json!({"customer": {"seq": 3, "read_at": "now"}, "agent": {"seq": 1, "read_at": "then"}}));
    let read_at: Vec<_> = room.messages().map(|message| message["read_at"].clone()).collect();
    assert_eq!(read_at, [json!("then"), json!("now"), json!("now"), Value::Null]);
    // Positions go back as well.
    room.read("customer", &json!({"seq": 2, "read_at": "later"}));
    let is_read: Vec<_> = room.messages().map(|message| message["is_read"].clone()).collect();
    assert_eq!(is_read, [true, true, false, false]);
}
