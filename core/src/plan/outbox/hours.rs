//! When a message may go: not before its time of day, not in quiet hours, not after it has lost its point.
//!
//! Quiet hours protect customers; whoever works for the bank is told at the time that the rule names. A message stays
//! valid until its task is due, and at least until the end of the day on which it was told.

use crate::date::Zone;
use crate::plan::quiet::{QuietHours, after};

const SECOND: i64 = 1_000_000;
const MINUTES: i64 = 24 * 60;

/// The hours in which a message may go, microseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Not before.
    pub from: i64,
    /// Not after, if it ends.
    pub until: Option<i64>,
}

/// A day and a minute of it in a zone.
fn local(instant: i64, zone: Zone) -> (i64, i64) {
    let second = instant.div_euclid(SECOND);
    let minute = (second + zone.offset(second)).div_euclid(60);
    (minute.div_euclid(MINUTES), minute.rem_euclid(MINUTES))
}

fn instant((day, minute): (i64, i64), zone: Zone) -> i64 {
    zone.instant((day * MINUTES + minute) * 60).saturating_mul(SECOND)
}

/// The end of a day.
pub(super) fn end_of(day: i32, zone: Zone) -> i64 {
    instant((i64::from(day) + 1, 0), zone)
}

/// The hours of a message that is ready at `now` and may go from a minute of the day on; `None` when quiet hours take
/// all the time until `limit`.
pub(super) fn hours(
    now: i64,
    zone: Zone,
    at: Option<u16>,
    quiet: Option<QuietHours>,
    limit: Option<i64>,
) -> Option<Hours> {
    let (today, _) = local(now, zone);
    let named = at.map_or(now, |minute| instant((today, i64::from(minute)), zone));
    let mut from = now.max(named);
    let mut until = limit;
    if let Some(quiet) = quiet {
        from = after(quiet, zone, from);
        let begins = i64::from(quiet.0);
        let (day, minute) = local(from, zone);
        let stop = instant((day + i64::from(minute >= begins), begins), zone);
        until = Some(until.map_or(stop, |limit| limit.min(stop)));
    }
    limit.is_none_or(|limit| from < limit).then_some(Hours { from, until })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NIGHT: Option<QuietHours> = Some((21 * 60, 8 * 60 + 30));

    fn at(text: &str) -> i64 {
        crate::date::parse_instant(text, Zone::UTC).unwrap()
    }

    fn of(
        now: &str,
        time: Option<u16>,
        quiet: Option<QuietHours>,
        limit: Option<&str>,
    ) -> Option<(i64, Option<i64>)> {
        hours(at(now), Zone::UTC, time, quiet, limit.map(at)).map(|h| (h.from, h.until))
    }

    #[test]
    fn the_night_is_left_out_at_both_ends() {
        let day = (at("2026-12-02T08:30:00Z"), Some(at("2026-12-02T21:00:00Z")));
        assert_eq!(of("2026-12-02", None, NIGHT, None), Some(day));
        assert_eq!(of("2026-12-01T21:00:00Z", None, NIGHT, None), Some(day));
        let noon = (at("2026-12-02T12:00:00Z"), day.1);
        assert_eq!(of("2026-12-02T12:00:00Z", None, NIGHT, None), Some(noon));
        assert_eq!(of("2026-12-02T08:00:00Z", Some(720), NIGHT, None), Some(noon));
        let edge = (at("2026-12-02T20:59:00Z"), day.1);
        assert_eq!(of("2026-12-02T20:59:00Z", None, NIGHT, None), Some(edge));
    }

    #[test]
    fn quiet_hours_within_a_day_end_on_it() {
        let rest = Some((12 * 60, 14 * 60));
        let after = (at("2026-12-02T14:00:00Z"), Some(at("2026-12-03T12:00:00Z")));
        assert_eq!(of("2026-12-02T12:00:00Z", None, rest, None), Some(after));
        let before = (at("2026-12-02T09:00:00Z"), Some(at("2026-12-02T12:00:00Z")));
        assert_eq!(of("2026-12-02T09:00:00Z", None, rest, None), Some(before));
    }

    #[test]
    fn what_quiet_hours_take_until_the_limit_does_not_go() {
        assert_eq!(of("2026-12-01T22:00:00Z", None, NIGHT, Some("2026-12-02")), None);
        let late = (at("2026-12-01T22:00:00Z"), Some(at("2026-12-02")));
        assert_eq!(of("2026-12-01T22:00:00Z", None, None, Some("2026-12-02")), Some(late));
        let early = (at("2026-12-02T00:05:00Z"), None);
        assert_eq!(of("2026-12-02", Some(5), None, None), Some(early));
        assert_eq!(of("2026-12-02T00:06:00Z", Some(5), None, None), Some((at("2026-12-02T00:06:00Z"), None)));
    }
}
