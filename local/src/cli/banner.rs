//! Messages on the terminal.

use crate::accounts::{Account, Password};
use crate::error::StartError;
use crate::router::OutsideFunctions;
use crate::system::System;

/// Prints the URLs, and the generated passwords, which are never shown again.
#[expect(clippy::print_stdout, reason = "the program's text at the start")]
pub(super) fn welcome(system: &System) {
    let base = system.base_url();
    println!("\nTribeclub Chat {} is running.\n", env!("CARGO_PKG_VERSION"));
    println!("  Start page  {base}/");
    println!("  API         {base}/api/docs/");
    println!("  WebSocket   {}", system.ws_url());
    if let Some(port) = system.smtp_port() {
        println!("  SMTP        localhost:{port}, for answers to mails");
    }
    match system.table().folder() {
        Some(folder) => println!("  Data        {}", folder.path().display()),
        None => println!("  Data        in memory only, gone at the end"),
    }
    if !system.accounts().is_empty() {
        println!("\nAccounts (generated passwords are shown this once):\n");
    }
    for account in system.accounts() {
        println!("  {}", line(account));
    }
    if let Some(functions) = system.outside_functions() {
        println!("\nThe functions are invoked at {}. Run them from another terminal, here:\n", functions.endpoint);
        println!("  {}", watch_command(functions));
    }
    println!("\nStop with Ctrl-C.\n");
}

/// Builds first, with the same flags: the gateways' timeout is shorter than a compilation.
fn watch_command(functions: &OutsideFunctions) -> String {
    let OutsideFunctions { endpoint, environment } = functions;
    // The flag requires an IP address, not a host name.
    let host = if endpoint.host() == "localhost" { "127.0.0.1" } else { endpoint.host() };
    let port = endpoint.port();
    let file = environment.display();
    format!("cargo build && cargo lambda watch --invoke-address {host} --invoke-port {port} --env-file {file}")
}

fn line(account: &Account) -> String {
    match &account.password {
        Password::Generated(password) => format!("{:10}  {password}", account.username),
        Password::Set(_) => format!("{:10}  the password from ADMIN_PASSWORD", account.username),
        Password::Unchanged => format!("{:10}  already exists (password unchanged)", account.username),
    }
}

/// Prints a document as it is.
#[expect(clippy::print_stdout, reason = "what the command was asked for")]
pub(super) fn print(document: &str) {
    print!("{document}");
}

/// Announces the shutdown.
#[expect(clippy::print_stdout, reason = "the program's text at the end")]
pub(super) fn stopping() {
    println!("Stopping; Ctrl-C again to stop at once.");
}

/// Prints the reason for a failed start.
#[expect(clippy::print_stderr, reason = "the program's text for a failure")]
pub(super) fn complain(error: &StartError) {
    eprintln!("error: {error}");
}
