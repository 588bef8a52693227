//! A day of a desk – 20 agents, 300 visitors – and its report, counted once more from what happened in each room.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::{
    ids::RoomId,
    model::{EntryKind, RoomStatus},
    ops::messages::history_after,
    time::Timestamp,
};
use tests::simulation::day::{self, Day};

/// Figures of an agent, or of all, from the rooms: an independent count.
#[derive(Debug, Default)]
struct Count {
    resolved: u64,
    closed: u64,
    waiting: Vec<u64>,
    first_response: Vec<u64>,
    resolution: Vec<u64>,
    ratings: Vec<u64>,
}

/// A room's history, told once more.
#[derive(Default)]
struct Life {
    holder: Option<u64>,
    since: Option<Timestamp>,
    with_agents: i64,
    waited: Option<u64>,
    first_response: Option<(u64, u64)>,
    end: Option<End>,
    rating: Option<u64>,
}

#[derive(Clone)]
struct End {
    agent: Option<u64>,
    is_resolved: bool,
    resolution: u64,
    waited: Option<u64>,
    first_response: Option<(u64, u64)>,
}

#[test]
fn the_report_on_a_day_is_what_happened_in_its_rooms() {
    day::spend(1, 20, 300, async |day| {
        let (total, by_agent) = count(&day).await;
        let (status, report) = day.admin.gets("/api/reports/summary/?from=2030-01-01&to=2030-01-02").await;
        assert_eq!(status, 200, "{report}");
        assert_eq!(report["created"], day.rooms.len());
        compare("the desk", &report, &total);
        assert!(total.resolved > 200 && total.first_response.len() > 200, "a dull day: {total:?}");
        let agents = report["agents"].as_array().cloned().unwrap_or_default();
        assert_eq!(agents.len(), by_agent.len());
        for agent in &agents {
            let counted = &by_agent[&agent["agent_id"].as_u64().unwrap_or_default()];
            compare(&agent["full_name"].to_string(), agent, counted);
            averages_are_right(&day, agent, counted).await;
        }
        let days = report["days"].as_array().cloned().unwrap_or_default();
        assert_eq!(days.iter().map(|day| day["resolved"].as_u64().unwrap_or_default()).sum::<u64>(), total.resolved);
    });
}

/// An agent's own figures.
async fn averages_are_right(day: &Day<'_>, agent: &Value, counted: &Count) {
    let (_, shape) = day.admin.gets(&format!("/api/admin-agents/{}/", agent["agent_id"])).await;
    assert_eq!(shape["total_resolved_chats"], counted.resolved);
    assert_eq!(shape["current_active_chats"], 0);
    assert_eq!(shape["rating"], average(&counted.ratings));
    assert_eq!(shape["average_first_response_seconds"], average(&counted.first_response));
    // What nobody had when it ended isn't an agent's.
    assert_eq!(shape["average_resolution_seconds"], average(&counted.resolution));
}

async fn count(day: &Day<'_>) -> (Count, BTreeMap<u64, Count>) {
    let (mut total, mut by_agent) = (Count::default(), BTreeMap::<u64, Count>::new());
    for room in &day.rooms {
        let life = life(day, room).await;
        let Some(end) = life.end else { continue };
        let mut counts = vec![&mut total];
        counts.extend(end.agent.map(|agent| by_agent.entry(agent).or_default()));
        for count in counts {
            *if end.is_resolved { &mut count.resolved } else { &mut count.closed } += 1;
            count.waiting.extend(end.waited);
            count.resolution.extend(end.waited.map(|_| end.resolution));
            count.ratings.extend(life.rating);
        }
        if let Some((agent, seconds)) = end.first_response {
            total.first_response.push(seconds);
            by_agent.entry(agent).or_default().first_response.push(seconds);
        }
    }
    (total, by_agent)
}

async fn life(day: &Day<'_>, room: &str) -> Life {
    let id: RoomId = room.parse().expect("an id");
    let (_, made) = day.admin.gets(&format!("/api/chat-rooms/{room}/")).await;
    let made: Timestamp = serde_json::from_value(made["created_at"].clone()).expect("a time");
    let history = history_after(&day.world.state().table, id, 0, usize::MAX).await.expect("a history");
    let (mut life, mut status) = (Life::default(), RoomStatus::Waiting);
    let mut users: BTreeMap<u64, u64> = BTreeMap::new();
    for entry in history {
        let time = entry.time();
        match &entry.kind {
            EntryKind::Updated { state, .. } => {
                let holder = state.agent.as_ref().filter(|_| state.status == RoomStatus::Active);
                users.extend(holder.map(|agent| (agent.user_id.0, agent.id.0)));
                let (before, holder) = (life.holder, holder.map(|agent| agent.id.0));
                if before != holder {
                    let spell = life.since.map_or(0, |since| seconds(since, time));
                    life.with_agents += i64::try_from(spell).unwrap_or_default();
                    (life.holder, life.since) = (holder, holder.map(|_| time));
                }
                if holder.is_some() && life.waited.is_none() {
                    life.waited = Some(seconds(made, time));
                }
                let is_over = |status| matches!(status, RoomStatus::Resolved | RoomStatus::Closed);
                match (is_over(status), is_over(state.status)) {
                    (false, true) => {
                        life.end = Some(End {
                            agent: before,
                            is_resolved: state.status == RoomStatus::Resolved,
                            resolution: u64::try_from(life.with_agents).unwrap_or_default(),
                            waited: life.waited,
                            first_response: life.first_response,
                        });
                    }
                    (true, false) => life.end = None,
                    _ => {}
                }
                (status, life.rating) = (state.status, state.rating.map(u64::from));
            }
            EntryKind::Message(_) => {
                let sender = entry.as_message().and_then(|message| message.sender.user_id);
                let sender = sender.and_then(|user| users.get(&user.0)).copied();
                if let (Some(sender), Some(since), None) = (sender, life.since, life.first_response)
                    && life.holder == Some(sender)
                {
                    life.first_response = Some((sender, seconds(since, time)));
                }
            }
            EntryKind::Created | EntryKind::Edited { .. } | EntryKind::Removed => {}
        }
    }
    life
}

fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    to.seconds_since(from)
}

fn average(values: &[u64]) -> Value {
    if values.is_empty() {
        return Value::Null;
    }
    let average = values.iter().sum::<u64>() as f64 / values.len() as f64;
    json!((average * 100.0).round() / 100.0)
}

fn compare(whose: &str, reported: &Value, counted: &Count) {
    assert_eq!(
        (&reported["resolved"], &reported["closed"]),
        (&json!(counted.resolved), &json!(counted.closed)),
        "{whose}"
    );
    let times = [
        ("waiting_seconds", &counted.waiting),
        ("first_response_seconds", &counted.first_response),
        ("resolution_seconds", &counted.resolution),
    ];
    for (name, exact) in times {
        let times = &reported[name];
        assert_eq!(times["count"], exact.len(), "{name} of {whose}");
        for (quantile, rank) in [("median", 0.5), ("p90", 0.9)] {
            let Some(exact) = quantile_of(exact, rank) else {
                assert_eq!(times[quantile], Value::Null);
                continue;
            };
            let said = times[quantile].as_u64().expect("a number");
            assert!(said <= exact && exact - said <= exact / 100, "{quantile} {name} of {whose}: {said} for {exact}");
        }
    }
    assert_eq!(reported["rating"]["count"], counted.ratings.len(), "{whose}");
    assert_eq!(reported["rating"]["average"], average(&counted.ratings), "{whose}");
}

/// By nearest rank.
fn quantile_of(values: &[u64], rank: f64) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() as f64 * rank).ceil() as usize;
    sorted.get(place.max(1) - 1).copied()
}
