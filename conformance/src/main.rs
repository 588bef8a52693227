//! `cargo run -p conformance -- --url … [--ws …]`: a verdict on a deployment. Ends with 1 on a violation, with 2 if the
//! deployment can't be tried.

use std::process::ExitCode;

use clap::Parser;
use client::Network;
use conformance::{Plan, Violation, check, run};
use reqwest::Url;

/// Violations that are shown.
const MAX_SHOWN: usize = 10;

/// Tries the delivery promises on a deployment, as a black box. It registers customers, who write in rooms of their
/// own.
#[derive(Parser)]
struct Arguments {
    /// Address of the HTTP API, such as <http://localhost:8000>
    #[arg(long)]
    url: Url,
    /// Address of the WebSocket API, if it isn't the one that the system itself gives
    #[arg(long)]
    ws: Option<Url>,
    /// Rooms, each with a customer of its own
    #[arg(long, default_value_t = 3)]
    rooms: usize,
    /// Clients of each customer, which send at once; a user may have ten connections
    #[arg(long, default_value_t = 4)]
    clients: usize,
    /// Messages of each client
    #[arg(long, default_value_t = 50)]
    messages: usize,
    /// Seed of the way that each message takes, and of what is cut off
    #[arg(long, default_value_t = fastrand::u64(..))]
    seed: u64,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the verdict is the output")]
async fn main() -> ExitCode {
    let Arguments { url, ws, rooms, clients, messages, seed } = Arguments::parse();
    let network = Network::new(&url);
    let network = if let Some(ws) = ws { network.with_websocket_url(&ws) } else { network };
    let plan = Plan { rooms, tabs: clients, messages, seed };
    println!("{rooms} rooms, {clients} clients in each, {messages} messages of each client, seed {seed}");
    let histories = match run(&network, plan).await {
        Ok(histories) => histories,
        Err(failure) => {
            eprintln!("This deployment can't be tried: {failure}");
            return ExitCode::from(2);
        }
    };
    let sent: usize = histories.iter().map(|history| history.sendings.len()).sum();
    let acknowledged = histories.iter().flat_map(|history| &history.sendings);
    let acknowledged = acknowledged.filter(|sending| sending.acknowledged.is_some()).count();
    let readings: usize = histories.iter().map(|history| history.readings.len()).sum();
    println!("{sent} messages sent, {acknowledged} acknowledged, {readings} reads compared");
    let violations: Vec<Violation> = histories.iter().flat_map(check).collect();
    for violation in violations.iter().take(MAX_SHOWN) {
        println!("{violation}");
    }
    if !violations.is_empty() {
        println!("BROKEN: {} contradictions to the delivery promises", violations.len());
        return ExitCode::FAILURE;
    }
    if acknowledged == 0 {
        println!("NOTHING PROVED: no message was acknowledged");
        return ExitCode::from(2);
    }
    println!("KEPT: nothing was lost, doubled or reordered");
    ExitCode::SUCCESS
}
