//! Messages a second: senders who each send the next message when the last one is acknowledged, for some seconds. What
//! was acknowledged must be what is stored.

use std::{path::Path, time::Duration};

use futures_util::future::try_join_all;
use tokio::time::Instant;

use super::{
    Result,
    cpu::Cpu,
    people::{self, Person},
    program::Program,
    report::{Column, Faults, Table},
    sender::{Sender, Way},
    stored,
};
use crate::figures::{micros, millis, percentile};

/// How long is sent.
const SENDING_TIME: Duration = Duration::from_secs(10);
/// How many rooms there are, each of a customer, and how many connections or clients of the customer's send to each.
const CROWDS: [(&str, usize, usize, Way); 5] = [
    ("1 room, 1 sender, HTTP", 1, 1, Way::Http),
    ("1 room, 8 senders, HTTP", 1, 8, Way::Http),
    ("1 room, 8 senders, WebSocket", 1, 8, Way::WebSocket),
    ("100 rooms, a sender each, HTTP", 100, 1, Way::Http),
    ("100 rooms, a sender each, WebSocket", 100, 1, Way::WebSocket),
];

const COLUMNS: [Column; 6] = [
    ("a second (before)", |n| n.to_string()),
    ("answer or ack p50", millis),
    ("answer or ack p99", millis),
    ("system's CPU", millis),
    ("clients' CPU", millis),
    ("sent again", |n| n.to_string()),
];

/// Measures.
pub async fn measure(path: &Path) -> Result<bool> {
    let mut table = Table::new("messages", "throughput", &COLUMNS);
    for (name, rooms, senders, way) in CROWDS {
        let program = Program::start(path).await?;
        let customers = people::customers(&program, rooms).await?;
        let (figures, faults) = crowd(&program, &customers, senders, way).await?;
        table.add(name, figures, faults);
        program.stop().await?;
    }
    table.finish()
}

/// Lets so many senders of each customer send to a new room of theirs.
async fn crowd(program: &Program, customers: &[Person], senders: usize, way: Way) -> Result<(Vec<u64>, Faults)> {
    let rooms = try_join_all(customers.iter().map(Person::open_room)).await?;
    let mut crowd = Vec::new();
    for (customer, (room, _)) in customers.iter().zip(&rooms) {
        for _ in 0..senders {
            crowd.push(Sender::new(customer, *room, way).await?);
        }
    }
    let (began, cpu) = (Instant::now(), Cpu::start(program)?);
    let sent = try_join_all(crowd.into_iter().map(|sender| sender.send_until(began + SENDING_TIME))).await?;
    let took = micros(began.elapsed());
    let count: usize = sent.iter().map(|sent| sent.messages.len()).sum();
    let cpu = cpu.for_each(program, count)?;

    let mut faults = Faults::default();
    for ((customer, (room, _)), sent) in customers.iter().zip(&rooms).zip(sent.chunks(senders)) {
        faults += stored::check(customer, *room, sent).await?;
    }
    let times = || sent.iter().flat_map(|sent| &sent.times).copied();
    let repeated = sent.iter().map(|sent| sent.repeated).sum();
    let rate = count as u64 * 1_000_000 / took.max(1);
    Ok((vec![rate, percentile(times(), 50), percentile(times(), 99), cpu[0], cpu[1], repeated], faults))
}
