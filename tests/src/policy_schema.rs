//! The shape of a policy document as Rust types, from which its JSON Schema (2020-12) is generated.
//!
//! One module per block of the language. A type says which keys a mapping has, which of them have to be there and what
//! shape their values have; doc comments are the descriptions that an editor shows. What is *not* here: everything that
//! needs more than one place of the document (names, types, units, ranges), which is the engine's check.
//!
//! INVARIANT: every policy that the engine accepts is valid, and whatever its parser refuses for a key too many, a key
//! too few or a wrong shape is not. The suite `policy_schema` holds both sides against each other.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::Value as Json;

pub mod access;
pub mod alert;
pub mod assignment;
pub mod class;
pub mod contact;
pub mod decision;
pub mod derive;
pub mod document;
pub mod example;
pub mod followed;
pub mod form;
pub mod group;
pub mod inputs;
pub mod lawful;
pub mod measure;
pub mod message;
pub mod offer;
pub mod param;
pub mod play;
pub mod reference;
pub mod report;
pub mod scalar;
pub mod scorecard;

use access::Access;
use alert::Alert;
use assignment::{Assignment, Team};
use class::{Class, Tag};
use contact::Contact;
use decision::Decision;
use derive::Derive;
use example::Example;
use followed::{Holdout, Outcome};
use form::Form;
use group::Group;
use inputs::Tables;
use lawful::Consents;
use measure::Measure;
use message::{Channel, MessageTemplate, Recipient};
use offer::{Offer, Suitability};
use param::{Effective, Overlays, Param, Population};
use play::{Playbook, Quota};
use reference::Reference;
use report::Report;
use scalar::{ByText, Edition, Label, Named, PolicyId, Text};
use scorecard::Scorecard;

/// # Appraise policy
/// A policy document of edition 1, in one file. Of a policy in several files, each file is a `Part` and what they make
/// together is a policy.
#[derive(JsonSchema)]
#[schemars(extend("required" = ["appraise", "policy", "version", "time_zone"]))]
pub struct Policy(pub Part);

/// A policy, or what one of its files says of it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Part {
    /// The edition of the policy language.
    pub appraise: Option<Edition>,
    /// Its id.
    pub policy: Option<PolicyId>,
    /// Its version, such as `1.0.0`. A new meaning is a new version.
    pub version: Option<Text>,
    /// Its name for people.
    pub label: Option<Label>,
    /// What it is for.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// The days on which it may be used.
    pub effective: Option<Effective>,
    /// `UTC`, an offset such as `+08:00`, or a listed zone such as `Asia/Shanghai`.
    pub time_zone: Option<Text>,
    /// Whom it is about.
    pub population: Option<Population>,
    /// For what data may be used here; then every rule states its purpose.
    pub purposes: Option<Vec<Text>>,
    /// Where the customers' consents are recorded.
    pub consents: Option<Consents>,
    /// Numbers and words that people set, by name.
    pub params: Option<Named<Param>>,
    /// The input tables: `customers`, and child tables by name.
    pub schema: Option<Tables>,
    /// Reference tables, the calendar among them, by name.
    pub refs: Option<Named<Reference>>,
    /// Derived values, by name.
    pub derive: Option<Named<Derive>>,
    /// Totals over child tables that the bank reports, by name.
    pub measures: Option<Named<Measure>>,
    /// Groups of customers and what is totalled over them, by name.
    pub groups: Option<Named<Group>>,
    /// Named conditions that are put out beside classes, by name.
    pub tags: Option<Named<Tag>>,
    /// Scorecards, by name.
    pub scorecards: Option<Named<Scorecard>>,
    /// Decision tables, by name.
    pub tables: Option<Named<Decision>>,
    /// Systems of classes, by name.
    pub classes: Option<Named<Class>>,
    /// Alerts, by name.
    pub alerts: Option<Named<Alert>>,
    /// Playbooks, by name: steps before and after dates.
    pub playbooks: Option<Named<Playbook>>,
    /// Quotas, by name: services that customers are owed in a period.
    pub quotas: Option<Named<Quota>>,
    /// What the codes are called that end tasks.
    pub outcome_codes: Option<ByText<Label>>,
    /// Whether a rule that raises tasks must name its owner and the outcomes of its tasks.
    pub strict: Option<bool>,
    /// How customers are contacted.
    pub contact: Option<Contact>,
    /// Which products may be offered to whom.
    pub suitability: Option<Suitability>,
    /// Offers, by name.
    pub offers: Option<Named<Offer>>,
    /// Who can be told of something, by name.
    pub roles: Option<Named<Recipient>>,
    /// Ways by which messages go, by name.
    pub channels: Option<Named<Channel>>,
    /// What messages say, by name.
    pub templates: Option<Named<MessageTemplate>>,
    /// Names of customers' fields and classes that people may override for a time.
    pub overrides: Option<Vec<Text>>,
    /// Lists of alerts of which at most one may fire for a customer; the analysis holds them against their conditions.
    pub exclusive: Option<Vec<Vec<Text>>>,
    /// What is looked for after a rule has told of a customer, by name.
    pub outcomes: Option<Named<Outcome>>,
    /// Customers whom some alerts leave alone, so that what these do can be told.
    pub holdout: Option<Holdout>,
    /// Forms that people fill in, by name.
    pub forms: Option<Named<Form>>,
    /// How branches set local parameters for their own customers.
    pub overlays: Option<Overlays>,
    /// Who may see what of a run.
    pub access: Option<Access>,
    /// How customers are assigned to managers.
    pub assignment: Option<Assignment>,
    /// Teams of specialists, by name.
    pub teams: Option<Named<Team>>,
    /// Reports, by name.
    pub reports: Option<Named<Report>>,
    /// Customers with what has to come out of them.
    pub tests: Option<Vec<Example>>,
}

/// The schema of policies.
#[must_use]
pub fn schema() -> Schema {
    SchemaSettings::draft2020_12().with_transform(AsWritten).into_generator().into_root_schema_for::<Policy>()
}

/// The schema of one file of a policy in several files.
#[must_use]
pub fn schema_of_part() -> Schema {
    let mut schema = schema();
    schema.remove("required");
    schema
}

/// The schema as it is published.
///
/// # Errors
/// None that a schema can cause.
pub fn published() -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(&schema())? + "\n")
}

/// An optional key is left out, as nothing but a cell of a test can be null; a description has no line ends.
#[derive(Debug, Clone)]
struct AsWritten;

impl Transform for AsWritten {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Json::String(text)) = schema.get_mut("description") {
            *text = text.replace('\n', " ");
        }
        if let Some(Json::Object(properties)) = schema.get_mut("properties") {
            properties.values_mut().for_each(without_null);
        }
        transform_subschemas(self, schema);
    }
}

/// Takes the null out of a type or out of a choice between a schema and null.
fn without_null(property: &mut Json) {
    let Json::Object(property) = property else { return };
    if let Some(Json::Array(types)) = property.get_mut("type") {
        types.retain(|ty| ty != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            property.insert("type".into(), one);
        }
    }
    let is_null = |choice: &Json| choice.get("type").is_some_and(|ty| ty == "null");
    match property.get("anyOf").and_then(Json::as_array).map(Vec::as_slice) {
        Some([Json::Object(choice), null]) if is_null(null) => {
            let choice = choice.clone();
            property.remove("anyOf");
            property.extend(choice);
        }
        _ => {}
    }
}
