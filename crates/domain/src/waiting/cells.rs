//! Where waiting entries lie, so that a freed term finds those who may want it without a look at anybody else.
//!
//! An entry for certain clinics lies in a cell of each of them. Any other lies in the cells of the finest grid of which its
//! circle touches at most four, and one that is too wide for all grids in the one cell of the country. So a term finds
//! everybody who may want it in four cells, and nobody twice.

use super::Preferences;
use crate::geo::Point;
use std::collections::BTreeSet;

/// The cell of everybody who would travel far.
const COUNTRY: i64 = 0;
/// Degrees of latitude of a cell, from the finest grid on: circles of 13 km fit in two of the first, of 54 km in two of the
/// second.
const GRIDS: [f64; 2] = [0.25, 1.0];
/// Clinics of which each is a cell; who names more of them lies where one lies who names none.
const CLINICS: usize = 50;
/// Degrees of longitude to one of latitude: a cell is nowhere in Poland narrower than high.
const WIDTH: f64 = 1.75;

/// Cells in which a term finds all who may want it.
pub const CELLS: usize = GRIDS.len() + 2;

/// The number of a cell, which is stored.
pub type Cell = i64;

/// The cell of a clinic.
fn of_clinic(facility: u32) -> Cell {
    -1 - i64::from(facility)
}

/// Row and column of a point in a grid.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a point on Earth has few rows and columns of cells before it"
)]
fn place(grid: f64, point: Point) -> (i64, i64) {
    let row = ((point.lat + 90.0) / grid).floor();
    let column = ((point.lon + 180.0) / (grid * WIDTH)).floor();
    (row as i64, column as i64)
}

fn of_grid(level: usize, row: i64, column: i64) -> Cell {
    let level = i64::try_from(level).unwrap_or_default() + 1;
    level << 40 | row << 20 | column
}

impl Preferences {
    /// The cells in which an entry lies.
    #[must_use]
    pub fn cells(&self) -> BTreeSet<Cell> {
        if (1..=CLINICS).contains(&self.facilities.len()) {
            return self.facilities.iter().copied().map(of_clinic).collect();
        }
        let (south_west, north_east) = self.bounds();
        for (level, grid) in GRIDS.into_iter().enumerate() {
            if north_east.lat - south_west.lat <= grid && north_east.lon - south_west.lon <= grid * WIDTH {
                let (south, west) = place(grid, south_west);
                let (north, east) = place(grid, north_east);
                let rows = (south..=north).flat_map(|row| (west..=east).map(move |column| (row, column)));
                return rows.map(|(row, column)| of_grid(level, row, column)).collect();
            }
        }
        BTreeSet::from([COUNTRY])
    }
}

/// The cells in which everybody lies who may want a term at a clinic that is there.
#[must_use]
pub fn cells_around(point: Point, facility: u32) -> [Cell; CELLS] {
    let [fine, coarse] = [0, 1].map(|level| {
        let (row, column) = place(GRIDS[level], point);
        of_grid(level, row, column)
    });
    [of_clinic(facility), fine, coarse, COUNTRY]
}

#[cfg(test)]
mod tests {
    use super::{COUNTRY, cells_around};
    use crate::geo::{Origin, Point};
    use crate::waiting::Preferences;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    const TORUN: Point = Point {
        lat: 53.0138,
        lon: 18.5984,
    };

    fn found(preferences: &Preferences, at: Point, facility: u32) -> usize {
        let cells = preferences.cells();
        let around = cells_around(at, facility);
        around.iter().filter(|cell| cells.contains(cell)).count()
    }

    #[test]
    fn a_clinic_is_a_cell_of_its_own_and_who_travels_far_lies_in_one() {
        let far = Preferences::around(TORUN, 55);
        assert_eq!(far.cells().into_iter().collect::<Vec<_>>(), [COUNTRY]);
        let certain = Preferences {
            facilities: vec![7, 9, 7],
            ..far
        };
        assert_eq!(certain.cells().len(), 2);
        assert_eq!((found(&certain, TORUN, 9), found(&certain, TORUN, 8)), (1, 0));
        let many = Preferences {
            facilities: (1..=51).collect(),
            ..certain
        };
        assert_eq!((many.cells().len(), found(&many, TORUN, 9)), (1, 1));
    }

    proptest! {
        /// A term finds everybody whom it may suit, and once.
        #[test]
        fn nobody_is_missed(lat in 49.0..55.0_f64, lon in 14.0..24.2_f64, north in -1.0..1.0_f64, east in -1.0..1.0_f64, radius_km in 0_u16..120, certain in any::<bool>()) {
            let home = Point { lat, lon };
            let mut preferences = Preferences::around(home, radius_km);
            let (south_west, north_east) = preferences.bounds();
            let there = Point {
                lat: lat + north * (north_east.lat - lat),
                lon: lon + east * (lon - south_west.lon),
            };
            preferences.facilities = if certain { vec![3] } else { Vec::new() };
            prop_assert!(preferences.cells().len() <= 4);
            prop_assert_eq!(found(&preferences, there, 3), 1);
        }

        /// The ellipse in the box holds the circle.
        #[test]
        fn the_ellipse_holds_the_circle(lat in 49.0..55.0_f64, lon in 14.0..24.2_f64, north in -1.0..1.0_f64, east in -1.0..1.0_f64, radius_km in 1_u16..200) {
            let home = Point { lat, lon };
            let (height, width) = Preferences::around(home, radius_km).reach();
            let there = Point { lat: lat + north * height, lon: lon + east * width };
            let inside = north.hypot(east) <= 1.0;
            prop_assert!(inside || Origin::new(home).km_to(there) > f64::from(radius_km));
        }
    }
}
