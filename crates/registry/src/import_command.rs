//! `okienko-registry import`: a file of terms for one clinic.

use anyhow::{Context, bail};
use okienko_domain::calendar::warsaw_day;
use okienko_domain::clock::Clock;
use okienko_registry::{report, terms_csv};
use okienko_registry_store::audit::Actor;
use std::fs;
use std::path::PathBuf;

use super::seed_command::print_line;

/// Options of the command.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: super::Database,
    /// Id of the clinic.
    #[arg(long)]
    facility: u32,
    /// Say what would change and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// The file: date;from;to;minutes;practitioner;room;service and, where needed, location and pool.
    file: PathBuf,
}

pub(crate) async fn run(arguments: Arguments, clock: &Clock) -> anyhow::Result<()> {
    let name = arguments.file.display();
    let size = fs::metadata(&arguments.file)
        .with_context(|| format!("Nie ma pliku {name}. Sprawdź ścieżkę"))?
        .len();
    if size > u64::try_from(terms_csv::MAX_FILE)? {
        bail!(
            "Plik {name} ma ponad {} MB. Podziel go na mniejsze.",
            terms_csv::MAX_FILE >> 20
        );
    }
    let bytes = fs::read(&arguments.file).with_context(|| format!("Nie można przeczytać pliku {name}"))?;
    let store = arguments.database.open().await?;
    let now = clock.now();
    let directory = store.directory().await?;
    if !directory.facilities.iter().any(|f| f.id == arguments.facility) {
        bail!(
            "W bazie nie ma poradni {}. Podaj jej numer: --facility",
            arguments.facility
        );
    }
    let schedules = match terms_csv::read(&bytes, &directory, arguments.facility, warsaw_day(now)) {
        Ok(schedules) => schedules,
        Err(problem) => {
            for error in &problem.errors {
                let column = if error.column.is_empty() {
                    String::new()
                } else {
                    format!(", kolumna {}", error.column)
                };
                print_line(&format!("wiersz {}{column}: {}", error.line, error.message));
            }
            let all = problem.errors.len() + usize::try_from(problem.more)?;
            bail!("Niczego nie zmieniono. Popraw błędy w pliku {name} (jest ich {all}) i uruchom ponownie.");
        }
    };
    let actor = Actor::registry("import", Some(arguments.facility));
    let done =
        okienko_registry_store::import(&*store, &actor, arguments.facility, &schedules, arguments.dry_run, now).await?;
    let done = done.map_err(|refusal| anyhow::anyhow!("Niczego nie zmieniono: {refusal}"))?;
    print_line(&serde_json::to_string(&report(done, arguments.dry_run))?);
    Ok(())
}
