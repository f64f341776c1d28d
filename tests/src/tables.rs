//! Tables as lines of cells: written as the files of an input, and read back from what a run wrote.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use appraise_host::batch::Settings;
use appraise_host::manifest::Manifest;
use appraise_host::output::Format;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;

type Tried<T> = Result<T, Box<dyn std::error::Error>>;

/// Stands between the cells of a row that [`written`] gives.
pub const BETWEEN: char = '|';

/// The lines as CSV, as they are: a cell that needs quotes has to bring them.
pub fn csv(header: &str, lines: &[Vec<String>]) -> String {
    lines.iter().fold(format!("{header}\n"), |text, line| text + &line.join(",") + "\n")
}

/// Writes the lines as Parquet of texts; an empty cell has no value, and so has one that is not there.
///
/// # Errors
///
/// Why the file cannot be written.
pub fn parquet(header: &str, lines: &[Vec<String>], path: &Path) -> Tried<()> {
    let column = |at: usize| -> ArrayRef {
        let cells = lines.iter().map(|line| line.get(at).map(String::as_str).filter(|cell| !cell.is_empty()));
        Arc::new(cells.collect::<StringArray>())
    };
    let columns = header.split(',').enumerate().map(|(at, name)| (name, column(at), true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns)?;
    let mut writer = ArrowWriter::try_new(File::create(path)?, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

/// The rows of every table that a run wrote as CSV, by table, parts one after the other. The column `row` is left out: it
/// counts within a chunk.
///
/// # Errors
///
/// Why a file cannot be read.
pub fn written(out: &Path, manifest: &Manifest) -> Tried<BTreeMap<String, Vec<String>>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for output in manifest.outputs.iter().filter(|output| output.file.ends_with(".csv")) {
        let table = output.file.split(['/', '.']).next().unwrap_or_default();
        let mut reader = csv::Reader::from_path(out.join(&output.file))?;
        let header = reader.headers()?.clone();
        let rows = tables.entry(table.to_owned()).or_default();
        for record in reader.records() {
            let record = record?;
            let kept = header.iter().zip(&record).filter(|(name, _)| *name != "row").map(|(_, cell)| cell);
            rows.push(kept.collect::<Vec<_>>().join(&BETWEEN.to_string()));
        }
    }
    Ok(tables)
}

/// Chunks of so many customers for so many workers, written as CSV.
pub fn in_chunks(threads: usize, chunk_rows: u64) -> Settings {
    Settings { threads, chunk_rows, formats: vec![Format::Csv], ..Settings::default() }
}
