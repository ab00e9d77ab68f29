//! What `run` tells the person once everything is up, in Polish and in English.

use crate::pesel;
use std::path::Path;

/// What was started and how.
pub struct Started<'a> {
    /// Where a browser finds the UI; `None` when there is a window.
    pub address: Option<&'a str>,
    /// The browser was asked for.
    pub wanted_browser: bool,
    /// The kiosk, not the reception desk.
    pub kiosk: bool,
    /// With demo data.
    pub demo: bool,
    /// To stop the registry and see the desktop go on; `None` when it belongs to another call.
    pub registry_pid: Option<u32>,
    /// The line that starts the registry again.
    pub restart: &'a str,
    /// The line that makes an account of an administrator; `None` at a kiosk.
    pub administrator: Option<&'a str>,
    /// Where the logs are.
    pub logs: &'a Path,
}

impl Started<'_> {
    /// Prints it.
    pub fn print(&self) {
        println!("\n{}", "─".repeat(80));
        if let Some(address) = self.address {
            if !self.wanted_browser {
                println!(
                    "Brak ekranu (DISPLAY ani WAYLAND_DISPLAY nie są ustawione), więc okno zastępuje przeglądarka."
                );
                println!("There is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set): use a browser instead.");
            }
            println!("\n    {address}\n");
        }
        if self.demo {
            self.polish();
            self.english();
        } else {
            println!("Centrala jest pusta: nie ma w niej ani placówek, ani terminów.");
            println!("The registry is empty: it holds neither facilities nor terms.");
            println!("Stanowisko poprosi o kod; daje go: okienko-registry device add. / The desktop asks for a code.");
        }
        println!("\nLogi / logs: {}", self.logs.display());
        println!("Ctrl-C: koniec / stops everything");
        match (self.address, self.kiosk) {
            (Some(_), _) => {}
            (None, true) => println!(
                "Kiosk zajmuje cały ekran; tu wraca się przez Alt+Tab. / It fills the screen; Alt+Tab leads back here."
            ),
            (None, false) => {
                println!(
                    "Zamknięte okno chowa się przy zegarze, jeśli pulpit pokazuje tam ikony; „Otwórz” w menu ikony je przywraca,"
                );
                println!("„Zakończ” kończy program. Na innych pulpitach zamknięcie okna kończy program.");
                println!(
                    "Where desktops show icons beside the clock, a closed window hides there: “Otwórz” in the menu of the"
                );
                println!("icon brings it back, “Zakończ” ends the program. Elsewhere closing the window ends it.");
            }
        }
        println!("{}", "─".repeat(80));
    }

    fn polish(&self) {
        let [first, second] = people();
        println!("Okienko działa. DANE DEMONSTRACYJNE: terminy i nazwy placówek są wymyślone.");
        println!("Co wypróbować:");
        if self.kiosk {
            println!(" 1. Dotknij „Umów wizytę”, wybierz mammografię, miejscowość i termin.");
            println!(" 2. Podaj PESEL {first} (wymyślony) i umów wizytę.");
            return;
        }
        println!(" 1. Usługa „Mammografia”, miejsce „Toruń”, 30 km: terminy od najbliższego.");
        println!(
            " 2. Umów jeden na PESEL {first} (wymyślony); „potwierdzona” pojawia się dopiero po odpowiedzi centrali."
        );
        println!(" 3. Umów kardiologa w Toruniu za trzy dni lub później (PESEL {second}, kod e-skierowania 1234)");
        println!("    i odwołaj tę wizytę: termin dostaje osoba z poczekalni, a jej stanowisko powiadomienie.");
        if let Some(administrator) = self.administrator {
            println!(
                " 4. Zmień grafik: konto administratora przychodni robi poniższa linia. Zaloguj się nim i otwórz „Harmonogramy”."
            );
            println!("    {administrator}");
        }
        if let Some(pid) = self.registry_pid {
            println!(
                " 5. Zatrzymaj centralę: kill {pid}. Szukanie działa dalej, umówiona wizyta „czeka na centralę”. Powrót:"
            );
            println!("    {}", self.restart);
        }
    }

    fn english(&self) {
        let [first, second] = people();
        println!("\nOkienko is running. DEMO DATA: the terms and the names of facilities are invented.");
        println!("What to try:");
        if self.kiosk {
            println!(" 1. Touch “Umów wizytę”, choose mammography, a place and a term.");
            println!(" 2. Enter the PESEL {first} (invented) and book.");
            return;
        }
        println!(" 1. Service “Mammografia”, place “Toruń”, 30 km: terms, the nearest first.");
        println!(" 2. Book one for the PESEL {first} (invented); it is confirmed only when the registry has said so.");
        println!(" 3. Book a cardiologist in Toruń, three days ahead or later (PESEL {second}, referral code 1234),");
        println!("    and cancel: a waiting person gets the term, and her desk a notification.");
        if let Some(administrator) = self.administrator {
            println!(
                " 4. Change a timetable: this line makes an account of the clinic's administrator. Sign in and open “Harmonogramy”."
            );
            println!("    {administrator}");
        }
        if let Some(pid) = self.registry_pid {
            println!(
                " 5. Stop the registry: kill {pid}. Search goes on, a booking waits for the registry. To bring it back:"
            );
            println!("    {}", self.restart);
        }
    }
}

/// Two invented women in the age of the screening programme.
fn people() -> [String; 2] {
    [pesel::woman(1966, 3, 8, 1), pesel::woman(1971, 9, 23, 2)]
}
