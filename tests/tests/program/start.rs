//! Starting and stopping. What goes wrong is said in one line that says what to do.

use std::net::TcpListener;

use tests::{Outcome, Program};

use crate::{PROGRAM, folder};

/// Claims that a start failed with one line on stderr, and gives it.
#[track_caller]
fn one_line(outcome: &Outcome) -> &str {
    assert!(!outcome.success, "{outcome:?}");
    assert_eq!(outcome.stdout, "");
    let lines: Vec<_> = outcome.stderr.lines().collect();
    assert_eq!(lines.len(), 1, "{}", outcome.stderr);
    assert!(!lines[0].contains("panicked"), "{}", lines[0]);
    lines[0]
}

#[tokio::test]
async fn it_says_where_everything_is() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], &[]).await;
    let said = program.said.join("\n");
    for address in [format!("{}/", program.base_url), format!("{}/api/", program.base_url), "/ws".into()] {
        assert!(said.contains(&address), "{address} is not in {said}");
    }
    assert!(said.contains(".data"), "{said}");
    program.anon().get("/api/health/").await.ok();
    assert!(folder.path().join(".data").is_dir());
}

#[tokio::test]
async fn ctrl_c_ends_it_in_order() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], &[]).await;
    assert!(program.interrupt().await);
}

#[tokio::test]
async fn an_ephemeral_run_leaves_nothing_behind() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &["--ephemeral"], &[]).await;
    assert!(program.said.join("\n").contains("memory"));
    program.anon().get("/api/health/").await.ok();
    assert!(program.interrupt().await);
    assert_eq!(std::fs::read_dir(folder.path()).map(Iterator::count).ok(), Some(0));
}

#[tokio::test]
async fn it_warns_when_clients_are_told_of_a_proxy_that_it_is_not() {
    let folder = folder();
    let url = ("PUBLIC_URL", "https://chat.example.com");
    let mut program = Program::start(PROGRAM, folder.path(), &["--ephemeral"], &[url]).await;
    program.logs(&["WARN", "TRUSTED_PROXIES"]).await;
    for quiet in [[url, ("TRUSTED_PROXIES", "1")], [("PUBLIC_URL", ""), ("WEBSOCKET_URL", "ws://localhost:8000/ws")]] {
        let outcome = Program::start(PROGRAM, folder.path(), &["--ephemeral"], &quiet).await.interrupted().await;
        assert!(outcome.success && !outcome.stderr.contains("TRUSTED_PROXIES"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|error| panic!("{error}"));
    let port = taken.local_addr().map(|address| address.port().to_string()).unwrap_or_default();
    let outcome = Program::run(PROGRAM, folder.path(), &["--port", &port], &[]).await;
    let line = one_line(&outcome);
    assert!(line.contains(&port) && line.contains("--port"), "{line}");
}

#[tokio::test]
async fn a_data_folder_that_is_none_is_named() {
    let folder = folder();
    std::fs::write(folder.path().join("file"), "not a folder").unwrap_or_else(|error| panic!("{error}"));
    let outcome = Program::run(PROGRAM, folder.path(), &["--port", "0", "--data-dir", "file"], &[]).await;
    let line = one_line(&outcome);
    assert!(line.contains("file") && line.contains("--data-dir"), "{line}");
}

#[tokio::test]
async fn a_data_file_that_is_no_table_is_named() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], &[]).await;
    assert!(program.interrupt().await);
    let data = folder.path().join(".data");
    for entry in std::fs::read_dir(&data).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().contains("sqlite") || entry.file_name().to_string_lossy().contains("db")
        {
            std::fs::write(entry.path(), "x".repeat(10_000)).unwrap_or_else(|error| panic!("{error}"));
        }
    }
    let outcome = Program::run(PROGRAM, folder.path(), &["--port", "0"], &[]).await;
    assert!(one_line(&outcome).contains("--data-dir"), "{}", outcome.stderr);
}

#[tokio::test]
async fn a_data_folder_of_another_layout_is_named_and_left_alone() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], &[]).await;
    assert!(program.interrupt().await);
    let [layout, table] = ["layout", "table.sqlite"].map(|name| folder.path().join(".data").join(name));
    // The first layout had no such file.
    std::fs::remove_file(layout).unwrap_or_else(|error| panic!("{error}"));
    let read = || std::fs::read(&table).unwrap_or_else(|error| panic!("{error}"));
    let before = read();
    for _ in 0..2 {
        let outcome = Program::run(PROGRAM, folder.path(), &["--port", "0"], &[]).await;
        let line = one_line(&outcome);
        assert!(line.contains("of another version") && line.contains("--data-dir"), "{}", outcome.stderr);
    }
    assert_eq!(before, read());
}

#[tokio::test]
async fn a_data_folder_that_another_run_uses_is_named() {
    let folder = folder();
    let running = Program::start(PROGRAM, folder.path(), &[], &[]).await;
    let outcome = Program::run(PROGRAM, folder.path(), &["--port", "0"], &[]).await;
    assert!(one_line(&outcome).contains("in use"), "{}", outcome.stderr);
    running.anon().get("/api/health/").await.ok();
}

#[tokio::test]
async fn a_bad_setting_is_named() {
    let folder = folder();
    for (arguments, settings, named) in [
        (vec!["--port", "many"], vec![], "--port"),
        (vec!["--dance"], vec![], "--dance"),
        (vec![], vec![("PORT", "70000")], "70000"),
        (vec!["--port", "0"], vec![("SECRET_KEY", "short")], "SECRET_KEY"),
        (vec!["--port", "0"], vec![("ALLOWED_ORIGINS", "example.com")], "ALLOWED_ORIGINS"),
        (vec!["--port", "0"], vec![("ADMIN_PASSWORD", "short")], "ADMIN_PASSWORD"),
    ] {
        let outcome = Program::run(PROGRAM, folder.path(), &arguments, &settings).await;
        let line = one_line(&outcome);
        assert!(line.contains(named), "{named} is not in {line}");
    }
    assert!(!folder.path().join(".data").exists());
}

#[tokio::test]
async fn settings_come_from_a_file_too() {
    let folder = folder();
    let password = "from the file 1";
    std::fs::write(folder.path().join(".env"), format!("ADMIN_PASSWORD=\"{password}\"\nEPHEMERAL=1\n"))
        .unwrap_or_else(|error| panic!("{error}"));
    let program = Program::start(PROGRAM, folder.path(), &[], &[]).await;
    program.sign_in("admin", password).await;
}
