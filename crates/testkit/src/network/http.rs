//! As much of HTTP as a network needs that spoils it.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};
use tokio::io::{AsyncRead, AsyncReadExt};

/// The head of a body that does not end.
pub(super) const ENDLESS: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nokienko-protocol: 1\r\nconnection: close\r\n\r\n";
/// Bytes that the body of a bomb unpacks to: more than a desktop takes.
const UNPACKED: usize = 64 << 20;
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// A request as it was sent.
pub(super) struct Question {
    /// Method, address and version.
    pub line: String,
    /// The address without its query.
    pub path: String,
    headers: Vec<String>,
    body: Vec<u8>,
}

impl Question {
    pub async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let mut head = Vec::new();
        while !head.ends_with(END_OF_HEAD) {
            head.push(from.read_u8().await?);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let mut lines = head.lines().filter(|line| !line.is_empty()).map(str::to_owned);
        let line = lines.next().unwrap_or_default();
        let headers: Vec<String> = lines.collect();
        let length = headers
            .iter()
            .find_map(|header| value(header, "content-length"))
            .and_then(|length| length.parse().ok())
            .unwrap_or(0);
        let mut body = vec![0; length];
        from.read_exact(&mut body).await?;
        let target = line.split(' ').nth(1).unwrap_or_default();
        Ok(Self {
            path: target.split('?').next().unwrap_or_default().to_owned(),
            line,
            headers,
            body,
        })
    }

    pub fn drop_header(&mut self, name: &str) {
        self.headers.retain(|header| value(header, name).is_none());
    }

    /// The request for a connection of its own.
    pub fn bytes(&self) -> Vec<u8> {
        let head = format!(
            "{}\r\n{}\r\nconnection: close\r\n\r\n",
            self.line,
            self.headers.join("\r\n")
        );
        [head.as_bytes(), &self.body].concat()
    }
}

/// An answer as it was given.
#[derive(Clone)]
pub(super) struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    pub async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).await?;
        let end = bytes
            .windows(END_OF_HEAD.len())
            .position(|window| window == END_OF_HEAD)
            .ok_or(io::ErrorKind::UnexpectedEof)?
            + END_OF_HEAD.len();
        let body = bytes.split_off(end);
        Ok(Self {
            head: String::from_utf8_lossy(&bytes).into_owned(),
            body,
        })
    }

    /// Length of the head.
    pub fn head(&self) -> usize {
        self.head.len()
    }

    pub fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }

    pub fn with_body(mut self, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        change(&mut self.body);
        let length = self.body.len().to_string();
        self.with_header("content-length", &length)
    }

    pub fn with_header(self, name: &str, text: &str) -> Self {
        let mut changed = self.without_headers(name);
        let at = changed.head.len() - 2;
        changed.head.insert_str(at, &format!("{name}: {text}\r\n"));
        changed
    }

    /// Without the headers whose names begin so.
    pub fn without_headers(mut self, name: &str) -> Self {
        let kept = |line: &&str| !line.to_ascii_lowercase().starts_with(name);
        let lines: Vec<&str> = self.head.split("\r\n").filter(kept).collect();
        self.head = lines.join("\r\n");
        self
    }
}

fn value<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let (found, value) = header.split_once(':')?;
    found.eq_ignore_ascii_case(name).then(|| value.trim())
}

/// Replaces a digit near the middle by another one, so that a document stays a document.
pub(super) fn change_a_character(body: &mut [u8]) {
    let middle = body.len() / 2;
    let digit = |byte: &&mut u8| byte.is_ascii_digit();
    if let Some(byte) = body.iter_mut().skip(middle).find(digit) {
        *byte = if *byte == b'1' { b'2' } else { b'1' };
    } else if let Some(byte) = body.get_mut(middle) {
        *byte ^= 1;
    }
}

/// A small answer with a large body.
pub(super) fn bomb() -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..UNPACKED / zeros.len() {
        packed.write_all(&zeros).unwrap();
    }
    let body = packed.finish().unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nokienko-protocol: 1\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), &body].concat()
}
