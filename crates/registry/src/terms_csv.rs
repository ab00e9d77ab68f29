//! Terms from a file: `date;from;to;minutes;practitioner;room;service`, and `location` and `pool` where they are needed.
//!
//! A row is a block of terms of one day. The days a file names are replaced by what it says of them, so that the same
//! file may come again. Nothing of a file is used unless all of it is right.

use csv::{ReaderBuilder, StringRecord};
use okienko_domain::calendar::{Day, clock, instant, is_holiday, parse_clock};
use okienko_domain::directory::{Directory, Pool, Schedule};
use okienko_domain::request::MAX_TEXT;
use okienko_domain::slot::Sheet;
use okienko_domain::text::clean;
use okienko_domain::timetable::Timetable;
use okienko_registry_store::ImportedSchedule;
use okienko_wire::publishing::{ImportProblem, LineError};
use std::collections::{BTreeMap, HashSet};

/// Largest file in bytes.
pub const MAX_FILE: usize = 4 << 20;
/// Rows of a file.
const MAX_ROWS: u64 = 20_000;
/// Errors that are told at once.
const MAX_ERRORS: usize = 100;
/// Days ahead that a file may name: more is a mistake in the year.
const MAX_DAYS: u16 = 400;
const WANTED: [&str; 7] = ["date", "from", "to", "minutes", "practitioner", "room", "service"];
const OPTIONAL: [&str; 2] = ["location", "pool"];

/// One row that is right by itself.
struct Block {
    line: u64,
    from: u16,
    to: u16,
    minutes: u16,
}

/// What tells schedules apart: location, service, practitioner, room, pool.
type Key = (u32, String, String, String, Pool);

/// Reads the file of a clinic. `today` is the day in Warsaw.
///
/// # Errors
/// Everything that is wrong, line by line.
pub fn read(
    bytes: &[u8],
    directory: &Directory,
    facility: u32,
    today: Day,
) -> Result<Vec<ImportedSchedule>, ImportProblem> {
    let mut file = File {
        directory,
        facility,
        today,
        columns: BTreeMap::new(),
        errors: Vec::new(),
    };
    let days = file.rows(bytes);
    let schedules = file.sheets(days);
    if file.errors.is_empty() {
        return Ok(schedules);
    }
    file.errors.sort_by_key(|e| e.line);
    let more = file.errors.len().saturating_sub(MAX_ERRORS);
    file.errors.truncate(MAX_ERRORS);
    Err(ImportProblem {
        code: "lines".into(),
        errors: file.errors,
        more: u32::try_from(more).unwrap_or(u32::MAX),
    })
}

struct File<'a> {
    directory: &'a Directory,
    facility: u32,
    today: Day,
    columns: BTreeMap<&'static str, usize>,
    errors: Vec<LineError>,
}

impl File<'_> {
    fn wrong(&mut self, line: u64, column: &str, message: impl Into<String>) {
        self.errors.push(LineError {
            line,
            column: column.to_owned(),
            message: message.into(),
        });
    }

    fn rows(&mut self, bytes: &[u8]) -> BTreeMap<Key, BTreeMap<Day, Vec<Block>>> {
        let mut days: BTreeMap<Key, BTreeMap<Day, Vec<Block>>> = BTreeMap::new();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if let Err(error) = std::str::from_utf8(bytes) {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.split(|b| *b == b'\n').count();
            self.wrong(
                u64::try_from(line).unwrap_or(1),
                "",
                "Polskie litery są zapisane w starym kodowaniu. Zapisz plik jako „CSV UTF-8”.",
            );
            return days;
        }
        let mut reader = ReaderBuilder::new()
            .delimiter(b';')
            .flexible(true)
            .has_headers(false)
            .from_reader(bytes);
        let mut rows = 0;
        for record in reader.records() {
            let Ok(record) = record else {
                self.wrong(
                    0,
                    "",
                    "Tego pliku nie da się przeczytać. Zapisz go jako CSV ze średnikami.",
                );
                break;
            };
            let line = record.position().map_or(0, csv::Position::line);
            if self.columns.is_empty() {
                if !self.header(line, &record) {
                    return days;
                }
                continue;
            }
            rows += 1;
            if rows > MAX_ROWS {
                self.wrong(
                    line,
                    "",
                    format!("Plik ma ponad {MAX_ROWS} wierszy. Podziel go na mniejsze."),
                );
                break;
            }
            if let Some((key, day, block)) = self.row(line, &record) {
                days.entry(key).or_default().entry(day).or_default().push(block);
            }
        }
        if rows == 0 && self.errors.is_empty() {
            let names = WANTED.join(";");
            self.wrong(1, "", format!("Plik nie ma terminów. Pierwszy wiersz to nazwy kolumn: {names}, a dalej po wierszu na każdy blok terminów."));
        }
        days
    }

    fn header(&mut self, line: u64, record: &StringRecord) -> bool {
        let found: Vec<String> = record.iter().map(|name| name.trim().to_lowercase()).collect();
        for (place, name) in found.iter().enumerate() {
            match WANTED.iter().chain(&OPTIONAL).find(|known| *known == name) {
                Some(known) if self.columns.insert(known, place).is_none() => {}
                Some(known) => self.wrong(line, known, "Ta kolumna jest dwa razy. Usuń jedną."),
                None => {
                    let fix = if found.len() == 1 && name.contains(',') {
                        "Rozdziel kolumny średnikami, nie przecinkami.".to_owned()
                    } else {
                        let names = [&WANTED[..], &OPTIONAL[..]].concat().join(", ");
                        format!("Kolumny numer {} nie znam. Usuń ją albo nazwij: {names}.", place + 1)
                    };
                    self.wrong(line, "", fix);
                }
            }
        }
        for name in WANTED {
            if !self.columns.contains_key(name) && self.errors.is_empty() {
                self.wrong(
                    line,
                    name,
                    format!("Brakuje kolumny {name}. Dopisz ją w pierwszym wierszu."),
                );
            }
        }
        self.errors.is_empty()
    }

    fn row(&mut self, line: u64, record: &StringRecord) -> Option<(Key, Day, Block)> {
        let before = self.errors.len();
        if record.len() > self.columns.len() {
            self.wrong(
                line,
                "",
                "Wiersz ma więcej kolumn niż pierwszy wiersz. Usuń zbędne średniki.",
            );
            return None;
        }
        let columns = self.columns.clone();
        // As everything that people type.
        let record: StringRecord = record.iter().map(clean).collect();
        let cell = |name: &str| columns.get(name).and_then(|place| record.get(*place)).unwrap_or("");
        let day = Day::parse(cell("date"));
        match day {
            None => self.wrong(line, "date", "To nie jest data. Wpisz ją jak 2026-12-01."),
            Some(day) if day < self.today => self.wrong(line, "date", "Ten dzień minął. Usuń wiersz."),
            Some(day) if day > self.today.plus(MAX_DAYS) => {
                self.wrong(
                    line,
                    "date",
                    format!("Ten dzień jest za ponad {MAX_DAYS} dni. Sprawdź rok."),
                );
            }
            Some(day) if is_holiday(day.date()) => {
                self.wrong(line, "date", "Ten dzień jest świętem. Usuń wiersz.");
            }
            Some(_) => {}
        }
        let mut time = |name| {
            let minute = parse_clock(cell(name));
            if minute.is_none() {
                self.wrong(line, name, "To nie jest godzina. Wpisz ją jak 08:00.");
            }
            minute
        };
        let (from, to) = (time("from"), time("to"));
        let lengths = Timetable::SHORTEST..=Timetable::LONGEST;
        let minutes = cell("minutes").parse::<u16>().ok().filter(|m| lengths.contains(m));
        if minutes.is_none() {
            let (least, most) = (lengths.start(), lengths.end());
            self.wrong(
                line,
                "minutes",
                format!("Wpisz długość jednego terminu w minutach, od {least} do {most}."),
            );
        }
        if let (Some(from), Some(to), Some(minutes)) = (from, to, minutes) {
            if to <= from {
                self.wrong(line, "to", "Koniec jest przed początkiem. Zamień godziny.");
            } else if !(to - from).is_multiple_of(minutes) {
                let whole = from + (to - from) / minutes * minutes;
                self.wrong(
                    line,
                    "to",
                    format!(
                        "Czas nie dzieli się na terminy po {minutes} minut. Zakończ o {} albo o {}.",
                        clock(whole),
                        clock(whole + minutes)
                    ),
                );
            }
        }
        let key = self.key(line, &cell);
        let block = Block {
            line,
            from: from?,
            to: to?,
            minutes: minutes?,
        };
        (self.errors.len() == before).then_some((key?, day?, block))
    }

    fn key<'c>(&mut self, line: u64, cell: &impl Fn(&str) -> &'c str) -> Option<Key> {
        let before = self.errors.len();
        for name in ["practitioner", "room"] {
            if cell(name).chars().count() > MAX_TEXT {
                self.wrong(line, name, format!("Tekst jest za długi. Może mieć {MAX_TEXT} znaków."));
            }
        }
        if cell("practitioner").is_empty() {
            self.wrong(
                line,
                "practitioner",
                "Wpisz lekarza albo nazwę pracowni, tak jak ją zobaczy pacjent.",
            );
        }
        if self.directory.service(cell("service")).is_none() {
            let codes: Vec<&str> = self.directory.services.iter().map(|s| s.code.as_str()).collect();
            self.wrong(
                line,
                "service",
                format!("Nie ma takiego świadczenia. Wpisz jedno z: {}.", codes.join(", ")),
            );
        }
        let own: Vec<u32> = self
            .directory
            .locations
            .iter()
            .filter(|l| l.facility == self.facility)
            .map(|l| l.id)
            .collect();
        let location = match (cell("location"), own.as_slice()) {
            ("", [only]) => Some(*only),
            (text, own) => text.parse().ok().filter(|id| own.contains(id)),
        };
        if location.is_none() {
            let ids: Vec<String> = own.iter().take(20).map(ToString::to_string).collect();
            self.wrong(
                line,
                "location",
                format!("Wpisz numer miejsca tej poradni, jeden z: {}.", ids.join(", ")),
            );
        }
        let pool = match cell("pool") {
            "" => Some(Pool::General),
            code => Pool::parse(code),
        };
        if pool.is_none() {
            let codes = Pool::ALL.map(Pool::code).join(", ");
            self.wrong(
                line,
                "pool",
                format!("Nie ma takiej puli. Zostaw puste albo wpisz jedną z: {codes}."),
            );
        }
        let text = |name| cell(name).to_owned();
        (self.errors.len() == before).then_some((location?, text("service"), text("practitioner"), text("room"), pool?))
    }

    fn sheets(&mut self, schedules: BTreeMap<Key, BTreeMap<Day, Vec<Block>>>) -> Vec<ImportedSchedule> {
        let mut imported = Vec::with_capacity(schedules.len());
        for ((location, service, practitioner, room, pool), days) in schedules {
            let minutes = days
                .values()
                .flatten()
                .next()
                .map_or(Timetable::SHORTEST, |b| b.minutes);
            let sheets = days
                .into_iter()
                .filter_map(|(day, blocks)| self.sheet(day, &blocks))
                .collect();
            imported.push(ImportedSchedule {
                schedule: Schedule {
                    id: 0,
                    location,
                    service,
                    practitioner,
                    room,
                    minutes,
                    pool,
                    languages: Vec::new(),
                },
                sheets,
            });
        }
        imported
    }

    /// One grid for all blocks of a day.
    fn sheet(&mut self, day: Day, blocks: &[Block]) -> Option<Sheet> {
        let before = self.errors.len();
        let earliest = blocks.iter().min_by_key(|b| b.from)?;
        let (first, step) = (earliest.from, earliest.minutes);
        let mut taken = HashSet::new();
        let mut open = 0_u64;
        for block in blocks {
            if block.minutes != step {
                self.wrong(block.line, "minutes", format!("Tego dnia ten grafik ma terminy po {step} minut (wiersz {}). Wpisz tyle samo albo podaj inny gabinet.", earliest.line));
                continue;
            }
            let offset = block.from - first;
            if !offset.is_multiple_of(step) {
                let earlier = first + offset / step * step;
                self.wrong(block.line, "from", format!("Terminy tego dnia idą co {step} minut od {} (wiersz {}). Zacznij o {} albo o {}, albo podaj inny gabinet.", clock(first), earliest.line, clock(earlier), clock(earlier + step)));
                continue;
            }
            for cell in offset / step..(block.to - first) / step {
                let minute = first + cell * step;
                if cell >= Sheet::CELLS {
                    self.wrong(
                        block.line,
                        "to",
                        format!(
                            "Grafik ma tego dnia ponad {} terminów. Przenieś dalsze do innego gabinetu.",
                            Sheet::CELLS
                        ),
                    );
                    break;
                }
                if !taken.insert(cell) {
                    self.wrong(
                        block.line,
                        "from",
                        "Te godziny są już w innym wierszu. Usuń jeden z nich.",
                    );
                    break;
                }
                if instant(day, minute).is_none() {
                    self.wrong(
                        block.line,
                        "from",
                        "Tej nocy zegar przeskakuje z 02:00 na 03:00. Usuń terminy z tej godziny.",
                    );
                    break;
                }
                open |= 1 << cell;
            }
        }
        (self.errors.len() == before).then_some(Sheet {
            day,
            first,
            step,
            open,
            free: open,
            version: 0,
        })
    }
}

#[cfg(test)]
mod tests;
