//! One start of a function, and what it answers after that.

use std::{error::Error, time::Duration};

use serde_json::Value;

use super::{bootstrap::Bootstrap, runtime_api::RuntimeApi, tls::Tls};
use crate::{desk::Desk, process};

/// What one start took.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// From the start of the program until it asks for its first event.
    pub init: Duration,
    /// Until its first answer, from the start of the program.
    pub first_answer: Duration,
    /// The CPU time of the init.
    pub init_cpu: Duration,
    /// The CPU time of the first event.
    pub first_cpu: Duration,
    /// The time of an event once it is warm: the mean.
    pub warm: Duration,
    /// The CPU time of an event once it is warm: the mean.
    pub warm_cpu: Duration,
    /// The most memory that was resident, in KiB.
    pub memory: u64,
}

impl Start {
    /// Starts a function and hands it the first event, then so many more.
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
            ready = api.until_ready() => ready? - began,
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

/// The time of an event that the function handles well. Returns when it is ready for the next one.
async fn invoke(api: &mut RuntimeApi, event: &Value) -> Result<Duration, Box<dyn Error>> {
    let answer = api.invoke(event).await?;
    match answer.payload["statusCode"].as_u64() {
        Some(200..300) => {}
        // Who isn't asked by HTTP has nothing to say.
        None if answer.payload.is_null() => {}
        _ => return Err(format!("answered {}", answer.payload).into()),
    }
    api.until_ready().await?;
    Ok(answer.time)
}
