use super::{COUNTRIES, Country, Document, DocumentKind, DocumentNumber, Identity, PersonKey};
use crate::calendar::date;
use crate::ids::{IdError, Pesel, Sex};
use chrono::NaiveDate;
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

fn born(birth_date: NaiveDate, number: &str) -> Identity {
    Identity::Document(Document {
        kind: DocumentKind::Passport,
        country: Country::parse("UA").unwrap(),
        number: DocumentNumber::parse(number).unwrap(),
        birth_date,
        sex: Sex::F,
    })
}

#[test]
fn the_same_document_is_the_same_person_however_it_is_typed() {
    let number = |text| DocumentNumber::parse(text).unwrap().as_str().to_owned();
    for same in ["FH123456", "fh 123 456", " FH-123456 ", "FH–123\u{a0}456", "FН123456"] {
        assert_eq!(number(same), "FH123456", "{same}");
    }
    assert_eq!(number("1465011/00/au/2026/7"), "1465011/00/AU/2026/7");
    assert_ne!(number("FH123456"), number("FH123465"));
    for wrong in ["", "12", "ABC", "FH_123", "FH123456;", "1".repeat(31).as_str()] {
        assert_eq!(DocumentNumber::parse(wrong), Err(IdError::DocumentNumber), "{wrong}");
    }
    let (a, b) = (born(date(1990, 1, 2), "FH 123456"), born(date(1991, 1, 2), "fh123456"));
    assert_eq!(a.key(), b.key(), "a mistyped date makes no other person");
    assert_eq!(PersonKey::parse("passport ua FH 123-456").unwrap(), a.key());
    assert_ne!(PersonKey::parse("identity-card UA FH123456").unwrap(), a.key());
    assert_ne!(PersonKey::parse("passport PL FH123456").unwrap(), a.key());
    let pesel = Pesel::parse("44051401359").unwrap();
    assert_eq!(
        PersonKey::parse(" 440514-01359\n").unwrap(),
        Identity::from(pesel).key()
    );
    assert_eq!(PersonKey::parse("passport QQ FH123456"), Err(IdError::CountryUnknown));
    assert_eq!(PersonKey::parse("driving UA 1"), Err(IdError::PeselLength(1)));
}

#[test]
fn countries_have_two_letters() {
    assert_eq!(Country::parse(" ua ").unwrap().to_string(), "UA");
    for wrong in ["", "U", "UKR", "QQ", "ĄĘ", "A A"] {
        assert_eq!(Country::parse(wrong), Err(IdError::CountryUnknown), "{wrong}");
    }
    let all: Vec<_> = COUNTRIES.split_whitespace().collect();
    assert!(all.is_sorted() && all.len() == 250 && all.iter().all(|code| code.len() == 2));
}

#[test]
fn a_pesel_stays_the_field_it_was() {
    let json = r#"{"pesel":"44051401359"}"#;
    let identity: Identity = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&identity).unwrap(), json);
    let json = r#"{"document":{"kind":"identity-card","country":"DE","number":"L01X00T47","birth_date":"1984-02-29","sex":"M"}}"#;
    let identity: Identity = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&identity).unwrap(), json);
    assert!(identity.has_no_pesel() && identity.sex() == Sex::M);
    let both = json.replacen('{', r#"{"pesel":"44051401359","#, 1);
    for wrong in [both.as_str(), "{}", r#"{"pesel":null}"#, &json.replace("1984", "1985")] {
        assert!(serde_json::from_str::<Identity>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn age_counts_birthdays_or_years() {
    let woman = Identity::from(Pesel::parse("02211307589").unwrap());
    assert_eq!(woman.age_on(date(2026, 1, 12)), 23);
    assert_eq!(woman.age_on(date(2026, 1, 13)), 24);
    assert_eq!(woman.age_by_year(date(2026, 1, 1)), 24);
}

#[test]
fn nobody_is_a_minor_from_the_eighteenth_birthday_on() {
    let child = born(date(2008, 11, 24), "FH123456");
    assert!(child.is_minor_on(date(2026, 11, 23)) && !child.is_minor_on(date(2026, 11, 24)));
    let newborn = born(date(2026, 11, 23), "1465011/00/AU/2026/7");
    assert_eq!(
        (
            newborn.age_on(date(2026, 11, 23)),
            newborn.is_minor_on(date(2026, 11, 23))
        ),
        (0, true)
    );
    assert_eq!(newborn.age_on(date(2026, 11, 22)), 0, "before birth, too");
    // No 29 February in 2026: of age when the 28th begins.
    let leap = born(date(2008, 2, 29), "FH123456");
    assert!(leap.is_minor_on(date(2026, 2, 27)) && !leap.is_minor_on(date(2026, 2, 28)));
    assert_eq!(
        (leap.age_on(date(2028, 2, 28)), leap.age_on(date(2028, 2, 29))),
        (19, 20)
    );
    let digits = Identity::from(Pesel::synthetic(date(2008, 2, 29), 10));
    assert!(digits.is_minor_on(date(2026, 2, 27)) && !digits.is_minor_on(date(2026, 2, 28)));
}

#[test]
fn a_pesel_in_the_wrong_field_is_noticed() {
    assert!(born(date(1944, 5, 14), "440514 01359").hides_a_pesel());
    assert!(
        !born(date(1944, 5, 15), "44051401359").hides_a_pesel(),
        "the number of a document of somebody else"
    );
    assert!(!born(date(1944, 5, 14), "44051401358").hides_a_pesel());
    assert!(!Identity::from(Pesel::parse("44051401359").unwrap()).hides_a_pesel());
}

#[test]
fn nothing_personal_in_debug_and_little_in_lists() {
    let person = born(date(1990, 1, 2), "FH123456");
    assert_eq!(person.masked(), "UA ••••56");
    assert_eq!(born(date(1990, 1, 2), "1465011/00/AU/2026/7").masked(), "UA ••••6/7");
    assert_eq!(
        Identity::from(Pesel::parse("44051401359").unwrap()).masked(),
        "440514•••••"
    );
    let shown = format!("{person:?} {:?}", person.key());
    assert!(!shown.contains("123456") && !shown.contains("1990"), "{shown}");
}

proptest! {
    #[test]
    fn any_text_is_answered_without_panic(text in ".{0,40}") {
        let _ = (DocumentNumber::parse(&text), Country::parse(&text), PersonKey::parse(&text));
    }

    #[test]
    fn what_is_normal_stays_as_it_is(text in "[A-Za-z0-9][A-Za-z0-9 -]{0,20}[0-9]{2}") {
        let once = DocumentNumber::parse(&text).unwrap();
        prop_assert_eq!(DocumentNumber::parse(once.as_str()).unwrap(), once.clone());
        prop_assert!(once.as_str().bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
    }
}
