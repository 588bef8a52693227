//! The program's sockets, as the kernel lists them.

use std::collections::{BTreeSet, HashSet};

use procfs::process::{FDTarget, Process};
use serde_json::json;
use tests::{Program, files::sample};

use crate::{PROGRAM, folder};

/// The ports of its own TCP sockets: of those that listen, and of connections at its end.
fn ports(program: &Program) -> procfs::ProcResult<BTreeSet<u16>> {
    let process = Process::new(program.id().cast_signed())?;
    let files = process.fd()?.flatten();
    let sockets: HashSet<u64> =
        files.filter_map(|file| if let FDTarget::Socket(inode) = file.target { Some(inode) } else { None }).collect();
    let own = [process.tcp()?, process.tcp6()?].concat().into_iter().filter(|socket| sockets.contains(&socket.inode));
    Ok(own.map(|socket| socket.local_address.port()).collect())
}

#[tokio::test]
async fn it_has_no_socket_but_those_at_its_port() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], &[("ADMIN_PASSWORD", tests::PASSWORD)]).await;
    let admin = program.sign_in("admin", tests::PASSWORD).await;
    // Table, gateway and bucket are all in use: a connection to one of them would have a port of its own.
    let mut socket = admin.connect().await;
    let room = admin.opens("Help").await;
    let picture = sample("picture.png");
    admin.sends_file(&room, picture.name, picture.bytes).await.created();
    socket.ask(json!({"action": "ping"}), "pong").await;
    let port = program.base_url.rsplit(':').next().and_then(|port| port.parse().ok());
    let ports = ports(&program).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(ports, BTreeSet::from_iter(port));
}
