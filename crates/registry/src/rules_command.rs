//! `okienko-registry rules`: a new version of the rules from the proposal to the day it is in force, and the switch that
//! stops a service.

use crate::seed_command::print_line;
use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use clap::Subcommand;
use okienko_domain::calendar::{clock as minutes, warsaw_minute};
use okienko_domain::clock::Clock;
use okienko_domain::rules::{Rules, RulesError};
use okienko_registry_store::Store;
use okienko_registry_store::rules::{
    Effect, Expected, RulesRecord, RulesRefusal, Step, approve, propose, record, start, stop, try_out,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Who does it, by the name that the audit remembers.
#[derive(clap::Args)]
pub(crate) struct Who {
    #[command(flatten)]
    database: super::Database,
    /// Your name; the audit remembers it.
    #[arg(long, env = "USER")]
    by: String,
}

/// What to do with the rules.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print the rules in force, the proposals and the stopped services.
    Show {
        #[command(flatten)]
        database: super::Database,
    },
    /// Store the next version as a proposal and print what it would change. It is not in force yet.
    Propose {
        /// The whole document, like data/rules.json, with the next version number.
        file: PathBuf,
        #[command(flatten)]
        who: Who,
    },
    /// Print what a proposal changes, and for how many people and free terms.
    Diff {
        /// Number of the proposal.
        version: u32,
        #[command(flatten)]
        who: Who,
    },
    /// Put a proposal in force. Somebody else than who proposed it says how many people it should reach.
    Approve {
        /// Number of the proposal.
        version: u32,
        #[command(flatten)]
        who: Who,
        /// To how many known people it is meant to open terms.
        #[arg(long)]
        opens: u64,
        /// To how many known people it is meant to close terms.
        #[arg(long)]
        closes: u64,
    },
    /// Stop a service at once: nobody books it, waits for it or gets a freed term of it.
    Stop {
        /// Code of the service.
        service: String,
        #[command(flatten)]
        who: Who,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Let a stopped service go on.
    Start {
        /// Code of the service.
        service: String,
        #[command(flatten)]
        who: Who,
    },
}

pub(crate) async fn run(command: Command, clock: &Clock) -> anyhow::Result<()> {
    let now = clock.now();
    match command {
        Command::Show { database } => show(&*database.open().await?).await,
        Command::Propose { file, who } => {
            let rules = read(&file)?;
            let store = who.database.open().await?;
            settled(propose(&*store, &rules, &who.by, now).await?)?;
            let version = rules.version();
            print_line(&format!("Wersja {version} czeka na zatwierdzenie przez inną osobę."));
            compare(&*store, &rules, &who.by, now).await
        }
        Command::Diff { version, who } => {
            let store = who.database.open().await?;
            let Some(found) = record(&*store, version).await? else {
                return settled(Err(RulesRefusal::Unknown));
            };
            compare(&*store, &found.rules, &who.by, now).await
        }
        Command::Approve {
            version,
            who,
            opens,
            closes,
        } => {
            let store = who.database.open().await?;
            let expected = Expected {
                opened: opens,
                closed: closes,
            };
            settled(approve(&*store, version, &who.by, expected, now).await?)?;
            print_line(&format!("Wersja {version} obowiązuje od następnej prośby."));
            Ok(())
        }
        Command::Stop { service, who, reason } => {
            settled(stop(&*who.database.open().await?, &service, &who.by, &reason, now).await?)?;
            print_line(&format!("Świadczenie {service} jest zatrzymane od następnej prośby."));
            Ok(())
        }
        Command::Start { service, who } => {
            settled(start(&*who.database.open().await?, &service, &who.by, now).await?)?;
            print_line(&format!("Świadczenie {service} działa od następnej prośby."));
            Ok(())
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Rules> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("Nie można przeczytać pliku {name}"))?;
    serde_json::from_str(&text)
        .with_context(|| format!("Plik {name} nie jest dokumentem zasad; porównaj go z data/rules.json"))
}

/// A refusal in the words of the person at the terminal.
fn settled<T>(step: Step<T>) -> anyhow::Result<T> {
    let refusal = match step {
        Ok(done) => return Ok(done),
        Err(refusal) => refusal,
    };
    bail!(match refusal {
        RulesRefusal::Unsound(error) => unsound(&error),
        RulesRefusal::Version { next } =>
            format!("Następna wersja zasad ma numer {next}. Wpisz go w polu policy.version."),
        RulesRefusal::Unknown => "Nie ma takiej wersji zasad. Spis: okienko-registry rules show".to_owned(),
        RulesRefusal::NotNewer { in_force } =>
            format!("Obowiązuje już wersja {in_force}. Zaproponuj nową wersję z tymi zmianami."),
        RulesRefusal::SamePerson => "Zasady zatwierdza inna osoba niż ta, która je zaproponowała.".to_owned(),
        RulesRefusal::Unexpected(effect) => format!(
            "Nic nie zmieniono, bo skutek jest inny niż podany. {}\nSprawdź zasady (okienko-registry rules diff), a jeśli tak ma być, podaj te liczby.",
            told(&effect)
        ),
        RulesRefusal::ServiceUnknown => "Nie ma takiego świadczenia. Spis: okienko-registry rules show".to_owned(),
        RulesRefusal::NoChange => "Nic do zrobienia: świadczenie jest już w tym stanie.".to_owned(),
    })
}

fn unsound(error: &RulesError) -> String {
    match error {
        RulesError::Twice(code) => format!("Świadczenie {code} jest w dokumencie dwa razy. Zostaw jedno."),
        RulesError::Code(code) => format!("Kod {code:?} musi być z małych liter, cyfr i myślników."),
        RulesError::Ages(code) => format!("W świadczeniu {code} wiek „od” jest większy niż wiek „do”."),
        RulesError::WaitingDays(code) => format!("W świadczeniu {code} pole waiting_days musi wynosić co najmniej 1."),
        RulesError::Reminders => {
            "W polu reminder_days podaj różne dni, od najwcześniejszego przypomnienia: [7, 1].".to_owned()
        }
        RulesError::QuietHours => "W polu quiet_hours podaj dwie godziny od 0 do 23: [21, 8].".to_owned(),
        RulesError::Horizon => "Pole horizon_warn_days musi być mniejsze niż horizon_days.".to_owned(),
        RulesError::Removed(code) => {
            format!(
                "Brakuje świadczenia {code}. Świadczeń się nie usuwa; aby je zatrzymać: okienko-registry rules stop {code}"
            )
        }
    }
}

async fn compare(store: &dyn Store, rules: &Rules, by: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    let in_force = store.rules().await?;
    print_line(&format!("Zmiany względem obowiązującej wersji {}:", in_force.version()));
    for line in changes(&in_force, rules)? {
        print_line(&format!("  {line}"));
    }
    print_line(&told(&try_out(store, rules, by, now).await?));
    Ok(())
}

fn told(effect: &Effect) -> String {
    let mut text = format!(
        "Ta wersja otworzyłaby {} wolnych terminów {} osobom i zamknęła dostęp {} osobom. Policzono {} osób, które rejestr zna; pozostałych nie wlicza się.",
        effect.terms, effect.opened, effect.closed, effect.known
    );
    for service in &effect.services {
        text.push_str(&format!(
            "\n  {}: wolne terminy {}, osoby zyskujące {}, osoby tracące {}",
            service.service, service.terms, service.opened, service.closed
        ));
    }
    text
}

/// Every field that differs, as `path: old → new`.
fn changes(old: &Rules, new: &Rules) -> anyhow::Result<Vec<String>> {
    let (old, new) = (fields(old)?, fields(new)?);
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let missing = || "brak".to_owned();
    Ok(paths
        .into_iter()
        .filter(|path| old.get(*path) != new.get(*path))
        .map(|path| {
            let shown = |side: &BTreeMap<String, Value>| side.get(path).map_or_else(missing, Value::to_string);
            format!("{path}: {} → {}", shown(&old), shown(&new))
        })
        .collect())
}

fn fields(rules: &Rules) -> anyhow::Result<BTreeMap<String, Value>> {
    let mut fields = BTreeMap::new();
    let mut add = |prefix: &str, value: Value| {
        if let Value::Object(object) = value {
            fields.extend(
                object
                    .into_iter()
                    .map(|(key, value)| (format!("{prefix}.{key}"), value)),
            );
        }
    };
    add("policy", serde_json::to_value(&rules.policy)?);
    for service in &rules.services {
        add(&service.code, serde_json::to_value(service)?);
    }
    Ok(fields)
}

async fn show(store: &dyn Store) -> anyhow::Result<()> {
    print_line(&serde_json::to_string_pretty(&store.rules().await?)?);
    for record in store.rules_records().await? {
        print_line(&version(&record));
    }
    for stop in store.service_stops().await? {
        print_line(&format!(
            "Zatrzymane: {} ({}, {}: {})",
            stop.service,
            when(stop.at),
            stop.stopped_by,
            stop.reason
        ));
    }
    Ok(())
}

fn version(record: &RulesRecord) -> String {
    let proposed = format!(
        "Wersja {}: {} ({})",
        record.rules.version(),
        record.proposed_by,
        when(record.proposed_at)
    );
    match &record.approved {
        Some((by, at)) => format!("{proposed}; zatwierdza {by} ({})", when(*at)),
        None => format!("{proposed}; czeka na zatwierdzenie"),
    }
}

fn when(at: DateTime<Utc>) -> String {
    let (day, minute) = warsaw_minute(at);
    format!("{day} {}", minutes(minute))
}
