//! Reads the files of `data/`. What is wrong with a file is told with its name and line; nothing is guessed here.

use super::names::Names;
use okienko_domain::geo::Point;
use okienko_domain::rules::Rules;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why the open data cannot be used.
#[derive(Debug, Error)]
pub enum DataError {
    /// The file is missing or cannot be read.
    #[error("{} cannot be read: {source}", .path.display())]
    Unreadable {
        /// File.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not what the program expects.
    #[error("{}, line {line}: {problem}", .path.display())]
    Broken {
        /// File.
        path: PathBuf,
        /// Line, 1 is the header.
        line: u64,
        /// What is wrong.
        problem: String,
    },
}

/// A row and where it stands.
#[derive(Debug)]
pub(super) struct Line<T> {
    pub(super) number: u64,
    pub(super) row: T,
}

/// Town or village, as `localities.csv` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum LocalityKind {
    #[serde(rename = "city")]
    Town,
    #[serde(rename = "village")]
    Village,
}

#[derive(Debug, Deserialize)]
pub(super) struct Locality {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: LocalityKind,
    pub(super) woj: String,
    pub(super) powiat: String,
    pub(super) gmina: String,
    pub(super) teryt_gmina: String,
    pub(super) lat: f64,
    pub(super) lon: f64,
    pub(super) population_geonames: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Postcode {
    pub(super) postcode: String,
    pub(super) place: String,
    pub(super) woj: String,
    pub(super) powiat: String,
    pub(super) gmina_or_admin3: String,
    pub(super) lat: f64,
    pub(super) lon: f64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Gmina {
    pub(super) teryt: String,
    pub(super) name: String,
    pub(super) woj: String,
    pub(super) population_2020: u32,
}

#[derive(Debug, Deserialize)]
pub(super) struct FacilityRow {
    facility_id: String,
    pub(super) street: String,
    pub(super) postcode: String,
    pub(super) city: String,
    pub(super) teryt: String,
    lat: Option<f64>,
    lon: Option<f64>,
    /// 1 when the list itself doubts the point; empty where there is none.
    geo_suspect: Option<u8>,
    pub(super) ramp: String,
    pub(super) elevator: String,
}

/// What a facility offers, as `demo_offers.csv` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub(super) enum Offered {
    #[serde(rename = "KARDIOLOGIA")]
    Cardiology,
    #[serde(rename = "MAMMOGRAFIA")]
    Mammography,
    #[serde(rename = "CYTOLOGIA_HPV")]
    Cytology,
}

#[derive(Debug, Deserialize)]
pub(super) struct Offer {
    pub(super) facility_id: String,
    pub(super) service: Offered,
}

/// All that the demo is made of.
#[derive(Debug)]
pub(super) struct OpenData {
    folder: PathBuf,
    pub(super) rules: Rules,
    pub(super) localities: Vec<Locality>,
    pub(super) postcodes: Vec<Postcode>,
    pub(super) gminas: Vec<Gmina>,
    pub(super) facilities: HashMap<String, Line<FacilityRow>>,
    pub(super) offers: Vec<Line<Offer>>,
    pub(super) names: Names,
}

impl OpenData {
    /// Reads the folder.
    pub(super) fn read(folder: &Path) -> Result<Self, DataError> {
        let rows = |lines: Vec<Line<_>>| lines.into_iter().map(|l| l.row).collect();
        let facilities: Vec<Line<FacilityRow>> = csv_file(&folder.join("facilities.csv"))?;
        Ok(Self {
            rules: json_file(&folder.join("rules.json"))?,
            localities: rows(csv_file(&folder.join("localities.csv"))?),
            postcodes: csv_file(&folder.join("postcodes.csv"))?
                .into_iter()
                .map(|l| l.row)
                .collect(),
            gminas: csv_file(&folder.join("gminas.csv"))?
                .into_iter()
                .map(|l| l.row)
                .collect(),
            facilities: facilities
                .into_iter()
                .map(|line| (line.row.facility_id.clone(), line))
                .collect(),
            offers: csv_file(&folder.join("demo_offers.csv"))?,
            names: json_file(&folder.join("names_pl.json"))?,
            folder: folder.to_owned(),
        })
    }

    /// An error of a line of one of the files.
    pub(super) fn broken(&self, file: &str, line: u64, problem: impl Into<String>) -> DataError {
        DataError::Broken {
            path: self.folder.join(file),
            line,
            problem: problem.into(),
        }
    }
}

impl Offered {
    /// Code of the service.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Cardiology => "cardiology-first",
            Self::Mammography => "mammography",
            Self::Cytology => "cytology",
        }
    }
}

impl Locality {
    pub(super) fn point(&self) -> Point {
        Point {
            lat: self.lat,
            lon: self.lon,
        }
    }
}

impl Postcode {
    pub(super) fn point(&self) -> Point {
        Point {
            lat: self.lat,
            lon: self.lon,
        }
    }
}

impl FacilityRow {
    /// The point, unless the data doubt it or have none.
    pub(super) fn trusted_point(&self) -> Option<Point> {
        let point = Point {
            lat: self.lat?,
            lon: self.lon?,
        };
        (self.geo_suspect != Some(1)).then_some(point)
    }
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> DataError {
    let path = path.to_owned();
    move |source| DataError::Unreadable { path, source }
}

fn json_file<T: DeserializeOwned>(path: &Path) -> Result<T, DataError> {
    let bytes = std::fs::read(path).map_err(unreadable(path))?;
    serde_json::from_slice(&bytes).map_err(|error| DataError::Broken {
        path: path.to_owned(),
        line: u64::try_from(error.line()).unwrap_or(0),
        problem: error.to_string(),
    })
}

fn csv_file<T: DeserializeOwned>(path: &Path) -> Result<Vec<Line<T>>, DataError> {
    let bytes = std::fs::read(path).map_err(unreadable(path))?;
    let broken = |line: u64| {
        move |error: csv::Error| {
            let line = error.position().map_or(line, csv::Position::line);
            DataError::Broken {
                path: path.to_owned(),
                line,
                problem: error.to_string(),
            }
        }
    };
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().map_err(broken(1))?.clone();
    let mut record = csv::StringRecord::new();
    let mut lines = Vec::new();
    loop {
        let number = reader.position().line();
        if !reader.read_record(&mut record).map_err(broken(number))? {
            return Ok(lines);
        }
        lines.push(Line {
            number,
            row: record.deserialize(Some(&header)).map_err(broken(number))?,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Offer, csv_file, json_file};
    use okienko_domain::rules::Rules;

    #[test]
    fn errors_name_the_file_and_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo_offers.csv");
        let problem = || csv_file::<Offer>(&path).unwrap_err().to_string();
        assert!(problem().contains("demo_offers.csv cannot be read"), "{}", problem());
        std::fs::write(&path, "facility_id,service\na,KARDIOLOGIA\nb,OKULISTYKA\n").unwrap();
        assert!(
            problem().contains("demo_offers.csv, line 3") && problem().contains("OKULISTYKA"),
            "{}",
            problem()
        );
        std::fs::write(&path, "facility_id,service\na,KARDIOLOGIA\nb\n").unwrap();
        assert!(problem().contains("demo_offers.csv, line 3"), "{}", problem());
        std::fs::write(&path, "facility_id\na\n").unwrap();
        assert!(
            problem().contains("line 2") && problem().contains("service"),
            "{}",
            problem()
        );

        let path = folder.path().join("rules.json");
        std::fs::write(&path, "{\"policy\":\n{}}").unwrap();
        let problem = json_file::<Rules>(&path).unwrap_err().to_string();
        assert!(
            problem.contains("rules.json, line 2") && problem.contains("version"),
            "{problem}"
        );
    }
}
