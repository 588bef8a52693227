//! Throughput: messages per second of senders that wait for each acknowledgement. Acknowledged messages are compared
//! with the stored ones afterwards.

use std::{path::Path, time::Duration};

use futures_util::future::try_join_all;
use tokio::time::Instant;

use super::{
    Result,
    cpu::Cpu,
    program::Program,
    report::{Column, Faults, Table},
    sender::{Sender, Transport},
    stored,
    users::{self, User},
};
use crate::figures::{micros, millis, percentile};

/// Time of each measurement.
const SENDING_TIME: Duration = Duration::from_secs(10);
/// Number of rooms, each of one customer; senders per room; their transport.
const LOADS: [(&str, usize, usize, Transport); 5] = [
    ("1 room, 1 sender, HTTP", 1, 1, Transport::Http),
    ("1 room, 8 senders, HTTP", 1, 8, Transport::Http),
    ("1 room, 8 senders, WebSocket", 1, 8, Transport::WebSocket),
    ("100 rooms, a sender each, HTTP", 100, 1, Transport::Http),
    ("100 rooms, a sender each, WebSocket", 100, 1, Transport::WebSocket),
];

const COLUMNS: [Column; 6] = [
    ("per second (before)", |n| n.to_string()),
    ("answer or ack p50", millis),
    ("answer or ack p99", millis),
    ("system's CPU", millis),
    ("clients' CPU", millis),
    ("retries", |n| n.to_string()),
];

/// Measures all loads.
pub async fn measure(path: &Path) -> Result<bool> {
    let mut table = Table::new("messages", "throughput", &COLUMNS);
    for (name, rooms, senders, transport) in LOADS {
        let program = Program::start(path).await?;
        let customers = users::customers(&program, rooms).await?;
        let (figures, faults) = measure_load(&program, &customers, senders, transport).await?;
        table.add(name, figures, faults);
        program.stop().await?;
    }
    table.finish()
}

/// Creates a room of each customer and lets `senders` users of it send.
async fn measure_load(
    program: &Program,
    customers: &[User],
    senders: usize,
    transport: Transport,
) -> Result<(Vec<u64>, Faults)> {
    let rooms = try_join_all(customers.iter().map(User::open_room)).await?;
    let mut all = Vec::new();
    for (customer, (room, _)) in customers.iter().zip(&rooms) {
        for _ in 0..senders {
            all.push(Sender::new(customer, *room, transport).await?);
        }
    }
    let (began, cpu) = (Instant::now(), Cpu::start(program)?);
    let sent = try_join_all(all.into_iter().map(|sender| sender.send_until(began + SENDING_TIME))).await?;
    let took = micros(began.elapsed());
    let count: usize = sent.iter().map(|sent| sent.messages.len()).sum();
    let cpu = cpu.for_each(program, count)?;

    let mut faults = Faults::default();
    for ((customer, (room, _)), sent) in customers.iter().zip(&rooms).zip(sent.chunks(senders)) {
        faults += stored::check(customer, *room, sent).await?;
    }
    let times = || sent.iter().flat_map(|sent| &sent.times).copied();
    let retries = sent.iter().map(|sent| sent.retries).sum();
    let rate = count as u64 * 1_000_000 / took.max(1);
    Ok((vec![rate, percentile(times(), 50), percentile(times(), 99), cpu[0], cpu[1], retries], faults))
}
