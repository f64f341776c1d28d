//! The table in `SECURITY.md`: read, held against what happened, written again.

use std::collections::BTreeMap;

use appraise_tests::corpus::root;

use crate::Case;
use crate::child::Ended;

const BEGIN: &str = "<!-- hostile: made by `BLESS=1 APPRAISE_FULL=1 cargo test --release -p appraise-tests --test hostile` -->\n";
const END: &str = "<!-- end of hostile -->\n";
const HEAD: &str = "| What is hostile | Case | How it ends |\n|---|---|---|\n";

pub struct Page {
    text: String,
    known: BTreeMap<String, String>,
    bless: bool,
    only_new: bool,
}

impl Page {
    pub fn open() -> Self {
        let text = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
        let table =
            text.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).map_or("", |(table, _)| table);
        let row = |line: &str| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            Some((format!("{} | {}", cells.get(1)?, cells.get(2)?), (*cells.get(3)?).to_owned()))
        };
        let known = table.lines().filter_map(row).collect();
        let bless = std::env::var("BLESS").unwrap_or_default();
        Self { text, known, bless: bless == "1" || bless == "new", only_new: bless == "new" }
    }

    /// Whether a case is not to be run again.
    pub fn skips(&self, case: &Case) -> bool {
        self.only_new && self.known.contains_key(&key(case))
    }

    /// What is wrong with how a case ended, by the table.
    pub fn differs(&mut self, case: &Case, ended: &Ended) -> Option<String> {
        let outcome = ended.outcome();
        let known = self.known.insert(key(case), outcome.clone());
        let known = known.as_deref().unwrap_or("not there; BLESS=new writes it");
        (known != outcome && !self.bless).then(|| format!("in SECURITY.md it is: {known}"))
    }

    /// Writes the table, if it is to be written; cases that did not run stay as they were.
    pub fn save(&self, cases: &[Case]) {
        if let (true, Some((before, rest))) = (self.bless, self.text.split_once(BEGIN)) {
            let (_, after) = rest.split_once(END).expect("the end of the table");
            let row = |case: &Case| {
                let outcome = self.known.get(&key(case))?;
                Some(format!("| {} | {outcome} |\n", key(case)))
            };
            let rows: String = cases.iter().filter_map(row).collect();
            let text = [before, BEGIN, HEAD, &rows, END, after].concat();
            std::fs::write(root().join("SECURITY.md"), text).unwrap();
        }
    }
}

/// The first two cells of a case's row.
fn key(case: &Case) -> String {
    format!("{} | {}", case.group, case.name)
}
