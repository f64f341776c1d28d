//! Exchange rates and the market.

use std::fmt::Write;

use crate::date::{Day, TODAY};
use crate::synth::random::Random;

/// Days for which rates and prices are delivered.
const DAYS: i64 = 120;

/// Yuan per US dollar, every day but one: the rate of the thirtieth day before is missing.
pub(super) fn rates(today: Day) -> String {
    let mut text = String::from("currency,day,rate\n");
    for ago in (0..DAYS).rev().filter(|ago| *ago != 30) {
        let day = today.plus(-ago);
        let rate = 7_100_000 + Random::of(0, number(day)).between(-40_000, 40_000);
        let _ = writeln!(text, "USD,{day},{}.{:06}", rate / 1_000_000, rate % 1_000_000);
    }
    text
}

/// The change of share prices and of the prime rate that is known on each morning. Prices plunge, and the rate is lowered,
/// on the last day of the bank and every 45 and 90 days before; the market rises, stands and falls for 90 days each.
pub(super) fn market(today: Day) -> String {
    let mut text = String::from("series,day,change,state\n");
    for ago in (0..DAYS).rev() {
        let day = today.plus(-ago);
        let back = TODAY.0 - day.0;
        let mut r = Random::of(0x6d61_726b, number(day));
        let change = if back % 45 == 0 { -550 } else { r.between(-150, 155) };
        let state = match back.div_euclid(90).rem_euclid(3) {
            0 => "bull",
            1 => "flat",
            _ => "bear",
        };
        let lowered = if back % 90 == 0 { "-0.1000" } else { "0.0000" };
        let sign = if change < 0 { "-" } else { "" };
        let _ = writeln!(text, "equity,{day},{sign}0.{:04},{state}", change.unsigned_abs());
        let _ = writeln!(text, "rate,{day},{lowered},{state}");
    }
    text
}

fn number(day: Day) -> u64 {
    u64::try_from(day.0).unwrap_or(0)
}
