//! What the files of a run hold, chunk by chunk: as if it were scored, but for the scoring.
//!
//! INVARIANT: as in a run, nothing in memory grows with the customers.

use std::path::PathBuf;

use super::cut::Full;
use super::event::Tell;
use super::feed::Feed;
use super::live::Live;
use super::plan::Planner;
use crate::error::Result;
use crate::input::{Encoding, Source};
use crate::inspect::Profile;
use crate::schema::Schema;

/// How files are read in pieces that are profiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces {
    /// The encoding of texts.
    pub encoding: Encoding,
    /// A folder for spill files; it is made and goes afterwards.
    pub scratch: PathBuf,
    /// The most customers of a piece.
    pub chunk_rows: u64,
    /// The most bytes of a piece, but for the customer with whom it is full.
    pub chunk_bytes: usize,
    /// Bytes that a list may take in memory before it spills.
    pub memory: usize,
}

impl Pieces {
    /// Pieces as large as the chunks of a run.
    pub fn new(encoding: Encoding, scratch: PathBuf) -> Self {
        let chunk_bytes = 32 << 20;
        Self { encoding, scratch, chunk_rows: 65_536, chunk_bytes, memory: 32 << 20 }
    }
}

/// Profiles tables, the customers first.
pub(crate) fn profile(
    live: &mut Live<'_>,
    schema: &Schema,
    sources: Vec<Source>,
    pieces: &Pieces,
    tell: &Tell<'_>,
) -> Result<Profile> {
    let full = if by_all(schema, &sources) {
        Full::NEVER
    } else {
        Full { rows: pieces.chunk_rows.max(1), bytes: pieces.chunk_bytes }
    };
    let mut planner = Planner { live, schema, encoding: pieces.encoding, tell };
    let plan = planner.plan(sources, &pieces.scratch, pieces.memory)?;
    // Its memory would stay as large as the keys were.
    live.renew()?;
    let feed = Feed::of(&plan);
    let Live { instance, policy, .. } = live;
    let profile = instance.profile(*policy)?;
    let mut chunks = plan.chunks(full)?;
    while let Some(chunk) = chunks.next()? {
        let (dataset, _) = feed.dataset(instance, *policy, &chunk)?;
        instance.profile_add(profile, dataset)?;
        instance.release(dataset)?;
    }
    instance.profile_report(profile)
}

/// Whether whose a row is can be told only with all customers at hand: by their other keys, or by their numbers.
fn by_all(schema: &Schema, sources: &[Source]) -> bool {
    let child = || sources.iter().any(|source| schema.kind(&source.table) == Some("child"));
    schema.whole().iter().any(|section| match section.as_str() {
        "aliases" => true,
        "row_number" => child(),
        _ => false,
    })
}
