//! What requests that come together get is what they would get one after another.

use super::small::{Registry, appointment, book, cancel, now, slot, sqlite, tuesday, wait, woman};
use crate::{Answer, Asked, submit, submit_all};
use okienko_domain::calendar::Day;
use okienko_domain::contact::Email;
use okienko_domain::ids::{Patient, Phone, ReferralCode};
use okienko_domain::request::{Action, CancelReason, Outcome, Request};
use okienko_domain::scope::Part;
use okienko_domain::slot::{Sheet, SlotId};
use uuid::Uuid;

/// Batches of the test, and requests of each.
const BATCHES: usize = 30;
const REQUESTS: usize = 24;

/// Numbers that look random and are the same in every run (Knuth's multiplier for 64 bits).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % most
    }
}

/// Ids that both registries gave to the same thing.
type Twins = Vec<[Uuid; 2]>;

/// A request as both registries are asked: what they gave an id, each under its own.
fn both(dice: &mut Dice, visits: &Twins, holds: &Twins) -> [Action; 2] {
    let term = SlotId {
        day: wednesday(),
        ..slot(
            1 + u32::try_from(dice.below(2)).unwrap(),
            480 + 15 * u16::try_from(dice.below(32)).unwrap(),
        )
    };
    let person = woman(1 + u16::try_from(dice.below(60)).unwrap());
    let one_of = |twins: &Twins, n: u64| twins.get(usize::try_from(n).unwrap() % twins.len().max(1)).copied();
    let (kind, n) = (dice.below(20), dice.below(1 << 20));
    let twins = |of: &dyn Fn(usize) -> Action| [of(0), of(1)];
    match kind {
        0..5 if let Some(visit) = one_of(visits, n) => twins(&|of| Action::Cancel {
            appointment: visit[of],
            reason: CancelReason::Patient,
        }),
        5 | 6 if let Some(visit) = one_of(visits, n) => twins(&|of| Action::Reschedule {
            appointment: visit[of],
            slot: term,
            hold: None,
        }),
        7 => twins(&|_| Action::Join(Box::new(wait(person.clone())))),
        8 | 9 => twins(&|_| Action::Hold { slot: term }),
        10 if let Some(hold) = one_of(holds, n) => twins(&|of| Action::Book {
            slot: term,
            patient: person.clone(),
            referral: None,
            hold: Some(hold[of]),
            continuation: false,
        }),
        _ => twins(&|_| book(term, person.clone())),
    }
}

/// An answer without the ids in it.
fn shape(answer: &Answer) -> String {
    match answer {
        Ok(Outcome::Booked { .. }) => "booked".into(),
        Ok(Outcome::Held { .. }) => "held".into(),
        Ok(Outcome::Moved { passed_on, .. }) => format!("moved {passed_on}"),
        Ok(Outcome::Joined { .. }) => "joined".into(),
        Ok(Outcome::Cancelled { passed_on, late, entry }) => {
            format!("cancelled {passed_on} {late} {}", entry.is_some())
        }
        Ok(other) => format!("{other:?}"),
        Err(refusal) => format!("{} {:?}", refusal.code, refusal.alternatives),
    }
}

/// Everybody's visits and the free terms.
async fn state(r: &Registry) -> Vec<String> {
    let mut all = Vec::new();
    for visit in r.store.appointments(1, 1_000).await.unwrap() {
        all.push(format!("{:?} {:?} {:?}", visit.slot, visit.status, visit.patient));
    }
    for (schedule, sheet) in r.store.sheets(&Part::new("mammography", 4)).await.unwrap() {
        all.push(format!("{schedule} {:?} {:b}", sheet.day, sheet.free));
    }
    all.sort_unstable();
    all
}

fn wednesday() -> Day {
    Day(tuesday().0 + 1)
}

/// Thirty terms more at each of the two schedules.
async fn publish(r: &Registry) {
    let mut tx = r.store.begin().await.unwrap();
    let sheet = Sheet {
        day: wednesday(),
        first: 480,
        step: 15,
        open: (1 << 30) - 1,
        free: (1 << 30) - 1,
        version: tx.next_seq().await.unwrap(),
    };
    tx.put_sheets(&[(1, sheet), (2, sheet)]).await.unwrap();
    tx.commit().await.unwrap();
}

pub(super) async fn together_is_as_one_after_another(r: Registry) {
    let other = sqlite().await;
    publish(&r).await;
    publish(&other).await;
    let mut dice = Dice(7);
    let (mut visits, mut holds) = (Twins::new(), Twins::new());
    for batch in 0..BATCHES {
        let mut asked: Vec<[Asked; 2]> = Vec::new();
        for _ in 0..REQUESTS {
            asked.push(both(&mut dice, &visits, &holds).map(|action| {
                let desk = Some(1);
                Asked::by_desk(Uuid::now_v7(), Request { desk, action }, now())
            }));
        }
        // Of those that come at the same moment, bookings are decided first.
        asked.sort_by_key(|[asked, _]| !matches!(asked.request.action, Action::Book { .. }));
        let together: Vec<Asked> = asked.iter().map(|[asked, _]| asked.clone()).collect();
        for ([_, alone], answer) in asked.iter().zip(submit_all(&*r.store, &together).await) {
            let answers = [answer.unwrap(), submit(&*other.store, alone).await.unwrap()];
            assert_eq!(
                shape(&answers[0]),
                shape(&answers[1]),
                "batch {batch}: {:?}",
                alone.request
            );
            match answers {
                [
                    Ok(Outcome::Booked { appointment: one, .. }),
                    Ok(Outcome::Booked { appointment: two, .. }),
                ] => visits.push([one, two]),
                [Ok(Outcome::Held { hold: one, .. }), Ok(Outcome::Held { hold: two, .. })] => holds.push([one, two]),
                _ => {}
            }
        }
        assert_eq!(state(&r).await, state(&other).await, "after batch {batch}");
    }
    assert!(visits.len() > 40, "{} visits, {} holds", visits.len(), holds.len());
}

pub(super) async fn what_is_new_of_a_person_outlives_the_next_request(r: Registry) {
    let before = r.ask(1, book(slot(1, 480), woman(1))).await;
    assert!(r.ask(1, cancel(appointment(before))).await.is_ok());
    let (phone, email) = (
        Phone::parse("602000222").unwrap(),
        Email::parse("anna@example.com").unwrap(),
    );
    let with_phone = Patient {
        phone: Some(phone.clone()),
        ..woman(1)
    };
    let with_email = Patient {
        phone: None,
        email: Some(email.clone()),
        ..woman(1)
    };
    let cardiology = Action::Book {
        slot: slot(3, 480),
        patient: with_phone,
        referral: Some(ReferralCode::parse("1234").unwrap()),
        hold: None,
        continuation: false,
    };
    let requests = [cardiology, book(slot(2, 495), with_email)].map(|action| {
        let desk = Some(1);
        Asked::by_desk(Uuid::now_v7(), Request { desk, action }, now())
    });
    for answer in submit_all(&*r.store, &requests).await {
        appointment(answer.unwrap());
    }
    for visit in r.store.appointments(1, 10).await.unwrap() {
        let (told, written) = (visit.patient.phone, visit.patient.email);
        assert_eq!((told.as_ref(), written.as_ref()), (Some(&phone), Some(&email)));
    }
}
