//! Tests of reading and sealing, on two small tables: customers `c` and their accounts.

use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;

mod parts;
mod whole;

use super::csv::MAX_RECORD;
use super::*;
use crate::column::Values;
use crate::diagnostic::Code;
use crate::model::{EnumDef, Field, RowKey, Schema, Table, TableTime};
use crate::value::{EnumId, Type, Value};

fn field(id: &str, ty: Type) -> Field {
    let bool_texts = |text: &str| if ty == Type::Bool { vec![text.to_string()] } else { Vec::new() };
    Field {
        id: id.into(),
        source: id.into(),
        label: None,
        ty,
        unit: None,
        min: None,
        max: None,
        nullable: true,
        null_texts: Vec::new(),
        true_texts: bool_texts("yes"),
        false_texts: bool_texts("no"),
        class: None,
        lawful: Default::default(),
        change: None,
        purpose: Vec::new(),
        used: true,
        kept: false,
        rank: 0,
    }
}

fn schema() -> Schema {
    let required = |field: Field| Field { nullable: false, ..field };
    let customers = vec![
        required(field("id", Type::String)),
        Field { min: Some(Value::Int(0)), max: Some(Value::Int(150)), ..field("age", Type::Int) },
        required(field("balance", Type::Decimal(2))),
        Field { class: Some("C2".into()), ..field("born", Type::Date) },
        field("loan", Type::Bool),
        field("grade", Type::Enum(EnumId(0))),
        field("ratio", Type::Double),
        Field { used: false, ..field("note", Type::Int) },
    ];
    let accounts = vec![
        required(field("owner", Type::String)),
        required(field("account", Type::Int)),
        Field { null_texts: vec!["-1".into()], ..field("amount", Type::Decimal(2)) },
        field("remark", Type::String),
    ];
    let table = |id: &str, key, fields| Table {
        id: id.into(),
        label: None,
        key,
        delimiter: None,
        quote: b'"',
        fields,
        time: TableTime::default(),
    };
    Schema {
        tables: vec![
            table("customers", RowKey::Field(0), customers),
            table("accounts", RowKey::Child { parent: 0, id: 1, max_rows: 3 }, accounts),
        ],
        enums: vec![EnumDef { members: ["B", "A", "C"].map(|id| (id.to_string(), None)).into() }],
        zone: crate::date::Zone::UTC,
    }
}

const HEADER: &str = "id,age,balance,born,loan,grade,ratio,note\n";
const ACCOUNTS: &str = "owner,account,amount,remark\n";

fn sealed(customers: &[u8], accounts: Option<&[u8]>) -> Dataset {
    pieces(customers, accounts, usize::MAX)
}

/// Feeds both texts in pieces of `size` bytes, each behind what was left of the one before.
fn pieces(customers: &[u8], accounts: Option<&[u8]>, size: usize) -> Dataset {
    let mut builder = Builder::new(&schema());
    feed(&mut builder, "customers", customers, size);
    if let Some(accounts) = accounts {
        feed(&mut builder, "accounts", accounts, size);
    }
    builder.seal().unwrap()
}

fn feed(builder: &mut Builder, table: &str, bytes: &[u8], size: usize) {
    let (mut done, mut end) = (0, 0);
    while end < bytes.len() {
        end = end.saturating_add(size).min(bytes.len());
        done += builder.read(table, &bytes[done..end], false).unwrap();
    }
    let rest = &bytes[done..];
    assert_eq!(builder.read(table, rest, true).unwrap(), rest.len());
}

fn customers(rows: &str) -> Dataset {
    sealed([HEADER, rows].concat().as_bytes(), None)
}

fn with_accounts(rows: &str) -> Dataset {
    let customers = [HEADER, "a,1,1,,,,,\nb,2,2,,,,,\nc,3,3,,,,,\n"].concat();
    sealed(customers.as_bytes(), Some([ACCOUNTS, rows].concat().as_bytes()))
}

fn faults(dataset: &Dataset) -> Vec<(u32, u32, FaultReason, &str)> {
    dataset.faults.iter().map(|f| (f.line, f.column, f.reason, f.text.as_str())).collect()
}

fn quarantined(dataset: &Dataset) -> Vec<(u32, FaultReason, &str)> {
    dataset.quarantine.iter().map(|q| (q.line, q.reason, q.key.as_str())).collect()
}

fn column(dataset: &Dataset, table: usize, field: usize) -> &Column {
    dataset.tables[table].columns[field].as_ref().unwrap()
}

fn keys(dataset: &Dataset, table: usize) -> Vec<&str> {
    dataset.tables[table].keys.iter().map(|code| dataset.texts.text(*code)).collect()
}

fn incomplete(dataset: &Dataset) -> Vec<usize> {
    dataset.tables[1].incomplete.as_ref().map(|bits| bits.ones_iter().collect()).unwrap_or_default()
}

#[test]
fn cells_are_read_by_their_fields() {
    let data = customers("k1, 30 ,12.5,2026-01-31,yes,A,1e-3,junk\nk2,3.0,-7,20260131,no,\u{3000}C,,\n");
    assert_eq!(keys(&data, 0), ["k1", "k2"]);
    assert_eq!(column(&data, 0, 1).values, Values::I64(vec![30, 3]));
    assert_eq!(column(&data, 0, 2).values, Values::I64(vec![1250, -700]));
    assert_eq!(column(&data, 0, 3).values, Values::I32(vec![20_484, 20_484]));
    assert_eq!(column(&data, 0, 5).values, Values::Code(vec![1, 2]));
    assert_eq!(column(&data, 0, 6).values, Values::F64(vec![0.001, 0.0]));
    let known = column(&data, 0, 6).known.as_ref().unwrap();
    assert_eq!((known.get(0), known.get(1)), (true, false));
    assert_eq!(column(&data, 0, 2).known, None);
    assert!(data.tables[0].columns[7].is_none(), "an unused column is not read");
    assert_eq!(data.tables[0].lines, [2, 3]);
    assert!(data.faults.is_empty() && data.quarantine.is_empty());
}

#[test]
fn a_bad_cell_is_a_fault_and_its_row_stays() {
    let data = customers(
        "k1,old,1.005,2026-02-29,maybe,D,nan,\nk2,151,,,,,,\nk3,-1,99999999999999999999,,,,1e999,\n",
    );
    use FaultReason::*;
    let expected = [
        (2, 2, NotOfType, "old"),
        (2, 3, TooManyDecimals, "1.005"),
        (2, 4, InvalidDate, "***"),
        (2, 5, NotOfType, "maybe"),
        (2, 6, NotAMember, "D"),
        (2, 7, NotOfType, "nan"),
        (3, 2, OutOfRange, "151"),
        (3, 3, Required, ""),
        (4, 2, OutOfRange, "-1"),
        (4, 3, OutOfRange, "99999999999999999999"),
        (4, 7, OutOfRange, "1e999"),
    ];
    assert_eq!(faults(&data), expected);
    assert_eq!(data.faults[0].key, "k1");
    assert_eq!(data.tables[0].rows, 3);
    let balance = column(&data, 0, 2);
    assert_eq!(balance.values, Values::I64(vec![0, 0, 0]));
    assert_eq!(balance.known.as_ref().unwrap().count_ones(), 0);
    assert_eq!(
        balance.reasons,
        [(0, Reason::Invalid), (2, Reason::Invalid)],
        "a missing value is only missing"
    );
}

#[test]
fn a_long_text_in_a_fault_is_cut() {
    let data = customers(&["k1,", &"é".repeat(100), ",1,,,,,\n"].concat());
    assert_eq!(data.faults[0].text, "é".repeat(64));
}

#[test]
fn a_stray_quote_costs_one_line() {
    let rows = "k1,1,1,,,,,\nk2,\"1\"x,1,,,,,\nk3,1\",1,,,,,\n\"k4\",1,1,,,,,\nk5,\"1,1,,,,,\nk6,1,1,,,,,\n";
    let data = customers(rows);
    let stray = FaultReason::StrayQuote;
    assert_eq!(quarantined(&data), [(3, stray, ""), (4, stray, ""), (6, stray, "")]);
    assert_eq!(keys(&data, 0), ["k1", "k4", "k6"]);
    assert_eq!(data.tables[0].lines, [2, 5, 7]);
}

#[test]
fn quotes_hold_delimiters_line_ends_and_quotes() {
    let data = with_accounts("a,1,2,\"x, \"\"y\"\"\r\nz\"\nb,2,\"3\",\n");
    let Values::Code(remarks) = &column(&data, 1, 3).values else { panic!() };
    assert_eq!(data.texts.text(remarks[0]), "x, \"y\"\r\nz");
    assert_eq!(data.tables[1].lines, [2, 4]);
}

#[test]
fn a_record_of_another_length_is_quarantined() {
    let data = customers("k1,1,1,,,,\nk2,1,1,,,,,,\nk3,1,1,,,,,\n");
    let wrong = FaultReason::WrongLength;
    assert_eq!(quarantined(&data), [(2, wrong, ""), (3, wrong, "")]);
    assert_eq!(keys(&data, 0), ["k3"]);
}

#[test]
fn a_record_that_is_not_utf8_is_quarantined() {
    let rows =
        [HEADER.as_bytes(), b"k\xff,1,1,,,,,\nk\xef\xbf\xbd,1,1,,,,,\n\xe4,\xbd\xa0,1,,,,,\nk4,1,1,,,,,\n"]
            .concat();
    let data = sealed(&rows, None);
    let encoding = FaultReason::Encoding;
    assert_eq!(quarantined(&data), [(2, encoding, ""), (3, encoding, ""), (4, encoding, "")]);
    assert_eq!(keys(&data, 0), ["k4"]);
}

#[test]
fn all_rows_of_a_duplicate_key_are_quarantined() {
    let data = customers("k1,1,1,,,,,\nk2,x,2,,,,,\nk1,3,3,,,,,\n ,4,4,,,,,\nk3,y,5,,,,,\n");
    use FaultReason::*;
    assert_eq!(quarantined(&data), [(2, DuplicateKey, "k1"), (4, DuplicateKey, "k1"), (5, UnusableKey, "")]);
    assert_eq!(keys(&data, 0), ["k2", "k3"]);
    assert_eq!(column(&data, 0, 2).values, Values::I64(vec![200, 500]));
    assert_eq!(column(&data, 0, 1).reasons, [(0, Reason::Invalid), (1, Reason::Invalid)]);
    assert_eq!(data.tables[0].lines, [3, 6]);
}

#[test]
fn child_rows_are_joined_in_id_order_whatever_the_order_of_the_file() {
    let rows = ["c,20,1,\n", "a,10,2,\n", "c,3,-1.00,\n", "a,9,4,x\n", "c,100,5,\n"];
    let data = with_accounts(&rows.concat());
    assert_eq!(keys(&data, 1), ["10", "9", "100", "20", "3"]);
    assert_eq!(data.tables[1].offsets, [0, 2, 2, 5]);
    assert_eq!(column(&data, 1, 2).values, Values::I64(vec![200, 400, 500, 100, 0]));
    assert_eq!(column(&data, 1, 2).known.as_ref().unwrap().ones_iter().count(), 4);
    assert!(incomplete(&data).is_empty());
    let mut reversed = rows;
    reversed.reverse();
    let other = with_accounts(&reversed.concat());
    assert_eq!(keys(&other, 1), keys(&data, 1));
    assert_eq!(column(&other, 1, 2), column(&data, 1, 2));
}

#[test]
fn an_orphan_is_quarantined_and_makes_nobody_incomplete() {
    let data = with_accounts("a,1,1,\nz,2,1,\n");
    assert_eq!(quarantined(&data), [(3, FaultReason::Orphan, "2")]);
    assert!(incomplete(&data).is_empty());
}

#[test]
fn duplicate_child_ids_make_their_customers_incomplete() {
    let data = with_accounts("a,1,1,\nb,1,1,\nc,2,1,\nz,2,1,\nb,3,1,\n");
    use FaultReason::*;
    let expected = [(2, DuplicateKey, "1"), (3, DuplicateKey, "1"), (4, DuplicateKey, "2"), (5, Orphan, "2")];
    assert_eq!(quarantined(&data), expected);
    assert_eq!(incomplete(&data), [0, 1, 2]);
    assert_eq!(data.tables[1].offsets, [0, 0, 1, 1]);
}

#[test]
fn too_many_rows_of_a_customer_are_all_quarantined() {
    let data = with_accounts("a,1,1,\na,2,1,\na,3,1,\na,4,1,\nb,5,1,\nb,6,1,\nb,7,1,\n");
    assert_eq!(data.quarantine.len(), 4);
    assert!(data.quarantine.iter().all(|q| q.reason == FaultReason::TooManyRows));
    assert_eq!(incomplete(&data), [0]);
    assert_eq!(data.tables[1].offsets, [0, 0, 3, 3]);
}

#[test]
fn a_lost_child_row_makes_its_customer_incomplete() {
    assert_eq!(incomplete(&with_accounts("b,1,1,x,y\n")), [1]);
    assert_eq!(incomplete(&with_accounts("b,1,1,x\"y\n")), [1]);
    assert_eq!(incomplete(&with_accounts("b,1\n")), [1]);
    assert_eq!(incomplete(&with_accounts("b,oops,1,\n")), [1]);
    assert_eq!(incomplete(&with_accounts("z,oops,1,\n")), Vec::<usize>::new(), "an orphan's");
}

#[test]
fn a_lost_child_row_without_a_parent_makes_everyone_incomplete() {
    for row in ["z,1\n", ",1,1,\n", "\u{fffd},1,1,\n", "\"q\n"] {
        assert_eq!(incomplete(&with_accounts(row)), [0, 1, 2], "{row}");
    }
}

#[test]
fn keys_can_be_the_numbers_of_the_records() {
    let mut schema = schema();
    schema.tables[0].key = RowKey::RowNumber;
    let mut builder = Builder::new(&schema);
    let text = [HEADER, "x,1,1,,,,,\n\nbroken\ny,2,2,,,,,\n"].concat();
    feed(&mut builder, "customers", text.as_bytes(), usize::MAX);
    let data = builder.seal().unwrap();
    assert_eq!(keys(&data, 0), ["1", "3"]);
    assert_eq!(data.tables[0].lines, [2, 5]);
}

#[test]
fn feeding_pieces_equals_feeding_at_once() {
    let customers = "\u{feff}\r\nid;age;balance;born;loan;grade;ratio;note\r\n\"a\";1;1;;;;;\"x\r\ny\"\r\nb\"b;1;1;;;;;\rc;\
                     \"3;3;;;;;\n\n\r\n你好;3;\"3\";;;;;\"\"\"\"\r\nd;4;4\r\n\u{fffd};5;5;;;;;\ne;5;5;;;;;\r\n\"f\r\ng;7;7;;;;;\"";
    let accounts = "owner|account|amount|remark\na|1|1|\"|\"\ne|2|2|\ra|1|\"1\r\n\rb|x|1|\n你好|7|-1|";
    let whole = sealed(customers.as_bytes(), Some(accounts.as_bytes()));
    assert_eq!(keys(&whole, 0), ["a", "你好", "e"]);
    assert_eq!(whole.quarantine.len() + whole.tables.iter().map(|t| t.rows).sum::<usize>(), 8 + 5);
    for size in 1..60 {
        let cut = pieces(customers.as_bytes(), Some(accounts.as_bytes()), size);
        assert_eq!(cut.quarantine, whole.quarantine, "{size}");
        assert_eq!(cut.faults, whole.faults, "{size}");
        for (cut, whole) in cut.tables.iter().zip(&whole.tables) {
            assert_eq!(cut.keys, whole.keys, "{size}");
            assert_eq!(cut.lines, whole.lines, "{size}");
            assert_eq!(cut.columns, whole.columns, "{size}");
            assert_eq!(cut.offsets, whole.offsets, "{size}");
            assert_eq!(cut.incomplete, whole.incomplete, "{size}");
        }
    }
}

#[test]
fn every_record_is_a_row_or_quarantined_on_random_text() {
    let mut state = 7u64;
    for _ in 0..3000 {
        let mut text = String::from("owner,account,amount,remark\n");
        for _ in 0..60 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push(
                ['"', ',', '\n', '\r', 'a', '1', ' ', '"', ',', '\n', ',', '你'][(state >> 33) as usize % 12],
            );
        }
        let head = [HEADER, "a,1,1,,,,,\n"].concat();
        let whole = sealed(head.as_bytes(), Some(text.as_bytes()));
        let cut = pieces(head.as_bytes(), Some(text.as_bytes()), 1);
        assert_eq!(cut.quarantine, whole.quarantine, "{text:?}");
        assert_eq!(cut.faults, whole.faults, "{text:?}");
        assert_eq!(cut.tables[1].lines, whole.tables[1].lines, "{text:?}");
        assert_eq!(cut.tables[1].columns, whole.tables[1].columns, "{text:?}");
        let broken = whole.quarantine.iter().any(|q| q.reason == FaultReason::StrayQuote);
        if !text.contains('"') {
            let lines = text.split(['\n', '\r']).filter(|line| !line.is_empty()).count() - 1;
            assert_eq!(whole.quarantine.len() + whole.tables[1].rows, lines, "{text:?}");
            assert!(!broken);
        }
    }
}

#[test]
fn a_line_that_is_too_long_is_skipped_and_an_open_quote_is_bounded() {
    let long = "x".repeat(MAX_RECORD + 1);
    let data = customers(&["k1,1,1,,,,,", &long, "\nk2,2,2,,,,,\n"].concat());
    assert_eq!(quarantined(&data), [(2, FaultReason::TooLong, "")]);
    assert_eq!(data.tables[0].lines, [3]);
    // The quote of line 2 never closes.
    let rows = "k,1,1,,,,,\n".repeat(MAX_RECORD / 10);
    let data = customers(&["\"open,1,1,,,,,\n", &rows, "last,1,1,,,,,\n"].concat());
    assert_eq!(data.quarantine[0].reason, FaultReason::StrayQuote);
    assert_eq!(keys(&data, 0), ["last"]);
}

#[test]
fn headers_are_refused_with_a_code() {
    let read = |table: &str, text: &str| {
        let mut builder = Builder::new(&schema());
        builder.read(table, text.as_bytes(), true).map_err(|d| d.code)
    };
    assert_eq!(read("nobody", HEADER), Err(Code::TableNotDeclared));
    assert_eq!(read("customers", ""), Err(Code::BadHeader));
    assert_eq!(read("customers", "\u{feff}\n\n"), Err(Code::BadHeader));
    assert_eq!(read("customers", "id,\"age\"x\n"), Err(Code::BadHeader));
    assert_eq!(read("customers", "id,age,balance,age\n"), Err(Code::DuplicateColumn));
    assert_eq!(read("customers", "id,age\n"), Err(Code::MissingColumn), "balance is not nullable");
    assert_eq!(read("customers", "balance,age\n"), Err(Code::MissingColumn), "the key");
    assert_eq!(read("customers", "balance, id ,x,x\n"), Ok(17), "nullable columns may be absent");
}

#[test]
fn a_dataset_without_customers_or_with_half_a_table_is_refused() {
    let code = |builder: Builder| builder.seal().err().map(|d| d.code);
    assert_eq!(code(Builder::new(&schema())), Some(Code::TableNotDelivered));
    let mut builder = Builder::new(&schema());
    builder.read("customers", HEADER.as_bytes(), false).unwrap();
    assert_eq!(code(builder), Some(Code::DatasetState));
    let data = customers("");
    assert_eq!((data.tables[0].rows, data.tables[1].supplied), (0, false));
    let data = customers("a,1,1,,,,,\n");
    assert_eq!(data.tables[1].offsets, [0, 0]);
    assert!(data.tables[1].columns.iter().all(Option::is_none));
}

fn typed<'a>(name: &'a str, data: InputData<'a>) -> InputColumn<'a> {
    InputColumn { name, validity: None, data }
}

#[test]
fn typed_columns_mean_what_their_texts_would() {
    let ids = InputData::Utf8 { offsets: &[0, 1, 2, 4], bytes: "abé".as_bytes() };
    let mut builder = Builder::new(&schema());
    let columns = [
        typed("id", ids),
        InputColumn { validity: Some(&[0b101]), ..typed("age", InputData::F64(&[30.0, f64::NAN, 1.5])) },
        typed("balance", InputData::F64(&[1.005, -0.125, f64::INFINITY])),
        typed("born", InputData::Date(&[0, i32::MAX, -1])),
        typed("loan", InputData::Bool(&[0b110], 3)),
        typed("grade", InputData::Utf8 { offsets: &[0, 1, 2, 3], bytes: b"ABX" }),
    ];
    builder.put("customers", &columns).unwrap();
    let second = InputData::Utf8 { offsets: &[1, 2], bytes: b"xyz" };
    let columns = [
        typed("balance", InputData::Decimal(&[7], 0)),
        typed("id", second),
        typed("age", InputData::I64(&[40])),
        typed("born", InputData::Date(&[1])),
        typed("loan", InputData::Bool(&[0], 1)),
        typed("grade", InputData::Utf8 { offsets: &[0, 0], bytes: b"" }),
    ];
    builder.put("customers", &columns).unwrap();
    let data = builder.seal().unwrap();
    assert_eq!(keys(&data, 0), ["a", "b", "é", "y"]);
    assert_eq!(column(&data, 0, 1).values, Values::I64(vec![30, 0, 0, 40]));
    assert_eq!(column(&data, 0, 2).values, Values::I64(vec![101, -13, 0, 700]));
    use FaultReason::*;
    let expected = [
        (2, 4, InvalidDate, "***"),
        (3, 2, NotOfType, "1.5"),
        (3, 3, OutOfRange, "+Inf"),
        (3, 6, NotAMember, "X"),
    ];
    assert_eq!(faults(&data), expected);
    assert!(data.tables[0].lines.is_empty());
    assert!(data.tables[0].columns[6].is_none());
}

#[test]
fn hostile_buffers_are_refused_whole() {
    let ids = InputData::Utf8 { offsets: &[0, 1, 2], bytes: b"ab" };
    let balance = typed("balance", InputData::I64(&[1, 2]));
    let cases = [
        typed("id", InputData::Utf8 { offsets: &[0, 1, 3], bytes: b"ab" }),
        typed("id", InputData::Utf8 { offsets: &[0, 2, 1], bytes: b"ab" }),
        typed("id", InputData::Utf8 { offsets: &[-1, 1, 2], bytes: b"ab" }),
        typed("id", InputData::Utf8 { offsets: &[0, 1, 2], bytes: "é".as_bytes() }),
        typed("id", InputData::Utf8 { offsets: &[0, 1, 2], bytes: b"a\xff" }),
        typed("id", InputData::Utf8 { offsets: &[], bytes: b"" }),
        typed("id", InputData::F64(&[1.0, 2.0])),
        InputColumn { validity: Some(&[]), ..typed("id", ids) },
    ];
    for case in cases {
        let mut builder = Builder::new(&schema());
        let found = builder.put("customers", &[balance, case]).map_err(|d| d.code);
        assert_eq!(found, Err(Code::BadDescriptor), "{case:?}");
        builder.put("customers", &[balance, typed("id", ids)]).unwrap();
        assert_eq!(builder.seal().unwrap().tables[0].rows, 2);
    }
    let mut builder = Builder::new(&schema());
    let short = typed("loan", InputData::Bool(&[], 2));
    assert!(builder.put("customers", &[balance, typed("id", ids), short]).is_err());
}

#[test]
fn the_report_counts_every_table() {
    let data = with_accounts("a,1,x,\nz,2,1,\n");
    let report = data.report(&schema());
    let counts: Vec<_> =
        report.tables.iter().map(|t| (t.name.as_str(), t.rows, t.quarantined, t.faults)).collect();
    assert_eq!(counts, [("customers", 3, 0, 0), ("accounts", 1, 1, 1)]);
}
