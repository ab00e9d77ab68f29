//! Desks that book at a registry over HTTP.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use okienko_app::system_clock;
use okienko_client_store::Local;
use okienko_domain::access::Role;
use okienko_domain::request::{Action, Request};
use okienko_domain::slot::SlotId;
use okienko_registry::access::Admin;
use okienko_registry::{Budget, Limits, Registry, listen, serve};
use okienko_registry_store::Store;
use okienko_sync::{Identity, Remote};
use okienko_testkit::{Clinic, TERMS, clinic_term, patient};
use okienko_wire::access::NewDevice;
use okienko_wire::proof::{self, PROOF_HEADER};
use okienko_wire::{IDEMPOTENCY_HEADER, REQUESTS};
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use uuid::Uuid;

/// Desks of the clinic.
const DESKS: u32 = 256;
/// Schedules, so that no round runs out of terms.
const SCHEDULES: u32 = 200;

/// The clinic at whose registry they book.
pub(crate) fn clinic(now: DateTime<Utc>) -> Clinic<'static> {
    Clinic {
        name: "Poradnia",
        desks: DESKS,
        schedules: SCHEDULES,
        now,
    }
}

/// Term number `n`: neighbours are of different schedules.
pub(crate) fn term(now: DateTime<Utc>, n: u32) -> SlotId {
    clinic_term(now, 1 + n % SCHEDULES, u16::try_from(n / SCHEDULES).unwrap_or(0))
}

/// Requests that are signed for a round, and for one desk: more than can be answered.
const SIGNED: usize = 14_000;
const SIGNED_EACH: usize = 1_500;

/// A registry and its desks.
pub(crate) struct Bookers {
    registry: SocketAddr,
    desks: Vec<Arc<Identity>>,
    now: DateTime<Utc>,
    /// Terms that nobody has asked for.
    terms: Mutex<Vec<u32>>,
    /// Goes when they do.
    _own: TempDir,
}

/// A booking as it goes over the wire.
struct Signed {
    term: u32,
    text: String,
}

impl Bookers {
    /// Publishes the clinic in an empty database and serves it.
    pub(crate) async fn of(store: Arc<dyn Store>, now: DateTime<Utc>) -> Result<Self> {
        clinic(now).publish(&*store).await;
        let service = Registry::new(Arc::clone(&store), system_clock()).await?;
        let listener = listen(([127, 0, 0, 1], 0).into())?;
        let registry = listener.local_addr()?;
        tokio::spawn(serve(listener, service, unlimited(), std::future::pending()));
        let admin = Admin::open(store, system_clock());
        let own = own_disks()?;
        let mut desks = Vec::new();
        for number in 1..=DESKS {
            let folder = own.path().join(format!("desk-{number}"));
            let (_, identity) = enrolled(&format!("http://{registry}"), &admin, &folder, (number, number)).await?;
            desks.push(identity);
        }
        Ok(Self {
            registry,
            desks,
            now,
            terms: Mutex::new((0..SCHEDULES * u32::from(TERMS)).rev().collect()),
            _own: own,
        })
    }

    /// The first `clients` of them book until the time is over, each as soon as it has its last answer; the times of all
    /// bookings in milliseconds. What is measured is the registry: requests are written and signed before, and a client is a
    /// connection and nothing else.
    pub(crate) async fn storm(&self, clients: u32, time: Duration) -> Result<Vec<f64>> {
        let each = SIGNED_EACH.min(SIGNED / usize::try_from(clients)?);
        let mut ready = Vec::new();
        for number in 1..=clients {
            ready.push((self.connected(number).await?, Vec::with_capacity(each)));
        }
        // In turn: what comes later has the later number, as if it were signed when it is sent.
        for _ in 0..each {
            for ((number, desk), (_, requests)) in (1..).zip(&self.desks).zip(&mut ready) {
                requests.push(self.signed(number, desk).await?);
            }
        }
        let end = Instant::now() + time;
        let mut working = JoinSet::new();
        for (mut connection, requests) in ready {
            working.spawn(async move {
                let (mut times, mut requests) = (Vec::new(), requests.into_iter());
                while Instant::now() < end {
                    let request = requests.next().context("sign more requests for a round")?;
                    let started = Instant::now();
                    asked(&mut connection, &request.text).await?;
                    times.push(started.elapsed().as_secs_f64() * 1000.0);
                }
                Ok::<_, anyhow::Error>((times, requests.map(|unasked| unasked.term).collect::<Vec<_>>()))
            });
        }
        let mut times = Vec::new();
        while let Some(done) = working.join_next().await {
            let (took, unasked) = done.context("a desk ended")??;
            times.extend(took);
            self.terms
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(unasked);
        }
        Ok(times)
    }

    /// A new person's booking of a term that nobody has asked for.
    async fn signed(&self, number: u32, desk: &Identity) -> Result<Signed> {
        let term = self.terms.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let n = term.context("all terms are taken: publish more")?;
        let request = Request {
            desk: Some(number),
            action: Action::Book {
                slot: self::term(self.now, n),
                patient: patient(n),
                referral: None,
                hold: None,
                continuation: false,
            },
        };
        let (id, body) = (Uuid::now_v7().to_string(), serde_json::to_string(&request)?);
        let signed = proof::Signed {
            method: "POST",
            target: REQUESTS,
            body: body.as_bytes(),
            token: None,
            idempotency: Some(&id),
            if_match: None,
        };
        let proof = desk.proof(&signed).await?.context("a desk is enrolled")?;
        let text = format!(
            "POST {REQUESTS} HTTP/1.1\r\nhost: {}\r\n{PROOF_HEADER}: {proof}\r\n{IDEMPOTENCY_HEADER}: {id}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.registry,
            body.len()
        );
        Ok(Signed { term: n, text })
    }

    async fn connected(&self, number: u32) -> Result<BufReader<TcpStream>> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((address(number), 0).into())?;
        let stream = socket.connect(self.registry).await?;
        stream.set_nodelay(true)?;
        Ok(BufReader::new(stream))
    }
}

/// Asks and reads the answer, which must be yes.
async fn asked(connection: &mut BufReader<TcpStream>, text: &str) -> Result<()> {
    connection.write_all(text.as_bytes()).await?;
    let (mut line, mut length, mut status) = (String::new(), 0, String::new());
    loop {
        line.clear();
        ensure!(connection.read_line(&mut line).await? > 0, "the registry hung up");
        match line.trim_end() {
            "" => break,
            first if status.is_empty() => first.clone_into(&mut status),
            header => {
                let value = header.split_once(": ").filter(|(name, _)| *name == "content-length");
                length = value.map_or(Ok(length), |(_, value)| value.parse())?;
            }
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await?;
    ensure!(
        status.contains(" 200 "),
        "refused: {status} {}",
        String::from_utf8_lossy(&body)
    );
    Ok(())
}

/// The address of a desk: each is somebody of its own to the registry.
fn address(number: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits(Ipv4Addr::new(127, 2, 0, 0).to_bits() + number)
}

/// No client is as fast as these; what one may ask is not what is measured.
pub(crate) fn unlimited() -> Limits {
    let most = NonZeroU32::new(1_000_000).unwrap_or(NonZeroU32::MIN);
    let limits = Limits::default();
    let free = |budget| Budget {
        rate: most,
        burst: most,
        ..budget
    };
    Limits {
        public: free(limits.public),
        requests: free(limits.requests),
        ..limits
    }
}

/// Where the desks keep what they are. A desk flushes the number of each request to a disk of its own; here they would all
/// share the registry's, which is what is measured.
pub(crate) fn own_disks() -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() {
        TempDir::new_in(memory)?
    } else {
        TempDir::new()?
    })
}

/// An enrolled desk of a facility. Its number gives it an address of its own.
pub(crate) async fn desk(
    url: &str,
    admin: &Admin,
    folder: &Path,
    (number, facility): (u32, u32),
) -> Result<Arc<Remote>> {
    Ok(enrolled(url, admin, folder, (number, facility)).await?.0)
}

async fn enrolled(
    url: &str,
    admin: &Admin,
    folder: &Path,
    (number, facility): (u32, u32),
) -> Result<(Arc<Remote>, Arc<Identity>)> {
    let identity = Identity::open(Arc::new(Local::open(folder).await?), system_clock()).await?;
    let identity = Arc::new(identity);
    let remote = Remote::calling_from(url, Some(address(number).into()), Arc::clone(&identity))?;
    let new = NewDevice {
        role: Role::Receptionist,
        facility: Some(facility),
        name: "Stanowisko".into(),
    };
    let code = admin.invite(&new, true).await?.code;
    remote.enrol(url, &code, new.role).await?;
    Ok((Arc::new(remote), identity))
}
