//! Statements of [`AccessStore`] and [`AccessTx`]. Compiled once for each database, see [`crate::statements`].

use super::{Database, many};
use crate::Result;
use crate::access::{AccessStore, AccessTx, Account, Device, NewDevice, Session, SignIn, Subject, TokenKind};
use crate::access_rows::{AccountRow, DeviceRow, SessionAccountRow, SessionRow, SignInRow};
use crate::rows::micros;
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::access::Role;
use uuid::Uuid;

#[async_trait]
impl AccessStore for Database {
    fn keyed(&self, kind: &str, text: &str) -> Vec<u8> {
        self.seal.index(kind, text)
    }

    async fn facility_exists(&self, facility: u32) -> Result<bool> {
        let found: Option<i64> = sqlx::query_scalar("SELECT id FROM facility WHERE id = $1")
            .bind(i64::from(facility))
            .fetch_optional(&self.readers)
            .await?;
        Ok(found.is_some())
    }

    async fn insert_device(&self, new: NewDevice<'_>) -> Result<()> {
        let mut tx = self.transaction().await?;
        sqlx::query(
            "INSERT INTO device (id, role, facility, name, state, code, code_expires_at, trusted, created_at)
             VALUES ($1, $2, $3, $4, 'invited', $5, $6, $7, $8)",
        )
        .bind(new.id)
        .bind(new.role.as_str())
        .bind(new.facility.map(i64::from))
        .bind(new.name)
        .bind(new.code)
        .bind(micros(new.code_expires_at))
        .bind(new.trusted)
        .bind(micros(new.at))
        .execute(tx.db())
        .await?;
        tx.finish().await?;
        Ok(())
    }

    async fn enrol_device(
        &self,
        code: &[u8],
        role: Role,
        public_key: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Option<Device>> {
        let mut tx = self.transaction().await?;
        let row: Option<DeviceRow> = sqlx::query_as(
            "UPDATE device SET public_key = $2,
                    state = CASE WHEN state <> 'invited' THEN state WHEN trusted THEN 'active' ELSE 'pending' END
             WHERE code = $1 AND role = $4 AND (public_key = $2 OR (state = 'invited' AND code_expires_at > $3))
             RETURNING id, role, facility, name, state, public_key, count_last, count_seen",
        )
        .bind(code)
        .bind(public_key)
        .bind(micros(now))
        .bind(role.as_str())
        .fetch_optional(tx.db())
        .await?;
        tx.finish().await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn devices_of(&self, ids: &[Uuid]) -> Result<Vec<Device>> {
        let mut select = many::among(
            "SELECT id, role, facility, name, state, public_key, count_last, count_seen FROM device WHERE id",
            ids,
        );
        let rows: Vec<DeviceRow> = select.build_query_as().fetch_all(&self.readers).await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn devices(&self, facility: Option<u32>) -> Result<Vec<Device>> {
        let rows: Vec<DeviceRow> = sqlx::query_as(
            "SELECT id, role, facility, name, state, public_key, count_last, count_seen FROM device
             WHERE $1 IS NULL OR facility = $1 ORDER BY created_at DESC, id LIMIT 5000",
        )
        .bind(facility.map(i64::from))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn approve_device(&self, id: Uuid) -> Result<bool> {
        let mut tx = self.transaction().await?;
        let done =
            sqlx::query("UPDATE device SET state = 'active', count_last = 0, count_seen = 0 WHERE id = $1 AND state IN ('pending', 'quarantined')")
                .bind(id)
                .execute(tx.db())
                .await?;
        tx.finish().await?;
        Ok(done.rows_affected() == 1)
    }

    async fn revoke_device(&self, id: Uuid, at: DateTime<Utc>) -> Result<bool> {
        let mut tx = self.transaction().await?;
        let done =
            sqlx::query("UPDATE device SET state = 'revoked', revoked_at = $2 WHERE id = $1 AND state <> 'revoked'")
                .bind(id)
                .bind(micros(at))
                .execute(tx.db())
                .await?;
        tx.finish().await?;
        Ok(done.rows_affected() == 1)
    }

    async fn insert_account(&self, account: &Account, at: DateTime<Utc>) -> Result<bool> {
        let sealed = |totp: &Vec<u8>| self.seal.seal(account.id.as_bytes(), totp.clone());
        let totp = account.totp.as_ref().map(sealed).transpose()?;
        let mut tx = self.transaction().await?;
        let done = sqlx::query(
            "INSERT INTO account (id, login, role, facility, password, totp, issuer, subject, disabled, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
        )
        .bind(account.id)
        .bind(&account.login)
        .bind(account.role.as_str())
        .bind(account.facility.map(i64::from))
        .bind(&account.password)
        .bind(totp)
        .bind(account.subject.as_ref().map(|s| &s.issuer))
        .bind(account.subject.as_ref().map(|s| &s.subject))
        .bind(account.disabled)
        .bind(micros(at))
        .execute(tx.db())
        .await?;
        tx.finish().await?;
        Ok(done.rows_affected() == 1)
    }

    async fn accounts(&self) -> Result<Vec<Account>> {
        let rows: Vec<AccountRow> = sqlx::query_as(
            "SELECT id, login, role, facility, password, totp, issuer, subject, disabled FROM account ORDER BY login",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|row| row.open(&self.seal)).collect()
    }

    async fn account_by_login(&self, login: &str) -> Result<Option<Account>> {
        let row: Option<AccountRow> = sqlx::query_as(
            "SELECT id, login, role, facility, password, totp, issuer, subject, disabled FROM account WHERE login = $1",
        )
        .bind(login)
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| row.open(&self.seal)).transpose()
    }

    async fn account_by_subject(&self, subject: &Subject) -> Result<Option<Account>> {
        let row: Option<AccountRow> = sqlx::query_as(
            "SELECT id, login, role, facility, password, totp, issuer, subject, disabled FROM account
             WHERE issuer = $1 AND subject = $2",
        )
        .bind(&subject.issuer)
        .bind(&subject.subject)
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| row.open(&self.seal)).transpose()
    }

    async fn reset_account(&self, id: Uuid, password: &str, totp: &[u8]) -> Result<()> {
        let totp = self.seal.seal(id.as_bytes(), totp.to_vec())?;
        let mut tx = self.transaction().await?;
        sqlx::query("UPDATE account SET password = $2, totp = $3, totp_step = 0 WHERE id = $1")
            .bind(id)
            .bind(password)
            .bind(totp)
            .execute(tx.db())
            .await?;
        tx.finish().await?;
        Ok(())
    }

    async fn disable_account(&self, id: Uuid) -> Result<bool> {
        let mut tx = self.transaction().await?;
        let done = sqlx::query("UPDATE account SET disabled = $2 WHERE id = $1")
            .bind(id)
            .bind(true)
            .execute(tx.db())
            .await?;
        tx.finish().await?;
        Ok(done.rows_affected() == 1)
    }

    async fn take_totp_step(&self, id: Uuid, step: u64) -> Result<bool> {
        let mut tx = self.transaction().await?;
        let done = sqlx::query("UPDATE account SET totp_step = $2 WHERE id = $1 AND totp_step < $2")
            .bind(id)
            .bind(step.cast_signed())
            .execute(tx.db())
            .await?;
        tx.finish().await?;
        Ok(done.rows_affected() == 1)
    }

    async fn has_passwords(&self) -> Result<bool> {
        let found = sqlx::query("SELECT 1 FROM account WHERE password IS NOT NULL AND NOT disabled LIMIT 1")
            .fetch_optional(&self.readers)
            .await?;
        Ok(found.is_some())
    }

    async fn insert_session(&self, session: Session, password: Option<&str>, at: DateTime<Utc>) -> Result<bool> {
        let mut tx = self.transaction().await?;
        let done = sqlx::query(
            "INSERT INTO session (id, account, device, created_at, expires_at)
             SELECT $1, id, $3, $4, $5 FROM account
             WHERE id = $2 AND NOT disabled AND password IS NOT DISTINCT FROM $6",
        )
        .bind(session.id)
        .bind(session.account)
        .bind(session.device)
        .bind(micros(at))
        .bind(micros(session.expires_at))
        .bind(password)
        .execute(tx.db())
        .await?;
        tx.finish().await?;
        Ok(done.rows_affected() == 1)
    }

    async fn insert_token(&self, hash: &[u8], kind: TokenKind, session: Uuid, expires_at: DateTime<Utc>) -> Result<()> {
        let mut tx = self.transaction().await?;
        sqlx::query("INSERT INTO token (hash, kind, session, expires_at, used) VALUES ($1, $2, $3, $4, $5)")
            .bind(hash)
            .bind(kind.as_str())
            .bind(session)
            .bind(micros(expires_at))
            .bind(false)
            .execute(tx.db())
            .await?;
        tx.finish().await?;
        Ok(())
    }

    async fn session_of(&self, access: &[u8], now: DateTime<Utc>) -> Result<Option<(Session, Account)>> {
        let row: Option<SessionAccountRow> = sqlx::query_as(
            "SELECT session.id AS session, session.device, session.expires_at,
                    account.id, login, role, facility, password, totp, issuer, subject, disabled
             FROM token JOIN session ON session.id = token.session JOIN account ON account.id = session.account
             WHERE token.hash = $1 AND token.kind = 'access' AND token.expires_at > $2
               AND session.ended_at IS NULL AND session.expires_at > $2 AND NOT disabled",
        )
        .bind(access)
        .bind(micros(now))
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| row.open(&self.seal)).transpose()
    }

    async fn use_refresh(&self, refresh: &[u8], now: DateTime<Utc>) -> Result<Option<Uuid>> {
        let mut tx = self.transaction().await?;
        let session = sqlx::query_scalar(
            "UPDATE token SET used = $3 WHERE hash = $1 AND kind = 'refresh' AND NOT used AND expires_at > $2
             AND session IN (SELECT session.id FROM session JOIN account ON account.id = session.account
                             WHERE ended_at IS NULL AND session.expires_at > $2 AND NOT disabled)
             RETURNING session",
        )
        .bind(refresh)
        .bind(micros(now))
        .bind(true)
        .fetch_optional(tx.db())
        .await?;
        tx.finish().await?;
        Ok(session)
    }

    async fn session(&self, id: Uuid) -> Result<Option<Session>> {
        let row: Option<SessionRow> =
            sqlx::query_as("SELECT id, account, device, expires_at FROM session WHERE id = $1")
                .bind(id)
                .fetch_optional(&self.readers)
                .await?;
        row.map(TryInto::try_into).transpose()
    }

    async fn end_reused(&self, refresh: &[u8], now: DateTime<Utc>) -> Result<bool> {
        let mut tx = self.transaction().await?;
        let done = sqlx::query(
            "UPDATE session SET ended_at = $2 WHERE ended_at IS NULL
             AND id IN (SELECT session FROM token WHERE hash = $1 AND kind = 'refresh' AND used)",
        )
        .bind(refresh)
        .bind(micros(now))
        .execute(tx.db())
        .await?;
        tx.finish().await?;
        Ok(done.rows_affected() == 1)
    }

    async fn end_session(&self, id: Uuid, at: DateTime<Utc>) -> Result<()> {
        let mut tx = self.transaction().await?;
        sqlx::query("UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
            .bind(id)
            .bind(micros(at))
            .execute(tx.db())
            .await?;
        tx.finish().await?;
        Ok(())
    }

    async fn end_all_sessions(&self) -> Result<()> {
        let mut tx = self.transaction().await?;
        sqlx::query("DELETE FROM session").execute(tx.db()).await?;
        tx.finish().await?;
        Ok(())
    }

    async fn end_sessions(&self, account: Uuid, at: DateTime<Utc>) -> Result<()> {
        let mut tx = self.transaction().await?;
        sqlx::query("UPDATE session SET ended_at = $2 WHERE account = $1 AND ended_at IS NULL")
            .bind(account)
            .bind(micros(at))
            .execute(tx.db())
            .await?;
        tx.finish().await?;
        Ok(())
    }

    async fn count_try(&self, key: &[u8], window: Duration, now: DateTime<Utc>) -> Result<u32> {
        let mut tx = self.transaction().await?;
        let made = tx.count_try(key, window, now).await?;
        tx.finish().await?;
        Ok(made)
    }

    async fn tries(&self, key: &[u8], window: Duration, now: DateTime<Utc>) -> Result<u32> {
        let made: Option<i64> = sqlx::query_scalar("SELECT made FROM tries WHERE key = $1 AND since > $2")
            .bind(key)
            .bind(micros(now - window))
            .fetch_optional(&self.readers)
            .await?;
        Ok(u32::try_from(made.unwrap_or(0)).unwrap_or(u32::MAX))
    }

    async fn forget_tries(&self, key: &[u8]) -> Result<()> {
        let mut tx = self.transaction().await?;
        sqlx::query("DELETE FROM tries WHERE key = $1")
            .bind(key)
            .execute(tx.db())
            .await?;
        tx.finish().await?;
        Ok(())
    }

    async fn insert_sign_in(&self, hash: &[u8], sign_in: &SignIn, expires_at: DateTime<Utc>) -> Result<()> {
        let mut tx = self.transaction().await?;
        sqlx::query(
            "INSERT INTO sign_in (hash, device, state, nonce, verifier, redirect_uri, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(hash)
        .bind(sign_in.device)
        .bind(&sign_in.state)
        .bind(&sign_in.nonce)
        .bind(&sign_in.verifier)
        .bind(&sign_in.redirect_uri)
        .bind(micros(expires_at))
        .execute(tx.db())
        .await?;
        tx.finish().await?;
        Ok(())
    }

    async fn take_sign_in(&self, hash: &[u8], now: DateTime<Utc>) -> Result<Option<SignIn>> {
        let mut tx = self.transaction().await?;
        let row: Option<SignInRow> = sqlx::query_as(
            "DELETE FROM sign_in WHERE hash = $1 AND expires_at > $2
             RETURNING device, state, nonce, verifier, redirect_uri",
        )
        .bind(hash)
        .bind(micros(now))
        .fetch_optional(tx.db())
        .await?;
        tx.finish().await?;
        Ok(row.map(Into::into))
    }

    async fn prune(&self, now: DateTime<Utc>, tries_before: DateTime<Utc>) -> Result<()> {
        let mut tx = self.transaction().await?;
        for statement in [
            // Its tokens go with it; used refresh tokens live as long as their session.
            "DELETE FROM session WHERE expires_at <= $1",
            "DELETE FROM token WHERE expires_at <= $1 AND kind = 'access'",
            "DELETE FROM sign_in WHERE expires_at <= $1",
            "DELETE FROM device WHERE state = 'invited' AND code_expires_at <= $1",
        ] {
            sqlx::query(statement).bind(micros(now)).execute(tx.db()).await?;
        }
        sqlx::query("DELETE FROM tries WHERE since <= $1")
            .bind(micros(tries_before))
            .execute(tx.db())
            .await?;
        tx.finish().await?;
        Ok(())
    }
}
