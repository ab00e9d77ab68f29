//! This machine's key and number.

use super::Local;
use crate::LocalError;
use okienko_domain::access::{EnrolmentCode, Role};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// What this machine is to a registry. `Debug` does not show the key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredDevice {
    /// Address of the registry.
    pub registry: String,
    /// Ed25519 key pair as PKCS #8.
    pub key: Vec<u8>,
    /// What the registry answered.
    pub enrolled: Enrolled,
}

/// An enrolment whose answer has not arrived: sent again with the same code, the same key is accepted. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Address of the registry.
    pub registry: String,
    /// The code.
    pub code: EnrolmentCode,
    /// Ed25519 key pair as PKCS #8.
    pub key: Vec<u8>,
}

/// The registry's answer to an enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Id of this machine.
    pub device: Uuid,
    /// Role.
    pub role: Role,
    /// Facility, for roles that have one.
    pub facility: Option<u32>,
    /// What people call it.
    pub name: String,
}

impl fmt::Debug for StoredDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredDevice({:?})", self.enrolled)
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempt(•)")
    }
}

/// What they are sealed for.
const DEVICE: Uuid = Uuid::from_u128(1);
const ATTEMPT: Uuid = Uuid::from_u128(2);

impl Local {
    /// What this machine is, if it is enrolled.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn device(&self) -> Result<Option<StoredDevice>, LocalError> {
        let mut connection = self.connection.lock().await;
        let sealed: Option<Option<Vec<u8>>> = sqlx::query_scalar("SELECT sealed FROM device")
            .fetch_optional(&mut *connection)
            .await?;
        sealed.flatten().map(|sealed| self.opened(DEVICE, &sealed)).transpose()
    }

    /// Stores what this machine is; the attempt that led there is over. Its number stays, because it must never go back.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn set_device(&self, device: &StoredDevice) -> Result<(), LocalError> {
        let sealed = self.sealed(DEVICE, device)?;
        let mut connection = self.connection.lock().await;
        sqlx::query(
            "INSERT INTO device (only, sealed, count) VALUES (1, ?, 0)
             ON CONFLICT (only) DO UPDATE SET sealed = excluded.sealed, attempt = NULL",
        )
        .bind(sealed)
        .execute(&mut *connection)
        .await?;
        Ok(())
    }

    /// The enrolment under way.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn attempt(&self) -> Result<Option<Attempt>, LocalError> {
        let mut connection = self.connection.lock().await;
        let sealed: Option<Option<Vec<u8>>> = sqlx::query_scalar("SELECT attempt FROM device")
            .fetch_optional(&mut *connection)
            .await?;
        sealed.flatten().map(|sealed| self.opened(ATTEMPT, &sealed)).transpose()
    }

    /// Stores an enrolment before its key is sent.
    ///
    /// # Errors
    /// When it cannot be stored; then the key must not be sent.
    pub async fn set_attempt(&self, attempt: &Attempt) -> Result<(), LocalError> {
        let sealed = self.sealed(ATTEMPT, attempt)?;
        let mut connection = self.connection.lock().await;
        sqlx::query(
            "INSERT INTO device (only, attempt, count) VALUES (1, ?, 0) ON CONFLICT (only) DO UPDATE SET attempt = excluded.attempt",
        )
        .bind(sealed)
        .execute(&mut *connection)
        .await?;
        Ok(())
    }

    /// The next number of a request that changes something. It is on disk before it is used.
    ///
    /// # Errors
    /// When it cannot be stored, or this machine is nothing yet.
    pub async fn next_count(&self) -> Result<u64, LocalError> {
        let mut connection = self.connection.lock().await;
        let count: i64 = sqlx::query_scalar("UPDATE device SET count = count + 1 RETURNING count")
            .fetch_one(&mut *connection)
            .await?;
        Ok(count.cast_unsigned())
    }
}
