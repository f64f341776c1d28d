//! Customers of a dozen columns as typed columns, for the benchmark of whole runs.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use appraise_core::dataset::{InputColumn, InputData};
use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, Limits};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::DataType;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::corpus::module_file;

/// Columns of a customer.
pub const COLUMNS: usize = 12;
/// Rows that are made at once.
const BATCH: usize = 1 << 16;

type Tried<T> = Result<T, Box<dyn std::error::Error>>;

/// A number that depends on a row and on a column: SplitMix64.
fn random(row: usize, column: u64, below: u64) -> u64 {
    let mut z =
        (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ column.wrapping_mul(0xd134_2543_de82_ef95);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % below
}

/// Missing in one row of twenty.
fn sometimes<T>(row: usize, column: u64, value: T) -> Option<T> {
    (random(row, column + 100, 20) > 0).then_some(value)
}

/// Cents, skewed as wealth is.
fn skewed(row: usize, column: u64, below: u64) -> u64 {
    let root = random(row, column, below);
    root * root
}

fn aum(row: usize) -> u64 {
    skewed(row, 2, 20_000)
}

/// A tenth more or less than today; of two customers in a hundred a third or more has left.
fn aum_before(row: usize) -> u64 {
    if random(row, 3, 50) == 0 {
        aum(row) * 3 / 2 + 1
    } else {
        aum(row) * (9000 + random(row, 12, 2001)) / 10_000
    }
}

/// Writes so many customers as Parquet.
pub fn parquet(path: &Path, rows: usize) -> Tried<()> {
    let mut writer = ArrowWriter::try_new(File::create(path)?, customers(0..0)?.schema(), Some(snappy()))?;
    for start in (0..rows).step_by(BATCH) {
        writer.write(&customers(start..rows.min(start + BATCH))?)?;
    }
    writer.close()?;
    Ok(())
}

/// How the command writes Parquet.
pub fn snappy() -> WriterProperties {
    WriterProperties::builder().set_compression(Compression::SNAPPY).build()
}

/// The customers of some numbers.
///
/// # Errors
/// Columns that do not fit together, which would be a mistake here.
pub fn customers(rows: std::ops::Range<usize>) -> Tried<RecordBatch> {
    let money = |value: &dyn Fn(usize) -> Option<u64>| -> Tried<ArrayRef> {
        let column: Decimal128Array = rows.clone().map(|row| value(row).map(i128::from)).collect();
        Ok(Arc::new(column.with_precision_and_scale(18, 2)?))
    };
    let ids: StringArray = rows.clone().map(|row| Some(format!("C{row:09}"))).collect();
    let branches: StringArray = rows.clone().map(|row| Some(format!("B{}", random(row, 1, 8)))).collect();
    let products: Int64Array = rows.clone().map(|row| Some(random(row, 7, 6) as i64)).collect();
    let logins: Int64Array = rows.clone().map(|row| sometimes(row, 8, random(row, 8, 40) as i64)).collect();
    let opened: Date32Array = rows.clone().map(|row| Some(15_000 + random(row, 9, 5000) as i32)).collect();
    let seen: Date32Array =
        rows.clone().map(|row| sometimes(row, 10, 20_000 + random(row, 10, 700) as i32)).collect();
    let active: BooleanArray = rows.clone().map(|row| Some(random(row, 11, 3) > 0)).collect();
    let columns: [(&str, ArrayRef); COLUMNS] = [
        ("customer_id", Arc::new(ids)),
        ("branch", Arc::new(branches)),
        ("aum", money(&|row| Some(aum(row)))?),
        ("aum_before", money(&|row| Some(aum_before(row)))?),
        ("deposits", money(&|row| Some(skewed(row, 4, 9000)))?),
        ("funds", money(&|row| sometimes(row, 5, skewed(row, 5, 9000)))?),
        ("loans", money(&|row| sometimes(row, 6, skewed(row, 6, 9000)))?),
        ("products", Arc::new(products)),
        ("logins", Arc::new(logins)),
        ("opened_on", Arc::new(opened)),
        ("seen_on", Arc::new(seen)),
        ("active", Arc::new(active)),
    ];
    Ok(RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))?)
}

/// Writes a file of child rows of so many customers.
pub fn children(path: &Path, customers: usize, rows: usize) -> Tried<()> {
    holdings(&mut BufWriter::new(File::create(path)?), customers, rows)
}

/// Writes child rows of so many customers, which are in no order, as CSV.
///
/// # Errors
/// What cannot be written.
pub fn holdings(file: &mut impl std::io::Write, customers: usize, rows: usize) -> Tried<()> {
    writeln!(file, "holding_id,customer_id,kind,amount")?;
    for row in 0..rows {
        let of = random(row, 20, customers.max(1) as u64);
        let (kind, amount) = (random(row, 21, 4), random(row, 22, 10_000_000));
        writeln!(file, "H{row:010},C{of:09},K{kind},{}.{:02}", amount / 100, amount % 100)?;
    }
    Ok(file.flush()?)
}

/// The policy with the table of child rows and a figure of them.
pub fn with_children(policy: &str) -> String {
    let table = "  holdings:\n    parent: customer_id\n    id: holding_id\n    fields:\n      \
                 holding_id: {type: string}\n      customer_id: {type: string}\n      \
                 kind: {type: enum, values: [K0, K1, K2, K3]}\n      amount: {type: decimal(2)}\nderive:\n  \
                 held: {sum: holdings.amount}\n";
    let alert =
        "  rich: {kind: demand, owner: retail, when: \"held > 400000.00\", priority: low}\nreports:\n";
    policy.replacen("derive:\n", table, 1).replacen("reports:\n", alert, 1)
}

/// Shows a batch to `take` as columns of the core.
pub fn with_columns<T>(batch: &RecordBatch, take: impl FnOnce(&[InputColumn<'_>]) -> T) -> T {
    let fields = batch.schema_ref().fields().iter();
    let cents: Vec<Vec<i64>> = batch.columns().iter().map(cents).collect();
    let bits: Vec<Option<Vec<u8>>> =
        batch.columns().iter().map(|column| Some(column.nulls()?.inner().sliced().to_vec())).collect();
    let flags: Vec<Vec<u8>> = batch.columns().iter().map(flags).collect();
    let columns = fields.zip(batch.columns()).zip(cents.iter().zip(&bits).zip(&flags));
    let columns = columns.map(|((field, column), ((cents, bits), flags))| InputColumn {
        name: field.name(),
        validity: bits.as_deref(),
        data: match column.data_type() {
            DataType::Boolean => InputData::Bool(flags, column.len()),
            DataType::Int64 => InputData::I64(column.as_primitive::<Int64Type>().values()),
            DataType::Date32 => InputData::Date(column.as_primitive::<Date32Type>().values()),
            DataType::Decimal128(..) => InputData::Decimal(cents, 2),
            _ => {
                let text = column.as_string::<i32>();
                InputData::Utf8 { offsets: text.value_offsets(), bytes: text.value_data() }
            }
        },
    });
    take(&columns.collect::<Vec<_>>())
}

fn cents(column: &ArrayRef) -> Vec<i64> {
    let Some(values) = column.as_primitive_opt::<Decimal128Type>() else { return Vec::new() };
    values.iter().map(|value| value.and_then(|value| i64::try_from(value).ok()).unwrap_or(0)).collect()
}

fn flags(column: &ArrayRef) -> Vec<u8> {
    column.as_boolean_opt().map_or_else(Vec::new, |column| column.values().sliced().to_vec())
}

/// How long the module takes for some chunks, with fuel and epochs or without.
pub fn evaluated(policy: &str, as_of: &str, chunks: &[RecordBatch], metered: bool) -> Tried<Duration> {
    let engine = Engine::open(&module_file(), Limits { metered, ..Limits::default() })?;
    let mut instance = engine.instance()?;
    let policy = instance.load(&PolicyFiles::from_text("batch.yaml", policy))?;
    let began = Instant::now();
    for chunk in chunks {
        let dataset = instance.dataset(policy)?;
        instance.put(dataset, "customers", chunk)?;
        instance.seal(dataset)?;
        let outcome = instance.run(policy, dataset, as_of, false)?;
        instance.release(outcome)?;
        instance.release(dataset)?;
    }
    Ok(began.elapsed())
}
