//! Snapshot segments: sheets of one service in one voivodeship as a Parquet table.
//!
//! Columns are delta-coded and compressed with zstd. Any Parquet reader opens them:
//! `SELECT sum(bit_count(open)) FROM 'segment.parquet'` in DuckDB counts the terms.

use crate::blob::BlobError;
use bytes::Bytes;
use okienko_domain::calendar::Day;
use okienko_domain::slot::Sheet;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::Int64Type;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;

const SCHEMA: &str = "message sheets {
    required int64 schedule; required int64 day; required int64 first; required int64 step;
    required int64 open; required int64 free;
}";
const COLUMNS: usize = 6;
/// Rows of a segment: more than any voivodeship has sheets of one service.
const MAX_ROWS: i64 = 4_000_000;

/// Sheets with their schedules as a Parquet file. The smallest files come from rows sorted by schedule and day.
///
/// # Errors
/// When the table cannot be written.
pub fn encode(rows: &[(u32, Sheet)]) -> Result<Vec<u8>, BlobError> {
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::DELTA_BINARY_PACKED)
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(6)?))
        .set_writer_version(parquet::file::properties::WriterVersion::PARQUET_2_0)
        .build();
    let mut writer =
        SerializedFileWriter::new(Vec::new(), Arc::new(parse_message_type(SCHEMA)?), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    let mut column = 0;
    while let Some(mut out) = group.next_column()? {
        let values: Vec<i64> = rows.iter().map(|row| field(row, column)).collect();
        out.typed::<Int64Type>().write_batch(&values, None, None)?;
        out.close()?;
        column += 1;
    }
    group.close()?;
    Ok(writer.into_inner()?)
}

/// The sheets of a Parquet file made by [`encode`]. Every row is checked. Versions are not part of it.
///
/// # Errors
/// When it is another table or a row is not a sheet.
pub fn decode(bytes: Bytes) -> Result<Vec<(u32, Sheet)>, BlobError> {
    let reader = SerializedFileReader::new(bytes)?;
    let wrong = |what: &str| BlobError::Row(what.to_owned());
    if reader.metadata().file_metadata().schema_descr().num_columns() != COLUMNS {
        return Err(wrong("a segment has six columns"));
    }
    let mut sheets = Vec::new();
    for number in 0..reader.num_row_groups() {
        let group = reader.get_row_group(number)?;
        let expected = group.metadata().num_rows();
        if !(0..=MAX_ROWS).contains(&expected) {
            return Err(wrong("a segment has at most four million rows"));
        }
        let rows = usize::try_from(expected).map_err(|_| wrong("negative row count"))?;
        let mut columns = Vec::with_capacity(COLUMNS);
        for column in 0..COLUMNS {
            if group.metadata().column(column).column_type() != parquet::basic::Type::INT64 {
                return Err(wrong("a column is not a 64-bit integer"));
            }
            let mut values = Vec::with_capacity(rows);
            let mut reader = get_typed_column_reader::<Int64Type>(group.get_column_reader(column)?);
            reader.read_records(rows, None, None, &mut values)?;
            if values.len() != rows {
                return Err(wrong("a column is shorter than the table"));
            }
            columns.push(values);
        }
        sheets.reserve(rows);
        for row in 0..rows {
            let value = |column: usize| {
                columns
                    .get(column)
                    .and_then(|c| c.get(row))
                    .copied()
                    .unwrap_or_default()
            };
            sheets.push(sheet(value).map_err(|e| wrong(&e))?);
        }
    }
    Ok(sheets)
}

fn field((schedule, s): &(u32, Sheet), column: usize) -> i64 {
    match column {
        0 => i64::from(*schedule),
        1 => i64::from(s.day.0),
        2 => i64::from(s.first),
        3 => i64::from(s.step),
        4 => s.open.cast_signed(),
        _ => s.free.cast_signed(),
    }
}

fn sheet(value: impl Fn(usize) -> i64) -> Result<(u32, Sheet), String> {
    let small = |column| u16::try_from(value(column)).map_err(|e| e.to_string());
    let sheet = Sheet {
        day: Day(small(1)?),
        first: small(2)?,
        step: small(3)?,
        open: value(4).cast_unsigned(),
        free: value(5).cast_unsigned(),
        version: 0,
    };
    sheet.check().map_err(|e| e.to_string())?;
    Ok((u32::try_from(value(0)).map_err(|e| e.to_string())?, sheet))
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use okienko_domain::calendar::Day;
    use okienko_domain::slot::Sheet;

    fn rows(count: u32) -> Vec<(u32, Sheet)> {
        let sheet = |n: u32| Sheet {
            day: Day(20_000 + u16::try_from(n % 60).unwrap()),
            first: 480,
            step: 15,
            open: 0xffff,
            free: u64::from(n.wrapping_mul(2_654_435_761) >> 16),
            version: 0,
        };
        (0..count).map(|n| (n / 60, sheet(n))).collect()
    }

    #[test]
    fn sheets_come_back() {
        for count in [0, 1, 10_000] {
            let rows = rows(count);
            assert_eq!(decode(encode(&rows).unwrap().into()).unwrap(), rows);
        }
    }

    #[test]
    fn less_than_a_byte_a_term() {
        let rows = rows(10_000);
        let bytes = encode(&rows).unwrap().len();
        assert!(bytes < 160_000, "{bytes} bytes for 160,000 terms");
    }

    #[test]
    fn damage_is_an_error() {
        let good = encode(&rows(1000)).unwrap();
        assert!(decode(good[..good.len() / 2].to_vec().into()).is_err());
        assert!(decode(b"<html>zaloguj sie</html>".to_vec().into()).is_err());
        assert!(decode(Vec::new().into()).is_err());
        let broken = [(
            1,
            Sheet {
                free: 1 << 20,
                ..rows(1)[0].1
            },
        )];
        assert!(
            decode(encode(&broken).unwrap().into()).is_err(),
            "a free cell that is no term"
        );
    }
}
