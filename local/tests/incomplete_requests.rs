//! Incomplete requests: their connections are closed, and don't keep others out.
#![expect(clippy::disallowed_methods, reason = "the system under test has the limits")]

use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use local::table::{EmbeddedTable, Storage};
use local::{FirstAccounts, Options, Password, RequestTimes, System};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::client_async;

type Outcome = Result<(), Box<dyn Error>>;

/// Another address of this machine than that of the system and its other clients.
const OTHER_ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// Timeout for prompt events.
const DEADLINE: Duration = Duration::from_secs(20);
/// Timeout that no test reaches.
const NEVER: Duration = Duration::from_secs(600);
const SHORT_TIMEOUT: Duration = Duration::from_millis(200);

const NO_TIMEOUTS: RequestTimes = RequestTimes { headers: NEVER, body_pause: NEVER, body: NEVER };

async fn system(options: Options) -> Result<System, Box<dyn Error>> {
    Ok(System::start(options, EmbeddedTable::start(Storage::Memory).await?).await?)
}

async fn system_with_times(request_times: RequestTimes) -> Result<System, Box<dyn Error>> {
    system(Options { request_times, ..Options::default() }).await
}

fn address(system: &System) -> Result<SocketAddr, Box<dyn Error>> {
    Ok(system.base_url().trim_start_matches("http://").parse()?)
}

async fn connect_from_other_address(to: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((OTHER_ADDRESS, 0)))?;
    socket.connect(to).await
}

/// Connects and sends part of a request.
async fn send_partial(to: SocketAddr, text: &str) -> io::Result<TcpStream> {
    let mut stream = connect_from_other_address(to).await?;
    stream.write_all(text.as_bytes()).await?;
    Ok(stream)
}

/// Reads until the connection is closed or reset.
async fn read_to_end(stream: &mut TcpStream) -> Result<String, Box<dyn Error>> {
    let mut received = Vec::new();
    let read = timeout(DEADLINE, stream.read_to_end(&mut received)).await?;
    match read {
        Err(error) if error.kind() != io::ErrorKind::ConnectionReset => Err(error.into()),
        _ => Ok(String::from_utf8_lossy(&received).into_owned()),
    }
}

async fn health(system: &System) -> Result<u16, Box<dyn Error>> {
    let response = timeout(DEADLINE, reqwest::get(format!("{}/api/health/", system.base_url()))).await??;
    Ok(response.status().as_u16())
}

#[tokio::test]
async fn incomplete_requests_of_one_address_do_not_block_others() -> Outcome {
    let limit = 50;
    let options = Options { connections_per_address: Some(limit), request_times: NO_TIMEOUTS, ..Options::default() };
    let system = system(options).await?;
    let mut streams = Vec::new();
    for _ in 0..1100 {
        // Writing may already fail on a connection that was closed at once.
        if let Ok(stream) = send_partial(address(&system)?, "G").await {
            streams.push(stream);
        }
    }
    assert_eq!(health(&system).await?, 200);
    let (first, over) = streams.split_at_mut(limit);
    for stream in over {
        assert_eq!(read_to_end(stream).await?, "");
    }
    for stream in first {
        stream.write_all(b"ET /api/health/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await?;
        assert!(read_to_end(stream).await?.starts_with("HTTP/1.1 200"));
    }
    system.stop().await;
    Ok(())
}

#[tokio::test]
async fn missing_or_slow_headers_close_the_connection() -> Outcome {
    let system = system_with_times(RequestTimes { headers: SHORT_TIMEOUT, ..NO_TIMEOUTS }).await?;
    for text in ["", "G", "GET / HTTP/1.1\r\nHost: x\r\nX-Half: "] {
        let mut stream = send_partial(address(&system)?, text).await?;
        assert_eq!(read_to_end(&mut stream).await?, "", "{text:?}");
    }
    let mut stream = send_partial(address(&system)?, "GET / HTTP/1.1\r\nX-Long: ").await?;
    let began = Instant::now();
    while stream.write_all(b"x").await.is_ok() {
        assert!(began.elapsed() < DEADLINE);
        sleep(SHORT_TIMEOUT / 10).await;
    }
    assert!(began.elapsed() >= SHORT_TIMEOUT);
    system.stop().await;
    Ok(())
}

#[tokio::test]
async fn missing_or_slow_bodies_close_the_connection() -> Outcome {
    let head =
        "POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{";
    let silent = system_with_times(RequestTimes { body_pause: SHORT_TIMEOUT, ..NO_TIMEOUTS }).await?;
    let mut stream = send_partial(address(&silent)?, head).await?;
    assert!(read_to_end(&mut stream).await?.starts_with("HTTP/1.1 4"));
    silent.stop().await;

    let trickling = system_with_times(RequestTimes { body: SHORT_TIMEOUT, ..NO_TIMEOUTS }).await?;
    let mut stream = send_partial(address(&trickling)?, head).await?;
    let began = Instant::now();
    while stream.write_all(b" ").await.is_ok() {
        assert!(began.elapsed() < DEADLINE);
        sleep(SHORT_TIMEOUT / 10).await;
    }
    assert!(began.elapsed() >= SHORT_TIMEOUT);
    trickling.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_request_that_is_refused_early_leaves_its_connection_open() -> Outcome {
    let system = system_with_times(NO_TIMEOUTS).await?;
    let (text, next) =
        (r#"{"first_name": "Eve"}"#, "GET /api/health/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let head = "PATCH /api/users/me/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length:";
    let mut stream = send_partial(address(&system)?, &format!("{head} {}\r\n\r\n", text.len())).await?;
    let mut refusal = [0; "HTTP/1.1 401".len()];
    timeout(DEADLINE, stream.read_exact(&mut refusal)).await??;
    assert_eq!(&refusal, b"HTTP/1.1 401");
    stream.write_all(format!("{text}{next}").as_bytes()).await?;
    let answers = read_to_end(&mut stream).await?;
    assert!(answers.contains("HTTP/1.1 200"), "{answers}");
    system.stop().await;
    Ok(())
}

#[tokio::test]
async fn the_rest_of_a_refused_request_is_limited() -> Outcome {
    let system = system_with_times(NO_TIMEOUTS).await?;
    let head = "PATCH /api/users/me/ HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n";
    let mut stream = send_partial(address(&system)?, head).await?;
    let (piece, mut sent) = ([b' '; 64 * 1024], 0);
    while stream.write_all(&piece).await.is_ok() {
        sent += piece.len();
        assert!(sent < 64 * 1024 * 1024);
    }
    system.stop().await;
    Ok(())
}

#[tokio::test]
async fn websocket_connections_count_and_outlast_request_timeouts() -> Outcome {
    let limit = 8;
    let system = system(Options {
        connections_per_address: Some(limit),
        request_times: RequestTimes { headers: SHORT_TIMEOUT, body_pause: SHORT_TIMEOUT, body: SHORT_TIMEOUT },
        accounts: FirstAccounts { admin: false, admin_password: None, demo: true },
        ..Options::default()
    })
    .await?;
    let mut sockets = Vec::new();
    for url in websocket_urls(&system, limit).await? {
        let stream = connect_from_other_address(address(&system)?).await?;
        sockets.push(client_async(url, stream).await?.0);
    }
    sleep(3 * SHORT_TIMEOUT).await;

    let mut over = connect_from_other_address(address(&system)?).await?;
    assert_eq!(read_to_end(&mut over).await?, "");
    assert_eq!(health(&system).await?, 200);

    for mut socket in sockets {
        socket.close(None).await?;
    }
    let began = Instant::now();
    while !is_served(address(&system)?).await? {
        assert!(began.elapsed() < DEADLINE);
        sleep(SHORT_TIMEOUT / 10).await;
    }
    system.stop().await;
    Ok(())
}

/// Opens one more connection; `true` if it gets an answer.
async fn is_served(address: SocketAddr) -> Result<bool, Box<dyn Error>> {
    match send_partial(address, "GET /api/health/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await {
        Ok(mut stream) => Ok(read_to_end(&mut stream).await?.starts_with("HTTP/1.1 200")),
        Err(_) => Ok(false),
    }
}

/// Fetches WebSocket URLs of the demo's agent.
async fn websocket_urls(system: &System, count: usize) -> Result<Vec<String>, Box<dyn Error>> {
    let accounts = system.accounts().iter();
    let password = accounts.filter(|account| account.username == "agent").find_map(|account| match &account.password {
        Password::Generated(password) => Some(password.clone()),
        _ => None,
    });
    let client = reqwest::Client::new();
    let post = |path: &str| client.post(format!("{}{path}", system.base_url()));
    let body = json!({"username": "agent", "password": password.ok_or("no password")?});
    let tokens: Value = post("/api/token/").json(&body).send().await?.json().await?;
    let access = tokens["access"].as_str().ok_or("no token")?;
    let mut urls = Vec::new();
    for _ in 0..count {
        let ticket: Value = post("/api/auth/ws-ticket/").bearer_auth(access).send().await?.json().await?;
        urls.push(ticket["url"].as_str().ok_or("no address")?.to_owned());
    }
    Ok(urls)
}
