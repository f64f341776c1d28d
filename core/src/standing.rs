//! A customer's standing in a class system, and how one run moves it: a pure function, used by the evaluator for every
//! customer and every system of classes.
//!
//! Classes are ranked, 0 the lowest. The official class follows what is seen of the customer slowly, by rules:
//!
//! - Who has no standing yet, or is unrated, is placed where the measure says, on the first day that it is known.
//! - Everybody else moves only at a review, the first run in a new period. A review counts towards a rise when the
//!   measure lies beyond the edges raised by the margin, towards a fall when it lies below the edges lowered by the
//!   margin. So many of one kind in a row move the customer to the class that all of them reached; one of another kind
//!   starts the count anew.
//! - A fall is announced first where the rules give notice. It takes effect on the first day after the notice on which
//!   the measure still says so, to no lower class than was announced; a measure that has recovered cancels it. Reviews
//!   within the grace time after joining a class do not count towards a fall.
//! - A measure that is unknown moves nothing and counts for nothing; a review that finds it so stays due.
//! - A fall that is seen only because the customer withdrew consent to something is never carried out: it stays
//!   pending until a person decides.
//!
//! INVARIANT: a second run on the day of the first, on what the first left behind, changes nothing.

use crate::date;

mod forecast;

pub use forecast::forecast;

/// Where a customer stands between runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// The official class; `None`: unrated.
    pub official: Option<u32>,
    /// The day on which the customer joined it.
    pub since: i32,
    /// The class that the customer is on the way to.
    pub pending: Option<u32>,
    /// Reviews in a row that count towards a rise.
    pub reviews_up: u32,
    /// Reviews in a row that count towards a fall.
    pub reviews_down: u32,
    /// The day on which an announced fall takes effect.
    pub notice_until: Option<i32>,
    /// The day of the last review.
    pub reviewed: i32,
}

/// What a run sees of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sight {
    /// The classes of today's measure; `None` when it is unknown.
    pub classes: Option<Classes>,
    /// Whether something that the measure rests on is unknown because consent was withdrawn.
    pub withdrawn: bool,
}

/// The classes of a measure that is known. `lowered >= indicative >= raised`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes {
    /// By the edges as they are.
    pub indicative: u32,
    /// By edges raised by the margin of a rise.
    pub raised: u32,
    /// By edges lowered by the margin of a fall.
    pub lowered: u32,
}

/// The rules of a system of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How often official classes are reviewed.
    pub review: Rhythm,
    /// Reviews in a row for a rise, at least 1.
    pub up_after: u32,
    /// Reviews in a row for a fall, at least 1.
    pub down_after: u32,
    /// Days from the announcement of a fall until it takes effect.
    pub notice: i32,
    /// Days after joining a class in which no review counts towards a fall.
    pub grace: i32,
}

/// How often official classes are reviewed: on the first run in each of these periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// Every day.
    Daily,
    /// Every calendar month.
    Monthly,
    /// Every calendar quarter.
    Quarterly,
    /// Every calendar year.
    Yearly,
}

/// Why the official class is not the indicative one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It is.
    No,
    /// The measure is unknown.
    Unknown,
    /// Consent was withdrawn, so a person has to decide.
    Withdrawn,
    /// A fall has been announced.
    Notice,
    /// The customer has joined the class too recently to fall.
    Grace,
    /// The measure is not beyond the edge by the margin.
    Margin,
    /// A review, or another one, has to come first.
    Waiting,
}

impl Rhythm {
    /// A number that is larger in a later period.
    #[must_use]
    pub fn period(self, day: i32) -> i32 {
        let (year, month, _) = date::civil(day);
        let month = i32::try_from(month).unwrap_or(1) - 1;
        match self {
            Self::Daily => day,
            Self::Monthly => year * 12 + month,
            Self::Quarterly => year * 4 + month / 3,
            Self::Yearly => year,
        }
    }
}

/// The standing after a run on `today`, and why it is not simply the class of the measure.
#[must_use]
pub fn next(before: Option<Standing>, sight: Sight, today: i32, rules: &Rules) -> (Standing, Held) {
    let mut standing = match before {
        Some(standing) if standing.official.is_some() || sight.classes.is_none() => standing,
        _ => Standing::joined(sight.classes.map(|c| c.indicative), today),
    };
    let (Some(official), Some(classes)) = (standing.official, sight.classes) else {
        return (standing, Held::Unknown);
    };
    let fall = (classes.lowered < official).then_some(classes.lowered);
    let due = rules.review.period(today) > rules.review.period(standing.reviewed);
    if standing.notice_until.is_some_and(|until| today >= until) {
        standing = standing.at_the_end_of_notice(fall, sight.withdrawn, today);
    } else if due {
        standing = standing.reviewed(official, classes, sight.withdrawn, today, rules);
    }
    (standing, standing.held(classes, sight.withdrawn, today, rules))
}

impl Standing {
    /// In a class, or unrated, from today on.
    fn joined(official: Option<u32>, today: i32) -> Self {
        Self { official, since: today, reviewed: today, ..Self::default() }
    }

    /// As it is, with nothing pending.
    fn settled(self) -> Self {
        Self { pending: None, reviews_up: 0, reviews_down: 0, notice_until: None, ..self }
    }

    /// The notice of a fall is over, which is a review too.
    fn at_the_end_of_notice(self, fall: Option<u32>, withdrawn: bool, today: i32) -> Self {
        let held = Self { reviewed: today, ..self };
        match fall {
            None => held.settled(),
            Some(_) if withdrawn => Self { notice_until: None, ..held },
            Some(class) => Self::joined(self.pending.max(Some(class)), today),
        }
    }

    /// A review on `today`, with a measure that is known.
    fn reviewed(self, official: u32, classes: Classes, withdrawn: bool, today: i32, rules: &Rules) -> Self {
        let held = Self { reviewed: today, ..self };
        let grace = today < rules.end_of_grace(self.since);
        if classes.raised > official {
            let way = if self.reviews_up > 0 { held } else { held.settled() };
            let class = way.pending.map_or(classes.raised, |p| p.min(classes.raised));
            let reviews_up = way.reviews_up.saturating_add(1);
            if reviews_up >= rules.up_after {
                return Self::joined(Some(class), today);
            }
            return Self { pending: Some(class), reviews_up, ..way };
        }
        if classes.lowered >= official || grace {
            return held.settled();
        }
        let way = if self.reviews_down > 0 { held } else { held.settled() };
        let class = way.pending.map_or(classes.lowered, |p| p.max(classes.lowered));
        let reviews_down = way.reviews_down.saturating_add(1);
        let way = Self { pending: Some(class), reviews_down, ..way };
        match (reviews_down >= rules.down_after, withdrawn) {
            (false, _) => way,
            (true, true) => Self { notice_until: None, ..way },
            (true, false) if rules.notice == 0 => Self::joined(Some(class), today),
            (true, false) => {
                let end = way.notice_until.unwrap_or(today.saturating_add(rules.notice));
                Self { notice_until: Some(end), ..way }
            }
        }
    }

    /// Why the official class is not the one of a measure that is known.
    fn held(&self, classes: Classes, withdrawn: bool, today: i32, rules: &Rules) -> Held {
        let official = self.official.unwrap_or(classes.indicative);
        if self.notice_until.is_some() {
            Held::Notice
        } else if classes.indicative == official {
            Held::No
        } else if classes.lowered < official && withdrawn {
            Held::Withdrawn
        } else if classes.raised <= official && official <= classes.lowered {
            Held::Margin
        } else if classes.lowered < official && today < rules.end_of_grace(self.since) {
            Held::Grace
        } else {
            Held::Waiting
        }
    }
}

impl Rules {
    /// The first day on which a member since that day can fall.
    fn end_of_grace(&self, since: i32) -> i32 {
        since.saturating_add(self.grace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules { review: Rhythm::Daily, up_after: 2, down_after: 2, notice: 3, grace: 0 };

    fn seen(class: u32) -> Sight {
        let classes = Classes { indicative: class, raised: class, lowered: class };
        Sight { classes: Some(classes), withdrawn: false }
    }

    /// The official classes of days 1, 2, ... on which so much is seen.
    fn days(rules: &Rules, sights: &[Sight]) -> (alloc::vec::Vec<Option<u32>>, Standing, Held) {
        let (mut standing, mut held) = (None, Held::No);
        let mut officials = alloc::vec::Vec::new();
        for (day, sight) in (1..).zip(sights) {
            let (after, why) = next(standing, *sight, day, rules);
            assert_eq!(next(Some(after), *sight, day, rules), (after, why), "a second run on day {day}");
            officials.push(after.official);
            (standing, held) = (Some(after), why);
        }
        (officials, standing.unwrap(), held)
    }

    #[test]
    fn a_rise_waits_for_reviews_in_a_row_and_goes_where_all_of_them_reach() {
        let (classes, ..) = days(&RULES, &[0, 2, 0, 2, 1, 2, 2].map(seen));
        assert_eq!(classes, [0, 0, 0, 0, 1, 1, 2].map(Some));
    }

    #[test]
    fn a_fall_is_announced_and_never_goes_below_what_was_announced() {
        let (classes, ..) = days(&RULES, &[2, 1, 1, 0, 0, 0, 0].map(seen));
        assert_eq!(classes, [2, 2, 2, 2, 2, 1, 1].map(Some));
        let (classes, after, held) = days(&RULES, &[2, 1, 1, 2, 1].map(seen));
        assert_eq!((classes, after.notice_until, held), ([2; 5].map(Some).into(), None, Held::Waiting));
    }

    #[test]
    fn an_unknown_measure_moves_nothing_and_counts_for_nothing() {
        let unknown = Sight::default();
        let (classes, after, held) = days(&RULES, &[unknown, seen(2), seen(1), unknown]);
        assert_eq!(classes, [None, Some(2), Some(2), Some(2)]);
        assert_eq!((after.reviews_down, after.reviewed, held), (1, 3, Held::Unknown));
    }

    #[test]
    fn a_fall_after_a_withdrawal_stays_pending() {
        let withdrawn = |class| Sight { withdrawn: true, ..seen(class) };
        let sights =
            [seen(2), withdrawn(0), withdrawn(0), withdrawn(0), withdrawn(0), withdrawn(0), withdrawn(0)];
        let (classes, after, held) = days(&RULES, &sights);
        assert_eq!((classes, after.pending, held), ([2; 7].map(Some).into(), Some(0), Held::Withdrawn));
    }

    #[test]
    fn reviews_are_held_on_the_first_run_of_a_period() {
        let day = |text| date::parse(text).unwrap();
        let quarter = |text| Rhythm::Quarterly.period(day(text));
        assert_eq!(quarter("2026-03-31"), quarter("2026-01-01"));
        assert_eq!(quarter("2026-04-01"), quarter("2026-03-31") + 1);
        assert_eq!(quarter("2027-01-01"), quarter("2026-12-31") + 1);
        assert_eq!(Rhythm::Monthly.period(day("2027-01-01")), Rhythm::Monthly.period(day("2026-12-31")) + 1);
    }
}
