//! The measured operations, each as a request of a user who would send it.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use reqwest::Method;
use serde_json::{Value, json};
use shared::ids::RoomId;

use crate::{
    api::Api,
    desk::{self, Actor, Desk},
    meter::Cost,
    report::{Budget, Measured, Report},
};

/// Runs of each operation.
const RUNS: usize = 30;
/// Size of a file, in bytes: a small photograph.
const FILE_SIZE: usize = 200 * 1024;

/// Measures with each number of messages in a room and rooms in the system, and prints the results; `true` if all
/// operations are within budget.
///
/// # Errors
/// When a request fails, or the results can't be saved.
pub async fn measure(sizes: &[usize]) -> Result<bool, Box<dyn Error>> {
    let desk = Desk::open().await?;
    let mut report = Report::new();
    let mut so_far = 1;
    let room = desk.add_room(&desk.customers[0]).await?;
    for &size in sizes {
        let missing = size.saturating_sub(so_far);
        desk.add_rooms(missing).await?;
        desk.add_messages(&desk.customers[0], room, missing).await?;
        so_far = size;
        Bench { desk: &desk, api: Api::new(desk.system.base_url()), report: &mut report, size, room }.run().await?;
    }
    desk.system.stop().await;
    report.finish()
}

struct Bench<'a> {
    desk: &'a Desk,
    api: Api,
    report: &'a mut Report,
    /// Number of messages in the room, and of rooms.
    size: usize,
    room: RoomId,
}

impl Bench<'_> {
    async fn run(&mut self) -> Result<(), Box<dyn Error>> {
        let Desk { admin, agents, customers, .. } = self.desk;
        let (customer, (agent, agent_actor)) = (&customers[0], &agents[0]);
        let (room, agent_id) = (self.room, agent.id);
        let assign = format!("/api/chat-rooms/{room}/assign_agent/");
        self.call(admin, Method::POST, &assign, Some(json!({"agent_id": agent_id}))).await?;
        let message = json!({"chat_room_id": room, "content": desk::content()});

        let budget = Budget { round_trips: Some(2), read_units: Some(4.0), write_units: Some(2.0) };
        self.call(customer, Method::POST, "/api/messages/", Some(message.clone())).await?;
        self.measure("send message", budget, customer, Method::POST, "/api/messages/", Some(&message)).await?;
        self.measure_with_webhook(budget, customer, &message).await?;
        let budget = Budget { write_units: Some(5.0), ..budget };
        self.measure_first_unread(budget, agent_actor, customer, &message).await?;

        self.measure_file(customer).await?;
        let list = format!("/api/chat-rooms/{room}/messages/");
        let budget = Budget { round_trips: Some(2), read_units: Some(5.0), write_units: Some(0.0) };
        self.measure("read a page of messages", budget, customer, Method::GET, &list, None).await?;
        let budget = Budget { round_trips: Some(3), read_units: Some(30.0), write_units: Some(0.0) };
        self.measure("list rooms, a page, staff", budget, admin, Method::GET, "/api/chat-rooms/", None).await?;
        self.measure("list rooms, a page, customer", budget, customer, Method::GET, "/api/chat-rooms/", None).await?;
        let queue = "/api/chat-rooms/?status=waiting";
        self.measure("list rooms, a page, the queue", budget, admin, Method::GET, queue, None).await?;

        let budget = Budget { round_trips: Some(2), read_units: None, write_units: Some(2.0) };
        let mark_all = "/api/notifications/mark_all_read/";
        self.measure("mark_all_read", budget, customer, Method::POST, mark_all, None).await?;
        let budget = Budget { round_trips: Some(2), read_units: Some(2.0), write_units: Some(0.0) };
        let unread = "/api/notifications/unread_count/";
        self.measure("unread_count", budget, customer, Method::GET, unread, None).await?;
        self.measure("unread_count, agent with many unread", Budget::default(), agent_actor, Method::GET, unread, None)
            .await?;
        self.measure_desk().await?;
        self.measure_unbudgeted(customer, admin).await
    }

    /// Measures operations of agents. The budgets are this project's own; that of the report is for a month of five
    /// agents.
    async fn measure_desk(&mut self) -> Result<(), Box<dyn Error>> {
        let Desk { admin, agents, customers, .. } = self.desk;
        let agent = &agents[1].1;
        let budget = Budget { round_trips: Some(5), read_units: Some(10.0), write_units: Some(20.0) };
        self.measure_runs("take", budget, async |bench, _| {
            let room = bench.desk.add_room(&customers[0]).await?;
            bench.metered(agent, Method::POST, &format!("/api/chat-rooms/{room}/take_chat/"), None).await
        })
        .await?;
        let room = self.desk.add_room(&customers[0]).await?;
        let path = |verb: &str| format!("/api/chat-rooms/{room}/{verb}/");
        self.call(agent, Method::POST, &path("take_chat"), None).await?;
        let recipients: Vec<Value> = agents.iter().map(|(agent, _)| json!({"agent_id": agent.id})).collect();
        let body = |run: usize| Some(recipients[(run + 2) % recipients.len()].clone());
        let budget = Budget { write_units: Some(28.0), ..budget };
        self.measure_each("transfer", budget, admin, Method::POST, &path("transfer_chat"), body).await?;
        let budget = Budget { round_trips: Some(4), read_units: Some(10.0), write_units: Some(20.0) };
        self.measure_runs("resolve", budget, async |bench, _| {
            let room = bench.desk.add_room(&customers[0]).await?;
            bench.call(agent, Method::POST, &format!("/api/chat-rooms/{room}/take_chat/"), None).await?;
            bench.metered(agent, Method::POST, &format!("/api/chat-rooms/{room}/resolve/"), None).await
        })
        .await?;
        // One round trip more than a list of rooms: it includes messages of each.
        let budget = Budget { round_trips: Some(4), read_units: Some(30.0), write_units: Some(0.0) };
        self.measure("waiting_chats", budget, agent, Method::GET, "/api/chat-rooms/waiting_chats/", None).await?;
        let budget = Budget { round_trips: Some(2), read_units: Some(10.0), write_units: Some(0.0) };
        self.measure("report", budget, admin, Method::GET, "/api/reports/summary/", None).await
    }

    /// Measures operations without a budget, so that a change shows.
    async fn measure_unbudgeted(&mut self, customer: &Actor, admin: &Actor) -> Result<(), Box<dyn Error>> {
        let none = Budget::default();
        let room = self.room;
        let new = json!({"subject": "A parcel that has not come", "initial_message": desk::content()});
        self.measure("create room, 5 agents notified", none, customer, Method::POST, "/api/chat-rooms/", Some(&new))
            .await?;
        let path = format!("/api/chat-rooms/{room}/");
        self.measure("get room", none, customer, Method::GET, &path, None).await?;
        self.measure("all messages of a customer", none, customer, Method::GET, "/api/messages/", None).await?;
        let agents = self.desk.agents.iter().map(|(agent, _)| json!({"agent_id": agent.id}));
        let bodies: Vec<Value> = agents.collect();
        let path = format!("/api/chat-rooms/{room}/assign_agent/");
        let body = |run: usize| Some(bodies[(run + 1) % bodies.len()].clone());
        self.measure_each("assign, handing over", none, admin, Method::POST, &path, body).await
    }

    /// Measures messages that a webhook is to hear of; `worker` sees to that afterwards, and isn't measured.
    async fn measure_with_webhook(
        &mut self,
        budget: Budget,
        customer: &Actor,
        message: &Value,
    ) -> Result<(), Box<dyn Error>> {
        let (desk, webhooks) = (self.desk, "/api/webhooks/");
        let new = json!({"url": "https://webhook.invalid/", "events": ["message.created"]});
        let webhook = self.call(&desk.admin, Method::POST, webhooks, Some(new)).await?;
        let held = desk.meter.hold_worker().await;
        self.measure("send message, a webhook", budget, customer, Method::POST, "/api/messages/", Some(message))
            .await?;
        let off = json!({"is_active": false});
        self.call(&desk.admin, Method::PATCH, &format!("{webhooks}{}/", webhook["id"]), Some(off)).await?;
        drop(held);
        Ok(())
    }

    /// Measures messages sent after the agent has read the last notification, so that each creates another one.
    async fn measure_first_unread(
        &mut self,
        budget: Budget,
        agent: &Actor,
        customer: &Actor,
        message: &Value,
    ) -> Result<(), Box<dyn Error>> {
        let list = "/api/notifications/?page_size=1";
        self.measure_runs("send message, a notification", budget, async |bench, _| {
            let newest = bench.call(agent, Method::GET, list, None).await?;
            let id = newest["results"][0]["id"].as_str().unwrap_or_default().to_owned();
            bench.call(agent, Method::POST, &format!("/api/notifications/{id}/mark_read/"), None).await?;
            bench.metered(customer, Method::POST, "/api/messages/", Some(message.clone())).await
        })
        .await
    }

    /// Measures sending a file from the bucket. The budgets are this project's own; two round trips to the bucket,
    /// after the announcement, don't count.
    async fn measure_file(&mut self, customer: &Actor) -> Result<(), Box<dyn Error>> {
        let file = vec![b'x'; FILE_SIZE];
        let new = json!({"chat_room_id": self.room, "name": "a.txt", "content_type": "text/plain", "size": FILE_SIZE});
        let budget = Budget { round_trips: Some(2), read_units: Some(2.0), write_units: Some(4.0) };
        self.measure("announce a file", budget, customer, Method::POST, "/api/uploads/", Some(&new)).await?;
        let budget = Budget { round_trips: Some(3), read_units: Some(6.0), write_units: Some(10.0) };
        self.measure_runs("send message, a file", budget, async |bench, _| {
            let announced = bench.call(customer, Method::POST, "/api/uploads/", Some(new.clone())).await?;
            bench.api.upload(&announced, file.clone()).await?;
            let message = json!({"chat_room_id": bench.room, "upload_id": announced["upload_id"]});
            bench.metered(customer, Method::POST, "/api/messages/", Some(message)).await
        })
        .await
    }

    async fn measure(
        &mut self,
        name: &str,
        budget: Budget,
        actor: &Actor,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(), Box<dyn Error>> {
        self.measure_each(name, budget, actor, method, path, |_| body.cloned()).await
    }

    async fn measure_each(
        &mut self,
        name: &str,
        budget: Budget,
        actor: &Actor,
        method: Method,
        path: &str,
        body: impl Fn(usize) -> Option<Value>,
    ) -> Result<(), Box<dyn Error>> {
        self.measure_runs(name, budget, async |bench, run| bench.metered(actor, method.clone(), path, body(run)).await)
            .await
    }

    async fn measure_runs(
        &mut self,
        name: &str,
        budget: Budget,
        run: impl AsyncFn(&Self, usize) -> Result<(Cost, Duration), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        // Once with answers that take so long that concurrent requests overlap on any machine.
        self.desk.meter.slow_down(true);
        let slow = run(self, RUNS).await;
        self.desk.meter.slow_down(false);
        let (mut costs, mut times) = (vec![slow?.0], Vec::new());
        for number in 0..RUNS {
            let (cost, time) = run(self, number).await?;
            costs.push(cost);
            times.push(time);
        }
        self.report.add(format!("{name} ({})", self.size), Measured::new(&costs, times), budget);
        Ok(())
    }

    async fn metered(
        &self,
        actor: &Actor,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<(Cost, Duration), Box<dyn Error>> {
        self.desk.meter.take();
        let began = Instant::now();
        self.call(actor, method, path, body).await?;
        Ok((self.desk.meter.take(), began.elapsed()))
    }

    async fn call(&self, actor: &Actor, method: Method, path: &str, body: Option<Value>) -> reqwest::Result<Value> {
        self.api.call(&actor.token, method, path, body.as_ref()).await
    }
}
