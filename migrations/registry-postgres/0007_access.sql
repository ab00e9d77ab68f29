-- Who may ask. Codes and tokens are here as hashes only, passwords as argon2 strings, what the authenticator shares is sealed.

-- A machine with a key of its own. The row is made with a code and waits for the key.
CREATE TABLE device (
    id              UUID PRIMARY KEY,
    role            TEXT NOT NULL,
    facility        BIGINT REFERENCES facility,
    name            TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('invited', 'pending', 'active', 'quarantined', 'revoked')),
    code            BYTEA NOT NULL UNIQUE,
    code_expires_at BIGINT NOT NULL,
    -- Nobody compares fingerprints: the first machine with the code is the right one.
    trusted         BOOLEAN NOT NULL,
    public_key      BYTEA UNIQUE,
    -- Numbers of its changing requests: the highest, and a bit for each of the 64 up to it.
    count_last      BIGINT NOT NULL DEFAULT 0,
    count_seen      BIGINT NOT NULL DEFAULT 0,
    created_at      BIGINT NOT NULL,
    revoked_at      BIGINT
);
CREATE INDEX device_facility ON device (facility, created_at);

CREATE TABLE account (
    id         UUID PRIMARY KEY,
    login      TEXT NOT NULL UNIQUE,
    role       TEXT NOT NULL,
    facility   BIGINT REFERENCES facility,
    password   TEXT,
    totp       BYTEA,
    -- Time steps of the authenticator are used up in order.
    totp_step  BIGINT NOT NULL DEFAULT 0,
    issuer     TEXT,
    subject    TEXT,
    disabled   BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (issuer, subject),
    -- A password without a second factor opens nothing.
    CHECK ((password IS NULL) = (totp IS NULL))
);

-- A person who signed in, and all tokens that came of it.
CREATE TABLE session (
    id         UUID PRIMARY KEY,
    account    UUID NOT NULL REFERENCES account,
    device     UUID REFERENCES device,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE token (
    hash       BYTEA PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
    session    UUID NOT NULL REFERENCES session ON DELETE CASCADE,
    expires_at BIGINT NOT NULL,
    -- A used refresh token stays, so that a thief who comes second is noticed.
    used       BOOLEAN NOT NULL
);
CREATE INDEX token_session ON token (session);
CREATE INDEX token_expires ON token (expires_at);

-- Tries at something that can be guessed, by the keyed hash of what it was.
CREATE TABLE tries (
    key   BYTEA PRIMARY KEY,
    since BIGINT NOT NULL,
    made  BIGINT NOT NULL
);
CREATE INDEX tries_since ON tries (since);

-- Sign-ins under way at the identity provider.
CREATE TABLE sign_in (
    hash         BYTEA PRIMARY KEY,
    device       UUID REFERENCES device,
    state        TEXT NOT NULL,
    nonce        TEXT NOT NULL,
    verifier     TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    expires_at   BIGINT NOT NULL
);
