//! The physical limit: what moving the bytes of the columns takes at the speed at which this machine copies memory.

use std::time::{Duration, Instant};

use super::line::Line;

/// Larger than what a processor keeps near itself.
const BYTES: usize = 256 << 20;
const REPETITIONS: usize = 5;

/// Prints the limit beside what the native core reads and writes.
pub fn say(lines: &[Line]) {
    let Some(line) = lines.first() else { return };
    let (read, written) = (line.bytes_read, line.bytes_written);
    let each = (read + written) as f64 / line.rows.max(1) as f64;
    let copied = copied();
    println!(
        "bytes of columns per customer: {:.1} read, {:.1} written; this machine copies {:.1} GB/s (read and written), \
         so moving them takes {:.1} ns",
        read as f64 / line.rows.max(1) as f64,
        written as f64 / line.rows.max(1) as f64,
        copied / 1e9,
        each / copied * 1e9
    );
}

/// Bytes read plus bytes written per second of a copy.
fn copied() -> f64 {
    let (from, mut to) = (vec![1u8; BYTES], vec![0u8; BYTES]);
    let mut best = Duration::MAX;
    for _ in 0..REPETITIONS {
        let start = Instant::now();
        to.copy_from_slice(&from);
        best = best.min(start.elapsed());
        std::hint::black_box(&to);
    }
    2.0 * BYTES as f64 / best.as_secs_f64()
}
