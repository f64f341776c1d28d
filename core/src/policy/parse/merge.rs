//! Several files to one document.
//!
//! Files are taken in the order of their names. Sections merge item by item, lists of tests are put one after the
//! other, and everything else may be said in one file only.

use alloc::string::String;
use alloc::vec::Vec;

use super::{SourceFile, rows};
use crate::column::Texts;
use crate::diagnostic::{Code, Span};
use crate::text::node::{Key, Node, NodeKind};
use crate::text::read::{Item, Reader, join};
use crate::text::yaml;

/// Sections whose items may be spread over files.
const SECTIONS: [&str; 21] = [
    "params",
    "schema",
    "refs",
    "derive",
    "measures",
    "groups",
    "scorecards",
    "tables",
    "classes",
    "tags",
    "alerts",
    "outcomes",
    "forms",
    "playbooks",
    "quotas",
    "offers",
    "roles",
    "channels",
    "templates",
    "teams",
    "reports",
];

/// The merged document; `None` when a file could not be read as YAML or there is none.
pub fn merge(files: &[SourceFile<'_>], r: &mut Reader) -> Option<Node> {
    let bytes: usize = files.iter().map(|f| f.text.len()).sum();
    if bytes > yaml::MAX_BYTES {
        r.lose(Code::TooLarge, Span::default(), "", &[&bytes, &"bytes", &yaml::MAX_BYTES]);
        return None;
    }
    let mut numbered: Vec<(u16, &SourceFile<'_>)> = (0..=u16::MAX).zip(files).collect();
    if numbered.len() < files.len() {
        r.lose(Code::TooLarge, Span::default(), "", &[&files.len(), &"files", &u16::MAX]);
        return None;
    }
    crate::order::sort_by(&mut numbered, |(_, a), (_, b)| a.name.cmp(b.name));
    let (row_files, numbered): (Vec<_>, Vec<_>) =
        numbered.into_iter().partition(|(_, file)| rows::is_rows_file(file.name));
    let mut merged = Merged::default();
    let mut complete = true;
    let mut previous = None;
    for (number, file) in numbered {
        let start = Span { file: number, line: 1, column: 1 };
        if previous == Some(file.name) {
            r.lose(Code::DuplicateItem, start, "", &[&file.name, &file.name]);
        }
        previous = Some(file.name);
        match yaml::parse(number, file.text, &mut r.out) {
            Some(node) => merged.add(r, file.name, node),
            None => complete = false,
        }
    }
    if merged.root.is_none() && complete && !r.lost {
        r.lose(Code::EmptyDocument, Span::default(), "", &[]);
    }
    let root = merged.root.filter(|_| complete)?;
    rows::fill(&mut merged.entries, &row_files, r);
    Some(Node { kind: NodeKind::Map(merged.entries), span: root })
}

#[derive(Default)]
struct Merged {
    root: Option<Span>,
    entries: Vec<(Key, Node)>,
    /// Pointers of every entry and of every item of a section, and the file of each.
    seen: Texts,
    files: Vec<String>,
}

impl Merged {
    fn add(&mut self, r: &mut Reader, file: &str, node: Node) {
        let NodeKind::Map(entries) = node.kind else {
            r.wrong_shape(&Item::root(&node), "a mapping");
            return;
        };
        self.root.get_or_insert(node.span);
        for (key, node) in entries {
            self.entry(r, file, key, node);
        }
    }

    fn entry(&mut self, r: &mut Reader, file: &str, key: Key, node: Node) {
        let pointer = join("", &key.text);
        match &node.kind {
            NodeKind::Map(items) if SECTIONS.contains(&key.text.as_str()) => {
                let repeats = |(key, _): &(Key, Node)| !self.is_first(r, file, &pointer, key);
                let repeated: Vec<bool> = items.iter().map(repeats).collect();
                self.note(&pointer, file);
                self.merge_items(key, node, &repeated);
            }
            NodeKind::List(_) if key.text == "tests" => {
                self.note(&pointer, file);
                self.append_tests(key, node);
            }
            _ if self.is_first(r, file, "", &key) => self.entries.push((key, node)),
            _ => {}
        }
    }

    /// Whether no earlier file has the key; one that has is reported.
    fn is_first(&mut self, r: &mut Reader, file: &str, parent: &str, key: &Key) -> bool {
        let pointer = join(parent, &key.text);
        match self.seen.find(&pointer).and_then(|at| self.files.get(at as usize)) {
            Some(first) => {
                r.say(Code::DuplicateItem, key.span, &pointer, &[&key.text, first]);
                false
            }
            None => {
                self.note(&pointer, file);
                true
            }
        }
    }

    /// Notes the file that has a pointer first.
    fn note(&mut self, pointer: &str, file: &str) {
        if self.seen.find(pointer).is_none() && self.seen.intern(pointer).is_some() {
            self.files.push(file.into());
        }
    }

    fn merge_items(&mut self, key: Key, node: Node, repeated: &[bool]) {
        let NodeKind::Map(items) = node.kind else { return };
        let fresh = items.into_iter().zip(repeated).filter(|(_, repeated)| !**repeated).map(|(item, _)| item);
        match self.entries.iter_mut().find(|(k, _)| k.text == key.text) {
            Some((_, Node { kind: NodeKind::Map(all), .. })) => all.extend(fresh),
            Some(_) => {}
            None => {
                let kind = NodeKind::Map(fresh.collect());
                self.entries.push((key, Node { kind, span: node.span }));
            }
        }
    }

    fn append_tests(&mut self, key: Key, node: Node) {
        match self.entries.iter_mut().find(|(k, _)| k.text == key.text) {
            Some((_, Node { kind: NodeKind::List(all), .. })) => {
                if let NodeKind::List(more) = node.kind {
                    all.extend(more);
                }
            }
            Some(_) => {}
            None => self.entries.push((key, node)),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::policy::{Parsed, parse};

    const HEAD: &str = "appraise: 1\npolicy: p\nversion: 1.0.0\ntime_zone: UTC\n";
    const FIELDS: &str = "schema:\n  customers: {key: k, fields: {k: {type: string}}}\nderive: {a: k}\n";
    const TEST: &str = "{as_of: 2026-01-01, given: {}, expect: {}, name:";

    fn read(files: &[(&str, &str)]) -> Parsed {
        let files: Vec<_> = files.iter().map(|(name, text)| SourceFile { name, text }).collect();
        parse(&files)
    }

    fn found(parsed: &Parsed) -> Vec<(Code, u16, u32, &str)> {
        parsed.diagnostics.0.iter().map(|d| (d.code, d.span.file, d.span.line, d.pointer.as_str())).collect()
    }

    #[test]
    fn a_folder_and_one_file_have_the_same_hashes() {
        let derive = "derive: {b: k}\n";
        let [one, two] = ["one", "two"].map(|name| alloc::format!("tests: [{TEST} {name}}}]\n"));
        let folder =
            [("2.yaml", &two[..]), ("1.yaml", HEAD), ("3.yaml", derive), ("1b.yaml", &one), ("0", FIELDS)];
        let merged = read(&folder);
        assert_eq!(found(&merged), []);
        let mut turned = folder;
        turned.reverse();
        assert_eq!(read(&turned).full_hash, merged.full_hash);
        let tests = alloc::format!("tests: [{TEST} one}}, {TEST} two}}]\n");
        let all = [HEAD, &FIELDS.replace("{a: k}", "{b: k, a: k}"), &tests].concat();
        let single = read(&[("all", &all)]);
        assert_eq!(found(&single), []);
        assert_eq!((&single.full_hash, &single.meaning_hash), (&merged.full_hash, &merged.meaning_hash));
        let policy = merged.policy.unwrap();
        let names: Vec<_> = policy.tests.iter().map(|t| (t.name.as_str(), t.at.span.file)).collect();
        assert_eq!(names, [("one", 3), ("two", 0)]);
        assert_eq!(policy.tests[1].as_of.pointer, "/tests/1/as_of");
    }

    #[test]
    fn an_item_is_defined_in_one_file() {
        let parsed = read(&[("b", "derive: {a: k}\nversion: 1.0.0\n"), ("a", HEAD), ("0", FIELDS)]);
        let twice = [(Code::DuplicateItem, 0, 1, "/derive/a"), (Code::DuplicateItem, 0, 2, "/version")];
        assert_eq!(found(&parsed), twice);
        assert_eq!(parsed.diagnostics.0[0].args, ["a", "0"]);
    }

    #[test]
    fn a_section_of_another_shape_never_hides_the_first() {
        let parsed = read(&[("a", HEAD), ("b", FIELDS), ("c", "derive: x\n")]);
        assert_eq!(found(&parsed), [(Code::DuplicateItem, 2, 1, "/derive")]);
        let parsed = read(&[("a", HEAD), ("b", "derive: x\n"), ("c", FIELDS)]);
        assert_eq!(found(&parsed), [(Code::WrongShape, 1, 1, "/derive")]);
    }

    #[test]
    fn two_files_of_one_name_and_a_file_that_is_no_mapping_are_refused() {
        let parsed = read(&[("a", HEAD), ("a", FIELDS), ("b", "- 1\n")]);
        assert_eq!(found(&parsed), [(Code::DuplicateItem, 1, 1, ""), (Code::WrongShape, 2, 1, "")]);
        assert_eq!(parsed.policy, None);
    }

    #[test]
    fn a_file_that_is_not_yaml_is_named_and_nothing_else_is_guessed() {
        let parsed = read(&[("a", HEAD), ("b", "x: [\n"), ("t.csv", "a\n")]);
        assert_eq!(parsed.diagnostics.0.iter().map(|d| (d.code.id(), d.span.file)).collect::<Vec<_>>(), {
            [("E101", 1)]
        });
        assert_eq!(parsed.canonical, "");
    }

    #[test]
    fn the_sum_of_the_files_is_limited() {
        let half = "#".repeat(yaml::MAX_BYTES / 2 + 1);
        let parsed = read(&[("a", &half), ("b", &half)]);
        assert_eq!(found(&parsed), [(Code::TooLarge, 0, 0, "")]);
        assert_eq!(parsed.diagnostics.0[0].args[1], "bytes".to_string());
    }
}
