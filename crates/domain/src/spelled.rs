//! Days and hours as people write them: `2026-12-01`, `09:40`.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

pub(crate) mod day {
    use super::{Cow, Deserialize, Deserializer, Error, Serialize, Serializer};
    use crate::calendar::Day;

    pub(crate) fn serialize<S: Serializer>(day: &Day, to: S) -> Result<S::Ok, S::Error> {
        day.to_string().serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        Day::parse(&text).ok_or_else(|| D::Error::custom("a day looks like 2026-12-01"))
    }
}

pub(crate) mod optional_day {
    use super::{Cow, Deserialize, Deserializer, Error, Serialize, Serializer};
    use crate::calendar::Day;

    #[expect(clippy::ref_option, reason = "the signature serde asks for")]
    pub(crate) fn serialize<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
        day.map(|d| d.to_string()).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
        Option::<Cow<'_, str>>::deserialize(from)?
            .map(|text| Day::parse(&text).ok_or_else(|| D::Error::custom("a day looks like 2026-12-01")))
            .transpose()
    }
}

pub(crate) mod clock {
    use super::{Cow, Deserialize, Deserializer, Error, Serialize, Serializer};
    use crate::calendar::parse_clock;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
    pub(crate) fn serialize<S: Serializer>(minute: &u16, to: S) -> Result<S::Ok, S::Error> {
        crate::calendar::clock(*minute).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        parse_clock(&text).ok_or_else(|| D::Error::custom("a time of day looks like 09:40"))
    }
}
