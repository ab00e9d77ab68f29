//! What a request must pass before it costs anything: the client's budget, a body of reasonable size and pace, and a free
//! place among those worked on.

use crate::limits::{Budget, Limits, Share};
use crate::metrics::Metrics;
use crate::peer::Peer;
use crate::problem::Failure;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Extension, Request, State};
use axum::http::header::CONTENT_ENCODING;
use axum::middleware::Next;
use axum::response::Response;
use bytes::BytesMut;
use futures_util::StreamExt;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use prometheus_client::metrics::gauge::Gauge;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// All gates of a running registry.
pub(crate) struct Gates {
    pub(crate) connections: Arc<Crowd>,
    pub(crate) pushes: Arc<Crowd>,
    pub(crate) public: Arc<Gate>,
    pub(crate) desks: Arc<Gate>,
    pub(crate) publishing: Arc<Gate>,
    pub(crate) files: Arc<Gate>,
    pub(crate) requests: Arc<Gate>,
    pub(crate) access: Arc<Gate>,
}

impl Gates {
    pub(crate) fn new(limits: &Limits, metrics: &Metrics) -> Self {
        Self {
            connections: Crowd::new(limits.connections, metrics.connections.clone()),
            pushes: Crowd::new(limits.pushes, metrics.pushes.clone()),
            public: Gate::new(limits.public, limits),
            desks: Gate::new(limits.desks, limits),
            publishing: Gate::new(limits.publishing, limits),
            files: Gate::for_documents(limits.publishing, limits.file, limits),
            requests: Gate::new(limits.requests, limits),
            access: Gate::new(limits.access, limits),
        }
    }

    /// Forgets clients that have not asked for so long that they are as good as new.
    pub(crate) fn forget(&self) {
        for gate in [
            &self.public,
            &self.desks,
            &self.publishing,
            &self.files,
            &self.requests,
            &self.access,
        ] {
            gate.budgets.retain_recent();
            gate.budgets.shrink_to_fit();
        }
    }
}

/// Those who are there now, of all and of each client.
pub(crate) struct Crowd {
    share: Share,
    there: Mutex<HashMap<Peer, usize>>,
    total: Gauge,
}

impl Crowd {
    fn new(share: Share, total: Gauge) -> Arc<Self> {
        let there = Mutex::default();
        Arc::new(Self { share, there, total })
    }

    /// Goes in, when neither all nor this client are too many; `None` for a client that stands for many.
    pub(crate) fn enter(self: &Arc<Self>, peer: Option<Peer>) -> Result<Place, Failure> {
        let mut there = self.there.lock().unwrap_or_else(PoisonError::into_inner);
        if usize::try_from(self.total.get()).is_ok_and(|total| total >= self.share.all) {
            return Err(Failure::Busy);
        }
        if let Some(peer) = peer {
            let count = there.entry(peer).or_default();
            if *count >= self.share.each {
                return Err(Failure::TooMany(Duration::from_secs(5)));
            }
            *count += 1;
        }
        self.total.inc();
        Ok(Place {
            crowd: Arc::clone(self),
            peer,
        })
    }
}

/// A place in a crowd, free again when dropped.
pub(crate) struct Place {
    crowd: Arc<Crowd>,
    peer: Option<Peer>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut there = self.crowd.there.lock().unwrap_or_else(PoisonError::into_inner);
        self.crowd.total.dec();
        if let Some(peer) = self.peer
            && let Some(count) = there.get_mut(&peer)
        {
            *count -= 1;
            if *count == 0 {
                there.remove(&peer);
            }
        }
    }
}

/// The way to requests of one kind.
pub(crate) struct Gate {
    budgets: DefaultKeyedRateLimiter<Peer>,
    at_once: Semaphore,
    patience: Duration,
    body: Duration,
    document: usize,
    depth: usize,
}

impl Gate {
    fn new(budget: Budget, limits: &Limits) -> Arc<Self> {
        Self::for_documents(budget, limits.document, limits)
    }

    fn for_documents(budget: Budget, document: usize, limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            budgets: DefaultKeyedRateLimiter::keyed(Quota::per_second(budget.rate).allow_burst(budget.burst)),
            at_once: Semaphore::new(budget.at_once),
            patience: budget.patience,
            body: limits.body,
            document,
            depth: limits.depth,
        })
    }

    /// The request with its whole body, as far as it may have one.
    async fn receive(&self, request: Request) -> Result<Request, Failure> {
        let (parts, body) = request.into_parts();
        // Nothing here is inflated, so that nothing small can become large.
        let encodings = parts.headers.get_all(CONTENT_ENCODING);
        if encodings
            .iter()
            .any(|e| !e.as_bytes().eq_ignore_ascii_case(b"identity"))
        {
            return Err(Failure::Unsupported("send the body as it is, without content-encoding"));
        }
        if body.is_end_stream() {
            return Ok(Request::from_parts(parts, body));
        }
        let bytes = timeout(self.body, self.collect(body)).await;
        let bytes = bytes.map_err(|_| Failure::TooSlow(self.body))??;
        if depth(&bytes) > self.depth {
            return Err(Failure::Invalid(format!(
                "the document is nested more than {} levels deep",
                self.depth
            )));
        }
        Ok(Request::from_parts(parts, Body::from(bytes)))
    }

    async fn collect(&self, body: Body) -> Result<Bytes, Failure> {
        // Who sends a little too much gets an answer, which means taking it all; who sends a flood is cut off.
        let mut left = self.document * 16;
        let mut whole = BytesMut::new();
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| Failure::Invalid("the body broke off".into()))?;
            if whole.len() + chunk.len() <= self.document {
                whole.extend_from_slice(&chunk);
            }
            left = left.checked_sub(chunk.len()).ok_or(Failure::TooLarge(self.document))?;
        }
        if self.document * 16 - left > self.document {
            return Err(Failure::TooLarge(self.document));
        }
        Ok(whole.freeze())
    }
}

/// Lets a request through, or says why not. The body comes before the place: a client that drips must not hold one.
pub(crate) async fn pass(
    State(gate): State<Arc<Gate>>,
    Extension(peer): Extension<Peer>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    gate.budgets
        .check_key(&peer)
        .map_err(|refused| Failure::TooMany(refused.wait_time_from(DefaultClock::default().now())))?;
    let request = gate.receive(request).await?;
    let place = timeout(gate.patience, gate.at_once.acquire()).await;
    // The semaphore is never closed, so that there is no third way.
    let Ok(Ok(_place)) = place else {
        return Err(Failure::Busy);
    };
    Ok(next.run(request).await)
}

/// Keeps a place for as long as the answer is being sent.
pub(crate) async fn stay(
    State(crowd): State<Arc<Crowd>>,
    Extension(peer): Extension<Peer>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let place = crowd.enter(Some(peer))?;
    Ok(next
        .run(request)
        .await
        .map(|body| crate::connection::Held::body(body, place)))
}

/// Levels of nesting of a JSON text, strings left out. Meaningless for other texts, which are refused later anyway.
fn depth(json: &[u8]) -> usize {
    let (mut level, mut deepest, mut text, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if text => escaped = true,
            b'"' => text = !text,
            _ if text => {}
            b'[' | b'{' => {
                level += 1;
                deepest = deepest.max(level);
            }
            b']' | b'}' => level = level.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::{Crowd, depth};
    use crate::limits::Share;
    use crate::peer::Peer;
    use crate::problem::Failure;
    use prometheus_client::metrics::gauge::Gauge;

    #[test]
    fn depth_counts_levels_but_not_texts() {
        for (json, levels) in [
            ("", 0),
            ("7", 0),
            ("{}", 1),
            (r#"{"a":[{"b":1}],"c":[[]]}"#, 3),
            (r#"{"a":"[[[[\"[[[","b":[]}"#, 2),
            (r#""\\"[["#, 2),
            ("]]]]}[", 1),
        ] {
            assert_eq!(depth(json.as_bytes()), levels, "{json}");
        }
        assert_eq!(depth("[".repeat(60_000).as_bytes()), 60_000);
    }

    #[test]
    fn a_crowd_has_room_for_all_but_not_for_one() {
        let total = Gauge::default();
        let crowd = Crowd::new(Share { all: 3, each: 2 }, total.clone());
        let peer = |last: u8| Some(Peer::new([192, 0, 2, last].into()));
        let first = crowd.enter(peer(1)).ok().unwrap();
        let _second = crowd.enter(peer(1)).ok().unwrap();
        assert!(
            matches!(crowd.enter(peer(1)), Err(Failure::TooMany(_))),
            "a third of one client"
        );
        let _third = crowd.enter(peer(2)).ok().unwrap();
        assert!(matches!(crowd.enter(peer(3)), Err(Failure::Busy)), "a fourth of all");
        assert_eq!(total.get(), 3);
        drop(first);
        assert!(crowd.enter(peer(1)).is_ok(), "a place is free again");
        assert_eq!(total.get(), 2, "and again");
    }
}
