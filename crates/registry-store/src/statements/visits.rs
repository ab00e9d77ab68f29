//! People and their visits. Compiled once for each database.

use super::Transaction;
use crate::foreseen::Visit;
use crate::rows::{StoredRow, micros, word};
use crate::{KnownPatient, NewAppointment, ReferralKey, Result, StoredAppointment, VisitTx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::identity::Identity;
use okienko_domain::ids::{Patient, ReferralCode};
use okienko_domain::request::{AppointmentStatus, CancelReason};
use okienko_domain::slot::SlotId;
use uuid::Uuid;

#[async_trait]
impl VisitTx for Transaction {
    async fn find_patient(
        &mut self,
        identity: &Identity,
        service: &str,
        referral: Option<&ReferralKey>,
    ) -> Result<Option<KnownPatient>> {
        let asked = (
            self.seal().index("patient", identity.key().as_str()),
            service.to_owned(),
            referral.map(|key| key.0.clone()),
        );
        if let Some(foreseen) = self.noted.foreseen.person(&asked) {
            return Ok(foreseen);
        }
        self.write_bookings().await?;
        Ok(self.known(std::slice::from_ref(&asked)).await?.remove(&asked))
    }

    async fn insert_patient(&mut self, patient: &Patient) -> Result<i64> {
        let identity = self.seal().index("patient", patient.identity.key().as_str());
        let sealed = self.seal().seal(&identity, serde_json::to_vec(patient)?)?;
        if let Some(row) = self.noted.foreseen.rows.pop() {
            self.noted.foreseen.patients.push((row, identity, sealed));
            return Ok(row);
        }
        Ok(
            sqlx::query_scalar("INSERT INTO patient (identity, sealed) VALUES ($1, $2) RETURNING id")
                .bind(identity)
                .bind(sealed)
                .fetch_one(self.db())
                .await?,
        )
    }

    async fn update_patient(&mut self, row: i64, patient: &Patient) -> Result<()> {
        let identity = self.seal().index("patient", patient.identity.key().as_str());
        let sealed = self.seal().seal(&identity, serde_json::to_vec(patient)?)?;
        sqlx::query("UPDATE patient SET sealed = $1 WHERE id = $2")
            .bind(sealed)
            .bind(row)
            .execute(self.db())
            .await?;
        Ok(())
    }

    fn referral_key(&self, identity: &Identity, referral: &ReferralCode) -> ReferralKey {
        ReferralKey(self.seal().index(
            "referral",
            &format!("{} {}", identity.key().as_str(), referral.as_str()),
        ))
    }

    async fn active_booking(&mut self, patient: i64, service: &str) -> Result<Option<Uuid>> {
        Ok(sqlx::query_scalar(
            "SELECT id FROM appointment WHERE patient = $1 AND service = $2 AND status = 'booked' AND NOT continuation",
        )
        .bind(patient)
        .bind(service)
        .fetch_optional(self.db())
        .await?)
    }

    async fn referral_used(&mut self, patient: i64, referral: &ReferralKey) -> Result<bool> {
        let found: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM appointment WHERE patient = $1 AND referral = $2 AND status IN ('booked', 'arrived'))",
        )
        .bind(patient)
        .bind(&referral.0)
        .fetch_one(self.db())
        .await?;
        Ok(found)
    }

    async fn insert_appointment(&mut self, new: NewAppointment<'_>) -> Result<()> {
        let visit = Visit::of(&new)?;
        if self.noted.foreseen.active {
            self.noted.foreseen.visits.push(visit);
            return Ok(());
        }
        self.write_visits(&[visit]).await
    }

    async fn appointment(&mut self, id: Uuid) -> Result<Option<StoredAppointment>> {
        let row: Option<StoredRow> = sqlx::query_as(
            "SELECT schedule, day, minute, service, patient, identity, sealed, referral, desk, status, continuation, waiting_since, changed_at
             FROM appointment JOIN patient ON patient.id = appointment.patient WHERE appointment.id = $1",
        )
        .bind(id)
        .fetch_optional(self.db())
        .await?;
        row.map(|row| row.open(self.seal())).transpose()
    }

    async fn cancel_appointment(
        &mut self,
        id: Uuid,
        reason: CancelReason,
        late: bool,
        at: DateTime<Utc>,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE appointment SET status = 'cancelled', changed_at = $1, cancel_reason = $2, late = $3 WHERE id = $4",
        )
        .bind(micros(at))
        .bind(word(&reason)?)
        .bind(late)
        .bind(id)
        .execute(self.db())
        .await?;
        Ok(())
    }

    async fn move_appointment(&mut self, id: Uuid, slot: SlotId, at: DateTime<Utc>) -> Result<()> {
        sqlx::query("UPDATE appointment SET schedule = $1, day = $2, minute = $3, changed_at = $4 WHERE id = $5")
            .bind(i64::from(slot.schedule))
            .bind(i64::from(slot.day.0))
            .bind(i64::from(slot.minute))
            .bind(micros(at))
            .bind(id)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn set_status(&mut self, id: Uuid, status: AppointmentStatus, at: DateTime<Utc>) -> Result<()> {
        sqlx::query("UPDATE appointment SET status = $1, changed_at = $2 WHERE id = $3")
            .bind(word(&status)?)
            .bind(micros(at))
            .bind(id)
            .execute(self.db())
            .await?;
        Ok(())
    }
}
