use super::{MAX_ERRORS, read};
use okienko_domain::calendar::Day;
use okienko_domain::directory::{Directory, Facility, Location, Pool, Service};
use okienko_domain::geo::Point;
use okienko_registry_store::ImportedSchedule;
use okienko_wire::publishing::ImportProblem;

const HEADER: &str = "date;from;to;minutes;practitioner;room;service";

fn directory(locations: u32) -> Directory {
    Directory {
        services: vec![Service {
            code: "mammography".into(),
            cells: vec![],
            referral_required: false,
            sex: None,
            ages: None,
            waiting_days: 90,
        }],
        facilities: vec![Facility {
            id: 1,
            name: "Poradnia".into(),
            phone: String::new(),
        }],
        locations: (1..=locations)
            .map(|id| Location {
                id,
                facility: 1,
                street: "Polna 1".into(),
                postcode: "87-100".into(),
                city: "Toruń".into(),
                voivodeship: 4,
                point: Point { lat: 53.0, lon: 18.6 },
                step_free: true,
                mobile: false,
                stop: None,
            })
            .collect(),
        schedules: vec![],
    }
}

fn parsed(text: &[u8]) -> Result<Vec<ImportedSchedule>, ImportProblem> {
    read(text, &directory(1), 1, Day::parse("2026-11-23").unwrap())
}

/// Lines and columns of the errors of rows under the usual header.
fn errors(rows: &str) -> Vec<(u64, String)> {
    let problem = parsed(format!("{HEADER}\n{rows}\n").as_bytes()).unwrap_err();
    problem.errors.into_iter().map(|e| (e.line, e.column)).collect()
}

#[test]
fn blocks_become_sheets() {
    let text = "\u{feff}Date; FROM;to;minutes;practitioner;room;service;pool\r\n\
        2026-12-01;08:00;09:00;20;Żaneta Łąk;7;mammography;\r\n\
        2026-12-01;10:00;10:20;20;Żaneta Łąk;7;mammography;\r\n\
        2026-12-02;08:00;08:15;15;Żaneta Łąk;7;mammography;urgent\r\n";
    let schedules = parsed(text.as_bytes()).unwrap();
    let shape: Vec<_> = schedules
        .iter()
        .map(|s| (s.schedule.pool, s.schedule.location, s.sheets.len()))
        .collect();
    assert_eq!(shape, [(Pool::General, 1, 1), (Pool::Urgent, 1, 1)]);
    let day = schedules[0].sheets[0];
    assert_eq!(
        (day.first, day.step, day.open, day.free),
        (480, 20, 0b100_0111, 0b100_0111)
    );
}

#[test]
fn every_error_has_its_line_and_column() {
    let row = |cells: &str| errors(cells);
    let at = |column: &str| vec![(2, column.to_owned())];
    assert_eq!(row("2026-13-01;08:00;09:00;20;A;7;mammography"), at("date"));
    assert_eq!(row("2026-11-22;08:00;09:00;20;A;7;mammography"), at("date"), "the past");
    assert_eq!(
        row("2062-12-01;08:00;09:00;20;A;7;mammography"),
        at("date"),
        "the wrong year"
    );
    assert_eq!(
        row("2026-12-24;08:00;09:00;20;A;7;mammography"),
        at("date"),
        "Christmas Eve"
    );
    assert_eq!(row("2026-12-01;8:00;09:00;20;A;7;mammography"), at("from"));
    assert_eq!(row("2026-12-01;08:00;25:00;20;A;7;mammography"), at("to"));
    assert_eq!(row("2026-12-01;09:00;08:00;20;A;7;mammography"), at("to"));
    assert_eq!(
        row("2026-12-01;08:00;08:50;20;A;7;mammography"),
        at("to"),
        "no whole terms"
    );
    assert_eq!(row("2026-12-01;08:00;09:00;0;A;7;mammography"), at("minutes"));
    assert_eq!(row("2026-12-01;08:00;09:00;20;;7;mammography"), at("practitioner"));
    assert_eq!(
        row(&format!("2026-12-01;08:00;09:00;20;{};7;mammography", "x".repeat(121))),
        at("practitioner")
    );
    assert_eq!(row("2026-12-01;08:00;09:00;20;A;7;dentist"), at("service"));
    assert_eq!(row("2026-12-01;08:00;09:00;20;A;7;mammography;;;"), at(""));
    assert_eq!(
        row("2027-03-28;02:00;03:00;20;A;7;mammography"),
        at("date"),
        "Easter Sunday"
    );
    assert_eq!(row("2026-12-01;06:00;16:10;10;A;7;mammography"), at("to"), "61 terms");
    let two = |second: &str| {
        errors(&format!(
            "2026-12-01;08:00;09:00;20;A;7;mammography\n2026-12-01;{second};A;7;mammography"
        ))
    };
    let second = |column: &str| vec![(3, column.to_owned())];
    assert_eq!(two("10:00;10:30;30"), second("minutes"));
    assert_eq!(two("10:10;10:30;20"), second("from"), "off the grid");
    assert_eq!(two("08:40;09:20;20"), second("from"), "twice");
    assert_eq!(errors("x;x;x;x;;7;x").len(), 6, "all that is wrong with a line");
}

#[test]
fn a_file_that_is_no_file_of_terms_says_so() {
    let first = |bytes: &[u8]| parsed(bytes).unwrap_err().errors.remove(0);
    assert!(first(b"").message.contains("nie ma termin"));
    assert!(first(b"date,from,to\n").message.contains("rednikami"));
    assert_eq!(first(b"date;from;to;minutes;practitioner;room\n").column, "service");
    assert_eq!(first(b"date;date\n").column, "date");
    let old = [
        HEADER.as_bytes(),
        b"\n2026-12-01;08:00;09:00;20;\xa3\xb9k;7;mammography\n",
    ]
    .concat();
    assert!(first(&old).message.contains("UTF-8") && first(&old).line == 2);
    let two = read(
        format!("{HEADER}\n2026-12-01;08:00;09:00;20;A;7;mammography\n").as_bytes(),
        &directory(2),
        1,
        Day::parse("2026-11-23").unwrap(),
    );
    assert_eq!(two.unwrap_err().errors[0].column, "location", "which of the two");
    let many = format!("{HEADER}\n{}", "x\n".repeat(200));
    let problem = parsed(many.as_bytes()).unwrap_err();
    assert_eq!(problem.errors.len(), MAX_ERRORS);
    assert!(problem.more > 0);
}

#[test]
fn errors_never_repeat_the_file() {
    let rows = format!("{HEADER}\n44051401359;44051401359;44051401359;44051401359;Kanarek;7;44051401359\n");
    let problem = parsed(rows.as_bytes()).unwrap_err();
    let text = serde_json::to_string(&problem).unwrap();
    assert!(!text.contains("440514") && !text.contains("Kanarek"), "{text}");
}
