//! When a standing will change if a measure stays as it is: the rules of [`next`] applied on the days on which they can
//! do something, one after the other.
//!
//! INVARIANT: runs on every day from tomorrow on, all seeing the same, change the class on the day that is foretold.

use super::{Rhythm, Rules, Sight, Standing, next};
use crate::date;

/// Days on which something can happen that are looked at.
const MOST_DAYS: usize = 20_000;

/// The first day after `today` on which the official class is one that is asked for, and that class.
#[must_use]
pub fn forecast(
    standing: Standing,
    sight: Sight,
    today: i32,
    rules: &Rules,
    asked: &dyn Fn(u32) -> bool,
) -> Option<(i32, u32)> {
    let (mut standing, mut day) = (standing, today);
    for _ in 0..MOST_DAYS {
        let review = rules.review.after(standing.reviewed).max(day.saturating_add(1));
        let notice = standing.notice_until.filter(|until| *until > day);
        day = notice.map_or(review, |until| until.min(review));
        let (moved, _) = next(Some(standing), sight, day, rules);
        if let Some(class) = moved.official.filter(|class| asked(*class)) {
            return Some((day, class));
        }
        if moved == (Standing { reviewed: moved.reviewed, ..standing }) && !counts(&moved, day, rules) {
            return None;
        }
        standing = moved;
    }
    None
}

/// Whether a standing that a review has left as it was may still change: the grace time is not over.
fn counts(standing: &Standing, day: i32, rules: &Rules) -> bool {
    day < rules.end_of_grace(standing.since)
}

impl Rhythm {
    /// The first day of the period after that of `day`.
    #[must_use]
    pub fn after(self, day: i32) -> i32 {
        let (year, month, _) = date::civil(day);
        let month = i32::try_from(month).unwrap_or(1) - 1;
        let (year, month) = match self {
            Self::Daily => return day.saturating_add(1),
            Self::Monthly => (year, month + 1),
            Self::Quarterly => (year, (month / 3 + 1) * 3),
            Self::Yearly => (year, 12),
        };
        let first = u32::try_from(month % 12 + 1).ok();
        first.and_then(|month_of| date::from_civil(year + month / 12, month_of, 1)).unwrap_or(i32::MAX)
    }
}
