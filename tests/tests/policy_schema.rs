//! The published JSON Schema of policies, `core/policies/policy.schema.json`, against the Rust types it is generated
//! from, against every policy of the project, and against the parser: whatever key of a policy is left out, misnamed or
//! given a value of another shape, both refuse it or both take it. `BLESS=1` rewrites the published file.

#![allow(clippy::unwrap_used, reason = "a suite, where a panic is the report")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use appraise_core::diagnostic::Code;
use appraise_core::load::load;
use appraise_core::policy::{SourceFile, parse};
use appraise_tests::corpus::root;
use appraise_tests::policy_schema::document::{Document, documents};
use appraise_tests::policy_schema::{published, schema, schema_of_part};
use jsonschema::Validator;
use serde_json::{Map, Value as Json, json};

/// A key that no policy has and that is no name either.
const NO_KEY: &str = "no such key";

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    fn check(&mut self, holds: bool, failure: impl FnOnce() -> String) {
        if holds {
            self.passed += 1;
        } else {
            self.failed += 1;
            println!("FAILED {}", failure());
        }
    }
}

fn main() -> ExitCode {
    if std::env::args().any(|a| a == "--list") {
        return ExitCode::SUCCESS;
    }
    let mut tally = Tally::default();
    the_published_file_is_the_generated_one(&mut tally);
    let whole = jsonschema::draft202012::new(schema().as_value()).unwrap();
    let part = jsonschema::draft202012::new(schema_of_part().as_value()).unwrap();
    let documents = documents();
    for document in &documents {
        agreement(&mut tally, document, &whole, &part);
    }
    keys_are_those_of_the_parser(&mut tally);
    every_change_is_judged_alike(&mut tally, &documents, &whole);
    println!("policy schema: {} passed, {} failed", tally.passed, tally.failed);
    ExitCode::from(u8::from(tally.failed > 0))
}

fn the_published_file_is_the_generated_one(tally: &mut Tally) {
    let path = root().join("core/policies/policy.schema.json");
    let generated = published().unwrap();
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &generated).unwrap();
    }
    let same = std::fs::read_to_string(&path).is_ok_and(|text| text == generated);
    tally.check(same, || format!("{}: not what the types say; BLESS=1 rewrites it", path.display()));
}

/// What the engine takes is valid, as a whole and file by file; what it refuses for its keys is not.
fn agreement(tally: &mut Tally, document: &Document, whole: &Validator, part: &Validator) {
    let name = &document.name;
    let (_, loaded) = load(&document.sources());
    let diagnostics = parse(&document.sources()).diagnostics.0;
    let keys = diagnostics.iter().any(|d| matches!(d.code, Code::UnknownKey | Code::MissingKey));
    if loaded.is_none() && !keys {
        return;
    }
    let (Some(json), Some(parts)) = (document.whole(), document.parts()) else {
        return tally.check(false, || format!("{name}: no other reader of YAML reads it"));
    };
    if keys {
        return tally.check(!whole.is_valid(&json), || format!("{name}: valid, but refused for its keys"));
    }
    tally.check(whole.is_valid(&json), || format!("{name}: {}", errors(whole, &json)));
    for json in parts {
        tally.check(part.is_valid(&json), || format!("{name}, a file of it: {}", errors(part, &json)));
    }
}

fn errors(validator: &Validator, json: &Json) -> String {
    let errors = validator.iter_errors(json).map(|e| format!("{}: {e}", e.instance_path()));
    errors.collect::<Vec<_>>().join("\n  ")
}

/// The keys that the sources of the parser name are the properties that the schema names.
fn keys_are_those_of_the_parser(tally: &mut Tally) {
    let mut asked = BTreeSet::new();
    let folder = root().join("core/src/policy");
    for path in sources(&folder) {
        asked.extend(code(&path).split('"').skip(1).step_by(2).map(str::to_owned));
    }
    let mut named = BTreeSet::new();
    properties(schema().as_value(), &mut named);
    for key in &named {
        tally
            .check(asked.contains(key), || format!("key `{key}` of the schema: the parser does not know it"));
    }
    for key in asked_by_call(&folder) {
        tally.check(named.contains(&key), || {
            format!("key `{key}` of the parser: the schema does not know it")
        });
    }
}

/// The texts that are handed to `take`, `need` and the closures around them, and those in the lists of `about`.
fn asked_by_call(folder: &Path) -> BTreeSet<String> {
    const CALLS: [&str; 5] = ["take", "need", "text", "read", "only"];
    let mut keys = BTreeSet::new();
    for path in sources(folder) {
        let mut in_list = false;
        let code = code(&path);
        let mut pieces = code.split('"');
        while let (Some(before), Some(literal)) = (pieces.next(), pieces.next()) {
            let (call, arguments) = before.rsplit_once('(').unwrap_or_default();
            let plain = arguments.chars().all(|c| c.is_ascii_alphanumeric() || "_,& ".contains(c));
            in_list = before.ends_with("&[") || in_list && before == ", ";
            if in_list || plain && CALLS.iter().any(|name| call.ends_with(name)) {
                keys.insert(literal.to_owned());
            }
        }
    }
    keys
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The source without its tests, and without quotes that begin or end no text.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]").next().unwrap_or_default().replace("\\\"", "").replace("'\"'", "")
}

/// The names of all properties of a schema.
fn properties(schema: &Json, names: &mut BTreeSet<String>) {
    if let Some(Json::Object(properties)) = schema.get("properties") {
        names.extend(properties.keys().cloned());
    }
    match schema {
        Json::Object(entries) => entries.values().for_each(|value| properties(value, names)),
        Json::Array(items) => items.iter().for_each(|value| properties(value, names)),
        _ => {}
    }
}

/// Every key of every accepted policy of the corpus, left out, misnamed, and with values of other shapes. A place that
/// has been tried in the same surroundings is not tried again.
fn every_change_is_judged_alike(tally: &mut Tally, documents: &[Document], whole: &Validator) {
    let mut tried = BTreeSet::new();
    for document in documents.iter().filter(|d| d.files.len() == 1 && d.name.starts_with("tests/")) {
        let Some(json) = document.whole().filter(|json| refusal(json).is_none()) else { continue };
        let mut places = Vec::new();
        collect(&json, &mut Vec::new(), &mut places);
        for place in places {
            let (json, place) = excerpt(&json, &place);
            if !tried.insert(surroundings(&json, &place)) || refusal(&json).is_some() {
                continue;
            }
            for (what, changed) in changes(&json, &place) {
                let (parser, schema) = (refusal(&changed), whole.is_valid(&changed));
                tally.check(parser.is_none() == schema, || {
                    let parser = parser.unwrap_or_else(|| "takes it".into());
                    format!(
                        "{}: /{} {what}: schema {schema}, parser: {parser}",
                        document.name,
                        place.join("/")
                    )
                });
            }
        }
    }
}

/// What of a document a place stands in: the keys that every document has, and the one item of its section. The parser
/// looks at one item without the others, and so a change is judged in a small document as in a large one.
fn excerpt(json: &Json, place: &[String]) -> (Json, Vec<String>) {
    const ALWAYS: [&str; 4] = ["appraise", "policy", "version", "time_zone"];
    let mut place = place.to_vec();
    let kept = ALWAYS.iter().filter_map(|key| Some(((*key).to_owned(), json.get(*key)?.clone())));
    let mut small: Map<String, Json> = kept.collect();
    let Some(section) = place.first().cloned() else { return (json.clone(), place) };
    let item = place.get(1).cloned();
    let part = match (json.get(&section), item) {
        (Some(Json::Object(items)), Some(item)) if items.values().all(|v| v.is_object() || v.is_string()) => {
            let one = items.get(&item).cloned().unwrap_or_default();
            Json::Object([(item, one)].into_iter().collect())
        }
        (Some(Json::Array(items)), Some(item)) => {
            place.get_mut(1).into_iter().for_each(|index| *index = "0".into());
            let one = item.parse::<usize>().ok().and_then(|i| items.get(i)).cloned();
            Json::Array(one.into_iter().collect())
        }
        (part, _) => part.cloned().unwrap_or_default(),
    };
    small.insert(section, part);
    (Json::Object(small), place)
}

/// The first error that the parser finds.
fn refusal(json: &Json) -> Option<String> {
    let text = json.to_string();
    let parsed = parse(&[SourceFile { name: "p.yaml", text: &text }]);
    let error = parsed.diagnostics.0.iter().find(|d| d.code.id().starts_with('E'));
    error.map(|d| format!("{} {} {:?}", d.code.id(), d.pointer, d.args))
}

/// The places of all keys.
fn collect(json: &Json, here: &mut Vec<String>, places: &mut Vec<Vec<String>>) {
    let mut inner = |key: String, value: &Json, is_key: bool| {
        here.push(key);
        if is_key {
            places.push(here.clone());
        }
        collect(value, here, places);
        here.pop();
    };
    match json {
        Json::Object(entries) => entries.iter().for_each(|(key, value)| inner(key.clone(), value, true)),
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| inner(i.to_string(), item, false))
        }
        _ => {}
    }
}

/// What the parser can know of a place: the key, the section and depth, and the keys beside it.
fn surroundings(json: &Json, place: &[String]) -> (usize, String, String, String) {
    let (key, parents) = place.split_last().unwrap();
    let beside = parents.iter().fold(json, |json, step| child(json, step));
    let Json::Object(beside) = beside else { return Default::default() };
    let shape = |value: &Json| match value {
        Json::Object(_) => '{',
        Json::Array(_) => '[',
        _ => '.',
    };
    let beside = beside.iter().map(|(key, value)| format!("{key}{} ", shape(value))).collect();
    (place.len(), place.first().cloned().unwrap_or_default(), key.clone(), beside)
}

fn child<'j>(json: &'j Json, step: &str) -> &'j Json {
    match json {
        Json::Array(items) => step.parse::<usize>().ok().and_then(|i| items.get(i)).unwrap(),
        other => other.get(step).unwrap(),
    }
}

fn changes(json: &Json, place: &[String]) -> Vec<(String, Json)> {
    let mut found = vec![
        ("left out".to_owned(), change(json, place, |entries, key| drop(entries.remove(key)))),
        (
            "misnamed".to_owned(),
            change(json, place, |entries, key| {
                let value = entries.remove(key).unwrap_or_default();
                entries.insert(NO_KEY.into(), value);
            }),
        ),
    ];
    for value in
        [json!(null), json!(true), json!(7), json!("x"), json!([]), json!({}), json!([[]]), json!({"x": {}})]
    {
        let changed = change(json, place, |entries, key| drop(entries.insert(key.into(), value.clone())));
        found.push((format!("as {value}"), changed));
    }
    found
}

/// The document after a change of the mapping that holds the place.
fn change(json: &Json, place: &[String], act: impl FnOnce(&mut Map<String, Json>, &str)) -> Json {
    let mut changed = json.clone();
    let (key, parents) = place.split_last().unwrap();
    let mapping = parents.iter().fold(&mut changed, |json, step| match json {
        Json::Array(items) => step.parse::<usize>().ok().and_then(|i| items.get_mut(i)).unwrap(),
        other => other.get_mut(step).unwrap(),
    });
    if let Json::Object(entries) = mapping {
        act(entries, key);
    }
    changed
}
