//! What answers on the system's port: the functions in this process, or the emulated gateways before functions that run
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

/// Where functions outside this process find the table's protocol: on the system's own port, so that the address is the
/// same in all runs.
const TABLE_PATH: &str = "/_table/";

/// Routes for all but the WebSocket gateway, and the gateway.
pub(crate) struct Front {
    pub routes: Router,
    pub gateway: Gateway,
    pub background: Background,
    pub outside: Option<OutsideFunctions>,
}

/// How functions outside this process belong to a system.
#[derive(Clone, Debug)]
pub struct OutsideFunctions {
    /// Where they are invoked.
    pub endpoint: LambdaEndpoint,
    /// The file with the environment that they need.
    pub environment: PathBuf,
}

impl Front {
    /// Before functions in this process.
    pub fn inside(state: &State, limits: Limits, table: &EmbeddedTable) -> Self {
        let function = WebsocketFunction::new(state.clone());
        let gateway = Gateway::new(function, limits, table.credentials().clone());
        let worker = Box::new(Worker::new(state.clone()));
        let background = Background::new(Target::Inside(worker), table.credentials().clone());
        Self { routes: routes(state), gateway, background, outside: None }
    }

    /// Before functions at an endpoint, for which their environment is left in the data folder.
    pub fn outside(
        endpoint: LambdaEndpoint,
        environment: &Environment<'_>,
        (http_limits, limits): (HttpLimits, Limits),
        table: &EmbeddedTable,
    ) -> Result<Self, StartError> {
        let file = environment.write(table.folder().ok_or(StartError::LambdaWithoutFolder)?)?;
        let functions = Functions::new(endpoint.clone());
        let api = HttpApi::new(Routes::new(template::http_routes()?), functions.clone(), http_limits);
        let routes = api.router().merge(table.router(TABLE_PATH));
        let background = Background::new(Target::Outside(Box::new(functions.clone())), table.credentials().clone());
        let gateway = Gateway::new(InvokedWebsocket(functions), limits, table.credentials().clone());
        Ok(Self { routes, gateway, background, outside: Some(OutsideFunctions { endpoint, environment: file }) })
    }
}

/// Where functions on this machine find the table: the SDK adds the slash.
pub(crate) fn table_url(listening: &Listening) -> String {
    format!("http://{}{}", listening.own_authority(), TABLE_PATH.trim_end_matches('/'))
}

/// Where the functions find the queue.
pub(crate) fn queue_url(listening: &Listening) -> String {
    format!("http://{}{}", listening.own_authority(), QUEUE_PATH.trim_end_matches('/'))
}

/// Every function's routes, as API Gateway would spread them over the functions. To be served with connect info, which is
/// the client's address.
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
