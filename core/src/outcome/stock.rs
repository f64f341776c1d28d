//! What an outcome has columns of, under the nodes of its program: a later stage takes it from there instead of
//! computing it again, and what only that rests on with it.
//!
//! Not here: columns of texts, whose codes are the outcome's own, and of instants, which are not as fine as their nodes.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::{AlertBits, CardColumns, Outcome, Root, Roots, Run};
use crate::column::{Bits, Column, Values};
use crate::evaluate::Machine;
use crate::model::ScorePart;
use crate::order::sort_by;
use crate::program::{Ask, Needs, NodeId, Op, Program, Repr};
use crate::value::Type;

/// Where the values of a node lie.
#[derive(Clone, Copy)]
enum Place<'o> {
    Column(&'o Rc<Column>),
    Alert(&'o AlertBits),
    Number(&'o [i64], &'o Bits),
    Code(&'o [u32], &'o Bits),
}

/// The nodes of which an outcome has columns, in order.
struct Stock<'o>(Vec<(NodeId, Place<'o>)>);

impl Outcome {
    /// As [`Self::machine`], of a machine that takes from the outcome what the outcome has. Of what `values` names only
    /// values may be read; of what `reasons` names, also why they are unknown.
    pub(crate) fn machine_after<'a>(&self, run: &Run<'a>, values: &Needs, reasons: &Needs) -> Machine<'a> {
        let stock = Stock::of(self, run);
        let order = run.program.resting_to([values, reasons], &|id, ask| {
            stock.find(id).is_some_and(|place| ask != Ask::Reason || place.is_known())
        });
        let held = order.into_iter().map(|(id, held)| {
            let place = stock.find(id).filter(|_| held);
            (id, place.map(Place::column))
        });
        let mut machine = Machine::holding(run.program, run.dataset, (run.as_of, run.today()), held);
        machine.relate(self.related(run).clone());
        machine
    }
}

impl<'o> Stock<'o> {
    fn of(outcome: &'o Outcome, run: &Run<'_>) -> Self {
        let program = run.program;
        let roots = Roots::of(run);
        let lists = roots.decisions.iter().zip(&outcome.decisions);
        let lists = lists.chain(roots.classes.iter().zip(&outcome.classes));
        let single = [(&roots.tags, &outcome.tags), (&roots.watched, &outcome.watched)];
        let columns = lists.chain(single).flat_map(|(roots, columns)| roots.iter().zip(columns));
        let columns = columns.filter(|(root, _)| is_as_computed(program, root));
        let mut all: Vec<(NodeId, Place<'o>)> =
            columns.map(|(root, column)| (root.node, Place::Column(column))).collect();
        let alerts = program.alerts.iter().zip(&outcome.alerts);
        all.extend(alerts.map(|(nodes, bits)| (nodes.when, Place::Alert(bits))));
        for (id, node) in program.ids().into_iter().zip(&program.nodes) {
            let Op::CardPart(card, part) = &node.op else { continue };
            let at = program.card_nodes.iter().position(|node| node == card);
            let columns = at.and_then(|at| outcome.cards.get(at));
            all.extend(columns.and_then(|columns| Some((id, of_card(columns, *part)?))));
        }
        // What follows the turn of a product has no one value.
        all.retain(|(id, _)| program.turns.binary_search(id).is_err());
        sort_by(&mut all, |a, b| a.0.cmp(&b.0));
        Self(all)
    }

    fn find(&self, id: NodeId) -> Option<Place<'o>> {
        let at = self.0.binary_search_by(|(node, _)| node.cmp(&id)).ok()?;
        self.0.get(at).map(|(_, place)| *place)
    }
}

/// Whether the column of a root holds what its node does.
fn is_as_computed(program: &Program, root: &Root) -> bool {
    let repr = program.node(root.node).map(|node| node.repr);
    root.ty != Type::String && !matches!(repr, None | Some(Repr::Wide | Repr::Card))
}

/// The column of a part of a scorecard.
fn of_card(card: &CardColumns, part: ScorePart) -> Option<Place<'_>> {
    match part {
        ScorePart::Score => Some(Place::Number(&card.score, &card.score_known)),
        ScorePart::Baseline => card.baseline.as_ref().map(|(values, known)| Place::Number(values, known)),
        ScorePart::Dimension(at) => {
            let dimension = card.dimensions.get(usize::from(at));
            dimension.map(|(values, known)| Place::Number(values, known))
        }
        ScorePart::Reason(at) => {
            card.reasons.get(usize::from(at)).map(|(codes, known)| Place::Code(codes, known))
        }
        // Without a population everybody is scored.
        ScorePart::Confidence => card.scored.as_ref().map(|known| Place::Number(&card.confidence, known)),
    }
}

impl Place<'_> {
    /// Whether it has a value in every row.
    fn is_known(self) -> bool {
        let known = match self {
            Place::Column(column) => column.known.as_ref(),
            Place::Alert(bits) => Some(&bits.known),
            Place::Number(_, known) | Place::Code(_, known) => Some(known),
        };
        known.is_none_or(|known| known.count_ones() == known.len())
    }

    fn column(self) -> Rc<Column> {
        let made = |values, known: &Bits| {
            Rc::new(Column { values, known: Some(known.clone()), reasons: Vec::new() })
        };
        match self {
            Place::Column(column) => column.clone(),
            Place::Alert(bits) => made(Values::Bool(bits.fired.clone()), &bits.known),
            Place::Number(values, known) => made(Values::I64(values.to_vec()), known),
            Place::Code(codes, known) => made(Values::Code(codes.to_vec()), known),
        }
    }
}
