//! `okienko-registry account`: people who sign in, at the registry's own machine.

use crate::Database;
use crate::seed_command::print_line;
use anyhow::Context;
use okienko_domain::access::Role;
use okienko_registry::access::{NewAccount, Secret};
use okienko_registry_store::access::Subject;
use std::io::BufRead;

/// What to do with accounts.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Make an account and print its password and the secret for the authenticator, once.
    Add {
        #[command(flatten)]
        database: Database,
        /// Name to sign in with.
        login: String,
        /// receptionist, clinic-administrator or registry-operator.
        #[arg(long, value_parser = role)]
        role: Role,
        /// Number of the facility; an operator has none.
        #[arg(long)]
        facility: Option<u32>,
        /// Read the password from standard input (at least 12 characters) instead of making one.
        #[arg(long)]
        password_stdin: bool,
        /// Who it is at the identity provider: the `iss` of its tokens.
        #[arg(long, requires = "subject")]
        issuer: Option<String>,
        /// Who it is at the identity provider: the `sub` of its tokens. Such an account has no password unless one is given.
        #[arg(long, requires = "issuer")]
        subject: Option<String>,
    },
    /// Print a new password and a new secret for the authenticator; whoever is signed in is signed out.
    Reset {
        #[command(flatten)]
        database: Database,
        /// Name of the account.
        login: String,
        /// Read the password from standard input (at least 12 characters) instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List all accounts.
    List {
        #[command(flatten)]
        database: Database,
    },
    /// Nobody can sign in with the account any more; whoever is signed in is signed out.
    Disable {
        #[command(flatten)]
        database: Database,
        /// Name of the account.
        login: String,
    },
}

/// A role as a word of the command line.
pub(crate) fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("a role is one of: {}", words.join(", "))
    })
}

pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add {
            database,
            login,
            role,
            facility,
            password_stdin,
            issuer,
            subject,
        } => {
            let new = NewAccount {
                login,
                role,
                facility,
                password: password(password_stdin)?,
                subject: issuer.zip(subject).map(|(issuer, subject)| Subject { issuer, subject }),
            };
            if let Some(secret) = database.admin().await?.add_account(new).await? {
                print(&secret);
            }
        }
        Command::Reset {
            database,
            login,
            password_stdin,
        } => {
            let password = password(password_stdin)?;
            print(&database.admin().await?.reset_account(&login, password).await?);
        }
        Command::List { database } => {
            for account in database.admin().await?.accounts().await? {
                let facility = account.facility.map_or_else(|| "-".to_owned(), |f| f.to_string());
                let state = if account.disabled { "disabled" } else { "active" };
                print_line(&format!("{}\t{state}\t{}\t{facility}", account.login, account.role));
            }
        }
        Command::Disable { database, login } => database.admin().await?.disable_account(&login).await?,
    }
    Ok(())
}

fn password(from_stdin: bool) -> anyhow::Result<Option<String>> {
    if !from_stdin {
        return Ok(None);
    }
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("Nie można odczytać hasła ze standardowego wejścia")?;
    Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
}

fn print(secret: &Secret) {
    print_line(&format!("password\t{}", secret.password));
    print_line(&format!("authenticator\t{}", secret.totp));
    print_line(&secret.link);
}
