//! Who this desktop is to the registry: its key, and the person who has signed in at it.

use okienko_client_store::{Attempt, Enrolled, Local, LocalError, StoredDevice};
use okienko_domain::access::{EnrolmentCode, Role};
use okienko_domain::clock::Clock;
use okienko_wire::access::{Person, Tokens, fingerprint};
use okienko_wire::proof::{Claim, Proof, Signed};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{Ed25519KeyPair, KeyPair};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use thiserror::Error;
use tokio::sync::watch;

/// How this desktop stands with the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// It has no key, or the registry does not know it.
    #[default]
    Unknown,
    /// An administrator has to compare its fingerprint.
    Pending,
    /// It may work, as far as is known.
    Active,
    /// It was disconnected.
    Revoked,
    /// Its key was used by two machines.
    Quarantined,
}

/// Why something cannot be signed.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The key is not one.
    #[error("the key of this machine is damaged")]
    Damaged,
    /// No random bytes.
    #[error("the system gives no random bytes")]
    Random,
    /// `local.db`.
    #[error(transparent)]
    Local(#[from] LocalError),
}

/// Who this desktop is.
pub struct Identity {
    local: Arc<Local>,
    clock: Clock,
    random: SystemRandom,
    /// The registry's clock minus this machine's, in milliseconds.
    skew: AtomicI64,
    device: RwLock<Option<Arc<Keyed>>>,
    session: watch::Sender<Option<Arc<SignedIn>>>,
}

/// An enrolled key.
struct Keyed {
    pair: Ed25519KeyPair,
    enrolled: Enrolled,
}

/// Somebody signed in. Their tokens are in memory only: they go with the program.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) tokens: Tokens,
    pub(crate) person: Person,
}

impl Identity {
    /// What `local.db` knows of this machine.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn open(local: Arc<Local>, clock: Clock) -> Result<Self, KeyError> {
        let device = match local.device().await? {
            Some(StoredDevice { key, enrolled, .. }) => Some(Arc::new(Keyed {
                pair: pair(&key)?,
                enrolled,
            })),
            None => None,
        };
        Ok(Self {
            local,
            clock,
            random: SystemRandom::new(),
            skew: AtomicI64::new(0),
            device: RwLock::new(device),
            session: watch::Sender::new(None),
        })
    }

    /// What the registry said this machine is.
    #[must_use]
    pub fn enrolled(&self) -> Option<Enrolled> {
        self.keyed().map(|keyed| keyed.enrolled.clone())
    }

    /// What two people compare.
    #[must_use]
    pub fn fingerprint(&self) -> Option<String> {
        self.keyed().map(|keyed| fingerprint(keyed.pair.public_key().as_ref()))
    }

    /// Who has signed in here.
    #[must_use]
    pub fn person(&self) -> Option<Person> {
        self.session().map(|session| session.person.clone())
    }

    /// The key to send with a code: the one sent with it before, or a new one. It is stored before it is sent.
    pub(crate) async fn attempt(&self, registry: &str, code: &EnrolmentCode) -> Result<(Attempt, Vec<u8>), KeyError> {
        let known = self.local.attempt().await?;
        let attempt = match known.filter(|known| known.registry == registry && known.code == *code) {
            Some(known) => known,
            None => {
                let key = Ed25519KeyPair::generate_pkcs8(&self.random).map_err(|_| KeyError::Random)?;
                let attempt = Attempt {
                    registry: registry.to_owned(),
                    code: code.clone(),
                    key: key.as_ref().to_vec(),
                };
                self.local.set_attempt(&attempt).await?;
                attempt
            }
        };
        let public = pair(&attempt.key)?.public_key().as_ref().to_vec();
        Ok((attempt, public))
    }

    /// From now on this machine is what the registry said.
    pub(crate) async fn enrol(&self, attempt: Attempt, enrolled: Enrolled) -> Result<(), KeyError> {
        let device = StoredDevice {
            registry: attempt.registry,
            key: attempt.key,
            enrolled: enrolled.clone(),
        };
        self.local.set_device(&device).await?;
        let pair = pair(&device.key)?;
        *self.device.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(Keyed { pair, enrolled }));
        self.set_session(None);
        Ok(())
    }

    /// The header that proves that this machine sends exactly this; `None` when it has no key. Good once.
    ///
    /// # Errors
    /// When `local.db` does not keep the number of the request, or there are no random bytes.
    pub async fn proof(&self, signed: &Signed<'_>) -> Result<Option<String>, KeyError> {
        let Some(keyed) = self.keyed() else { return Ok(None) };
        let mut nonce = [0; 16];
        self.random.fill(&mut nonce).map_err(|_| KeyError::Random)?;
        let reads = matches!(signed.method, "GET" | "HEAD");
        let claim = Claim {
            device: keyed.enrolled.device,
            count: if reads { 0 } else { self.local.next_count().await? },
            // Last, so that a slow disk does not make it old.
            at: self.clock.now().timestamp_millis() + self.skew.load(Ordering::Relaxed),
            nonce,
        };
        let signature = keyed.pair.sign(&claim.message(signed));
        let signature = signature.as_ref().try_into().map_err(|_| KeyError::Damaged)?;
        Ok(Some(Proof { claim, signature }.header()))
    }

    /// The registry told its time.
    pub(crate) fn set_time(&self, registry_ms: i64) {
        let skew = registry_ms - self.clock.now().timestamp_millis();
        tracing::warn!(
            skew_ms = skew,
            "the clock of this machine is not the registry's; its time is used"
        );
        self.skew.store(skew, Ordering::Relaxed);
    }

    pub(crate) fn session(&self) -> Option<Arc<SignedIn>> {
        self.session.borrow().clone()
    }

    /// Tells whenever somebody signs in or out.
    pub(crate) fn sessions(&self) -> watch::Receiver<Option<Arc<SignedIn>>> {
        self.session.subscribe()
    }

    pub(crate) fn set_session(&self, session: Option<SignedIn>) {
        self.session.send_replace(session.map(Arc::new));
    }

    /// Facility of a reception desk.
    #[must_use]
    pub fn desk(&self) -> Option<u32> {
        self.keyed()
            .filter(|keyed| keyed.enrolled.role == Role::Receptionist)
            .and_then(|keyed| keyed.enrolled.facility)
    }

    fn keyed(&self) -> Option<Arc<Keyed>> {
        self.device.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn pair(pkcs8: &[u8]) -> Result<Ed25519KeyPair, KeyError> {
    Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::Damaged)
}
