//! Questions as people ask them: places by population, 5 to 100 km, 7 to 60 days, half with weekdays or hours.

use crate::country::coded;
use crate::dice::Dice;
use anyhow::Context;
use okienko_app::App;
use okienko_app::view::{HourRange, SlotQuery, Sort};
use okienko_domain::calendar::Day;

/// Towns that together hold the weight of the country, largest most often.
const TOWNS: [&str; 24] = [
    "Warszawa",
    "Warszawa",
    "Warszawa",
    "Kraków",
    "Kraków",
    "Wrocław",
    "Łódź",
    "Poznań",
    "Gdańsk",
    "Szczecin",
    "Bydgoszcz",
    "Lublin",
    "Białystok",
    "Katowice",
    "Gdynia",
    "Częstochowa",
    "Toruń",
    "Rzeszów",
    "Sosnowiec",
    "Kielce",
    "Olsztyn",
    "Zakopane",
    "Suwałki",
    "Włodawa",
];
const SERVICES: [&str; 3] = ["cardiology-first", "mammography", "cytology"];

/// `count` questions, the same in every run.
pub(crate) async fn questions(app: &App, count: usize) -> anyhow::Result<Vec<SlotQuery>> {
    let today = app.boot().await.map_err(coded)?.today;
    let mut places = Vec::new();
    for town in TOWNS {
        places.push(
            app.find_places(town.into())
                .await
                .map_err(coded)?
                .places
                .first()
                .context("the town is in the data")?
                .id,
        );
    }
    let mut dice = Dice::new(20_260_701);
    let mut questions = Vec::with_capacity(count);
    for _ in 0..count {
        let from = later(&today, u16::try_from(dice.below(20))?)?;
        questions.push(SlotQuery {
            service: (*dice.of(&SERVICES)).to_owned(),
            place: Some(*dice.of(&places)),
            radius_km: Some(*dice.of(&[5, 10, 20, 30, 50, 100])),
            facility: None,
            practitioner: None,
            date_to: later(&from, *dice.of(&[7, 14, 30, 60]))?,
            date_from: from,
            weekdays: if dice.below(2) == 0 { vec![] } else { vec![1, 3, 5] },
            hours: if dice.below(2) == 0 {
                vec![]
            } else {
                vec![HourRange { from: 0, to: 720 }]
            },
            step_free: dice.below(10) == 0,
            no_pesel: false,
            sort: *dice.of(&[Sort::Nearest, Sort::Earliest, Sort::Best]),
            different_facilities: false,
            stationary: false,
            language: None,
            after: None,
            offset: 0,
            limit: 50,
        });
    }
    Ok(questions)
}

/// The day some days after another.
pub(crate) fn later(day: &str, days: u16) -> anyhow::Result<String> {
    Ok(Day::parse(day).context("a day")?.plus(days).to_string())
}
