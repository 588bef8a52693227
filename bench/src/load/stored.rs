//! Comparison of acknowledged and stored messages: each is stored once, under the acknowledged number, and numbers have
//! no gaps.

use std::{collections::HashSet, hash::Hash};

use shared::ids::RoomId;

use super::{
    Result,
    report::Faults,
    sender::{Sent, Stored},
    users::User,
};

/// Compares the senders' messages with the room's. The room must contain no other events.
pub async fn check(owner: &User, room: RoomId, sent: &[Sent]) -> Result<Faults> {
    let stored = all(owner, room).await?;
    let expected: Vec<Stored> = sent.iter().flat_map(|sent| &sent.messages).copied().collect();
    let found = count_common(&stored, &expected, |message| message.id);
    let misnumbered = found - count_common(&stored, &expected, |message| *message);
    let out_of_place = (1..).zip(&stored).filter(|(seq, message)| message.seq != *seq).count();
    let pairs = sent.iter().flat_map(|sent| sent.messages.windows(2));
    let reordered = pairs.filter(|two| two[0].seq >= two[1].seq).count();
    Ok(Faults {
        lost: expected.len() - found,
        duplicated: stored.len() - found,
        out_of_order: out_of_place + misnumbered + reordered,
    })
}

fn count_common<T: Eq + Hash>(some: &[Stored], others: &[Stored], key: fn(&Stored) -> T) -> usize {
    let [some, others] = [some, others].map(|messages| messages.iter().map(key).collect::<HashSet<T>>());
    some.intersection(&others).count()
}

/// Lists all messages of a room.
pub async fn all(owner: &User, room: RoomId) -> Result<Vec<Stored>> {
    let mut stored = Vec::new();
    let mut next = Some(format!("/api/chat-rooms/{room}/messages/?after_seq=0&page_size=100"));
    while let Some(path) = next {
        let mut page = owner.get(&path).await?;
        stored.extend(serde_json::from_value::<Vec<Stored>>(page["results"].take())?);
        next = page["next"].as_str().map(str::to_owned);
    }
    Ok(stored)
}
