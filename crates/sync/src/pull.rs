//! Pulls the snapshot, then changes and events.

use crate::backoff::{rest, spread};
use crate::compare::{Compared, compare};
use crate::engine::Engine;
use crate::identity::Standing;
use crate::plan::{self, Step};
use crate::remote::RemoteError;
use crate::state::{Happened, Link};
use futures_util::{StreamExt, TryStreamExt, stream};
use okienko_client_store::{CacheError, Document, Notice, Position};
use okienko_domain::directory::Directory;
use okienko_domain::place::{Place, PlaceIndex};
use okienko_domain::request::EventKind;
use okienko_domain::slot::Sheet;
use okienko_wire::blob::{BlobError, unpack};
use okienko_wire::cells::ChangedCells;
use okienko_wire::{Changes, Manifest, SegmentRef, segment};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use uuid::Uuid;

/// Polling while push is connected: only in case a hint got lost.
const RARELY: Duration = Duration::from_secs(60);
/// Polling without push.
const OFTEN: Duration = Duration::from_secs(5);
/// Segments fetched at the same time.
const PARALLEL: usize = 4;

type Result<T> = std::result::Result<T, RemoteError>;

pub(crate) async fn run(engine: Arc<Engine>) {
    let mut failures = 0;
    let mut compare_at = Instant::now();
    loop {
        let pulled = pull(&engine).await;
        let was_online = engine.online();
        report(&engine, &pulled);
        if let Err(error) = &pulled {
            failures += 1;
            rest(failures, error, &engine.pull_bell).await;
            continue;
        }
        failures = 0;
        if !was_online {
            engine.outbox_bell.notify_one();
            engine.code_bell.notify_one();
        }
        if Instant::now() >= compare_at {
            let compared = compare(&engine).await;
            compare_at = Instant::now() + spread(compared.again_after());
            if compared == Compared::Lacking {
                continue;
            }
        }
        let wait = spread(if *engine.push_connected.borrow() { RARELY } else { OFTEN });
        tokio::select! {
            () = engine.pull_bell.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

fn report(engine: &Engine, pulled: &Result<()>) {
    let now = engine.clock.now();
    engine.set_state(|state| match pulled {
        Ok(()) => {
            state.link = Link::Online;
            state.agreed_at = Some(now);
            state.first_sync = false;
        }
        Err(error) => {
            let problem = match error {
                RemoteError::Unreachable => "unreachable",
                RemoteError::Intercepted => "intercepted",
                RemoteError::Certificate => "certificate",
                RemoteError::Incomplete | RemoteError::Reset => "incomplete",
                RemoteError::Later(_) => "busy",
                RemoteError::Server(_) => "server-error",
                RemoteError::TooNew(_) => "too-new",
                RemoteError::NotRecognised(_) | RemoteError::Refused(_) => "server-error",
                RemoteError::Key(_) => "read-only",
            };
            let since = if let Link::Offline { since, .. } = state.link {
                since
            } else {
                now
            };
            state.link = Link::Offline { since, problem };
        }
    });
    if let Err(error) = pulled {
        tracing::info!(%error, "pulling failed");
    }
}

async fn pull(engine: &Engine) -> Result<()> {
    let position = terms(engine).await?;
    let standing = match events(engine, position.epoch).await {
        Err(RemoteError::NotRecognised(standing)) => standing,
        other => other?,
    };
    engine.set_state(|state| state.standing = standing);
    Ok(())
}

/// Brings the terms up to date: the snapshot, as far as it is not held, and what has changed since.
async fn terms(engine: &Engine) -> Result<Position> {
    let complete = engine.held.lock().await.position.filter(|p| p.complete);
    let position = match complete {
        Some(position) => position,
        None => snapshot(engine).await?,
    };
    match changes(engine, position).await {
        Err(RemoteError::Reset) => {
            let position = snapshot(engine).await?;
            changes(engine, position).await?;
            Ok(position)
        }
        other => other.map(|()| position),
    }
}

/// Another scope than the cache has: forgets what lies outside, and tells the cache what is left.
pub(crate) async fn rescope(engine: &Engine) {
    let outside = engine.world.index_mut().narrow(&engine.options.scope);
    forget(engine, &outside).await;
}

/// Tells the cache which parts are held, without these schedules.
pub(crate) async fn forget(engine: &Engine, outside: &[u32]) {
    let held = engine.held.lock().await;
    if writable(engine) {
        let scope = &engine.options.scope;
        cached(engine, engine.cache.rescope(scope, &held.parts, outside).await);
    }
}

/// Collects the snapshot and returns the position it leads to.
async fn snapshot(engine: &Engine) -> Result<Position> {
    engine.set_state(|s| {
        s.first_sync = true;
        s.progress = 0;
    });
    let manifest = engine.remote.manifest().await?;
    let scope = &engine.options.scope;
    let steps = plan::snapshot(&*engine.held.lock().await, &manifest, scope, home(engine));
    let mut segments = Vec::new();
    for step in steps {
        match step {
            Step::Places(_) | Step::Directory(_) => reference(engine, &manifest, step).await?,
            Step::Begin(seq) => begin(engine, &manifest, seq).await,
            Step::Segment(segment) => segments.push(segment),
            Step::Finish => {}
        }
    }
    let covered = |s: &&SegmentRef| scope.covers(&s.part.service, s.part.voivodeship);
    let wanted = manifest.segments.iter().filter(covered);
    let total: u64 = wanted.map(|s| s.blob.bytes).sum::<u64>().max(1);
    let mut done = total - segments.iter().map(|s| s.blob.bytes).sum::<u64>().min(total);
    let mut fetched = stream::iter(segments)
        .map(|s| fetch(engine, s))
        .buffered(PARALLEL)
        .boxed();
    while let Some((segment, rows)) = fetched.try_next().await? {
        done += segment.blob.bytes;
        put_segment(engine, &segment, rows).await;
        engine.set_state(|s| s.progress = u16::try_from(done.min(total) * 1000 / total).unwrap_or(1000));
        engine.tell(Happened::Data);
    }
    finish(engine).await
}

/// Voivodeship of this desk, when the directory is known.
fn home(engine: &Engine) -> Option<u8> {
    let index = engine.world.index();
    let desk = engine.remote.identity().desk()?;
    index
        .directory()
        .locations
        .iter()
        .find(|l| l.facility == desk)
        .map(|l| l.voivodeship)
}

async fn begin(engine: &Engine, manifest: &Manifest, seq: u64) {
    let mut held = engine.held.lock().await;
    held.position = Some(Position {
        epoch: manifest.epoch,
        seq,
        complete: false,
        demo: manifest.demo,
        agreed_at: None,
    });
    held.parts.clear();
    let scope = &engine.options.scope;
    cached(
        engine,
        engine
            .cache
            .begin_snapshot(manifest.epoch, seq, manifest.demo, scope)
            .await,
    );
    engine.set_state(|s| s.demo = manifest.demo);
    engine.world.begin();
}

type Rows = Vec<(u32, Sheet)>;

async fn fetch(engine: &Engine, segment: SegmentRef) -> Result<(SegmentRef, Rows)> {
    let bytes = engine.remote.blob(&segment.blob).await?;
    let rows = decoded(move || segment::decode(bytes)).await?;
    Ok((segment, rows))
}

async fn put_segment(engine: &Engine, segment: &SegmentRef, rows: Rows) {
    // A schedule that is not in the segment has no terms any more.
    let mut schedules: BTreeMap<u32, Vec<Sheet>> = {
        let index = engine.world.index();
        let known = index.part(&segment.part).into_iter();
        known.map(|(schedule, _)| (schedule, Vec::new())).collect()
    };
    for (schedule, sheet) in rows {
        schedules.entry(schedule).or_default().push(sheet);
    }
    let borrowed: Vec<(u32, &[Sheet])> = schedules
        .iter()
        .map(|(schedule, sheets)| (*schedule, sheets.as_slice()))
        .collect();
    if writable(engine) {
        let written = engine.cache.put_part(&segment.part, segment.seq, &borrowed).await;
        cached(engine, written);
    }
    engine.world.collect(schedules);
    let mut held = engine.held.lock().await;
    held.parts.insert(segment.part.clone());
    held.position = held.position.map(|p| Position {
        seq: p.seq.min(segment.seq),
        ..p
    });
}

async fn finish(engine: &Engine) -> Result<Position> {
    engine.world.finish();
    if writable(engine) {
        cached(engine, engine.cache.finish_snapshot().await);
    }
    let mut held = engine.held.lock().await;
    let position = held
        .position
        .map(|p| Position { complete: true, ..p })
        .ok_or(RemoteError::Incomplete)?;
    held.position = Some(position);
    drop(held);
    engine.tell(Happened::Data);
    Ok(position)
}

/// Fetches places or the directory.
async fn reference(engine: &Engine, manifest: &Manifest, step: Step) -> Result<()> {
    match step {
        Step::Places(blob) => {
            let bytes = engine.remote.blob(&blob).await?;
            let packed = bytes.clone();
            engine
                .world
                .set_places(decoded(move || Ok(PlaceIndex::new(unpack::<Vec<Place>>(&packed)?))).await?);
            if writable(engine) {
                cached(
                    engine,
                    engine.cache.put_document(Document::Places, &blob.hash, &bytes).await,
                );
            }
            engine.held.lock().await.places = Some(blob.hash);
        }
        Step::Directory(blob) => {
            let bytes = engine.remote.blob(&blob).await?;
            let packed = bytes.clone();
            let directory = decoded(move || unpack::<Directory>(&packed)).await?;
            engine.world.set_directory(directory);
            if writable(engine) {
                cached(
                    engine,
                    engine.cache.put_document(Document::Directory, &blob.hash, &bytes).await,
                );
            }
            engine.held.lock().await.directory = Some(blob.hash);
        }
        Step::Begin(_) | Step::Segment(_) | Step::Finish => {}
    }
    engine.set_state(|s| s.demo = manifest.demo);
    engine.tell(Happened::Data);
    Ok(())
}

/// What pages have brought into memory and the cache does not have yet.
struct Reached {
    /// Changes up to this number.
    seq: u64,
    /// The registry said that this is everything.
    everything: bool,
    /// Schedules that have changed.
    touched: BTreeSet<u32>,
}

/// Pulls pages until there is nothing new, and stores what has come, also when the next page does not. A schedule that
/// changes in many pages is written once.
async fn changes(engine: &Engine, position: Position) -> Result<()> {
    let mut reached = Reached {
        seq: position.seq,
        everything: false,
        touched: BTreeSet::new(),
    };
    let pulled = pages(engine, position.epoch, &mut reached).await;
    store(engine, reached).await;
    pulled
}

async fn pages(engine: &Engine, epoch: Uuid, reached: &mut Reached) -> Result<()> {
    while !reached.everything {
        let page = engine.remote.changes(epoch, reached.seq).await?;
        if engine.held.lock().await.directory.as_ref() != Some(&page.directory) {
            let manifest = engine.remote.manifest().await?;
            let steps = plan::reference(&*engine.held.lock().await, &manifest);
            for step in steps {
                reference(engine, &manifest, step).await?;
            }
        }
        let (to, more) = (page.to, page.more);
        apply(engine, page, &mut reached.touched)?;
        reached.seq = to;
        reached.everything = !more;
    }
    Ok(())
}

/// Applies a page to memory.
fn apply(engine: &Engine, page: Changes, touched: &mut BTreeSet<u32>) -> Result<()> {
    let rows: Rows = page
        .sheets
        .into_iter()
        .map(TryInto::try_into)
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| RemoteError::Incomplete)?;
    let cells = page.cells.changes().map_err(|_| RemoteError::Incomplete)?;
    let scope = &engine.options.scope;
    let mut changed = false;
    {
        let mut index = engine.world.index_mut();
        for (schedule, sheet) in rows {
            if index.is_covered(scope, schedule) {
                changed |= index.put(schedule, sheet);
                touched.insert(schedule);
            }
        }
        for ChangedCells {
            schedule,
            day,
            taken,
            freed,
        } in cells
        {
            if index.is_covered(scope, schedule) {
                let before = index.sheet(schedule, day).copied();
                let sheet = before.and_then(|sheet| sheet.with_cells(taken, freed));
                // Cells of a day that is not held, or is divided in another way: the snapshot has it.
                changed |= index.put(schedule, sheet.ok_or(RemoteError::Reset)?);
                touched.insert(schedule);
            }
        }
    }
    if changed {
        engine.tell(Happened::Data);
    }
    Ok(())
}

/// Stores changed schedules together with the position that they lead to, in one transaction.
async fn store(engine: &Engine, reached: Reached) {
    let now = engine.clock.now();
    let mut held = engine.held.lock().await;
    let last = held.position.map_or(0, |p| p.seq);
    // "Agreed at" is stored with changes and otherwise once a minute: a quiet night needs no writes.
    let stale = held
        .position
        .and_then(|p| p.agreed_at)
        .is_none_or(|at| now - at > chrono::Duration::minutes(1));
    if reached.seq == last && reached.touched.is_empty() && !(stale && reached.everything) {
        return;
    }
    let sheets: Vec<(u32, Vec<Sheet>)> = {
        let index = engine.world.index();
        let touched = reached.touched.iter().map(|s| (*s, index.sheets(*s).to_vec()));
        touched.filter(|(_, sheets)| !sheets.is_empty()).collect()
    };
    let borrowed: Vec<(u32, &[Sheet])> = sheets.iter().map(|(s, sheets)| (*s, sheets.as_slice())).collect();
    let agreed_at = reached.everything.then_some(now);
    if writable(engine) {
        cached(engine, engine.cache.apply(reached.seq, agreed_at, &borrowed).await);
    }
    held.position = held.position.map(|p| Position {
        seq: reached.seq,
        agreed_at: agreed_at.or(p.agreed_at),
        ..p
    });
}

/// Hears the events of this desk; each becomes one notice, once. Returns how this machine stands with the registry.
async fn events(engine: &Engine, epoch: Uuid) -> Result<Standing> {
    let Some(desk) = engine.remote.identity().desk() else {
        return engine.remote.standing().await;
    };
    let failed = |error: okienko_client_store::LocalError| tracing::error!(%error, "events cannot be kept; they will be heard again");
    let Ok(mut heard) = engine.local.heard(epoch).await.map_err(failed) else {
        return engine.remote.standing().await;
    };
    loop {
        let events = engine.remote.events(desk, heard).await?;
        let Some(last) = events.last().map(|e| e.seq) else {
            return Ok(Standing::Active);
        };
        let notices = events
            .into_iter()
            .map(|event| {
                let (kind, subject, service) = match event.kind {
                    EventKind::WaitingBooked { entry, service, .. } => ("waiting-booked", entry, service),
                    EventKind::OfferMade { entry, service, .. } => ("offer-made", entry, service),
                    EventKind::OfferLapsed { entry, service } => ("offer-lapsed", entry, service),
                    EventKind::WaitingEnds { entry, service, .. } => ("waiting-ends", entry, service),
                    EventKind::CallPatient { entry, service, .. } => ("call-patient", entry, service),
                    EventKind::VisitsToMove { item, service } => ("visits-to-move", item, service),
                    EventKind::CallTask { task, service } => ("call-task", task, service),
                };
                Notice {
                    id: format!("event-{}", event.id),
                    kind: kind.into(),
                    at: event.at,
                    service,
                    subject: Some(subject.to_string()),
                    read: false,
                }
            })
            .collect();
        let Ok(new) = engine.local.hear(epoch, last, notices).await.map_err(failed) else {
            return Ok(Standing::Active);
        };
        if !new.is_empty() {
            engine.tell(Happened::Heard(new));
        }
        heard = last;
    }
}

/// Whether the cache can still be written. After a failure it stays as it is until the next start: later changes
/// without the failed ones would be a lie.
fn writable(engine: &Engine) -> bool {
    !engine.state.borrow().cache_broken
}

fn cached(engine: &Engine, written: std::result::Result<(), CacheError>) {
    if let Err(error) = written {
        tracing::warn!(%error, "the cache cannot be written; terms are kept in memory for this run");
        engine.set_state(|s| s.cache_broken = true);
    }
}

async fn decoded<T: Send + 'static>(
    work: impl FnOnce() -> std::result::Result<T, BlobError> + Send + 'static,
) -> Result<T> {
    match spawn_blocking(work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            tracing::warn!(%error, "a blob is unreadable");
            Err(RemoteError::Incomplete)
        }
        Err(_) => Err(RemoteError::Incomplete),
    }
}
