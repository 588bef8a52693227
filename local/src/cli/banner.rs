//! What the program says on the terminal.

use crate::accounts::{Account, Password};
use crate::error::StartError;
use crate::system::System;

/// Where everything is, and the passwords that are never shown again.
#[expect(clippy::print_stdout, reason = "the program's text at the start")]
pub(super) fn welcome(system: &System) {
    let base = system.base_url();
    println!("\nTribeclub Chat {} is running.\n", env!("CARGO_PKG_VERSION"));
    println!("  Start page  {base}/");
    println!("  API         {base}/api/");
    println!("  WebSocket   {}", system.ws_url());
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
    println!("\nStop with Ctrl-C.\n");
}

fn line(account: &Account) -> String {
    match &account.password {
        Password::Generated(password) => format!("{:10}  {password}", account.username),
        Password::Set(_) => format!("{:10}  the password from ADMIN_PASSWORD", account.username),
        Password::Unchanged => format!("{:10}  there already, password unchanged", account.username),
    }
}

/// The end has begun.
#[expect(clippy::print_stdout, reason = "the program's text at the end")]
pub(super) fn stopping() {
    println!("Stopping; Ctrl-C again to stop at once.");
}

/// Why there is no start.
#[expect(clippy::print_stderr, reason = "the program's text for a failure")]
pub(super) fn complain(error: &StartError) {
    eprintln!("error: {error}");
}
