//! A small bank, and runs over it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use appraise_host::batch::{Job, Settings, score};
use appraise_host::input::{Encoding, Source, sources};
use appraise_host::manifest::Manifest;
use appraise_host::output::Format;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::run::{Options, REGISTER};
use appraise_host::{Engine, Limits, Result};
use appraise_tests::corpus::module_file;
use appraise_tests::folder::{self, Folder};

pub static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::open(&module_file(), Limits::default()).unwrap());

pub const CUSTOMERS: u32 = 60;
pub const AS_OF: &str = "2026-12-02";

pub const POLICY: &str = "
appraise: 1
policy: p
version: 1.0.0
time_zone: UTC
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      rm: {type: string, nullable: true}
      k: {type: int, nullable: true}
  rows:
    parent: id
    id: row_id
    fields:
      row_id: {type: string}
      id: {type: string}
      note: {type: string, nullable: true}
      amount: {type: decimal(2), nullable: true}
derive:
  total: {sum: rows.amount}
alerts:
  total_50: {kind: demand, when: 'total >= 50.0', priority: low}
  each_big:
    kind: service
    each: rows r
    when: 'r.amount > 10.0'
    priority: urgent
    task: {to: rm, due: 1d, title: {en: '{{r.note}} {{r.row_id}} of {{id}}', zh-CN: '{{r.note}}'}}
reports:
  by_rm: {by: [rm], measures: {customers: count, total: {sum: total}}}
";

/// A folder with a policy, a bank and a run.
pub struct Place(pub Folder);

impl Place {
    /// A folder with the policy and the bank, of which the child rows lie far from their customers.
    pub fn new() -> Self {
        let place = Self(Folder::in_memory("run"));
        let (mut customers, mut rows) = ("id,rm,k\n".to_owned(), "row_id,id,note,amount\n".to_owned());
        for n in 0..CUSTOMERS {
            writeln!(
                customers,
                "C{n},R{},{}",
                n % 4,
                if n % 9 == 0 { "x".to_owned() } else { n.to_string() }
            )
            .unwrap();
        }
        for n in 0..CUSTOMERS * 3 {
            writeln!(rows, "H{n},C{},note {n},{}.50", n * 7 % (CUSTOMERS + 1), n % 40).unwrap();
        }
        // An id under two customers ties them; a customer twice is in quarantine.
        rows.push_str("H1,C50,twice,1.00\n");
        customers.push_str("C20,R9,1\n");
        place.file("p.yaml", POLICY);
        place.file("bank/customers.csv", &customers);
        place.file("bank/rows.csv", &rows);
        place
    }

    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        self.0.file(name, text)
    }

    pub fn policy(&self) -> PolicyFiles {
        PolicyFiles::open(&self.0.join("p.yaml")).unwrap()
    }

    pub fn sources(&self) -> Vec<Source> {
        sources(&self.0.join("bank"), &[], &[], &["customers", "rows"].map(str::to_owned)).unwrap()
    }

    pub fn out(&self) -> PathBuf {
        self.0.join("out")
    }

    pub fn score(&self, settings: &Settings, options: Options) -> Result<Manifest> {
        let files = self.policy();
        let job = Job {
            engine: &ENGINE,
            files: &files,
            sources: self.sources(),
            as_of: AS_OF.to_owned(),
            force_effective: false,
            encoding: Encoding::Utf8,
            out: self.out(),
            settings: settings.clone(),
            options,
        };
        score(job, &|_| {})
    }
}

pub fn settings(threads: usize, chunk_rows: u64, formats: &[Format]) -> Settings {
    Settings { threads, chunk_rows, formats: formats.to_vec(), ..Settings::default() }
}

/// Every file of a run that a hash covers: all but the fuel and the register.
pub fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    folder::files(out, &["fuel.json", REGISTER])
}
