//! Typed columns, of which most are copied at once, against the same cells as texts, which are read one by one.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::{Builder, InputColumn, InputData};
use super::schema;
use crate::{date, number};

/// A batch: values, and per column how many in a hundred cells have none or one that is out of bounds.
struct Batch {
    ids: Vec<String>,
    ages: Vec<Option<i64>>,
    balances: Vec<Option<i64>>,
    born: Vec<Option<i32>>,
    loans: Vec<Option<bool>>,
    ratios: Vec<Option<f64>>,
}

/// Numbers without an order, the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn rarely(&mut self, hundredths: u64) -> bool {
        self.below(100) < hundredths
    }
}

impl Batch {
    fn draw(rows: usize, draw: &mut Draw, missing: u64, wrong: u64, keyless: u64) -> Self {
        let signed = |n: u64| i64::try_from(n).unwrap();
        let mut batch = Self {
            ids: Vec::new(),
            ages: Vec::new(),
            balances: Vec::new(),
            born: Vec::new(),
            loans: Vec::new(),
            ratios: Vec::new(),
        };
        for _ in 0..rows {
            let id = alloc::format!("K{}", draw.below(1 << 30));
            batch.ids.push(if draw.rarely(keyless) { String::new() } else { id });
            let age = if draw.rarely(wrong) { 151 } else { signed(draw.below(151)) };
            batch.ages.push((!draw.rarely(missing)).then_some(age));
            batch.balances.push((!draw.rarely(missing)).then(|| signed(draw.below(1 << 40)) - (1 << 39)));
            batch.born.push((!draw.rarely(missing)).then(|| i32::try_from(draw.below(20_000)).unwrap()));
            batch.loans.push((!draw.rarely(missing)).then(|| draw.rarely(50)));
            batch.ratios.push(
                (!draw.rarely(missing)).then(|| f64::from(u32::try_from(draw.below(1000)).unwrap()) / 8.0),
            );
        }
        batch
    }

    fn typed(&self, builder: &mut Builder) {
        let (offsets, bytes) = texts(&self.ids);
        let loans = bits(self.loans.iter().map(|loan| *loan == Some(true)));
        // What lies where no value is must not matter.
        let ages: Vec<i64> = self.ages.iter().map(|v| v.unwrap_or(-9)).collect();
        let balances: Vec<i64> = self.balances.iter().map(|v| v.unwrap_or(i64::MIN)).collect();
        let born: Vec<i32> = self.born.iter().map(|v| v.unwrap_or(i32::MAX)).collect();
        let ratios: Vec<f64> = self.ratios.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        let valid = [
            bits(self.ages.iter().map(Option::is_some)),
            bits(self.balances.iter().map(Option::is_some)),
            bits(self.born.iter().map(Option::is_some)),
            bits(self.loans.iter().map(Option::is_some)),
            bits(self.ratios.iter().map(Option::is_some)),
        ];
        let column =
            |name, data, at: usize| InputColumn { name, validity: valid.get(at).map(Vec::as_slice), data };
        let columns = [
            column("id", InputData::Utf8 { offsets: &offsets, bytes: bytes.as_bytes() }, 9),
            column("age", InputData::I64(&ages), 0),
            column("balance", InputData::Decimal(&balances, 2), 1),
            column("born", InputData::Date(&born), 2),
            column("loan", InputData::Bool(&loans, self.loans.len()), 3),
            column("ratio", InputData::F64(&ratios), 4),
        ];
        builder.put("customers", &columns).unwrap();
    }

    fn texts(&self, builder: &mut Builder) {
        fn all<T: Copy>(cells: &[Option<T>], text: impl Fn(T) -> String) -> Vec<String> {
            cells.iter().map(|cell| cell.map_or(String::new(), &text)).collect()
        }
        let columns = [
            ("id", self.ids.clone()),
            ("age", all(&self.ages, |age| number::format_decimal(age, 0))),
            ("balance", all(&self.balances, |balance| number::format_decimal(balance, 2))),
            ("born", all(&self.born, date::format)),
            ("loan", all(&self.loans, |loan| if loan { "yes" } else { "no" }.into())),
            ("ratio", all(&self.ratios, number::format_double_plain)),
        ]
        .map(|(name, cells)| (name, texts(&cells)));
        let columns: Vec<InputColumn<'_>> = columns
            .iter()
            .map(|(name, (offsets, bytes))| InputColumn {
                name,
                validity: None,
                data: InputData::Utf8 { offsets, bytes: bytes.as_bytes() },
            })
            .collect();
        builder.put("customers", &columns).unwrap();
    }
}

fn texts(cells: &[String]) -> (Vec<i32>, String) {
    let ends = cells.iter().scan(0, |end, cell| {
        *end += i32::try_from(cell.len()).unwrap();
        Some(*end)
    });
    (core::iter::once(0).chain(ends).collect(), cells.concat())
}

fn bits(cells: impl Iterator<Item = bool>) -> Vec<u8> {
    let cells: Vec<bool> = cells.collect();
    cells.chunks(8).map(|eight| eight.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit))).collect()
}

#[test]
fn a_column_taken_in_whole_is_the_one_read_cell_by_cell() {
    let mut draw = Draw(7);
    // Sound columns, some without values, some with wrong ones, rows without a key; batches that end within a word.
    for (missing, wrong, keyless) in
        [(0, 0, 0), (10, 0, 0), (10, 3, 0), (10, 0, 5), (30, 10, 20), (100, 0, 0)]
    {
        let (mut typed, mut read) = (Builder::new(&schema()), Builder::new(&schema()));
        for rows in [1, 64, 130, 7, 0, 63] {
            let batch = Batch::draw(rows, &mut draw, missing, wrong, keyless);
            batch.typed(&mut typed);
            batch.texts(&mut read);
        }
        let (typed, read) = (typed.seal().unwrap(), read.seal().unwrap());
        let said = alloc::format!("{missing} missing, {wrong} wrong, {keyless} without a key");
        let same = |left: &crate::dataset::Dataset, right: &crate::dataset::Dataset| {
            for (a, b) in left.tables.iter().zip(&right.tables) {
                assert_eq!(a.rows, b.rows, "{said}");
                assert_eq!(a.columns, b.columns, "{said}");
            }
            assert_eq!(left.faults, right.faults, "{said}");
            assert_eq!(left.quarantine, right.quarantine, "{said}");
        };
        same(&typed, &read);
        assert!(
            typed.faults.is_empty() == (wrong == 0 && missing == 0),
            "{said}: {} faults",
            typed.faults.len()
        );
    }
}
