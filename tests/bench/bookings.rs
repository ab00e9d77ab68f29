//! Durable bookings over HTTP, in turn with as many clients of one writer that does nothing but write their rows.

use crate::bookers::{Bookers, clinic};
use crate::figures::{Figure, percentile};
use crate::rows::Loop;
use anyhow::Result;
use okienko_app::system_clock;
use okienko_registry_store::SqliteStore;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Desks that book at the same time, and of the quick run.
const CLIENTS: [u32; 4] = [1, 16, 64, 256];
const QUICK: [u32; 1] = [64];

/// Bookings per second beside the bare loop, and their times, for each number of clients.
pub(crate) async fn measured(folder: &Path, quick: bool, rounds: usize, round: Duration) -> Result<Vec<Figure>> {
    let now = system_clock().now();
    let store = SqliteStore::open(&folder.join("bookings.db")).await?;
    let bookers = Bookers::of(Arc::new(store), now).await?;
    let mut rows = Loop::of(&folder.join("rows.db"), &clinic(now)).await?;
    let mut figures = Vec::new();
    let clients: &[u32] = if quick { &QUICK } else { &CLIENTS };
    for &clients in clients {
        let (mut ours, mut bare, mut times) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            let took = bookers.storm(clients, round).await?;
            ours.push(rate(took.len(), round));
            bare.push(rows.rate(took.len(), clients).await?);
            times.extend(took);
        }
        let (ours, bare) = (percentile(&mut ours, 50), percentile(&mut bare, 50));
        let note = format!(
            "p50 {:.1} ms, p99 {:.1} ms; the loop {bare:.0}/s",
            percentile(&mut times, 50),
            percentile(&mut times, 99)
        );
        let figure = Figure::plain(name(clients), ours, "1/s").note(note);
        let share = ours / bare;
        figures.push(match clients {
            64 => figure.ratio(share, ">= 0.6", share >= 0.6),
            _ => figure.beside(share),
        });
    }
    Ok(figures)
}

fn name(clients: u32) -> &'static str {
    match clients {
        1 => "bookings-1",
        16 => "bookings-16",
        64 => "bookings-64",
        _ => "bookings-256",
    }
}

pub(crate) fn rate(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}
