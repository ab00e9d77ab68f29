//! A desktop without a window.

use crate::country::NOW;
use crate::{Network, TestRegistry};
use chrono::TimeDelta;
use okienko_app::view::{
    BookInput, JoinInput, Link, Profile, RequestState, RequestView, SlotPage, SlotQuery, Sort, StandingView, SyncView,
};
use okienko_app::{App, Config};
use okienko_domain::access::EnrolmentCode;
use okienko_domain::clock::Clock;
use okienko_notify::RecordingNotifier;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// Longest wait for something that must happen. Tests fail by it, they never pass by it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running desktop and its data folder.
pub struct Desk {
    /// Its use-cases.
    pub app: Arc<App>,
    /// Its notifications.
    pub notifier: Arc<RecordingNotifier>,
    folder: Arc<TempDir>,
    config: Config,
    /// Minutes that have passed for it.
    passed: Arc<AtomicI64>,
}

impl Desk {
    /// A reception desk of a clinic, enrolled as soon as the registry answers.
    pub async fn start(registry: &TestRegistry, facility: u32) -> Self {
        let code = registry.code(Some(facility)).await;
        Self::with_code(registry, Profile::Reception, Some(code)).await
    }

    /// A reception desk of a clinic that reaches the registry through a network.
    pub async fn through(registry: &TestRegistry, network: &Network, facility: u32) -> Self {
        let code = registry.code(Some(facility)).await;
        Self::at(network.url(), Profile::Reception, Some(code)).await
    }

    /// A kiosk in Toruń, enrolled as soon as the registry answers.
    pub async fn kiosk(registry: &TestRegistry) -> Self {
        let code = registry.code(None).await;
        Self::with_code(registry, Profile::Kiosk, Some(code)).await
    }

    /// A desktop that starts with this code, or with none.
    pub async fn with_code(registry: &TestRegistry, profile: Profile, code: Option<EnrolmentCode>) -> Self {
        Self::at(registry.url(), profile, code).await
    }

    async fn at(address: String, profile: Profile, code: Option<EnrolmentCode>) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let config = Config {
            registry: Some(address),
            code: code.map(|code| code.readable()),
            data_dir: folder.path().to_owned(),
            profile,
            place: Some("Toruń".into()),
            office: Some("Urząd Próbny".into()),
            voivodeships: Vec::new(),
            services: Vec::new(),
        };
        Self::open(folder, config, Arc::default()).await
    }

    async fn open(folder: Arc<TempDir>, config: Config, passed: Arc<AtomicI64>) -> Self {
        let minutes = Arc::clone(&passed);
        let clock = Clock::new(move || NOW + TimeDelta::minutes(minutes.load(Ordering::Relaxed)));
        let notifier = Arc::new(RecordingNotifier::new());
        let app = App::start_at(config.clone(), notifier.clone(), clock).await.unwrap();
        Self {
            app,
            notifier,
            folder,
            config,
            passed,
        }
    }

    /// Its data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Puts its clock forward.
    pub fn later(&self, minutes: i64) {
        self.passed.fetch_add(minutes, Ordering::Relaxed);
    }

    /// Stops it, lets `meanwhile` look at or damage its folder, and starts it again.
    pub async fn restart(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let Self {
            app,
            folder,
            config,
            passed,
            ..
        } = self;
        app.stop().await;
        // The last holder closes the files.
        drop(app);
        meanwhile(folder.path());
        Self::open(folder, config, passed).await
    }

    /// Stops it, and starts it again to hold the terms of these voivodeships and services.
    pub async fn restart_with(self, voivodeships: &[&str], services: &[&str]) -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        let config = Config {
            voivodeships: words(voivodeships),
            services: words(services),
            ..self.config.clone()
        };
        Self { config, ..self }.restart(|_| {}).await
    }

    /// Waits until `done` says so. It is asked again whenever something has happened.
    pub async fn wait<T, F: Future<Output = Option<T>>>(&self, what: &str, done: impl Fn(Arc<App>) -> F) -> T {
        let mut events = self.app.events();
        let waiting = async {
            loop {
                if let Some(value) = done(Arc::clone(&self.app)).await {
                    return value;
                }
                // A missed event is as good a reason to look again.
                let _ = events.recv().await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(value) => value,
            Err(_) => panic!("it did not happen: {what}; {:?}", self.app.sync_state().await),
        }
    }

    /// Waits for a state of synchronisation.
    pub async fn wait_sync(&self, what: &str, done: impl Fn(&SyncView) -> bool) -> SyncView {
        let done = &done;
        self.wait(
            what,
            |app| async move { app.sync_state().await.ok().filter(|s| done(s)) },
        )
        .await
    }

    /// Waits until the first sync is over, the link works and the registry knows this desktop.
    pub async fn online(&self) -> SyncView {
        self.wait_sync("online", |s| {
            s.link == Link::Online && !s.first_sync && s.standing == StandingView::Active
        })
        .await
    }

    /// Mammography within 30 km of Toruń in the next two weeks, nearest first.
    pub async fn search(&self) -> SlotPage {
        self.app.search_slots(mammography()).await.unwrap()
    }

    /// Books for a woman.
    pub async fn book(&self, slot: &str, patient: okienko_app::view::PatientInput) -> RequestView {
        self.app
            .book(BookInput {
                slot: slot.into(),
                patient,
                referral: None,
            })
            .await
            .unwrap()
    }

    /// Puts a woman on the waiting list for mammography around Toruń.
    pub async fn join(&self, patient: okienko_app::view::PatientInput, urgent: bool) -> RequestView {
        let input = JoinInput {
            service: "mammography".into(),
            patient,
            referral: None,
            urgent,
            entitlement: None,
            place: 1,
            radius_km: 30,
            weekdays: vec![],
            hours: vec![],
            short_notice: true,
        };
        let joined = self.app.join_waiting_list(input).await.unwrap();
        assert_eq!(joined.state, RequestState::Confirmed, "{:?}", joined.refusal);
        joined
    }
}

/// The question of the mission: mammography, Toruń, 30 km, next 14 days.
#[must_use]
pub fn mammography() -> SlotQuery {
    SlotQuery {
        service: "mammography".into(),
        place: Some(1),
        radius_km: Some(30),
        facility: None,
        practitioner: None,
        date_from: "2026-11-23".into(),
        date_to: "2026-12-07".into(),
        weekdays: vec![],
        hours: vec![],
        step_free: false,
        no_pesel: false,
        sort: Sort::Nearest,
        different_facilities: false,
        stationary: false,
        language: None,
        after: None,
        offset: 0,
        limit: 50,
    }
}
