//! The policies of the project as JSON documents: those that are shipped, and those of the corpus.

use std::path::{Path, PathBuf};

use appraise_core::policy::SourceFile;
use serde_json::{Map, Value as Json};
use serde_yaml_ng::Value as Yaml;

use crate::corpus::case::{all, policy_files};
use crate::corpus::{Case, root};

/// A policy with its files.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file that holds it, seen from the project's folder.
    pub name: String,
    /// Its files by name.
    pub files: Vec<(String, String)>,
}

/// The shipped policies, then those of the cases. A case whose policy is no text, or needs data from outside, has none.
#[must_use]
pub fn documents() -> Vec<Document> {
    let mut found = Vec::new();
    for path in shipped(&root().join("core/policies")) {
        found.push(Document { name: name(&path), files: policy_files(&path).unwrap_or_default() });
    }
    for path in all(&root().join("tests/cases")) {
        let input = Case::read(&path).ok().and_then(|case| case.input(&path).ok());
        let files = input.map(|input| input.files).unwrap_or_default();
        if !files.is_empty() {
            found.push(Document { name: name(&path), files });
        }
    }
    found
}

/// The policies of a folder: its files, and its folders.
fn shipped(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<_> =
        entries.filter(|path| path.is_dir() || path.extension().is_some_and(|e| e == "yaml")).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

impl Document {
    /// Its files as the engine takes them.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceFile<'_>> {
        self.files.iter().map(|(name, text)| SourceFile { name, text }).collect()
    }

    /// Its YAML files, each for itself; `None` when one of them is not YAML.
    #[must_use]
    pub fn parts(&self) -> Option<Vec<Json>> {
        let yaml = self.files.iter().filter(|(name, _)| !name.to_ascii_lowercase().ends_with(".csv"));
        yaml.map(|(_, text)| serde_yaml_ng::from_str::<Yaml>(text).ok().map(|yaml| json(&yaml))).collect()
    }

    /// Its YAML files as one document: sections are put together item by item, lists one after the other.
    #[must_use]
    pub fn whole(&self) -> Option<Json> {
        let mut whole = Map::new();
        for part in self.parts()? {
            let Json::Object(part) = part else { return Some(part) };
            for (key, value) in part {
                match (whole.get_mut(&key), value) {
                    (Some(Json::Object(all)), Json::Object(more)) => all.extend(more),
                    (Some(Json::Array(all)), Json::Array(more)) => all.extend(more),
                    (_, value) => drop(whole.insert(key, value)),
                }
            }
        }
        Some(Json::Object(whole))
    }
}

/// YAML as JSON: keys are texts, and so is a number that JSON has not.
fn json(yaml: &Yaml) -> Json {
    match yaml {
        Yaml::Sequence(items) => items.iter().map(json).collect(),
        Yaml::Mapping(entries) => {
            entries.iter().map(|(key, value)| (key_text(key), json(value))).collect::<Map<_, _>>().into()
        }
        Yaml::Tagged(tagged) => json(&tagged.value),
        scalar => serde_json::to_value(scalar).unwrap_or_default(),
    }
}

fn key_text(key: &Yaml) -> String {
    match json(key) {
        Json::String(text) => text,
        other => other.to_string(),
    }
}
