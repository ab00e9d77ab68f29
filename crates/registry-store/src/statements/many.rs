//! Statements about many rows. Rows are repeated up to the next of few lengths: the database parses each of these
//! statements once. Compiled once for each database, see [`crate::statements`].

use super::Dialect;
use crate::matching::padded;
use sqlx::query_builder::Separated;
use sqlx::{Encode, QueryBuilder, Type};

/// The values of a row as they are bound, one after another.
pub(super) type Values<'a> = Separated<'a, Dialect, &'static str>;

/// Inserts rows: `into` is `INSERT INTO table (columns)`. What follows may say what is done about rows that are there.
pub(super) fn insert<T>(into: &str, rows: &[T], mut bind: impl FnMut(&mut Values<'_>, &T)) -> QueryBuilder<Dialect> {
    let mut insert = QueryBuilder::new(format!("{into} SELECT "));
    let mut selected = insert.separated(", ");
    // Column 1 says whether it is a row or its repetition.
    for number in 0..=into.matches(',').count() {
        selected.push(format_args!("column{}", number + 2));
    }
    insert.push(" FROM (");
    let last = rows.last();
    insert.push_values(padded(rows), |mut values, row| {
        values.push_bind(row.is_some());
        if let Some(row) = row.or(last) {
            bind(&mut values, row);
        }
    });
    insert.push(") AS inserted WHERE column1");
    insert
}

/// Rows for a `FROM` in which the same row twice does no harm.
pub(super) fn values<T>(statement: &mut QueryBuilder<Dialect>, rows: &[T], mut bind: impl FnMut(&mut Values<'_>, &T)) {
    statement.push_values(repeated(rows), |mut values, row| bind(&mut values, row));
}

/// A statement that ends with a list in which something is looked for.
pub(super) fn among<T>(statement: &str, list: &[T]) -> QueryBuilder<Dialect>
where
    T: Copy + for<'q> Encode<'q, Dialect> + Type<Dialect> + Send + 'static,
{
    let mut statement = QueryBuilder::new(format!("{statement} IN ("));
    let mut listed = statement.separated(", ");
    for item in repeated(list) {
        listed.push_bind(*item);
    }
    listed.push_unseparated(")");
    statement
}

fn repeated<T>(rows: &[T]) -> impl Iterator<Item = &T> {
    padded(rows).map_while(|row| row.or(rows.last()))
}
