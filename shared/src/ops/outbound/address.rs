//! Allowed addresses: public ones only, none in the network of the functions.

use std::{net::IpAddr, sync::LazyLock};

use ipnet::IpNet;
use url::{Host, Url};

/// Networks that IANA's special-purpose address registries (RFC 6890) don't list as globally reachable, multicast, and
/// prefixes of IPv6 addresses that embed IPv4 ones.
const NOT_PUBLIC: [&str; 27] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "64:ff9b::/32",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
];

static NETWORKS: LazyLock<Vec<IpNet>> =
    LazyLock::new(|| NOT_PUBLIC.iter().filter_map(|network| network.parse().ok()).collect());

/// `true` for a public address.
pub fn is_public(address: IpAddr) -> bool {
    let address = address.to_canonical();
    !NETWORKS.iter().any(|network| network.contains(&address))
}

/// The problem with a URL to send something to, parsed as the HTTP client parses it: `127.1` and `0x7f.1` are IPv4
/// addresses, too. Host names are resolved and checked at every request. `what` begins the sentence.
pub(in crate::ops) fn problem(what: &str, url: &str, allows_private: bool) -> Option<String> {
    let Ok(url) = Url::parse(url) else { return Some("Enter a valid URL.".into()) };
    if !url.username().is_empty() || url.password().is_some() {
        return Some(format!("{what} can't hold a user name or password."));
    }
    if url.scheme() != "https" && !(allows_private && url.scheme() == "http") {
        return Some(format!("{what} must begin with https://."));
    }
    let is_private = match url.host() {
        None => return Some("Enter a valid URL.".into()),
        Some(Host::Ipv4(address)) => !is_public(address.into()),
        Some(Host::Ipv6(address)) => !is_public(address.into()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost") || !name.contains('.')
        }
    };
    (!allows_private && is_private).then(|| "The URL points to a private network.".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_is_one() {
        assert_eq!(NETWORKS.len(), NOT_PUBLIC.len());
    }

    #[test]
    fn addresses_of_private_networks_are_not_public() -> Result<(), std::net::AddrParseError> {
        let private = [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ];
        for address in private {
            assert!(!is_public(address.parse()?), "{address}");
        }
        for address in ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"] {
            assert!(is_public(address.parse()?), "{address}");
        }
        Ok(())
    }

    #[test]
    fn only_public_addresses_by_https_are_taken_unless_private_ones_are_allowed() {
        for url in ["https://example.com/hook", "https://example.com:8443", "https://1.1.1.1/"] {
            assert_eq!(problem("It", url, false), None, "{url}");
        }
        let refused = [
            "",
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://localhost/",
            "https://a.localhost/",
            "https://localhost./",
            "https://user:password@example.com/",
            "https://169.254.169.254/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.1/",
            "https://0/",
            "https://0177.0.0.1/",
            "https://[fec0::1]/",
            "https://[3fff::1]/",
            "https://[5f00::1]/",
            "https://[::ffff:7f00:1]/",
            "https://intranet/",
        ];
        for url in refused {
            assert!(problem("It", url, false).is_some(), "{url}");
        }
        assert_eq!(problem("It", "http://127.0.0.1:9/", true), None);
        assert!(problem("It", "ftp://127.0.0.1/", true).is_some());
    }
}
