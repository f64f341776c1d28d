//! A machine that is full, forbids, sleeps or goes away.

use crate::child::Place;
use crate::{Case, MEMORY, policy};

fn case(name: &'static str, quick: bool, line: &'static str) -> Case {
    let command = Box::new(move |place: &Place| {
        place.file("p.yaml", policy::GOOD.as_bytes());
        let rows: String = (0..20_000).map(|id| format!("C{id},{id},{id}\n")).collect();
        place.file("c.csv", format!("id,k,note\n{rows}").as_bytes());
        line.replace("SCORE", "appraise score --policy p.yaml --input c.csv --as-of 2026-11-21")
    });
    Case { group: "machine", name, quick, seconds: 60, memory: MEMORY, real: true, needs: "", command }
}

/// A disk of 300 KiB, in a name space of its own: whoever runs the suite, nothing of it is left on the machine.
const FULL: &str = "mkdir full; export -f appraise
    unshare -rm bash -c 'mount -t tmpfs -o size=300k none full && SCORE --out full/out'";
/// Not every machine lets everybody make one.
const SMALL_DISK: &str = "mkdir tried && unshare -rm mount -t tmpfs -o size=300k none tried";
/// Whoever administers the machine is not held by its limit of processes.
const ADMINISTRATOR: &str = "test $(id -u) = 0";

pub fn cases() -> Vec<Case> {
    vec![
        case("nothing is wrong", true, "SCORE --out out"),
        Case { needs: SMALL_DISK, ..case("the disk is full", true, FULL) },
        case("the folder may not be written", false, "SCORE --out /sys/kernel/out"),
        case("the folder is a file", false, "SCORE --out p.yaml"),
        case("the folder is a device", false, "SCORE --out /dev/null"),
        case("the folder lies in one that is a file", false, "SCORE --out p.yaml/out"),
        case("the folder is the one of the input", false, "SCORE --out ."),
        case(
            "the input is not there",
            true,
            "appraise score --policy p.yaml --input no.csv --as-of 2026-11-21 --out out",
        ),
        case(
            "the input is a folder without tables",
            false,
            "mkdir in; appraise score --policy p.yaml --input in --as-of 2026-11-21 --out out",
        ),
        case(
            "the input is a device without end",
            false,
            "appraise score --policy p.yaml --input /dev/zero --as-of 2026-11-21 --out out",
        ),
        case("no file may be opened any more", false, "ulimit -n 6; SCORE --out out"),
        Case {
            needs: ADMINISTRATOR,
            ..case("a limit of processes that does not hold", false, "ulimit -u 1; SCORE --out out")
        },
        case("addresses are few", false, "ulimit -v 3000000; SCORE --out out"),
        // All threads stand still for longer than a call may take: the watchdog counts its ticks, not the clock.
        case(
            "the machine sleeps",
            false,
            "(sleep 2; kill -STOP $$; sleep 8; kill -CONT $$) & SCORE --timeout 6 --out out",
        ),
        case(
            "the zone and the language are others",
            false,
            "TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 SCORE --out out",
        ),
        case("nobody reads what is said", false, "exec > /dev/full; SCORE --out out"),
        case(
            "a day that is none",
            false,
            "appraise score --policy p.yaml --input c.csv --as-of 2026-02-30 --out out",
        ),
    ]
}
