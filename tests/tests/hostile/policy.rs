//! Policies that are too deep, too large, or none.

use crate::child::Place;
use crate::{Case, MEMORY};

pub const GOOD: &str = "appraise: 1
policy: p
version: 1.0.0
time_zone: UTC
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      k: {type: int, nullable: true}
      note: {type: string, nullable: true}
alerts:
  high: {kind: risk, when: \"k > 5\", priority: low}
";

/// A command that checks a policy with the real module.
pub fn check(place: &Place, policy: impl AsRef<[u8]>) -> String {
    format!("appraise check {}", place.file("p.yaml", policy.as_ref()))
}

/// The good policy with another condition.
fn condition(condition: &str) -> String {
    GOOD.replace("k > 5", condition)
}

fn case(name: &'static str, quick: bool, policy: impl Fn() -> Vec<u8> + 'static) -> Case {
    let command = Box::new(move |place: &Place| check(place, policy()));
    Case { group: "policy", name, quick, seconds: 30, memory: MEMORY, real: true, needs: "", command }
}

/// A bomb of aliases: each line stands for ten of the line before.
fn aliases() -> String {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let before = level - 1;
        let ten = vec![format!("*a{before}"); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{ten}]\n"));
    }
    text
}

pub fn cases() -> Vec<Case> {
    let before = |name, text: fn(&Place) -> String| Case {
        group: "policy",
        name,
        quick: true,
        seconds: 10,
        memory: MEMORY,
        real: true,
        needs: "",
        command: Box::new(text),
    };
    vec![
        case("a hundred thousand brackets", false, || {
            format!("{GOOD}x: {}", "[".repeat(100_000)).into_bytes()
        }),
        case("aliases that stand for 10^20 items", true, || aliases().into_bytes()),
        case("a tag that makes objects", false, || {
            format!("{GOOD}x: !!python/object:os.system {{}}").into_bytes()
        }),
        case("NUL and other control characters", false, || format!("{GOOD}\0\u{1}\u{7f}").into_bytes()),
        case("a condition of a hundred thousand parentheses", false, || {
            condition(&format!("{}k > 5{}", "(".repeat(100_000), ")".repeat(100_000))).into_bytes()
        }),
        case("a condition of a hundred thousand terms", false, || {
            condition(&format!("k > 5{}", " || k > 5".repeat(100_000))).into_bytes()
        }),
        case("a condition with a number of a million digits", false, || {
            condition(&format!("k > {}", "9".repeat(1_000_000))).into_bytes()
        }),
        case("a hundred thousand rules", false, || {
            let rule = |at| format!("  r{at}: {{kind: risk, when: \"k > {at}\", priority: low}}\n");
            format!("{GOOD}{}", (0..100_000).map(rule).collect::<String>()).into_bytes()
        }),
        case("names that try to leave the terminal", false, || {
            format!("{GOOD}\u{1b}[2J\u{202e}: 1\n").into_bytes()
        }),
        case("a division by zero and a date that is none", false, || {
            condition("k / 0 > date('2026-02-30')").into_bytes()
        }),
        case("no text but bytes", true, || vec![0xff, 0xfe, 0, 0x80]),
        before("a policy of 300 MiB", |place| {
            format!("truncate -s 300M {0}; appraise check {0}", place.path("p.yaml"))
        }),
        before("a policy that is not there", |_| "appraise check nothing.yaml".to_owned()),
        before("a folder without a policy", |_| "mkdir none; appraise check none".to_owned()),
        before("a policy that is a device without end", |_| "appraise check /dev/zero".to_owned()),
    ]
}
