//! Network addresses of clients.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

/// Address of a client, if known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Address(pub Option<IpAddr>);

impl Address {
    /// Key of limits by address: for IPv6 the /64 network, of which one client has all addresses (RFC 6177).
    pub fn network(self) -> String {
        match self.0.map(|address| address.to_canonical()) {
            Some(IpAddr::V6(address)) => format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => address.to_canonical().fmt(f),
            None => f.write_str("unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() -> Result<(), std::net::AddrParseError> {
        let network = |text: &str| text.parse().map(|address| Address(Some(address)).network());
        assert_eq!(network("2001:db8:1:2:3:4:5:6")?, "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::1")?, network("2001:db8:1:2:ffff::")?);
        assert_ne!(network("2001:db8:1:2::1")?, network("2001:db8:1:3::1")?);
        assert_eq!(network("::ffff:192.0.2.1")?, "192.0.2.1");
        assert_eq!(Address::default().network(), "unknown");
        Ok(())
    }
}
