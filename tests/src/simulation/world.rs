//! The simulated system, put together from the product's own parts.

use std::{
    array,
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use aws_config::{Region, SdkConfig};
use axum::{
    Router,
    http::{Request, header},
};
use local::{
    Credentials, WebsocketFunction,
    gateway::{Gateway, Limits},
    table::TABLE_NAME,
};
use serde_json::{Value, json};
use shared::{
    State,
    captcha::Captcha,
    config::{Config, DeskSettings, SecretKey, WebSettings},
    files::Files,
    mail::Outgoing,
    ops::{self, mail::Answer},
    pace::Paces,
    passwords::Passwords,
    push::Push,
    queue::Queue,
    secret::DeskSecrets,
    store::KnownDesk,
    table::Table,
    time::Timestamp,
    tokens::{SigningKeys, Tokens},
};
use tokio::time::sleep;
use worker::Worker;

use super::{
    Faults, HOST, Odds, Person, SimulatedNetwork,
    bucket::SimulatedBucket,
    connector::{Remote, http_client},
    faults::Fate,
    function::{self, SimulatedWebsocket},
    mail::SimulatedMail,
    people::{self, Kind},
    push::SimulatedManagement,
    sockets::Sockets,
    table::SimulatedTable,
    web_push::SimulatedPushServices,
};

/// Processes that run the functions. What one of them limits, orders and remembers by itself, the other doesn't know, as
/// is so with two instances of a function.
pub(super) const PROCESSES: usize = 2;

/// The number of the first person. Those who register, as anybody may, are counted from 1.
const FIRST_PERSON: u64 = 1_000;

/// Lag of the table's stream, in milliseconds.
const LAG: (u64, u64) = (100, 5_000);

/// Records that one batch of it has at most.
const LARGEST_BATCH: u64 = 10;

/// Number of simulations in this process so far.
static SIMULATIONS: AtomicU64 = AtomicU64::new(0);

/// A system in a simulation, and what a scenario needs of it.
pub struct World {
    /// The faults: off, until they begin.
    pub faults: Faults,
    pub(super) table: Arc<SimulatedTable>,
    bucket: Arc<SimulatedBucket>,
    state: State,
    processes: [Router; PROCESSES],
    gateway: Router,
    management: Arc<SimulatedManagement>,
    people: AtomicU64,
    queue: Queue,
    mail: Arc<SimulatedMail>,
    pub(super) push_services: SimulatedPushServices,
    worker: Worker,
    sweeps: AtomicU64,
    batches: AtomicU64,
}

impl World {
    pub(super) async fn new(seed: u64, odds: Odds, desk: DeskSettings) -> Self {
        let (faults, sockets, credentials) = (Faults::new(seed, odds), Sockets::default(), Credentials::random());
        let config = Config {
            table_name: TABLE_NAME.to_owned(),
            web: WebSettings::default(),
            desk,
            websocket_url: format!("ws://{HOST}/ws"),
            management_endpoint: format!("http://{HOST}/ws"),
            files_bucket: "files".to_owned(),
            files_url: None,
            uploads_url: None,
            files_endpoint: Some(format!("http://{HOST}")),
            desk_secrets: None,
            desk_secrets_endpoint: None,
        };
        let management = Arc::new(SimulatedManagement::new(sockets.clone(), faults.clone()));
        let region = Region::new(format!("simulation-{}", SIMULATIONS.fetch_add(1, Relaxed)));
        let simulated_table = Arc::new(SimulatedTable::new(&faults));
        let table = sdk(&credentials, &region, simulated_table.clone());
        let bucket = Arc::new(SimulatedBucket::new(&credentials, &faults));
        let objects = sdk(&credentials, &region, bucket.clone());
        let pushes = sdk(&credentials, &region, management.clone());
        let key = SecretKey::new("a key that signs the tokens of simulations".to_owned()).expect("a long key");
        let state = State {
            table: Table::new(&table, TABLE_NAME),
            files: Files::new(&objects, &config).await.expect("credentials"),
            push: Push::new(&pushes, &config),
            tokens: Tokens::new(SigningKeys::new(&key)),
            passwords: Passwords::default(),
            captcha: Captcha::default(),
            pace: Paces::default(),
            desk_secrets: DeskSecrets::default(),
            config: Arc::new(config),
            known_desk: KnownDesk::default(),
        };
        // Nothing is behind it: a sweep queues again what is due.
        let queue = Queue::new(&pushes, format!("http://{HOST}/queue"), None);
        let mail = Arc::new(SimulatedMail::new(&faults));
        let push_services = SimulatedPushServices::new(&faults);
        let worker = Worker::new(state.clone(), queue.clone(), mail.clone());
        let processes: [State; PROCESSES] = array::from_fn(|_| in_a_process_of_its_own(&state));
        let functions = processes.each_ref().map(|state| WebsocketFunction::new(state.clone()));
        let websocket = SimulatedWebsocket { processes: functions, sockets, faults: faults.clone() };
        let gateway = Gateway::new(websocket, Limits::default(), credentials).router();
        management.lead_to(Some(gateway.clone()));
        let people = AtomicU64::new(FIRST_PERSON);
        let (sweeps, batches) = Default::default();
        let processes = processes.each_ref().map(local::routes);
        let table = simulated_table;
        Self {
            faults,
            table,
            bucket,
            processes,
            management,
            gateway,
            state,
            people,
            queue,
            mail,
            push_services,
            worker,
            sweeps,
            batches,
        }
    }

    /// Lets the sweep run, as every minute; it may die like any function.
    pub async fn sweep(&self) {
        let name = format!("sweep {}", self.sweeps.fetch_add(1, Relaxed));
        self.work(&name, &mut self.faults.fate_of(&name), Value::Null).await;
    }

    /// Hands what the table's stream has brought so far to `worker`, in batches, later, until it is done, and now and
    /// then once more. It may die like any function.
    pub async fn follow(&self) {
        loop {
            let name = format!("batch {}", self.batches.fetch_add(1, Relaxed));
            let mut fate = self.faults.fate_of(&name);
            fate.pause(LAG).await;
            let batch = self.table.take_records(fate.between(1, LARGEST_BATCH));
            if batch.is_empty() {
                return;
            }
            let mut times = if fate.flips() { 1 } else { 2 };
            while times > 0 {
                if self.work(&name, &mut fate, json!({"Records": batch})).await {
                    times -= 1;
                }
            }
        }
    }

    /// Hands the mails that are due to `worker`, as the queue does, now and then once more. It may die like any function.
    pub async fn attempt_mails(&self) {
        let now = Timestamp::now().to_string();
        let is_due = |item: &Value| {
            let due = item["next_attempt_at"]["S"].as_str();
            item["sk"]["S"].as_str().is_some_and(|sk| sk.starts_with("MAIL"))
                && due.is_some_and(|due| due <= now.as_str())
        };
        for mail in self.items().iter().filter(|item| is_due(item)) {
            let body = json!({"mail_id": mail["id"]["S"]}).to_string();
            let name = format!("attempt {}", self.batches.fetch_add(1, Relaxed));
            let mut fate = self.faults.fate_of(&name);
            let record = json!({"messageId": name, "body": body, "eventSource": "aws:sqs"});
            for _ in 0..fate.between(1, 2) {
                self.work(&name, &mut fate, json!({"Records": [record]})).await;
            }
        }
    }

    /// Hands an event of the mail service to `worker`, as the queue does, until it is dealt with.
    pub async fn mail_event(&self, event: &Value) {
        loop {
            let name = format!("mail event {}", self.batches.fetch_add(1, Relaxed));
            let mut fate = self.faults.fate_of(&name);
            let record = json!({"messageId": name, "body": event.to_string(), "eventSource": "aws:sqs"});
            if self.work(&name, &mut fate, json!({"Records": [record]})).await {
                return;
            }
        }
    }

    /// Hands an answer by mail to `worker` until it is dealt with, and then now and then once more.
    pub async fn receive(&self, answer: &Answer) {
        let mut left = None;
        while left != Some(0) {
            let name = format!("answer {}", self.batches.fetch_add(1, Relaxed));
            let mut fate = self.faults.fate_of(&name);
            let received = ops::mail::receive_answer(&self.state, answer);
            match function::run(&self.faults, &mut fate, &name, received).await {
                Some(Ok(_)) => left = Some(left.map_or_else(|| fate.between(0, 1), |left| left - 1)),
                _ => sleep(Duration::from_secs(30)).await,
            }
        }
    }

    /// Mails that the service has taken, in this order; one that it has taken twice, twice.
    pub fn mails(&self) -> Vec<Outgoing> {
        self.mail.taken()
    }

    /// Invokes `worker`. `false`: it died or failed, and its event comes again.
    async fn work(&self, name: &str, fate: &mut Fate, event: Value) -> bool {
        let outcome = function::run(&self.faults, fate, name, self.worker.handle(event)).await;
        if let Some(Err(error)) = &outcome {
            self.faults.record(format_args!("{name}: {error}"));
        }
        matches!(outcome, Some(Ok(_)))
    }

    /// State of the functions, to look into the table by.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The queue of deliveries, which none ever leaves.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Writes against the rules of rooms' logs.
    pub(super) fn broken_rules(&self) -> Vec<String> {
        self.table.broken_rules()
    }

    /// All that is in the table, expired or not, as DynamoDB writes items in JSON.
    pub fn items(&self) -> Vec<Value> {
        self.table.items()
    }

    /// The keys of all that is in the bucket.
    pub fn objects(&self) -> BTreeSet<String> {
        self.bucket.keys()
    }

    /// Uploads a file as an announced upload says; gives the status.
    pub async fn uploads(&self, announced: &Value, bytes: &[u8]) -> u16 {
        let headers = announced["headers"].as_object().expect("headers");
        let mut request = Request::put(announced["url"].as_str().expect("an address"));
        for (name, value) in headers {
            request = request.header(name, value.as_str().unwrap_or_default());
        }
        let request = request.header(header::CONTENT_LENGTH, bytes.len()).body(bytes.to_vec().into());
        let answer = self.bucket.clone().answer(request.expect("a request")).await;
        answer.expect("the bucket always answers").status().as_u16()
    }

    /// The URL to connect to, without a ticket or token.
    pub fn websocket_url(&self) -> &str {
        &self.state.config.websocket_url
    }

    /// A new customer.
    pub async fn customer(&self, name: &str) -> Person {
        self.person(name, Kind::Customer).await
    }

    /// A new agent, who takes so many chats at once.
    pub async fn agent(&self, name: &str, capacity: u32) -> Person {
        self.person(name, Kind::Agent(capacity)).await
    }

    /// A new admin.
    pub async fn admin(&self, name: &str) -> Person {
        self.person(name, Kind::Admin).await
    }

    async fn person(&self, name: &str, kind: Kind) -> Person {
        people::make(&self.state, name, self.people.fetch_add(1, Relaxed), kind).await
    }

    /// The network between the system and a device, whose name no other has: in ASCII, as it goes into a header.
    pub fn network(&self, device: &str) -> SimulatedNetwork {
        SimulatedNetwork::new(device, &self.processes, &self.gateway, &self.faults)
    }
}

impl Drop for World {
    /// The functions push by way of the gateway, which calls one of them: else they would keep each other for ever.
    fn drop(&mut self) {
        self.management.lead_to(None);
    }
}

/// The state with limits, turns and a memory of its own.
fn in_a_process_of_its_own(state: &State) -> State {
    State { pace: Paces::default(), known_desk: KnownDesk::default(), ..state.clone() }
}

/// Configuration by which the SDK reaches `remote`. It counts retries for the whole process, by service and region: a
/// region of its own keeps one simulation from running out of them because of another.
fn sdk(credentials: &Credentials, region: &Region, remote: Arc<impl Remote>) -> SdkConfig {
    let sdk = credentials.sdk_config(&format!("http://{HOST}")).into_builder();
    sdk.region(region.clone()).http_client(http_client(remote)).build()
}
