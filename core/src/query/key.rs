//! What a list of customers is ordered by: a number per customer, whatever the type of the value.

use alloc::vec::Vec;

use crate::column::Texts;
use crate::evaluate::Machine;
use crate::explain::render;
use crate::model::sets::double_key;
use crate::number::parse_decimal;
use crate::order::{arrange, positions};
use crate::outcome::Run;
use crate::program::{Lowered, Repr, Shown};
use crate::value::{MAX_SCALE, Type};

/// Per customer whether there is no value, and a number that is in the order of the values.
#[derive(Default)]
pub(super) struct Keys {
    keys: Vec<(bool, i128)>,
    /// Of texts: the number is that of the text, until all are known.
    texts: Option<Texts>,
    /// How many texts there are.
    count: usize,
}

/// Adds the key of a row of the machine's block.
pub(super) fn keyed(keys: &mut Keys, run: &Run<'_>, machine: &Machine<'_>, shown: Shown, row: usize) {
    let key = match shown.at {
        Lowered::Node(id) if !machine.is_known(id, row) => None,
        Lowered::Node(id) => match machine.program().node(id).map(|node| node.repr) {
            Some(Repr::Bits) => Some(i128::from(machine.is_true(id, row))),
            Some(Repr::I32) => Some(i128::from(machine.i32_at(id, row))),
            Some(Repr::F64) => Some(double_key(machine.f64_at(id, row))),
            Some(Repr::Wide) => Some(machine.wide_at(id, row)),
            Some(Repr::Code) if shown.ty == Type::String => {
                let text = machine.text(machine.code_at(id, row));
                let texts = keys.texts.get_or_insert_default();
                let code = texts.intern(text).unwrap_or(0);
                keys.count = keys.count.max(code as usize + 1);
                Some(i128::from(code))
            }
            Some(Repr::Code) => Some(i128::from(machine.code_at(id, row))),
            Some(Repr::I64 | Repr::Card) => Some(i128::from(machine.i64_at(id, row))),
            None => None,
        },
        // A ratio is ordered as it is shown.
        Lowered::Ratio { .. } => render::value(run, machine, shown, row)
            .and_then(|text| parse_decimal(&text, MAX_SCALE).ok())
            .map(i128::from),
    };
    keys.keys.push((key.is_none(), key.unwrap_or(0)));
}

impl Keys {
    /// The keys, texts by their place in the order of all.
    pub(super) fn sorted(self) -> Vec<(bool, i128)> {
        let Some(texts) = self.texts else { return self.keys };
        let mut order = positions(self.count);
        arrange(&mut order, &mut |a, b| texts.text(a).cmp(texts.text(b)));
        let mut ranks = alloc::vec![0i128; self.count];
        for (code, rank) in order.iter().zip(0..) {
            ranks.iter_mut().skip(*code as usize).take(1).for_each(|slot| *slot = rank);
        }
        let rank = |code: i128| usize::try_from(code).ok().and_then(|at| ranks.get(at)).copied();
        let ranked = |(missing, code): (bool, i128)| (missing, rank(code).filter(|_| !missing).unwrap_or(0));
        self.keys.into_iter().map(ranked).collect()
    }
}
