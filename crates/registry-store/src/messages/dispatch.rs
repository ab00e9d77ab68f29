//! How a message leaves: taken, handed over, reported, or given up. Safe with any number of processes and without a
//! leader: who takes a message has it until a time, and whoever comes after that time may take it again.

use super::{Channel, StoredMessage, Venue};
use crate::audit::Actor;
use crate::{Answer, Asked, Result, Store, Tx, submit};
use chrono::{DateTime, Duration, Utc};
use okienko_domain::ids::{Patient, Phone};
use okienko_domain::message::{About, CallReason, SubjectNow, Term, still_true};
use okienko_domain::request::{Action, AppointmentStatus, CancelReason, EventKind, Request};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Attempts after which the other channel comes first, when the person has one.
const TRY_OTHER_AFTER: u32 = 3;
/// An answer concerns reminders of this many days.
const ANSWERABLE_DAYS: i64 = 14;

/// Whether a channel can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// No courier is configured.
    Absent,
    /// Messages may go.
    Ready,
    /// Its courier fails; it is asked again then.
    Resting(DateTime<Utc>),
}

/// How messages leave.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Text messages.
    pub sms: Readiness,
    /// E-mail.
    pub email: Readiness,
    /// Who has taken a message and does not report within this time is believed to be gone.
    pub lease: Duration,
    /// Attempts after which somebody calls instead.
    pub attempts: u32,
}

/// A message to hand over.
#[derive(Debug)]
pub struct Letter {
    /// What is stored.
    pub message: StoredMessage,
    /// Number of this attempt.
    pub attempt: u32,
    /// By which channel.
    pub channel: Channel,
    /// To whom.
    pub patient: Patient,
    /// Where the visit is, or who has looked; `None` when it is about waiting.
    pub venue: Option<Venue>,
}

/// What was found to do.
#[derive(Debug)]
pub enum Claim {
    /// Nothing may be taken now.
    Nothing,
    /// A message was settled without sending; there may be more.
    Settled,
    /// Hand this over, then say how it went.
    Letter(Box<Letter>),
}

/// Takes the next message. What it says is read again in the same transaction: a message that is not true any more is
/// dropped.
///
/// # Errors
/// Failures of storage; this and the following.
pub async fn claim(store: &dyn Store, terms: &Terms, now: DateTime<Utc>) -> Result<Claim> {
    let mut tx = store.begin().await?;
    let Some(message) = tx.next_message(now).await? else {
        tx.commit().await?;
        return Ok(Claim::Nothing);
    };
    // The update comes first: from here on a cancellation waits for us or was before us.
    if !tx.take_message(&message, now + terms.lease).await? {
        tx.commit().await?;
        return Ok(Claim::Settled);
    }
    let attempt = message.attempts + 1;
    let subject = subject(&mut *tx, message.about, now).await?;
    if let Err(stale) = still_true(message.kind, message.term, subject, now) {
        tx.end_message(message.id, false, stale.code()).await?;
        tx.commit().await?;
        return Ok(Claim::Settled);
    }
    if attempt > terms.attempts {
        give_up(&mut *tx, &message, CallReason::Undeliverable, now).await?;
        tx.commit().await?;
        return Ok(Claim::Settled);
    }
    let patient = tx.patient(message.patient).await?;
    let venue = match message.term {
        Term::Slot(slot) => tx.venue(slot.schedule).await?,
        Term::Until(_) => None,
        Term::Since(_) => match message.desk {
            Some(desk) => tx.office(desk).await?,
            None => None,
        },
    };
    let claim = match pick(&patient, terms, &message, attempt) {
        Pick::Nobody => {
            if message.kind.needs_a_call() || message.refused.is_some() {
                give_up(&mut *tx, &message, CallReason::NoContact, now).await?;
            } else {
                tx.end_message(message.id, false, CallReason::NoContact.code()).await?;
            }
            Claim::Settled
        }
        Pick::Rest(until) => {
            tx.return_message(message.id, attempt, false, until, message.refused)
                .await?;
            Claim::Settled
        }
        Pick::Go(channel) => {
            let phone = patient.reached_at().filter(|_| channel == Channel::Sms);
            tx.send_by(message.id, channel, phone).await?;
            Claim::Letter(Box::new(Letter {
                message,
                attempt,
                channel,
                patient,
                venue,
            }))
        }
    };
    tx.commit().await?;
    Ok(claim)
}

enum Pick {
    Go(Channel),
    Rest(DateTime<Utc>),
    Nobody,
}

/// Text message before e-mail; after some failures the other way round. A channel whose courier rests is passed over.
fn pick(patient: &Patient, terms: &Terms, message: &StoredMessage, attempt: u32) -> Pick {
    let mut ways = vec![
        (Channel::Sms, terms.sms, patient.reached_at().is_some()),
        (Channel::Email, terms.email, patient.email.is_some()),
    ];
    ways.retain(|(channel, ready, known)| *known && *ready != Readiness::Absent && message.refused != Some(*channel));
    if attempt > TRY_OTHER_AFTER {
        ways.reverse();
    }
    let mut rest = None;
    for (channel, ready, _) in ways {
        match ready {
            Readiness::Ready => return Pick::Go(channel),
            Readiness::Resting(until) => rest = Some(rest.map_or(until, |other: DateTime<Utc>| other.min(until))),
            Readiness::Absent => {}
        }
    }
    rest.map_or(Pick::Nobody, Pick::Rest)
}

/// What the message is about, as it is now.
async fn subject(tx: &mut dyn Tx, about: About, now: DateTime<Utc>) -> Result<SubjectNow> {
    Ok(match about {
        About::Appointment(id) => tx
            .appointment(id)
            .await?
            .map_or(SubjectNow::Unknown, |visit| SubjectNow::Visit {
                slot: visit.slot,
                booked: visit.status == AppointmentStatus::Booked,
            }),
        About::Entry(id) => tx
            .entry_now(id)
            .await?
            .map_or(SubjectNow::Unknown, |(_, waiting, valid_until)| SubjectNow::Entry {
                waiting,
                valid_until,
            }),
        About::Offer(id) => SubjectNow::Offer {
            open: tx
                .open_offer(id)
                .await?
                .is_some_and(|offer| offer.expires_at.is_none_or(|end| end > now)),
        },
        About::Lookup(_) => SubjectNow::Unknown,
    })
}

/// The person, or the desk that has to call, knows of the offer: the time to answer it begins.
pub(crate) async fn offer_handed_over(tx: &mut dyn Tx, about: About, at: DateTime<Utc>) -> Result<()> {
    let About::Offer(id) = about else { return Ok(()) };
    let Some(offer) = tx.open_offer(id).await? else {
        return Ok(());
    };
    let start = Term::Slot(offer.slot).at().unwrap_or(at);
    let until = at + tx.policy().await?.offer_window(at, start);
    tx.hand_over_offer(id, at, until).await?;
    Ok(())
}

/// A courier has it, under this name of its own.
///
/// # Errors
/// See [`claim`].
pub async fn handed_over(store: &dyn Store, letter: &Letter, provider_id: &str, now: DateTime<Utc>) -> Result<()> {
    let mut tx = store.begin().await?;
    if tx.message_sent(letter.message.id, provider_id, now).await? {
        offer_handed_over(&mut *tx, letter.message.about, now).await?;
    }
    tx.commit().await
}

/// The courier failed for now: again at `next_at`.
///
/// # Errors
/// See [`claim`].
pub async fn try_again(store: &dyn Store, letter: &Letter, next_at: DateTime<Utc>) -> Result<()> {
    let mut tx = store.begin().await?;
    let refused = letter.message.refused;
    tx.return_message(letter.message.id, letter.attempt, true, next_at, refused)
        .await?;
    tx.commit().await
}

/// The courier says that this person cannot be reached by its channel: the other one, or somebody calls.
///
/// # Errors
/// See [`claim`].
pub async fn refused(store: &dyn Store, letter: &Letter, now: DateTime<Utc>) -> Result<()> {
    let mut tx = store.begin().await?;
    refuse(&mut *tx, &letter.message, letter.channel, letter.attempt, now).await?;
    tx.commit().await
}

async fn refuse(
    tx: &mut dyn Tx,
    message: &StoredMessage,
    channel: Channel,
    attempt: u32,
    now: DateTime<Utc>,
) -> Result<()> {
    let patient = tx.patient(message.patient).await?;
    let other = match channel {
        Channel::Sms => patient.email.is_some(),
        Channel::Email => patient.reached_at().is_some(),
    };
    if other && message.refused.is_none() {
        tx.return_message(message.id, attempt, true, now, Some(channel)).await?;
        return Ok(());
    }
    give_up(tx, message, CallReason::Undeliverable, now).await
}

/// Ends a message that nobody gets; the clinic is asked to call.
async fn give_up(tx: &mut dyn Tx, message: &StoredMessage, reason: CallReason, now: DateTime<Utc>) -> Result<()> {
    if tx.end_message(message.id, true, reason.code()).await? && message.kind.may_be_called() {
        ask_to_call(tx, message, reason, now).await?;
        offer_handed_over(tx, message.about, now).await?;
    }
    Ok(())
}

async fn ask_to_call(tx: &mut dyn Tx, message: &StoredMessage, reason: CallReason, now: DateTime<Utc>) -> Result<()> {
    let Some(task) = tx.insert_call_task(message, reason, now).await? else {
        return Ok(());
    };
    let service = match (message.about, message.term) {
        (About::Entry(entry), _) => tx.entry_now(entry).await?.map(|(service, ..)| service),
        (_, Term::Slot(slot)) => tx.slot_place(slot.schedule).await?.map(|place| place.service),
        _ => None,
    };
    if let (Some(desk), Some(service)) = (message.desk, service) {
        let seq = tx.next_seq().await?;
        tx.insert_event(seq, desk, &EventKind::CallTask { task, service }, now)
            .await?;
    }
    Ok(())
}

/// The provider reports what became of a message; the same report may come any number of times. `false` when there is no
/// such message.
///
/// # Errors
/// See [`claim`].
pub async fn reported(store: &dyn Store, id: Uuid, delivered: bool, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = store.begin().await?;
    let Some(message) = tx.message(id).await? else {
        tx.commit().await?;
        return Ok(false);
    };
    if !delivered {
        refuse(&mut *tx, &message, Channel::Sms, message.attempts, now).await?;
    } else if tx.message_delivered(id, now).await? {
        offer_handed_over(&mut *tx, message.about, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// What became of an answer to a reminder.
#[derive(Debug, PartialEq)]
pub enum Replied {
    /// No visit that this phone was reminded of can be cancelled.
    Nothing,
    /// Several people use this phone: the clinic asks who is meant.
    Unclear,
    /// What the registry decided about the cancellation.
    Decided(Answer),
}

/// Somebody answered a reminder with a cancellation: cancels the visit that the last reminder was about. `reply` is the
/// provider's name of the answer; the same one has one effect.
///
/// # Errors
/// See [`claim`].
pub async fn cancel_by_reply(store: &dyn Store, phone: &Phone, reply: &str, now: DateTime<Utc>) -> Result<Replied> {
    let request = reply_request(reply);
    let mut tx = store.begin().await?;
    if let Some((_, answer)) = tx.answers(&[request]).await?.remove(&request) {
        tx.commit().await?;
        return Ok(Replied::Decided(answer));
    }
    let mut visits: Vec<(StoredMessage, Uuid)> = Vec::new();
    for (id, visit) in tx.reminded(phone, now - Duration::days(ANSWERABLE_DAYS)).await? {
        let Some(message) = tx.message(id).await? else { continue };
        let subject = subject(&mut *tx, message.about, now).await?;
        if still_true(message.kind, message.term, subject, now).is_ok() {
            visits.push((message, visit));
        }
    }
    let Some((last, visit)) = visits.first() else {
        tx.commit().await?;
        return Ok(Replied::Nothing);
    };
    if visits.iter().any(|(message, _)| message.patient != last.patient) {
        ask_to_call(&mut *tx, last, CallReason::UnclearReply, now).await?;
        tx.commit().await?;
        return Ok(Replied::Unclear);
    }
    let action = Action::Cancel {
        appointment: *visit,
        reason: CancelReason::Patient,
    };
    tx.commit().await?;
    let asked = Asked {
        id: request,
        request: Request { desk: None, action },
        actor: Actor::registry("sms-reply", None),
        numbered: None,
        allowances: Vec::new(),
        at: now,
    };
    let answer = submit(store, &asked).await?;
    Ok(Replied::Decided(answer))
}

/// The id of the request that an answer makes.
fn reply_request(reply: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(b"sms reply\0")
        .chain_update(reply)
        .finalize()
        .into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::reply_request;

    #[test]
    fn an_answer_is_one_request() {
        assert_eq!(reply_request("a"), reply_request("a"));
        assert_ne!(reply_request("a"), reply_request("b"));
    }
}
