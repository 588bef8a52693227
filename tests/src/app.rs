//! A whole system for one test.

use futures_util::future::BoxFuture;
use local::{
    FirstAccounts, Options, System,
    table::{EmbeddedTable, Storage},
};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::{Actor, Faults, PASSWORD, faults::Proxy};

/// A system on free ports with a table in memory. Dropped, it is gone.
pub struct App {
    system: System,
    /// What stands between the system and its table, if anything does.
    _proxy: Option<Proxy>,
    client: Client,
    admin: OnceCell<Actor>,
}

impl App {
    /// Starts a system that has nobody but the user `admin`.
    pub async fn start() -> Self {
        Self::with(Options::default()).await
    }

    /// Starts it with other options; there is an admin in any case.
    pub async fn with(options: Options) -> Self {
        let accounts = with_admin();
        Self::exactly(Options { accounts, ..options }).await
    }

    /// Starts it with exactly these options. Boxed: in the futures of tests that contain it, its own type would be a
    /// deep one.
    pub fn exactly(options: Options) -> BoxFuture<'static, Self> {
        Box::pin(async {
            let table = EmbeddedTable::start(Storage::Memory).await.expect("a table in memory");
            let system = System::start(options, table).await.expect("a system on a free port");
            Self { system, _proxy: None, client: Client::new(), admin: OnceCell::new() }
        })
    }

    /// Starts it on a table that fails while `faults` say so.
    pub fn failing(faults: &Faults) -> BoxFuture<'static, Self> {
        let faults = faults.clone();
        Box::pin(async move {
            let table = EmbeddedTable::start(Storage::Memory).await.expect("a table in memory");
            let proxy = Proxy::start(table.url(), &faults).await;
            let accounts = with_admin();
            let options = Options { accounts, table_endpoint: Some(proxy.url.clone()), ..Options::default() };
            let system = System::start(options, table).await.expect("a system on a free port");
            Self { system, _proxy: Some(proxy), client: Client::new(), admin: OnceCell::new() }
        })
    }

    /// Such as `http://127.0.0.1:40123`.
    pub fn base_url(&self) -> &str {
        self.system.base_url()
    }

    /// Such as `ws://127.0.0.1:40123/ws`.
    pub fn ws_url(&self) -> &str {
        self.system.ws_url()
    }

    /// Nobody in particular.
    pub fn anon(&self) -> Actor {
        Actor::anonymous(self.client.clone(), self.base_url(), self.ws_url())
    }

    /// A browser: nobody yet, but it keeps the cookies it is given.
    pub fn browser(&self) -> Actor {
        let client = Client::builder().cookie_store(true).build().expect("a client");
        Actor::anonymous(client, self.base_url(), self.ws_url())
    }

    /// A new customer.
    pub async fn customer(&self, name: &str) -> Actor {
        let body = registration(name);
        self.anon().signed_in(self.anon().post("/api/auth/register/", body).await.created())
    }

    /// A new agent, made by the admin.
    pub async fn agent(&self, name: &str) -> Actor {
        self.agent_with(name, json!({})).await
    }

    /// A new agent that differs in these fields.
    pub async fn agent_with(&self, name: &str, fields: Value) -> Actor {
        let body = new_agent(name, fields);
        self.admin().await.post("/api/admin-agents/", body).await.created();
        self.login(name).await
    }

    /// The admin.
    pub async fn admin(&self) -> &Actor {
        self.admin.get_or_init(|| self.login("admin")).await
    }

    /// Another session of somebody.
    pub async fn login(&self, name: &str) -> Actor {
        let body = json!({"username": name, "password": PASSWORD});
        self.anon().signed_in(self.anon().post("/api/auth/login/", body).await.ok())
    }
}

fn with_admin() -> FirstAccounts {
    FirstAccounts { admin: true, admin_password: Some(PASSWORD.into()), demo: false }
}

/// What it takes to register under a name.
pub(crate) fn registration(name: &str) -> Value {
    json!({
        "username": name,
        "email": format!("{name}@example.com"),
        "first_name": capitalised(name),
        "last_name": "Test",
        "password": PASSWORD,
        "password_confirm": PASSWORD,
    })
}

fn new_agent(name: &str, fields: Value) -> Value {
    let mut body = json!({
        "username": name,
        "email": format!("{name}@example.com"),
        "first_name": capitalised(name),
        "last_name": "Agent",
        "password": PASSWORD,
    });
    for (name, value) in fields.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
