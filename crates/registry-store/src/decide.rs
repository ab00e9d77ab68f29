//! Requests become decisions here, for every database alike.

use crate::{Answer, Candidate, NewAppointment, NewWaitingEntry, Result, Store, StoreError, Tx};
use chrono::{DateTime, Duration, Utc};
use okienko_domain::calendar::{instant, warsaw_day};
use okienko_domain::directory::Service;
use okienko_domain::eligibility;
use okienko_domain::ids::{Patient, ReferralCode};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{
    Action, AppointmentStatus, AssignmentReason, CancelReason, EventKind, Join, Outcome, Request, admit, visit_number,
};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{FreedSlot, WaitingEntry};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Decides a request in one transaction: the answer, its effects and its events become durable together, or none does.
///
/// The same id with the same request gets the same answer for ever; with another request it is refused.
///
/// # Errors
/// Only failures of storage. A refusal is an [`Answer`].
pub async fn submit(store: &dyn Store, id: Uuid, request: &Request, now: DateTime<Utc>) -> Result<Answer> {
    let fingerprint: [u8; 32] = Sha256::digest(serde_json::to_vec(request)?).into();
    let mut tx = store.begin().await?;
    if let Some((known, answer)) = tx.answer(id).await? {
        return Ok(if known == fingerprint {
            answer
        } else {
            Err(RefusalCode::RequestMismatch.into())
        });
    }
    tx.mark().await?;
    let answer = match request.action.check() {
        Err(refusal) => Err(refusal),
        Ok(()) => decide(&mut *tx, request, now).await?,
    };
    match answer {
        Ok(_) => tx.keep().await?,
        Err(_) => tx.undo().await?,
    }
    tx.remember(id, &fingerprint, &answer, now).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn decide(tx: &mut dyn Tx, request: &Request, now: DateTime<Utc>) -> Result<Answer> {
    match &request.action {
        Action::Book {
            slot,
            patient,
            referral,
        } => book(tx, request.desk, *slot, patient, referral.as_ref(), now).await,
        Action::Cancel { appointment, reason } => cancel(tx, *appointment, *reason, now).await,
        Action::Join(new) => join(tx, request.desk, new, now).await,
        Action::Leave { entry } => Ok(if tx.leave_waiting(*entry).await? {
            Ok(Outcome::Left)
        } else {
            Err(RefusalCode::EntryUnknown.into())
        }),
    }
}

async fn book(
    tx: &mut dyn Tx,
    desk: Option<u32>,
    slot: SlotId,
    patient: &Patient,
    referral: Option<&ReferralCode>,
    now: DateTime<Utc>,
) -> Result<Answer> {
    let Some(place) = tx.slot_place(slot.schedule).await? else {
        return refuse(RefusalCode::SlotUnknown);
    };
    let Some(service) = tx.service(&place.service).await? else {
        return refuse(RefusalCode::ServiceUnknown);
    };
    let Some(start) = instant(slot.day, slot.minute) else {
        return refuse(RefusalCode::SlotUnknown);
    };
    if start <= now {
        return refuse(RefusalCode::SlotPast);
    }
    if let Err(refusal) = admit(&service, patient, referral, slot.day) {
        return Ok(Err(refusal));
    }
    let row = patient_row(tx, patient).await?;
    if tx.has_booking(row, &service.code).await? {
        return refuse(RefusalCode::AlreadyBooked);
    }
    let referral = referral.map(|code| tx.referral_key(&patient.pesel, code));
    if let Some(referral) = &referral
        && tx.referral_used(row, referral).await?
    {
        return refuse(RefusalCode::ReferralUsed);
    }
    let version = tx.next_seq().await?;
    if !tx.take_slot(slot, version).await? {
        return refuse(if tx.slot_exists(slot).await? {
            RefusalCode::SlotTaken
        } else {
            RefusalCode::SlotUnknown
        });
    }
    let id = Uuid::now_v7();
    let policy_version = tx.policy().await?.version;
    let new = NewAppointment {
        id,
        slot,
        service: &service.code,
        patient: row,
        referral: referral.as_ref(),
        desk,
        policy_version,
        assignment: None,
        at: now,
    };
    tx.insert_appointment(new).await?;
    tx.settle_waiting(row, &service.code, id).await?;
    Ok(Ok(Outcome::Booked {
        appointment: id,
        number: visit_number(id),
    }))
}

async fn cancel(tx: &mut dyn Tx, id: Uuid, reason: CancelReason, now: DateTime<Utc>) -> Result<Answer> {
    let Some(visit) = tx.appointment(id).await? else {
        return refuse(RefusalCode::AppointmentUnknown);
    };
    if visit.status == AppointmentStatus::Cancelled {
        return refuse(RefusalCode::AlreadyCancelled);
    }
    tx.cancel_appointment(id, reason, now).await?;
    let passed_on = pass_on(tx, visit.slot, now).await?;
    if !passed_on {
        let version = tx.next_seq().await?;
        tx.release_slot(visit.slot, version).await?;
    }
    Ok(Ok(Outcome::Cancelled { passed_on }))
}

/// Gives a freed term to the first waiting person whom it suits, before anybody else can see it.
async fn pass_on(tx: &mut dyn Tx, slot: SlotId, now: DateTime<Utc>) -> Result<bool> {
    let Some(place) = tx.slot_place(slot.schedule).await? else {
        return Ok(false);
    };
    let Some(service) = tx.service(&place.service).await? else {
        return Ok(false);
    };
    let policy = tx.policy().await?;
    let freed = FreedSlot {
        day: slot.day,
        minute: slot.minute,
        point: place.point,
    };
    const PAGE: u32 = 64;
    let mut offset = 0;
    loop {
        let candidates = tx.candidates(&service.code, place.point, now, offset, PAGE).await?;
        let last = candidates.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        for candidate in &candidates {
            if candidate.entry.suits(&freed, now, &policy) && may_have(tx, candidate, &service, slot).await? {
                assign(tx, candidate, slot, policy.version, now).await?;
                return Ok(true);
            }
        }
        if last {
            return Ok(false);
        }
        offset += PAGE;
    }
}

/// Whether the rules still let this person have a visit of the service, as they did when joining.
async fn may_have(tx: &mut dyn Tx, candidate: &Candidate, service: &Service, slot: SlotId) -> Result<bool> {
    if eligibility::person(service, &candidate.patient.pesel, slot.day).is_err()
        || tx.has_booking(candidate.patient_row, &service.code).await?
    {
        return Ok(false);
    }
    match &candidate.referral {
        Some(referral) => Ok(!tx.referral_used(candidate.patient_row, referral).await?),
        None => Ok(true),
    }
}

async fn assign(
    tx: &mut dyn Tx,
    chosen: &Candidate,
    slot: SlotId,
    policy_version: u32,
    now: DateTime<Utc>,
) -> Result<()> {
    let entry = &chosen.entry;
    let id = Uuid::now_v7();
    let assignment = AssignmentReason {
        entitlement: entry.entitlement.clone(),
        urgent: entry.urgent,
        entered_at: entry.entered_at,
        policy_version,
    };
    tx.insert_appointment(NewAppointment {
        id,
        slot,
        service: &entry.service,
        patient: chosen.patient_row,
        referral: chosen.referral.as_ref(),
        desk: chosen.desk,
        policy_version,
        assignment: Some(assignment),
        at: now,
    })
    .await?;
    tx.settle_waiting(chosen.patient_row, &entry.service, id).await?;
    if let Some(desk) = chosen.desk {
        let seq = tx.next_seq().await?;
        let event = EventKind::WaitingBooked {
            entry: entry.id,
            appointment: id,
            slot,
            service: entry.service.clone(),
        };
        tx.insert_event(seq, desk, &event, now).await?;
    }
    Ok(())
}

async fn join(tx: &mut dyn Tx, desk: Option<u32>, join: &Join, now: DateTime<Utc>) -> Result<Answer> {
    let Some(service) = tx.service(&join.service).await? else {
        return refuse(RefusalCode::ServiceUnknown);
    };
    if let Err(refusal) = admit(&service, &join.patient, join.referral.as_ref(), warsaw_day(now)) {
        return Ok(Err(refusal));
    }
    if let Some(code) = &join.entitlement
        && !tx.policy().await?.knows_entitlement(code)
    {
        return refuse(RefusalCode::EntitlementUnknown);
    }
    let row = patient_row(tx, &join.patient).await?;
    let referral = join
        .referral
        .as_ref()
        .map(|code| tx.referral_key(&join.patient.pesel, code));
    if tx.has_booking(row, &service.code).await? {
        return refuse(RefusalCode::AlreadyBooked);
    }
    if tx.is_waiting(row, &service.code, now).await? {
        return refuse(RefusalCode::AlreadyWaiting);
    }
    if let Some(referral) = &referral
        && tx.referral_used(row, referral).await?
    {
        return refuse(RefusalCode::ReferralUsed);
    }
    let entry = WaitingEntry {
        id: Uuid::now_v7(),
        service: service.code,
        urgent: join.urgent,
        entitlement: join.entitlement.clone(),
        entered_at: now,
        valid_until: now + Duration::days(service.waiting_days.into()),
        preferences: join.preferences.clone(),
    };
    tx.insert_waiting(NewWaitingEntry {
        entry: &entry,
        patient: row,
        referral: referral.as_ref(),
        place: &join.place,
        desk,
    })
    .await?;
    Ok(Ok(Outcome::Joined {
        entry: entry.id,
        valid_until: entry.valid_until,
    }))
}

/// The row of the person; new names and phone replace old ones, empty ones do not.
async fn patient_row(tx: &mut dyn Tx, given: &Patient) -> Result<i64> {
    let Some((row, known)) = tx.find_patient(&given.pesel).await? else {
        return tx.insert_patient(given).await;
    };
    let or = |new: &str, old: String| if new.is_empty() { old } else { new.to_owned() };
    let merged = Patient {
        pesel: given.pesel.clone(),
        given_name: or(&given.given_name, known.given_name.clone()),
        family_name: or(&given.family_name, known.family_name.clone()),
        phone: given.phone.clone().or_else(|| known.phone.clone()),
    };
    if merged != known {
        tx.update_patient(row, &merged).await?;
    }
    Ok(row)
}

fn refuse(code: RefusalCode) -> std::result::Result<Answer, StoreError> {
    Ok(Err(code.into()))
}
