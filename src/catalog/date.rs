//! Days, as the lifecycle of models counts them.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::load::Mistake;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// The day (in UTC) of a time given in seconds since the start of 1970.
    pub fn of_unix_time(seconds: u64) -> Self {
        // Years that start in March end with the leap day.
        let days = seconds / 86_400 + 719_468;
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        Self {
            year: u16::try_from(year).unwrap_or(u16::MAX),
            month: month as u8,
            day: day as u8,
        }
    }

    /// How many days there are from this day to another; negative if that is before.
    pub fn days_until(self, other: Self) -> i64 {
        other.number() - self.number()
    }

    /// The number of the day, counted from some day on.
    fn number(self) -> i64 {
        // Years that start in March end with the leap day.
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month < 3);
        let of_year = (153 * (month + if month < 3 { 9 } else { -3 }) + 2) / 5 + day;
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year
    }
}

impl FromStr for Date {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Self, Mistake> {
        let no_date = || Mistake::new(format!("`{text}` is no date"));
        let mut numbers = text.split('-').map(|part| part.parse::<u16>().ok());
        let mut next = || numbers.next().flatten().ok_or_else(no_date);
        let (year, month, day) = (next()?, next()?, next()?);
        if text.len() != 10 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return Err(no_date());
        }
        Ok(Self::new(year, month as u8, day as u8))
    }
}

impl TryFrom<String> for Date {
    type Error = Mistake;

    fn try_from(text: String) -> Result<Self, Mistake> {
        text.parse()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_orders_days() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(day("2026-04-28"), Date::new(2026, 4, 28));
        assert!(day("2025-12-31") < day("2026-01-01"));
        assert_eq!(day("2026-04-28").to_string(), "2026-04-28");
        for text in [
            "",
            "2026-4-28",
            "2026-13-01",
            "2026-01-32",
            "26-01-01",
            "2026-01-01-1",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn counts_the_days_between_two() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (from, to, days) in [
            ("2026-01-31", "2026-02-01", 1),
            ("2024-02-28", "2024-03-01", 2),
            ("2100-02-28", "2100-03-01", 1),
            ("2025-12-31", "2026-12-31", 365),
            ("2026-03-01", "2026-02-28", -1),
        ] {
            assert_eq!(day(from).days_until(day(to)), days, "{from} to {to}");
        }
        let seconds = day("1970-01-01").days_until(day("2026-11-23")) * 86_400;
        assert_eq!(seconds, 1_795_392_000);
    }

    #[test]
    fn counts_days_from_1970() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_795_391_999, "2026-11-22"),
            (1_795_392_000, "2026-11-23"),
        ] {
            assert_eq!(Date::of_unix_time(seconds).to_string(), day);
        }
    }
}
