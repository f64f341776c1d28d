//! What changed between two documents of a policy, place by place, and what kind of change each is.
//!
//! | Kind | What it is | Who usually signs it |
//! |---|---|---|
//! | wording | what the hash of the meaning leaves out: labels, titles, sources, owners | its author |
//! | threshold | numbers, dates or durations where thresholds stand: parameters, bins, curves, cells, weights, terms of notice | the owner of the figure |
//! | logic | everything else, a number inside an expression included | whoever signs rules |
//!
//! A doubtful change is logic: a bound that becomes open (`<` for `<=`), a member for another, a row more. The
//! version is not listed: it says that there is a change, not which.
//!
//! INVARIANT: no changes exactly when the canonical documents are equal but for their versions.
//! INVARIANT: the order of the list depends on the documents alone: keys by name, items of lists by their places.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use crate::column::Texts;
use crate::order::sort_unique;
use crate::policy::{SourceFile, tree};
use crate::text::canonical::canonical;
use crate::text::node::{Key, Node, NodeKind};
use crate::text::read::join;

/// What kind of change it is; the weightier is the larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Words for people.
    Wording,
    /// A number, a date or a duration that a rule compares with.
    Threshold,
    /// What a rule does.
    Logic,
}

/// One place where two documents differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// JSON pointer: in the new document, or in the old one for what is gone.
    pub pointer: String,
    /// Its kind.
    pub kind: Kind,
    /// What stood there: a scalar as written, everything else as canonical JSON; absent when it is new.
    pub old: Option<String>,
    /// What stands there now; absent when it is gone.
    pub new: Option<String>,
}

/// The changes from one policy to another, each given as files or as its canonical document. A text that is no
/// document counts as an empty one: whether a policy can be used is for the check stage to say.
#[must_use]
pub fn changes(old: &[SourceFile<'_>], new: &[SourceFile<'_>]) -> Vec<Change> {
    let (old, old_wording) = tree(old);
    let (new, new_wording) = tree(new);
    let mut walk = Walk { wording: [old_wording, new_wording], out: Vec::new() };
    walk.node("", old.as_ref(), new.as_ref(), Context::default());
    walk.out
}

/// Keys below which names of the policy's author stand.
const NAMED: &[&str] = &[
    "alerts",
    "channels",
    "classes",
    "customer_reasons",
    "derive",
    "dimensions",
    "fields",
    "groups",
    "indicators",
    "inputs",
    "measures",
    "members",
    "offers",
    "outputs",
    "params",
    "reason_codes",
    "refs",
    "reports",
    "roles",
    "schema",
    "scorecards",
    "tables",
    "tags",
    "templates",
];

/// Keys below which numbers are thresholds.
const THRESHOLDS: &[&str] = &[
    "after",
    "at",
    "bins",
    "coverage",
    "curve",
    "days",
    "due",
    "expected",
    "grace",
    "guard",
    "margin",
    "map",
    "max",
    "max_age",
    "max_rows",
    "min",
    "min_cell",
    "min_confidence",
    "missing",
    "most",
    "notice",
    "other",
    "range",
    "rearm",
    "remind_every",
    "rows",
    "tolerance",
    "top",
    "value",
    "weight",
    "window",
];

/// What is known about a place from the keys above it.
#[derive(Clone, Copy, Default)]
struct Context {
    /// The keys here are names.
    names: bool,
    /// Numbers here are thresholds.
    threshold: bool,
    /// Everything here is wording.
    wording: bool,
}

impl Context {
    fn below(self, key: &str) -> Self {
        let keyword = !self.names;
        Self {
            names: keyword && NAMED.contains(&key),
            threshold: self.threshold || keyword && THRESHOLDS.contains(&key),
            wording: self.wording,
        }
    }
}

struct Walk {
    wording: [Texts; 2],
    out: Vec<Change>,
}

impl Walk {
    fn node(&mut self, pointer: &str, old: Option<&Node>, new: Option<&Node>, mut context: Context) {
        context.wording |= self.wording.iter().any(|w| w.find(pointer).is_some());
        match (old.map(|n| &n.kind), new.map(|n| &n.kind)) {
            (Some(NodeKind::Map(a)), Some(NodeKind::Map(b))) => self.map(pointer, a, b, context),
            (Some(NodeKind::List(a)), Some(NodeKind::List(b))) => self.list(pointer, a, b, context),
            _ => self.leaf(pointer, old, new, context),
        }
    }

    fn map(&mut self, pointer: &str, old: &[(Key, Node)], new: &[(Key, Node)], context: Context) {
        let mut keys: Vec<&str> = old.iter().chain(new).map(|(key, _)| key.text.as_str()).collect();
        sort_unique(&mut keys);
        for key in keys {
            if pointer.is_empty() && key == "version" {
                continue;
            }
            let value = |entries: &'_ [(Key, Node)]| entries.iter().position(|(k, _)| k.text == key);
            let old = value(old).and_then(|at| old.get(at)).map(|(_, node)| node);
            let new = value(new).and_then(|at| new.get(at)).map(|(_, node)| node);
            self.node(&join(pointer, key), old, new, context.below(key));
        }
    }

    /// What both lists begin and end with is the same item; of the rest, items are compared in their order.
    fn list(&mut self, pointer: &str, old: &[Node], new: &[Node], context: Context) {
        let same = |(a, b): &(&Node, &Node)| canonical(a) == canonical(b);
        let head = old.iter().zip(new).take_while(same).count();
        let shortest = old.len().min(new.len()) - head;
        let tail = old.iter().rev().zip(new.iter().rev()).take(shortest).take_while(same).count();
        let (old_end, new_end) = (old.len() - tail, new.len() - tail);
        for at in head..old_end.max(new_end) {
            let item = |items: &'_ [Node], end: usize| (at < end).then(|| items.get(at).cloned()).flatten();
            let (old, new) = (item(old, old_end), item(new, new_end));
            self.node(&format!("{pointer}/{at}"), old.as_ref(), new.as_ref(), context);
        }
    }

    fn leaf(&mut self, pointer: &str, old: Option<&Node>, new: Option<&Node>, context: Context) {
        let (old_text, new_text) = (old.map(canonical), new.map(canonical));
        if old_text == new_text {
            return;
        }
        let (old, new) = (old.map(shown), new.map(shown));
        let kind = match (&old, &new) {
            _ if context.wording => Kind::Wording,
            (Some(old), Some(new)) if context.threshold && outline(old) == outline(new) => Kind::Threshold,
            _ => Kind::Logic,
        };
        self.out.push(Change { pointer: pointer.to_string(), kind, old, new });
    }
}

fn shown(node: &Node) -> String {
    match &node.kind {
        NodeKind::Scalar(text, _) => text.clone(),
        _ => canonical(node),
    }
}

/// A text with `#` for each number outside quotes. Digits of a name belong to the name; the unit behind a number stays.
fn outline(text: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut chars = text.chars().peekable();
    let mut previous = ' ';
    while let Some(c) = chars.next() {
        let begins =
            quote.is_none() && c.is_ascii_digit() && !(previous.is_alphanumeric() || previous == '_');
        previous = c;
        if begins {
            out.push('#');
            let mut rest = chars.clone();
            while let Some(c) = rest.next() {
                let point = c == '.' && rest.peek().is_some_and(char::is_ascii_digit);
                if !(c.is_ascii_digit() || point) {
                    break;
                }
                chars.next();
            }
            // The unit of `7d` is not part of a name.
            previous = ' ';
            continue;
        }
        match quote {
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "
appraise: 1
policy: p
version: 1.0.0
label: {en: One, zh-CN: 一}
time_zone: UTC
params:
  share: {type: decimal(2), value: 0.30, range: [0.05, 0.90], source: S1}
  word: {type: string, value: high}
schema: {customers: {key: id, fields: {id: {type: string}, k: {type: int}, value: {type: int}}}}
derive: {value: \"k + 1\"}
scorecards:
  score:
    range: [0, 100]
    dimensions: {d: {weight: 100, indicators: {a: {of: k, weight: 100, missing: neutral, bins: [[\"< 5\", 10], [\">= 5\", 100]]}}}}
tables:
  tier: {inputs: {k: k}, outputs: {tier: {type: enum, values: [T1, T2]}}, rows: [[\"< 10\", T1], [\">= 10\", T2]]}
alerts:
  big: {kind: risk, when: \"k > 5\", priority: low, task: {to: rm, due: 2h, title: {en: Call, zh-CN: 致电}}}
tests: []
";

    fn between(from: &str, to: &str) -> Vec<(String, Kind, Option<String>, Option<String>)> {
        assert!(POLICY.contains(from), "{from}");
        let changed = POLICY.replacen(from, to, 1);
        let file = |text| [SourceFile { name: "p.yaml", text }];
        let found = changes(&file(POLICY), &file(&changed));
        found.into_iter().map(|c| (c.pointer, c.kind, c.old, c.new)).collect()
    }

    fn one(from: &str, to: &str) -> (String, Kind) {
        let mut all = between(from, to);
        assert_eq!(all.len(), 1, "{all:?}");
        let (pointer, kind, ..) = all.remove(0);
        (pointer, kind)
    }

    #[test]
    fn numbers_in_parameters_bins_cells_and_weights_are_thresholds() {
        let at = |pointer: &str| (pointer.to_string(), Kind::Threshold);
        assert_eq!(one("value: 0.30", "value: 0.31"), at("/params/share/value"));
        assert_eq!(one("0.05, 0.90", "0.05, 0.95"), at("/params/share/range/1"));
        assert_eq!(one("\">= 10\", T2", "\">= 11\", T2"), at("/tables/tier/rows/1/0"));
        assert_eq!(
            one("\"< 5\", 10]", "\"< 5\", 20]"),
            at("/scorecards/score/dimensions/d/indicators/a/bins/0/1")
        );
        assert_eq!(one("range: [0, 100]", "range: [0, 99]"), at("/scorecards/score/range/1"));
        assert_eq!(one("due: 2h", "due: 12h"), at("/alerts/big/task/due"));
    }

    #[test]
    fn what_a_rule_does_is_logic() {
        let at = |pointer: &str| (pointer.to_string(), Kind::Logic);
        assert_eq!(one("k > 5", "k > 6"), at("/alerts/big/when"));
        assert_eq!(one("k + 1", "k + 2"), at("/derive/value"));
        assert_eq!(one("\"< 10\", T1", "\"<= 10\", T1"), at("/tables/tier/rows/0/0"));
        assert_eq!(one(", T1]", ", T2]"), at("/tables/tier/rows/0/1"));
        assert_eq!(one("value: high", "value: low"), at("/params/word/value"));
        assert_eq!(one("due: 2h", "due: 2d"), at("/alerts/big/task/due"));
        assert_eq!(one("\n  word: {type: string, value: high}", ""), at("/params/word"));
    }

    #[test]
    fn what_the_hash_of_the_meaning_leaves_out_is_wording() {
        let at = |pointer: &str| (pointer.to_string(), Kind::Wording);
        assert_eq!(one("en: One", "en: Two"), at("/label/en"));
        assert_eq!(one("en: Call,", "en: Call 5,"), at("/alerts/big/task/title/en"));
        assert_eq!(one(", source: S1", ""), at("/params/share/source"));
    }

    #[test]
    fn a_row_more_is_one_change_and_a_new_version_is_none() {
        assert_eq!(between("version: 1.0.0", "version: 2.0.0"), []);
        let row = between("[[\"< 10\", T1],", "[[\"< 10\", T1], [\"= 9\", T1],");
        let new = Some("[\"= 9\",\"T1\"]".into());
        assert_eq!(row, [("/tables/tier/rows/1".into(), Kind::Logic, None, new)]);
    }

    #[test]
    fn the_list_is_the_same_from_files_and_from_canonical_documents() {
        let changed = POLICY.replace("0.30", "0.40").replace("k > 5", "k > 6").replace("One", "Two");
        let file = |text| [SourceFile { name: "p.yaml", text }];
        let (old, new) = (crate::policy::parse(&file(POLICY)), crate::policy::parse(&file(&changed)));
        let found = changes(&file(POLICY), &file(&changed));
        assert_eq!(found, changes(&file(&old.canonical), &file(&new.canonical)));
        let kinds: Vec<Kind> = found.iter().map(|c| c.kind).collect();
        assert_eq!(kinds, [Kind::Logic, Kind::Wording, Kind::Threshold]);
    }

    #[test]
    fn numbers_are_told_from_names_and_quoted_texts() {
        assert_eq!(outline("[60..80.5)"), "[#..#)");
        assert_eq!(outline("\"A 1\", C2 >= -3.25"), "\"A 1\", C2 >= -#");
        assert_eq!((outline("7d"), outline("2026-01-31")), ("#d".into(), "#-#-#".into()));
    }
}
