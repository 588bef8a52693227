//! How many connections may be open at once, in all and from one address: they must leave files for everything else, and
//! one address must leave connections for the others.

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

/// Files that a process may open where the system doesn't say.
const USUAL_FILE_LIMIT: u64 = 1024;

/// Raises the limit of open files, each connection being one, as far as the system lets us. Tells what it is then.
pub(crate) fn raise_file_limit() -> usize {
    let limit = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        tracing::warn!(%error, "limit of open files not raised");
        USUAL_FILE_LIMIT
    });
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Counts open connections.
pub(crate) struct Admission {
    in_all: usize,
    per_address: usize,
    proxies: TrustedProxies,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    in_all: usize,
    by_network: HashMap<String, usize>,
}

impl Admission {
    /// Lets `per_address` connections come from one address, and no more than `files` allow. The proxies' own
    /// connections count only in all: they carry everybody's.
    pub fn new(files: usize, per_address: Option<usize>, proxies: TrustedProxies) -> Arc<Self> {
        // The table, uploads and calls to the outside need some, too.
        let in_all = files / 4 * 3;
        let per_address = per_address.map_or(usize::MAX, |limit| limit.min(in_all / 2));
        Arc::new(Self { in_all, per_address, proxies, open: Mutex::default() })
    }

    /// A place among the open connections, unless there is none.
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let network = (!self.is_proxy(peer)).then(|| Address(Some(peer)).network());
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let from_network =
            network.as_ref().and_then(|network| open.by_network.get(network)).copied().unwrap_or_default();
        if open.in_all >= self.in_all || from_network >= self.per_address {
            return None;
        }
        open.in_all += 1;
        if let Some(network) = &network {
            open.by_network.insert(network.clone(), from_network + 1);
        }
        Some(Place { admission: self.clone(), network })
    }

    fn is_proxy(&self, peer: IpAddr) -> bool {
        match &self.proxies {
            TrustedProxies::Count(count) => *count > 0,
            TrustedProxies::Networks(networks) => networks.iter().any(|network| network.contains(&peer.to_canonical())),
        }
    }

    fn leave(&self, network: Option<&String>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.in_all -= 1;
        let Some(network) = network else { return };
        if let Some(count) = open.by_network.get_mut(network) {
            *count -= 1;
            if *count == 0 {
                open.by_network.remove(network);
            }
        }
    }
}

/// A connection's place among the open ones, free again once this is dropped.
pub(crate) struct Place {
    admission: Arc<Admission>,
    network: Option<String>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.admission.leave(self.network.as_ref());
    }
}

/// An open connection, which keeps its place also after it has become a WebSocket.
pub(crate) struct Admitted {
    pub stream: TcpStream,
    pub _place: Place,
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

    fn places(admission: &Arc<Admission>, peer: &str, count: usize) -> Result<Vec<Place>, std::net::AddrParseError> {
        let peer = peer.parse()?;
        Ok((0..count).filter_map(|_| admission.admit(peer)).collect())
    }

    #[test]
    fn an_address_gets_its_share_and_what_it_gives_back() -> Outcome {
        let admission = Admission::new(4096, Some(3), TrustedProxies::default());
        let first = places(&admission, "192.0.2.1", 5)?;
        assert_eq!(first.len(), 3);
        assert_eq!(places(&admission, "192.0.2.2", 5)?.len(), 3);
        assert_eq!(places(&admission, "::ffff:192.0.2.1", 5)?.len(), 0);
        drop(first);
        assert_eq!(places(&admission, "192.0.2.1", 5)?.len(), 3);
        let network = places(&admission, "2001:db8:1:2::1", 2)?;
        assert_eq!(places(&admission, "2001:db8:1:2:ffff::", 5)?.len(), 3 - network.len());
        Ok(())
    }

    #[test]
    fn files_are_left_for_others_and_for_everything_else() -> Outcome {
        let admission = Admission::new(1024, Some(1000), TrustedProxies::default());
        let first = places(&admission, "192.0.2.1", 1000)?;
        assert_eq!(first.len(), 384);
        let second = places(&admission, "192.0.2.2", 1000)?;
        assert_eq!(first.len() + second.len(), 768);
        assert!(places(&admission, "192.0.2.3", 1)?.is_empty());
        Ok(())
    }

    #[test]
    fn proxies_carry_the_connections_of_everybody() -> Outcome {
        for proxies in ["1", "192.0.2.0/24"] {
            let admission = Admission::new(4096, Some(3), proxies.parse()?);
            assert_eq!(places(&admission, "192.0.2.1", 100)?.len(), 100, "{proxies}");
        }
        let admission = Admission::new(4096, Some(3), "192.0.2.0/24".parse()?);
        assert_eq!(places(&admission, "198.51.100.1", 100)?.len(), 3);
        Ok(())
    }
}
