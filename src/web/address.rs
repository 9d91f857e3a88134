//! Whose request this is, as far as addresses can tell.
//!
//! `X-Forwarded-For` is a claim. It is read from its right end, one hop at a time, and only as long as the hop that
//! made the claim is a configured proxy; the first address that is none is the client. The left end, which the
//! client itself writes, is never trusted, and `Forwarded` and `X-Real-IP` are not read: one header, one rule.

use std::future::{Ready, ready};
use std::net::{IpAddr, SocketAddr};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, X_FORWARDED_FOR};
use actix_web::{FromRequest, HttpRequest};
use ipnet::IpNet;

use super::trace::Arrival;
use crate::web::header_text;

/// Where a request came from; `None` for one that came over a Unix socket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientAddress(pub Option<IpAddr>);

impl ClientAddress {
    /// The address of the client behind `headers` that `peer` sent.
    pub fn of(peer: Option<SocketAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let Some(peer) = peer else { return Self(None) };
        Self(Some(client(peer.ip(), &header_text::all(headers, X_FORWARDED_FOR), trusted)))
    }
}

impl ClientAddress {
    /// What the tracing middleware found; without it, nothing.
    pub fn of_request(request: &HttpRequest) -> Self {
        Arrival::of(request).address
    }
}

impl std::fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(address) => address.fmt(f),
            None => f.write_str("local"),
        }
    }
}

impl FromRequest for ClientAddress {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of_request(request)))
    }
}

/// Walks the `lines` of `X-Forwarded-For` from the right, starting at `peer`, through `trusted` hops.
fn client(peer: IpAddr, lines: &[&str], trusted: &[IpNet]) -> IpAddr {
    let mut nearest = peer.to_canonical();
    let hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
    for hop in hops {
        if !trusted.iter().any(|net| net.contains(&nearest)) {
            break;
        }
        // A hop that is no address was written by nobody whom a proxy vouches for.
        let Some(claimed) = written(hop.trim()) else { break };
        nearest = claimed;
    }
    nearest
}

/// An address as proxies write it: bare, with a port, or in brackets.
pub(super) fn written(text: &str) -> Option<IpAddr> {
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let address = text.parse().ok().or_else(|| text.parse().ok().map(|socket: SocketAddr| socket.ip())).or_else(bare);
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(peer: &str, lines: &[&str]) -> String {
        let trusted: Vec<IpNet> = ["10.0.0.0/8", "fd00::/8"].iter().map(|net| net.parse().unwrap()).collect();
        client(peer.parse().unwrap(), lines, &trusted).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(seen("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
    }

    #[test]
    fn a_proxy_is_believed_about_the_hop_before_it() {
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(seen("fd00::1", &["2001:db8::7"]), "2001:db8::7");
    }

    #[test]
    fn what_the_client_wrote_at_the_left_never_counts() {
        assert_eq!(seen("10.0.0.1", &["127.0.0.1, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["127.0.0.1", "198.51.100.1, 10.9.9.9"]), "198.51.100.1");
    }

    #[test]
    fn ports_brackets_and_mapped_addresses_are_understood() {
        assert_eq!(seen("::ffff:10.0.0.1", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", &["[2001:db8::7]:4711"]), "2001:db8::7");
        assert_eq!(seen("10.0.0.1", &["[2001:db8::7]"]), "2001:db8::7");
        assert_eq!(seen("10.0.0.1", &["::ffff:198.51.100.1"]), "198.51.100.1");
    }

    #[test]
    fn the_walk_ends_where_there_is_no_address() {
        assert_eq!(seen("10.0.0.1", &["198.51.100.1, unknown, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(seen("10.0.0.1", &[""]), "10.0.0.1");
    }

    proptest! {
        #[test]
        fn without_trusted_proxies_the_peer_is_the_client(header in ".*") {
            let peer: IpAddr = "203.0.113.9".parse().unwrap();
            prop_assert_eq!(client(peer, &[&header], &[]), peer);
        }
    }
}
