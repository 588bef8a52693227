//! Puts the system together: the functions' routers behind one port, the gateway beside them, the table below.
//! Used by the program and, in process, by the end-to-end tests.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderValue;
use axum::middleware::map_request;
use axum::response::Html;
use axum::routing::get;
use axum::serve::ListenerExt;
use shared::State;
use shared::config::{AllowedOrigins, Config, SecretKey};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::accounts::{self, Account, FirstAccounts};
use crate::error::StartError;
use crate::function::WebsocketFunction;
use crate::gateway::{Gateway, Limits};
use crate::listen::Listening;
use crate::secret;
use crate::table::{EmbeddedTable, TABLE_NAME};

/// How long running requests may take to finish when the system stops.
const STOP: Duration = Duration::from_secs(10);

/// How a system is started. The default is what tests want: a free port, and no first accounts.
#[derive(Clone, Debug)]
pub struct Options {
    /// A name or an address; `localhost` means both loopback addresses.
    pub host: String,
    /// 0: any free one.
    pub port: u16,
    /// Signs tokens. `None`: the data folder's own, or a random one when there is no folder.
    pub secret_key: Option<SecretKey>,
    /// Who may call from a browser.
    pub allowed_origins: AllowedOrigins,
    /// Where clients are told to connect. `None`: `/ws` on the host and port.
    pub websocket_url: Option<String>,
    /// Where the system finds the table, if not at [`EmbeddedTable::url`]: a proxy that forwards there.
    pub table_endpoint: Option<String>,
    /// The gateway's limits.
    pub limits: Limits,
    /// Accounts to make before listening.
    pub accounts: FirstAccounts,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 0,
            secret_key: None,
            allowed_origins: AllowedOrigins::Any,
            websocket_url: None,
            table_endpoint: None,
            limits: Limits::default(),
            accounts: FirstAccounts::default(),
        }
    }
}

/// A running system.
pub struct System {
    base_url: String,
    ws_url: String,
    state: State,
    accounts: Vec<Account>,
    gateway: Gateway,
    table: EmbeddedTable,
    tasks: TaskTracker,
    stop: DropGuard,
}

impl System {
    /// Starts a system on a table. It is ready for requests when this returns.
    ///
    /// # Errors
    /// When the address is taken, the secret key is unusable, or an account can't be made.
    pub async fn start(options: Options, table: EmbeddedTable) -> Result<Self, StartError> {
        let listening = Listening::bind(&options.host, options.port).await?;
        let base_url = format!("http://{}", listening.authority());
        let ws_url = options.websocket_url.unwrap_or_else(|| format!("ws://{}/ws", listening.authority()));
        let config = Config {
            table_name: TABLE_NAME.to_owned(),
            secret_key: secret_key(options.secret_key, &table)?,
            allowed_origins: options.allowed_origins,
            websocket_url: ws_url.clone(),
            management_endpoint: format!("http://{}/ws", listening.own_authority()),
        };
        let endpoint = options.table_endpoint.as_deref().unwrap_or(table.url());
        let state = State::new(config, &table.credentials().sdk_config(endpoint));
        let accounts = accounts::create(&state, options.accounts, table.is_new()?).await?;

        let function = WebsocketFunction { state: state.clone() };
        let gateway = Gateway::new(function, options.limits, table.credentials().clone());
        let app = routes(&state).merge(gateway.router());
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        for listener in listening.listeners {
            tasks.spawn(serve(listener, app.clone(), stop.clone()));
        }
        Ok(Self { base_url, ws_url, state, accounts, gateway, table, tasks, stop: stop.drop_guard() })
    }

    /// Such as `http://localhost:8000`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Such as `ws://localhost:8000/ws`.
    pub fn ws_url(&self) -> &str {
        &self.ws_url
    }

    /// What the functions share.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The table below it.
    pub fn table(&self) -> &EmbeddedTable {
        &self.table
    }

    /// The accounts that this start has made, or found.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Closes the sockets (1001), lets running requests finish, and stops the table, each in bounded time.
    pub async fn stop(self) {
        let Self { gateway, table, tasks, stop, .. } = self;
        // The gateway first: what its last events do to the table, and their pushes, still find everything running.
        gateway.stop().await;
        drop(stop);
        tasks.close();
        if timeout(STOP, tasks.wait()).await.is_err() {
            tracing::warn!("some requests were cut off");
        }
        table.stop().await;
    }
}

/// The state of a system that does not listen: what maintenance commands work with.
pub(crate) fn state_without_server(secret: Option<SecretKey>, table: &EmbeddedTable) -> Result<State, StartError> {
    let config = Config {
        table_name: TABLE_NAME.to_owned(),
        secret_key: secret_key(secret, table)?,
        allowed_origins: AllowedOrigins::Only(Vec::new()),
        websocket_url: String::new(),
        // Nobody is connected, so nothing is ever posted there.
        management_endpoint: table.url().to_owned(),
    };
    Ok(State::new(config, &table.credentials().sdk_config(table.url())))
}

fn secret_key(given: Option<SecretKey>, table: &EmbeddedTable) -> Result<SecretKey, StartError> {
    match (given, table.folder()) {
        (Some(key), _) => Ok(key),
        (None, Some(folder)) => folder.secret_key(),
        (None, None) => Ok(SecretKey::new(secret::key())?),
    }
}

/// The start page, and every function's routes as API Gateway would spread them over the functions.
fn routes(state: &State) -> Router {
    let functions = auth::router(state.clone())
        .merge(users::router(state.clone()))
        .merge(agents::router(state.clone()))
        .merge(chat_rooms::router(state.clone()))
        .merge(messages::router(state.clone()))
        .merge(notifications::router(state.clone()))
        .merge(health::router(state.clone()))
        .route("/", get(async || Html(include_str!("start.html"))));
    Router::new().fallback_service(shared::http::app(functions, state).layer(map_request(name_client)))
}

/// Appends the client's address to `X-Forwarded-For`, as API Gateway does.
async fn name_client(ConnectInfo(client): ConnectInfo<SocketAddr>, mut request: Request) -> Request {
    if let Ok(address) = HeaderValue::from_str(&client.ip().to_string()) {
        request.headers_mut().append("x-forwarded-for", address);
    }
    request
}

async fn serve(listener: TcpListener, app: Router, stop: CancellationToken) {
    let listener = listener.tap_io(|stream| {
        // Else a small push waits for the client's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
    });
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(stop.cancelled_owned()).await {
        tracing::error!(%error, "the system stopped answering");
    }
}
