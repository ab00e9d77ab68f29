//! Who a visit is for: from what is typed to what the registry is asked, and back to what lists show.

use crate::view::{
    AppError, DocumentInput, GuardianInput, GuardianView, IdentityView, PatientCheck, PatientInput, Profile,
};
use crate::{App, Result};
use chrono::NaiveDate;
use okienko_domain::calendar::{Day, warsaw_day};
use okienko_domain::contact::Guardian;
use okienko_domain::directory::Service;
use okienko_domain::eligibility::{self, admit};
use okienko_domain::identity::{Country, Document, DocumentKind, DocumentNumber, Identity};
use okienko_domain::ids::{Patient, Pesel, Phone, ReferralCode, Sex};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::text::clean;

/// Nobody is older, in years.
const OLDEST: i32 = 130;

impl App {
    /// What a PESEL or a document in its place tells, and whether the service is for this person. A kiosk books for nobody
    /// under 18, because it cannot ask who answers for them.
    ///
    /// # Errors
    /// `service-unknown`, and what is wrong with the PESEL or the document.
    pub async fn check_patient(
        &self,
        pesel: String,
        document: Option<DocumentInput>,
        service: Option<String>,
    ) -> Result<PatientCheck> {
        let identity = self.identity(&pesel, document.as_ref())?;
        let today = warsaw_day(self.clock.now());
        let minor = identity.is_minor_on(today.date());
        let mut refusal = match service {
            Some(code) => eligibility::person(&self.service(&code)?, &identity, today).err(),
            None => None,
        };
        if minor && self.is_kiosk() {
            refusal = refusal.or(Some(RefusalCode::GuardianRequired.into()));
        }
        Ok(PatientCheck {
            sex: sex_code(identity.sex()).to_owned(),
            age: identity.age_on(today.date()),
            identity: identity_view(&identity),
            minor,
            refusal: refusal.map(Into::into),
        })
    }

    /// The person and the referral, checked as the registry will check them.
    pub(crate) fn person(
        &self,
        service: &Service,
        input: PatientInput,
        referral: Option<String>,
        visit: Day,
    ) -> Result<(Patient, Option<ReferralCode>)> {
        let identity = self.identity(&input.pesel, input.document.as_ref())?;
        let (given_name, family_name) = (clean(&input.given_name), clean(&input.family_name));
        if self.config.profile == Profile::Reception {
            if given_name.is_empty() {
                return Err(AppError::new("name-missing"));
            }
            if family_name.is_empty() {
                return Err(AppError::at("name-missing", "familyName"));
            }
        }
        let phone = Some(input.phone.trim())
            .filter(|p| !p.is_empty())
            .map(Phone::parse)
            .transpose()?;
        let referral = referral
            .filter(|r| service.referral_required && !r.trim().is_empty())
            .map(|r| ReferralCode::parse(&r))
            .transpose()?;
        let patient = Patient {
            identity,
            given_name,
            family_name,
            phone,
            email: None,
            language: Default::default(),
            guardian: input.guardian.map_or(Ok(None), guardian)?,
        };
        admit(service, &patient, referral.as_ref(), visit)?;
        Ok((patient, referral))
    }

    /// Who somebody is, as typed.
    pub(crate) fn identity(&self, pesel: &str, document: Option<&DocumentInput>) -> Result<Identity> {
        let Some(input) = document else {
            return Ok(Pesel::parse(pesel)?.into());
        };
        let kind = DocumentKind::parse(&input.kind).ok_or_else(|| AppError::new("internal"))?;
        let country = Country::parse(&input.country)?;
        let number = DocumentNumber::parse(&input.number)?;
        let today = warsaw_day(self.clock.now()).date();
        let birth_date = input
            .birth_date
            .parse::<NaiveDate>()
            .ok()
            .filter(|birth| {
                *birth <= today
                    && today
                        .years_since(*birth)
                        .is_some_and(|years| years.cast_signed() < OLDEST)
            })
            .ok_or_else(|| AppError::new("birth-date-invalid"))?;
        let sex = match input.sex.as_str() {
            "F" => Sex::F,
            "M" => Sex::M,
            _ => return Err(AppError::new("sex-missing")),
        };
        let identity = Identity::Document(Document {
            kind,
            country,
            number,
            birth_date,
            sex,
        });
        if identity.hides_a_pesel() {
            return Err(AppError::new("document-is-pesel"));
        }
        Ok(identity)
    }
}

/// Who answers for the person; nothing typed is nobody.
fn guardian(input: GuardianInput) -> Result<Option<Box<Guardian>>> {
    let (given_name, family_name, phone) = (clean(&input.given_name), clean(&input.family_name), input.phone.trim());
    let fields = [
        (given_name.as_str(), "guardianGivenName"),
        (&family_name, "guardianFamilyName"),
        (phone, "guardianPhone"),
    ];
    if fields.iter().all(|(text, _)| text.is_empty()) {
        return Ok(None);
    }
    if let Some((_, field)) = fields.iter().find(|(text, _)| text.is_empty()) {
        return Err(AppError::at("guardian-incomplete", field));
    }
    let phone = Phone::parse(phone).map_err(|error| AppError {
        field: Some("guardianPhone".into()),
        ..error.into()
    })?;
    Ok(Some(Box::new(Guardian {
        given_name,
        family_name,
        phone,
    })))
}

fn sex_code(sex: Sex) -> &'static str {
    match sex {
        Sex::F => "F",
        Sex::M => "M",
    }
}

/// A patient as they would be typed again.
pub(crate) fn patient_input(patient: Patient) -> PatientInput {
    let (pesel, document) = match patient.identity {
        Identity::Pesel(pesel) => (pesel.digits(), None),
        Identity::Document(document) => (String::new(), Some(document)),
    };
    PatientInput {
        pesel,
        document: document.map(|document| DocumentInput {
            kind: document.kind.code().to_owned(),
            country: document.country.to_string(),
            number: document.number.as_str().to_owned(),
            birth_date: document.birth_date.to_string(),
            sex: sex_code(document.sex).to_owned(),
        }),
        given_name: patient.given_name,
        family_name: patient.family_name,
        phone: patient.phone.map(|p| p.as_str().to_owned()).unwrap_or_default(),
        guardian: patient.guardian.map(|guardian| GuardianInput {
            given_name: guardian.given_name,
            family_name: guardian.family_name,
            phone: guardian.phone.as_str().to_owned(),
        }),
    }
}

/// How a person is recognised in a list.
pub(crate) fn identity_view(identity: &Identity) -> IdentityView {
    IdentityView {
        document: match identity {
            Identity::Pesel(_) => None,
            Identity::Document(document) => Some(document.kind.code().to_owned()),
        },
        masked: identity.masked(),
    }
}

/// Who answers for a person.
pub(crate) fn guardian_view(patient: &Patient) -> Option<GuardianView> {
    let guardian = patient.guardian.as_ref()?;
    Some(GuardianView {
        person: format!("{} {}", guardian.family_name, guardian.given_name),
        phone: guardian.phone.as_str().to_owned(),
    })
}

/// "Kowalska Anna"; a dash when a kiosk did not ask.
pub(crate) fn full_name(patient: &Patient) -> String {
    let name = format!("{} {}", patient.family_name, patient.given_name);
    if name.trim().is_empty() {
        "–".to_owned()
    } else {
        name.trim().to_owned()
    }
}

/// Their own, "" when they left none.
pub(crate) fn phone(patient: &Patient) -> String {
    text(patient.phone.as_ref())
}

/// Where they are called: their own, or their guardian's.
pub(crate) fn phone_to_call(patient: &Patient) -> String {
    text(patient.reached_at())
}

fn text(phone: Option<&Phone>) -> String {
    phone.map(|phone| phone.as_str().to_owned()).unwrap_or_default()
}
