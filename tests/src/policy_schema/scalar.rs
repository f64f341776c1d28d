//! Scalars, labels, and mappings by name: what the blocks have in common.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value as Json, json};

/// A name of the policy: a letter a-z or `_`, then letters, digits and `_`.
const NAME: &str = "^[a-z_][A-Za-z0-9_]*$";

/// A text.
pub type Text = String;

/// An expression in CEL.
#[derive(JsonSchema)]
pub struct Cel(pub String);

/// A text with `{{name}}` where a value stands.
#[derive(JsonSchema)]
pub struct Template(pub String);

/// A day, `YYYY-MM-DD`.
#[derive(JsonSchema)]
pub struct Day(#[schemars(extend("format" = "date"))] pub String);

/// A time span: `2h`, `7d`, `3m` (months), `2bd` (business days) or `2bh` (business hours).
#[derive(JsonSchema)]
pub struct Span(pub String);

/// A type: `bool`, `int`, `double`, `decimal(2)`, `string`, `enum`, `date`, `timestamp` or `duration`.
#[derive(JsonSchema)]
pub struct TypeName(pub String);

/// A number in plain decimal notation, quoted or not.
#[derive(JsonSchema)]
#[schemars(extend("type" = ["number", "string"], "pattern" = "^-?[0-9]+(\\.[0-9]+)?$"))]
pub struct Number;

/// A whole number from 0.
#[derive(JsonSchema)]
#[schemars(extend("type" = ["integer", "string"], "minimum" = 0, "maximum" = u32::MAX, "pattern" = "^[0-9]+$"))]
pub struct Whole;

/// A value whose type is declared elsewhere: a number, a text, a day, a member, `true` or `false`.
#[derive(JsonSchema)]
#[schemars(extend("type" = ["string", "number", "boolean"]))]
pub struct Value;

/// A value, or null where nothing is known.
#[derive(JsonSchema)]
#[schemars(extend("type" = ["string", "number", "boolean", "null"]))]
pub struct Cell;

/// A percentage from 0 to 100, such as `1%` or `0.5%`.
#[derive(JsonSchema)]
pub struct Percent(#[schemars(regex(pattern = r"^\s*[0-9]+(\.[0-9]+)?\s*%\s*$"))] pub String);

/// The edition of the policy language.
#[derive(JsonSchema)]
#[schemars(extend("type" = ["integer", "string"], "enum" = [1, "1"]))]
pub struct Edition;

/// An id of a policy: a letter a-z, then letters a-z, digits and `-`.
#[derive(JsonSchema)]
pub struct PolicyId(#[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))] pub String);

/// One punctuation character or a tab.
#[derive(JsonSchema)]
pub struct Punctuation(#[schemars(regex(pattern = r"^[!-/:-@\[-`{-~\t]$"))] pub String);

/// A text in both languages.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Label {
    /// English.
    pub en: Text,
    /// Simplified Chinese.
    #[schemars(rename = "zh-CN")]
    pub zh_cn: Text,
}

/// Ids, or ids with labels.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Members {
    /// Ids.
    Ids(Vec<Value>),
    /// Labels by id.
    Labelled(ByText<Label>),
}

/// Items of the policy by name.
pub struct Named<T>(PhantomData<T>);

/// Items by any text: ids of members, names of tables and fields.
pub struct ByText<T>(PhantomData<T>);

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Named_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        json_schema!({"type": "object", "propertyNames": names(), "additionalProperties": item})
    }
}

impl<T: JsonSchema> JsonSchema for ByText<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ByText_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        json_schema!({"type": "object", "additionalProperties": item})
    }
}

/// What the keys of a mapping by name have to be.
#[must_use]
pub fn names() -> Json {
    json!({"pattern": NAME})
}

/// `oneOf`: exactly one of these keys.
#[must_use]
pub fn one_of(keys: &[&str]) -> Json {
    keys.iter().map(|key| json!({"required": [key]})).collect()
}

/// `not`: none of these keys.
#[must_use]
pub fn none_of(keys: &[&str]) -> Json {
    json!({"anyOf": one_of(keys)})
}
