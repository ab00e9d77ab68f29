//! What a person has at other clinics, for a stated reason. The registry answers and remembers; here nothing of it is kept.

use crate::patients::{full_name, identity_view};
use crate::view::{AppError, LookupInput, LookupRecordView, LookupView};
use crate::{App, Result};
use okienko_domain::calendar::rfc3339;
use okienko_domain::ids::ReferralCode;
use okienko_domain::lookup::{Because, EmergencyReason, Lookup, LookupRecord};
use okienko_domain::refusal::RefusalCode;
use okienko_sync::ManageError;
use uuid::Uuid;

impl App {
    /// What a person has at every clinic. Whoever asks is signed in, and the registry remembers it with the reason.
    ///
    /// # Errors
    /// What is wrong with the PESEL, the document or the referral, `emergency-reason`, `sign-in-needed`, `lookup-too-many`,
    /// `offline`, `registry-error`.
    pub async fn look_up(&self, input: LookupInput) -> Result<LookupView> {
        let desk = self.desk()?;
        let person = self.identity(&input.pesel, input.document.as_ref())?;
        let because = match input.referral {
            Some(code) => Because::Referral {
                code: ReferralCode::parse(&code)?,
            },
            None => Because::Emergency {
                reason: EmergencyReason::parse(&input.reason).map_err(|_| AppError::new("emergency-reason"))?,
            },
        };
        let remote = self.engine.remote();
        if remote.identity().person().is_none() {
            return Err(AppError::new("sign-in-needed"));
        }
        let asked = Lookup { person, because };
        let answer = remote.look_up(desk, &asked).await.map_err(|error| match error {
            // The session has ended meanwhile, or it is of a role that sees no patients.
            ManageError::Forbidden => AppError::new("sign-in-needed"),
            error => error.into(),
        })?;
        let found = answer.map_err(|refusal| match refusal.code {
            RefusalCode::TooManyTries => AppError::new("lookup-too-many"),
            _ => refusal.into(),
        })?;
        let patients = found.visits.iter().map(|visit| &visit.patient);
        let patient = patients
            .chain(found.waiting.iter().map(|record| &record.patient))
            .next();
        let all = found.visits.len();
        let visits: Vec<_> = found
            .visits
            .iter()
            .filter_map(|visit| self.appointment_view(visit.clone()))
            .collect();
        Ok(LookupView {
            person: patient.map(full_name).unwrap_or_default(),
            identity: identity_view(&asked.person),
            unlisted: u32::try_from(all - visits.len()).unwrap_or(u32::MAX),
            visits,
            waiting: found
                .waiting
                .into_iter()
                .map(|record| self.waiting_view(record))
                .collect(),
        })
    }

    /// Look-ups of this clinic, newest first.
    ///
    /// # Errors
    /// `administrator-only`, `offline`, `registry-error`.
    pub async fn lookups(&self) -> Result<Vec<LookupRecordView>> {
        let remote = self.engine.remote();
        let records = remote.lookups(self.desk()?).await?;
        let me = remote.identity().person().map(|person| person.login);
        let view = |record| record_view(record, me.as_deref());
        Ok(records.into_iter().map(view).collect())
    }

    /// Notes that whoever is signed in has reviewed a look-up.
    ///
    /// # Errors
    /// `lookup-unknown`, `administrator-only`, `offline`, `registry-error`.
    pub async fn review_lookup(&self, lookup: String) -> Result<()> {
        let unknown = || AppError::new("lookup-unknown");
        let id = Uuid::try_parse(&lookup).map_err(|_| unknown())?;
        let reviewed = self.engine.remote().review_lookup(self.desk()?, id).await;
        reviewed.map_err(|error| match error {
            ManageError::Unknown => unknown(),
            error => error.into(),
        })
    }
}

fn record_view(record: LookupRecord, me: Option<&str>) -> LookupRecordView {
    let patient = record.patient.as_ref();
    let (reviewed_by, reviewed_at) = record.review.map(|review| (review.by, rfc3339(review.at))).unzip();
    LookupRecordView {
        id: record.id.to_string(),
        at: rfc3339(record.at),
        own: me == Some(record.by.as_str()),
        by: record.by,
        because: record.because,
        reason: record.reason.as_ref().map(|reason| reason.as_str().to_owned()),
        person: patient.map(full_name),
        identity: patient.map(|patient| identity_view(&patient.identity)),
        reviewed_by,
        reviewed_at,
    }
}
