//! Web pushes to a desk's people, held against their rooms: nobody is told of what they have seen, and everybody who left
//! of what they haven't.

use std::{cell::RefCell, collections::BTreeSet, time::Duration};

use reqwest::Method;
use serde_json::{Value, json};
use shared::{
    ids::{RoomId, UserId},
    model::{Audience, LogEntry, Occasion, Side},
    ops::messages::history_after,
    store::find_head,
    table::Read,
};
use tests::simulation::{Moment, PushAttempt, World};
use tokio::time::sleep;

use crate::desk::Desk;

/// Keys of RFC 8291, Appendix A.
const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// Interval at which the functions look for something to do.
const INTERVAL: Duration = Duration::from_secs(2);

/// A room, a user, and the number of the event that a web push is about.
type Pushed = (String, u64, u64);

/// The web pushes of a desk.
pub struct Told<'a> {
    world: &'a World,
    /// Those that a push service has taken.
    taken: RefCell<BTreeSet<Pushed>>,
    /// Those that were found to be needless.
    needless: RefCell<BTreeSet<Pushed>>,
    /// Those of which nothing more was to be done.
    done: RefCell<BTreeSet<Pushed>>,
}

impl<'a> Told<'a> {
    /// Subscribes everybody.
    pub async fn subscribe(desk: &Desk<'a>) -> Self {
        for member in &desk.members {
            let endpoint = format!("https://push.example/{}", member.person.user_id);
            let subscription = json!({"endpoint": endpoint, "keys": {"p256dh": P256DH, "auth": AUTH}});
            let answer = member.asks(Method::POST, "/api/push-subscriptions/", subscription).await;
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
        let (taken, needless, done) = Default::default();
        Self { world: desk.world, taken, needless, done }
    }

    /// Lets the functions do what there is to do in the background, without end.
    pub async fn go_on(&self) {
        let follow = async {
            loop {
                self.world.follow().await;
                sleep(INTERVAL).await;
            }
        };
        let attempt = async {
            loop {
                for attempt in self.world.attempt_pushes().await {
                    self.look_at(&attempt);
                }
                sleep(INTERVAL).await;
            }
        };
        tokio::select! {
            () = follow => {}
            () = attempt => {}
        }
    }

    fn look_at(&self, attempt: &PushAttempt) {
        let PushAttempt { room, user, before, posts, after } = attempt;
        let pushed = |seq| (room.clone(), *user, seq);
        let first = Look::at(before, *user);
        for (post, moment, is_taken) in posts {
            assert_eq!(post.url, format!("https://push.example/{user}"));
            let topic = post.headers.iter().find_map(|(name, value)| (*name == "topic").then_some(value));
            assert_eq!(topic, Some(&room.replace('-', "")));
            let now = Look::at(moment, *user);
            let was_seen = now.is_about_message && first.read.min(now.read) >= now.seq;
            assert!(!was_seen, "{user} was pushed event {} of {room}, and had read {}", now.seq, first.read);
            assert!(!self.done.borrow().contains(&pushed(now.seq)), "{user} was pushed event {} again", now.seq);
            if *is_taken {
                self.taken.borrow_mut().insert(pushed(now.seq));
            }
        }
        let last = Look::at(after, *user);
        for look in [&first, &last] {
            if look.is_needless() {
                self.needless.borrow_mut().insert(pushed(look.seq));
            }
        }
        if last.is_done {
            self.done.borrow_mut().insert(pushed(last.seq));
        }
    }

    /// Checks that everybody who has left by now was pushed each message that they haven't seen and that nothing followed
    /// which concerned them, unless it was needless when it was to be. Gives the number of such messages.
    pub async fn have_heard(&self, desk: &Desk<'_>) -> usize {
        let mut count = 0;
        for room in &desk.rooms {
            let id: RoomId = room.parse().expect("an id");
            let table = &self.world.state().table;
            let head = find_head(table, id, Read::Consistent).await.expect("an answer").expect("a room");
            let log = history_after(table, id, 0, usize::MAX).await.expect("an answer");
            for side in [Side::Customer, Side::Agent] {
                let Some((UserId(user), seq)) = head.user_on(side).zip(last_message_to(side, &log)) else { continue };
                if head.position(side).seq >= seq {
                    continue;
                }
                let is_it = |(in_room, to, about): &Pushed| in_room == room && *to == user && *about >= seq;
                let was_taken = self.taken.borrow().iter().any(is_it);
                let was_needless = self.needless.borrow().iter().any(is_it);
                assert!(was_taken || was_needless, "{user} never heard of event {seq} of {room}");
                count += usize::from(was_taken);
            }
        }
        count
    }
}

/// Number of the last message to a side, if the room's people haven't changed since.
fn last_message_to(side: Side, log: &[LogEntry]) -> Option<u64> {
    let is_message = |entry: &&LogEntry| entry.occasion() == Some((Occasion::NewMessage, Audience::Side(side)));
    let last = log.iter().rev().find(is_message)?;
    let later = log.iter().filter(|entry| entry.seq() > last.seq());
    let is_same = |entry: &LogEntry| entry.head.user_on(side) == last.head.user_on(side);
    let mut later = later.filter(|entry| !is_same(entry));
    later.next().is_none().then_some(last.seq())
}

/// A web push and its user's part in the room, at a moment.
struct Look {
    seq: u64,
    is_about_message: bool,
    /// Nothing more is to be done.
    is_done: bool,
    /// Number of the last event that the user's side has read.
    read: u64,
    is_theirs: bool,
    status: String,
}

impl Look {
    fn at(moment: &Moment, user: u64) -> Self {
        let find = |sk: &str| moment.iter().find(|item| item["sk"] == sk);
        let push = find(&format!("PUSH#{user}")).cloned().unwrap_or_default();
        let entries = moment.iter().filter(|item| item["sk"].as_str().is_some_and(|sk| sk.starts_with("LOG#")));
        let head =
            entries.max_by_key(|entry| entry["head"]["seq"].as_u64()).map_or(&Value::Null, |entry| &entry["head"]);
        let is_customer = head["customer_id"] == user;
        let (side, part) = if is_customer { ("customer", "customer") } else { ("agent", "agents") };
        let marks = find(&format!("LOG${side}")).cloned().unwrap_or_default();
        let number = |value: &Value| value.as_u64().unwrap_or_default();
        let (moved, wrote) = (number(&marks["position"][0]), number(&head[part]["wrote"][0]));
        let has_written = wrote > number(&marks["as_of"]).max(moved);
        Self {
            seq: number(&push["seq"]),
            is_about_message: push["notification_type"] == "new_message",
            is_done: push["next_attempt_at"].is_null(),
            read: if has_written { wrote } else { moved },
            is_theirs: is_customer || head["agent"]["user_id"] == user,
            status: head["status"].as_str().unwrap_or_default().to_owned(),
        }
    }

    /// `true` if it is seen, or another's.
    fn is_needless(&self) -> bool {
        !self.is_theirs || self.read >= self.seq || (!self.is_about_message && self.status != "active")
    }
}
