//! Clients that mean no good. They attack registries of this machine only: every address is one of 127.0.0.0/8.

use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// What a client does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Connects and says nothing.
    Silent,
    /// Stops in the middle of a head.
    HalfHead,
    /// Sends its head byte by byte.
    DrippingHead,
    /// Sends its body byte by byte.
    DrippingBody,
    /// Asks once and keeps the connection.
    Resting,
    /// Asks on and on and never reads an answer.
    NotReading,
    /// Says it will send 100 MiB, and does.
    Huge,
    /// Sends 100 MiB without having said so.
    HugeWithoutLength,
    /// Nests 30,000 lists into each other.
    Deep,
    /// Sends 1 KiB that would become 1 MiB.
    Compressed,
    /// Sends a head of 1 MiB.
    LongHead,
}

impl Wrong {
    /// Those that would keep a connection for ever at no cost.
    pub const SLOW: [Self; 5] = [
        Self::Silent,
        Self::HalfHead,
        Self::DrippingHead,
        Self::DrippingBody,
        Self::Resting,
    ];
    /// Those that send too much.
    pub const BOMBS: [Self; 5] = [
        Self::Huge,
        Self::HugeWithoutLength,
        Self::Deep,
        Self::Compressed,
        Self::LongHead,
    ];
}

/// How an attack ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The attack.
    pub wrong: Wrong,
    /// From the connection until the registry closed it.
    pub after: Duration,
    /// What the registry said before.
    pub said: Said,
}

/// An answer as it came over the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Status; 0 when there was no answer.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// Body.
    pub body: String,
}

impl Said {
    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        Self {
            status: head.get(9..12).and_then(|s| s.parse().ok()).unwrap_or(0),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The code of a problem or a refusal; empty in any other answer.
    #[must_use]
    pub fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Longest attack. Tests fail by it, they never pass by it.
const PATIENCE: Duration = Duration::from_secs(60);
/// Pace of those that drip.
const DRIP: Duration = Duration::from_millis(500);
const POST: &str = "POST /v1/requests HTTP/1.1\r\nhost: registry\r\ncontent-type: application/json\r\nidempotency-key: 0199a4b0-0000-7000-8000-000000000000\r\n";

/// Sends `text` as it is from an address of this machine and reads until the registry closes.
pub async fn say(at: SocketAddr, from: Ipv4Addr, text: &str) -> Said {
    let mut stream = connect(at, from).await;
    let mut bytes = Vec::new();
    // Who is cut off while writing may still have been answered.
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await;
    Said::read(&bytes)
}

/// Does wrong until the registry ends it.
pub async fn attack(at: SocketAddr, from: Ipv4Addr, wrong: Wrong) -> Ended {
    let started = Instant::now();
    let (mut read, write) = connect(at, from).await.into_split();
    let mut bytes = Vec::new();
    let talk = async {
        if wrong == Wrong::NotReading {
            // Ends with an error when the registry has gone.
            let _ = sent(write, wrong).await;
            return;
        }
        let listen = async {
            let mut some = [0; 4096];
            while let Ok(1..) = read
                .read(&mut some)
                .await
                .inspect(|n| bytes.extend_from_slice(&some[..*n]))
            {}
        };
        tokio::select! {
            () = listen => {}
            // What is sent may be sent in vain; the end is when there is nothing more to read.
            () = async { let _kept = sent(write, wrong).await; std::future::pending().await } => {}
        }
    };
    timeout(PATIENCE, talk).await.unwrap();
    Ended {
        wrong,
        after: started.elapsed(),
        said: Said::read(&bytes),
    }
}

/// `count` clients at once that do each of `wrongs` in turn, from `peers` addresses in turn.
pub async fn attack_together(at: SocketAddr, wrongs: &[Wrong], count: usize, peers: u8) -> Vec<Ended> {
    let mut attacks = JoinSet::new();
    let addresses = (0..peers).map(|n| Ipv4Addr::new(127, 1, 0, n)).cycle();
    for (wrong, from) in wrongs.iter().copied().cycle().zip(addresses).take(count) {
        attacks.spawn(attack(at, from, wrong));
    }
    attacks.join_all().await
}

/// A connection of its own address of this machine.
async fn connect(at: SocketAddr, from: Ipv4Addr) -> TcpStream {
    assert!(
        at.ip().is_loopback() && from.is_loopback(),
        "only this machine may be attacked"
    );
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    socket.connect(at).await.unwrap()
}

/// Says what the attack has to say; gives the connection back unless it broke.
async fn sent(mut to: OwnedWriteHalf, wrong: Wrong) -> std::io::Result<OwnedWriteHalf> {
    let large = vec![b'x'; 64 << 10];
    match wrong {
        Wrong::Silent => {}
        Wrong::HalfHead => to.write_all(POST.as_bytes()).await?,
        Wrong::DrippingHead => {
            to.write_all(b"GET /v1/health HTTP/1.1\r\nhost: ").await?;
            drip(&mut to).await?;
        }
        Wrong::DrippingBody => {
            to.write_all(format!("{POST}content-length: 60000\r\n\r\n{{").as_bytes())
                .await?;
            drip(&mut to).await?;
        }
        Wrong::Resting => {
            to.write_all(b"GET /v1/health HTTP/1.1\r\nhost: registry\r\n\r\n")
                .await?
        }
        Wrong::NotReading => loop {
            to.write_all(b"GET /v1/openapi.json HTTP/1.1\r\nhost: registry\r\n\r\n")
                .await?;
        },
        Wrong::Huge => {
            to.write_all(format!("{POST}content-length: {}\r\n\r\n", 100 << 20).as_bytes())
                .await?;
            for _ in 0..1600 {
                to.write_all(&large).await?;
            }
        }
        Wrong::HugeWithoutLength => {
            to.write_all(format!("{POST}transfer-encoding: chunked\r\n\r\n").as_bytes())
                .await?;
            for _ in 0..1600 {
                to.write_all(b"10000\r\n").await?;
                to.write_all(&large).await?;
                to.write_all(b"\r\n").await?;
            }
        }
        Wrong::Deep => {
            let body = "[".repeat(30_000) + &"]".repeat(30_000);
            let length = body.len();
            to.write_all(format!("{POST}connection: close\r\ncontent-length: {length}\r\n\r\n{body}").as_bytes())
                .await?;
        }
        Wrong::Compressed => {
            // What it holds does not matter: it must not be looked at.
            let head = format!("{POST}connection: close\r\ncontent-encoding: gzip\r\ncontent-length: 1024\r\n\r\n");
            to.write_all(head.as_bytes()).await?;
            to.write_all(&large[..1024]).await?;
        }
        Wrong::LongHead => {
            to.write_all(b"GET /v1/health HTTP/1.1\r\nhost: registry\r\nx: ")
                .await?;
            for _ in 0..16 {
                to.write_all(&large).await?;
            }
        }
    }
    Ok(to)
}

async fn drip(to: &mut OwnedWriteHalf) -> std::io::Result<()> {
    let mut pace = interval(DRIP);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        pace.tick().await;
        to.write_all(b"x").await?;
    }
}
