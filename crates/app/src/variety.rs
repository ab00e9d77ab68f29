//! Results of different facilities side by side.

use std::collections::{BTreeMap, HashMap, VecDeque};

/// A page of ordered results in which no facility comes twice while another has results left: each page holds the best
/// that are left of `limit` facilities, in their order. `facility` names the facility of a result.
pub(crate) fn page_of_different<T: Copy>(
    results: &[T],
    facility: impl Fn(T) -> Option<u32>,
    offset: usize,
    limit: usize,
) -> Vec<T> {
    let mut left: HashMap<Option<u32>, VecDeque<usize>> = HashMap::new();
    for (place, result) in results.iter().enumerate() {
        left.entry(facility(*result)).or_default().push_back(place);
    }
    let mut best: BTreeMap<usize, VecDeque<usize>> = BTreeMap::new();
    let wait = |best: &mut BTreeMap<usize, VecDeque<usize>>, mut rest: VecDeque<usize>| {
        if let Some(place) = rest.pop_front() {
            best.insert(place, rest);
        }
    };
    for rest in left.into_values() {
        wait(&mut best, rest);
    }
    let mut places = Vec::new();
    while places.len() < offset.saturating_add(limit) && !best.is_empty() && limit > 0 {
        let round: Vec<_> = std::iter::from_fn(|| best.pop_first()).take(limit).collect();
        for (place, rest) in round {
            places.push(place);
            wait(&mut best, rest);
        }
    }
    places
        .into_iter()
        .skip(offset)
        .take(limit)
        .filter_map(|place| results.get(place).copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::page_of_different;

    /// Results are (facility, nth of it).
    fn page(results: &[(u32, u8)], offset: usize) -> Vec<(u32, u8)> {
        page_of_different(results, |(facility, _)| Some(facility), offset, 3)
    }

    #[test]
    fn a_page_shows_the_best_of_three_facilities_in_their_order() {
        let results = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1), (4, 1), (4, 2)];
        assert_eq!(page(&results, 0), [(1, 1), (2, 1), (3, 1)]);
        assert_eq!(page(&results, 3), [(1, 2), (2, 2), (4, 1)]);
        assert_eq!(page(&results, 6), [(1, 3), (4, 2)]);
        assert_eq!(page(&results, 9), []);
    }

    #[test]
    fn where_there_are_fewer_facilities_the_page_is_filled_with_what_there_is() {
        let results = [(1, 1), (1, 2), (1, 3), (2, 1), (1, 4)];
        assert_eq!(page(&results, 0), [(1, 1), (2, 1), (1, 2)]);
        assert_eq!(page(&results, 3), [(1, 3), (1, 4)]);
    }
}
