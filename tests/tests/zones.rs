//! Zones against chrono-tz, which is made from the same database by other people: offsets, local times that occur twice
//! or never, what clocks show, and the texts of instants and durations.
#![allow(clippy::unwrap_used, reason = "a suite that cannot go on says where and stops")]

use appraise_core::date::{Zone, instant};
use appraise_tests::random::{Random, size};
use chrono::offset::LocalResult;
use chrono::{DateTime, Offset, TimeZone, Timelike};
use chrono_tz::Tz;

/// Seconds of 1880 and of 2100: before the first change of a listed zone, and after the last.
const YEARS: (i64, i64) = (-2_840_140_800, 4_102_444_800);

/// As many random instants as `PROPTEST_CASES` says, some times over.
fn cases() -> u64 {
    size("PROPTEST_CASES", 256)
}

fn zones() -> Vec<(&'static str, Zone, Tz)> {
    Zone::names().map(|name| (name, Zone::named(name).unwrap(), name.parse().unwrap())).collect()
}

/// Random instants, and both sides of every change of an offset.
fn instants(zone: Zone, random: &mut Random) -> Vec<i64> {
    let mut out: Vec<i64> = (0..cases() * 20).map(|_| random.within(YEARS.0, YEARS.1)).collect();
    let day = 86_400;
    for start in (YEARS.0..YEARS.1).step_by(day) {
        let (mut low, mut high) = (start, start + day as i64);
        if zone.offset(low) == zone.offset(high) {
            continue;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if zone.offset(middle) == zone.offset(low) { low = middle } else { high = middle }
        }
        out.extend([low - 1, low, high, high + 1]);
    }
    out
}

#[test]
fn offsets_are_those_of_the_database() {
    let random = &mut Random::new(1);
    for (name, zone, tz) in zones() {
        let changes = instants(zone, random);
        for at in &changes {
            let theirs = tz.offset_from_utc_datetime(&DateTime::from_timestamp(*at, 0).unwrap().naive_utc());
            assert_eq!(zone.offset(*at), i64::from(theirs.fix().local_minus_utc()), "{name} at {at}");
        }
        // Every day at noon: a change that the list lacks would show.
        for at in (YEARS.0 + 43_200..YEARS.1).step_by(86_400) {
            let theirs = tz.offset_from_utc_datetime(&DateTime::from_timestamp(at, 0).unwrap().naive_utc());
            assert_eq!(zone.offset(at), i64::from(theirs.fix().local_minus_utc()), "{name} at {at}");
        }
    }
}

#[test]
fn local_times_are_the_first_of_two_and_go_on_from_a_gap() {
    let random = &mut Random::new(2);
    for (name, zone, tz) in zones() {
        for at in instants(zone, random) {
            for shift in [-3600, -1800, -1, 0, 1, 1800, 3599] {
                let local = at + zone.offset(at) + shift;
                let naive = DateTime::from_timestamp(local, 0).unwrap().naive_utc();
                let theirs = match tz.from_local_datetime(&naive) {
                    LocalResult::Single(t) => t.timestamp(),
                    LocalResult::Ambiguous(a, b) => a.timestamp().min(b.timestamp()),
                    // As much later as clocks skip: by the offset of the day before.
                    LocalResult::None => {
                        let before = naive - chrono::TimeDelta::days(1);
                        local
                            - i64::from(
                                tz.offset_from_local_datetime(&before)
                                    .earliest()
                                    .unwrap()
                                    .fix()
                                    .local_minus_utc(),
                            )
                    }
                };
                assert_eq!(zone.instant(local), theirs, "{name}: {naive}");
            }
        }
    }
}

#[test]
fn what_clocks_show_is_what_chrono_shows() {
    let random = &mut Random::new(3);
    for (name, zone, tz) in zones() {
        for at in instants(zone, random) {
            let nanos = random.within(0, 999_999_999);
            let ours = i128::from(at) * instant::SECOND + i128::from(nanos);
            let theirs = tz.from_utc_datetime(
                &DateTime::from_timestamp(at, u32::try_from(nanos).unwrap()).unwrap().naive_utc(),
            );
            let day = instant::local_day(ours, zone).unwrap();
            assert_eq!(
                appraise_core::date::format(day),
                theirs.format("%Y-%m-%d").to_string(),
                "{name} {at}"
            );
            let of_day = i64::from(theirs.num_seconds_from_midnight()) * 1_000_000_000 + nanos;
            assert_eq!(instant::of_day(ours, zone), of_day, "{name} {at}");
            // What is written reads back as the same instant, in whatever zone.
            let text = instant::format(ours, zone);
            assert_eq!(instant::parse_rfc3339(&text), Some(ours), "{text}");
            assert_eq!(DateTime::parse_from_rfc3339(&text).unwrap(), theirs, "{text}");
        }
    }
}

#[test]
fn durations_read_back_as_they_are_written() {
    let random = &mut Random::new(4);
    for _ in 0..cases() * 100 {
        let nanos = i128::from(random.bits().cast_signed()) * i128::from(random.within(0, 30));
        let text = instant::format_duration(nanos);
        assert_eq!(instant::parse_duration(&text), Some(nanos), "{text}");
    }
}
