//! A copy, more bookings, and the machine is lost: back from the copy, every client fetches everything again, and what is
//! missing is known by name.

use crate::crowd::ask;
use crate::place::{Kind, Place, Places, finish};
use crate::report::Figures;
use crate::snapshot::Snapshot;
use anyhow::{Context, Result, bail, ensure};
use okienko_app::view::{Link, Profile};
use okienko_app::{App, Config, system_clock};
use okienko_domain::request::{Action, Outcome, Request, visit_number};
use okienko_sync::{Remote, RemoteError};
use okienko_testkit::{Database, Silent, TERMS, clinic_term, patient};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::timeout;
use uuid::Uuid;

/// Clinics that book.
const DESKS: u16 = 8;
/// Running desktop programs.
const CLIENTS: usize = 3;
/// Longest wait until they have fetched everything again.
const PATIENCE: Duration = Duration::from_secs(60);

/// A booking as its clinic knows it.
#[derive(Clone)]
struct Booked {
    id: Uuid,
    request: Request,
    visit: Uuid,
}

pub(crate) async fn proof(places: &Places, kind: Kind, copied: u16, later: u16) -> Result<Figures> {
    let place = places.clinic(kind, DESKS.into()).await?;
    let registry = place.start(None).await?;
    let address = registry.address().to_owned();
    let clients = clients(&registry.url, &place).await?;
    let desks = place.desks(&registry.url, DESKS.into()).await?;
    let (_, desk) = desks.first().context("a clinic without desks")?;
    let early = book(&desks, &place, 0, copied).await?;
    copy(&place).await?;
    let late = book(&desks, &place, copied, later).await?;
    everybody_has(&clients, TERMS - copied - later).await?;
    let known = desk.manifest().await?.epoch;
    registry.kill().await?;

    let place = back(places, place).await?;
    let started = Instant::now();
    let registry = place.start(Some(&address)).await?;
    everybody_has(&clients, TERMS - copied).await?;
    let reset = started.elapsed();
    let told = desk.changes(known, 0).await;
    ensure!(
        matches!(told, Err(RemoteError::Reset)),
        "the old history is still served"
    );

    let missing = missing(&desks, early.iter().chain(&late)).await?;
    let numbers = |some: &[Booked]| some.iter().map(|b| visit_number(b.visit)).collect::<BTreeSet<_>>();
    ensure!(
        missing == numbers(&late),
        "{} visits are missing, {later} were made after the copy",
        missing.len()
    );
    // The clinics have their requests yet: sent again, they are done again.
    let again = all(&desks, late.iter().map(|b| (b.id, b.request.clone())).collect()).await?;
    everybody_has(&clients, TERMS - copied - later).await?;
    let found = Snapshot::read(&place)?;
    ensure!(
        found.active().count() == usize::from(copied + later) && found.taken.len() == usize::from(copied + later),
        "{} visits after all was sent again",
        found.active().count()
    );
    for client in clients {
        client.stop().await;
    }
    registry.stop().await?;
    let mut figures = Figures::default();
    figures.add("bookings in the copy", copied);
    figures.add("bookings after it", later);
    figures.add("missing ones named", missing.len());
    figures.add("booked again by the same requests", again.len());
    figures.add("desktops that fetched everything again", CLIENTS);
    figures.add("ms until the last of them had", reset.as_millis());
    Ok(figures)
}

async fn clients(url: &str, place: &Place) -> Result<Vec<Arc<App>>> {
    let mut clients = Vec::new();
    for n in 0..CLIENTS {
        let config = Config {
            registry: Some(url.to_owned()),
            code: Some(place.code(1).await?.readable()),
            data_dir: place.path(&format!("desktop-{n}")),
            profile: Profile::Reception,
            place: None,
            office: None,
            voivodeships: Vec::new(),
            services: Vec::new(),
        };
        clients.push(App::start_at(config, Arc::new(Silent), system_clock()).await?);
    }
    Ok(clients)
}

/// Waits until every desktop shows so many free terms.
async fn everybody_has(clients: &[Arc<App>], terms: u16) -> Result<()> {
    for client in clients {
        let mut events = client.events();
        let there = async {
            loop {
                let state = client.sync_state().await.map_err(|error| anyhow::anyhow!(error.code))?;
                if state.link == Link::Online && !state.first_sync && state.free_terms == u32::from(terms) {
                    return Ok::<_, anyhow::Error>(());
                }
                // A lagging listener looks again, too.
                let _ = events.recv().await;
            }
        };
        let Ok(done) = timeout(PATIENCE, there).await else {
            bail!("a desktop does not show {terms} free terms");
        };
        done?;
    }
    Ok(())
}

/// Books terms one after the other, at all clinics.
async fn book(desks: &[(u32, Arc<Remote>)], place: &Place, from: u16, count: u16) -> Result<Vec<Booked>> {
    let request = |n: u16| Request {
        desk: Some(u32::from(n % DESKS) + 1),
        action: Action::Book {
            slot: clinic_term(place.now, 1, n),
            patient: patient(n.into()),
            referral: None,
            hold: None,
            continuation: false,
        },
    };
    all(
        desks,
        (from..from + count).map(|n| (Uuid::now_v7(), request(n))).collect(),
    )
    .await
}

/// Sends bookings that must succeed.
async fn all(desks: &[(u32, Arc<Remote>)], requests: Vec<(Uuid, Request)>) -> Result<Vec<Booked>> {
    let mut working = JoinSet::new();
    for (desk, remote) in desks {
        let own = requests.iter().filter(|(_, request)| request.desk == Some(*desk));
        let (remote, some) = (Arc::clone(remote), own.cloned().collect::<Vec<_>>());
        working.spawn(async move {
            let mut booked = Vec::new();
            for (id, request) in some {
                let answer = ask(&remote, id, &request).await?;
                let Ok(Outcome::Booked { appointment, .. }) = answer else {
                    bail!("not booked: {answer:?}");
                };
                let visit = appointment;
                booked.push(Booked { id, request, visit });
            }
            Ok(booked)
        });
    }
    let mut booked = Vec::new();
    while let Some(done) = working.join_next().await {
        booked.extend(done??);
    }
    Ok(booked)
}

/// Numbers of the visits that clinics were promised and that are not in their lists.
async fn missing(desks: &[(u32, Arc<Remote>)], promised: impl Iterator<Item = &Booked>) -> Result<BTreeSet<String>> {
    let mut listed = BTreeSet::new();
    for (desk, remote) in desks {
        let visits = remote.appointments(*desk).await?;
        listed.extend(visits.into_iter().map(|visit| visit.id));
    }
    Ok(promised
        .filter(|booked| !listed.contains(&booked.visit))
        .map(|booked| visit_number(booked.visit))
        .collect())
}

/// Copies the database of a running registry.
async fn copy(place: &Place) -> Result<()> {
    let copy = place.path("copy");
    match place.kind {
        Kind::Sqlite => {
            let mut command = Command::new(&place.registry);
            command.args(["backup", "--db", &place.database.name, "--to"]);
            finish(command.arg(copy)).await
        }
        Kind::Postgres => {
            let mut command = Command::new("pg_dump");
            command.args(["--format=custom", "--file"]).arg(copy);
            finish(command.args(["--dbname", &place.database.name])).await
        }
    }
}

/// The database as it was copied, as the manual says.
async fn back(places: &Places, place: Place) -> Result<Place> {
    let copy = place.path("copy");
    if place.kind == Kind::Sqlite {
        let copy = copy.display().to_string();
        place.command(&["restore", "--force", "--from", &copy]).await?;
        return Ok(place);
    }
    let database = Database {
        name: places.cluster()?.database()?,
        key: place.database.key.clone(),
    };
    let mut command = Command::new("pg_restore");
    command.args(["--exit-on-error", "--dbname", &database.name]).arg(copy);
    finish(&mut command).await?;
    let restored = Place { database, ..place };
    restored.command(&["renew"]).await?;
    Ok(restored)
}
