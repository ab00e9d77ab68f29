//! `okienko-registry audit`: is the audit as it was written, and what does it know of a person.

use crate::seed_command::print_line;
use anyhow::{Context, bail};
use chrono::{DateTime, TimeDelta, Utc};
use clap::Subcommand;
use okienko_domain::calendar::{clock, warsaw_minute};
use okienko_domain::clock::Clock;
use okienko_domain::identity::PersonKey;
use okienko_registry_store::Store;
use okienko_registry_store::audit::{Actor, COMMON_CHAIN, Entry, Head, of_person, verify};
use okienko_registry_store::oversight::{Looks, Withdrawals};
use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What to do with the audit.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Check all chains; prints the number, entries and head of each. Exit code 1 names the first broken entry.
    Verify {
        #[command(flatten)]
        database: super::Database,
        /// What an earlier check printed, kept on another machine: a chain that was cut or rewritten since shows too.
        #[arg(long)]
        noted: Option<PathBuf>,
    },
    /// Print which clinics withdraw terms that are booked and which accounts look people up at other clinics, the most first.
    /// What stands out has an exclamation mark: whether there is a good reason only people can tell.
    Unusual {
        #[command(flatten)]
        database: super::Database,
        /// Count what happened in so many days until now. Look-ups are kept until some time after their review.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
    },
    /// Print what was done to one person's data: when, where, what. Looking is remembered as well.
    Show {
        #[command(flatten)]
        database: super::Database,
        /// Read the PESEL from standard input, or kind, country and number of a document: passport UA FH123456. It is no
        /// argument, because arguments are seen by others on the machine.
        #[arg(long, required = true)]
        patient_from_stdin: bool,
        /// Who looks: the name that the audit remembers.
        #[arg(long, env = "USER")]
        operator: String,
    },
}

pub(crate) async fn run(command: Command, clock: &Clock) -> anyhow::Result<()> {
    match command {
        Command::Verify { database, noted } => check(&*database.open().await?, noted.as_deref()).await,
        Command::Unusual { database, days } => {
            let since = clock.now() - TimeDelta::days(days.into());
            unusual(&*database.open().await?, days, since).await
        }
        Command::Show { database, operator, .. } => show(&*database.open().await?, &operator, clock).await,
    }
}

async fn check(store: &dyn Store, noted: Option<&Path>) -> anyhow::Result<()> {
    let noted = match noted {
        None => Vec::new(),
        Some(path) => heads(path)?,
    };
    let found = verify(store, &noted).await?;
    let mut broken = Vec::new();
    for chain in found {
        match chain {
            Ok(head) => print_line(&head.to_string()),
            Err(place) => broken.push(place),
        }
    }
    let Some(first) = broken.first() else { return Ok(()) };
    bail!(
        "Dziennik nie zgadza się z zapisem: łańcuch {}, wpis {} (łańcuchów z błędem: {}). Odłącz bazę od sieci, zachowaj jej kopię i porównaj z kopią zapasową.",
        first.chain,
        first.number,
        broken.len()
    )
}

fn heads(path: &Path) -> anyhow::Result<Vec<Head>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("Nie można przeczytać pliku {}", path.display()))?;
    let line = |line: &str| {
        Head::parse(line).with_context(|| {
            format!(
                "W pliku {} powinny być wiersze wypisane przez: okienko-registry audit verify",
                path.display()
            )
        })
    };
    text.lines().filter(|l| !l.trim().is_empty()).map(line).collect()
}

async fn unusual(store: &dyn Store, days: u16, since: DateTime<Utc>) -> anyhow::Result<()> {
    let mark = |stands_out| if stands_out { '!' } else { ' ' };
    let clinics = store.withdrawals(since).await?;
    if clinics.is_empty() {
        print_line(&format!(
            "Żadna placówka nie wycofała umówionych terminów (ostatnie dni: {days})."
        ));
    } else {
        print_line(&format!(
            "Placówki, które wycofały umówione terminy (ostatnie dni: {days}): wycofane i wszystkie umówione"
        ));
    }
    for clinic in clinics {
        let mark = mark(clinic.stand_out());
        let Withdrawals {
            facility,
            name,
            booked,
            withdrawn,
        } = clinic;
        print_line(&format!("{mark} {withdrawn} / {booked}  {name} ({facility})"));
    }
    let accounts = store.looks(since).await?;
    if accounts.is_empty() {
        print_line("Nikt nie sprawdzał wizyt pacjentów w innych placówkach.");
    } else {
        print_line(
            "Konta, które sprawdzały wizyty pacjentów w innych placówkach: razem, w nagłych przypadkach, bez wyniku",
        );
    }
    for account in &accounts {
        let mark = mark(account.stand_out(&accounts));
        let Looks {
            facility,
            name,
            login,
            looks,
            emergencies,
            empty,
        } = account;
        print_line(&format!(
            "{mark} {looks} / {emergencies} / {empty}  {login}, {name} ({facility})"
        ));
    }
    Ok(())
}

async fn show(store: &dyn Store, operator: &str, clock: &Clock) -> anyhow::Result<()> {
    let mut typed = String::new();
    std::io::stdin().take(100).read_to_string(&mut typed)?;
    // The reason is not told with the number in it.
    let Ok(person) = PersonKey::parse(&typed) else {
        bail!(
            "Na standardowym wejściu powinien być jeden poprawny PESEL (11 cyfr) albo dokument: passport, identity-card lub other, \
             dwie litery kraju i numer, na przykład: passport UA FH123456"
        )
    };
    let entries = of_person(store, &Actor::operator(operator), &person, clock.now()).await?;
    if entries.is_empty() {
        print_line("Dziennik nie ma wpisów o tej osobie.");
        return Ok(());
    }
    let facilities: HashMap<i64, String> = store
        .directory()
        .await?
        .facilities
        .into_iter()
        .map(|facility| (i64::from(facility.id), facility.name))
        .collect();
    for entry in &entries {
        print_line(&line(entry, &facilities));
    }
    print_line("Listy dnia, na których ta osoba była wśród innych, dziennik liczy bez nazwisk: tu ich nie ma.");
    Ok(())
}

fn line(entry: &Entry, facilities: &HashMap<i64, String>) -> String {
    let when = DateTime::from_timestamp_micros(entry.at).map_or_else(
        || "czas nieznany".to_owned(),
        |at| {
            let (day, minute) = warsaw_minute(at);
            format!("{day} {}", clock(minute))
        },
    );
    let facility = facilities.get(&entry.chain).map(String::as_str);
    let place = match entry.role.as_str() {
        "registry" => "Centralny rejestr",
        "operator" => "Obsługa rejestru",
        "kiosk" => "Kiosk",
        _ if entry.chain == COMMON_CHAIN => "Centralny rejestr",
        _ => facility.unwrap_or("Placówka, której nie ma już w rejestrze"),
    };
    let object = entry.object.as_deref().unwrap_or_default();
    format!(
        "{when}  {place}  {}  {}  {object}",
        deed(&entry.action),
        result(&entry.outcome)
    )
    .trim_end()
    .to_owned()
}

fn deed(action: &str) -> &str {
    match action {
        "book" => "umówienie wizyty",
        "cancel" => "odwołanie wizyty",
        "join" => "zapis do poczekalni",
        "leave" => "wypisanie z poczekalni",
        "assign" => "przydział terminu z poczekalni",
        "reschedule" => "przeniesienie wizyty",
        "keep-time" => "wizyta zostaje w dawnym terminie",
        "end-call" => "telefon do pacjenta",
        "attend" => "odnotowanie obecności",
        "restore" => "powrót do poczekalni",
        "prolong" => "przedłużenie oczekiwania",
        "offer" => "propozycja terminu",
        "accept" => "przyjęcie propozycji",
        "decline" => "odrzucenie propozycji",
        "offer-lapse" => "koniec propozycji",
        "waiting-warn" => "przypomnienie o końcu oczekiwania",
        "audit-read" => "wgląd w dziennik",
        other => other,
    }
}

/// A done thing needs no word; a refusal is shown by its code, as the screens and the contract name it.
fn result(outcome: &str) -> String {
    match outcome {
        "booked" | "cancelled" | "joined" | "left" | "read" | "moved" | "attended" | "prolonged" | "declined"
        | "offered" | "lapsed" | "warned" | "agreed" | "called" => "wykonano".to_owned(),
        refusal => format!("odmowa ({refusal})"),
    }
}
