//! GB18030 files through the command and the real module: declared they mean what the UTF-8 file means, undeclared
//! their rows are quarantined.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

mod folder;

use std::path::{Path, PathBuf};
use std::process::Command;

use encoding_rs::GB18030;
use folder::Folder;

const POLICY: &str = "appraise: 1
policy: p
version: 1.0.0
time_zone: Asia/Shanghai
schema:
  customers:
    key: id
    fields:
      id: {type: string, from: \"客户号\"}
      name: {type: string, from: \"姓名\", nullable: true}
      amount: {type: decimal(2), from: \"金额\", nullable: true}
alerts:
  large:
    kind: risk
    when: \"amount > 100.0\"
    priority: high
    task: {to: rm, due: 1d, title: {en: \"{{name}}\", zh-CN: \"请联系{{name}}\"}}
";

const CUSTOMERS: &str =
    "客户号,姓名,金额\nC1,张伟,200.00\nC2,\"欧阳，娜娜\",50\nC3,𠮷田,1000.5\nC4,€uro,\nC5,ascii,x\n";

fn module() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let built = root.join("target/module/appraise_bg.wasm");
    std::env::var_os("APPRAISE_MODULE").map_or(built, PathBuf::from)
}

struct Place(Folder);

impl Place {
    fn new() -> Self {
        Self(Folder::new("encoding"))
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        self.0.file(name, bytes);
    }

    /// Scores a file into the folder `out`; gives the exit code.
    fn score(&self, file: &str, out: &str, more: &[&str]) -> Option<i32> {
        let output = Command::new(env!("CARGO_BIN_EXE_appraise"))
            .args(["score", "--policy", "p.yaml", "--as-of", "2026-11-21", "--input", file, "--out", out])
            .args(more)
            .arg("--module")
            .arg(module())
            .current_dir(&*self.0)
            .output()
            .unwrap();
        assert!(output.status.code() != Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        output.status.code()
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap()
    }
}

#[test]
fn a_declared_gb18030_file_scores_as_the_utf_8_file_and_an_undeclared_one_is_quarantined() {
    let place = Place::new();
    let (encoded, _, unmappable) = GB18030.encode(CUSTOMERS);
    assert!(!unmappable && encoded.as_ref() != CUSTOMERS.as_bytes());
    place.write("p.yaml", POLICY.as_bytes());
    place.write("utf8.csv", CUSTOMERS.as_bytes());
    place.write("gbk.csv", &encoded);
    assert_eq!(place.score("utf8.csv", "utf8", &[]), Some(1), "the cell `x` is a fault");
    assert_eq!(place.score("gbk.csv", "gbk", &["--encoding", "gb18030"]), Some(1));
    for table in ["customers.csv", "tasks.csv", "unknowns.csv", "faults.csv", "quarantine.csv"] {
        assert_eq!(place.read(&format!("gbk/{table}")), place.read(&format!("utf8/{table}")), "{table}");
    }
    let digest = |folder: &str| {
        let manifest = place.read(&format!("{folder}/manifest.json"));
        manifest.lines().find(|line| line.contains("\"digest\"")).unwrap().to_owned()
    };
    assert_eq!(digest("gbk"), digest("utf8"));
    assert!(place.read("utf8/tasks.csv").contains("请联系𠮷田"));

    // With a header that can be read, so that the rows are looked at.
    let ascii_header = POLICY.replace("客户号", "id").replace("姓名", "name").replace("金额", "amount");
    let (rows, _, _) = GB18030.encode(CUSTOMERS.split_once('\n').unwrap().1);
    place.write("p.yaml", ascii_header.as_bytes());
    place.write("undeclared.csv", &[b"id,name,amount\n", rows.as_ref()].concat());
    assert_eq!(place.score("undeclared.csv", "undeclared", &[]), Some(1));
    let quarantine = place.read("undeclared/quarantine.csv");
    assert_eq!(quarantine.matches("encoding").count(), 4, "{quarantine}");
    assert_eq!(place.read("undeclared/customers.csv").lines().count(), 2, "C5 is ASCII and scored");
}
