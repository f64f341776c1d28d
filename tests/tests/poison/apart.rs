//! A record that stops the module when it is taken apart, before anybody knows whose it is.

use std::sync::LazyLock;

use appraise_host::batch::{Cause, Poisoned};
use appraise_host::{Code, Engine};
use appraise_tests::folder::Folder;
use appraise_tests::planted_module::{Harm, Spot};

use super::bank::{engine, lines, run, scored};

static EVERYWHERE: LazyLock<Engine> = LazyLock::new(|| engine(Harm::Trap, Spot::Everywhere));

const MARK: &str = "POISON!!";

/// Customers, of whom some are poisonous, as a text. `ends` ends a line.
fn text(of: &dyn Fn(usize, &str) -> String, header: &str, poisonous: &[usize], ends: &str) -> String {
    let record = |n: usize| of(n, if poisonous.contains(&n) { MARK } else { "fine" });
    let all: Vec<String> = std::iter::once(header.to_owned()).chain((0..300).map(record)).collect();
    all.join(ends).trim_start().to_owned() + ends
}

fn cells(n: usize, note: &str) -> String {
    format!("C{n},{},\"{note}{}\"", n % 10, if n % 50 == 7 { "\nin two lines" } else { "" })
}

fn object(n: usize, note: &str) -> String {
    format!("{{\"id\":\"C{n}\",\"k\":{},\"note\":\"{note}\"}}", n % 10)
}

/// Quarantined records and their lines, and the customers who were scored.
fn judged(place: &Folder, file: &str, text: &str, chunk_rows: u64) -> (Vec<u32>, Vec<String>, Vec<String>) {
    let _ = std::fs::remove_dir_all(place.join("bank"));
    place.file(&format!("bank/{file}"), text);
    let manifest = run(&EVERYWHERE, place, &place.join("bank"), chunk_rows).0.unwrap();
    let found = manifest.poisoned.iter().map(|poisoned| {
        assert_eq!((poisoned.table.as_str(), poisoned.cause), ("customers", Cause::Trap));
        poisoned.line
    });
    (found.collect(), lines(place, "quarantine"), scored(place))
}

#[test]
fn exactly_the_records_that_cannot_be_taken_apart_are_left_out() {
    let place = Folder::new("apart");
    let poisonous = [0, 1, 120, 299];
    for (file, of, header) in [
        ("customers.csv", &cells as &dyn Fn(usize, &str) -> String, "id,k,note"),
        ("customers.ndjson", &object, ""),
    ] {
        for (ends, chunk_rows) in [("\n", 7), ("\r\n", 65_536)] {
            let whole = text(of, header, &[], ends);
            let (none, _, everybody) = judged(&place, file, &whole, chunk_rows);
            assert!(none.is_empty() && everybody.len() == 300);
            let (found, quarantine, others) =
                judged(&place, file, &text(of, header, &poisonous, ends), chunk_rows);
            // The line of a record is where it stands, whatever lines its neighbours have.
            let line = |n: usize| {
                let at = whole.find(&of(n, "fine")).unwrap();
                1 + whole[..at].matches('\n').count() as u32
            };
            assert_eq!(found, poisonous.map(line), "{file}");
            assert_eq!(
                quarantine,
                found.iter().map(|line| format!("customers,{line},0,trapped,\"\"")).collect::<Vec<_>>()
            );
            let gone = |row: &String| poisonous.iter().any(|n| row.starts_with(&format!("C{n},")));
            assert_eq!(others, everybody.into_iter().filter(|row| !gone(row)).collect::<Vec<_>>(), "{file}");
        }
    }
}

#[test]
fn an_open_quote_before_a_poisonous_record_swallows_nobody() {
    let place = Folder::new("quote");
    let whole = text(&cells, "id,k,note", &[200], "\n").replace("C190,0,\"fine\"", "C190,0,\"fine");
    for chunk_rows in [64, 65_536] {
        let (found, quarantine, others) = judged(&place, "customers.csv", &whole, chunk_rows);
        assert_eq!((found.len(), quarantine.len(), others.len()), (1, 2, 298), "{quarantine:?}");
    }
}

#[test]
fn a_child_row_that_cannot_be_taken_apart_may_be_anybodys() {
    let place = Folder::new("child");
    place.file("bank/customers.csv", text(&cells, "id,k,note", &[], "\n"));
    let rows = |note: &str| {
        let row = |n: usize| format!("C{},R{n},20.00,{}\n", n * 7 % 300, if n == 77 { note } else { "fine" });
        "id,row_id,amount,note\n".to_owned() + &(0..600).map(row).collect::<String>()
    };
    for chunk_rows in [16, 65_536] {
        place.file("bank/rows.csv", rows("fine"));
        run(&EVERYWHERE, &place, &place.join("bank"), chunk_rows).0.unwrap();
        assert!(scored(&place).iter().all(|line| line.ends_with("true")), "{:?}", scored(&place)[0]);
        place.file("bank/rows.csv", rows(MARK));
        let manifest = run(&EVERYWHERE, &place, &place.join("bank"), chunk_rows).0.unwrap();
        let told = Poisoned { table: "rows".to_owned(), line: 79, cause: Cause::Trap };
        assert_eq!(manifest.poisoned, [told]);
        assert_eq!(lines(&place, "quarantine"), ["rows,79,0,trapped,\"\""]);
        let scored = scored(&place);
        assert_eq!(scored.len(), 300);
        assert!(scored.iter().all(|line| !line.ends_with("true")), "{}", scored[0]);
    }
}

#[test]
fn a_poisonous_header_and_too_many_poisonous_records_end_the_run_with_a_code() {
    let place = Folder::new("hopeless");
    let ended = |text: String| {
        place.file("bank/customers.csv", text);
        run(&EVERYWHERE, &place, &place.join("bank"), 64).0.unwrap_err()
    };
    let header = ended(text(&cells, "id,k,note,POISON!!", &[], "\n"));
    assert_eq!(header.code(), Code::TRAP, "{header}");
    assert!(header.to_string().contains("the header of the table `customers`"), "{header}");
    let many = ended(text(&cells, "id,k,note", &(0..70).collect::<Vec<_>>(), "\n"));
    assert_eq!(many.code(), Code::TRAP_MANY, "{many}");
}

#[test]
fn a_key_of_typed_columns_that_stops_the_module_is_left_out_by_its_row() {
    let place = Folder::new("typed");
    let keys = |poison: bool| {
        (0..300).map(move |n| if poison && n == 123 { MARK.to_owned() } else { format!("C{n}") })
    };
    let write = |poison: bool| {
        use std::sync::Arc;
        let ids: arrow_array::ArrayRef = Arc::new(arrow_array::StringArray::from_iter_values(keys(poison)));
        let k: arrow_array::ArrayRef = Arc::new(arrow_array::Int64Array::from_iter_values(0..300));
        let batch = arrow_array::RecordBatch::try_from_iter([("id", ids), ("k", k)]).unwrap();
        let file = place.file("bank/customers.parquet", "");
        let file = std::fs::File::create(file).unwrap();
        let mut out = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
        out.write(&batch).unwrap();
        out.close().unwrap();
    };
    for chunk_rows in [16, 65_536] {
        write(false);
        run(&EVERYWHERE, &place, &place.join("bank"), chunk_rows).0.unwrap();
        let everybody = scored(&place);
        write(true);
        let manifest = run(&EVERYWHERE, &place, &place.join("bank"), chunk_rows).0.unwrap();
        assert_eq!(manifest.poisoned.iter().map(|told| told.line).collect::<Vec<_>>(), [124]);
        let others: Vec<_> = everybody.into_iter().filter(|row| !row.starts_with("C123,")).collect();
        assert_eq!(scored(&place), others);
    }
}
