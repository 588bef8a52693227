//! The table behind the AWS SDK: the embedded engine, reached within this process, at the pace of a network and with
//! all the ways in which DynamoDB fails.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use axum::{
    body::Bytes,
    http::{Request, Response, StatusCode},
};
use local::table::{Engine, Storage, TABLE_NAME, new_items};
use serde_json::Value;

use super::{
    Fault, Faults,
    asked::{Asked, json},
    connector::Remote,
    faults::Fate,
    replica::Replica,
    rules::Logs,
};
use crate::failures::{self, Reply};

/// Delay of a request, and of its answer, in milliseconds.
const WAY: (u64, u64) = (1, 10);

/// Delay of a late write, in milliseconds: the SDK waits for an answer for 2 s.
const LATE: (u64, u64) = (2_100, 8_000);

/// The table, as DynamoDB is to the functions.
pub(super) struct SimulatedTable {
    leader: Engine,
    replica: Mutex<Replica>,
    logs: Mutex<Logs>,
    stream: Mutex<VecDeque<Value>>,
    faults: Faults,
    requests: AtomicU64,
}

impl SimulatedTable {
    /// A table in memory.
    pub fn new(faults: &Faults) -> Self {
        let engine = || Engine::open(&Storage::Memory).expect("a table in memory");
        let replica = Mutex::new(Replica::new(engine(), faults.fate_of("replica")));
        let (logs, stream, requests) = Default::default();
        Self { leader: engine(), replica, logs, stream, faults: faults.clone(), requests }
    }

    /// All that is stored, as DynamoDB writes items in JSON.
    pub fn items(&self) -> Vec<Value> {
        let (_, reply) = self.leader.answer("Scan", format!(r#"{{"TableName": "{TABLE_NAME}"}}"#).as_bytes());
        json(reply.as_bytes())["Items"].as_array().cloned().expect("items")
    }

    /// The items of a partition, in the same form.
    pub fn partition(&self, pk: &str) -> Vec<Value> {
        self.query(&serde_json::json!({"KeyConditionExpression": "pk = :pk"}), pk)
    }

    /// The items of a partition of the index for lists, in the same form.
    pub fn list(&self, pk: &str) -> Vec<Value> {
        self.query(&serde_json::json!({"IndexName": "listing", "KeyConditionExpression": "listing_pk = :pk"}), pk)
    }

    fn query(&self, how: &Value, pk: &str) -> Vec<Value> {
        let mut query = how.clone();
        query["TableName"] = TABLE_NAME.into();
        query["ExpressionAttributeValues"] = serde_json::json!({":pk": {"S": pk}});
        let (_, reply) = self.leader.answer("Query", query.to_string().as_bytes());
        json(reply.as_bytes())["Items"].as_array().cloned().expect("items")
    }

    /// Does what is asked for, or what the fault makes of it. `None`: nobody ever hears of it.
    async fn meets(&self, asked: &Asked, fault: Option<Fault>, fate: &mut Fate) -> Option<Reply> {
        match fault {
            Some(Fault::TableThrottled) if asked.operation == "TransactWriteItems" && fate.flips() => {
                return Some(failures::throttled_in_part(&asked.body));
            }
            Some(Fault::TableThrottled) => return Some(failures::throttled()),
            Some(Fault::TableConflict) => return Some(failures::conflict(&asked.operation, &asked.body)),
            Some(Fault::TableErrorBefore) => return Some(failures::internal_error()),
            Some(Fault::TableRequestLost) => return None,
            Some(Fault::TableReadStale) => return Some(self.replica().answer(&asked.operation, &asked.body)),
            Some(Fault::TableBatchPartial) => {
                return Some(asked.in_part(|part| self.leader.answer(&asked.operation, part)));
            }
            Some(Fault::TableWriteLate) => fate.pause(LATE).await,
            _ => {}
        }
        let reply = self.does(asked);
        match fault {
            Some(Fault::TableErrorAfter) => Some(failures::internal_error()),
            Some(Fault::TableAnswerLost | Fault::TableWriteLate) => None,
            _ => Some(reply),
        }
    }

    fn does(&self, asked: &Asked) -> Reply {
        let (status, json) = self.leader.answer(&asked.operation, &asked.body);
        self.faults.record(format_args!("{asked}: {}", outcome(status, &json)));
        if asked.is_write() && status == StatusCode::OK {
            self.replica().follow(&asked.operation, &asked.body);
            self.logs().follow(asked);
            self.stream().extend(new_items(&asked.operation, &asked.body));
        }
        (status, json)
    }

    /// A fault may turn out to be none: a replica that has caught up is not stale.
    fn makes_a_difference(&self, asked: &Asked, fault: Fault, reply: Option<&Reply>) -> bool {
        let is_fresh = |(_, stale): &Reply| {
            let (_, fresh) = self.leader.answer(&asked.operation, &asked.body);
            json(stale.as_bytes()) == json(fresh.as_bytes())
        };
        fault != Fault::TableReadStale || !reply.is_some_and(is_fresh)
    }

    /// The next records of the table's stream, so many at most, which are gone from it.
    pub fn take_records(&self, most: u64) -> Vec<Value> {
        let mut stream = self.stream();
        let number = stream.len().min(usize::try_from(most).unwrap_or(usize::MAX));
        stream.drain(..number).collect()
    }

    /// Writes against the rules of rooms' logs.
    pub fn broken_rules(&self) -> Vec<String> {
        self.logs().broken().to_vec()
    }

    /// Whole after a panic: they only follow what the engine does.
    fn logs(&self) -> MutexGuard<'_, Logs> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whole after a panic: it only follows what the engine does.
    fn stream(&self) -> MutexGuard<'_, VecDeque<Value>> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whole after a panic: it only follows what the engine does.
    fn replica(&self) -> MutexGuard<'_, Replica> {
        self.replica.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Remote for SimulatedTable {
    async fn answer(self: Arc<Self>, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let asked = Asked::new(self.requests.fetch_add(1, Relaxed), &request);
        let mut fate = self.faults.fate_of(("table", asked.number));
        let fault = fate.fault(&asked.possible_faults());
        fate.pause(WAY).await;
        let reply = self.meets(&asked, fault, &mut fate).await;
        if let Some(fault) = fault.filter(|&fault| self.makes_a_difference(&asked, fault, reply.as_ref())) {
            self.faults.happened_to(&asked, fault);
        }
        let (status, json) = reply?;
        fate.pause(WAY).await;
        let response = Response::builder().status(status).header("content-type", "application/x-amz-json-1.0");
        response.body(json.into()).ok()
    }
}

/// Words of a trace for a reply: that it is good, or which error.
fn outcome(status: StatusCode, reply: &str) -> String {
    if status == StatusCode::OK {
        return "ok".to_owned();
    }
    let error = json(reply.as_bytes());
    error["__type"].as_str().and_then(|class| class.rsplit('#').next()).unwrap_or_default().to_owned()
}
