//! Trusted proxies, which distinguish the client's real address from a forged `X-Forwarded-For`.

use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::IpNet;

/// Proxies whose `X-Forwarded-For` is trusted: none by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustedProxies {
    /// Number of proxies in a chain.
    Count(usize),
    /// Proxies in these networks.
    Networks(Vec<IpNet>),
}

impl Default for TrustedProxies {
    fn default() -> Self {
        Self::Count(0)
    }
}

impl TrustedProxies {
    /// `true` without trusted proxies.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The client's address: of `forwarded` (the contents of `X-Forwarded-For`) and `peer`, the right-most that isn't a
    /// trusted proxy's. An invalid address ends the search.
    pub fn client(&self, peer: IpAddr, forwarded: Option<&str>) -> IpAddr {
        let mut client = peer.to_canonical();
        // API Gateway appends its peer to the header as well.
        let hops = forwarded.into_iter().flat_map(|header| header.rsplit(',')).map(|hop| address(hop.trim()));
        let own = client;
        let mut hops = hops.skip_while(move |hop| *hop == Some(own));
        let mut passed = 0;
        while self.trusts(client, passed) {
            let Some(Some(hop)) = hops.next() else { break };
            client = hop;
            passed += 1;
        }
        client
    }

    fn trusts(&self, address: IpAddr, passed: usize) -> bool {
        match self {
            Self::Count(count) => passed < *count,
            Self::Networks(networks) => networks.iter().any(|network| network.contains(&address)),
        }
    }
}

/// Parses an address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let without_port = || text.parse().ok().map(|address: std::net::SocketAddr| address.ip());
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().ok().or_else(without_port).map(|address| address.to_canonical())
}

impl FromStr for TrustedProxies {
    type Err = String;

    /// Reads a number, or networks and addresses separated by commas; empty means none.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        if let Ok(count) = text.trim().parse() {
            return Ok(Self::Count(count));
        }
        let network = |text: &str| text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        let networks: Option<Vec<IpNet>> = text.split(',').map(|part| network(part.trim())).collect();
        let problem = || "must be a number of proxies, or networks such as 10.0.0.0/8,fd00::/8".to_owned();
        networks.map(Self::Networks).ok_or_else(problem)
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Networks(networks) => {
                f.write_str(&networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn client(proxies: &str, peer: &str, forwarded: &str) -> Result<String, Box<dyn std::error::Error>> {
        let proxies: TrustedProxies = proxies.parse()?;
        Ok(proxies.client(peer.parse()?, Some(forwarded).filter(|text| !text.is_empty())).to_string())
    }

    #[test]
    fn the_right_most_address_that_is_not_trusted_is_the_clients() -> Outcome {
        for (proxies, peer, forwarded, expected) in [
            ("", "9.9.9.9", "1.1.1.1", "9.9.9.9"),
            ("0", "9.9.9.9", "1.1.1.1", "9.9.9.9"),
            ("1", "9.9.9.9", "1.1.1.1", "1.1.1.1"),
            ("1", "9.9.9.9", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
            ("2", "9.9.9.9", "6.6.6.6, 1.1.1.1, 8.8.8.8", "1.1.1.1"),
            ("2", "9.9.9.9", "1.1.1.1", "1.1.1.1"),
            ("1", "9.9.9.9", "1.1.1.1, 9.9.9.9", "1.1.1.1"),
            ("1", "9.9.9.9", "", "9.9.9.9"),
            ("1", "9.9.9.9", "6.6.6.6, nonsense", "9.9.9.9"),
            ("10.0.0.0/8", "10.0.0.1", "6.6.6.6, 1.1.1.1, 10.1.2.3", "1.1.1.1"),
            ("10.0.0.0/8", "9.9.9.9", "1.1.1.1", "9.9.9.9"),
            ("10.0.0.0/8", "10.0.0.1", "10.0.0.2", "10.0.0.2"),
            ("127.0.0.1,::1", "::ffff:127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
            ("1", "9.9.9.9", "1.1.1.1:5000", "1.1.1.1"),
        ] {
            assert_eq!(client(proxies, peer, forwarded)?, expected, "{proxies} {peer} {forwarded}");
        }
        Ok(())
    }

    #[test]
    fn anything_else_is_no_setting() {
        assert!("many".parse::<TrustedProxies>().is_err());
        assert!("10.0.0.0/8,x".parse::<TrustedProxies>().is_err());
    }
}
