//! Customers who may be one person: those who share all the fields that the policy names, and each is known.
//!
//! Deliberately absent: joining them. A list is checked by people, who then deliver `identities`.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::customers::listed_key_name;
use super::{OutputColumn, OutputTable, OutputValues, Strings, customer_key};
use crate::column::Column;
use crate::model::CUSTOMERS;
use crate::order::{arrange, positions};
use crate::outcome::Run;

/// The table of suspects: groups are in the order of their first customers, and called by the smallest key in them.
pub(super) fn suspects(run: &Run<'_>) -> OutputTable {
    let data = run.dataset.tables.get(usize::from(CUSTOMERS.0));
    let column = |field: u16| data.and_then(|d| d.columns.get(usize::from(field))).and_then(Option::as_ref);
    let columns: Vec<Option<&Column>> = run.model.suspect.iter().map(|id| column(id.field)).collect();
    let known = |row: u32| columns.iter().all(|c| c.is_some_and(|c| c.number(row as usize).is_some()));
    let mut rows: Vec<u32> = positions(run.rows()).into_iter().filter(|row| known(*row)).collect();
    let compare = |a: u32, b: u32| {
        let each = columns.iter().flatten().map(|c| c.number(a as usize).cmp(&c.number(b as usize)));
        each.fold(Ordering::Equal, Ordering::then)
    };
    arrange(&mut rows, &mut |a, b| compare(a, b));
    let alike = rows.chunk_by(|a, b| compare(*a, *b).is_eq()).filter(|group| group.len() > 1);
    let mut groups: Vec<Vec<u32>> = alike.map(<[u32]>::to_vec).collect();
    crate::order::sort_by(&mut groups, Ord::cmp);
    let (mut row, mut key, mut name) = (Vec::new(), Strings::default(), Strings::default());
    let key_of = |row: u32| customer_key(run.dataset, row as usize);
    for group in &groups {
        let first = group.iter().map(|member| key_of(*member)).min().unwrap_or_default();
        for member in group {
            row.push(*member);
            key.push(key_of(*member));
            name.push(first);
        }
    }
    let rows = row.len();
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(row)),
        OutputColumn::new(&listed_key_name(run.model), OutputValues::Text(key)),
        OutputColumn::new("suspicion", OutputValues::Text(name)),
    ];
    OutputTable { name: "suspects", rows, columns }
}
