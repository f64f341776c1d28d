//! The text of a table, CSV or newline-delimited JSON, in one piece and in many.

use appraise_core::dataset::{Builder, Dataset, Entry, Index};
use appraise_core::diagnostic::Diagnostic;
use appraise_core::load::Loaded;
use appraise_core::outcome::Run;
use appraise_core::output;
use appraise_core::parts::ties;

/// The first byte says in how large pieces the rest is read; an even one makes it customers, an odd one child rows.
pub fn table(bytes: &[u8]) {
    let Some((first, text)) = bytes.split_first() else { return };
    let (loaded, instant) = super::small();
    let (name, piece) = (if first % 2 == 0 { "customers" } else { "holdings" }, usize::from(first / 2) + 1);
    let (whole, pieces) = (read(&loaded, name, text, usize::MAX), read(&loaded, name, text, piece));
    assert_eq!(whole.is_ok(), pieces.is_ok(), "whether a text can be read does not depend on the pieces");
    if let (Ok(whole), Ok(pieces)) = (whole, pieces) {
        assert_eq!(
            outputs(&loaded, &whole, instant),
            outputs(&loaded, &pieces, instant),
            "nor does what comes of it"
        );
    }
    assert_eq!(
        index(&loaded, name, text, usize::MAX),
        index(&loaded, name, text, piece),
        "nor whose the records are"
    );
}

/// Reads a text in pieces beside a customer who is always there.
fn read(loaded: &Loaded, name: &str, text: &[u8], piece: usize) -> Result<Dataset, Diagnostic> {
    let mut builder = Builder::new(&loaded.model.schema);
    if name != "customers" {
        builder.read(
            "customers",
            b"customer_id,aum,grade,joined,active\nA,1.00,C1,2020-01-01,true\n",
            true,
        )?;
    }
    in_pieces(text, piece, |bytes, last| builder.read(name, bytes, last))?;
    builder.seal()
}

/// Whose the records are, as far as the text can be read.
fn index(loaded: &Loaded, name: &str, text: &[u8], piece: usize) -> Option<Vec<Vec<u8>>> {
    let mut index = Index::new(&loaded.model.schema, name, &ties(&loaded.model))?;
    in_pieces(text, piece, |bytes, last| index.read(bytes, last)).ok()?;
    let written = |entry: &Entry| {
        let mut bytes = Vec::new();
        entry.write(&mut bytes);
        bytes
    };
    Some(index.take().iter().map(written).collect())
}

/// Hands a text over as a reader of a file does: what is not taken comes again, in front of more.
fn in_pieces<E>(
    text: &[u8],
    piece: usize,
    mut read: impl FnMut(&[u8], bool) -> Result<usize, E>,
) -> Result<(), E> {
    let (mut from, mut to) = (0, 0usize);
    loop {
        to = to.saturating_add(piece).min(text.len());
        let last = to == text.len();
        let given = text.get(from..to).unwrap_or_default();
        let taken = read(given, last)?;
        assert!(taken <= given.len(), "no more is taken than was given");
        from += taken;
        if last {
            return Ok(());
        }
    }
}

/// Every output table of a run.
fn outputs(loaded: &Loaded, dataset: &Dataset, as_of: i64) -> Vec<String> {
    let run = Run { model: &loaded.model, program: &loaded.program, dataset, as_of };
    let outcome = run.evaluate(false);
    let table = |name: &str| output::table(&run, &outcome, name).map(|table| output::csv(&table));
    output::tables(&loaded.model).into_iter().filter_map(|name| table(name).ok()).collect()
}
