//! The assignment of customers to managers, and teams of specialists.

use schemars::JsonSchema;

use super::scalar::{ByText, Cel, Day, Label, Named, Text, Value};

/// How customers are assigned to managers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Assignment {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The day by which it has to be looked at again.
    pub review_by: Option<Day>,
    /// For what it uses data.
    pub purpose: Option<Text>,
    /// The managers.
    pub managers: People,
    /// Who needs a manager; everyone when left out.
    pub who: Option<Cel>,
    /// The customer's manager today.
    pub current: Cel,
    /// The customer's branch, which has to be the manager's.
    pub within: Option<Cel>,
    /// How many customers managers of a kind have at most, by name.
    pub limits: Option<Named<Limit>>,
    /// What a manager has to meet, by name.
    pub needs: Option<Named<Need>>,
    /// What a manager had better meet, by name.
    pub prefers: Option<Named<Preference>>,
    /// What a change of the manager costs, a number or an expression; 1 when left out.
    pub change: Option<Value>,
    /// From when a change is to hold: `next_month`, which is meant when left out, or a date.
    pub effective: Option<Text>,
}

/// The table of managers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct People {
    /// A table under `refs`.
    pub table: Text,
    /// Its field with the number of customers that a manager has room for.
    pub capacity: Text,
    /// Its field with the manager's branch.
    pub branch: Option<Text>,
    /// Who of them serves customers: an expression about `manager.x`.
    pub active: Option<Cel>,
}

/// How many customers a manager of a kind has at most.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Limit {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// Which managers: an expression about `manager.x`.
    pub manager: Cel,
    /// How many: a number or an expression about `manager.x`.
    pub most: Value,
}

/// What a manager has to meet.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Need {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// For which customers; for all when left out.
    pub when: Option<Cel>,
    /// What the manager meets: an expression about `manager.x`.
    pub manager: Cel,
}

/// What a manager had better meet.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Preference {
    /// Its name for people.
    pub label: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// For which customers; for all when left out.
    pub when: Option<Cel>,
    /// What the manager meets: an expression about `manager.x`.
    pub manager: Cel,
    /// What it costs where it is not met: a number or an expression about `manager.x`.
    pub cost: Value,
}

/// A kind of teams: which specialists a customer has beside the manager.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Team {
    /// Its name for people.
    pub label: Option<Label>,
    /// More words.
    pub description: Option<Label>,
    /// Where it comes from.
    pub source: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The day by which it has to be looked at again.
    pub review_by: Option<Day>,
    /// For what it uses data.
    pub purpose: Option<Text>,
    /// Which customers have such a team.
    pub when: Cel,
    /// The customer's branch, which has to be the specialist's.
    pub within: Option<Cel>,
    /// The specialists.
    pub from: Specialists,
    /// The roles, one person each: who it is today, an expression.
    pub roles: ByText<Cel>,
}

/// The table of specialists.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Specialists {
    /// A table under `refs`.
    pub table: Text,
    /// Its field with the role.
    pub role: Text,
    /// Its field with the number of customers that a specialist has room for.
    pub capacity: Text,
    /// Its field with the specialist's branch.
    pub branch: Option<Text>,
    /// Who of them serves customers: an expression about `specialist.x`.
    pub active: Option<Cel>,
}
