//! What a suggested test expects: what comes out now, as far as it is about the side that the test is for.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::item::Probe;
use super::write::scalar;
use crate::evaluate::Machine;
use crate::explain::render;
use crate::model::{Domain, POINTS_SCALE};
use crate::number::format_decimal;
use crate::outcome::Run;
use crate::policy::Verdict;
use crate::program::{Lowered, NodeId, Shown};
use crate::suite::offers::named;
use crate::value::Type;

/// The `expect:` of a test for a side, of the one customer of a run; `None` when nothing can be said of it.
pub(super) fn expect(
    run: &Run<'_>,
    machine: &Machine<'_>,
    probe: &Probe,
    side: usize,
    id: &str,
) -> Option<String> {
    let says = Says { run, machine };
    let values = match probe {
        Probe::Alert(alert) => return says.verdict(*alert, side),
        Probe::Offer(_) => {
            let (made, held) = named(run);
            let (what, list) = if side == 0 { ("offers", made) } else { ("offers_blocked", held) };
            let list: Vec<String> = list.iter().map(|text| scalar(text)).collect();
            return Some(format!("{{{what}: [{}]}}", list.join(", ")));
        }
        Probe::Indicator(card, place) => says.card(*card, Some(*place))?,
        Probe::Score(card) => says.card(*card, None)?,
        Probe::Table(table) => says.table(*table)?,
        Probe::Class(class) => says.class(*class)?,
        Probe::Tag(derive) => says.derive(*derive)?,
        Probe::Path(_) => {
            let owner = id.split(':').next().unwrap_or(id);
            return says.owner(owner);
        }
    };
    Some(says.values(&values))
}

/// A name and its value; `None`: unknown.
type Named = (String, Option<String>);

struct Says<'a, 'b> {
    run: &'a Run<'b>,
    machine: &'a Machine<'b>,
}

impl Says<'_, '_> {
    fn values(&self, values: &[Named]) -> String {
        let one =
            |(name, value): &Named| format!("{name}: {}", value.as_deref().map_or("null".into(), scalar));
        let values: Vec<String> = values.iter().map(one).collect();
        format!("{{values: {{{}}}}}", values.join(", "))
    }

    fn verdict(&self, alert: u16, side: usize) -> Option<String> {
        let verdict = match side {
            0 => Verdict::Fired,
            1 => Verdict::NotFired,
            2 => Verdict::Unknown,
            _ => Verdict::Blocked,
        };
        let id = &self.run.model.alerts.get(usize::from(alert))?.id;
        Some(format!("{{rules: {{{id}: {}}}}}", verdict.id()))
    }

    /// The text of a node's value; of a ratio there may be none that is exact.
    fn text(&self, id: NodeId, ty: Type) -> Option<Option<String>> {
        let exact = !matches!(ty, Type::Ratio | Type::Null);
        let shown = Shown { at: Lowered::Node(id), ty };
        exact.then(|| render::value(self.run, self.machine, shown, 0))
    }

    /// The score, and the dimension of an indicator or the yardstick.
    fn card(&self, at: usize, place: Option<Option<usize>>) -> Option<Vec<Named>> {
        let card = self.run.model.scorecards.get(at)?;
        let block = self.machine.slot(*self.run.program.card_nodes.get(at)?).card();
        let points = |values: &[i64], known: &[u64]| {
            let known = known.first().is_some_and(|word| word & 1 == 1);
            values.first().filter(|_| known).map(|points| format_decimal(*points, POINTS_SCALE))
        };
        let mut values = alloc::vec![(card.id.clone(), points(&block.score, &block.score_known))];
        match place {
            Some(Some(place)) => {
                let mut before = 0;
                let of = card.dimensions.iter().position(|d| {
                    before += d.indicators.len();
                    place < before
                })?;
                let value = points(block.dimensions.get(of)?, block.dimension_known.get(of)?);
                values.push((format!("{}.{}", card.id, card.dimensions.get(of)?.id), value));
            }
            Some(None) => {
                let value = points(&block.baseline, &block.baseline_known);
                values = alloc::vec![(format!("{}.baseline", card.id), value)];
            }
            None => {}
        }
        Some(values)
    }

    fn table(&self, at: usize) -> Option<Vec<Named>> {
        let (table, nodes) = (self.run.model.decisions.get(at)?, self.run.program.decisions.get(at)?);
        let mut values = Vec::new();
        for (output, node) in table.outputs.iter().zip(&nodes.outputs) {
            let single = table.outputs.len() == 1;
            let name = if single { table.id.clone() } else { format!("{}.{}", table.id, output.id) };
            values.push((name, self.text(*node, output.ty)?));
        }
        (!values.is_empty()).then_some(values)
    }

    fn class(&self, at: usize) -> Option<Vec<Named>> {
        let (class, nodes) = (self.run.model.classes.get(at)?, self.run.program.class_nodes.get(at)?);
        let [official, ..] = nodes.parts;
        Some(alloc::vec![(class.id.clone(), self.text(official, Type::Enum(class.types.member))?)])
    }

    fn derive(&self, at: usize) -> Option<Vec<Named>> {
        let (derive, shown) = (self.run.model.derives.get(at)?, self.run.program.derives.get(at)?);
        let (id, ty) = shown.node()?;
        let own = derive.term.domain == Domain::Customer;
        let value = self.text(id, ty).filter(|_| own)?;
        Some(alloc::vec![(derive.id.clone(), value)])
    }

    /// What the rule of a name gives; of one without a value of its own, which alerts fire.
    fn owner(&self, name: &str) -> Option<String> {
        let model = self.run.model;
        let named = |ids: &mut dyn Iterator<Item = &String>| {
            ids.enumerate().find(|(_, id)| *id == name).map(|(at, _)| at)
        };
        let derive = named(&mut model.derives.iter().map(|d| &d.id)).and_then(|at| self.derive(at));
        let card = || self.card(named(&mut model.scorecards.iter().map(|c| &c.id))?, None);
        let table = || self.table(named(&mut model.decisions.iter().map(|t| &t.id))?);
        let class = || self.class(named(&mut model.classes.iter().map(|c| &c.id))?);
        if let Some(values) = derive.or_else(card).or_else(table).or_else(class) {
            return Some(self.values(&values));
        }
        let fires = |at: &usize| {
            let nodes = self.run.program.alerts.get(*at);
            let each = model.alerts.get(*at).and_then(|alert| alert.each);
            let rows = self.machine.rows(each.map_or(Domain::Customer, Domain::Child));
            nodes.is_some_and(|nodes| (0..rows).any(|row| self.machine.is_true(nodes.when, row)))
        };
        let fired = (0..model.alerts.len()).filter(fires);
        let ids: Vec<String> =
            fired.filter_map(|at| model.alerts.get(at).map(|alert| alert.id.to_string())).collect();
        Some(format!("{{alerts: [{}]}}", ids.join(", ")))
    }
}
