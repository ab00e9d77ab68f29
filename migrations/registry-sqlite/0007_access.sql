-- Who may ask. Codes and tokens are here as hashes only, passwords as argon2 strings, what the authenticator shares is sealed.

-- A machine with a key of its own. The row is made with a code and waits for the key.
CREATE TABLE device (
    id              BLOB PRIMARY KEY,
    role            TEXT NOT NULL,
    facility        INTEGER REFERENCES facility,
    name            TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('invited', 'pending', 'active', 'quarantined', 'revoked')),
    code            BLOB NOT NULL UNIQUE,
    code_expires_at INTEGER NOT NULL,
    -- Nobody compares fingerprints: the first machine with the code is the right one.
    trusted         INTEGER NOT NULL,
    public_key      BLOB UNIQUE,
    -- Numbers of its changing requests: the highest, and a bit for each of the 64 up to it.
    count_last      INTEGER NOT NULL DEFAULT 0,
    count_seen      INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL,
    revoked_at      INTEGER
) STRICT;
CREATE INDEX device_facility ON device (facility, created_at);

CREATE TABLE account (
    id         BLOB PRIMARY KEY,
    login      TEXT NOT NULL UNIQUE,
    role       TEXT NOT NULL,
    facility   INTEGER REFERENCES facility,
    password   TEXT,
    totp       BLOB,
    -- Time steps of the authenticator are used up in order.
    totp_step  INTEGER NOT NULL DEFAULT 0,
    issuer     TEXT,
    subject    TEXT,
    disabled   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (issuer, subject),
    -- A password without a second factor opens nothing.
    CHECK ((password IS NULL) = (totp IS NULL))
) STRICT;

-- A person who signed in, and all tokens that came of it.
CREATE TABLE session (
    id         BLOB PRIMARY KEY,
    account    BLOB NOT NULL REFERENCES account,
    device     BLOB REFERENCES device,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;
CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE token (
    hash       BLOB PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
    session    BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    -- A used refresh token stays, so that a thief who comes second is noticed.
    used       INTEGER NOT NULL
) STRICT;
CREATE INDEX token_session ON token (session);
CREATE INDEX token_expires ON token (expires_at);

-- Tries at something that can be guessed, by the keyed hash of what it was.
CREATE TABLE tries (
    key   BLOB PRIMARY KEY,
    since INTEGER NOT NULL,
    made  INTEGER NOT NULL
) STRICT;
CREATE INDEX tries_since ON tries (since);

-- Sign-ins under way at the identity provider.
CREATE TABLE sign_in (
    hash         BLOB PRIMARY KEY,
    device       BLOB REFERENCES device,
    state        TEXT NOT NULL,
    nonce        TEXT NOT NULL,
    verifier     TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;
