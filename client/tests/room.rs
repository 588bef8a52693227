//! A copy of a room is its state after event `last_seq`, whatever is duplicated, reordered or lost in transit.

use proptest::prelude::*;
use serde_json::{Value, json};
use tribeclub_chat_client::Room;

fn snapshot() -> Room {
    Room::new(json!({"last_seq": 0, "message_count": 0, "subject": "0"}), [])
}

/// Event `seq` of a room: a message, an edit of the first message, or an update of the room.
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

/// A history, and a random delivery of its events: in any order, some twice, some not at all.
fn delivery() -> impl Strategy<Value = (Vec<Value>, Vec<Value>)> {
    history().prop_flat_map(|events| {
        let delivered = proptest::collection::vec(proptest::sample::select(events.clone()), 0..60);
        (Just(events), delivered)
    })
}

fn apply_all(events: &[Value]) -> Room {
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
    fn order_and_repetition_do_not_matter((events, delivered) in delivery(), seed in any::<u64>()) {
        let mut all = [events.clone(), delivered].concat();
        let count = all.len();
        for i in 0..count {
            let step = seed.wrapping_mul(i as u64 + 1) % count as u64;
            all.swap(i, usize::try_from(step).unwrap_or_default());
        }
        let room = apply_all(&all);
        prop_assert!(!room.has_gap());
        prop_assert_eq!(as_json(&room), as_json(&apply_all(&events)));
    }

    #[test]
    fn lost_events_leave_a_gap_and_can_be_applied_later((events, delivered) in delivery()) {
        let mut room = apply_all(&delivered);
        let is_delivered = |seq: &u64| delivered.iter().any(|event| event["seq"] == *seq);
        let complete_up_to = (1..).take_while(is_delivered).last().unwrap_or_default();
        prop_assert_eq!(room.last_seq(), complete_up_to);
        let newest = delivered.iter().filter_map(|event| event["seq"].as_u64()).max().unwrap_or_default();
        prop_assert_eq!(room.has_gap(), newest > complete_up_to);
        let up_to = |seq: u64| &events[..usize::try_from(seq).unwrap_or_default()];
        prop_assert_eq!(as_json(&room), as_json(&apply_all(up_to(complete_up_to))));
        for missed in events.iter().filter(|event| event["seq"].as_u64() > Some(complete_up_to)) {
            room.apply(missed);
        }
        prop_assert_eq!(as_json(&room), as_json(&apply_all(&events)));
    }

    #[test]
    fn a_later_snapshot_replaces_events(
        (events, delivered) in delivery(), loaded_at in 0..30_usize, requested_after in 0..30_usize,
    ) {
        let loaded_at = loaded_at.min(events.len());
        let loaded = apply_all(&events[..loaded_at]);
        let mut room = apply_all(&delivered);
        let requested_after = room.last_seq().min(requested_after as u64);
        let changed = |message: &&Value| {
            let edits = events[..loaded_at].iter().filter(|event| event["data"]["seq"] == message["seq"]);
            edits.filter_map(|event| event["seq"].as_u64()).max() > Some(requested_after)
        };
        room.renew(loaded.fields().clone(), loaded.messages().filter(changed).cloned());
        for event in &events {
            room.apply(event);
        }
        prop_assert_eq!(as_json(&room), as_json(&apply_all(&events)));
    }
}

#[test]
fn a_position_marks_messages_of_the_other_side() {
    let mut room = snapshot();
    for (seq, sender) in [(1, "user"), (2, "agent"), (3, "system"), (4, "user")] {
        room.apply(&json!({"type": "message.created", "seq": seq, "data": {"seq": seq, "sender_type": sender}}));
    }
    room.read_both(&json!({"customer": {"seq": 3, "read_at": "now"}, "agent": {"seq": 1, "read_at": "then"}}));
    let read_at: Vec<_> = room.messages().map(|message| message["read_at"].clone()).collect();
    assert_eq!(read_at, [json!("then"), json!("now"), json!("now"), Value::Null]);
    // Positions can go back as well.
    room.read("customer", &json!({"seq": 2, "read_at": "later"}));
    let is_read: Vec<_> = room.messages().map(|message| message["is_read"].clone()).collect();
    assert_eq!(is_read, [true, true, false, false]);
}
