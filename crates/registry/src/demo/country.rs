//! A whole country in memory, without a database: everything but the waiting people.

use super::gazetteer::Gazetteer;
use super::names::Names;
use super::offers::{Part, stationary};
use super::open_data::OpenData;
use super::places::places;
use super::sheets::{Plan, working_days};
use super::{DataError, Options, mobile};
use okienko_domain::calendar::Day;
use okienko_domain::directory::Directory;
use okienko_domain::place::Place;
use okienko_domain::rules::Rules;
use okienko_domain::slot::Sheet;

/// What is written to the database.
#[derive(Debug)]
pub(super) struct Country {
    pub(super) places: Vec<Place>,
    pub(super) directory: Directory,
    pub(super) plans: Vec<Plan>,
    pub(super) days: Vec<Day>,
    pub(super) names: Names,
    pub(super) rules: Rules,
    pub(super) seed: u64,
}

impl Country {
    /// Reads the open data and makes the country.
    pub(super) fn build(options: &Options) -> Result<Self, DataError> {
        let data = OpenData::read(&options.data)?;
        let gazetteer = Gazetteer::new(&data);
        let days = working_days(options.from, options.working_days);
        let count = u16::try_from(days.len()).unwrap_or(u16::MAX);
        let (mut part, last, mammography) = stationary(&data, &gazetteer, options.seed, options.offers, count)?;
        let mobile = mobile::units(&data, &gazetteer, options.seed, last, &mammography, count);
        part.append(mobile);
        let places = places(&data);
        let Part {
            facilities,
            locations,
            schedules,
            plans,
        } = part;
        let directory = Directory {
            services: data.rules.services.clone(),
            facilities,
            locations,
            schedules,
        };
        Ok(Self {
            places,
            directory,
            plans,
            days,
            rules: data.rules,
            names: data.names,
            seed: options.seed,
        })
    }

    /// Number of sheets.
    pub(super) fn sheet_count(&self) -> u64 {
        self.plans
            .iter()
            .map(|plan| u64::try_from(plan.days.len()).unwrap_or(0))
            .sum()
    }

    /// Number of terms, free or not.
    pub(super) fn term_count(&self) -> u64 {
        self.plans
            .iter()
            .map(|plan| u64::try_from(plan.days.len()).unwrap_or(0) * u64::from(plan.terms))
            .sum()
    }

    /// All sheets, by schedule and day.
    pub(super) fn sheets(&self, version: u64) -> impl Iterator<Item = (u32, Sheet)> + Send + use<'_> {
        self.plans
            .iter()
            .flat_map(move |plan| plan.sheets(&self.days, self.seed, version))
    }
}
