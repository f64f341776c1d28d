//! One hash over everything that a run puts out, to compare engines with.

use alloc::string::String;

use sha2::{Digest, Sha256};

use super::funnel::FUNNEL;
use super::{OutputTable, OutputValues};
use crate::column::Bits;
use crate::outcome::{Outcome, Run};

/// SHA-256 over the output tables but the funnels, as hex.
pub(super) fn digest(run: &Run<'_>, outcome: &Outcome) -> String {
    let mut hash = Sha256::new();
    for name in super::tables(run.model).into_iter().filter(|name| *name != FUNNEL) {
        if let Ok(table) = super::table(run, outcome, name) {
            add(&mut hash, &table);
        }
    }
    crate::text::canonical::hex(&hash.finalize())
}

fn add(hash: &mut Sha256, table: &OutputTable) {
    text(hash, table.name);
    number(hash, table.rows);
    for column in &table.columns {
        text(hash, &column.name);
        match &column.values {
            OutputValues::Bool(v) => bits(hash, 0, v),
            OutputValues::Int(v) => {
                hash.update([1]);
                v.iter().for_each(|v| hash.update(v.to_le_bytes()));
            }
            OutputValues::Decimal(v, scale) => {
                hash.update([2, *scale]);
                v.iter().for_each(|v| hash.update(v.to_le_bytes()));
            }
            OutputValues::Double(v) => {
                hash.update([3]);
                v.iter().for_each(|v| hash.update(v.to_bits().to_le_bytes()));
            }
            OutputValues::Date(v) => {
                hash.update([4]);
                v.iter().for_each(|v| hash.update(v.to_le_bytes()));
            }
            OutputValues::Instant(v, zone) => {
                hash.update([5]);
                // The zone is how they are shown; its offset tells most of them apart.
                hash.update(i32::try_from(zone.offset(0) / 60).unwrap_or(0).to_le_bytes());
                v.iter().for_each(|v| hash.update(v.to_le_bytes()));
            }
            OutputValues::Text(v) => {
                hash.update([6]);
                v.offsets.iter().for_each(|o| hash.update(o.to_le_bytes()));
                text(hash, &v.bytes);
            }
            OutputValues::Index(v) => {
                hash.update([7]);
                v.iter().for_each(|v| hash.update(v.to_le_bytes()));
            }
        }
        match &column.known {
            Some(known) => bits(hash, 8, known),
            None => hash.update([9]),
        }
    }
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
    bits.words().iter().for_each(|w| hash.update(w.to_le_bytes()));
}
