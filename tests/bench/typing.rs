//! Places as they are typed: how long a key takes, and whether the place that was meant is found.

use crate::country::coded;
use crate::desk::milliseconds;
use crate::dice::Dice;
use crate::figures::{Figure, percentile};
use anyhow::{Context, Result, ensure};
use okienko_app::App;
use okienko_domain::place::{Place, PlaceIndex, PlaceKind};
use okienko_registry_store::Store;
use std::collections::HashMap;
use std::time::Instant;

/// What people type, and the beginnings of what they get first.
const WORDS: [(&str, &str); 10] = [
    ("lodz", "Łódź"),
    ("torun", "Toruń"),
    ("warszawa", "Warszawa"),
    ("bydgoszcz", "Bydgoszcz"),
    ("zolkiewka", "Żółkiewka"),
    ("nowa wies", "Nowa Wieś"),
    ("sw anny", "Góra Świętej Anny"),
    // The open data have no 00-950.
    ("00-940", "00-940"),
    ("bielsko biala", "Bielsko-Biała"),
    ("zielona gora", "Zielona Góra"),
];
/// Names drawn from all localities.
const NAMES: usize = 500;
/// Places an answer has room for.
const SHOWN: usize = 10;

/// Key by key through the use-cases and through the index alone, and how many of the names are found.
pub(crate) async fn measured(app: &App, store: &dyn Store) -> Result<Vec<Figure>> {
    let places = store.places().await?;
    let meant = meant(&places);
    let index = PlaceIndex::new(places);
    let (mut layer, mut alone) = (Vec::new(), Vec::new());
    for typed in WORDS
        .iter()
        .map(|(typed, _)| (*typed).to_owned())
        .chain(meant.iter().map(|m| m.typed.clone()))
    {
        for (end, letter) in typed.char_indices() {
            let text = typed.get(..end + letter.len_utf8()).context("whole letters")?;
            let started = Instant::now();
            let answer = app.find_places(text.to_owned()).await.map_err(coded)?;
            layer.push(milliseconds(started));
            let started = Instant::now();
            let found = index.find(text, SHOWN);
            alone.push(milliseconds(started));
            ensure!(
                answer.places.len() == found.places.len(),
                "one index, one answer: {text}"
            );
        }
    }
    let mut missed = Vec::new();
    for (typed, expected) in WORDS {
        let first = app
            .find_places(typed.to_owned())
            .await
            .map_err(coded)?
            .places
            .into_iter()
            .next();
        if !first.is_some_and(|place| place.name.starts_with(expected)) {
            missed.push(typed.to_owned());
        }
    }
    for Meant { typed, ids } in &meant {
        let answer = app.find_places(typed.clone()).await.map_err(coded)?;
        // Of more namesakes than an answer has room for, any ten are right.
        let right = answer.places.iter().filter(|place| ids.contains(&place.id)).count();
        if right < ids.len().min(SHOWN) {
            missed.push(typed.clone());
        }
    }
    let asked = u16::try_from(WORDS.len() + meant.len())?;
    let found = f64::from(asked - u16::try_from(missed.len())?) / f64::from(asked) * 100.0;
    let keys = layer.len();
    let (p50, p99) = (percentile(&mut layer, 50), percentile(&mut layer, 99));
    Ok(vec![
        Figure::plain("typing-p99", p99, "ms")
            .note(format!("{keys} keys through the use-case layer, p50 {p50:.3} ms"))
            .target("< 0.3", p99 < 0.3),
        Figure::plain("typing-index-p99", percentile(&mut alone, 99), "ms").note(format!(
            "the same keys, the index alone, p50 {:.3} ms",
            percentile(&mut alone, 50)
        )),
        Figure::plain("typing-found", found, "%")
            .note(format!(
                "of {asked} names typed without diacritics; not found: {missed:?}"
            ))
            .target("100", missed.is_empty()),
    ])
}

/// A name as it is typed, and all places that bear it.
struct Meant {
    typed: String,
    ids: Vec<u32>,
}

/// Some localities, the same in every run.
fn meant(places: &[Place]) -> Vec<Meant> {
    let mut namesakes: HashMap<String, Vec<u32>> = HashMap::new();
    for place in places.iter().filter(|place| place.kind != PlaceKind::Postcode) {
        namesakes.entry(typed(&place.name)).or_default().push(place.id);
    }
    let mut all: Vec<Meant> = namesakes.into_iter().map(|(typed, ids)| Meant { typed, ids }).collect();
    all.sort_unstable_by(|a, b| a.typed.cmp(&b.typed));
    Dice::new(20_260_701).some(all, NAMES)
}

/// A name as somebody in a hurry types it. Written down here once more, so that the folding of the program is compared with
/// something.
fn typed(name: &str) -> String {
    let plain = |letter| match letter {
        'ą' => 'a',
        'ć' => 'c',
        'ę' => 'e',
        'ł' => 'l',
        'ń' => 'n',
        'ó' => 'o',
        'ś' => 's',
        'ź' | 'ż' => 'z',
        other => other,
    };
    name.to_lowercase().chars().map(plain).collect()
}
