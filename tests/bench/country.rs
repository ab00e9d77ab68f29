//! A demo country in a registry on the loopback, and desks in it.

use crate::bookers::unlimited;
use crate::figures::Figure;
use crate::machine::{SELF, cpu_seconds};
use anyhow::Result;
use okienko_app::view::{AppError, Link, Profile, StandingView};
use okienko_app::{App, Config, system_clock};
use okienko_domain::access::Role;
use okienko_domain::calendar::warsaw_day;
use okienko_registry::access::Admin;
use okienko_registry::{Limits, Registry, demo, listen, serve};
use okienko_registry_store::{SqliteStore, Store};
use okienko_testkit::Silent;
use okienko_wire::access::NewDevice;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tokio::task::JoinHandle;

/// How large a country is.
#[derive(Debug, Clone)]
pub(crate) struct Extent {
    /// Folder with the open data.
    pub(crate) data: PathBuf,
    /// Offers to keep; `None` for all of Poland.
    pub(crate) offers: Option<usize>,
    /// Working days with terms.
    pub(crate) working_days: u16,
}

/// Writes the demo country to a new database.
pub(crate) async fn seeded(path: &Path, extent: &Extent) -> Result<(Arc<dyn Store>, demo::Summary)> {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(path).await?);
    let now = system_clock().now();
    let options = demo::Options {
        data: extent.data.clone(),
        seed: 20_260_701,
        from: warsaw_day(now),
        working_days: extent.working_days,
        offers: extent.offers,
    };
    let summary = demo::load(&*store, &options, now, &|_| {}).await?;
    Ok((store, summary))
}

/// A served country. Its registry ends with it.
pub(crate) struct Country {
    /// Its database.
    pub(crate) store: Arc<dyn Store>,
    /// What is in it.
    pub(crate) made: demo::Summary,
    /// Address of its registry.
    pub(crate) url: String,
    /// Another address, at which nobody is too fast.
    pub(crate) unlimited: String,
    /// Who lets desks in.
    pub(crate) admin: Admin,
    /// Seconds it took to make the snapshot of all terms.
    pub(crate) snapshot: f64,
    /// Seconds of processor time.
    pub(crate) snapshot_cpu: f64,
    serving: [JoinHandle<()>; 2],
}

impl Country {
    /// Makes a country in `folder` and serves it.
    pub(crate) async fn open(folder: &Path, extent: &Extent) -> Result<Self> {
        let (store, made) = seeded(&folder.join("registry.db"), extent).await?;
        // The registry makes the snapshot when it starts, and nothing else runs in this process then.
        let (started, busy) = (Instant::now(), cpu_seconds(SELF)?);
        let registry = Registry::new(Arc::clone(&store), system_clock()).await?;
        let (snapshot, snapshot_cpu) = (started.elapsed().as_secs_f64(), cpu_seconds(SELF)? - busy);
        let listener = listen(([127, 0, 0, 1], 0).into())?;
        let url = format!("http://{}", listener.local_addr()?);
        let open = listen(([127, 0, 0, 1], 0).into())?;
        let at_will = format!("http://{}", open.local_addr()?);
        let serving = [
            tokio::spawn(serve(open, Arc::clone(&registry), unlimited(), std::future::pending())),
            tokio::spawn(serve(listener, registry, Limits::default(), std::future::pending())),
        ];
        Ok(Self {
            admin: Admin::open(Arc::clone(&store), system_clock()),
            store,
            made,
            url,
            unlimited: at_will,
            snapshot,
            snapshot_cpu,
            serving,
        })
    }

    /// How it was made.
    pub(crate) fn figures(&self) -> Vec<Figure> {
        vec![
            Figure::plain("seed", self.made.seconds, "s").note(format!("{} terms", self.made.terms)),
            Figure::plain("snapshot", self.snapshot, "s"),
            Figure::plain("snapshot-cpu", self.snapshot_cpu, "s")
                .note("processor time of all threads while the snapshot is made")
                .target("< 5", self.snapshot_cpu < 5.0),
        ]
    }

    /// A desk of the demo facility that is to be enrolled, at one of the addresses.
    pub(crate) async fn desk(&self, url: &str, folder: &Path) -> Result<Config> {
        let new = NewDevice {
            role: Role::Receptionist,
            facility: Some(self.made.demo_facility),
            name: "Stanowisko".into(),
        };
        let code = self.admin.invite(&new, true).await?.code.readable();
        Ok(desk(url.to_owned(), Some(code), folder))
    }
}

impl Drop for Country {
    fn drop(&mut self) {
        self.serving.iter().for_each(JoinHandle::abort);
    }
}

/// A reception desk with its data in `folder`.
pub(crate) fn desk(registry: String, code: Option<String>, folder: &Path) -> Config {
    Config {
        registry: Some(registry),
        code,
        data_dir: folder.to_owned(),
        profile: Profile::Reception,
        place: None,
        office: None,
        voivodeships: Vec::new(),
        services: Vec::new(),
    }
}

/// Starts a desk and waits until it has its terms and the registry knows it.
pub(crate) async fn online(config: Config) -> Result<Arc<App>> {
    let app = App::start(config, Arc::new(Silent)).await?;
    let mut events = app.events();
    loop {
        let state = app.sync_state().await.map_err(coded)?;
        if state.link == Link::Online && !state.first_sync && state.standing == StandingView::Active {
            return Ok(app);
        }
        let _ = events.recv().await;
    }
}

/// What a use-case says when it cannot, as an error of this program.
pub(crate) fn coded(error: AppError) -> anyhow::Error {
    anyhow::anyhow!(error.code)
}
