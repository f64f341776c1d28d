//! Texts to a [`Policy`]: one file or a folder of files, read strictly.
//!
//! The files are merged into one document first (`merge`), so that its JSON pointers, its canonical form and its
//! hashes do not depend on how it was cut into files. Every key is read by the module of its section; a key that no
//! module asks for is refused.
//!
//! INVARIANT: the order of the files has no meaning; a [`Span`](crate::diagnostic::Span) names a file by its index
//! in the list that was given.

use alloc::string::String;
use alloc::vec::Vec;

use super::offer;
use super::{
    Param, Policy, access, alert, assignment, class, contact, form, given, group, lawful, measure, message,
    population, reference, report, schema, scorecard, table, team,
};
use super::{followed, holdout};
use super::{playbook, quota};
use crate::column::Texts;
use crate::diagnostic::{Code, Diagnostics};
use crate::text::canonical::{canonical, canonical_without, sha256_hex};
use crate::text::node::Node;
use crate::text::read::{Item, Map, Reader};

mod merge;
mod rows;
pub(super) mod source;
pub(super) mod wording;

/// A file of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceFile<'a> {
    /// Its name, which findings show.
    pub name: &'a str,
    /// What is in it.
    pub text: &'a str,
}

/// What [`parse`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The policy, when its structure could be read completely enough to be checked. It may stand beside errors
    /// (a key too many, say), so that checking can report more in one go; a policy with errors is never used.
    pub policy: Option<Policy>,
    /// The findings, in document order.
    pub diagnostics: Diagnostics,
    /// The merged document as canonical JSON; empty when there is none.
    pub canonical: String,
    /// SHA-256 of the canonical JSON.
    pub full_hash: String,
    /// SHA-256 of the canonical JSON without labels, descriptions, titles, sources, owners and other wording.
    pub meaning_hash: String,
}

/// Reads the files of one policy.
#[must_use]
pub fn parse(files: &[SourceFile<'_>]) -> Parsed {
    let (reader, root, policy) = read(files);
    let (canonical, meaning) = match &root {
        Some(node) => (canonical(node), canonical_without(node, &reader.wording)),
        None => (String::new(), String::new()),
    };
    Parsed {
        policy: policy.filter(|_| !reader.lost),
        diagnostics: reader.out.sorted(),
        full_hash: sha256_hex(&canonical),
        meaning_hash: sha256_hex(&meaning),
        canonical,
    }
}

/// The merged document as a tree, and the pointers of what in it is wording. Findings are left to [`parse`].
#[must_use]
pub fn tree(files: &[SourceFile<'_>]) -> (Option<Node>, Texts) {
    let (reader, root, _) = read(files);
    (root, reader.wording)
}

fn read(files: &[SourceFile<'_>]) -> (Reader, Option<Node>, Option<Policy>) {
    let mut reader = Reader::default();
    let root = merge::merge(files, &mut reader);
    let policy = root.as_ref().and_then(|node| document(&mut reader, &Item::root(node)));
    (reader, root, policy)
}

fn document(r: &mut Reader, root: &Item<'_>) -> Option<Policy> {
    let mut map = r.map(root)?;
    edition(r, &mut map)?;
    let id = map.need(r, "policy").and_then(|i| policy_id(r, &i)).unwrap_or_default();
    let version = map.need(r, "version").and_then(|i| r.string(&i)).unwrap_or_default();
    let about = wording::about(r, &mut map, &["label", "description", "source"]);
    let (effective_from, effective_to) = effective(r, &mut map);
    let time_zone = map.need(r, "time_zone").and_then(|i| r.text(&i)).unwrap_or_default();
    let mut derives = each(r, map.take("derive"), source::derive);
    derives.extend(measure::measures(r, map.take("measures")));
    derives.extend(each(r, map.take("tags"), class::tag));
    let mut alerts = each(r, map.take("alerts"), alert::alert);
    let (playbooks, steps): (_, Vec<_>) =
        each(r, map.take("playbooks"), playbook::playbook).into_iter().unzip();
    alerts.extend(steps.into_iter().flatten());
    let quotas = each(r, map.take("quotas"), quota::quota);
    let quotas = quotas.into_iter().map(|parts| parts.into_policy(&mut derives, &mut alerts)).collect();
    let policy = Policy {
        id,
        version,
        about,
        effective_from,
        effective_to,
        time_zone,
        population: map.take("population").and_then(|i| population::population(r, &i)).unwrap_or_default(),
        purposes: map.take("purposes").map(|i| r.texts(&i)).unwrap_or_default(),
        consents: map.take("consents").and_then(|i| lawful::consents(r, &i)),
        params: each(r, map.take("params"), param),
        tables: each(r, map.take("schema"), schema::table),
        refs: each(r, map.take("refs"), reference::reference),
        derives,
        scorecards: each(r, map.take("scorecards"), scorecard::scorecard),
        groups: each(r, map.take("groups"), group::group),
        decisions: each(r, map.take("tables"), table::decision),
        classes: each(r, map.take("classes"), class::class),
        alerts,
        playbooks,
        quotas,
        outcome_codes: map.take("outcome_codes").map(|i| outcome_codes(r, &i)).unwrap_or_default(),
        strict: map.take("strict").and_then(|i| r.bool(&i)).unwrap_or_default(),
        exclusive: map.take("exclusive").map(|i| exclusive(r, &i)).unwrap_or_default(),
        outcomes: each(r, map.take("outcomes"), followed::outcome),
        holdout: map.take("holdout").and_then(|i| holdout::holdout(r, &i)),
        contact: map.take("contact").and_then(|i| contact::contact(r, &i)),
        suitability: map.take("suitability").and_then(|i| offer::suitability(r, &i)),
        offers: each(r, map.take("offers"), offer::offer),
        roles: each(r, map.take("roles"), message::role),
        channels: each(r, map.take("channels"), message::channel),
        templates: each(r, map.take("templates"), message::template),
        overrides: map.take("overrides").map(|i| r.texts(&i)).unwrap_or_default(),
        forms: each(r, map.take("forms"), form::form),
        overlays: map.take("overlays").and_then(|i| overlays(r, &i)),
        access: map.take("access").and_then(|i| access::access(r, &i)),
        assignment: map.take("assignment").and_then(|i| assignment::assignment(r, &i)),
        teams: each(r, map.take("teams"), team::team),
        reports: each(r, map.take("reports"), report::report),
        tests: map.take("tests").map(|i| given::tests(r, &i)).unwrap_or_default(),
    };
    map.finish(r);
    Some(policy)
}

fn outcome_codes(r: &mut Reader, item: &Item<'_>) -> Vec<super::Member> {
    r.wording(item);
    wording::labelled_members(r, item)
}

/// The first day of use, and the first of no longer use.
fn effective(r: &mut Reader, map: &mut Map<'_>) -> (Option<super::Text>, Option<super::Text>) {
    let Some(mut dates) = map.take("effective").and_then(|i| r.map(&i)) else { return (None, None) };
    let from = dates.take("from").and_then(|i| r.text(&i));
    let to = dates.take("to").and_then(|i| r.text(&i));
    dates.finish(r);
    (from, to)
}

/// A document of another edition is not read any further: its keys may mean something else.
fn edition(r: &mut Reader, map: &mut Map<'_>) -> Option<()> {
    let Some(item) = map.need(r, "appraise") else { return Some(()) };
    let text = r.value(&item)?;
    if text.text != "1" {
        r.lose(Code::WrongEdition, text.span, &text.pointer, &[&text.text]);
        return None;
    }
    Some(())
}

fn policy_id(r: &mut Reader, item: &Item<'_>) -> Option<String> {
    let text = r.text(item)?;
    let fits = text.text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !fits {
        r.say(Code::BadId, text.span, &text.pointer, &[&text.text]);
    }
    Some(text.text)
}

/// Reads the items of a section; one that cannot be read is reported and left out.
pub(super) fn each<T>(
    r: &mut Reader,
    section: Option<Item<'_>>,
    read: impl Fn(&mut Reader, String, &Item<'_>) -> Option<T>,
) -> Vec<T> {
    let Some(section) = section else { return Vec::new() };
    let entries = r.entries(&section);
    let item = |(key, item): (&crate::text::node::Key, Item<'_>)| {
        let id = r.id(&key.text, key.span, &item.pointer);
        read(r, id, &item)
    };
    entries.into_iter().filter_map(item).collect()
}

fn param(r: &mut Reader, id: String, item: &Item<'_>) -> Option<Param> {
    let mut map = r.map(item)?;
    let mut about = wording::about(r, &mut map, &["label", "source", "owner"]);
    wording::governed(r, &mut map, &mut about, false);
    let ty = map.need(r, "type").and_then(|i| r.text(&i));
    let value = map.need(r, "value").and_then(|i| r.value(&i));
    let range = map.take("range").and_then(|i| r.pair(&i));
    let range = range.and_then(|(low, high)| r.value(&low).zip(r.value(&high)));
    let unit = map.take("unit").and_then(|i| r.string(&i));
    let local = map.take("local").and_then(|i| r.bool(&i)).unwrap_or_default();
    map.finish(r);
    Some(Param { id, at: item.at(), about, ty: ty?, value: value?, range, unit, local })
}

/// Lists of names.
fn exclusive(r: &mut Reader, item: &Item<'_>) -> Vec<Vec<super::Text>> {
    r.list(item).iter().map(|names| r.texts(names)).collect()
}

/// The field that names the branch.
fn overlays(r: &mut Reader, item: &Item<'_>) -> Option<super::Text> {
    let mut map = r.map(item)?;
    let by = map.need(r, "by").and_then(|i| r.text(&i));
    map.finish(r);
    by
}

#[cfg(test)]
mod tests {
    use Vec;
    use alloc::string::ToString;

    use super::*;
    use crate::policy::{AggregateKind, Filter, Missing, Points, Source};

    /// Items stand in the order of their names, so that the canonical form lists them in the same order.
    const POLICY: &str = r#"appraise: 1
policy: small-one
version: 1.0.0
label: {en: Small, zh-CN: 小}
description: {en: "no more", zh-CN: 无}
source: S1
effective: {from: 2026-01-01, to: 2027-01-01}
time_zone: +08:00
params:
  share: {type: decimal(2), value: 0.30, range: [0.05, 0.90], unit: x, source: S2, owner: me, local: true}
schema:
  customers:
    key: customer_id
    from: {delimiter: ";", quote: '"'}
    fields:
      aum: {type: decimal(2), from: AUM, min: 0, max: 1e12, nullable: true, "null": [-1, "unknown"], class: C2, purpose: [care]}
      customer_id: {type: string}
      grade: {type: enum, values: {C1: {en: one, zh-CN: 一}, C2: {en: two, zh-CN: 二}}}
      housing: {type: bool, "true": ["yes", 1], "false": ["no"]}
      label: {type: int, label: {en: Label, zh-CN: 标签}}
  holdings:
    parent: customer_id
    id: holding_id
    max_rows: 100
    fields: {amount: {type: decimal(2)}, customer_id: {type: int}, kind: {type: enum, values: [a, 7]}}
derive:
  all: {label: {en: All, zh-CN: 全}, sum: holdings.amount, where: {kind: [a, 7]}}
  drop: "aum - 1.50"
  some: {exists: holdings, where: "amount > 1"}
scorecards:
  value:
    range: [0, 100]
    baseline: {of: aum, bins: [["-", 5]]}
    dimensions:
      d:
        weight: 100
        indicators:
          a: {of: aum, weight: 33.5, bins: [["< 5", 0.5], [">= 5", 20]], missing: neutral, reason: R1}
          b: {of: {count: holdings}, weight: 33.5, curve: [[0, 0], [5, 100]], missing: {points: 0}}
          c: {of: housing, weight: 33, map: {"true": 10}, other: -1, missing: unknown}
    min_confidence: 60
    reasons: {baseline: max, top: 4}
    reason_codes: {R1: {en: r, zh-CN: 因}}
tables:
  tier:
    hit: first
    inputs: {score: value}
    outputs: {tier: {type: enum, values: [basic, gold]}, top: {type: bool}}
    rows: [[">= 80", gold, true], ["-", basic, false]]
alerts:
  large:
    owner: me
    review_by: 2026-12-31
    kind: risk
    each: holdings h
    when: "h.amount > aum * share"
    priority: high
    event: {kind: k, key: h.kind}
    task: {to: rm, due: 2h, title: {en: "{{aum}}", zh-CN: "余 {{aum}}"}, closes_with: [reached, lost]}
outcome_codes: {lost: {en: Lost, zh-CN: 已流失}, reached: {en: Reached, zh-CN: 已联系}}
tests:
  - name: one
    as_of: 2026-12-02
    given: {aum: 1.50, grade: null, holdings: [{amount: 5, kind: ~}], label: "null"}
    expect: {alerts: [large], unknown: [], values: {tier: gold, value: 72.35, value.d: null}}
"#;

    fn one(text: &str) -> Parsed {
        parse(&[SourceFile { name: "a.yaml", text }])
    }

    fn clean(text: &str) -> Parsed {
        let parsed = one(text);
        assert_eq!(parsed.diagnostics.0, []);
        parsed
    }

    fn found(text: &str) -> Vec<(Code, String)> {
        one(text).diagnostics.0.iter().map(|d| (d.code, d.pointer.clone())).collect()
    }

    /// The findings of the small policy after a change of its text.
    fn changed(from: &str, to: &str) -> Vec<(Code, String)> {
        assert!(POLICY.contains(from), "{from}");
        found(&POLICY.replacen(from, to, 1))
    }

    fn is(code: Code, pointer: &str) -> Vec<(Code, String)> {
        [(code, pointer.to_string())].to_vec()
    }

    /// The policy without places and quotes.
    fn bare(policy: &Policy) -> String {
        let debug = alloc::format!("{policy:?}").replace("quote: 1", "quote: 0");
        let mut parts = debug.split("span: Span {");
        let mut out = parts.next().unwrap().to_string();
        parts.for_each(|part| out.push_str(part.split_once('}').unwrap().1));
        out
    }

    #[test]
    fn every_key_of_the_language_is_read() {
        let policy = clean(POLICY).policy.unwrap();
        assert_eq!((policy.id.as_str(), policy.version.as_str()), ("small-one", "1.0.0"));
        assert_eq!(policy.about.description.as_ref().unwrap().en, "no more");
        assert_eq!(policy.effective_to.as_ref().unwrap().text, "2027-01-01");
        assert_eq!(policy.params[0].range.as_ref().unwrap().1.text, "0.90");
        let [customers, holdings] = &policy.tables[..] else { panic!() };
        assert_eq!((customers.delimiter, customers.quote), (Some(b';'), Some(b'"')));
        assert_eq!(customers.fields[0].null_texts, ["-1", "unknown"]);
        assert_eq!(customers.fields[2].values[1].label.as_ref().unwrap().zh_cn, "二");
        assert_eq!(customers.fields[3].true_texts, ["yes", "1"]);
        assert_eq!((holdings.max_rows, holdings.fields[2].values[1].id.as_str()), (Some(100), "7"));
        let Source::Aggregate(all) = &policy.derives[0].source else { panic!() };
        let Some(Filter::Fields(fields)) = &all.filter else { panic!() };
        assert_eq!((all.kind, fields[0].1.len()), (AggregateKind::Sum, 2));
        let indicators = &policy.scorecards[0].dimensions[0].indicators;
        assert!(matches!(&indicators[1].points, Points::Curve(points) if points[1].1.text == "100"));
        assert!(matches!(&indicators[2].points, Points::Map(_, Some(other)) if other.text == "-1"));
        assert!(matches!(&indicators[1].missing, Some(Missing::Points(points)) if points.text == "0"));
        assert_eq!(policy.scorecards[0].reasons_top, 4);
        assert_eq!(policy.decisions[0].rows[0].1[2].text, "true");
        let alert = &policy.alerts[0];
        assert_eq!(
            alert.each.as_ref().map(|(t, row)| (t.text.as_str(), row.as_str())),
            Some(("holdings", "h"))
        );
        assert_eq!(alert.task.as_ref().unwrap().closes_with, ["reached", "lost"]);
        let test = &policy.tests[0];
        assert_eq!(test.given[1].1, None);
        assert_eq!(test.given[2].1.as_deref(), Some("null"));
        assert_eq!(test.children[0].1[0][0].1.as_deref(), Some("5"));
        assert_eq!((test.alerts.as_ref().unwrap().len(), test.values[2].1.clone()), (1, None));
    }

    #[test]
    fn places_and_pointers_lead_to_the_expression() {
        let policy = clean(POLICY).policy.unwrap();
        let when = &policy.alerts[0].when;
        let line = POLICY.lines().nth(when.span.line as usize - 1).unwrap();
        assert_eq!(&line[when.span.column as usize - 1 + when.quote as usize..], "h.amount > aum * share\"");
        assert_eq!(when.pointer, "/alerts/large/when");
        assert_eq!(policy.tests[0].values[2].0.pointer, "/tests/0/expect/values/value.d");
        assert_eq!(policy.decisions[0].rows[1].1[0].pointer, "/tables/tier/rows/1/0");
    }

    #[test]
    fn the_canonical_form_is_read_as_the_same_policy_with_the_same_hashes() {
        let first = clean(POLICY);
        let second = clean(&first.canonical);
        let third = clean(&second.canonical);
        assert_eq!(bare(first.policy.as_ref().unwrap()), bare(second.policy.as_ref().unwrap()));
        assert_eq!(second, third);
        assert_eq!(second.canonical, first.canonical);
        assert_eq!((second.full_hash, second.meaning_hash), (first.full_hash, first.meaning_hash));
    }

    #[test]
    fn wording_moves_the_full_hash_only() {
        let base = clean(POLICY);
        for (from, to) in [
            ("en: Small", "en: Tiny"),
            ("label: {en: Small, zh-CN: 小}\n", ""),
            ("no more", "less"),
            ("source: S1", "source: S9"),
            ("source: S2, owner: me", "owner: you"),
            ("{en: one, zh-CN: 一}", "{en: uno, zh-CN: 壹}"),
            ("{type: int, label: {en: Label, zh-CN: 标签}}", "{type: int}"),
            ("en: r,", "en: because,"),
            ("余 {{aum}}", "还有 {{aum}}"),
        ] {
            let other = clean(&POLICY.replacen(from, to, 1));
            assert_ne!(other.full_hash, base.full_hash, "{from}");
            assert_eq!(other.meaning_hash, base.meaning_hash, "{from}");
        }
    }

    #[test]
    fn everything_else_moves_both_hashes() {
        let base = clean(POLICY);
        for (from, to) in [
            ("value: 0.30", "value: 0.31"),
            ("label: {type: int,", "label: {type: string,"),
            ("C2: {en: two, zh-CN: 二}", "C3: {en: two, zh-CN: 二}"),
            ("reason_codes: {R1:", "reason_codes: {R2:"),
            ("aum * share", "aum"),
        ] {
            let other = clean(&POLICY.replacen(from, to, 1));
            assert_ne!(other.full_hash, base.full_hash, "{from}");
            assert_ne!(other.meaning_hash, base.meaning_hash, "{from}");
        }
    }

    #[test]
    fn comments_quotes_and_the_order_of_keys_move_no_hash() {
        let text = POLICY
            .replace("policy: small-one\nversion: 1.0.0\n", "version: '1.0.0' # x\npolicy: small-one\n");
        assert_eq!(clean(&text).full_hash, clean(POLICY).full_hash);
    }

    #[test]
    fn a_document_of_another_edition_is_refused_and_not_read() {
        assert_eq!(found("appraise: 2\nanything: {}\n"), is(Code::WrongEdition, "/appraise"));
        assert_eq!(changed("appraise: 1\n", ""), is(Code::MissingKey, ""));
    }

    #[test]
    fn a_key_that_this_build_does_not_act_on_is_refused_at_every_level() {
        let key = Code::UnknownKey;
        assert_eq!(changed("params:", "triggers: {}\nparams:"), is(key, "/triggers"));
        assert_eq!(changed("local: true", "local: true, x: 1"), is(key, "/params/share/x"));
        assert_eq!(changed("nullable:", "nulable:"), is(key, "/schema/customers/fields/aum/nulable"));
        assert_eq!(changed("max_rows: 100", "key: x"), is(key, "/schema/holdings/key"));
        assert_eq!(
            changed("{exists: holdings,", "{exists: holdings, period: 7d,"),
            is(key, "/derive/some/period")
        );
        assert_eq!(changed("hit: first", "policy: first"), is(key, "/tables/tier/policy"));
        assert_eq!(changed("due: 2h", "du: 2h"), is(key, "/alerts/large/task/du"));
        assert_eq!(changed("unknown: []", "outcomes: []"), is(key, "/tests/0/expect/outcomes"));
        let other = changed("missing: {points: 0}", "missing: {points: 0}, other: 1");
        assert_eq!(other, is(key, "/scorecards/value/dimensions/d/indicators/b/other"));
        assert!(one(&POLICY.replacen("hit: first", "policy: first", 1)).policy.is_some());
    }

    #[test]
    fn a_needed_key_that_is_missing_takes_the_policy_away() {
        let text = POLICY.replacen("priority: high", "", 1).replacen("weight: 100", "", 1);
        assert_eq!(
            found(&text),
            [
                (Code::MissingKey, "/scorecards/value/dimensions/d".to_string()),
                (Code::MissingKey, "/alerts/large".to_string()),
            ]
        );
        assert_eq!(one(&text).policy, None);
    }

    #[test]
    fn wrong_shapes_and_choices_are_named() {
        let shape = Code::WrongShape;
        assert_eq!(changed("range: [0, 100]", "range: [0]"), is(shape, "/scorecards/value/range"));
        assert_eq!(changed("weight: 33.5", "weight: much"), {
            is(shape, "/scorecards/value/dimensions/d/indicators/a/weight")
        });
        assert_eq!(changed("holdings h", "holdings"), is(shape, "/alerts/large/each"));
        assert_eq!(
            changed("delimiter: \";\"", "delimiter: ab"),
            is(shape, "/schema/customers/from/delimiter")
        );
        assert_eq!(changed("{count: holdings}", "{count: holdings, sum: x}")[0].0, shape);
        assert_eq!(changed("{count: holdings}", "{}")[0].0, shape);
        assert_eq!(changed("kind: risk", "kind: risky"), is(Code::BadChoice, "/alerts/large/kind"));
        assert_eq!(changed("map: {\"true\": 10}", "bins: [], curve: []")[0].0, Code::PointsChoice);
        assert_eq!(changed("tests:\n", "tests: {}\nx:\n")[0].0, shape);
        assert_eq!(found("- 1\n"), is(shape, ""));
    }

    #[test]
    fn ids_are_checked() {
        assert_eq!(changed("policy: small-one", "policy: Small_One"), is(Code::BadId, "/policy"));
        assert_eq!(changed("  share:", "  Share:"), is(Code::BadId, "/params/Share"));
        assert_eq!(changed("  drop:", "  dr/op:"), is(Code::BadId, "/derive/dr~1op"));
    }

    #[test]
    fn unquoted_words_with_two_meanings_are_refused() {
        let word = Code::AmbiguousScalar;
        assert_eq!(changed("version: 1.0.0", "version: 1.0"), is(word, "/version"));
        assert_eq!(changed("\"no\"", "no"), is(word, "/schema/customers/fields/housing/false/0"));
        assert_eq!(changed("values: [a, 7]", "values: [a, No]")[0].0, word);
        assert_eq!(changed("gold, true]", "gold, on]"), is(word, "/tables/tier/rows/0/2"));
        assert_eq!(changed("grade: null", "grade: off"), is(word, "/tests/0/given/grade"));
        assert_eq!(changed("R1: {en: r", "R1: {en: n"), is(word, "/scorecards/value/reason_codes/R1/en"));
    }

    #[test]
    fn bad_wording_does_not_keep_a_policy_from_being_checked() {
        let parsed = one(&POLICY.replacen("{en: Small, zh-CN: 小}", "Small", 1));
        assert_eq!(parsed.diagnostics.0[0].code, Code::WrongShape);
        assert!(parsed.policy.is_some());
    }

    #[test]
    fn a_text_that_is_not_yaml_gives_neither_policy_nor_canonical_form() {
        let parsed = one("appraise: [1");
        assert_eq!(parsed.diagnostics.0[0].code, Code::YamlSyntax);
        assert_eq!((parsed.policy, parsed.canonical.as_str()), (None, ""));
        assert_eq!(parse(&[]).diagnostics.0[0].code, Code::EmptyDocument);
        let deep = "[".repeat(10_000_000);
        assert_eq!(found(&deep), is(Code::TooDeep, ""));
    }

    #[test]
    fn a_random_cut_of_the_text_never_panics_and_never_passes_silently() {
        for end in (0..POLICY.len()).step_by(7).filter(|end| POLICY.is_char_boundary(*end)) {
            let parsed = one(&POLICY[..end]);
            assert!(parsed.policy.is_some() || parsed.diagnostics.has_errors());
            assert!(parsed.canonical.is_empty() || sha256_hex(&parsed.canonical) == parsed.full_hash);
        }
    }
}
