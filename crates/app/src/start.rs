//! Starting a desktop, and what it says when it cannot.

use crate::App;
use crate::attention::Attention;
use crate::provider::Attempts;
use crate::view::{Boot, HomeView, Profile, ServiceView};
use crate::visitor::Visitor;
use okienko_client_store::{Local, LocalError};
use okienko_domain::access::EnrolmentCode;
use okienko_domain::calendar::warsaw_day;
use okienko_domain::clock::Clock;
use okienko_domain::directory::{Directory, Service};
use okienko_domain::identity::COUNTRIES;
use okienko_domain::ids::Sex;
use okienko_domain::scope::{Scope, UnknownVoivodeship};
use okienko_notify::Notifier;
use okienko_sync::{AddressError, Engine, Identity, Options, Remote};
use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};
use thiserror::Error;
use tokio::sync::broadcast;
use tokio::task::JoinSet;

/// What makes one desktop differ from another. There is no `Debug`: the code is a secret.
#[derive(Clone)]
pub struct Config {
    /// Address of the registry; `None` for the one this machine is enrolled with, or else the one of this machine.
    pub registry: Option<String>,
    /// One-time code, used when this machine is not enrolled.
    pub code: Option<String>,
    /// Folder of `cache.db` and `local.db`.
    pub data_dir: PathBuf,
    /// Reception desk or kiosk.
    pub profile: Profile,
    /// Place a kiosk searches from, by name.
    pub place: Option<String>,
    /// Office a kiosk stands in.
    pub office: Option<String>,
    /// Voivodeships whose terms this machine holds, by name; none for all Poland.
    pub voivodeships: Vec<String>,
    /// Services whose terms this machine holds, by code; none for all.
    pub services: Vec<String>,
}

/// Where a registry listens unless told otherwise.
const DEFAULT_REGISTRY: &str = "http://127.0.0.1:8740";

/// Why the desktop cannot start, said to the person in front of it, with the way out.
#[derive(Debug, Error)]
pub enum StartError {
    /// The code is not one.
    #[error("Jednorazowy kod nie jest poprawny: ma 10 liter i cyfr. Podaj go tak: --code 7K3QF-2M9DX")]
    Code,
    /// The address is not one.
    #[error("Adres centrali „{0}” nie jest poprawny. Podaj go tak: --registry https://adres")]
    Registry(String),
    /// Not a voivodeship.
    #[error("„{0}” nie jest województwem. Podaj je tak: --voivodeships kujawsko-pomorskie,pomorskie")]
    Voivodeship(String),
    /// The address is not of this machine and not encrypted.
    #[error(
        "Centrala „{0}” jest na innym komputerze, więc dane pacjentów szłyby przez sieć bez szyfrowania. Podaj jej adres z https: --registry https://adres"
    )]
    Insecure(String),
    /// Newer database.
    #[error("Dane w katalogu {0} zapisała nowsza wersja programu. Zaktualizuj program; dane pozostały nietknięte.")]
    TooNew(PathBuf),
    /// Full disk.
    #[error("Na dysku z katalogiem {0} brakuje miejsca. Zwolnij je i uruchom program ponownie.")]
    Full(PathBuf),
    /// Not writable.
    #[error("W katalogu {0} nie można zapisywać. Sprawdź uprawnienia albo podaj inny: --data-dir KATALOG")]
    ReadOnly(PathBuf),
    /// Damaged.
    #[error(
        "Plik local.db w katalogu {0} jest uszkodzony. Nie usuwaj go: są w nim niewysłane wizyty. Przenieś go w inne miejsce, uruchom program ponownie i przekaż plik administratorowi."
    )]
    Damaged(PathBuf),
    /// Wrong key.
    #[error(
        "Plik local.key w katalogu {0} nie pasuje do local.db. Przywróć go z kopii zapasowej albo przenieś oba pliki w inne miejsce i przekaż je administratorowi."
    )]
    Key(PathBuf),
    /// Anything else.
    #[error("Nie można otworzyć danych w katalogu {0}: {1}")]
    Other(PathBuf, LocalError),
}

impl StartError {
    fn local(folder: PathBuf, error: LocalError) -> Self {
        match error {
            LocalError::TooNew => Self::TooNew(folder),
            LocalError::Full => Self::Full(folder),
            LocalError::ReadOnly => Self::ReadOnly(folder),
            LocalError::Damaged => Self::Damaged(folder),
            LocalError::Key => Self::Key(folder),
            other => Self::Other(folder, other),
        }
    }
}

/// The clock of the computer.
#[expect(clippy::disallowed_methods, reason = "the one place where a desktop reads the time")]
#[must_use]
pub fn system_clock() -> Clock {
    Clock::new(chrono::Utc::now)
}

impl App {
    /// Opens the databases and starts to synchronise. The registry need not be there.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(config: Config, notifier: Arc<dyn Notifier>) -> Result<Arc<Self>, StartError> {
        Self::start_at(config, notifier, system_clock()).await
    }

    /// [`App::start`] with a chosen clock.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start_at(config: Config, notifier: Arc<dyn Notifier>, clock: Clock) -> Result<Arc<Self>, StartError> {
        let code = match config.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
            Some(code) => Some(EnrolmentCode::parse(code).map_err(|_| StartError::Code)?),
            None => None,
        };
        let scope = Scope::new(&config.voivodeships, &config.services);
        let scope = scope.map_err(|UnknownVoivodeship(name)| StartError::Voivodeship(name))?;
        let failed = |error| StartError::local(config.data_dir.clone(), error);
        let local = Arc::new(Local::open(&config.data_dir).await.map_err(failed)?);
        let known = local.device().await.map_err(failed)?.map(|device| device.registry);
        let registry = config
            .registry
            .clone()
            .or(known)
            .unwrap_or_else(|| DEFAULT_REGISTRY.to_owned());
        let identity = Identity::open(Arc::clone(&local), clock.clone()).await;
        let identity = identity.map_err(|_| StartError::Damaged(config.data_dir.clone()))?;
        let remote = Remote::new(&registry, Arc::new(identity)).map_err(|error| match error {
            AddressError::Invalid => StartError::Registry(registry),
            AddressError::Insecure => StartError::Insecure(registry),
        })?;
        let options = Options {
            folder: config.data_dir.clone(),
            scope,
            forget_answered: config.profile == Profile::Kiosk,
        };
        let engine = Engine::start(options, remote, Arc::clone(&local), clock.clone()).await;
        let app = Arc::new(Self {
            config,
            clock,
            local,
            engine,
            notifier,
            events: broadcast::Sender::new(256),
            listed: Mutex::default(),
            waiting: AtomicU32::new(0),
            calls: AtomicU32::new(0),
            attention: Attention::default(),
            visitor: Visitor::default(),
            sign_ins: Attempts::default(),
            tasks: tokio::sync::Mutex::new(JoinSet::new()),
        });
        let mut tasks = app.tasks.lock().await;
        let follower = Arc::clone(&app);
        tasks.spawn(async move { follower.follow().await });
        if let Some(code) = code {
            let newcomer = Arc::clone(&app);
            tasks.spawn(async move { newcomer.enrol_by(&code).await });
        }
        drop(tasks);
        Ok(app)
    }

    /// What the UI needs at start and whenever [`AppEvent::Data`] says that it may have changed.
    ///
    /// # Errors
    /// None today.
    pub async fn boot(&self) -> crate::Result<Boot> {
        let scope = self.engine.scope();
        let services = {
            let index = self.engine.world().index();
            let directory = index.directory();
            let covered = directory.services.iter().filter(|s| scope.covers_service(&s.code));
            covered.map(|service| service_view(service, directory)).collect()
        };
        Ok(Boot {
            profile: self.config.profile,
            enrolled: self.engine.remote().identity().enrolled().is_some(),
            home: self.home(),
            services,
            demo: self.engine.state().demo,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            today: warsaw_day(self.clock.now()).to_string(),
            countries: COUNTRIES.split_whitespace().map(str::to_owned).collect(),
        })
    }

    fn home(&self) -> Option<HomeView> {
        let (index, places) = (self.engine.world().index(), self.engine.world().places());
        if self.config.profile == Profile::Reception {
            let facility = self.engine.remote().identity().desk()?;
            let directory = index.directory();
            let location = directory.locations.iter().find(|l| l.facility == facility)?;
            let name = directory.facilities.iter().find(|f| f.id == facility)?.name.clone();
            let place = places.nearest(&location.city, location.point)?;
            let address = format!("{}, {} {}", location.street, location.postcode, location.city);
            return Some(HomeView {
                facility: Some(facility),
                name,
                address,
                place: crate::finding::place_view(place),
            });
        }
        let text = self.config.place.as_deref().unwrap_or("Warszawa");
        let place = crate::finding::place_view(places.find(text, 1).places.first()?);
        Some(HomeView {
            facility: None,
            name: self.config.office.clone().unwrap_or_default(),
            address: place.name.clone(),
            place,
        })
    }
}

fn service_view(service: &Service, directory: &Directory) -> ServiceView {
    let moving: HashSet<u32> = directory.locations.iter().filter(|l| l.mobile).map(|l| l.id).collect();
    let schedules = || directory.schedules.iter().filter(|s| s.service == service.code);
    let languages: BTreeSet<&String> = schedules().flat_map(|s| &s.languages).collect();
    ServiceView {
        mobile: schedules().any(|s| moving.contains(&s.location)),
        languages: languages.into_iter().cloned().collect(),
        code: service.code.clone(),
        referral_required: service.referral_required,
        sex: service.sex.map(|sex| if sex == Sex::F { "F" } else { "M" }.to_owned()),
        age_from: service.ages.map(|(from, _)| from),
        age_to: service.ages.map(|(_, to)| to),
        waiting_days: service.waiting_days,
    }
}
