//! What many bookings ask and write, each with one statement. Compiled once for each database.

use super::{Dialect, Transaction, many};
use crate::foreseen::{Foreseen, PersonAsked, Visit};
use crate::matching::padded;
use crate::noted::ROWS;
use crate::rows::{micros, open_patient};
use crate::{ForesightTx, KnownPatient, Result, SlotTx, StoreError, Tx, VisitTx, Wish};
use async_trait::async_trait;
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

#[async_trait]
impl ForesightTx for Transaction {
    async fn foresee(&mut self, wishes: &[Wish<'_>]) -> Result<()> {
        let days: BTreeMap<_, _> = wishes
            .iter()
            .map(|wish| ((wish.slot.schedule, wish.slot.day), wish.slot))
            .collect();
        let slots: Vec<_> = days.values().copied().collect();
        let found = self.terms(&slots).await?;
        let terms: HashMap<_, _> = days
            .into_keys()
            .zip(found)
            .filter_map(|(day, term)| Some((day, term?)))
            .collect();
        let mut asked = Vec::with_capacity(wishes.len());
        for wish in wishes {
            let Some(term) = terms.get(&(wish.slot.schedule, wish.slot.day)) else {
                continue;
            };
            asked.push((
                self.seal().index("patient", wish.identity.key().as_str()),
                term.place.service.clone(),
                wish.referral.map(|code| self.referral_key(wish.identity, code).0),
            ));
        }
        asked.sort_unstable();
        asked.dedup();
        let known = self.known(&asked).await?;
        let people: HashMap<_, _> = asked
            .into_iter()
            .map(|asked| {
                let person = known.get(&asked).cloned();
                (asked, person)
            })
            .collect();
        let strangers = people.values().filter(|person| person.is_none()).count();
        self.noted.foreseen = Foreseen {
            active: true,
            rows: self.new_rows(strangers).await?,
            terms,
            people,
            ..Foreseen::default()
        };
        Ok(())
    }

    async fn write_foreseen(&mut self) -> Result<()> {
        self.write_bookings().await?;
        self.noted.foreseen = Foreseen::default();
        Ok(())
    }
}

impl Transaction {
    /// Those of the people asked for who are known, and what they have of the service and by the referral.
    pub(super) async fn known(&mut self, people: &[PersonAsked]) -> Result<HashMap<PersonAsked, KnownPatient>> {
        type Row = (Vec<u8>, String, Option<Vec<u8>>, i64, Vec<u8>, Option<Uuid>, bool, bool);
        let mut known = HashMap::with_capacity(people.len());
        for people in people.chunks(ROWS) {
            let mut select = QueryBuilder::<Dialect>::new(
                "SELECT asked.column1, asked.column2, asked.column3, person.id, sealed,
                        (SELECT id FROM appointment WHERE patient = person.id AND service = asked.column2 AND status = 'booked' AND NOT continuation),
                        EXISTS (SELECT 1 FROM appointment WHERE patient = person.id AND referral = asked.column3 AND status IN ('booked', 'arrived')),
                        EXISTS (SELECT 1 FROM waiting_entry WHERE patient = person.id AND service = asked.column2 AND status = 'waiting')
                 FROM (",
            );
            select.push_values(padded(people), |mut row, person| {
                row.push_bind(person.map(|(identity, ..)| identity.clone()))
                    .push_bind(person.map(|(_, service, _)| service.clone()))
                    .push_bind(person.and_then(|(.., referral)| referral.clone()));
            });
            select.push(") AS asked JOIN patient AS person ON person.identity = asked.column1");
            let rows: Vec<Row> = select.build_query_as().fetch_all(self.db()).await?;
            for (identity, service, referral, row, sealed, booked, referral_used, waits) in rows {
                let patient = open_patient(self.seal(), &identity, &sealed)?;
                known.insert(
                    (identity, service, referral),
                    KnownPatient {
                        row,
                        patient,
                        booked,
                        referral_used,
                        waits,
                    },
                );
            }
        }
        Ok(known)
    }

    /// Rows for so many new people.
    async fn new_rows(&mut self, count: usize) -> Result<Vec<i64>> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let rows = sqlx::query_scalar(super::NEW_PATIENTS).bind(count);
        let rows: String = rows.fetch_one(self.db()).await?;
        let rows = rows.split(' ').map(str::parse).collect::<std::result::Result<_, _>>();
        rows.map_err(|_| StoreError::Corrupt("patient.id".into()))
    }

    /// Writes what the bookings wrote. What was read for them stays true.
    pub(super) async fn write_bookings(&mut self) -> Result<()> {
        self.write_taken().await?;
        let people = std::mem::take(&mut self.noted.foreseen.patients);
        for rows in people.chunks(ROWS) {
            let mut insert = many::insert(super::INSERT_PATIENTS, rows, |row, (id, identity, sealed)| {
                row.push_bind(*id).push_bind(identity.clone()).push_bind(sealed.clone());
            });
            insert.build().execute(self.db()).await?;
        }
        let visits = std::mem::take(&mut self.noted.foreseen.visits);
        self.write_visits(&visits).await
    }

    async fn write_taken(&mut self) -> Result<()> {
        if self.noted.foreseen.taken.is_empty() {
            return Ok(());
        }
        let version = self.next_seq().await?.cast_signed();
        let taken: Vec<_> = std::mem::take(&mut self.noted.foreseen.taken).into_iter().collect();
        for rows in taken.chunks(ROWS) {
            let mut update = QueryBuilder::<Dialect>::new(
                "UPDATE sheet SET free = free & ~taken.column5, previous = CASE version WHEN ",
            );
            update
                .push_bind(version)
                .push(" THEN previous ELSE version END, version = ")
                .push_bind(version);
            update.push(" FROM (");
            many::values(&mut update, rows, |row, ((schedule, day), taken)| {
                row.push_bind(i64::from(*schedule))
                    .push_bind(i64::from(day.0))
                    .push_bind(i64::from(taken.grid.0))
                    .push_bind(i64::from(taken.grid.1))
                    .push_bind(taken.cells.cast_signed());
            });
            update.push(
                ") AS taken WHERE schedule = taken.column1 AND day = taken.column2 AND first = taken.column3 AND step = taken.column4
                 AND free & taken.column5 = taken.column5",
            );
            let done = update.build().execute(self.db()).await?;
            // Another process has taken one of them, or the clinic has withdrawn it, since they were read.
            if done.rows_affected() != u64::try_from(rows.len()).unwrap_or(u64::MAX) {
                return Err(StoreError::Conflict);
            }
        }
        Ok(())
    }

    pub(super) async fn write_visits(&mut self, visits: &[Visit]) -> Result<()> {
        for rows in visits.chunks(ROWS) {
            let mut insert = many::insert(
                "INSERT INTO appointment (id, schedule, day, minute, service, patient, referral, desk, status, continuation, created_at, waiting_since, changed_at,
                                          late, policy_version, assignment)",
                rows,
                |row, visit| {
                row.push_bind(visit.id)
                    .push_bind(i64::from(visit.slot.schedule))
                    .push_bind(i64::from(visit.slot.day.0))
                    .push_bind(i64::from(visit.slot.minute))
                    .push_bind(visit.service.clone())
                    .push_bind(visit.patient)
                    .push_bind(visit.referral.clone())
                    .push_bind(visit.desk.map(i64::from))
                    .push_bind("booked")
                    .push_bind(visit.continuation)
                    .push_bind(micros(visit.at))
                    .push_bind(micros(visit.waiting_since))
                    .push_bind(micros(visit.at))
                    .push_bind(false)
                    .push_bind(i64::from(visit.policy_version))
                    .push_bind(visit.assignment.clone());
                },
            );
            insert.build().execute(self.db()).await?;
        }
        Ok(())
    }
}
