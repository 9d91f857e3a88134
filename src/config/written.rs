//! How values are written whose own types say too little when they are not.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use serde::de::{Deserialize, Deserializer, Error};

/// An address and a port.
pub(super) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    parsed_address(&String::deserialize(from)?)
}

/// The same, or nothing.
pub(super) fn perhaps_address<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SocketAddr>, D::Error> {
    Option::<String>::deserialize(from)?.map(|text| parsed_address(&text)).transpose()
}

fn parsed_address<E: Error>(text: &str) -> Result<SocketAddr, E> {
    let why = || E::custom(format!("{text:?} is no address: write numbers and a port, as \"127.0.0.1:8080\""));
    text.parse().map_err(|_| why())
}

/// Nets; a single address is a net of one.
pub(super) fn nets<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let net = |text: &String| {
        let one = || text.parse::<IpAddr>().map(IpNet::from);
        let why =
            || D::Error::custom(format!("{text:?} is no net: write it as \"10.0.0.0/8\", one address as \"10.0.0.1\""));
        text.trim().parse::<IpNet>().ok().or_else(|| one().ok()).ok_or_else(why)
    };
    Vec::<String>::deserialize(from)?.iter().map(net).collect()
}
