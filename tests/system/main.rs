//! The whole: a real registry and real desktops in one process, over real HTTP and real files.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod access;
mod audit;
mod booking;
mod browser;
mod cache;
mod calls;
mod clinic;
mod connection;
mod day;
mod lookups;
mod manners;
mod moving;
mod network;
mod notifications;
mod offers;
mod offline;
mod people;
mod postgres;
mod privacy;
mod prove;
mod provider;
mod publishing;
mod restore;
mod rights;
mod scope;
mod search;
mod start;
mod timetables;
mod waiting_list;
