//! Promise 1 of the contract: a room's events, applied in order to an earlier snapshot, give the present one.
//!
//! Several actors do things at random. A client takes a snapshot by HTTP somewhere on the way and from then on looks at
//! nothing but events: one copy of it lives on pushes alone, one on a single `sync` at the end. Both must end up with
//! what a new client gets by HTTP.

mod model;

use model::Snapshot;
use proptest::{
    prelude::{Strategy, any, prop_oneof},
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use tests::{Actor, App, DEADLINE, Room, Socket};
use tokio::time::timeout;

/// Something that somebody does. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Action {
    Say(u8),
    SayBySocket(u8),
    SayAgain(u8),
    Edit(u8),
    Read(u8, u8),
    Unread(u8, u8),
    Assign(u8),
    Resolve,
    File(u8),
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        8 => any::<u8>().prop_map(Action::Say),
        3 => any::<u8>().prop_map(Action::SayBySocket),
        1 => any::<u8>().prop_map(Action::SayAgain),
        5 => any::<u8>().prop_map(Action::Edit),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(who, what)| Action::Read(who, what)),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(who, what)| Action::Unread(who, what)),
        3 => any::<u8>().prop_map(Action::Assign),
        // Rare, for a resolved room is assigned to nobody any more.
        1 => any::<u8>().prop_map(|chance| if chance < 64 { Action::Resolve } else { Action::File(chance) }),
        4 => any::<u8>().prop_map(Action::File),
    ]
}

#[test]
fn a_snapshot_and_the_events_after_it_are_the_present() {
    let config = Config { cases: 3, max_shrink_iters: 10, failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.unwrap_or_else(|error| panic!("{error}"));
    let walks = proptest::collection::vec(action(), 100);
    let outcome = TestRunner::new(config).run(&(walks, 0..80_usize), |(walk, snapshot_at)| {
        runtime.block_on(walk_and_compare(&walk, snapshot_at));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

async fn walk_and_compare(walk: &[Action], snapshot_at: usize) {
    let mut world = World::new().await;
    for action in &walk[..snapshot_at] {
        world.act(action).await;
    }
    // Connected before the snapshot is taken, so that nothing falls between the two.
    let mut sockets = [world.customer.connect().await, world.agents[0].connect().await];
    sockets[1].ask(json!({"action": "watch", "room_id": world.room.id}), "watching").await;
    let actors = [world.customer.clone(), world.agents[0].clone()];
    let mut snapshots = Vec::new();
    for actor in &actors {
        snapshots.push(Snapshot::by_http(actor, &world.room).await);
    }
    for action in &walk[snapshot_at..] {
        world.act(action).await;
    }
    for ((actor, socket), snapshot) in actors.iter().zip(&mut sockets).zip(snapshots) {
        let present = Snapshot::by_http(actor, &world.room).await;
        let by_push = timeout(DEADLINE, follow(socket, snapshot.clone(), present.last_seq())).await;
        let by_push = by_push.unwrap_or_else(|_| panic!("pushes are missing"));
        by_push.assert_is(&present, "by pushes");
        let mut by_sync = snapshot;
        by_sync.apply_sync(&socket.sync_of(&world.room, by_sync.last_seq()).await);
        by_sync.assert_is(&present, "by sync");
    }
}

/// Applies what was pushed until event `last`, which may still be on its way: an ack comes beside the pushes.
async fn follow(socket: &mut Socket, mut copy: Snapshot, last: u64) -> Snapshot {
    loop {
        for event in socket.arrived().await {
            copy.apply(&event);
        }
        if copy.last_seq() >= last {
            return copy;
        }
    }
}

/// A room, and those who do things in it.
struct World {
    app: App,
    room: Room,
    customer: Actor,
    agents: [Actor; 2],
    sockets: Vec<Socket>,
    sent: Vec<(Actor, Value)>,
}

impl World {
    async fn new() -> Self {
        let app = App::start().await;
        let (customer, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
        let room = customer.opens_with(json!({"subject": "Help", "initial_message": "Hello?"})).await;
        let sockets = vec![customer.connect().await, ben.connect().await];
        Self { app, room, customer, agents: [ben, cleo], sockets, sent: Vec::new() }
    }

    async fn act(&mut self, action: &Action) {
        let room = self.room.clone();
        let admin = self.app.admin().await.clone();
        match *action {
            Action::Say(n) => {
                let sender = self.somebody(n, &admin);
                let name = format!("by-http-{}", self.sent.len());
                let message = sender.sends_message(&room, &format!("message {n}"), Some(&name)).await.created();
                self.sent.push((sender, message));
            }
            Action::SayBySocket(n) => {
                let count = self.sockets.len();
                let name = format!("by-socket-{n}");
                let frame = json!({"action": "message", "room_id": room.id, "content": "x", "client_message_id": name});
                self.sockets[usize::from(n) % count].ask(frame, "ack").await;
            }
            Action::SayAgain(n) => {
                if let Some((sender, message)) = self.one_sent(n) {
                    let again = sender.sends_message(&room, "again", message["client_message_id"].as_str()).await;
                    again.ok();
                }
            }
            Action::Edit(n) => {
                if let Some((sender, message)) = self.one_sent(n) {
                    sender.edits(&message, &format!("edit {n}")).await.ok();
                }
            }
            // Whoever does not read for the side that it was sent to is refused, and nothing happens.
            Action::Read(who, n) => {
                if let Some((_, message)) = self.one_sent(n) {
                    self.somebody(who, &admin).marks_read(&message).await;
                }
            }
            Action::Unread(who, n) => {
                if let Some((_, message)) = self.one_sent(n) {
                    self.somebody(who, &admin).marks_unread(&message).await;
                }
            }
            // Refused once the room is resolved.
            Action::Assign(n) => {
                let agent = &self.agents[usize::from(n) % 2];
                admin.post(&room.path("assign_agent/"), json!({"agent_id": agent.agent_id})).await;
            }
            Action::Resolve => {
                admin.post_empty(&room.path("resolve/")).await;
            }
            Action::File(n) => {
                let priority = ["low", "medium", "high", "urgent"][usize::from(n) % 4];
                let body = json!({"priority": priority, "tags": [n.to_string()], "subject": format!("Help {}", n % 3)});
                admin.patch(&room.path(""), body).await.ok();
            }
        }
    }

    fn somebody(&self, n: u8, admin: &Actor) -> Actor {
        let all = [&self.customer, &self.customer, &self.agents[0], &self.agents[1], admin];
        all[usize::from(n) % all.len()].clone()
    }

    fn one_sent(&self, n: u8) -> Option<(Actor, Value)> {
        let count = self.sent.len().max(1);
        self.sent.get(usize::from(n) % count).cloned()
    }
}
