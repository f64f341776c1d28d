//! The items of a policy with their sides, and how each is observed.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::region::stops;
use super::{Item, Side};
use crate::model::{Decision, Function, Indicator, Model, Points, Term, TermKind};
use crate::policy::Localised;
use crate::value::Type;

/// Kinds of items, in the order of the report.
pub(super) const KINDS: [&str; 8] = ["indicator", "score", "table", "class", "tag", "alert", "offer", "path"];

/// How an item is observed; indexes are those of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Probe {
    /// An indicator of a scorecard, by its place among all of them; `None`: the yardstick. Sides: bins or `value`, then
    /// `missing`.
    Indicator(usize, Option<usize>),
    /// A score: `known`, `unknown`.
    Score(usize),
    /// A decision table: its rows, then `none`, then `unknown`.
    Table(usize),
    /// A class: its members, the last of which is that of nobody.
    Class(usize),
    /// A tag: `true`, `false`, `unknown`.
    Tag(usize),
    /// An alert: `fired`, `not_fired`, `unknown`, and `blocked` where something can keep its task back.
    Alert(u16),
    /// An offer: `made`, `held`.
    Offer(usize),
    /// A watched term that says whether a value is missing: `given`, `instead`.
    Path(usize),
}

/// The items of a policy; `watch` gets the terms that paths are observed by.
pub(super) fn items(model: &Model, watch: &mut Vec<Term>) -> (Vec<Item>, Vec<Probe>) {
    let mut list = List::default();
    for (at, card) in model.scorecards.iter().enumerate() {
        let own = card.dimensions.iter().flat_map(|d| d.indicators.iter().map(|i| (d.id.as_str(), i)));
        for (place, (dimension, indicator)) in own.enumerate() {
            let id = format!("{}.{dimension}.{}", card.id, indicator.id);
            list.indicator(id, indicator, Probe::Indicator(at, Some(place)));
        }
        if let Some(baseline) = &card.baseline {
            list.indicator(format!("{}.baseline", card.id), baseline, Probe::Indicator(at, None));
        }
        list.plain("score", (&card.id, &card.label), &["known", "unknown"], Probe::Score(at));
    }
    for (at, table) in model.decisions.iter().enumerate() {
        let row = |(at, row): (usize, &crate::model::Row)| Side {
            text: Some(row.texts.join(", ")),
            ..Side::new((at + 1).to_string())
        };
        let mut sides: Vec<Side> = table.rows.iter().enumerate().map(row).collect();
        sides.extend(["none", "unknown"].map(Side::new));
        list.put("table", (&table.id, &table.label), sides, Probe::Table(at));
    }
    for (at, class) in model.classes.iter().enumerate() {
        let members = &model.enumeration(class.types.member).members;
        let sides = members.iter().map(|(id, _)| Side::new(id.as_str())).collect();
        list.put("class", (&class.id, &class.label), sides, Probe::Class(at));
    }
    for (at, tag) in model.derives.iter().enumerate().filter(|(_, derive)| derive.tag) {
        list.plain("tag", (&tag.id, &tag.label), &["true", "false", "unknown"], Probe::Tag(at));
    }
    for (at, alert) in (0u16..).zip(&model.alerts) {
        let blocked = !stops(model, alert).is_empty();
        let all = ["fired", "not_fired", "unknown", "blocked"];
        let sides = all.get(..3 + usize::from(blocked && alert.task.is_some())).unwrap_or(&all);
        list.plain("alert", (&alert.id, &alert.label), sides, Probe::Alert(at));
    }
    for (at, offer) in model.offers.iter().enumerate() {
        list.plain("offer", (&offer.id, &offer.label), &["made", "held"], Probe::Offer(at));
    }
    paths(model, &mut |owner, first| {
        let name = match &first.kind {
            TermKind::Field(id) => model.schema.field(*id).map(|field| field.id.clone()),
            TermKind::Derive(at) => model.derives.get(usize::from(*at)).map(|derive| derive.id.clone()),
            _ => None,
        };
        let missing = Term::apply(Type::Bool, Function::IsNull, alloc::vec![first.clone()]);
        let id = match name {
            Some(name) => format!("{owner}: {name}"),
            None => format!("{owner}: {}", watch.len() + 1),
        };
        if !list.items.iter().any(|item| item.kind == "path" && item.id == id) {
            list.plain("path", (&id, &None), &["given", "instead"], Probe::Path(watch.len()));
            watch.push(missing);
        }
    });
    (list.items, list.probes)
}

/// Calls `found` with every value that something stands in for where it is missing, and with the name of the rule that
/// says so. What rests on the product of an offer has no value of its own and is left out.
fn paths(model: &Model, found: &mut dyn FnMut(&str, &Term)) {
    for (owner, term) in rules(model) {
        term.walk(&mut |part| {
            if let TermKind::Apply(Function::Coalesce, args) = &part.kind
                && let Some(first) = args.first().filter(|first| is_of_customers(model, first))
            {
                found(owner, first);
            }
        });
    }
}

/// The terms of the rules of a policy, each with the name of the rule.
pub(super) fn rules(model: &Model) -> Vec<(&str, &Term)> {
    let mut all: Vec<(&str, &Term)> = Vec::new();
    all.extend(model.derives.iter().map(|derive| (derive.id.as_str(), &derive.term)));
    for card in &model.scorecards {
        let indicators = card.dimensions.iter().flat_map(|d| &d.indicators).chain(&card.baseline);
        all.extend(indicators.map(|indicator| (card.id.as_str(), &indicator.of)));
    }
    for table in model.decisions.iter().chain(model.classes.iter().map(|class| &class.table)) {
        all.extend(table.inputs.iter().map(|(_, input)| (table.id.as_str(), input)));
    }
    for alert in &model.alerts {
        let terms = [Some(&alert.when), alert.suppress.as_ref(), alert.stop.as_ref(), alert.stake.as_ref()];
        all.extend(terms.into_iter().flatten().map(|term| (alert.id.as_str(), term)));
    }
    for offer in &model.offers {
        all.extend(offer.terms().map(|term| (offer.id.as_str(), term)));
    }
    all
}

impl Probe {
    /// What decides on which side of the item a customer is.
    pub(super) fn terms<'a>(&self, model: &'a Model, watch: &'a [Term]) -> Vec<&'a Term> {
        let inputs = |table: &'a Decision| table.inputs.iter().map(|(_, input)| input).collect();
        match self {
            Self::Indicator(card, place) => {
                let card = model.scorecards.get(*card);
                let mut all = card.into_iter().flat_map(|c| c.dimensions.iter().flat_map(|d| &d.indicators));
                let one = match place {
                    Some(place) => all.nth(*place),
                    None => card.and_then(|card| card.baseline.as_ref()),
                };
                one.map(|indicator| &indicator.of).into_iter().collect()
            }
            Self::Score(card) => {
                let card = model.scorecards.get(*card);
                let all = card.into_iter().flat_map(|c| c.dimensions.iter().flat_map(|d| &d.indicators));
                all.map(|indicator| &indicator.of).collect()
            }
            Self::Table(at) => model.decisions.get(*at).map(inputs).unwrap_or_default(),
            Self::Class(at) => model.classes.get(*at).map(|class| inputs(&class.table)).unwrap_or_default(),
            Self::Tag(at) => model.derives.get(*at).map(|derive| &derive.term).into_iter().collect(),
            Self::Alert(at) => {
                let Some(alert) = model.alerts.get(usize::from(*at)) else { return Vec::new() };
                core::iter::once(&alert.when).chain(stops(model, alert)).collect()
            }
            Self::Offer(at) => model.offers.get(*at).into_iter().flat_map(|offer| offer.terms()).collect(),
            Self::Path(at) => watch.get(*at).into_iter().collect(),
        }
    }
}

/// Whether a term names no field of a table that is not about customers.
fn is_of_customers(model: &Model, term: &Term) -> bool {
    let mut own = true;
    term.walk(&mut |part| {
        if let TermKind::Field(id) = part.kind {
            own &= model.schema.is_of_customers(id.table);
        }
    });
    own
}

#[derive(Default)]
struct List {
    items: Vec<Item>,
    probes: Vec<Probe>,
}

impl List {
    fn put(
        &mut self,
        kind: &'static str,
        (id, label): (&str, &Option<Localised>),
        sides: Vec<Side>,
        probe: Probe,
    ) {
        self.items.push(Item { kind, id: id.into(), label: label.clone(), sides });
        self.probes.push(probe);
    }

    fn plain(&mut self, kind: &'static str, named: (&str, &Option<Localised>), sides: &[&str], probe: Probe) {
        self.put(kind, named, sides.iter().copied().map(Side::new).collect(), probe);
    }

    fn indicator(&mut self, id: String, indicator: &Indicator, probe: Probe) {
        let mut sides: Vec<Side> = match &indicator.points {
            Points::Bins(bins) => bins.iter().map(|bin| Side::new(bin.text.as_str())).collect(),
            Points::Curve(_) => alloc::vec![Side::new("value")],
        };
        sides.push(Side::new("missing"));
        self.put("indicator", (&id, &indicator.label), sides, probe);
    }
}
