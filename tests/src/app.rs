//! A system to test: one of the test's own in this process, or one that already runs and that all tests share.

use std::{env, mem, sync::Mutex, thread};

use futures_util::future::{BoxFuture, join_all};
use local::{
    FirstAccounts, Options, System,
    table::{EmbeddedTable, Storage},
};
use reqwest::Client;
use serde_json::json;
use tokio::{runtime::Runtime, sync::OnceCell};

use crate::{Actor, Faults, PASSWORD, faults::Proxy};

/// A system, and the people whom one test has there. A test's own system is gone when this is dropped.
pub struct App {
    base_url: String,
    ws_url: String,
    pub(crate) client: Client,
    /// Sets this test's people apart from everybody else's on a shared system. Digits, so that no search for a word
    /// finds one by accident.
    pub(crate) tag: String,
    pub(crate) admin: OnceCell<Actor>,
    /// The numbers of the agents whom this test has made.
    pub(crate) agents: Mutex<Vec<u64>>,
    own: Option<OwnSystem>,
}

/// A system on free ports with a table in memory.
struct OwnSystem {
    system: System,
    /// Server between the system and its table, if there is one.
    _proxy: Option<Proxy>,
}

impl App {
    /// The system that the environment names, which others use at the same time; or else one of the test's own.
    pub async fn start() -> Self {
        match env::var("TEST_BASE_URL") {
            Ok(base_url) => {
                let ws_url = env::var("TEST_WEBSOCKET_URL").expect("TEST_WEBSOCKET_URL beside TEST_BASE_URL");
                Self::at(base_url.trim_end_matches('/'), &ws_url, None)
            }
            Err(_) => Self::own().await,
        }
    }

    /// Starts a system that has nobody but the user `admin`, and that nobody else uses.
    pub async fn own() -> Self {
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
            Self::on(table, options, None).await
        })
    }

    /// Starts it on a table that fails while `faults` say so.
    pub fn failing(faults: &Faults) -> BoxFuture<'static, Self> {
        let faults = faults.clone();
        Box::pin(async move {
            let table = EmbeddedTable::start(Storage::Memory).await.expect("a table in memory");
            let proxy = Proxy::start(table.router("/"), &faults).await;
            let table_endpoint = Some(proxy.url.clone());
            Self::on(table, Options { accounts: with_admin(), table_endpoint, ..Options::default() }, Some(proxy)).await
        })
    }

    async fn on(table: EmbeddedTable, options: Options, proxy: Option<Proxy>) -> Self {
        let system = System::start(options, table).await.expect("a system on a free port");
        let (base_url, ws_url) = (system.base_url().to_owned(), system.ws_url().to_owned());
        Self::at(&base_url, &ws_url, Some(OwnSystem { system, _proxy: proxy }))
    }

    fn at(base_url: &str, ws_url: &str, own: Option<OwnSystem>) -> Self {
        let tag = rand::random::<u64>().to_string();
        let (base_url, ws_url) = (base_url.to_owned(), ws_url.to_owned());
        Self { base_url, ws_url, client: Client::new(), tag, admin: OnceCell::new(), agents: Mutex::default(), own }
    }

    /// Such as `http://127.0.0.1:40123`; of a deployed system perhaps with a path.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Such as `ws://127.0.0.1:40123/ws`.
    pub fn ws_url(&self) -> &str {
        &self.ws_url
    }

    /// Port that a system of the test's own receives mails on, if it does.
    pub fn smtp_port(&self) -> Option<u16> {
        self.own.as_ref()?.system.smtp_port()
    }

    /// `true` if others use the system at the same time.
    pub(crate) fn is_shared(&self) -> bool {
        self.own.is_none()
    }
}

impl Drop for App {
    /// Takes the test's agents off duty on a shared system, which would tell them of every new room for ever.
    fn drop(&mut self) {
        let agents = self.agents.get_mut().map(mem::take).unwrap_or_default();
        let is_left = self.is_shared() && !agents.is_empty();
        let Some(admin) = self.admin.get().filter(|_| is_left).map(Actor::in_another_runtime) else {
            return;
        };
        // The test's runtime can't wait here; and what fails here must not hide why the test did.
        let off_duty = thread::spawn(move || {
            let off_duty = json!({"is_available": false});
            let patch = async |id| admin.patch(&format!("/api/admin-agents/{id}/"), off_duty.clone()).await;
            Runtime::new().expect("a runtime").block_on(join_all(agents.into_iter().map(patch)));
        });
        let _ = off_duty.join();
    }
}

fn with_admin() -> FirstAccounts {
    FirstAccounts { admin: true, admin_password: Some(PASSWORD.into()), demo: false }
}
