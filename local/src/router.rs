//! Router of the system's port: the functions in this process, or the emulated gateways in front of functions that run
//! elsewhere; the WebSocket gateway in both cases.

use std::path::PathBuf;

use axum::Router;
use shared::State;
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

/// Path of the table's API for functions outside this process: on the system's own port, so that the URL is the same in
/// all runs.
const TABLE_PATH: &str = "/_table/";

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
    pub fn in_process(state: &State, limits: Limits, table: &EmbeddedTable) -> Self {
        let function = WebsocketFunction::new(state.clone());
        let gateway = Gateway::new(function, limits, table.credentials().clone());
        let worker = Box::new(Worker::new(state.clone()));
        let background = Background::new(Target::InProcess(worker), table.credentials().clone());
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

/// URL of the table for functions on this machine, without the final slash, which the SDK adds.
pub(crate) fn table_url(listening: &Listening) -> String {
    format!("http://{}{}", listening.own_authority(), TABLE_PATH.trim_end_matches('/'))
}

/// URL of the queue for the functions.
pub(crate) fn queue_url(listening: &Listening) -> String {
    format!("http://{}{}", listening.own_authority(), QUEUE_PATH.trim_end_matches('/'))
}

/// Routes of all functions, as API Gateway distributes them in the cloud. Needs connect info, the source of the
/// client's address.
pub fn routes(state: &State) -> Router {
    let functions = auth::router(state.clone())
        .merge(users::router(state.clone()))
        .merge(visitors::router(state.clone()))
        .merge(agents::router(state.clone()))
        .merge(canned_responses::router(state.clone()))
        .merge(chat_rooms::router(state.clone()))
        .merge(messages::router(state.clone()))
        .merge(notifications::router(state.clone()))
        .merge(reports::router(state.clone()))
        .merge(webhooks::router(state.clone()))
        .merge(web::router(&state.config))
        .merge(health::router(state.table.clone()));
    shared::http::app(functions, &state.config.web)
}
