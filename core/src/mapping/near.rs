//! Which columns are called nearly like a field: by its column, its name and its labels.
//!
//! Names are compared without case, blanks and signs, so that `Cust_ID`, `cust id` and `custId` are one name. Nearer
//! than an edit or two is a name that is the beginning or the end of the other.

use alloc::string::String;
use alloc::vec::Vec;

use crate::model::Field;
use crate::model::names::distance;
use crate::order::sort;

/// The most columns that are named.
const MOST: usize = 3;
/// The shortest name that says something as a part of another.
const PART: usize = 3;

/// The columns that are near to a field, the nearest first.
pub(super) fn near(field: &Field, columns: &[&str]) -> Vec<String> {
    let label = field.label.iter().flat_map(|label| [label.en.as_str(), label.zh_cn.as_str()]);
    let names = [field.source.as_str(), field.id.as_str()].into_iter().chain(label).map(plain);
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    let nearest = |column: &&&str| names.iter().filter_map(|name| far(name, &plain(column))).min();
    let mut found: Vec<(usize, &str)> = columns.iter().filter_map(|c| Some((nearest(&c)?, *c))).collect();
    sort(&mut found);
    // A name that is the same leaves no doubt about those that only resemble it.
    let same = found.iter().filter(|(far, _)| *far == 0).count();
    found.into_iter().take(if same > 0 { same.min(MOST) } else { MOST }).map(|(_, c)| c.into()).collect()
}

/// The name without what people write in different ways.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How far two plain names are from each other; nothing when they are not near.
fn far(name: &str, column: &str) -> Option<usize> {
    if name == column {
        return Some(0);
    }
    let (short, long) = if name.len() < column.len() { (name, column) } else { (column, name) };
    if short.len() >= PART && (long.starts_with(short) || long.ends_with(short)) {
        return Some(1);
    }
    let edits = distance(name, column);
    (edits * 4 <= long.len()).then_some(1 + edits)
}
