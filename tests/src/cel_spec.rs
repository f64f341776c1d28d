//! The tests of cel-spec, as converted to JSON: what a test says, and the table and the expression that it becomes.
//!
//! The format is described beside the data. Tests are never adapted: a test that the profile leaves out keeps its
//! expression, and the engine has to refuse it by name.

use std::path::{Path, PathBuf};

use appraise_core::cel::ast::{Expr, ExprKind};
use appraise_core::cel::parse;
use appraise_core::value::Value;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::probe::Field;

/// A test of the suite.
#[derive(Debug, Clone, Deserialize)]
pub struct Spec {
    /// File of the suite.
    pub file: String,
    /// Section of the file.
    pub sec: String,
    /// Name within the section.
    pub name: String,
    /// The expression.
    pub expr: String,
    /// Namespace in which names are resolved first.
    #[serde(default)]
    pub container: String,
    /// Declared types of variables.
    #[serde(default)]
    types: std::collections::BTreeMap<String, String>,
    /// Values of variables.
    #[serde(default)]
    bind: Vec<(String, Json)>,
    /// Expected value.
    val: Option<Json>,
    /// Present when an error is expected.
    err: Option<Json>,
    /// `core` or `extension`.
    pub group: String,
    /// `scalar`, `list_macro`, `dynamic`.
    pub profile: String,
    /// Whether timestamps or durations occur.
    #[serde(default)]
    time: Json,
}

/// What a test expects.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// This value; [`Value::Null`] is CEL's null.
    Value(Value),
    /// A double that is not finite.
    NotFinite(f64),
    /// The list that this text is.
    List(String),
    /// A value of a type that the profile does not have.
    Foreign,
    /// An error, while checking or while evaluating.
    Error,
    /// Nothing but that the expression is accepted.
    Accepted,
}

/// The folder with the data of tests: `APPRAISE_DATA`, or `../shared/data` from the project's root.
#[must_use]
pub fn data_folder() -> PathBuf {
    match std::env::var_os("APPRAISE_DATA") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
    }
}

/// The tests, or why there are none. A name that occurs again in its section gets a number.
///
/// # Errors
///
/// A sentence for people.
pub fn read() -> Result<Vec<Spec>, String> {
    let path = data_folder().join("cel/cel_spec_without_protobuf.json");
    let text =
        std::fs::read_to_string(&path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
    let mut specs: Vec<Spec> =
        serde_json::from_str(&text).map_err(|e| format!("{} is not the suite: {e}", path.display()))?;
    let mut seen = std::collections::BTreeMap::new();
    for spec in &mut specs {
        let count = seen.entry(spec.id()).and_modify(|n| *n += 1).or_insert(1);
        if *count > 1 {
            spec.name = format!("{} ({count})", spec.name);
        }
    }
    Ok(specs)
}

impl Spec {
    /// `file/section/name`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}/{}", self.file, self.sec, self.name)
    }

    /// Whether timestamps or durations occur.
    #[must_use]
    pub fn has_time(&self) -> bool {
        self.time != Json::Null && self.time != Json::Bool(false)
    }

    /// What the test expects.
    #[must_use]
    pub fn expected(&self) -> Expected {
        match (&self.val, &self.err) {
            (Some(json), _) => match (value(json), list(json)) {
                (Some(Value::Double(d)), _) if !d.is_finite() => Expected::NotFinite(d),
                (Some(value), _) => Expected::Value(value),
                (None, Some(text)) => Expected::List(text),
                (None, None) => Expected::Foreign,
            },
            (None, Some(_)) => Expected::Error,
            (None, None) => Expected::Accepted,
        }
    }

    /// The variables as fields with their values. A variable of a type that a field cannot have keeps the name of
    /// that type, so that the check refuses it.
    #[must_use]
    pub fn fields(&self) -> Vec<(Field, Value)> {
        let mut fields: Vec<(Field, Value)> = Vec::new();
        for (name, json) in &self.bind {
            let declared = self.types.get(name).map(String::as_str);
            fields.push((Field::new(name, type_of(declared, json)), value(json).unwrap_or(Value::Null)));
        }
        for (name, ty) in &self.types {
            if !self.bind.iter().any(|(bound, _)| bound == name) {
                fields.push((Field::new(name, type_of(Some(ty), &Json::Null)), Value::Null));
            }
        }
        fields
    }
}

/// The field type for a declared type, or else for a value.
fn type_of(declared: Option<&str>, json: &Json) -> &'static str {
    let has = |key| json.get(key).is_some();
    match declared {
        Some("INT64" | "null") => "int",
        Some("DOUBLE") => "double",
        Some("STRING") => "string",
        Some("BOOL") => "bool",
        Some("UINT64") => "uint",
        Some("BYTES") => "bytes",
        Some("LIST") => "list",
        Some("MAP") => "map",
        Some(_) => "unknown",
        None if has("i") || has("n") => "int",
        None if has("d") => "double",
        None if has("s") => "string",
        None if has("o") => "bool",
        None if has("u") => "uint",
        None if has("b") => "bytes",
        None if has("l") => "list",
        None => "map",
    }
}

fn value(json: &Json) -> Option<Value> {
    let (kind, inner) = json.as_object()?.iter().next()?;
    match kind.as_str() {
        "n" => Some(Value::Null),
        "o" => inner.as_bool().map(Value::Bool),
        "i" => inner.as_i64().map(Value::Int),
        "s" => inner.as_str().map(|s| Value::String(s.into())),
        "d" => inner.as_str()?.parse().ok().map(Value::Double),
        _ => None,
    }
}

/// A list of values and lists as CEL writes it.
fn list(json: &Json) -> Option<String> {
    let items = json.get("l")?.as_array()?;
    let texts: Option<Vec<String>> = items
        .iter()
        .map(|item| match value(item) {
            Some(Value::Bool(v)) => Some(v.to_string()),
            Some(Value::Int(v)) => Some(v.to_string()),
            Some(Value::Double(v)) if v.is_finite() => Some(format!("{v:?}")),
            Some(Value::String(v)) => Some(format!("{v:?}")),
            _ => list(item),
        })
        .collect();
    Some(format!("[{}]", texts?.join(", ")))
}

/// A literal of an expression and its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Field type that holds it.
    pub ty: &'static str,
    /// Its value.
    pub value: Value,
}

/// The literals of an expression that a column can hold, in the order of the text; empty when it does not parse.
#[must_use]
pub fn literals(text: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    if let Ok(expr) = parse::expression(text) {
        collect(&expr, &mut found);
    }
    found.sort_by_key(|literal| literal.start);
    found
}

fn collect(expr: &Expr, found: &mut Vec<Literal>) {
    let mut literal = |ty, value| {
        let (start, end) = (expr.range.start as usize, expr.range.end as usize);
        found.push(Literal { start, end, ty, value });
    };
    match &expr.kind {
        ExprKind::Bool(v) => literal("bool", Value::Bool(*v)),
        ExprKind::Int(v) => literal("int", Value::Int(*v)),
        ExprKind::Double(v, _) => literal("double", Value::Double(*v)),
        ExprKind::String(v) => literal("string", Value::String(v.clone())),
        ExprKind::Null | ExprKind::Uint(_) | ExprKind::Bytes(_) | ExprKind::Ident { .. } => {}
        ExprKind::Select { operand, .. } | ExprKind::Unary(_, operand) | ExprKind::Optional(operand) => {
            collect(operand, found);
        }
        ExprKind::Index { operand: a, index: b } | ExprKind::Binary(_, a, b) => {
            collect(a, found);
            collect(b, found);
        }
        ExprKind::Call { target, args, .. } => {
            target.iter().for_each(|t| collect(t, found));
            args.iter().for_each(|a| collect(a, found));
        }
        ExprKind::Conditional(a, b, c) => [a, b, c].into_iter().for_each(|e| collect(e, found)),
        ExprKind::List(items) => items.iter().for_each(|i| collect(i, found)),
        ExprKind::Map(entries) => entries.iter().for_each(|(k, v)| {
            collect(k, found);
            collect(v, found);
        }),
        ExprKind::Message { fields, .. } => fields.iter().for_each(|(_, v)| collect(v, found)),
    }
}

/// The text with some of its literals replaced by names.
#[must_use]
pub fn splice(text: &str, literals: &[Literal], name: impl Fn(usize) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, literal) in literals.iter().enumerate() {
        if let Some(name) = name(at) {
            out.push_str(text.get(from..literal.start).unwrap_or(""));
            out.push_str(&format!(" {name} "));
            from = literal.end;
        }
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out
}
