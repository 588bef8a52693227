//! Whether what was acknowledged is what is stored: each message once, with the number that its sender was told, and
//! numbers without gaps.

use std::{collections::HashSet, hash::Hash};

use shared::ids::RoomId;

use super::{
    Result,
    people::Person,
    report::Faults,
    sender::{Sent, Stored},
};

/// Compares what these have sent to a room with what it holds. Nothing but their messages has ever happened there.
pub async fn check(owner: &Person, room: RoomId, sent: &[Sent]) -> Result<Faults> {
    let stored = all(owner, room).await?;
    let expected: Vec<Stored> = sent.iter().flat_map(|sent| &sent.messages).copied().collect();
    let found = in_both(&stored, &expected, |message| message.id);
    let misnumbered = found - in_both(&stored, &expected, |message| *message);
    let out_of_place = (1..).zip(&stored).filter(|(seq, message)| message.seq != *seq).count();
    let of_one = sent.iter().flat_map(|sent| sent.messages.windows(2));
    let overtaken = of_one.filter(|two| two[0].seq >= two[1].seq).count();
    Ok(Faults {
        lost: expected.len() - found,
        doubled: stored.len() - found,
        out_of_order: out_of_place + misnumbered + overtaken,
    })
}

fn in_both<T: Eq + Hash>(some: &[Stored], others: &[Stored], what: fn(&Stored) -> T) -> usize {
    let [some, others] = [some, others].map(|messages| messages.iter().map(what).collect::<HashSet<T>>());
    some.intersection(&others).count()
}

/// All messages of a room, as the API lists them.
pub async fn all(owner: &Person, room: RoomId) -> Result<Vec<Stored>> {
    let mut stored = Vec::new();
    let mut next = Some(format!("/api/chat-rooms/{room}/messages/?after_seq=0&page_size=100"));
    while let Some(path) = next {
        let mut page = owner.get(&path).await?;
        stored.extend(serde_json::from_value::<Vec<Stored>>(page["results"].take())?);
        next = page["next"].as_str().map(str::to_owned);
    }
    Ok(stored)
}
