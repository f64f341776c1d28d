//! Instants and durations: nanoseconds as CEL counts them, microseconds as columns hold them.
//!
//! An instant is nanoseconds since 1970-01-01T00:00Z, years 1 to 9999 of UTC. A duration is nanoseconds, at most
//! [`MAX_DURATION`] either way. Columns and the as-of instant are microseconds: what is finer goes down to the
//! microsecond before it, once, where a value leaves the expressions.
//!
//! Two notations of an instant are read: RFC 3339 alone, which is CEL's ([`parse_rfc3339`]), and for cells and
//! literals of a policy also a local time of its zone ([`parse`]).
//!
//! INVARIANT: every function that gives an instant from a text gives one within the range.

use alloc::format;
use alloc::string::String;

use super::{MAX_DAY, MIN_DAY, Zone};
use crate::number::{format_decimal, parse_decimal, push_digits};

/// Nanoseconds of a second.
pub const SECOND: i128 = 1_000_000_000;
/// Nanoseconds of a day.
pub const DAY: i128 = 86_400 * SECOND;
/// The first instant: 0001-01-01T00:00Z.
pub const MIN_INSTANT: i128 = MIN_DAY as i128 * DAY;
/// The last instant: 9999-12-31T23:59:59.999999999Z.
pub const MAX_INSTANT: i128 = (MAX_DAY as i128 + 1) * DAY - 1;
/// The longest duration, as protobuf has it: 315,576,000,000 seconds, about ten thousand years.
pub const MAX_DURATION: i128 = 315_576_000_000 * SECOND;

/// Reads what CEL's `timestamp` reads: RFC 3339 with seconds and an offset, fractions to the nanosecond.
#[must_use]
pub fn parse_rfc3339(text: &str) -> Option<i128> {
    let with_seconds = matches!(text.as_bytes(), [.., b'Z'] | [.., b'+' | b'-', _, _, b':', _, _])
        && text.as_bytes().get(4) == Some(&b'-')
        && text.as_bytes().get(10) == Some(&b'T')
        && text.as_bytes().get(16) == Some(&b':');
    if with_seconds { parse(text, Zone::UTC) } else { None }
}

/// Reads an instant: a date (midnight in the zone), or a date, `T` or a space, `hh:mm`, optionally `:ss` with up to
/// nine places, and optionally an offset `Z` or `+08:00` that goes before the zone.
#[must_use]
pub fn parse(text: &str, zone: Zone) -> Option<i128> {
    let day = super::parse(text.get(..10)?)?;
    let rest = text.get(10..)?;
    let (clock, zone) = match rest.strip_prefix(['T', ' ']) {
        None if rest.is_empty() => (0, zone),
        None => return None,
        Some(rest) => match rest.find(['Z', '+', '-']) {
            Some(at) => (clock_nanos(rest.get(..at)?)?, Zone::named(rest.get(at..)?)?),
            None => (clock_nanos(rest)?, zone),
        },
    };
    let instant = at_clock(day, clock, zone);
    (MIN_INSTANT..=MAX_INSTANT).contains(&instant).then_some(instant)
}

/// The instant at which a day begins in a zone; at the edges of the calendar it may lie outside the range.
#[must_use]
pub fn day_start(day: i32, zone: Zone) -> i128 {
    at_clock(day, 0, zone)
}

/// The instant at which clocks of a zone show `nanos` after midnight of a day.
fn at_clock(day: i32, nanos: i64, zone: Zone) -> i128 {
    let local = i64::from(day) * 86_400 + nanos / 1_000_000_000;
    i128::from(zone.instant(local)) * SECOND + i128::from(nanos % 1_000_000_000)
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fffffffff` as nanoseconds since midnight.
fn clock_nanos(text: &str) -> Option<i64> {
    const MINUTE: i64 = 60_000_000_000;
    let minutes = i64::from(hours_and_minutes(text.get(..5)?)?) * MINUTE;
    let rest = text.get(5..)?;
    if rest.is_empty() {
        return Some(minutes);
    }
    let seconds = rest.strip_prefix(':')?;
    let (whole, fraction) = seconds.split_at_checked(2)?;
    if !whole.bytes().all(|b| b.is_ascii_digit()) || fraction == "." {
        return None;
    }
    let nanos = parse_decimal(seconds, 9).ok()?;
    (nanos < MINUTE).then_some(minutes + nanos)
}

/// `hh:mm` as minutes, at most 23:59.
pub(super) fn hours_and_minutes(text: &str) -> Option<i32> {
    let [a, b, b':', c, d] = *text.as_bytes() else { return None };
    if ![a, b, c, d].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let hours = i32::from(a - b'0') * 10 + i32::from(b - b'0');
    let minutes = i32::from(c - b'0') * 10 + i32::from(d - b'0');
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// The civil day that clocks of a zone show; `None` outside the calendar.
#[must_use]
pub fn local_day(instant: i128, zone: Zone) -> Option<i32> {
    let day = i32::try_from(local(instant, zone).div_euclid(DAY)).ok()?;
    (MIN_DAY..=MAX_DAY).contains(&day).then_some(day)
}

/// Nanoseconds since midnight by the clocks of a zone.
#[must_use]
pub fn of_day(instant: i128, zone: Zone) -> i64 {
    i64::try_from(local(instant, zone).rem_euclid(DAY)).unwrap_or(0)
}

/// What clocks of a zone show, as if it were UTC.
fn local(instant: i128, zone: Zone) -> i128 {
    let seconds = i64::try_from(instant.div_euclid(SECOND)).unwrap_or(0);
    instant + i128::from(zone.offset(seconds)) * SECOND
}

/// The instant as `2026-11-21T10:00:00+08:00`, with as many places as it needs; UTC is `Z`. Where a zone's offset is
/// no whole minute, or its clocks are beyond the calendar, the instant is written in UTC, which loses nothing; empty for
/// what is no instant.
#[must_use]
pub fn format(instant: i128, zone: Zone) -> String {
    let seconds = i64::try_from(instant.div_euclid(SECOND)).unwrap_or(0);
    let offset = zone.offset(seconds);
    let Some(day) = local_day(instant, zone).filter(|_| offset % 60 == 0) else {
        return if zone == Zone::UTC { String::new() } else { format(instant, Zone::UTC) };
    };
    let nanos = of_day(instant, zone);
    let of_day = nanos / 1_000_000_000;
    let mut text = super::format(day);
    for (before, part) in [('T', of_day / 3600), (':', of_day / 60 % 60), (':', of_day % 60)] {
        text.push(before);
        push_digits(&mut text, part.unsigned_abs(), 2);
    }
    push_fraction(&mut text, nanos % 1_000_000_000);
    if offset == 0 {
        text.push('Z');
    } else {
        let minutes = offset.unsigned_abs() / 60;
        text.push(if offset < 0 { '-' } else { '+' });
        push_digits(&mut text, minutes / 60, 2);
        text.push(':');
        push_digits(&mut text, minutes % 60, 2);
    }
    text
}

fn push_fraction(text: &mut String, nanos: i64) {
    if nanos != 0 {
        let places = format_decimal(nanos, 9);
        text.push_str(places.strip_prefix('0').unwrap_or(&places).trim_end_matches('0'));
    }
}

/// Reads what CEL's `duration` reads: numbers with the units `h`, `m`, `s`, `ms`, `us`, `ns` one after the other, as
/// in `1h30m` or `-1.5s`; a sign stands before all of them, and `0` needs no unit. What is finer than a nanosecond is
/// cut off. `None` for every other text and beyond the range.
#[must_use]
pub fn parse_duration(text: &str) -> Option<i128> {
    let (negative, mut rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let mut total = 0i128;
    if rest == "0" {
        return Some(total);
    }
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (digits, tail) = rest.split_at_checked(number)?;
        let end = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(end)?;
        let unit = match unit {
            "h" => 3600 * SECOND,
            "m" => 60 * SECOND,
            "s" => SECOND,
            "ms" => 1_000_000,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1000,
            "ns" => 1,
            _ => return None,
        };
        total += scaled(digits, unit)?;
        if total > MAX_DURATION {
            return None;
        }
        rest = tail;
    }
    Some(if negative { -total } else { total })
}

/// A number without sign times `unit`, cut off; no more than is sure to leave the range of durations.
fn scaled(number: &str, unit: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let digits =
        |text: &str| text.bytes().fold(0i128, |n, b| (n * 10 + i128::from(b - b'0')).min(MAX_DURATION));
    let places = fraction.get(..fraction.len().min(18))?;
    let power = 10i128.pow(u32::try_from(places.len()).ok()?);
    let part = places.bytes().fold(0i128, |n, b| n * 10 + i128::from(b - b'0'));
    Some(digits(whole) * unit + part * unit / power)
}

/// The duration as CEL's `string` gives it: seconds, with as many places as it needs: `90s`, `-1.5s`.
#[must_use]
pub fn format_duration(nanos: i128) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let magnitude = nanos.unsigned_abs();
    let mut text = format!("{sign}{}", magnitude / SECOND.unsigned_abs());
    push_fraction(&mut text, i64::try_from(magnitude % SECOND.unsigned_abs()).unwrap_or(0));
    text.push('s');
    text
}

/// The duration as people write it, and as [`parse_duration`] reads it: `24h`, `1h30m`, `-1.5s`.
#[must_use]
pub fn format_length(nanos: i128) -> String {
    let mut text = String::from(if nanos < 0 { "-" } else { "" });
    let magnitude = i128::try_from(nanos.unsigned_abs()).unwrap_or(0);
    let (hours, minutes) = (magnitude / (3600 * SECOND), magnitude / (60 * SECOND) % 60);
    let rest = magnitude % (60 * SECOND);
    if hours > 0 {
        text += &format!("{hours}h");
    }
    if minutes > 0 {
        text += &format!("{minutes}m");
    }
    if rest > 0 || magnitude == 0 {
        text += &format_duration(rest);
    }
    text
}

/// Reads an instant as [`parse`] does, in microseconds; finer ones are refused.
#[must_use]
pub fn parse_instant(text: &str, zone: Zone) -> Option<i64> {
    let nanos = parse(text, zone)?;
    i64::try_from(nanos / 1000).ok().filter(|_| nanos % 1000 == 0)
}

/// The civil date of an instant (microseconds) in a zone, as a day number; instants outside the calendar give its
/// nearest day.
#[must_use]
pub fn local_date(micros: i64, zone: Zone) -> i32 {
    let edge = if micros < 0 { MIN_DAY } else { MAX_DAY };
    local_day(i128::from(micros) * 1000, zone).unwrap_or(edge)
}

/// The instant (microseconds) in a zone, see [`format`].
#[must_use]
pub fn format_instant(micros: i64, zone: Zone) -> String {
    format(i128::from(micros) * 1000, zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_in_their_zone_and_written_back() {
        let shanghai = Zone::named("Asia/Shanghai").unwrap();
        for (text, written) in [
            ("2026-11-21", "2026-11-21T00:00:00+08:00"),
            ("2026-11-21T08:30", "2026-11-21T08:30:00+08:00"),
            ("2026-11-21 08:30:15", "2026-11-21T08:30:15+08:00"),
            ("2026-11-21T08:30:15.25", "2026-11-21T08:30:15.25+08:00"),
            ("2026-11-21T02:00:00Z", "2026-11-21T10:00:00+08:00"),
            ("2026-11-20T23:00-05:30", "2026-11-21T12:30:00+08:00"),
        ] {
            let micros = parse_instant(text, shanghai).unwrap();
            assert_eq!(format_instant(micros, shanghai), written);
            assert_eq!(parse_instant(written, Zone::UTC), Some(micros));
        }
        assert_eq!(format_instant(0, Zone::UTC), "1970-01-01T00:00:00Z");
        assert_eq!(format_instant(-1, Zone::UTC), "1969-12-31T23:59:59.999999Z");
    }

    #[test]
    fn the_local_date_depends_on_the_zone() {
        let late = parse_instant("2026-11-21T20:00:00Z", Zone::UTC).unwrap();
        assert_eq!(super::super::format(local_date(late, Zone::Fixed(480))), "2026-11-22");
        assert_eq!(super::super::format(local_date(late, Zone::Fixed(-300))), "2026-11-21");
        assert_eq!(local_date(i64::MIN, Zone::Fixed(-480)), MIN_DAY);
        assert_eq!(local_date(i64::MAX, Zone::Fixed(480)), MAX_DAY);
    }

    #[test]
    fn what_is_not_an_instant_or_a_zone_is_refused() {
        for text in [
            "",
            "2026-11-21T",
            "2026-11-21T8:30",
            "2026-11-21T24:00",
            "2026-11-21T08:60",
            "2026-11-21T08:30:60",
            "2026-11-21T08:30:1",
            "2026-11-21T08:30:15.",
            "2026-11-21T08:30:15.1234567",
            "2026-11-21T08:30+8",
            "2026-11-21T08:30:15 Z",
            "2026-11-21Z",
            "2026-11-21T08:30:+1",
        ] {
            assert_eq!(parse_instant(text, Zone::UTC), None, "{text}");
        }
        for name in ["", "Europe/Paris", "+8", "+24:00", "+08:60", "0800", "z", "utc"] {
            assert_eq!(Zone::named(name), None, "{name}");
        }
    }

    #[test]
    fn cel_reads_rfc_3339_to_the_nanosecond_and_nothing_else() {
        let read = |text| parse_rfc3339(text).map(|nanos| format(nanos, Zone::UTC));
        for (text, written) in [
            ("2009-02-13T23:31:30Z", "2009-02-13T23:31:30Z"),
            ("2009-02-13T23:31:30.5+01:00", "2009-02-13T22:31:30.5Z"),
            ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(written), "{text}");
        }
        for text in [
            "2009-02-13",
            "2009-02-13T23:31Z",
            "2009-02-13T23:31:30",
            "2009-02-13 23:31:30Z",
            "2009/02/13T23:31:30Z",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            "10000-01-01T00:00:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_read_as_go_reads_them() {
        for (text, nanos) in [
            ("0", 0),
            ("-0", 0),
            ("1h30m", 5400 * SECOND),
            ("-1.5s", -1_500_000_000),
            (".5ms", 500_000),
            ("5.us", 5000),
            ("1.9ns", 1),
            ("1s2h", 7201 * SECOND),
            ("315576000000s", MAX_DURATION),
        ] {
            assert_eq!(parse_duration(text), Some(nanos), "{text}");
        }
        for text in ["", "-", "1", "1d", "s", ".s", "1.2.3s", "1 s", "--1s", "315576000001s", "1e3s", "1sm"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
        assert_eq!(format_duration(-1_500_000_000), "-1.5s");
        assert_eq!(format_duration(5_400_000_000_001), "5400.000000001s");
        assert_eq!(format_duration(1), "0.000000001s");
        for text in ["0s", "24h", "1h30m", "-1h0.5s", "59m59.999999999s", "87660000h"] {
            assert_eq!(parse_duration(text).map(format_length).as_deref(), Some(text));
        }
    }

    #[test]
    fn clocks_that_change_have_times_twice_and_times_never() {
        let shanghai = Zone::named("Asia/Shanghai").unwrap();
        let utc = |text| format(parse(text, shanghai).unwrap(), Zone::UTC);
        // 1986-05-04 02:00 became 03:00, 1986-09-14 02:00 became 01:00.
        assert_eq!(utc("1986-05-04 01:59"), "1986-05-03T17:59:00Z");
        assert_eq!(utc("1986-05-04 02:30"), "1986-05-03T18:30:00Z");
        assert_eq!(utc("1986-05-04 03:30"), "1986-05-03T18:30:00Z");
        assert_eq!(utc("1986-09-14 01:30"), "1986-09-13T16:30:00Z");
        assert_eq!(utc("1986-09-14 02:00"), "1986-09-13T18:00:00Z");
        let summer = parse("1986-07-01T00:00:00Z", Zone::UTC).unwrap();
        assert_eq!(format(summer, shanghai), "1986-07-01T09:00:00+09:00");
        // Local mean time is no whole minute.
        let old = parse("1890-01-01T00:00:00Z", Zone::UTC).unwrap();
        assert_eq!(format(old, shanghai), "1890-01-01T00:00:00Z");
        assert_eq!(local_day(old, shanghai), super::super::parse("1890-01-01"));
        assert_eq!(of_day(old, shanghai), 29_143_000_000_000);
    }
}
