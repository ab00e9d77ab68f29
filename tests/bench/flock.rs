//! Desktops without anything but their connections, thousands of them in one process: each has an address of its own, listens
//! for hints, and comes back after a break of the network as `okienko-sync` does.
//!
//! The waiting times of `okienko_sync::backoff` are not public, so their law is written down here once more: from half a
//! second doubling to half a minute, times something between one half and three halves; whoever is asked to wait waits that
//! long and up to half as much again of a quarter. As in `push.rs` and `pull.rs`, hints and changes come on connections of
//! their own and fail on their own, the first hint after a break rings for changes, and so does the end of hints.

use okienko_wire::{CHANGES, PUSH};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

/// As in `okienko_sync::remote`.
const CONNECT: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_secs(40);
const WHOLE: Duration = Duration::from_secs(30);
/// Between two looks for changes that hints ask for, as in `okienko_sync::push`.
const PAUSE: Duration = Duration::from_millis(400);
/// Between two looks for changes while hints come, as in `okienko_sync::pull`.
const RARELY: Duration = Duration::from_secs(60);

/// What a client has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Got {
    /// A hint, the first of its connection.
    Hints,
    /// Changes, the first after a failure or a break.
    Changes,
}

/// What all clients share.
pub(crate) struct Flock {
    registry: SocketAddr,
    epoch: Uuid,
    /// There is a network.
    network: watch::Sender<bool>,
    /// How often it was gone.
    breaks: AtomicU32,
    /// Who got what.
    told: mpsc::UnboundedSender<(u32, Got)>,
    /// The newest hint of each client.
    heard: Vec<AtomicU64>,
    /// The newest change of each client.
    knows: Vec<AtomicU64>,
    /// Rings at every hint.
    rings: Notify,
    /// Every hint makes a client ask for changes; otherwise only the first one of each connection.
    follows: bool,
}

impl Flock {
    /// `count` clients of a registry, who know its changes up to a number and begin at once. They end with the set.
    pub(crate) fn start(
        registry: SocketAddr,
        (epoch, seq): (Uuid, u64),
        count: u32,
        follows: bool,
    ) -> (Arc<Self>, mpsc::UnboundedReceiver<(u32, Got)>, JoinSet<()>) {
        let (told, got) = mpsc::unbounded_channel();
        let flock = Arc::new(Self {
            registry,
            epoch,
            network: watch::Sender::new(true),
            breaks: AtomicU32::new(0),
            told,
            heard: (0..count).map(|_| AtomicU64::new(0)).collect(),
            knows: (0..count).map(|_| AtomicU64::new(seq)).collect(),
            rings: Notify::new(),
            follows,
        });
        let mut clients = JoinSet::new();
        for number in 0..count {
            let client = Client {
                number,
                flock: Arc::clone(&flock),
                bell: Notify::new(),
            };
            clients.spawn(async move {
                // As people start their machines: not all at the same moment.
                sleep(Duration::from_secs(1).mul_f64(random())).await;
                tokio::join!(client.listen(), client.pull());
            });
        }
        (flock, got, clients)
    }

    /// Cuts all connections, or lets clients connect again.
    pub(crate) fn network(&self, there: bool) {
        if !there {
            self.breaks.fetch_add(1, Ordering::Relaxed);
        }
        self.network.send_replace(there);
    }

    /// Waits until every client has heard of a change, or the time is over. Returns how many have not.
    pub(crate) async fn all_heard(&self, seq: u64, patience: Duration) -> usize {
        self.all(&self.heard, seq, patience).await
    }

    /// The same until every client has fetched it.
    pub(crate) async fn all_know(&self, seq: u64, patience: Duration) -> usize {
        self.all(&self.knows, seq, patience).await
    }

    async fn all(&self, numbers: &[AtomicU64], seq: u64, patience: Duration) -> usize {
        let behind = || numbers.iter().filter(|n| n.load(Ordering::Relaxed) < seq).count();
        let everybody = async {
            loop {
                let rung = self.rings.notified();
                if behind() == 0 {
                    return;
                }
                rung.await;
            }
        };
        let _ = timeout(patience, everybody).await;
        behind()
    }
}

struct Client {
    number: u32,
    flock: Arc<Flock>,
    bell: Notify,
}

/// Why there was no answer: the wait that was asked for, if any.
struct Failure(Option<Duration>);

impl From<io::Error> for Failure {
    fn from(_: io::Error) -> Self {
        Self(None)
    }
}

impl Client {
    /// As `okienko_sync::push`.
    async fn listen(&self) {
        let mut failures = 0;
        loop {
            let wait = match self.ask(PUSH).await {
                Ok(hints) => {
                    self.hear(hints, &mut failures).await;
                    self.bell.notify_one();
                    delay(failures)
                }
                Err(failure) => delay_after(failures, &failure),
            };
            sleep(wait).await;
            failures += 1;
        }
    }

    async fn hear(&self, mut hints: BufReader<TcpStream>, failures: &mut u32) {
        let (mut network, mut line, mut first) = (self.flock.network.subscribe(), String::new(), true);
        let mut ring = false;
        loop {
            line.clear();
            let read = tokio::select! {
                read = timeout(SILENCE, hints.read_line(&mut line)) => read,
                _ = network.wait_for(|there| !there) => return,
            };
            if !matches!(read, Ok(Ok(1..))) {
                return;
            }
            let Some(seq) = line.strip_prefix("data:").and_then(|n| n.trim().parse().ok()) else {
                continue;
            };
            self.note(&self.flock.heard, seq);
            *failures = 0;
            if first {
                let _ = self.flock.told.send((self.number, Got::Hints));
            }
            ring |= first || self.flock.follows;
            first = false;
            // Hints that have come together are one.
            if ring && !hints.buffer().contains(&b'\n') {
                ring = false;
                self.bell.notify_one();
                sleep(spread(PAUSE)).await;
            }
        }
    }

    /// As `okienko_sync::pull`.
    async fn pull(&self) {
        let (mut failures, mut told) = (0, None);
        loop {
            if let Err(failure) = self.changes().await {
                (failures, told) = (failures + 1, None);
                let wait = sleep(delay_after(failures, &failure));
                if failure.0.is_some() {
                    wait.await;
                } else {
                    tokio::select! {
                        () = self.bell.notified() => {}
                        () = wait => {}
                    }
                }
                continue;
            }
            failures = 0;
            let breaks = Some(self.flock.breaks.load(Ordering::Relaxed));
            if told != breaks {
                let _ = self.flock.told.send((self.number, Got::Changes));
                told = breaks;
            }
            tokio::select! {
                () = self.bell.notified() => {}
                () = sleep(spread(RARELY)) => {}
            }
        }
    }

    async fn changes(&self) -> Result<(), Failure> {
        let knows = self.flock.knows.get(usize::try_from(self.number).unwrap_or(0));
        let after = knows.map_or(0, |knows| knows.load(Ordering::Relaxed));
        let path = format!("{CHANGES}?epoch={}&after={after}", self.flock.epoch);
        let mut page = Vec::new();
        let mut answer = self.ask(&path).await?;
        timeout(WHOLE, answer.read_to_end(&mut page))
            .await
            .map_err(|_| Failure(None))??;
        let page: serde_json::Value = serde_json::from_slice(&page).map_err(|_| Failure(None))?;
        let to = page
            .get("to")
            .and_then(serde_json::Value::as_u64)
            .ok_or(Failure(None))?;
        self.note(&self.flock.knows, to);
        Ok(())
    }

    fn note(&self, numbers: &[AtomicU64], seq: u64) {
        if let Some(mine) = numbers.get(usize::try_from(self.number).unwrap_or(0)) {
            mine.store(seq, Ordering::Relaxed);
        }
        self.flock.rings.notify_waiters();
    }

    /// Asks on a connection of its own. What is returned begins after the head.
    async fn ask(&self, path: &str) -> Result<BufReader<TcpStream>, Failure> {
        if !*self.flock.network.borrow() {
            return Err(Failure(None));
        }
        let socket = TcpSocket::new_v4()?;
        socket.bind((address(self.number), 0).into())?;
        let stream = timeout(CONNECT, socket.connect(self.flock.registry)).await;
        let mut stream = BufReader::new(stream.map_err(|_| Failure(None))??);
        let question = format!("GET {path} HTTP/1.0\r\nhost: {}\r\n\r\n", self.flock.registry);
        stream.write_all(question.as_bytes()).await?;
        head(&mut stream).await?;
        Ok(stream)
    }
}

async fn head(stream: &mut BufReader<TcpStream>) -> Result<(), Failure> {
    let (mut line, mut status, mut wait) = (String::new(), String::new(), None);
    loop {
        line.clear();
        let read = timeout(SILENCE, stream.read_line(&mut line)).await;
        if read.map_err(|_| Failure(None))?? == 0 {
            return Err(io::Error::from(ErrorKind::UnexpectedEof).into());
        }
        let text = line.trim().to_ascii_lowercase();
        if status.is_empty() {
            status = text.split(' ').nth(1).unwrap_or_default().to_owned();
        } else if let Some(seconds) = text.strip_prefix("retry-after:") {
            wait = seconds.trim().parse().ok().map(Duration::from_secs);
        } else if text.is_empty() {
            return if status == "200" { Ok(()) } else { Err(Failure(wait)) };
        }
    }
}

/// The address of a client: a desk is somebody of its own to the registry.
pub(crate) fn address(number: u32) -> IpAddr {
    Ipv4Addr::from_bits(Ipv4Addr::new(127, 16, 0, 1).to_bits() + number).into()
}

fn delay_after(failures: u32, failure: &Failure) -> Duration {
    match failure.0 {
        Some(wait) => delay(failures).max(wait + spread(wait / 4)),
        None => delay(failures),
    }
}

fn delay(failures: u32) -> Duration {
    let base = Duration::from_millis(500) * 2_u32.saturating_pow(failures.min(6));
    spread(base.min(Duration::from_secs(30)))
}

fn spread(base: Duration) -> Duration {
    base.mul_f64(0.5 + random())
}

/// From 0 to 1.
fn random() -> f64 {
    let random = Uuid::now_v7().as_u64_pair().1 & 0xffff;
    f64::from(u16::try_from(random).unwrap_or(0)) / f64::from(u16::MAX)
}
