//! What happens in the demo, step by step, and what must be true after each.

use super::stage::{Desktop, Stage, list, number, text};
use super::{Counts, Told};
use crate::{pesel, wait};
use anyhow::{Context, Result, ensure};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How soon another desktop must know.
const SOON: Duration = Duration::from_secs(2);

/// How long the way back to the registry may take: the desktop asks again at growing intervals.
const BACK: Duration = Duration::from_secs(20);

/// How long the first sync of all terms may take.
const FIRST_SYNC: Duration = Duration::from_secs(120);

/// Terms that may go to others before the waiting person of the demo has her turn.
const LONGEST_QUEUE: u64 = 20;

/// The people of the demo: one books, one waits, one books while there is no registry, one mistypes her number.
const FIRST: u16 = 1;
const SECOND: u16 = 2;
const THIRD: u16 = 3;
const FOURTH: u16 = 4;

const SERVICE: &str = "mammography";
const RADIUS_KM: u64 = 30;
const DAYS: u64 = 14;

/// Plays all steps; the first that does not hold ends it.
pub fn play(stage: &mut Stage, told: &mut Told) -> Result<()> {
    let mut made = (String::new(), 0);
    told.step("demo-registry", || {
        made = stage.make_registry()?;
        Ok(vec![("terms", made.1)])
    })?;
    let (facility, expected) = made;
    told.step("registry-start", || stage.start_registry().map(|()| vec![]))?;

    let mut a = None;
    told.step("first-sync-a", || {
        synced(a.insert(stage.start_desktop("a", &facility)?), expected)
    })?;
    let mut a = a.context("desktop A is missing")?;

    let mut found = Found::default();
    told.step("search", || search(&a, &mut found))?;

    let mut b = None;
    told.step("first-sync-b", || {
        let facility = found.other_facility(&facility)?;
        synced(b.insert(stage.start_desktop("b", &facility)?), expected)
    })?;
    let mut b = b.context("desktop B is missing")?;

    let mut terms = found.slots.clone().into_iter();
    let mut next = || terms.next().context("the search brought too few terms");

    let term = next()?;
    let mut visit = String::new();
    told.step("book", || {
        ensure!(
            offers(&b, &term)?,
            "desktop B does not offer the term that A is to book"
        );
        visit = book(&a, &term, FIRST)?;
        Ok(vec![])
    })?;
    told.step("gone-in-b", || {
        wait::until("the end of the offer in B", SOON, || {
            Ok((!offers(&b, &term)?).then_some(vec![]))
        })
    })?;

    let mut entry = String::new();
    told.step("wait-in-b", || {
        entry = join(&b, found.place)?;
        Ok(vec![("waiting", number(&b.sync_state()?, "waiting")?)])
    })?;
    told.step("cancel", || {
        cancel(&a, &visit)?;
        // Others may have waited longer: what is freed goes to them first, so free terms until it is her turn.
        let mut before_her = 0;
        while !has_term(&b, &entry)? {
            ensure!(before_her < LONGEST_QUEUE, "{before_her} freed terms went to others");
            before_her += 1;
            cancel(&a, &book(&a, &next()?, FIRST)?)?;
        }
        Ok(vec![("before_her", before_her)])
    })?;
    told.step("notice-in-b", || {
        wait::until("the notice in B", SOON, || {
            Ok((b.notices_about(&entry)? > 0).then_some(vec![]))
        })
    })?;
    told.step("restart-b", || {
        stage.start_again(&mut b)?;
        online(&b)?;
        told_once(&b, &entry)
    })?;

    let mut queued = String::new();
    told.step("offline-a", || {
        stage.stop_registry();
        wait::until("A noticing that it is offline", BACK, || {
            Ok((a.sync_state()?["link"] == "offline").then_some(()))
        })?;
        let answer = a.ask("book", booking(&next()?, THIRD)?)?;
        ensure!(
            answer["state"] == "queued",
            "booking without the registry should wait, but is {}",
            answer["state"]
        );
        queued = text(&answer, "id")?.to_owned();
        Ok(vec![("queued", number(&a.sync_state()?, "queued")?)])
    })?;
    told.step("kill-and-back-a", || {
        a.kill();
        stage.start_registry()?;
        stage.start_again(&mut a)?;
        wait::until("the confirmation of what waited", BACK, || confirmed(&a, &queued))
    })?;
    told.step("bad-pesel", || bad_pesel(&a, &next()?))?;
    told.step("told-once", || told_once(&b, &entry))
}

/// What the search in A brought.
#[derive(Default)]
struct Found {
    /// Toruń.
    place: u64,
    /// The nearest terms from tomorrow on, so that the clock cannot run over them while this plays.
    slots: Vec<Value>,
}

impl Found {
    /// A facility for the second desktop, another one where there is one.
    fn other_facility(&self, home: &str) -> Result<String> {
        let ids = self
            .slots
            .iter()
            .map(|slot| number(slot, "facilityId").map(|id| id.to_string()));
        let ids: Vec<String> = ids.collect::<Result<_>>()?;
        Ok(ids.into_iter().find(|id| id != home).unwrap_or_else(|| home.to_owned()))
    }
}

fn synced(desktop: &Desktop, expected: u64) -> Result<Counts> {
    let state = wait::until("the first sync", FIRST_SYNC, || {
        let state = desktop.sync_state()?;
        let whole = state["link"] == "online"
            && state["standing"] == "active"
            && state["firstSync"] == false
            && state["dataAsOf"] != Value::Null;
        Ok(whole.then_some(state))
    })?;
    let terms = number(&state, "terms")?;
    ensure!(
        terms >= expected,
        "{terms} terms after the first sync, at least {expected} were expected"
    );
    Ok(vec![("terms", terms), ("free", number(&state, "freeTerms")?)])
}

fn online(desktop: &Desktop) -> Result<()> {
    wait::until("being online again", BACK, || {
        Ok((desktop.sync_state()?["link"] == "online").then_some(()))
    })
}

fn search(desktop: &Desktop, found: &mut Found) -> Result<Counts> {
    let answer = desktop.ask("find_places", json!({ "text": "Toruń" }))?;
    ensure!(
        answer["certain"] == true,
        "Toruń should be one place beyond doubt: {answer}"
    );
    found.place = number(list(&answer["places"])?.first().context("Toruń was not found")?, "id")?;

    let boot = desktop.ask("boot", json!({}))?;
    let today: NaiveDate = text(&boot, "today")?.parse()?;
    let query = json!({ "place": found.place, "radiusKm": RADIUS_KM });
    let page = desktop.ask("search_slots", query_between(today, today + Days::new(DAYS), query))?;
    let slots = list(&page["slots"])?;
    ensure!(
        !slots.is_empty(),
        "no free mammography within {RADIUS_KM} km of Toruń in {DAYS} days"
    );

    let mut last = 0.0;
    for slot in slots {
        let distance = slot["distanceKm"].as_f64().context("a term without its distance")?;
        ensure!(distance >= last, "{distance} km after {last} km: not the nearest first");
        ensure!(distance <= RADIUS_KM as f64, "{distance} km is outside of the radius");
        last = distance;
    }
    let tomorrow = (today + Days::new(1)).to_string();
    found.slots = slots
        .iter()
        .filter(|slot| slot["date"].as_str() >= Some(tomorrow.as_str()))
        .cloned()
        .collect();
    Ok(vec![
        ("free", number(&page, "total")?),
        ("shown", slots.len() as u64),
        ("took_us", number(&page, "tookUs")?),
    ])
}

/// A search with everything left open but the days and what `more` says.
fn query_between(from: NaiveDate, to: NaiveDate, more: Value) -> Value {
    let mut query = json!({
        "service": SERVICE, "place": null, "radiusKm": null, "facility": null, "practitioner": null,
        "dateFrom": from.to_string(), "dateTo": to.to_string(), "weekdays": [], "hours": [], "stepFree": false, "stationary": false, "language": null, "after": null,
        "sort": "nearest", "differentFacilities": false, "offset": 0, "limit": 200,
    });
    if let (Value::Object(query), Value::Object(more)) = (&mut query, more) {
        query.extend(more);
    }
    json!({ "query": query })
}

/// Whether the desktop still offers the term.
fn offers(desktop: &Desktop, term: &Value) -> Result<bool> {
    let day: NaiveDate = text(term, "date")?.parse()?;
    let query = query_between(day, day, json!({ "facility": term["facilityId"] }));
    let page = desktop.ask("search_slots", query)?;
    Ok(list(&page["slots"])?.iter().any(|slot| slot["id"] == term["id"]))
}

/// An invented woman in the age of the programme.
fn person(serial: u16) -> Result<Value> {
    let phone = format!("+48 600 000 {serial:03}");
    Ok(json!({
        "pesel": pesel::woman(1970, 5, 17, serial), "givenName": "Anna", "familyName": "Próbna", "phone": phone,
    }))
}

fn booking(term: &Value, serial: u16) -> Result<Value> {
    Ok(json!({ "input": { "slot": text(term, "id")?, "patient": person(serial)?, "referral": null } }))
}

/// Books and returns the id of the visit, which exists only once the registry has said yes.
fn book(desktop: &Desktop, term: &Value, serial: u16) -> Result<String> {
    let answer = desktop.ask("book", booking(term, serial)?)?;
    ensure!(
        answer["state"] == "confirmed",
        "the booking is {}: {}",
        answer["state"],
        answer["refusal"]
    );
    text(&answer, "appointment").map(String::from)
}

/// Whether the registry has said yes to a request; its no is an error.
fn confirmed(desktop: &Desktop, id: &str) -> Result<Option<Counts>> {
    let request = desktop.request(id)?.context("the request is lost")?;
    ensure!(
        request["state"] != "refused",
        "the request was refused: {}",
        request["refusal"]
    );
    Ok((request["state"] == "confirmed").then_some(vec![]))
}

/// A second person waits for any term around the place, with a right to go first. Returns the id of her entry.
fn join(desktop: &Desktop, place: u64) -> Result<String> {
    let input = json!({
        "service": SERVICE, "patient": person(SECOND)?, "referral": null, "urgent": false, "entitlement": "blood-donor",
        "place": place, "radiusKm": RADIUS_KM, "weekdays": [], "hours": [], "shortNotice": true,
    });
    let before = entries(desktop)?;
    let answer = desktop.ask("join_waiting_list", json!({ "input": input }))?;
    ensure!(
        answer["state"] == "confirmed",
        "joining is {}: {}",
        answer["state"],
        answer["refusal"]
    );
    let mut after = entries(desktop)?;
    after.retain(|(id, _)| before.iter().all(|(known, _)| known != id));
    ensure!(
        after.len() == 1,
        "the waiting list of the desk got {} new entries, not one",
        after.len()
    );
    Ok(after.remove(0).0)
}

/// Whether the waiting person has got a term, as the registry tells it.
fn has_term(desktop: &Desktop, entry: &str) -> Result<bool> {
    Ok(entries(desktop)?
        .iter()
        .any(|(id, status)| id == entry && status == "booked"))
}

/// Ids and states of the waiting people of the desk.
fn entries(desktop: &Desktop) -> Result<Vec<(String, String)>> {
    let answer = desktop.ask("waiting_list", json!({}))?;
    list(&answer)?
        .iter()
        .map(|entry| Ok((text(entry, "id")?.into(), text(entry, "status")?.into())))
        .collect()
}

fn cancel(desktop: &Desktop, visit: &str) -> Result<Counts> {
    let answer = desktop.ask("cancel", json!({ "appointment": visit, "reason": "patient" }))?;
    ensure!(
        answer["state"] == "confirmed",
        "cancelling is {}: {}",
        answer["state"],
        answer["refusal"]
    );
    ensure!(
        answer["passedOn"] == true,
        "the freed term did not go to the person who waits"
    );
    Ok(vec![])
}

/// A notice must not come a second time, so this looks for a while.
fn told_once(desktop: &Desktop, entry: &str) -> Result<Counts> {
    let started = Instant::now();
    while started.elapsed() < Duration::from_millis(500) {
        let count = desktop.notices_about(entry)?;
        ensure!(
            count == 1,
            "the desk was told {count} times that its patient got a term"
        );
        wait::pause(Duration::from_millis(50));
    }
    Ok(vec![("notices", 1)])
}

fn bad_pesel(desktop: &Desktop, term: &Value) -> Result<Counts> {
    let mut wrong = booking(term, FOURTH)?;
    let number_of_person = pesel::with_wrong_checksum(text(&wrong["input"]["patient"], "pesel")?);
    wrong["input"]["patient"]["pesel"] = json!(number_of_person);
    let before = list(&desktop.ask("requests", json!({}))?)?.len();
    let check = json!({ "pesel": number_of_person, "service": SERVICE });
    for (command, args) in [("check_patient", check), ("book", wrong)] {
        let code = desktop.refusal(command, args)?;
        ensure!(code == "pesel-checksum", "{command} told {code} of a wrong last digit");
    }
    let after = list(&desktop.ask("requests", json!({}))?)?.len();
    ensure!(before == after, "a refused input left a request behind");
    Ok(vec![("requests", after as u64)])
}
