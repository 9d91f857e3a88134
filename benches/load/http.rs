//! As much of HTTP/1.1 as a load generator needs: requests are made once, answers are read by their length.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Result;

/// Writes a GET.
pub(crate) fn get(request: &mut Vec<u8>, path: &str, host: &str, headers: &[(&str, &str)]) {
    request.extend_from_slice(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n").as_bytes());
    put(request, headers);
    request.extend_from_slice(b"\r\n");
}

/// Writes a POST of a form.
pub(crate) fn post(request: &mut Vec<u8>, path: &str, host: &str, headers: &[(&str, &str)], form: &str) {
    request.extend_from_slice(format!("POST {path} HTTP/1.1\r\nHost: {host}\r\n").as_bytes());
    put(request, headers);
    put(request, &[("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", &form.len().to_string())]);
    request.extend_from_slice(b"\r\n");
    request.extend_from_slice(form.as_bytes());
}

fn put(request: &mut Vec<u8>, headers: &[(&str, &str)]) {
    for (name, value) in headers {
        for part in [name, ": ", value, "\r\n"] {
            request.extend_from_slice(part.as_bytes());
        }
    }
}

/// A connection that is kept.
pub(crate) struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    read: Vec<u8>,
}

/// One answer.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    head: &'a str,
    pub(crate) body: &'a [u8],
}

impl Answer<'_> {
    /// The first header called `name`.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'))
            .find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value.trim()))
    }

    /// The body, where the status is `expected`.
    pub(crate) fn text(&self, expected: u16) -> Result<&str> {
        let text = std::str::from_utf8(self.body)?;
        if self.status == expected { Ok(text) } else { Err(format!("{} {text:.300}", self.status).into()) }
    }

    /// The same as JSON.
    pub(crate) fn json(&self, expected: u16) -> Result<Value> {
        Ok(serde_json::from_str(self.text(expected)?)?)
    }
}

impl Connection {
    /// A connection to `address`, made when it is first needed.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, read: Vec::with_capacity(16 * 1024) }
    }

    /// Sends `request` and waits for the whole answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> std::io::Result<Answer<'_>> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => TcpStream::connect(self.address).await?,
        };
        stream.set_nodelay(true)?;
        stream.write_all(request).await?;
        self.read.clear();
        let (status, end, length) = loop {
            if stream.read_buf(&mut self.read).await? == 0 {
                return Err(Error::new(ErrorKind::UnexpectedEof, "the server hung up"));
            }
            if let Some(head) = head(&self.read)? {
                break head;
            }
        };
        while self.read.len() < end + length {
            if stream.read_buf(&mut self.read).await? == 0 {
                return Err(Error::new(ErrorKind::UnexpectedEof, "the server hung up in the middle"));
            }
        }
        self.stream = Some(stream);
        let (head, body) = self.read.split_at(end);
        let head = std::str::from_utf8(head).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
        Ok(Answer { status, head, body })
    }
}

/// Status, where the body begins, and how long it is; nothing as long as the head is not there.
fn head(read: &[u8]) -> std::io::Result<Option<(u16, usize, usize)>> {
    let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let wrong = || Error::new(ErrorKind::InvalidData, "an answer that this bench does not understand");
    let text = std::str::from_utf8(&read[..end]).map_err(|_| wrong())?;
    let status = text.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(wrong)?;
    let length = text.lines().filter_map(|line| line.split_once(':'));
    let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.map(|(_, value)| value.trim().parse()).next().transpose().map_err(|_| wrong())?;
    if length.is_none() && status != 204 && status != 304 {
        return Err(wrong());
    }
    Ok(Some((status, end + 4, length.unwrap_or(0))))
}
