//! The same measurements over countries of different sizes: what grows with the number of terms, and how.

use crate::client::{Seen, first_sync};
use crate::country::{Country, Extent};
use crate::figures::{Figure, megabytes};
use crate::plot::{Line, Plot};
use crate::sync::Sizes;
use anyhow::{Context, Result};
use std::path::Path;

/// First syncs of each country; the middle one counts.
const ROUNDS: usize = 3;

/// Offers and working days of half a million, 5.7 million and 20 million terms.
const COUNTRIES: [(Option<usize>, u16); 3] = [(Some(490), 60), (None, 60), (None, 212)];
/// The same when only the measurement is tried out.
const QUICK: [(Option<usize>, u16); 3] = [(Some(330), 6), (Some(330), 20), (Some(600), 40)];

/// What was measured of a country.
struct Measured {
    seconds_to_seed: f64,
    snapshot: f64,
    snapshot_cpu: f64,
    sizes: Sizes,
    seen: Seen,
}

/// Measures every country, and draws the plots into `plots` when it is given.
pub(crate) async fn measured(folder: &Path, data: &Path, quick: bool, plots: Option<&Path>) -> Result<Vec<Figure>> {
    let (countries, questions) = if quick { (QUICK, 200) } else { (COUNTRIES, 2_000) };
    let mut all = Vec::new();
    for (number, (offers, working_days)) in countries.into_iter().enumerate() {
        let folder = folder.join(format!("country-{number}"));
        std::fs::create_dir(&folder)?;
        let extent = Extent {
            data: data.to_owned(),
            offers,
            working_days,
        };
        all.push(measure(&folder, &extent, questions).await?);
        // The next one may need the room.
        std::fs::remove_dir_all(&folder)?;
    }
    if let Some(plots) = plots {
        draw(&all, plots)?;
    }
    Ok(all.iter().map(figure).collect())
}

async fn measure(folder: &Path, extent: &Extent, questions: usize) -> Result<Measured> {
    let country = Country::open(folder, extent).await?;
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        rounds.push(first_sync(&country, &folder.join(format!("client-{round}")), questions).await?);
    }
    rounds.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    Ok(Measured {
        seconds_to_seed: country.made.seconds,
        snapshot: country.snapshot,
        snapshot_cpu: country.snapshot_cpu,
        sizes: Sizes::of(&country.url).await?,
        seen: rounds.into_iter().nth(ROUNDS / 2).context("there were rounds")?,
    })
}

impl Measured {
    fn millions(&self) -> f64 {
        megabytes(self.seen.terms)
    }

    /// Milliseconds within which half, and 99 of 100 searches were answered.
    fn search(&self) -> (f64, f64) {
        let of = |time: Option<f64>| time.unwrap_or(f64::NAN);
        (of(self.seen.search_p50), of(self.seen.search_p99))
    }
}

fn figure(measured: &Measured) -> Figure {
    let Measured { sizes, seen, .. } = measured;
    let search = measured.search();
    let note = format!(
        "first sync of {} terms; {:.2} MB on the wire, {:.2} B/term in segments; memory at most {:.0} MB, then {:.0} MB; cache.db {:.1} MB; \
         search p50 {:.2} ms, p99 {:.2} ms; snapshot {:.1} s, {:.1} s of processor time; seeded in {:.0} s",
        seen.terms,
        megabytes(seen.received),
        sizes.a_term(),
        seen.peak,
        seen.memory,
        megabytes(seen.cache),
        search.0,
        search.1,
        measured.snapshot,
        measured.snapshot_cpu,
        measured.seconds_to_seed,
    );
    Figure::plain(format!("size-{:.1}m", measured.millions()), seen.seconds, "s").note(note)
}

fn draw(all: &[Measured], folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let line = |name, of: &dyn Fn(&Measured) -> f64| Line {
        name,
        points: all.iter().map(|m| (m.millions(), of(m))).collect(),
    };
    let plot = |title, up, lines| Plot {
        title,
        across: "millions of terms",
        up,
        lines,
    };
    let times = vec![
        line("snapshot, once for everybody", &|m| m.snapshot),
        line("first sync of a client", &|m| m.seen.seconds),
    ];
    let space = vec![
        line("memory of a client at most", &|m| m.seen.peak),
        line("cache.db", &|m| megabytes(m.seen.cache)),
        line("on the wire", &|m| megabytes(m.seen.received)),
    ];
    let search = vec![
        line("99 of 100 searches", &|m| m.search().1),
        line("half of the searches", &|m| m.search().0),
    ];
    for (name, plot) in [
        ("sync.svg", plot("Time until all terms are there", "seconds", times)),
        ("space.svg", plot("Room that all terms take", "megabytes", space)),
        (
            "search.svg",
            plot("Time of a search at a client", "milliseconds", search),
        ),
    ] {
        std::fs::write(folder.join(name), plot.svg()).with_context(|| format!("{name} cannot be written"))?;
    }
    Ok(())
}
