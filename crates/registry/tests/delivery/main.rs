//! Delivery of messages against a real mail server and an SMS gateway that misbehaves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on says so"
)]

mod kills;
mod mail;
mod mailbox;
mod replies;
mod text_messages;
mod world;
