//! `okienko-registry device`: desks, kiosks and clinic software, at the registry's own machine.

use crate::Database;
use crate::account_command::role;
use crate::seed_command::print_line;
use anyhow::bail;
use okienko_domain::access::Role;
use okienko_wire::access::NewDevice;
use uuid::Uuid;

/// What to do with devices.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Print a one-time code that connects a device; it works for 15 minutes.
    Add {
        #[command(flatten)]
        database: Database,
        /// receptionist (a desk), kiosk, or integration (clinic software).
        #[arg(long, default_value = "receptionist", value_parser = role)]
        role: Role,
        /// Number of its facility; a kiosk has none.
        #[arg(long, conflicts_with = "demo")]
        facility: Option<u32>,
        /// What people call it.
        #[arg(long, default_value = "Stanowisko")]
        name: String,
        /// It works as soon as it has used the code, without comparing fingerprints; for a machine set up by the same hand.
        #[arg(long)]
        trust: bool,
        /// Of the demonstration's facility, where the role has one.
        #[arg(long)]
        demo: bool,
    },
    /// List all devices.
    List {
        #[command(flatten)]
        database: Database,
    },
    /// Let a device work whose fingerprint you have compared.
    Approve {
        #[command(flatten)]
        database: Database,
        /// Id from the list.
        device: Uuid,
    },
    /// Disconnect a device for ever.
    Revoke {
        #[command(flatten)]
        database: Database,
        /// Id from the list.
        device: Uuid,
    },
}

pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add {
            database,
            role,
            facility,
            name,
            trust,
            demo,
        } => {
            let facility = match demo && role.has_facility() {
                true => Some(crate::demo_facility(&*database.open().await?).await?),
                false => facility,
            };
            if role.has_facility() != facility.is_some() {
                bail!("Stanowisko (receptionist, integration) ma numer placówki: --facility NUMER. Kiosk go nie ma.");
            }
            let new = NewDevice { role, facility, name };
            let invitation = database.admin().await?.invite(&new, trust).await?;
            print_line(&invitation.code.readable());
        }
        Command::List { database } => {
            for device in database.admin().await?.devices().await? {
                let facility = device.facility.map_or_else(|| "-".to_owned(), |f| f.to_string());
                let fingerprint = device.fingerprint.as_deref().unwrap_or("-");
                print_line(&format!(
                    "{}\t{}\t{}\t{facility}\t{fingerprint}\t{}",
                    device.id,
                    device.state.as_str(),
                    device.role,
                    device.name
                ));
            }
        }
        Command::Approve { database, device } => database.admin().await?.approve(device).await?,
        Command::Revoke { database, device } => database.admin().await?.revoke(device).await?,
    }
    Ok(())
}
