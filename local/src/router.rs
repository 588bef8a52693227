//! Router of the system's port: the functions in this process, or the emulated gateways in front of functions that run
//! elsewhere; the WebSocket gateway in both cases.

use std::fmt::Display;
use std::path::PathBuf;

use axum::Router;
use shared::{State, openapi::OpenApiRouter};
use worker::Worker;

use crate::background::{Background, QUEUE_PATH, Target};
use crate::error::StartError;
use crate::function::WebsocketFunction;
use crate::gateway::{Gateway, Limits};
use crate::http_api::{HttpApi, HttpLimits, Routes};
use crate::lambda::{Environment, Functions, InvokedWebsocket, LambdaEndpoint};
use crate::listen::Listening;
use crate::table::EmbeddedTable;
use crate::template;

/// Path of the table's API, which only functions outside this process reach on the system's own port.
pub(crate) const TABLE_PATH: &str = "/_table/";

/// Routes except those of the WebSocket gateway, and the services behind them.
pub(crate) struct Services {
    pub routes: Router,
    pub gateway: Gateway,
    pub background: Background,
    pub outside: Option<OutsideFunctions>,
}

/// Connection between a system and functions outside its process.
#[derive(Clone, Debug)]
pub struct OutsideFunctions {
    /// Endpoint to invoke them at.
    pub endpoint: LambdaEndpoint,
    /// File of their environment variables.
    pub environment: PathBuf,
}

impl Services {
    /// Runs the functions in this process.
    pub fn in_process(state: &State, worker: Worker, limits: Limits, table: &EmbeddedTable) -> Self {
        let function = WebsocketFunction::new(state.clone());
        let gateway = Gateway::new(function, limits, table.credentials().clone());
        let background = Background::new(Target::InProcess(Box::new(worker)), table.credentials().clone());
        Self { routes: routes(state), gateway, background, outside: None }
    }

    /// Invokes the functions at an endpoint, and writes their environment to the data folder.
    pub fn external(
        endpoint: LambdaEndpoint,
        environment: &Environment<'_>,
        (http_limits, limits): (HttpLimits, Limits),
        table: &EmbeddedTable,
    ) -> Result<Self, StartError> {
        let file = environment.write(table.folder().ok_or(StartError::LambdaWithoutFolder)?)?;
        let functions = Functions::new(endpoint.clone());
        let api = HttpApi::new(Routes::new(template::http_routes()?), functions.clone(), http_limits);
        let routes = api.router().merge(table.router(TABLE_PATH));
        let background = Background::new(Target::External(Box::new(functions.clone())), table.credentials().clone());
        let gateway = Gateway::new(InvokedWebsocket(functions), limits, table.credentials().clone());
        Ok(Self { routes, gateway, background, outside: Some(OutsideFunctions { endpoint, environment: file }) })
    }
}

/// URL of the table at a host, without the final slash, which the SDK adds.
pub(crate) fn table_url(authority: impl Display) -> String {
    format!("http://{authority}{}", TABLE_PATH.trim_end_matches('/'))
}

/// Endpoint of the queue for the functions.
pub(crate) fn queue_endpoint(listening: &Listening) -> String {
    format!("http://{}{}", listening.own_authority(), QUEUE_PATH.trim_end_matches('/'))
}

/// Routes of all functions, as API Gateway distributes them in the cloud. Needs connect info, the source of the
/// client's address.
pub fn routes(state: &State) -> Router {
    let functions = functions().into_iter().map(|function| function.routes.with_state(state.clone()));
    let functions = functions.fold(web::router(&state.config), |all, routes| all.merge(Router::from(routes)));
    let functions = functions.merge(Router::from(health::routes().with_state(state.table.clone())));
    shared::http::app(functions, &state.config.web)
}

/// A function of the API.
pub(crate) struct Function {
    /// Name of the crate.
    pub name: &'static str,
    /// Its routes.
    pub routes: OpenApiRouter<State>,
}

/// The functions of the API that use a [`State`].
pub(crate) fn functions() -> [Function; 10] {
    let function = |name, routes| Function { name, routes };
    [
        function("visitors", visitors::routes()),
        function("chat-rooms", chat_rooms::routes()),
        function("messages", messages::routes()),
        function("notifications", notifications::routes()),
        function("auth", auth::routes()),
        function("users", users::routes()),
        function("agents", agents::routes()),
        function("content", content::routes()),
        function("webhooks", webhooks::routes()),
        function("reports", reports::routes()),
    ]
}
