//! One hash over everything that a run puts out, to compare engines with.

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::funnel::FUNNEL;
use super::{OutputTable, OutputValues};
use crate::column::Bits;
use crate::outcome::{Outcome, Run};

/// Bytes that are hashed at once.
const PART: usize = 4096;

/// SHA-256 over the output tables of a run in their order, as hex: names, types, values and validity of every column.
/// Funnels are left out: like the summary they count a run's results by their reasons, and are no results themselves.
#[must_use]
pub fn digest(run: &Run<'_>, outcome: &Outcome) -> String {
    let mut hash = Sha256::new();
    for name in super::tables(run.model).into_iter().filter(|name| *name != FUNNEL) {
        // A table of the list can be made.
        if let Ok(made) = super::table(run, outcome, name) {
            add(&mut hash, &made);
        }
    }
    crate::text::canonical::hex(&hash.finalize())
}

/// Adds a table to the hash.
fn add(hash: &mut Sha256, table: &OutputTable) {
    text(hash, table.name);
    number(hash, table.rows);
    for column in &table.columns {
        text(hash, &column.name);
        match &column.values {
            OutputValues::Bool(v) => bits(hash, 0, v),
            OutputValues::Int(v) => {
                hash.update([1]);
                fixed(hash, v.iter().map(|v| v.to_le_bytes()));
            }
            OutputValues::Decimal(v, scale) => {
                hash.update([2, *scale]);
                fixed(hash, v.iter().map(|v| v.to_le_bytes()));
            }
            OutputValues::Double(v) => {
                hash.update([3]);
                fixed(hash, v.iter().map(|v| v.to_bits().to_le_bytes()));
            }
            OutputValues::Date(v) => {
                hash.update([4]);
                fixed(hash, v.iter().map(|v| v.to_le_bytes()));
            }
            OutputValues::Instant(v, zone) => {
                hash.update([5]);
                // The zone is how they are shown; its offset tells most of them apart.
                hash.update(i32::try_from(zone.offset(0) / 60).unwrap_or(0).to_le_bytes());
                fixed(hash, v.iter().map(|v| v.to_le_bytes()));
            }
            OutputValues::Text(v) => {
                hash.update([6]);
                fixed(hash, v.offsets.iter().map(|o| o.to_le_bytes()));
                text(hash, &v.bytes);
            }
            OutputValues::Index(v) => {
                hash.update([7]);
                fixed(hash, v.iter().map(|v| v.to_le_bytes()));
            }
        }
        match &column.known {
            Some(known) => bits(hash, 8, known),
            None => hash.update([9]),
        }
    }
}

/// Adds values of one size, many at a time.
fn fixed<const N: usize>(hash: &mut Sha256, values: impl Iterator<Item = [u8; N]>) {
    let mut part = Vec::with_capacity(PART);
    for value in values {
        if part.len() + N > PART {
            hash.update(&part);
            part.clear();
        }
        part.extend_from_slice(&value);
    }
    hash.update(&part);
}

fn text(hash: &mut Sha256, text: &str) {
    number(hash, text.len());
    hash.update(text.as_bytes());
}

fn number(hash: &mut Sha256, number: usize) {
    hash.update(u64::try_from(number).unwrap_or(u64::MAX).to_le_bytes());
}

fn bits(hash: &mut Sha256, tag: u8, bits: &Bits) {
    hash.update([tag]);
    number(hash, bits.len());
    fixed(hash, bits.words().iter().map(|w| w.to_le_bytes()));
}
