//! How much one client, and all of them together, may ask of a registry.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

/// Limits of a registry. The defaults suit one machine behind which a whole hospital shares one address: nobody who works
/// meets them, and what one client cannot have, ten thousand others still can.
#[derive(Debug, Clone)]
pub struct Limits {
    /// From the first byte of a request's head, or from the connection, until the head is complete.
    pub head: Duration,
    /// From the head until the body is complete.
    pub body: Duration,
    /// A connection that asks nothing is closed after this time.
    pub idle: Duration,
    /// A client that does not take a byte of its answer for this time is cut off.
    pub stall: Duration,
    /// Longest time for an answer, waiting included.
    pub answer: Duration,
    /// What is under way when the registry stops gets this long.
    pub drain: Duration,
    /// Largest request document in bytes; the largest real one is under 2 KiB.
    pub document: usize,
    /// Largest file of terms in bytes; a row has about 70.
    pub file: usize,
    /// Deepest nesting of a request document; the deepest real one has 6 levels.
    pub depth: usize,
    /// Open connections.
    pub connections: Share,
    /// Push connections, which stay open; each is one of `connections` too.
    pub pushes: Share,
    /// What everybody may read: terms and places.
    pub public: Budget,
    /// Lists of a desk.
    pub desks: Budget,
    /// Timetables and files of terms. A clinic that publishes much keeps nobody from booking.
    pub publishing: Budget,
    /// Changes: bookings and all that goes through the same door.
    pub requests: Budget,
    /// Connecting devices and signing in: a password is slow to check, so whoever guesses must keep nobody from booking.
    pub access: Budget,
    /// Machines in front of the registry. Whoever they name in `x-forwarded-for` is the client; from any other machine that
    /// header means nothing.
    pub proxies: Vec<IpAddr>,
}

/// So many at the same time.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// Of all clients together.
    pub all: usize,
    /// Of one client.
    pub each: usize,
}

/// Requests of one kind. Kinds do not borrow from each other, so that no number of readers can keep a desk from booking.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Requests a second of one client, in the long run.
    pub rate: NonZeroU32,
    /// Requests one client may make at once after a rest.
    pub burst: NonZeroU32,
    /// Requests of all clients worked on at the same time.
    pub at_once: usize,
    /// How long a request waits for its turn before it is sent away.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let budget = |rate, burst, at_once, patience| Budget {
            rate: NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN),
            burst: NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN),
            at_once,
            patience: Duration::from_secs(patience),
        };
        Self {
            head: Duration::from_secs(5),
            body: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            stall: Duration::from_secs(30),
            answer: Duration::from_secs(30),
            drain: Duration::from_secs(10),
            document: 64 << 10,
            file: 4 << 20,
            depth: 64,
            connections: Share { all: 8192, each: 512 },
            pushes: Share { all: 6144, each: 256 },
            // Every booking of the country makes a desk ask once for changes and once for events.
            // Together fewer than a store has connections: more would only wait there, and bookings behind them.
            public: budget(500, 5000, 8, 2),
            desks: budget(500, 5000, 4, 2),
            publishing: budget(20, 200, 2, 10),
            requests: budget(100, 1000, 256, 10),
            access: budget(10, 100, 16, 10),
            proxies: Vec::new(),
        }
    }
}
