//! Functions that die: between any two awaits, as an instance does that runs out of time or memory.

use std::{
    future::poll_fn,
    pin::pin,
    task::Poll::{self, Ready},
};

use futures_util::{FutureExt, future::BoxFuture};
use local::{
    WebsocketFunction,
    gateway::{Integration, IntegrationError, Reply},
};
use serde_json::Value;

use super::{Fault, Faults, faults::Fate, sockets::Sockets, world::PROCESSES};

/// Life of a function that is doomed, in steps from one await to another. Whatever ends before lives: half of all
/// take nine steps or less.
const STEPS: (u64, u64) = (1, 12);

/// Runs a function, if it lives so long. `None`: it died.
pub(super) async fn run<F: Future>(faults: &Faults, fate: &mut Fate, name: &str, function: F) -> Option<F::Output> {
    let doomed = fate.fault(&[Fault::FunctionDied]);
    let lives = fate.between(STEPS.0, STEPS.1);
    if doomed.is_none() {
        return Some(function.await);
    }
    let mut function = pin!(function);
    let mut steps = 0;
    let output = poll_fn(|context| -> Poll<Option<F::Output>> {
        if steps == lives {
            return Ready(None);
        }
        steps += 1;
        function.as_mut().poll(context).map(Some)
    });
    let output = output.await;
    if output.is_none() {
        faults.happened_to(format_args!("{name} after {steps} steps"), Fault::FunctionDied);
    }
    output
}

/// The function `websocket`, as the gateway meets it: each event in a process that the seed decides.
pub(super) struct SimulatedWebsocket {
    pub processes: [WebsocketFunction; PROCESSES],
    pub sockets: Sockets,
    pub faults: Faults,
}

impl Integration for SimulatedWebsocket {
    fn invoke(&self, event: Value) -> BoxFuture<'_, Result<Reply, IntegrationError>> {
        async move {
            let context = &event["requestContext"];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let (id, kind) = (text(&context["connectionId"]), text(&context["eventType"]));
            if kind == "CONNECT" {
                // A simulated client says which socket it is where others say which browser.
                self.sockets.add(&id, &text(&context["identity"]["userAgent"]));
            }
            let (socket, number) = self.sockets.next_event(&id);
            let name = format!("{socket} {kind} {number}");
            let mut fate = self.faults.fate_of(("event", &name));
            if kind == "DISCONNECT" && fate.fault(&[Fault::DisconnectLost]).is_some() {
                self.faults.happened_to(&name, Fault::DisconnectLost);
                return Ok(Reply::default());
            }
            let function = self.faults.process_of(&name, &self.processes);
            let invoked = run(&self.faults, &mut fate, &name, function.invoke(event)).await;
            let reply = invoked.unwrap_or_else(|| Err(IntegrationError("the function died".to_owned())));
            self.faults.record(match &reply {
                Ok(reply) => format!("{name}: {}", reply.status),
                Err(error) => format!("{name}: {error}"),
            });
            reply
        }
        .boxed()
    }
}
