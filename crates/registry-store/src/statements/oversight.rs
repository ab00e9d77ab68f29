//! Statements of the oversight. Compiled once for each database, see [`crate::statements`].

use super::Database;
use crate::Result;
use crate::oversight::{HeldUp, Looks, OversightStore, Withdrawals};
use crate::rows::micros;
use async_trait::async_trait;
use chrono::{DateTime, Utc};

#[async_trait]
impl OversightStore for Database {
    async fn withdrawals(&self, since: DateTime<Utc>) -> Result<Vec<Withdrawals>> {
        let rows = sqlx::query_as(
            "WITH withdrew AS (SELECT facility, count(*) AS withdrawn FROM work_item WHERE created_at >= $1 GROUP BY facility),
             had AS (
                 SELECT location.facility, count(*) AS booked FROM appointment JOIN schedule ON schedule.id = appointment.schedule
                 JOIN location ON location.id = schedule.location WHERE created_at >= $1 GROUP BY location.facility
             )
             SELECT facility.id AS facility, name, COALESCE(booked, 0) AS booked, withdrawn
             FROM withdrew JOIN facility ON facility.id = withdrew.facility LEFT JOIN had ON had.facility = withdrew.facility
             ORDER BY CAST(withdrawn AS DOUBLE PRECISION) / (COALESCE(booked, 0) + 1) DESC, facility.id",
        )
        .bind(micros(since))
        .fetch_all(&self.readers)
        .await?;
        Ok(rows)
    }

    async fn looks(&self, since: DateTime<Utc>) -> Result<Vec<Looks>> {
        let rows = sqlx::query_as(
            "SELECT facility.id AS facility, name, login, looks, emergencies, empty FROM (
                 SELECT facility, account, count(*) AS looks, count(*) FILTER (WHERE because = 'emergency') AS emergencies,
                        count(*) FILTER (WHERE patient IS NULL) AS empty
                 FROM lookup WHERE at >= $1 GROUP BY facility, account
             ) AS looked JOIN facility ON facility.id = looked.facility JOIN account ON account.id = looked.account
             ORDER BY looks DESC, login",
        )
        .bind(micros(since))
        .fetch_all(&self.readers)
        .await?;
        Ok(rows)
    }

    async fn held_up(&self) -> Result<HeldUp> {
        self.now_held_up().await
    }
}
