//! Limits on open connections, in total and per address, so that files remain for everything else, and one address
//! can't exhaust the connections.

use std::collections::HashMap;
use std::io::{self, IoSlice};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use shared::address::Address;
use shared::config::TrustedProxies;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Limit of open files if the operating system doesn't report one.
const DEFAULT_FILE_LIMIT: u64 = 1024;

/// Raises the limit of open files, of which each connection uses one, as far as permitted; returns the new limit.
pub(crate) fn raise_file_limit() -> usize {
    let limit = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        tracing::warn!(%error, "limit of open files unchanged");
        DEFAULT_FILE_LIMIT
    });
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Counters of open connections.
pub(crate) struct ConnectionLimits {
    total: usize,
    per_address: usize,
    proxies: TrustedProxies,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    total: usize,
    by_network: HashMap<String, usize>,
}

impl ConnectionLimits {
    /// Allows `per_address` connections from one address, and a share of `files` in total. Connections of the proxies
    /// count only in total, because they carry those of many clients.
    pub fn new(files: usize, per_address: Option<usize>, proxies: TrustedProxies) -> Arc<Self> {
        // The table, uploads and outgoing requests need the rest.
        let total = files / 4 * 3;
        let per_address = per_address.map_or(usize::MAX, |limit| limit.min(total / 2));
        Arc::new(Self { total, per_address, proxies, open: Mutex::default() })
    }

    /// Admits a connection; `None` if a limit is reached.
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Permit> {
        let network = (!self.is_proxy(peer)).then(|| Address(Some(peer)).network());
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let from_network =
            network.as_ref().and_then(|network| open.by_network.get(network)).copied().unwrap_or_default();
        if open.total >= self.total || from_network >= self.per_address {
            return None;
        }
        open.total += 1;
        if let Some(network) = &network {
            open.by_network.insert(network.clone(), from_network + 1);
        }
        Some(Permit { limits: self.clone(), network })
    }

    fn is_proxy(&self, peer: IpAddr) -> bool {
        match &self.proxies {
            TrustedProxies::Count(count) => *count > 0,
            TrustedProxies::Networks(networks) => networks.iter().any(|network| network.contains(&peer.to_canonical())),
        }
    }

    fn release(&self, network: Option<&String>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.total -= 1;
        let Some(network) = network else { return };
        if let Some(count) = open.by_network.get_mut(network) {
            *count -= 1;
            if *count == 0 {
                open.by_network.remove(network);
            }
        }
    }
}

/// Permit of an open connection; dropping it makes room for another.
pub(crate) struct Permit {
    limits: Arc<ConnectionLimits>,
    network: Option<String>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.limits.release(self.network.as_ref());
    }
}

/// An open connection, which holds its permit also after an upgrade to a WebSocket.
pub(crate) struct Admitted {
    pub stream: TcpStream,
    pub _permit: Permit,
}

impl AsyncRead for Admitted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Admitted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn permits(
        limits: &Arc<ConnectionLimits>,
        peer: &str,
        count: usize,
    ) -> Result<Vec<Permit>, std::net::AddrParseError> {
        let peer = peer.parse()?;
        Ok((0..count).filter_map(|_| limits.admit(peer)).collect())
    }

    #[test]
    fn an_address_gets_its_limit_and_reuses_closed_connections() -> Outcome {
        let limits = ConnectionLimits::new(4096, Some(3), TrustedProxies::default());
        let first = permits(&limits, "192.0.2.1", 5)?;
        assert_eq!(first.len(), 3);
        assert_eq!(permits(&limits, "192.0.2.2", 5)?.len(), 3);
        assert_eq!(permits(&limits, "::ffff:192.0.2.1", 5)?.len(), 0);
        drop(first);
        assert_eq!(permits(&limits, "192.0.2.1", 5)?.len(), 3);
        let network = permits(&limits, "2001:db8:1:2::1", 2)?;
        assert_eq!(permits(&limits, "2001:db8:1:2:ffff::", 5)?.len(), 3 - network.len());
        Ok(())
    }

    #[test]
    fn limits_leave_files_for_other_addresses_and_the_table() -> Outcome {
        let limits = ConnectionLimits::new(1024, Some(1000), TrustedProxies::default());
        let first = permits(&limits, "192.0.2.1", 1000)?;
        assert_eq!(first.len(), 384);
        let second = permits(&limits, "192.0.2.2", 1000)?;
        assert_eq!(first.len() + second.len(), 768);
        assert!(permits(&limits, "192.0.2.3", 1)?.is_empty());
        Ok(())
    }

    #[test]
    fn connections_of_proxies_count_only_in_total() -> Outcome {
        for proxies in ["1", "192.0.2.0/24"] {
            let limits = ConnectionLimits::new(4096, Some(3), proxies.parse()?);
            assert_eq!(permits(&limits, "192.0.2.1", 100)?.len(), 100, "{proxies}");
        }
        let limits = ConnectionLimits::new(4096, Some(3), "192.0.2.0/24".parse()?);
        assert_eq!(permits(&limits, "198.51.100.1", 100)?.len(), 3);
        Ok(())
    }
}
