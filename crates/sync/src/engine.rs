//! The running synchronisation: three tasks that share what is known.

use crate::identity::Standing;
use crate::remote::Remote;
use crate::state::{Happened, Link, State, World};
use crate::{outbox, pull, push};
use futures_util::FutureExt;
use okienko_client_store::{Cache, Content, Local, Notice, Opened};
use okienko_domain::clock::Clock;
use okienko_domain::directory::Directory;
use okienko_domain::place::{Place, PlaceIndex};
use okienko_domain::scope::Scope;
use okienko_domain::search::SlotIndex;
use okienko_wire::blob::{BlobError, address, unpack};
use serde::de::DeserializeOwned;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify, broadcast, watch};
use tokio::task::JoinSet;

/// What makes one desktop differ from another.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder of `cache.db`.
    pub folder: PathBuf,
    /// Terms that this desktop holds.
    pub scope: Scope,
    /// Answered requests are forgotten at once: a kiosk must not remember people.
    pub forget_answered: bool,
}

/// Synchronisation, shared by its tasks and the use-cases.
pub struct Engine {
    pub(crate) options: Options,
    pub(crate) remote: Remote,
    pub(crate) cache: Cache,
    pub(crate) local: Arc<Local>,
    pub(crate) clock: Clock,
    pub(crate) world: Arc<World>,
    /// What is held, in agreement with the cache as long as the cache can be written.
    pub(crate) held: Mutex<crate::plan::Held>,
    pub(crate) state: watch::Sender<State>,
    pub(crate) happened: broadcast::Sender<Happened>,
    /// Ring to pull now.
    pub(crate) pull_bell: Notify,
    /// Ring to look at the outbox now.
    pub(crate) outbox_bell: Notify,
    /// Ring to try the code of the command line now.
    pub(crate) code_bell: Notify,
    /// One enrolment at a time: what allows it must still hold when it is done.
    pub(crate) enrolling: Mutex<()>,
    /// Push is connected, so polling may be rare.
    pub(crate) push_connected: watch::Sender<bool>,
    tasks: Mutex<JoinSet<()>>,
}

impl Engine {
    /// Opens the cache, puts it into memory and starts to synchronise.
    pub async fn start(options: Options, remote: Remote, local: Arc<Local>, clock: Clock) -> Arc<Self> {
        let (cache, content, opened) = Cache::open(&options.folder.join("cache.db")).await;
        let world = Arc::new(World::default());
        let kept = content.scope.clone();
        let (mut held, readable) = remember(&world, content);
        let rescoped = held.position.is_some() && kept != options.scope;
        if rescoped {
            held.begin_scope(&options.scope);
        }
        let state = State {
            agreed_at: held.position.and_then(|p| p.agreed_at),
            first_sync: !held.position.is_some_and(|p| p.complete),
            cache_rebuilt: opened == Opened::Rebuilt || !readable,
            demo: held.position.is_some_and(|p| p.demo),
            // Until the registry says otherwise: without it a desk must be able to work.
            standing: match remote.identity().enrolled() {
                Some(_) => Standing::Active,
                None => Standing::Unknown,
            },
            ..State::default()
        };
        let engine = Arc::new(Self {
            options,
            remote,
            cache,
            local,
            clock,
            world,
            held: Mutex::new(held),
            state: watch::Sender::new(state),
            happened: broadcast::Sender::new(256),
            pull_bell: Notify::new(),
            outbox_bell: Notify::new(),
            code_bell: Notify::new(),
            enrolling: Mutex::new(()),
            push_connected: watch::Sender::new(false),
            tasks: Mutex::new(JoinSet::new()),
        });
        if state.cache_rebuilt {
            engine.note_rebuilt().await;
        }
        if rescoped {
            pull::rescope(&engine).await;
        }
        let mut tasks = engine.tasks.lock().await;
        tasks.spawn(keep("pull", Arc::clone(&engine), pull::run));
        tasks.spawn(keep("push", Arc::clone(&engine), push::run));
        tasks.spawn(keep("outbox", Arc::clone(&engine), outbox::run));
        tasks.spawn(keep("people", Arc::clone(&engine), tell_people));
        drop(tasks);
        engine
    }

    /// Terms and places.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The registry, for what is never stored here: lists of people.
    #[must_use]
    pub fn remote(&self) -> &Remote {
        &self.remote
    }

    /// Which terms are held.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.options.scope
    }

    /// State now.
    #[must_use]
    pub fn state(&self) -> State {
        *self.state.borrow()
    }

    /// What happens from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Happened> {
        self.happened.subscribe()
    }

    /// Pulls and sends now, whatever the waiting times.
    pub fn sync_now(&self) {
        self.pull_bell.notify_one();
        self.outbox_bell.notify_one();
        self.code_bell.notify_one();
    }

    /// There is something new in the outbox.
    pub fn wake_outbox(&self) {
        self.outbox_bell.notify_one();
    }

    /// Stops the tasks. What they were doing is done again at the next start.
    pub async fn stop(&self) {
        self.tasks.lock().await.shutdown().await;
        if let Err(error) = self.cache.flush().await {
            tracing::warn!(%error, "the cache is not flushed");
        }
        if let Err(error) = self.local.flush().await {
            tracing::warn!(%error, "the outbox is not flushed");
        }
    }

    pub(crate) fn set_state(&self, change: impl FnOnce(&mut State)) {
        let changed = self.state.send_if_modified(|state| {
            let before = *state;
            change(state);
            *state != before
        });
        if changed {
            self.tell(Happened::State);
        }
    }

    pub(crate) fn tell(&self, happened: Happened) {
        // Nobody listening is no failure: the UI may not be there yet.
        let _ = self.happened.send(happened);
    }

    pub(crate) fn online(&self) -> bool {
        self.state.borrow().link == Link::Online
    }

    async fn note_rebuilt(&self) {
        let at = self.clock.now();
        let notice = Notice {
            id: format!("cache-rebuilt-{}", at.timestamp()),
            kind: "cache-rebuilt".into(),
            at,
            service: String::new(),
            subject: None,
            read: false,
        };
        if let Err(error) = self.local.note(&notice).await {
            tracing::warn!(%error, "the notice of the rebuilt cache is not kept");
        }
    }
}

/// Tells that somebody has signed in or out, or that the registry has ended a session.
async fn tell_people(engine: Arc<Engine>) {
    let mut sessions = engine.remote.identity().sessions();
    while sessions.changed().await.is_ok() {
        engine.tell(Happened::State);
    }
}

/// Puts the cached terms into memory. `false` when a part is unreadable; then nothing is held and all is fetched again.
fn remember(world: &World, content: Content) -> (crate::plan::Held, bool) {
    let mut held = crate::plan::Held {
        position: content.position,
        parts: content.parts,
        ..Default::default()
    };
    let mut readable = true;
    if let Some((hash, bytes)) = content.places {
        match kept::<Vec<Place>>(&hash, &bytes) {
            Ok(places) => {
                world.set_places(PlaceIndex::new(places));
                held.places = Some(hash);
            }
            Err(_) => readable = false,
        }
    }
    if let Some((hash, bytes)) = content.directory {
        match kept::<Directory>(&hash, &bytes) {
            Ok(directory) => {
                let mut index = SlotIndex::new(directory);
                for (schedule, sheets) in content.sheets {
                    index.set(schedule, sheets);
                }
                *world.index_mut() = index;
                held.directory = Some(hash);
            }
            Err(_) => readable = false,
        }
    }
    if held.directory.is_none() {
        // Terms without a directory mean nothing: begin again.
        held.position = None;
    }
    (held, readable)
}

/// A document of the cache, if it is still what once arrived.
fn kept<T: DeserializeOwned>(hash: &str, bytes: &[u8]) -> Result<T, BlobError> {
    if address(bytes).hash == hash {
        unpack(bytes)
    } else {
        Err(BlobError::Hash)
    }
}

/// Runs a task for as long as the engine lives. A panic is a defect, but it must not silently end synchronisation.
async fn keep<F: Future<Output = ()>>(name: &'static str, engine: Arc<Engine>, task: impl Fn(Arc<Engine>) -> F) {
    loop {
        if AssertUnwindSafe(task(Arc::clone(&engine)))
            .catch_unwind()
            .await
            .is_err()
        {
            tracing::error!(task = name, "a task failed and is started again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
