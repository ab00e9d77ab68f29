//! Who may have which service.

use crate::calendar::Day;
use crate::contact::Guardian;
use crate::directory::Service;
use crate::identity::Identity;
use crate::ids::{Patient, ReferralCode};
use crate::refusal::{Refusal, RefusalCode};

/// Whether the service is for this person, judged on the day of the visit.
///
/// Ages of the screening programmes are counted by year of birth (Dz.U. 2025 poz. 298).
///
/// # Errors
/// Sex first, then age.
pub fn person(service: &Service, identity: &Identity, visit: Day) -> Result<(), Refusal> {
    if service.sex.is_some_and(|sex| sex != identity.sex()) {
        return Err(RefusalCode::SexNotEligible.into());
    }
    let Some((from, to)) = service.ages else { return Ok(()) };
    let age = identity.age_by_year(visit.date());
    let refuse = |code: RefusalCode| Err(Refusal::from(code).with("from", from).with("to", to));
    if age < from {
        return refuse(RefusalCode::AgeTooYoung);
    }
    if age > to {
        return refuse(RefusalCode::AgeTooOld);
    }
    Ok(())
}

/// Whether the papers are there.
///
/// # Errors
/// [`RefusalCode::ReferralRequired`].
pub fn papers(service: &Service, referral: Option<&ReferralCode>) -> Result<(), Refusal> {
    if service.referral_required && referral.is_none() {
        return Err(RefusalCode::ReferralRequired.into());
    }
    Ok(())
}

/// Whether somebody answers for a patient who is under 18 on the day of the visit (art. 17 of the act on patients' rights:
/// their statutory representative consents).
///
/// # Errors
/// [`RefusalCode::GuardianRequired`].
pub fn guardian(patient: &Patient, visit: Day) -> Result<(), Refusal> {
    let known = patient.guardian.as_deref().is_some_and(Guardian::is_named);
    if patient.identity.is_minor_on(visit.date()) && !known {
        return Err(RefusalCode::GuardianRequired.into());
    }
    Ok(())
}

/// All checks of a person against a service, as the registry makes them and the desk makes them beforehand.
///
/// # Errors
/// Papers first, then the person, then their guardian.
pub fn admit(service: &Service, patient: &Patient, referral: Option<&ReferralCode>, visit: Day) -> Result<(), Refusal> {
    papers(service, referral)?;
    person(service, &patient.identity, visit)?;
    guardian(patient, visit)
}

#[cfg(test)]
mod tests {
    use super::{admit, papers, person};
    use crate::calendar::{Day, date};
    use crate::contact::Guardian;
    use crate::directory::Service;
    use crate::identity::{Country, Document, DocumentKind, DocumentNumber, Identity};
    use crate::ids::{Patient, Pesel, Phone, ReferralCode, Sex};
    use crate::refusal::RefusalCode;

    fn mammography() -> Service {
        Service {
            code: "mammography".into(),
            cells: vec!["7242".into()],
            referral_required: false,
            sex: Some(Sex::F),
            ages: Some((45, 74)),
            waiting_days: 90,
        }
    }

    #[test]
    fn age_counts_by_year_of_birth() {
        let day = |text| Day::parse(text).unwrap();
        // Woman born 2002-01-13 and man born 1944-05-14.
        let (woman, man) = (
            Identity::from(Pesel::parse("02211307589").unwrap()),
            Identity::from(Pesel::parse("44051401359").unwrap()),
        );
        let refusal = |identity, day| person(&mammography(), identity, day).err().map(|r| r.code);
        assert_eq!(refusal(&woman, day("2046-12-31")), Some(RefusalCode::AgeTooYoung));
        assert_eq!(
            refusal(&woman, day("2047-01-01")),
            None,
            "45 in that year, though not yet by birthday"
        );
        assert_eq!(refusal(&woman, day("2076-12-31")), None);
        assert_eq!(refusal(&woman, day("2077-01-01")), Some(RefusalCode::AgeTooOld));
        assert_eq!(refusal(&man, day("2026-12-01")), Some(RefusalCode::SexNotEligible));
        let young = person(&mammography(), &woman, day("2026-12-01")).unwrap_err();
        assert_eq!(
            (young.params["from"].as_str(), young.params["to"].as_str()),
            ("45", "74")
        );
    }

    #[test]
    fn referral_only_where_needed() {
        let code = ReferralCode::parse("7731").unwrap();
        let cardiology = Service {
            referral_required: true,
            ..mammography()
        };
        assert_eq!(
            papers(&cardiology, None).unwrap_err().code,
            RefusalCode::ReferralRequired
        );
        assert!(papers(&cardiology, Some(&code)).is_ok());
        assert!(papers(&mammography(), None).is_ok());
    }

    #[test]
    fn a_document_tells_sex_and_year_of_birth_as_a_pesel_does() {
        let holder = |year, sex| {
            Identity::Document(Document {
                kind: DocumentKind::IdentityCard,
                country: Country::parse("DE").unwrap(),
                number: DocumentNumber::parse("L01X00T47").unwrap(),
                birth_date: date(year, 12, 31),
                sex,
            })
        };
        let day = Day::parse("2026-12-01").unwrap();
        let refusal = |identity: Identity| person(&mammography(), &identity, day).err().map(|r| r.code);
        assert_eq!(refusal(holder(1981, Sex::F)), None);
        assert_eq!(refusal(holder(1982, Sex::F)), Some(RefusalCode::AgeTooYoung));
        assert_eq!(refusal(holder(1951, Sex::F)), Some(RefusalCode::AgeTooOld));
        assert_eq!(refusal(holder(1981, Sex::M)), Some(RefusalCode::SexNotEligible));
    }

    #[test]
    fn somebody_answers_for_who_is_a_child_on_the_day_of_the_visit() {
        let cardiology = Service {
            code: "cardiology-first".into(),
            sex: None,
            ages: None,
            ..mammography()
        };
        let guardian = Box::new(Guardian {
            given_name: "Jan".into(),
            family_name: "Próbny".into(),
            phone: Phone::parse("601234567").unwrap(),
        });
        let boy = |guardian| Patient {
            identity: Pesel::synthetic(date(2008, 12, 2), 11).into(),
            given_name: "Adam".into(),
            family_name: "Próbny".into(),
            phone: None,
            email: None,
            language: Default::default(),
            guardian,
        };
        let refusal = |patient: &Patient, day: &str| {
            let day = Day::parse(day).unwrap();
            admit(&cardiology, patient, None, day).err().map(|r| r.code)
        };
        assert_eq!(refusal(&boy(None), "2026-12-01"), Some(RefusalCode::GuardianRequired));
        assert_eq!(
            refusal(&boy(None), "2026-12-02"),
            None,
            "of age on the day, though not today"
        );
        assert_eq!(refusal(&boy(Some(guardian.clone())), "2026-12-01"), None);
        let nameless = Box::new(Guardian {
            family_name: " ".into(),
            ..*guardian.clone()
        });
        assert_eq!(
            refusal(&boy(Some(nameless)), "2026-12-01"),
            Some(RefusalCode::GuardianRequired)
        );
        let with = boy(Some(guardian.clone()));
        assert_eq!(with.reached_at(), Some(&guardian.phone));
        let own = Phone::parse("509999999").ok();
        assert_eq!(
            Patient {
                phone: own.clone(),
                ..with
            }
            .reached_at(),
            own.as_ref()
        );
        assert_eq!(boy(None).reached_at(), None);
    }
}
