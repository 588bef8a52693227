//! Isolation: effect of one customer who sends as fast as possible on the agent of that room, and on an agent of
//! another room. The limit on frames is on, as it is by default.

use std::{collections::HashSet, path::Path, time::Duration};

use futures_util::future::{try_join, try_join_all};
use serde_json::json;
use shared::ids::RoomId;
use tokio::time::{Instant, MissedTickBehavior, interval};
use uuid::Uuid;

use super::{
    Result,
    program::Program,
    report::{Column, Faults, Table},
    sender::Stored,
    socket::Socket,
    stored, users,
    users::User,
};
use crate::{
    desk,
    figures::{millis, percentile},
};

/// Time of each measurement.
const DURATION: Duration = Duration::from_secs(20);
/// Interval between an agent's messages: below the rate limit.
const ANSWER_INTERVAL: Duration = Duration::from_millis(150);
/// Connections of the customer.
const CONNECTIONS: usize = 5;
/// Frames of a burst on each connection, and the interval between bursts.
const BURST: usize = 40;
const BURST_INTERVAL: Duration = Duration::from_millis(100);

const COLUMNS: [Column; 6] = [
    ("answer p50 (before)", millis),
    ("answer p99", millis),
    ("other room p50", millis),
    ("other room p99", millis),
    ("stored per second", |n| n.to_string()),
    ("throttled per second", |n| n.to_string()),
];

/// Measures without and with the flood.
pub async fn measure(path: &Path) -> Result<bool> {
    let mut table = Table::new("an agent's message", "flood", &COLUMNS);
    for (name, connections) in [("a quiet customer", 0), ("a customer sends 2,000 frames a second", CONNECTIONS)] {
        let program = Program::start_with(path, Some("FRAMES_PER_SECOND")).await?;
        let customers = users::customers(&program, 2).await?;
        let admin = users::admin(&program).await?;
        let agents = users::agents(&admin, 2).await?;
        let mut rooms = Vec::new();
        for (customer, agent) in customers.iter().zip(&agents) {
            let (room, _) = customer.open_room().await?;
            admin.assign(room, agent).await?;
            rooms.push(room);
        }
        let end = Instant::now() + DURATION;
        let sockets = users::connect(&customers[..1], connections).await?;
        let floods = try_join_all(sockets.into_iter().map(|socket| flood(socket, rooms[0], end)));
        let answers = try_join_all(agents.iter().zip(&rooms).map(|(agent, room)| answer(agent, *room, end)));
        let (floods, answers) = try_join(floods, answers).await?;

        let acknowledged: Vec<Stored> = floods.iter().flat_map(|flood| &flood.acknowledged).copied().collect();
        let throttled: u64 = floods.iter().map(|flood| flood.throttled).sum();
        let times = answers.iter().flat_map(|times| [50, 99].map(|p| percentile(times.iter().copied(), p)));
        let per_second = |count: u64| count / DURATION.as_secs();
        let figures = times.chain([per_second(acknowledged.len() as u64), per_second(throttled)]).collect();
        table.add(name, figures, check(&customers[0], rooms[0], &acknowledged).await?);
        program.stop().await?;
    }
    table.finish()
}

/// Sends an agent's messages until `end`; returns the time until each was stored.
async fn answer(agent: &User, room: RoomId, end: Instant) -> Result<Vec<Duration>> {
    let mut ticks = interval(ANSWER_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut times = Vec::new();
    while Instant::now() < end {
        ticks.tick().await;
        let began = Instant::now();
        agent.send(room, desk::content()).await?;
        times.push(began.elapsed());
    }
    Ok(times)
}

/// Answers to the frames of one connection.
#[derive(Default)]
struct Flood {
    acknowledged: Vec<Stored>,
    throttled: u64,
}

/// Sends bursts of messages, each after all of the previous one are answered.
async fn flood(mut socket: Socket, room: RoomId, end: Instant) -> Result<Flood> {
    let mut ticks = interval(BURST_INTERVAL);
    let mut flood = Flood::default();
    while Instant::now() < end {
        ticks.tick().await;
        for _ in 0..BURST {
            let client_id = Uuid::new_v4();
            let frame = json!({
                "action": "message", "room_id": room, "content": desk::content(), "client_message_id": client_id,
            });
            socket.send(&frame).await?;
        }
        let mut unanswered = BURST;
        while unanswered > 0 {
            let mut frame = socket.next_value().await?;
            match (frame["type"].as_str(), frame["code"].as_str()) {
                (Some("ack"), _) => flood.acknowledged.push(serde_json::from_value(frame["data"].take())?),
                (Some("error"), Some("throttled")) => flood.throttled += 1,
                (Some("error"), _) => return Err(frame.to_string().into()),
                _ => continue,
            }
            unanswered -= 1;
        }
    }
    Ok(flood)
}

/// Counts acknowledged messages that are not stored, and duplicates.
async fn check(customer: &User, room: RoomId, acknowledged: &[Stored]) -> Result<Faults> {
    let all = stored::all(customer, room).await?;
    let stored: HashSet<&Stored> = all.iter().collect();
    let lost = acknowledged.iter().filter(|message| !stored.contains(message)).count();
    let client_ids: Vec<Uuid> = all.iter().filter_map(|message| message.client_message_id).collect();
    let distinct = client_ids.iter().collect::<HashSet<_>>().len();
    Ok(Faults { lost, duplicated: client_ids.len() - distinct, out_of_order: 0 })
}
