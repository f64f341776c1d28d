//! The record in the repository: one line per job and step, its fuel and its instructions.

use std::collections::BTreeMap;
use std::path::Path;

use appraise_host::text::grouped;
use appraise_tests::job::Tried;

use super::counted::Counted;

/// What may change without the record, in percent.
const ROOM: u64 = 3;
const HEAD: &str = "# What fixed jobs cost. `make test` fails when a figure grows by more than 3 % and this file does not say so;\n\
                    # `make bless-instructions` rewrites it, in the commit that explains the change.\n";

/// The recorded figures: fuel, and instructions where they were counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record(BTreeMap<String, (u64, Option<u64>)>, Vec<String>);

impl Record {
    /// The record of a file; none when there is no file.
    ///
    /// # Errors
    /// A line that is none of a record.
    pub fn read(path: &Path) -> Tried<Self> {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut record = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            let step = words.next().ok_or_else(|| format!("{}: an empty line", path.display()))?;
            let mut figure = || words.next()?.replace(',', "").parse().ok();
            let (fuel, native): (Option<u64>, Option<u64>) = (figure(), figure());
            let fuel = fuel.ok_or_else(|| format!("{}: no fuel of {step}", path.display()))?;
            record.add(step, fuel, native);
        }
        Ok(record)
    }

    fn add(&mut self, step: &str, fuel: u64, native: Option<u64>) {
        self.0.insert(step.to_owned(), (fuel, native));
        self.1.push(step.to_owned());
    }

    /// The record of what was counted; instructions that could not be counted stay as they were.
    pub fn rewritten(&self, counted: &Counted) -> Self {
        let mut record = Self::default();
        for (step, fuel) in &counted.fuel {
            let counted = counted.native.iter().find(|(name, _)| name == step).map(|(_, count)| *count);
            let before = || self.0.get(step).and_then(|(_, native)| *native);
            record.add(step, *fuel, counted.or_else(before));
        }
        record
    }

    /// Writes the file.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn write(&self, path: &Path) -> Tried<()> {
        let mut text = format!(
            "{HEAD}{:<18} {:>20} {:>24}\n",
            "# job and step", "fuel (module)", "instructions (native)"
        );
        for step in &self.1 {
            let Some((fuel, native)) = self.0.get(step) else { continue };
            let native = native.map_or_else(|| "-".to_owned(), grouped);
            text += &format!("{step:<18} {:>20} {native:>24}\n", grouped(*fuel));
        }
        Ok(std::fs::write(path, text)?)
    }

    /// Holds what was counted against the record and prints every line of it: how many figures are within, how many
    /// are not.
    pub fn hold(&self, counted: &Counted) -> (usize, usize) {
        let (mut passed, mut failed) = (0, 0);
        let mut see = |step: &str, what: &str, recorded: Option<u64>, now: u64| {
            let verdict = recorded.map_or(Verdict::New, |recorded| Verdict::of(recorded, now));
            println!("{step:<18} {what:<13} {:>16}  {}", grouped(now), verdict.text());
            *(if verdict.is_good() { &mut passed } else { &mut failed }) += 1;
        };
        for (step, fuel) in &counted.fuel {
            let recorded = self.0.get(step);
            see(step, "fuel", recorded.map(|(fuel, _)| *fuel), *fuel);
            let native = counted.native.iter().find(|(name, _)| name == step);
            if let Some((_, count)) = native {
                see(step, "instructions", recorded.and_then(|(_, native)| *native), *count);
            }
        }
        for step in self.1.iter().filter(|step| !counted.fuel.iter().any(|(name, _)| name == *step)) {
            println!("{step:<18} is recorded, and no step of a job");
            failed += 1;
        }
        if failed > 0 {
            println!(
                "if that is meant, `make bless-instructions` rewrites tests/bench/instructions.txt; commit it with the change"
            );
        }
        (passed, failed)
    }
}

/// A figure beside its record.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    Within(f64),
    Grown(f64),
    Shrunk(f64),
    New,
}

impl Verdict {
    fn of(recorded: u64, now: u64) -> Self {
        let change = (now as f64 / recorded.max(1) as f64 - 1.0) * 100.0;
        if now.saturating_mul(100) > recorded.saturating_mul(100 + ROOM) {
            Self::Grown(change)
        } else if now.saturating_mul(100) < recorded.saturating_mul(100 - ROOM) {
            Self::Shrunk(change)
        } else {
            Self::Within(change)
        }
    }

    fn is_good(self) -> bool {
        matches!(self, Self::Within(_) | Self::Shrunk(_))
    }

    fn text(self) -> String {
        match self {
            Self::Within(change) => format!("{change:+.2} %"),
            Self::Grown(change) => format!("{change:+.2} %, GREW"),
            Self::Shrunk(change) => {
                format!("{change:+.2} %, less than recorded: `make bless-instructions` keeps it")
            }
            Self::New => "NOT RECORDED".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests, where a panic is the report")]

    use super::*;

    fn counted(fuel: u64, native: &[u64]) -> Counted {
        let of = |count: u64| vec![("job.run".to_owned(), count)];
        Counted {
            fuel: of(fuel),
            native: native.iter().flat_map(|count| of(*count)).collect(),
            digests: Vec::new(),
        }
    }

    #[test]
    fn growth_beyond_three_percent_fails_and_shrinking_does_not() {
        let record = Record::default().rewritten(&counted(1000, &[1000]));
        assert_eq!(record.hold(&counted(1030, &[970])), (2, 0));
        assert_eq!(record.hold(&counted(1031, &[10])), (1, 1));
        assert_eq!(record.hold(&counted(500, &[1031])), (1, 1));
    }

    #[test]
    fn a_step_that_is_not_recorded_fails_and_so_does_a_record_without_a_step() {
        assert_eq!(Record::default().hold(&counted(1, &[1])), (0, 2));
        let mut record = Record::default().rewritten(&counted(1, &[1]));
        record.add("job.gone", 1, None);
        assert_eq!(record.hold(&counted(1, &[1])), (2, 1));
    }

    #[test]
    fn without_callgrind_the_recorded_instructions_stay() {
        let record = Record::default().rewritten(&counted(7, &[1_234_567]));
        let folder = std::env::temp_dir().join(format!("appraise-record-{}", std::process::id()));
        record.rewritten(&counted(8, &[])).write(&folder).unwrap();
        let read = Record::read(&folder).unwrap();
        std::fs::remove_file(&folder).unwrap();
        assert_eq!(read.0.get("job.run"), Some(&(8, Some(1_234_567))));
        assert_eq!(read.hold(&counted(8, &[])), (1, 0));
    }
}
