//! What is told by an address: which network it is of, and whether everybody can see it.
//!
//! Addresses that not everybody can see are somebody's own, or nobody's: who is sent there ends up elsewhere than
//! whoever named the address. By the IANA registries of special-purpose addresses (RFC 6890) as of 2025: what they do
//! not call globally reachable is not public. More careful than they are, this takes all of 192.0.0.0/24 and 2001::/23 for special, where single
//! addresses are for protocols and no server has one, and what holds an IPv4 address that nobody can look at (Teredo,
//! 6to4). An address of the well-known prefix of NAT64 is judged by the IPv4 address that it stands for: on a network
//! without IPv4 every name has only such addresses (RFC 6052, RFC 6147).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// The special-purpose nets; of IPv6 those within 2000::/3, because nothing else is handed out.
const SPECIAL: [&str; 19] = [
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
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
];

/// Whether everybody can see what has this address.
pub fn is_public(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let special = || SPECIAL.iter().filter_map(|net| net.parse::<IpNet>().ok()).any(|net| net.contains(&address));
    match address {
        IpAddr::V4(_) => !special(),
        IpAddr::V6(address) => match stands_for(address) {
            Some(other) => is_public(other.into()),
            None => address.segments()[0] & 0xe000 == 0x2000 && !special(),
        },
    }
}

/// The network that one person has for themselves: an IPv4 address, or the /64 of an IPv6 address, because
/// each subscriber has at least 2^64 of these.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

/// The same of an address as it is written; what is none (a Unix socket has none) stands for itself.
pub fn named(address: &str) -> String {
    address.parse().map_or_else(|_| address.to_owned(), |address| network(address).to_string())
}

/// The nets that may all be one subscriber's, the narrowest first: the [`network`], and of IPv6 the /56 and the /48 that
/// it is in, which providers hand out as readily (RFC 6177).
pub fn named_nets(address: &str) -> Vec<String> {
    let wider = |address: Ipv6Addr, length: u32| {
        let host = 128 - length;
        format!("{}/{length}", Ipv6Addr::from_bits(address.to_bits() >> host << host))
    };
    let wider = match address.parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => vec![wider(address, 56), wider(address, 48)],
        _ => Vec::new(),
    };
    [named(address)].into_iter().chain(wider).collect()
}

/// The IPv4 address that one of 64:ff9b::/96 stands for (RFC 6052 §2.1).
fn stands_for(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = address.segments() else { return None };
    Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_this_machine_or_its_neighbours_see_is_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.2",
            "192.168.0.1",
            "198.19.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::808:808",
            "100::1",
            "100:0:0:1::1",
            "2001:0:7f00:1::",
            "2001:2::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fd00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        assert!(SPECIAL.iter().all(|net| net.parse::<IpNet>().is_ok()));
    }

    #[test]
    fn what_is_handed_out_is_public_also_behind_a_translator() {
        for address in [
            "1.1.1.1",
            "93.184.215.14",
            "192.31.196.1",
            "192.52.193.1",
            "192.175.48.1",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2606:4700::1111",
            "2620:4f:8000::1",
            "2a00:1450::8a",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_network_is_an_ipv4_address_however_it_is_written_or_64_bits_of_an_ipv6_address() {
        assert_eq!(named("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(named("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!((named("local"), named("")), ("local".to_owned(), String::new()));
    }

    #[test]
    fn of_ipv6_a_subscriber_may_have_wider_nets() {
        assert_eq!(
            named_nets("2001:db8:1:2345:6::7"),
            ["2001:db8:1:2345::", "2001:db8:1:2300::/56", "2001:db8:1::/48"]
        );
        assert_eq!(named_nets("::ffff:192.0.2.1"), ["192.0.2.1"]);
        assert_eq!(named_nets("local"), ["local"]);
    }
}
