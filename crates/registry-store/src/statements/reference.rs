//! Reference data. Compiled once for each database.

use super::Transaction;
use crate::{PublishTx, ReferenceTx, Result};
use async_trait::async_trait;
use okienko_domain::directory::Directory;
use okienko_domain::place::Place;
use okienko_domain::slot::Sheet;
use uuid::Uuid;

/// Rows sent to the database as one JSON parameter, so that the statement stays the same for any number of them.
const BATCH: usize = 10_000;

#[async_trait]
impl ReferenceTx for Transaction {
    async fn set_epoch(&mut self, epoch: Uuid) -> Result<()> {
        sqlx::query("UPDATE meta SET epoch = $1")
            .bind(epoch)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn set_demo(&mut self, demo: bool) -> Result<()> {
        sqlx::query("UPDATE meta SET demo = $1")
            .bind(demo)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn put_directory(&mut self, directory: &Directory) -> Result<()> {
        self.hold_directory().await?;
        for rows in directory.facilities.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO facility (id, name, phone) SELECT CAST(value ->> 'id' AS BIGINT), value ->> 'name', value ->> 'phone' FROM json_each($1) WHERE true
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        for rows in directory.locations.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO location (id, facility, street, postcode, city, voivodeship, lat, lon, step_free, mobile, stop)
                 SELECT CAST(value ->> 'id' AS BIGINT), CAST(value ->> 'facility' AS BIGINT), value ->> 'street', value ->> 'postcode', value ->> 'city',
                        CAST(value ->> 'voivodeship' AS BIGINT), CAST(value -> 'point' ->> 'lat' AS DOUBLE PRECISION), CAST(value -> 'point' ->> 'lon' AS DOUBLE PRECISION),
                        CAST(value ->> 'step_free' AS BOOLEAN), CAST(value ->> 'mobile' AS BOOLEAN), value ->> 'stop' FROM json_each($1) WHERE true
                 ON CONFLICT (id) DO UPDATE SET facility = excluded.facility, street = excluded.street, postcode = excluded.postcode, city = excluded.city,
                        voivodeship = excluded.voivodeship, lat = excluded.lat, lon = excluded.lon, step_free = excluded.step_free, mobile = excluded.mobile, stop = excluded.stop",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        for rows in directory.schedules.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO schedule (id, location, service, practitioner, room, minutes, pool, languages)
                 SELECT CAST(value ->> 'id' AS BIGINT), CAST(value ->> 'location' AS BIGINT), value ->> 'service', value ->> 'practitioner', value ->> 'room',
                        CAST(value ->> 'minutes' AS BIGINT), value ->> 'pool', value ->> 'languages' FROM json_each($1) WHERE true
                 ON CONFLICT (id) DO UPDATE SET location = excluded.location, service = excluded.service, practitioner = excluded.practitioner,
                        room = excluded.room, minutes = excluded.minutes, pool = excluded.pool,
                        languages = excluded.languages",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        Ok(())
    }

    async fn put_places(&mut self, places: &[Place]) -> Result<()> {
        for rows in places.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO place (id, document) SELECT CAST(value ->> 'id' AS BIGINT), CAST(value AS TEXT) FROM json_each($1) WHERE true
                 ON CONFLICT (id) DO UPDATE SET document = excluded.document",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        Ok(())
    }

    async fn put_sheets(&mut self, sheets: &[(u32, Sheet)]) -> Result<()> {
        for rows in sheets.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO sheet (schedule, day, first, step, open, free, version)
                 SELECT CAST(value ->> 0 AS BIGINT), CAST(value -> 1 ->> 'day' AS BIGINT), CAST(value -> 1 ->> 'first' AS BIGINT), CAST(value -> 1 ->> 'step' AS BIGINT),
                        CAST(value -> 1 ->> 'open' AS BIGINT), CAST(value -> 1 ->> 'free' AS BIGINT), CAST(value -> 1 ->> 'version' AS BIGINT) FROM json_each($1) WHERE true
                 ON CONFLICT (schedule, day) DO UPDATE SET first = excluded.first, step = excluded.step, open = excluded.open, free = excluded.free,
                     previous = CASE sheet.version WHEN excluded.version THEN sheet.previous ELSE sheet.version END, version = excluded.version",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        Ok(())
    }
}
