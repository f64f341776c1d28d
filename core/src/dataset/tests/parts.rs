//! Tests of indexes, and of datasets that are parts of larger ones.

use alloc::format;

use super::*;

fn index(table: &str, bytes: &[u8]) -> Vec<Entry> {
    let mut index = Index::new(&schema(), table, &[]).unwrap();
    index.read(bytes, true).unwrap();
    index.take()
}

fn slice<'a>(text: &'a str, entry: &Entry) -> &'a str {
    let end = entry.end as usize;
    &text[end - entry.len as usize..end]
}

#[test]
fn an_index_says_where_records_lie_and_whose_they_are() {
    let text =
        "owner,account,amount,remark\r\n\r\nC1,7,1,\"a\r\nb\"\r\nC2,,1,\nC1,007,2,\nC1,1,2,x,C2\n,8,,\n";
    let entries = index("accounts", text.as_bytes());
    let records = ["C1,7,1,\"a\r\nb\"", "C2,,1,", "C1,007,2,", "C1,1,2,x,C2", ",8,,"];
    assert_eq!(entries.iter().map(|entry| slice(text, entry)).collect::<Vec<_>>(), records);
    assert_eq!(entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [3, 5, 6, 7, 8]);
    let lost = [Lost::No, Lost::Known, Lost::No, Lost::Two, Lost::Anybody];
    assert_eq!(entries.iter().map(|entry| entry.lost).collect::<Vec<_>>(), lost);
    let own = index("customers", format!("{HEADER}C1,1,1,,,,,\nC2,1,1,,,,,\n").as_bytes());
    assert_eq!((entries[0].key, entries[1].key), (own[0].key, own[1].key));
    // Both ends of the record name an owner: its first cell, and the fourth from its end.
    assert_eq!(entries[3].key, own[0].key);
    assert_eq!(entries[0].id, entries[2].id, "007 is 7");
    assert_eq!((entries[1].id, entries[4].key), (0, 0));
}

#[test]
fn typed_rows_have_the_keys_of_their_texts() {
    let mut index = Index::new(&schema(), "accounts", &[]).unwrap();
    let (offsets, bytes) = ([0, 2, 4], b"C1C2");
    let columns = |ids: &'static [i64]| {
        [typed("owner", InputData::Utf8 { offsets: &offsets, bytes }), typed("account", InputData::I64(ids))]
    };
    index.put(&columns(&[7, 8])).unwrap();
    index.put(&columns(&[9, 7])).unwrap();
    let text = self::index("accounts", format!("{ACCOUNTS}C1,7,,\nC2,8,,\nC1,9,,\nC2,7,,\n").as_bytes());
    let keys = |entry: &Entry| (entry.key, entry.id);
    let entries = index.take();
    assert_eq!(entries.iter().map(keys).collect::<Vec<_>>(), text.iter().map(keys).collect::<Vec<_>>());
    let places: Vec<_> = entries.iter().map(|entry| (entry.end, entry.len, entry.line)).collect();
    assert_eq!(places, [(1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 1, 4)]);
}

#[test]
fn a_damaged_typed_row_is_blamed_on_its_owner() {
    let mut builder = Builder::new(&schema());
    builder.read("customers", format!("{HEADER}C1,1,1,,,,,\nC2,1,1,,,,,\n").as_bytes(), true).unwrap();
    let texts = "C1C2\u{fffd}";
    let columns = [
        typed("owner", InputData::Utf8 { offsets: &[0, 2, 4], bytes: texts.as_bytes() }),
        typed("account", InputData::I64(&[1, 2])),
        typed("amount", InputData::I64(&[1, 2])),
        typed("remark", InputData::Utf8 { offsets: &[0, 0, 7], bytes: texts.as_bytes() }),
    ];
    builder.put("accounts", &columns).unwrap();
    assert_eq!(incomplete(&builder.seal().unwrap()), [1]);
}

#[test]
fn records_that_stand_apart_do_not_swallow_each_other() {
    // In this order the two quotes would be those of one cell.
    let records = ["C1,7,1,\"a", "C2,8,1,b\"", "C2,9,2,\"x\ny\""];
    let ends: Vec<u32> = records
        .iter()
        .scan(0, |end, record| {
            *end += record.len() as u32;
            Some(*end)
        })
        .collect();
    let mut builder = Builder::new(&schema());
    builder.read("customers", format!("{HEADER}C1,1,1,,,,,\nC2,1,1,,,,,\n").as_bytes(), true).unwrap();
    builder.records("accounts", ACCOUNTS.trim_end().as_bytes(), &[27]).unwrap();
    builder.lines("accounts", &[40, 2, 17]).unwrap();
    builder.records("accounts", records.concat().as_bytes(), &ends).unwrap();
    builder.read("accounts", b"", true).unwrap();
    let dataset = builder.seal().unwrap();
    let stray = FaultReason::StrayQuote;
    assert_eq!(quarantined(&dataset), [(2, stray, ""), (40, stray, "")]);
    assert_eq!((keys(&dataset, 1), &*dataset.tables[1].lines), (vec!["9"], &[17][..]));
}

#[test]
fn records_that_are_cut_elsewhere_and_lines_that_do_not_fit_are_refused() {
    let begun = || {
        let mut builder = Builder::new(&schema());
        let header = HEADER.trim_end();
        builder.records("customers", header.as_bytes(), &[header.len() as u32]).unwrap();
        builder
    };
    let text = b"C1,1,1,,,,,\nC2,1,1,,,,,";
    for ends in [&[23][..], &[12, 13], &[11, 40], &[11, 4]] {
        assert_eq!(begun().records("customers", text, ends).unwrap_err().code, Code::DatasetState);
    }
    let told = |lines: &[u32]| {
        let mut builder = begun();
        builder.lines("customers", lines).unwrap();
        builder.records("customers", text, &[11, 23])?;
        builder.read("customers", b"", true).unwrap();
        builder.seal()
    };
    assert!(told(&[2, 3]).is_ok());
    for lines in [&[2][..], &[2, 3, 4]] {
        assert_eq!(told(lines).unwrap_err().code, Code::DatasetState);
    }
    let mut late = begun();
    late.read("customers", text, true).unwrap();
    assert_eq!(late.lines("customers", &[9]).unwrap_err().code, Code::DatasetState);
}

#[test]
fn what_other_parts_know_is_told() {
    let mut builder = Builder::new(&schema());
    builder.later_part();
    builder.leave_out("customers", &[9], FaultReason::Trapped).unwrap();
    builder.leave_out("customers", &[4], FaultReason::OutOfFuel).unwrap();
    builder.leave_out("accounts", &[7, 8], FaultReason::Trapped).unwrap();
    assert_eq!(builder.leave_out("no", &[1], FaultReason::Trapped).unwrap_err().code, Code::TableNotDeclared);
    builder.incomplete("accounts").unwrap();
    builder.read("customers", format!("{HEADER}C1,1,1,,,,,\nC2,1,1,,,,,\n").as_bytes(), true).unwrap();
    builder.read("accounts", ACCOUNTS.as_bytes(), true).unwrap();
    let dataset = builder.seal().unwrap();
    let [fuel, trap] = [FaultReason::OutOfFuel, FaultReason::Trapped];
    assert_eq!(quarantined(&dataset), [(4, fuel, ""), (9, trap, ""), (7, trap, ""), (8, trap, "")]);
    assert_eq!(incomplete(&dataset), [0, 1]);
}

#[test]
fn a_line_of_json_that_is_too_long_is_the_same_in_any_pieces() {
    let long = format!("{{\"owner\":\"C1\",\"account\":1,\"remark\":\"{}\"}}", "x".repeat(MAX_RECORD + 5));
    let text = format!("\u{feff}{long}\n{{\"owner\":\"C2\",\"account\":2}}\n{long}");
    let whole = index("accounts", text.as_bytes());
    assert_eq!(
        whole.iter().map(|entry| entry.lost).collect::<Vec<_>>(),
        [Lost::Known, Lost::No, Lost::Known]
    );
    for size in [1 << 16, MAX_RECORD - 1, MAX_RECORD + 1, MAX_RECORD + 4, MAX_RECORD + 40] {
        let mut index = Index::new(&schema(), "accounts", &[]).unwrap();
        let (mut done, mut end) = (0, 0);
        while done < text.len() {
            end = text.len().min(end + size);
            done += index.read(&text.as_bytes()[done..end], end == text.len()).unwrap();
        }
        assert_eq!(index.take(), whole, "pieces of {size}");
    }
    assert!(whole.iter().all(|entry| entry.len as usize <= MAX_RECORD + 1));
}

#[test]
fn customers_who_are_numbered_keep_their_numbers_when_one_is_left_out() {
    let mut schema = schema();
    schema.tables[0].key = RowKey::RowNumber;
    let mut builder = Builder::new(&schema);
    builder.leave_out("customers", &[3], FaultReason::Trapped).unwrap();
    builder.lines("customers", &[2, 4]).unwrap();
    builder.read("customers", format!("{HEADER}A,1,1,,,,,\nC,1,1,,,,,\n").as_bytes(), true).unwrap();
    assert_eq!(keys(&builder.seal().unwrap(), 0), ["1", "3"]);
}

#[test]
fn an_entry_leaves_as_its_numbers() {
    let entry = Entry { end: 1, key: 2, other: 3, id: 4, line: 5, len: 6, lost: Lost::Two };
    let mut bytes = [0; Entry::BYTES];
    for (at, number) in [(0, 1), (8, 2), (16, 3), (24, 4), (32, 5), (36, 6), (40, 2)] {
        bytes[at] = number;
    }
    let mut written = Vec::new();
    entry.write(&mut written);
    assert_eq!(written, bytes);
}

#[test]
fn tables_that_are_not_about_customers_have_no_index() {
    assert!(Index::new(&schema(), "customers", &[]).is_some());
    assert!(Index::new(&schema(), "nothing", &[]).is_none());
}
