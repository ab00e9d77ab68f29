//! Delivery of messages against a real mail server and an SMS gateway that misbehaves.

mod gateway;
mod kills;
mod mail;
mod mailbox;
mod replies;
mod text_messages;
mod world;
