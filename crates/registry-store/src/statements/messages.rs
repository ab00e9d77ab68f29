//! What is said about messages. Compiled once for each database, see [`crate::statements`].

use super::{Database, Transaction, many};
use crate::messages::{Backlog, Channel, MessageTx, NewMessage, Outbox, Party, StoredMessage, Venue};
use crate::noted::ROWS;
use crate::rows::{CallTaskRow, MessageRow, micros, narrow, open_patient, time};
use crate::{Result, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::ids::{Patient, Phone};
use okienko_domain::message::{About, CallReason, CallTask, Term, dedupe_key};
use std::collections::HashSet;
use uuid::Uuid;

#[async_trait]
impl Outbox for Database {
    async fn backlog(&self, now: DateTime<Utc>) -> Result<Backlog> {
        let (overdue, oldest): (i64, Option<i64>) = sqlx::query_as(
            "SELECT count(*), min(due_at) FROM message WHERE state IN ('due', 'sending') AND due_at <= $1",
        )
        .bind(micros(now))
        .fetch_one(&self.readers)
        .await?;
        let next: Option<i64> =
            sqlx::query_scalar("SELECT min(next_at) FROM message WHERE state IN ('due', 'sending')")
                .fetch_one(&self.readers)
                .await?;
        Ok(Backlog {
            overdue: overdue.cast_unsigned(),
            oldest: oldest.map(time).transpose()?,
            next: next.map(time).transpose()?,
        })
    }

    async fn call_tasks(&self, desk: u32, limit: u32) -> Result<Vec<CallTask>> {
        let rows: Vec<CallTaskRow> = sqlx::query_as(
            "SELECT call_task.id, kind, message.appointment, message.entry, message.offer, COALESCE(schedule.service, waiting_entry.service) AS service,
                    message.schedule, message.day, message.minute, message.until, call_task.reason, call_task.created_at, identity, sealed
             FROM call_task JOIN message ON message.id = call_task.message JOIN patient ON patient.id = message.patient
             LEFT JOIN schedule ON schedule.id = message.schedule LEFT JOIN appointment ON appointment.id = message.appointment
             LEFT JOIN waiting_entry ON waiting_entry.id = message.entry LEFT JOIN offer ON offer.id = message.offer
             WHERE call_task.desk = $1 AND done_at IS NULL
               AND (offer.status = 'open' OR (waiting_entry.status = 'waiting' AND waiting_entry.valid_until = message.until)
                 OR (kind = 'cancelled' AND appointment.status = 'cancelled')
                 OR (kind <> 'cancelled' AND appointment.status = 'booked' AND appointment.schedule = message.schedule
                   AND appointment.day = message.day AND appointment.minute = message.minute))
             ORDER BY call_task.created_at, call_task.id LIMIT $2",
        )
        .bind(i64::from(desk))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|row| row.open(&self.seal)).collect()
    }
}

#[async_trait]
impl MessageTx for Transaction {
    fn insert_message(&mut self, new: NewMessage) {
        self.noted.messages.push((Uuid::now_v7(), new));
    }

    async fn drop_messages(&mut self, appointment: Uuid, reason: &str) -> Result<()> {
        self.write_messages().await?;
        sqlx::query("UPDATE message SET state = 'dropped', reason = $2 WHERE appointment = $1 AND state = 'due'")
            .bind(appointment)
            .bind(reason)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn next_message(&mut self, now: DateTime<Utc>) -> Result<Option<StoredMessage>> {
        self.write_messages().await?;
        let row: Option<MessageRow> = sqlx::query_as(
            "SELECT id, kind, appointment, entry, offer, lookup, patient, desk, schedule, day, minute, until, next_at, attempts, refused, handed_at
             FROM message WHERE state IN ('due', 'sending') AND next_at <= $1 ORDER BY next_at LIMIT 1",
        )
        .bind(micros(now))
        .fetch_optional(self.db())
        .await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn message(&mut self, id: Uuid) -> Result<Option<StoredMessage>> {
        let row: Option<MessageRow> = sqlx::query_as(
            "SELECT id, kind, appointment, entry, offer, lookup, patient, desk, schedule, day, minute, until, next_at, attempts, refused, handed_at
             FROM message WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(self.db())
        .await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn take_message(&mut self, message: &StoredMessage, until: DateTime<Utc>) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE message SET state = 'sending', attempts = attempts + 1, next_at = $4
             WHERE id = $1 AND state IN ('due', 'sending') AND attempts = $2 AND next_at = $3",
        )
        .bind(message.id)
        .bind(i64::from(message.attempts))
        .bind(micros(message.next_at))
        .bind(micros(until))
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn send_by(&mut self, id: Uuid, channel: Channel, phone: Option<&Phone>) -> Result<()> {
        let phone = phone.map(|phone| self.seal().index("phone", phone.as_str()));
        sqlx::query("UPDATE message SET channel = $2, phone = $3 WHERE id = $1")
            .bind(id)
            .bind(channel.code())
            .bind(phone)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn return_message(
        &mut self,
        id: Uuid,
        attempts: u32,
        counted: bool,
        next_at: DateTime<Utc>,
        refused: Option<Channel>,
    ) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE message SET state = 'due', attempts = $3, next_at = $4, refused = $5
             WHERE id = $1 AND attempts = $2 AND state IN ('sending', 'sent')",
        )
        .bind(id)
        .bind(i64::from(attempts))
        .bind(i64::from(if counted { attempts } else { attempts.saturating_sub(1) }))
        .bind(micros(next_at))
        .bind(refused.map(Channel::code))
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn message_sent(&mut self, id: Uuid, provider_id: &str, at: DateTime<Utc>) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE message SET state = 'sent', provider_id = $2, handed_at = $3 WHERE id = $1 AND state IN ('due', 'sending')",
        )
        .bind(id)
        .bind(provider_id)
        .bind(micros(at))
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn message_delivered(&mut self, id: Uuid, at: DateTime<Utc>) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE message SET state = 'delivered', handed_at = COALESCE(handed_at, $2) WHERE id = $1 AND state IN ('due', 'sending', 'sent')",
        )
        .bind(id)
        .bind(micros(at))
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn end_message(&mut self, id: Uuid, failed: bool, reason: &str) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE message SET state = $2, reason = $3 WHERE id = $1 AND state IN ('due', 'sending', 'sent')",
        )
        .bind(id)
        .bind(if failed { "failed" } else { "dropped" })
        .bind(reason)
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn reminded(&mut self, phone: &Phone, since: DateTime<Utc>) -> Result<Vec<(Uuid, Uuid)>> {
        let index = self.seal().index("phone", phone.as_str());
        Ok(sqlx::query_as(
            "SELECT id, appointment FROM message WHERE phone = $1 AND handed_at >= $2 AND state IN ('sent', 'delivered') AND appointment IS NOT NULL
             AND kind = 'reminder' ORDER BY handed_at DESC, id DESC",
        )
        .bind(index)
        .bind(micros(since))
        .fetch_all(self.db())
        .await?)
    }

    async fn party(&mut self, appointment: Uuid) -> Result<Option<Party>> {
        let row: Option<(i64, i64)> = sqlx::query_as(
            "SELECT patient, COALESCE(desk, facility) FROM appointment JOIN schedule ON schedule.id = appointment.schedule
             JOIN location ON location.id = schedule.location WHERE appointment.id = $1",
        )
        .bind(appointment)
        .fetch_optional(self.db())
        .await?;
        row.map(|(patient, desk)| Ok((patient, narrow(desk)?))).transpose()
    }

    async fn patient(&mut self, row: i64) -> Result<Patient> {
        let found: Option<(Vec<u8>, Vec<u8>)> = sqlx::query_as("SELECT identity, sealed FROM patient WHERE id = $1")
            .bind(row)
            .fetch_optional(self.db())
            .await?;
        let (identity, sealed) = found.ok_or_else(|| StoreError::Corrupt("a message to nobody".into()))?;
        open_patient(self.seal(), &identity, &sealed)
    }

    async fn venue(&mut self, schedule: u32) -> Result<Option<Venue>> {
        let row: Option<(i64, String, String, String, String)> = sqlx::query_as(
            "SELECT facility.id, name, phone, street, city FROM schedule JOIN location ON location.id = schedule.location
             JOIN facility ON facility.id = location.facility WHERE schedule.id = $1",
        )
        .bind(i64::from(schedule))
        .fetch_optional(self.db())
        .await?;
        row.map(|(facility, name, phone, street, city)| {
            Ok(Venue {
                facility: narrow(facility)?,
                name,
                phone,
                street,
                city,
            })
        })
        .transpose()
    }

    async fn entry_now(&mut self, entry: Uuid) -> Result<Option<(String, bool, DateTime<Utc>)>> {
        let row: Option<(String, bool, i64)> =
            sqlx::query_as("SELECT service, status = 'waiting', valid_until FROM waiting_entry WHERE id = $1")
                .bind(entry)
                .fetch_optional(self.db())
                .await?;
        row.map(|(service, waiting, until)| Ok((service, waiting, time(until)?)))
            .transpose()
    }

    async fn insert_call_task(
        &mut self,
        message: &StoredMessage,
        reason: CallReason,
        at: DateTime<Utc>,
    ) -> Result<Option<Uuid>> {
        let id = Uuid::now_v7();
        let done = sqlx::query(
            "INSERT INTO call_task (id, message, desk, reason, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (message) DO NOTHING",
        )
        .bind(id)
        .bind(message.id)
        .bind(message.desk.map(i64::from))
        .bind(reason.code())
        .bind(micros(at))
        .execute(self.db())
        .await?;
        Ok((done.rows_affected() == 1).then_some(id))
    }

    async fn end_call_task(&mut self, desk: u32, task: Uuid, at: DateTime<Utc>) -> Result<Option<Uuid>> {
        Ok(sqlx::query_scalar(
            "UPDATE call_task SET done_at = $1 WHERE id = $2 AND desk = $3 AND done_at IS NULL
             RETURNING (SELECT COALESCE(appointment, entry, offer) FROM message WHERE message.id = call_task.message)",
        )
        .bind(micros(at))
        .bind(task)
        .bind(i64::from(desk))
        .fetch_optional(self.db())
        .await?)
    }
}

impl Transaction {
    /// Writes the messages of this transaction. Nobody knows their ids before, so only who looks for them by something else
    /// must write them first.
    pub(super) async fn write_messages(&mut self) -> Result<()> {
        let messages = std::mem::take(&mut self.noted.messages);
        let mut known = HashSet::with_capacity(messages.len());
        let keyed = messages.iter().map(|(id, new)| {
            let key = dedupe_key(new.kind, new.about, new.term, new.due_at, new.at);
            (key, *id, new)
        });
        // One statement may not touch a row twice; the second of two alike changes nothing.
        let new: Vec<_> = keyed.filter(|(key, ..)| known.insert(key.clone())).collect();
        for rows in new.chunks(ROWS) {
            self.insert_messages(rows).await?;
        }
        Ok(())
    }

    async fn insert_messages(&mut self, messages: &[(String, Uuid, &NewMessage)]) -> Result<()> {
        let mut insert = many::insert(
            "INSERT INTO message (id, dedupe, kind, appointment, entry, offer, lookup, patient, desk, schedule, day, minute, until, state, due_at, next_at, created_at)",
            messages,
            |row, (key, id, new)| {
                let about = |wanted: fn(Uuid) -> About| (wanted(new.about.id()) == new.about).then_some(new.about.id());
                let (slot, until) = match new.term {
                    Term::Slot(slot) => (Some(slot), None),
                    Term::Until(at) | Term::Since(at) => (None, Some(micros(at))),
                };
                row.push_bind(*id)
                    .push_bind(key.clone())
                    .push_bind(new.kind.code())
                    .push_bind(about(About::Appointment))
                    .push_bind(about(About::Entry))
                    .push_bind(about(About::Offer))
                    .push_bind(about(About::Lookup))
                    .push_bind(new.patient)
                    .push_bind(new.desk.map(i64::from))
                    .push_bind(slot.map(|slot| i64::from(slot.schedule)))
                    .push_bind(slot.map(|slot| i64::from(slot.day.0)))
                    .push_bind(slot.map(|slot| i64::from(slot.minute)))
                    .push_bind(until)
                    .push_bind("due")
                    .push_bind(micros(new.due_at))
                    .push_bind(micros(new.due_at))
                    .push_bind(micros(new.at));
            },
        );
        insert.push(
            " ON CONFLICT (dedupe) DO UPDATE SET state = 'due', due_at = excluded.due_at, next_at = excluded.next_at, attempts = 0, refused = NULL, reason = NULL
             WHERE message.state = 'dropped'",
        );
        insert.build().execute(self.db()).await?;
        Ok(())
    }
}
