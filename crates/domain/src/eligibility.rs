//! Who may have which service.

use crate::calendar::Day;
use crate::directory::Service;
use crate::ids::{Pesel, ReferralCode};
use crate::refusal::{Refusal, RefusalCode};

/// Whether the service is for this person, judged on the day of the visit.
///
/// Ages of the screening programmes are counted by year of birth (Dz.U. 2025 poz. 298).
///
/// # Errors
/// Sex first, then age.
pub fn person(service: &Service, pesel: &Pesel, visit: Day) -> Result<(), Refusal> {
    if service.sex.is_some_and(|sex| sex != pesel.sex()) {
        return Err(RefusalCode::SexNotEligible.into());
    }
    let Some((from, to)) = service.ages else { return Ok(()) };
    let age = pesel.age_by_year(visit.date());
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

#[cfg(test)]
mod tests {
    use super::{papers, person};
    use crate::calendar::Day;
    use crate::directory::Service;
    use crate::ids::{Pesel, ReferralCode, Sex};
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
            Pesel::parse("02211307589").unwrap(),
            Pesel::parse("44051401359").unwrap(),
        );
        let refusal = |pesel, day| person(&mammography(), pesel, day).err().map(|r| r.code);
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
}
