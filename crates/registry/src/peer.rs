//! Who asks: the address that limits are counted by.

use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv6Addr};

/// A client. Of an IPv6 address the first half counts, because one subscriber has all of the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Peer(IpAddr);

impl Peer {
    pub(crate) fn new(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) if !v6.is_loopback() => {
                let [a, b, c, d, ..] = v6.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
            other => other,
        })
    }

    /// The client of a request: whoever connected, or behind our own proxies the last one they did not add themselves.
    pub(crate) fn of_request(connected: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> Self {
        let ours = |address: &IpAddr| proxies.contains(&address.to_canonical());
        if !ours(&connected) {
            return Self::new(connected);
        }
        let named = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|v| v.to_str().ok());
        let mut hops: Vec<&str> = named.flat_map(|line| line.split(',')).map(str::trim).collect();
        // Read from the nearest to the farthest, and only as long as what is written are addresses.
        while let Some(Ok(hop)) = hops.pop().map(str::parse::<IpAddr>) {
            if !ours(&hop) {
                return Self::new(hop);
            }
        }
        Self::new(connected)
    }

    /// The address, to count by.
    pub(crate) fn name(self) -> String {
        self.0.to_string()
    }

    /// It is a program on this very machine.
    pub(crate) fn is_local(self) -> bool {
        self.0.is_loopback()
    }
}

#[cfg(test)]
mod tests {
    use super::Peer;
    use axum::http::{HeaderMap, HeaderValue};
    use std::net::IpAddr;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn client(connected: &str, forwarded: &[&'static str]) -> Peer {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        Peer::of_request(ip(connected), &headers, &[ip("127.0.0.1"), ip("10.0.0.2")])
    }

    #[test]
    fn a_stranger_cannot_pretend_to_be_somebody_else() {
        assert_eq!(client("192.0.2.1", &["198.51.100.7"]), Peer::new(ip("192.0.2.1")));
    }

    #[test]
    fn a_proxy_of_ours_names_the_client() {
        let expected = Peer::new(ip("198.51.100.7"));
        assert_eq!(client("127.0.0.1", &["198.51.100.7"]), expected);
        assert_eq!(client("::ffff:127.0.0.1", &["198.51.100.7"]), expected, "mapped");
        assert_eq!(
            client("127.0.0.1", &["203.0.113.9, 198.51.100.7"]),
            expected,
            "the client wrote the first"
        );
        assert_eq!(
            client("127.0.0.1", &["203.0.113.9", "198.51.100.7, 10.0.0.2"]),
            expected,
            "two proxies of ours"
        );
    }

    #[test]
    fn without_a_name_the_proxy_itself_asks() {
        for forwarded in [&[][..], &["unknown"], &["198.51.100.7, nonsense"]] {
            assert_eq!(
                client("127.0.0.1", forwarded),
                Peer::new(ip("127.0.0.1")),
                "{forwarded:?}"
            );
        }
        assert!(client("127.0.0.1", &[]).is_local() && !client("127.0.0.1", &["198.51.100.7"]).is_local());
    }

    #[test]
    fn half_of_an_ipv6_address_is_one_client() {
        assert_eq!(Peer::new(ip("2001:db8:1:2::1")), Peer::new(ip("2001:db8:1:2:ffff::9")));
        assert_ne!(Peer::new(ip("2001:db8:1:2::1")), Peer::new(ip("2001:db8:1:3::1")));
        assert!(Peer::new(ip("::1")).is_local());
    }
}
