//! `GET /api/reports/summary/`. Agents are each test's own, so what is reported of them is, too.

use serde_json::{Value, json};
use tests::{Actor, App};

const PATH: &str = "/api/reports/summary/";

async fn of(app: &App, agent: &Actor) -> Value {
    let report = app.admin().await.get(PATH).await.ok();
    let agents = report["agents"].as_array().cloned().unwrap_or_default();
    agents.into_iter().find(|reported| reported["agent_id"] == agent.agent_id).unwrap_or_default()
}

#[tokio::test]
async fn a_room_counts_for_its_agent_once_it_is_over() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.says(&room, "Hello").await;
    assert_eq!(of(&app, &ben).await, Value::Null);
    ben.post_empty(&room.path("resolve/")).await.ok();
    ana.post(&room.path("rate/"), json!({"rating": 4})).await.ok();
    let reported = of(&app, &ben).await;
    assert_eq!((&reported["resolved"], &reported["closed"]), (&json!(1), &json!(0)));
    for times in ["waiting_seconds", "first_response_seconds", "resolution_seconds"] {
        assert_eq!(reported[times]["count"], 1, "{times}");
        assert!(reported[times]["median"].as_u64().is_some_and(|seconds| seconds < 60), "{times}");
    }
    let distribution = json!({"1": 0, "2": 0, "3": 0, "4": 1, "5": 0});
    assert_eq!(reported["rating"], json!({"count": 1, "average": 4.0, "distribution": distribution}));
    assert_eq!(reported["days"].as_array().map(Vec::len), Some(1));
    let shape = app.admin().await.get(&format!("/api/admin-agents/{}/", ben.agent_id)).await.ok();
    assert_eq!((&shape["rating"], &shape["total_resolved_chats"]), (&json!(4.0), &json!(1)));
    assert!(shape["average_first_response_seconds"].is_f64() && shape["average_resolution_seconds"].is_f64());
}

#[tokio::test]
async fn a_reopened_room_counts_once_and_for_whoever_ends_it() {
    let app = App::start().await;
    let (ana, ben, cem) = (app.customer("ana").await, app.agent("ben").await, app.agent("cem").await);
    let room = app.active_room(&ana, &ben).await;
    ben.post_empty(&room.path("resolve/")).await.ok();
    ana.post(&room.path("rate/"), json!({"rating": 2})).await.ok();
    cem.post_empty(&room.path("reopen/")).await.ok();
    assert_eq!(of(&app, &ben).await["resolved"], 0);
    assert_eq!(of(&app, &ben).await["rating"]["count"], 0);
    cem.post_empty(&room.path("resolve/")).await.ok();
    cem.post_empty(&room.path("close/")).await.ok();
    let (ben, cem) = (of(&app, &ben).await, of(&app, &cem).await);
    assert_eq!((&ben["resolved"], &ben["closed"], &ben["rating"]["count"]), (&json!(0), &json!(0), &json!(0)));
    assert_eq!((&cem["resolved"], &cem["closed"], &cem["rating"]["count"]), (&json!(1), &json!(0), &json!(1)));
}

#[tokio::test]
async fn the_first_answer_counts_for_who_gave_it_and_the_end_for_who_had_the_room() {
    let app = App::start().await;
    let (ana, ben, cem) = (app.customer("ana").await, app.agent("ben").await, app.agent("cem").await);
    let room = app.active_room(&ana, &ben).await;
    app.admin().await.says(&room, "An admin's word is no answer of the agent's").await;
    ben.says(&room, "Hello").await;
    ben.post(&room.path("transfer_chat/"), json!({"agent_id": cem.agent_id})).await.ok();
    cem.says(&room, "Hello again").await;
    cem.post_empty(&room.path("close/")).await.ok();
    let (ben, cem) = (of(&app, &ben).await, of(&app, &cem).await);
    assert_eq!((&ben["first_response_seconds"]["count"], &ben["closed"]), (&json!(1), &json!(0)));
    assert_eq!((&cem["first_response_seconds"]["count"], &cem["closed"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn an_agent_who_was_removed_stays_in_the_report() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.says(&room, "Hello").await;
    ben.post_empty(&room.path("resolve/")).await.ok();
    app.admin().await.delete(&format!("/api/admin-agents/{}/", ben.agent_id)).await.with_status(204);
    ana.post(&room.path("rate/"), json!({"rating": 5})).await.ok();
    let reported = of(&app, &ben).await;
    assert_eq!((&reported["full_name"], &reported["rating"]["count"]), (&json!("Ben Agent"), &json!(1)));
}

#[tokio::test]
async fn a_period_is_of_days_in_order_and_of_a_year_at_most() {
    let app = App::start().await;
    let admin = app.admin().await;
    let wrong = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";
    admin.get(&format!("{PATH}?from=yesterday&to=2")).await.is_invalid(json!({"from": [wrong], "to": [wrong]}));
    let order = json!({"to": ["Ensure this date is not before \"from\"."]});
    admin.get(&format!("{PATH}?from=2026-02-02&to=2026-02-01")).await.is_invalid(order);
    let long = json!({"from": ["Ensure the period has no more than 366 days."]});
    admin.get(&format!("{PATH}?from=2024-01-01&to=2025-01-01")).await.is_invalid(long);
    let report = admin.get(&format!("{PATH}?from=2000-02-28&to=2000-03-01")).await.ok();
    assert_eq!((&report["from"], &report["to"]), (&json!("2000-02-28"), &json!("2000-03-01")));
    assert_eq!((&report["created"], &report["days"]), (&json!(0), &json!([])));
    assert_eq!(report["resolution_seconds"], json!({"count": 0, "median": null, "p90": null}));
}
