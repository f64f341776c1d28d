//! The one notation of durations in policies: `2h`, `7d`, `3m`, `2bd`, `2bh`.
//!
//! Hours and days are fixed lengths (a day is 24 hours); months, business days and business hours are not: what they
//! amount to depends on the day they are counted from and on the calendar, so a [`Period`] stays as written.

/// A duration as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// How many, 0 to 100,000.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// What a duration counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `h`
    Hours,
    /// `d`
    Days,
    /// `m`: calendar months.
    Months,
    /// `bd`: days on which the bank works.
    BusinessDays,
    /// `bh`: hours in which the bank is open.
    BusinessHours,
}

const MOST: u32 = 100_000;
const HOUR: i64 = 3_600_000_000;

impl Period {
    /// Reads `7d`; `None` when the text is no duration.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = text.split_at_checked(digits)?;
        let unit = match unit {
            "h" => Unit::Hours,
            "d" => Unit::Days,
            "m" => Unit::Months,
            "bd" => Unit::BusinessDays,
            "bh" => Unit::BusinessHours,
            _ => return None,
        };
        let count = count.parse().ok().filter(|count| *count <= MOST)?;
        Some(Self { count, unit })
    }

    /// Its length in microseconds; `None` for units of no fixed length.
    #[must_use]
    pub fn micros(self) -> Option<i64> {
        match self.unit {
            Unit::Hours => Some(i64::from(self.count) * HOUR),
            Unit::Days => Some(i64::from(self.count) * 24 * HOUR),
            Unit::Months | Unit::BusinessDays | Unit::BusinessHours => None,
        }
    }

    /// Its length in days; `None` for hours and for units of no fixed length.
    #[must_use]
    pub fn days(self) -> Option<i32> {
        if self.unit == Unit::Days { i32::try_from(self.count).ok() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit_are_a_duration_and_nothing_else_is() {
        for (text, count, unit) in [
            ("2h", 2, Unit::Hours),
            (" 7d ", 7, Unit::Days),
            ("3m", 3, Unit::Months),
            ("0bd", 0, Unit::BusinessDays),
            ("100000bh", 100_000, Unit::BusinessHours),
        ] {
            assert_eq!(Period::parse(text), Some(Period { count, unit }), "{text}");
        }
        for text in ["", "h", "2", "-2h", "2 h", "2w", "2H", "2.5h", "100001d", "２h", "2b", "99999999999d"]
        {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}
