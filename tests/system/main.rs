//! The whole: a real registry and real desktops in one process, over real HTTP and real files.

mod audit;
mod booking;
mod cache;
mod network;
mod offline;
mod privacy;
mod start;
mod waiting_list;
