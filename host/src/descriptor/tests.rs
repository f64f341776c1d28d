use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};

use super::*;

/// A piece of linear memory that is filled from the front.
struct Memory(Vec<u8>);

impl Memory {
    fn add(&mut self, bytes: &[u8]) -> [u32; 2] {
        let at = u32::try_from(self.0.len()).unwrap();
        self.0.extend_from_slice(bytes);
        [at, u32::try_from(bytes.len()).unwrap()]
    }

    fn add_words(&mut self, words: &[u32]) -> u32 {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        self.add(&bytes)[0]
    }
}

/// Eleven rows of every type; row 3 is missing in the nullable ones. Gives the memory and the descriptor's offset.
fn table() -> (Vec<u8>, u32) {
    let mut memory = Memory(vec![0; 16]);
    let valid = memory.add(&[0b1111_0111, 0b0000_0111]);
    let bits = memory.add(&[0b1010_1010, 0b0000_0010]);
    let longs = memory.add(&(0..11_i64).flat_map(|i| (i * 100 - 3).to_le_bytes()).collect::<Vec<_>>());
    let doubles = memory.add(&(0..11).flat_map(|i| (f64::from(i) / 4.0).to_le_bytes()).collect::<Vec<_>>());
    let days = memory.add(&(0..11_i32).flat_map(i32::to_le_bytes).collect::<Vec<_>>());
    let text = memory.add("a客bcdefghij".as_bytes());
    let offsets: Vec<i32> = [0, 1, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12].to_vec();
    let offsets = memory.add(&offsets.iter().flat_map(|offset| offset.to_le_bytes()).collect::<Vec<_>>());
    let (none, all) = ([0, 0], [0, 0]);
    let columns = [
        ("flag", 0, 0, valid, bits, none),
        ("count", 1, 0, all, longs, none),
        ("ratio", 2, 0, valid, doubles, none),
        ("day", 3, 0, valid, days, none),
        ("name", 4, 0, valid, text, offsets),
        ("money", 5, 2, valid, longs, none),
        ("row", 6, 0, all, days, none),
        ("at", 7, 0, all, longs, none),
    ];
    let mut words = vec![u32::try_from(columns.len()).unwrap(), 11];
    for (name, kind, scale, validity, values, offsets) in columns {
        let name = memory.add(name.as_bytes());
        words.extend(name.into_iter().chain([kind, scale]).chain(validity).chain(values).chain(offsets));
    }
    let at = memory.add_words(&words);
    (memory.0, at)
}

fn kind(result: Result<impl Sized>) -> Option<crate::ErrorKind> {
    result.err().map(|error| error.kind())
}

#[test]
fn every_type_comes_out_as_it_went_in() {
    let (memory, at) = table();
    let view = TableView::read(&memory, at).unwrap();
    let batch = view.batch(0..100).unwrap();
    assert_eq!(batch.num_rows(), 11);
    assert!(batch.columns().iter().take(1).all(|column| column.is_null(3)));
    assert!(batch["flag"].as_boolean().value(1) && !batch["flag"].as_boolean().value(2));
    assert_eq!(batch["name"].as_string::<i32>().value(1), "客");
    assert_eq!(batch["money"].as_primitive::<Decimal128Type>().value_as_string(5), "4.97");
    assert_eq!(batch["at"].data_type(), &DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())));
}

#[test]
fn pieces_of_any_size_make_up_the_whole() {
    let (memory, at) = table();
    let view = TableView::read(&memory, at).unwrap();
    let whole = view.batch(0..11).unwrap();
    for size in 1..12 {
        for start in (0..11).step_by(size) {
            let piece = view.batch(start..start + size).unwrap();
            assert_eq!(piece, whole.slice(start, size.min(11 - start)), "{size} from {start}");
        }
    }
    assert_eq!(view.batch(11..20).unwrap().num_rows(), 0);
}

#[test]
fn a_table_without_rows_keeps_its_columns() {
    let mut memory = Memory(vec![0; 16]);
    let name = memory.add(b"key");
    let at = memory.add_words(&[1, 0, name[0], name[1], 4, 0, 0, 0, 0, 0, 0, 0]);
    let batch: RecordBatch = TableView::read(&memory.0, at).unwrap().batch(0..1).unwrap();
    assert_eq!((batch.num_rows(), batch.num_columns()), (0, 1));
}

#[test]
fn no_word_of_a_descriptor_can_make_the_host_panic_or_read_outside() {
    let (memory, at) = table();
    let size = u32::try_from(memory.len()).unwrap();
    let hostile = [
        0,
        1,
        2,
        3,
        7,
        8,
        9,
        10,
        12,
        19,
        size - 1,
        size,
        size + 1,
        u32::MAX / 4,
        1 << 31,
        u32::MAX - 7,
        u32::MAX,
    ];
    let words = 2 + 8 * WORDS;
    let (mut refused, mut tried) = (0, 0);
    for word in 0..words {
        for value in hostile {
            let mut memory = memory.clone();
            let place = usize::try_from(at).unwrap() + 4 * word;
            memory[place..place + 4].copy_from_slice(&value.to_le_bytes());
            let result = TableView::read(&memory, at).and_then(|view| view.batch(0..64));
            tried += 1;
            refused += usize::from(kind(result) == Some(crate::ErrorKind::Abi));
        }
    }
    // What is left are harmless changes: another name, another type of the same width, the unused offsets.
    assert!(refused * 3 > tried, "{refused} of {tried} refused");
    assert_eq!(kind(TableView::read(&memory, u32::MAX - 4)), Some(crate::ErrorKind::Abi));
    assert_eq!(kind(TableView::read(&memory, size - 4)), Some(crate::ErrorKind::Abi));
}

#[test]
fn offsets_that_fall_or_cut_a_character_are_refused() {
    for (offsets, ok) in
        [([0, 1, 4], true), ([0, 4, 1], false), ([-1, 0, 4], false), ([0, 1, 5], false), ([0, 2, 4], false)]
    {
        let mut memory = Memory(vec![0; 16]);
        let (name, text) = (memory.add(b"t"), memory.add("a客".as_bytes()));
        let offsets = offsets.iter().flat_map(|offset: &i32| offset.to_le_bytes()).collect::<Vec<_>>();
        let offsets = memory.add(&offsets);
        let words = [[1, 2], name, [4, 0], [0, 0], text, offsets].concat();
        let at = memory.add_words(&words);
        let result = TableView::read(&memory.0, at).and_then(|view| view.batch(0..2));
        assert_eq!(kind(result), (!ok).then_some(crate::ErrorKind::Abi), "{offsets:?}");
    }
}

#[test]
fn a_decimal_of_nineteen_digits_is_refused_unless_it_is_missing() {
    for (validity, ok) in [(0b10_u8, true), (0b11, false)] {
        let mut memory = Memory(vec![0; 16]);
        let (name, validity) = (memory.add(b"m"), memory.add(&[validity]));
        let values = memory.add(&[i64::MAX.to_le_bytes(), (DECIMAL_END - 1).to_le_bytes()].concat());
        let at = memory.add_words(&[[1, 2], name, [5, 2], validity, values, [0, 0]].concat());
        let view = TableView::read(&memory.0, at).unwrap();
        assert_eq!(view.batch(0..2).is_ok(), ok);
        assert!(view.batch(1..2).is_ok());
    }
}
