//! Listening sockets: on the loopback addresses by default, so that nothing is open to the network unless requested.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

use crate::error::StartError;

/// Host name for both loopback addresses. Browsers and curl try `::1` first, so if only 127.0.0.1 were bound,
/// `http://localhost:…` could reach another program on that port.
const LOCALHOST: &str = "localhost";

/// One or two bound listeners on the same port.
pub(crate) struct Listening {
    pub(crate) listeners: Vec<TcpListener>,
    address: SocketAddr,
    host: String,
}

impl Listening {
    /// Binds `host` (a name or an address) and `port` (0 for any free one).
    pub(crate) async fn bind(host: &str, port: u16) -> Result<Self, StartError> {
        let failed = |error: io::Error| match error.kind() {
            ErrorKind::AddrInUse => StartError::PortInUse { port },
            _ => StartError::Listen { host: host.to_owned(), port, error },
        };
        let name = if host == LOCALHOST { "127.0.0.1" } else { host };
        let first = TcpListener::bind((name, port)).await.map_err(failed)?;
        let address = first.local_addr().map_err(failed)?;
        let mut listeners = vec![first];
        if host == LOCALHOST {
            match TcpListener::bind((Ipv6Addr::LOCALHOST, address.port())).await {
                Ok(second) => listeners.push(second),
                Err(error) if error.kind() == ErrorKind::AddrInUse && port != 0 => return Err(failed(error)),
                Err(error) => tracing::debug!(%error, "no IPv6 loopback, listening on 127.0.0.1 only"),
            }
        }
        Ok(Self { listeners, address, host: host.to_owned() })
    }

    /// Host and port for users.
    pub(crate) fn authority(&self) -> String {
        let is_unspecified = self.address.ip().is_unspecified();
        let host = if is_unspecified { LOCALHOST.to_owned() } else { bracketed(&self.host) };
        format!("{host}:{}", self.address.port())
    }

    /// Host and port by which this process reaches itself.
    pub(crate) fn own_authority(&self) -> SocketAddr {
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        SocketAddr::new(ip, self.address.port())
    }
}

fn bracketed(host: &str) -> String {
    if host.parse::<Ipv6Addr>().is_ok() { format!("[{host}]") } else { host.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_reported() -> Result<(), Box<dyn std::error::Error>> {
        let taken = TcpListener::bind("127.0.0.1:0").await?;
        let port = taken.local_addr()?.port();
        let refused = Listening::bind(LOCALHOST, port).await;
        assert!(matches!(refused, Err(StartError::PortInUse { port: reported }) if reported == port));
        Ok(())
    }

    #[tokio::test]
    async fn an_address_open_to_all_is_reached_over_loopback() -> Result<(), Box<dyn std::error::Error>> {
        let listening = Listening::bind("0.0.0.0", 0).await?;
        assert!(listening.own_authority().ip().is_loopback());
        assert!(listening.authority().starts_with("localhost:"));
        Ok(())
    }
}
