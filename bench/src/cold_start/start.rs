//! One start of a function, and its answers to events.

use std::{error::Error, time::Duration};

use serde_json::Value;

use super::{bootstrap::Bootstrap, runtime_api::RuntimeApi, tls::Tls};
use crate::{desk::Desk, process};

/// Measurements of one start.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// Time from the start of the process to its request for the first event.
    pub init: Duration,
    /// Time from the start of the process to its first answer.
    pub first_answer: Duration,
    /// CPU time of the initialization.
    pub init_cpu: Duration,
    /// CPU time of the first event.
    pub first_cpu: Duration,
    /// Mean time of an event once the function is warm.
    pub warm: Duration,
    /// Mean CPU time of an event once the function is warm.
    pub warm_cpu: Duration,
    /// Peak resident memory, in KiB.
    pub memory: u64,
}

impl Start {
    /// Starts a function and sends it the first event, then `events` more.
    pub async fn measure(
        bootstrap: &Bootstrap,
        desk: &Desk,
        tls: &Tls,
        event: impl Fn(bool) -> Value,
        events: usize,
    ) -> Result<Self, Box<dyn Error>> {
        let mut api = RuntimeApi::start().await?;
        let (mut child, began) = bootstrap.start(&api.address(), desk, tls).await?;
        let init = tokio::select! {
            ready = api.wait_until_ready() => ready? - began,
            status = child.wait() => return Err(format!("ended during init: {}", status?).into()),
        };
        let running = process::process(&child)?;
        let init_cpu = process::cpu_time(&running)?;
        let first = invoke(&mut api, &event(true)).await?;
        let ready_cpu = process::cpu_time(&running)?;
        let mut time = Duration::ZERO;
        for _ in 0..events {
            time += invoke(&mut api, &event(false)).await?;
        }
        let events = u32::try_from(events)?.max(1);
        let start = Self {
            init,
            first_answer: init + first,
            init_cpu,
            first_cpu: ready_cpu.saturating_sub(init_cpu),
            warm: time / events,
            warm_cpu: process::cpu_time(&running)?.saturating_sub(ready_cpu) / events,
            memory: process::peak_memory(&running)?,
        };
        child.kill().await?;
        Ok(start)
    }
}

/// Sends an event and returns the time until its successful answer, once the function is ready for the next one.
async fn invoke(api: &mut RuntimeApi, event: &Value) -> Result<Duration, Box<dyn Error>> {
    let answer = api.invoke(event).await?;
    match answer.payload["statusCode"].as_u64() {
        Some(200..300) => {}
        // Functions that aren't invoked by HTTP return nothing.
        None if answer.payload.is_null() => {}
        _ => return Err(format!("answered {}", answer.payload).into()),
    }
    api.wait_until_ready().await?;
    Ok(answer.time)
}
