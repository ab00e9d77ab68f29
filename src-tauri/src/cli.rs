//! The command line.

use okienko_app::view::Profile;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use tauri::Url;

/// Okienko: okno recepcji przychodni albo kiosku urzędu w centralnej e-rejestracji
///
/// The window of a reception desk or of a municipal kiosk in the central e-registration.
#[derive(clap::Parser)]
#[command(name = "okienko", version)]
pub struct Cli {
    /// Adres centrali; bez niego ten, z którym stanowisko jest połączone · Address of the registry; without it the one this desktop is connected with
    #[arg(long, env = "OKIENKO_REGISTRY", value_name = "URL", value_parser = registry)]
    pub registry: Option<Url>,

    /// Jednorazowy kod, który łączy to stanowisko z centralą · One-time code that connects this desktop with the registry
    #[arg(long, env = "OKIENKO_CODE", value_name = "CODE", hide_env_values = true)]
    pub code: Option<String>,

    /// Katalog danych tego stanowiska · Folder of this desktop's data [default: the platform's folder for data of programs]
    #[arg(long, env = "OKIENKO_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Recepcja albo kiosk · Reception desk or kiosk
    #[arg(long, env = "OKIENKO_PROFILE", value_name = "PROFILE", value_enum, default_value_t = Role::Reception)]
    pub profile: Role,

    /// Miejscowość, w której stoi kiosk · The town this kiosk stands in
    #[arg(long, env = "OKIENKO_PLACE", value_name = "NAME")]
    pub place: Option<String>,

    /// Nazwa urzędu, w którym stoi kiosk · Name of the office this kiosk stands in
    #[arg(long, env = "OKIENKO_OFFICE", value_name = "NAME")]
    pub office: Option<String>,

    /// Województwa, których terminy trzyma to stanowisko, po przecinku; bez nich cała Polska · Voivodeships whose terms this desktop holds, separated by commas; all Poland without them
    #[arg(long, env = "OKIENKO_VOIVODESHIPS", value_name = "NAMES", value_delimiter = ',')]
    pub voivodeships: Vec<String>,

    /// Świadczenia, których terminy trzyma to stanowisko, po przecinku; bez nich wszystkie · Services whose terms this desktop holds, separated by commas; all without them [example: mammography,cytology]
    #[arg(long, env = "OKIENKO_SERVICES", value_name = "CODES", value_delimiter = ',')]
    pub services: Vec<String>,
}

/// [`Profile`] as a word of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Stanowisko rejestracji w przychodni · The reception desk of a clinic
    Reception,
    /// Kiosk bez obsługi w urzędzie · The unattended kiosk of a municipal office
    Kiosk,
}

impl Role {
    /// Label of the window, which its capability names too.
    pub fn label(self) -> &'static str {
        match self {
            Self::Reception => "reception",
            Self::Kiosk => "kiosk",
        }
    }
}

impl From<Role> for Profile {
    fn from(role: Role) -> Self {
        match role {
            Role::Reception => Self::Reception,
            Role::Kiosk => Self::Kiosk,
        }
    }
}

impl Cli {
    /// Name of this desktop on the message bus. Two starts with the same data are the same desktop, of which one may run;
    /// a kiosk and a desk, or desks with data of their own, may run side by side.
    pub fn bus_name(&self) -> String {
        let role = self.profile.label();
        match &self.data_dir {
            None => format!("pl.okienko.desktop.{role}"),
            Some(dir) => {
                let mut hasher = DefaultHasher::new();
                std::path::absolute(dir).as_deref().unwrap_or(dir).hash(&mut hasher);
                // An element of the name must not begin with a digit.
                format!("pl.okienko.desktop.{role}.data{:016x}", hasher.finish())
            }
        }
    }
}

fn registry(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("to nie jest adres · not an address ({error})"))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err("adres zaczyna się od http:// albo https:// · an address begins with http:// or https://".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory, Parser};

    fn cli(words: &str) -> Cli {
        Cli::try_parse_from(words.split(' ')).unwrap()
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_address_without_a_scheme_is_refused_with_the_fix() {
        let error = Cli::try_parse_from(["okienko", "--registry", "localhost:8740"])
            .err()
            .unwrap();
        assert!(error.to_string().contains("http://"), "{error}");
    }

    #[test]
    fn desktops_with_data_of_their_own_are_not_the_same_desktop() {
        let name = |words| cli(words).bus_name();
        let (desk, kiosk) = (name("okienko"), name("okienko --profile kiosk"));
        let (first, second) = (name("okienko --data-dir /tmp/a"), name("okienko --data-dir /tmp/b"));
        assert!(desk != kiosk && kiosk != first && first != second);
        assert_eq!(first, name("okienko --code 7K3QF-2M9DX --data-dir /tmp/a"));
    }
}
