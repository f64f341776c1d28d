//! Aliases: the keys by which a customer is also known.
//!
//! An alias may be that of another alias; the way ends at a key that is no alias. Keys that lead in a circle are
//! nobody's, and stay as they are.

use alloc::vec::Vec;

use super::TableData;
use crate::column::{Texts, Values};
use crate::model::identity::CUSTOMER;

/// Codes of each alias and of the customer's key, in order of the aliases. `table` is the sealed table of identities.
pub(super) fn aliases(table: &TableData, texts: &Texts) -> Vec<(u32, u32)> {
    let column = table.columns.get(usize::from(CUSTOMER)).and_then(Option::as_ref);
    let Some(Values::Code(owners)) = column.map(|c| &c.values) else { return Vec::new() };
    let known = |row: usize| column.and_then(|c| c.known.as_ref()).is_none_or(|known| known.get(row));
    let mut direct: Vec<(u32, u32)> = Vec::with_capacity(table.rows);
    for (row, (alias, owner)) in table.keys.iter().zip(owners).enumerate() {
        if known(row) && alias != owner {
            direct.push((*alias, *owner));
        }
    }
    crate::order::sort(&mut direct);
    let next =
        |key: u32| direct.binary_search_by_key(&key, |(alias, _)| *alias).ok().and_then(|at| direct.get(at));
    let mut found = Vec::with_capacity(direct.len());
    for (alias, owner) in &direct {
        let mut key = *owner;
        let mut steps = 0;
        while let Some((_, further)) = next(key).filter(|_| steps <= direct.len()) {
            key = *further;
            steps += 1;
        }
        if steps <= direct.len() && !texts.text(key).is_empty() {
            found.push((*alias, key));
        }
    }
    found
}
