//! What a poisonous customer takes along: their child rows, and those whose rows are judged with theirs.

use appraise_host::batch::{Cause, Replay, Replayed, replay};
use appraise_host::policy_files::PolicyFiles;
use appraise_host::report::SealReport;
use appraise_tests::folder::Folder;

use super::bank::{POLICY, TRAP, files_of, lines, run, scored, told};

const CUSTOMERS: &str = "id,k,note\n";
const ROWS: &str = "id,row_id,amount,note\n";

/// A hundred customers with two rows each; the rows lie far from their customers.
struct Bank {
    customers: Vec<String>,
    rows: Vec<String>,
}

impl Bank {
    fn new() -> Self {
        let customers = (0..100).map(|n| format!("C{n},{},fine\n", n % 10));
        let rows = (0..200).map(|n| format!("C{},R{n},{}.50,fine\n", n * 7 % 100, n % 20));
        Self { customers: customers.collect(), rows: rows.collect() }
    }

    fn poison(&mut self, customer: usize) {
        self.customers[customer] = self.customers[customer].replace("fine", "POISON!!");
    }

    fn write(&self, place: &Folder) -> std::path::PathBuf {
        place.file("bank/customers.csv", CUSTOMERS.to_owned() + &self.customers.concat());
        place.file("bank/rows.csv", ROWS.to_owned() + &self.rows.concat());
        place.join("bank")
    }

    /// The lines of a customer's rows.
    fn rows_of(&self, customer: &str) -> Vec<usize> {
        let own = |(_, row): &(usize, &String)| row.split(',').next() == Some(customer);
        self.rows.iter().enumerate().filter(own).map(|(at, _)| at + 2).collect()
    }
}

/// Usable and unusable records of a table.
fn all_told(read: &SealReport, table: &str) -> u64 {
    read.tables.iter().filter(|told| told.name == table).map(|told| told.rows + told.quarantined).sum()
}

fn again(place: &Folder, customer: &str) -> appraise_host::Result<Replayed> {
    let files = PolicyFiles::from_text("p.yaml", POLICY);
    let asked = Replay {
        engine: &TRAP,
        files: &files,
        sources: files_of(&place.join("bank")),
        run: &place.join("out"),
        customer,
        scratch: place.join("scratch"),
    };
    replay(&asked, &|_| {})
}

#[test]
fn the_rows_of_a_poisonous_customer_are_in_quarantine_with_them() {
    let place = Folder::new("children");
    let mut bank = Bank::new();
    let without = run(&TRAP, &place, &bank.write(&place), 16).0.unwrap();
    let expected = scored(&place);
    bank.poison(42);
    for chunk_rows in [16, 65_536] {
        let manifest = run(&TRAP, &place, &bank.write(&place), chunk_rows).0.unwrap();
        assert_eq!(manifest.poisoned, [told(44, Cause::Trap)]);
        let mut want = vec!["customers,44,0,trapped,\"\"".to_owned()];
        want.extend(bank.rows_of("C42").iter().map(|line| format!("rows,{line},0,trapped,\"\"")));
        assert_eq!(lines(&place, "quarantine"), want);
        for table in ["customers", "rows"] {
            assert_eq!(all_told(&manifest.read, table), all_told(&without.read, table), "{table}");
        }
        let others: Vec<_> = expected.iter().filter(|line| !line.starts_with("C42,")).cloned().collect();
        assert_eq!(scored(&place), others);
    }
}

#[test]
fn customers_who_are_tied_to_a_poisonous_one_go_with_them_and_nobody_else() {
    // One key twice; one id under two customers.
    let (double, shared) = (
        |bank: &mut Bank| bank.customers.push("C42,1,fine\n".to_owned()),
        |bank: &mut Bank| {
            let row = bank.rows_of("C42")[0] - 2;
            bank.rows.push(bank.rows[row].replace("C42,", "C77,"));
        },
    );
    for (tie, tied) in [(&double as &dyn Fn(&mut Bank), 102), (&shared, 79)] {
        let place = Folder::new("tied");
        let mut bank = Bank::new();
        tie(&mut bank);
        assert!(run(&TRAP, &place, &bank.write(&place), 16).0.unwrap().poisoned.is_empty());
        let expected = scored(&place);
        bank.poison(42);
        for chunk_rows in [7, 65_536] {
            let manifest = run(&TRAP, &place, &bank.write(&place), chunk_rows).0.unwrap();
            assert_eq!(manifest.poisoned, [told(44, Cause::Trap), told(tied, Cause::Trap)]);
            assert_eq!((all_told(&manifest.read, "customers"), all_told(&manifest.read, "rows")), {
                (bank.customers.len() as u64, bank.rows.len() as u64)
            });
            let gone = |line: &String| line.starts_with("C42,") || tied == 79 && line.starts_with("C77,");
            let others: Vec<_> = expected.iter().filter(|line| !gone(line)).cloned().collect();
            assert_eq!(scored(&place), others, "{chunk_rows}");
        }
    }
}

#[test]
fn a_poisonous_customer_who_is_judged_again_stops_the_module_again() {
    let place = Folder::new("again");
    let mut bank = Bank::new();
    bank.poison(42);
    bank.rows.push(bank.rows[bank.rows_of("C42")[0] - 2].replace("C42,", "C77,"));
    for chunk_rows in [7, 65_536] {
        run(&TRAP, &place, &bank.write(&place), chunk_rows).0.unwrap();
        for customer in ["C42", "C77", "C41"] {
            let replayed = again(&place, customer).unwrap();
            assert!(replayed.is_same() && replayed.together.is_none(), "{customer}: {replayed:?}");
            let table = if customer == "C41" { "customers" } else { "quarantine" };
            // Two customers with two rows each and the row that ties them; one who is scored.
            let same = replayed.tables.iter().find(|found| found.table == table).map(|found| found.same);
            assert_eq!(same, Some(if customer == "C41" { 1 } else { 7 }), "{customer}: {replayed:?}");
        }
        assert!(again(&place, "C420").unwrap_err().to_string().contains("no row of the customer"));
    }
    // What the run says of the customer is not believed.
    let told = place.join("out/quarantine.csv");
    let text = std::fs::read_to_string(&told).unwrap();
    std::fs::write(&told, text.replace("customers,44,0,trapped", "customers,44,0,out_of_fuel")).unwrap();
    assert!(!again(&place, "C42").unwrap().is_same());
}
