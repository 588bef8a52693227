//! The push services of a simulation, and the attempts to hand web pushes to them.

use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use serde_json::{Map, Value, json};
use shared::{
    model::{DeliveryAttempt, WebPushRef},
    ops::{outbound::Post, web_push::attempt_push},
    time::Timestamp,
};

use super::{Fault, Faults, World, function};

/// Time that a push service takes, in milliseconds: `worker` waits for ten seconds.
const TIME: (u64, u64) = (50, 9_000);

/// Push services that fail as the seed decides.
#[derive(Debug)]
pub(super) struct SimulatedPushServices {
    faults: Faults,
    /// Requests so far, by endpoint: those to different ones are made at once.
    requests: Mutex<HashMap<String, u64>>,
    attempts: AtomicU64,
}

/// A room's part of the table at a moment, as plain JSON.
pub type Moment = Vec<Value>;

/// An attempt to hand a web push to push services, with what it could know.
#[derive(Debug)]
pub struct PushAttempt {
    /// Room.
    pub room: String,
    /// User.
    pub user: u64,
    /// The room before it.
    pub before: Moment,
    /// Requests to push services, with the room as of then; and whether they were taken, whatever was answered.
    pub posts: Vec<(Post, Moment, bool)>,
    /// The room after it.
    pub after: Moment,
}

impl SimulatedPushServices {
    pub fn new(faults: &Faults) -> Self {
        let (requests, attempts) = Default::default();
        Self { faults: faults.clone(), requests, attempts }
    }

    /// Answers a request; gives also whether it was taken.
    async fn answer(&self, endpoint: &str) -> (DeliveryAttempt, bool) {
        let number = {
            let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
            let number = requests.entry(endpoint.to_owned()).or_default();
            *number += 1;
            *number
        };
        let name = format!("web push {number} to {endpoint}");
        let mut fate = self.faults.fate_of(("web push", endpoint, number));
        let fault = fate.fault(&[Fault::WebPushErrorBefore, Fault::WebPushErrorAfter]);
        let is_taken = fault != Some(Fault::WebPushErrorBefore);
        fate.pause(TIME).await;
        if let Some(fault) = fault {
            self.faults.happened_to(&name, fault);
        }
        let status_code = Some(if fault.is_some() { 503 } else { 201 });
        (DeliveryAttempt { at: Timestamp::now(), milliseconds: 1, status_code, error: None }, is_taken)
    }
}

impl World {
    /// Hands the web pushes that are due to `worker`'s operation, as the queue does, now and then once more. It may die
    /// like any function.
    pub async fn attempt_pushes(&self) -> Vec<PushAttempt> {
        let now = Timestamp::now().to_string();
        let is_due = |item: &Value| item["next_attempt_at"]["S"].as_str().is_some_and(|due| due <= now.as_str());
        let pending = self.table.list("PENDING_PUSHES").into_iter();
        let due = pending.filter(is_due).map(|item| plain(&json!({"M": item})));
        let mut attempts = Vec::new();
        for push in due {
            let name = format!("push attempt {}", self.push_services.attempts.fetch_add(1, Relaxed));
            let mut fate = self.faults.fate_of(&name);
            for _ in 0..fate.between(1, 2) {
                let what: WebPushRef = serde_json::from_value(push.clone()).expect("a web push");
                let (room, user) = (what.room_id.to_string(), what.user_id.0);
                let before = self.moment(&room);
                let posts: RefCell<Vec<(Post, Moment, bool)>> = RefCell::default();
                let post = async |post: Post| {
                    let moment = self.moment(&room);
                    let (answer, is_taken) = self.push_services.answer(&post.url).await;
                    posts.borrow_mut().push((post, moment, is_taken));
                    answer
                };
                let attempt = attempt_push(self.state(), self.queue(), what, post);
                if let Some(Err(error)) = function::run(&self.faults, &mut fate, &name, attempt).await {
                    self.faults.record(format_args!("{name}: {error}"));
                }
                attempts.push(PushAttempt { before, posts: posts.into_inner(), after: self.moment(&room), room, user });
            }
        }
        attempts
    }

    /// A room's part of the table, as it is.
    fn moment(&self, room: &str) -> Moment {
        let items = self.table.partition(&format!("ROOM#{room}"));
        items.into_iter().map(|item| plain(&json!({"M": item}))).collect()
    }
}

/// The JSON of an attribute, which DynamoDB writes with its type.
fn plain(attribute: &Value) -> Value {
    let typed = attribute.as_object().and_then(|typed| typed.iter().next());
    match typed.map(|(kind, value)| (kind.as_str(), value)) {
        Some(("N", Value::String(number))) => serde_json::from_str(number).unwrap_or_default(),
        Some(("L", Value::Array(list))) => list.iter().map(plain).collect(),
        Some(("M", Value::Object(fields))) => {
            fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<Map<_, _>>().into()
        }
        Some(("NULL", _)) | None => Value::Null,
        Some((_, value)) => value.clone(),
    }
}
