//! `okienko-registry backup` and `restore`: words around [`okienko_registry_store::backup`].

use crate::seed_command::print_line;
use anyhow::{Result, bail};
use okienko_domain::clock::Clock;
use okienko_registry_store::{BackupError, StoreError, backup, restore};
use std::path::{Path, PathBuf};

/// Options of `backup`.
#[derive(clap::Args)]
pub(crate) struct Backup {
    /// SQLite file; the registry may be running.
    #[arg(long, env = "OKIENKO_REGISTRY_DB")]
    db: PathBuf,
    /// File to make; must not exist.
    #[arg(long)]
    to: PathBuf,
}

/// Options of `restore`.
#[derive(clap::Args)]
pub(crate) struct Restore {
    /// Copy made by `backup`.
    #[arg(long)]
    from: PathBuf,
    /// SQLite file to make; the registry must be stopped.
    #[arg(long, env = "OKIENKO_REGISTRY_DB")]
    db: PathBuf,
    /// File with the key that sealed people's data; by default beside the SQLite file.
    #[arg(long, env = "OKIENKO_REGISTRY_KEY")]
    key: Option<PathBuf>,
    /// Put an existing database aside instead of refusing.
    #[arg(long)]
    force: bool,
}

impl Backup {
    pub(crate) async fn run(self) -> Result<()> {
        a_file(&self.db)?;
        backup(&self.db, &self.to).await.map_err(words)?;
        print_line(&format!(
            "Kopia jest w {}. Nie ma w niej klucza danych osób ({}): przechowuj go osobno, bez niego kopia jest bezużyteczna.",
            self.to.display(),
            self.db.with_extension("key").display()
        ));
        Ok(())
    }
}

impl Restore {
    pub(crate) async fn run(self, clock: &Clock) -> Result<()> {
        a_file(&self.db)?;
        let key = self.key.unwrap_or_else(|| self.db.with_extension("key"));
        let old = PathBuf::from(format!(
            "{}.{}",
            self.db.display(),
            clock.now().format("%Y%m%dT%H%M%SZ")
        ));
        let aside = (self.force && self.db.exists()).then_some(old.as_path());
        restore(&self.from, &self.db, &key, aside).await.map_err(words)?;
        print_line(&format!(
            "Baza {} jest odtworzona z {} i ma nową tożsamość: stanowiska pobiorą wszystko od nowa.",
            self.db.display(),
            self.from.display()
        ));
        if let Some(old) = aside {
            print_line(&format!("Poprzednia baza: {}", old.display()));
        }
        Ok(())
    }
}

fn a_file(db: &Path) -> Result<()> {
    if db.to_string_lossy().starts_with("postgres") {
        bail!(
            "Kopie bazy PostgreSQL robi się jej własnymi narzędziami (pg_dump, pg_basebackup). Po odtworzeniu, przed uruchomieniem: okienko-registry renew --db postgres://… --key …"
        );
    }
    Ok(())
}

fn words(error: BackupError) -> anyhow::Error {
    match error {
        BackupError::Exists(path) => anyhow::anyhow!(
            "Plik {} już istnieje i nie zostanie nadpisany. Podaj inną nazwę; przy odtwarzaniu --force odłoży starą bazę na bok.",
            path.display()
        ),
        BackupError::Missing(path) => anyhow::anyhow!("Nie ma pliku {}. Sprawdź nazwę.", path.display()),
        BackupError::Damaged { path, why } => {
            anyhow::anyhow!(
                "Plik {} nie jest nieuszkodzoną bazą Okienka ({why}). Użyj innej kopii.",
                path.display()
            )
        }
        BackupError::InUse(path) => {
            anyhow::anyhow!(
                "Bazy {} używa działający program. Zatrzymaj go i spróbuj ponownie.",
                path.display()
            )
        }
        BackupError::Store(StoreError::Key(_)) => anyhow::anyhow!(
            "Podany klucz nie otwiera danych osób w tej kopii. Wskaż klucz, z którym działała baza: --key …"
        ),
        BackupError::Store(StoreError::TooNew(version)) => {
            anyhow::anyhow!("Kopię zapisała nowsza wersja programu (migracja {version}). Użyj tej nowszej wersji.")
        }
        BackupError::Store(StoreError::Full) => {
            anyhow::anyhow!("Na dysku brakuje miejsca. Zwolnij je i spróbuj ponownie.")
        }
        other => anyhow::Error::new(other).context("Nie udało się. To, co było wcześniej, pozostało nietknięte."),
    }
}
