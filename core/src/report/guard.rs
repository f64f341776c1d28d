//! Which cells of a report may be shown when cells must not be small.
//!
//! A cell of fewer than `least` customers is hidden. Then, from the innermost group outwards, the hidden cells of each
//! parent are looked at together: whoever knows the parent's total and the cells that are shown knows their sum, so
//! there have to be two of them at least, of `least` customers together. Where that is not so, the smallest cell of the
//! parent that is still shown is hidden too.
//!
//! Deliberately absent: totals across parents (all branches of one tier). A report that shows them is another report,
//! and two reports over the same customers are the concern of whoever publishes both.

use alloc::vec::Vec;
use core::ops::Range;

use super::state::Cell;

/// Whether each of the cells, which are sorted by their groups, is hidden.
pub(super) fn hidden(cells: &[Cell], least: u32) -> Vec<bool> {
    let least = i64::from(least);
    let mut hidden: Vec<bool> = cells.iter().map(|c| c.size() < least).collect();
    let depth = cells.first().map_or(0, |c| c.groups.len());
    for level in (0..depth).rev() {
        let mut start = 0;
        while let Some(first) = cells.get(start) {
            let prefix = |c: &Cell| c.groups.get(..level) == first.groups.get(..level);
            let end = start + cells.iter().skip(start).take_while(|c| prefix(c)).count();
            parent(cells, start..end, least, &mut hidden);
            start = end;
        }
    }
    hidden
}

/// Hides cells of one parent until nothing small can be found by subtraction.
fn parent(cells: &[Cell], range: Range<usize>, least: i64, hidden: &mut [bool]) {
    loop {
        let (mut count, mut rows) = (0, 0);
        let mut smallest: Option<(i64, usize)> = None;
        for at in range.clone() {
            let Some((cell, hidden)) = cells.get(at).zip(hidden.get(at)) else { continue };
            if *hidden {
                count += 1;
                rows += cell.rows;
            } else if smallest.is_none_or(|(rows, _)| cell.rows < rows) {
                smallest = Some((cell.rows, at));
            }
        }
        match smallest.and_then(|(_, at)| hidden.get_mut(at)) {
            Some(next) if count > 0 && (count < 2 || rows < least) => *next = true,
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(of: &[(&str, i64)]) -> Vec<Cell> {
        let cell = |(groups, rows): &(&str, i64)| Cell {
            groups: groups.split(' ').map(Into::into).collect(),
            rows: *rows,
            figures: Vec::new(),
        };
        of.iter().map(cell).collect()
    }

    fn shown(of: &[(&str, i64)]) -> Vec<i64> {
        let cells = cells(of);
        let hidden = hidden(&cells, 10);
        cells.iter().zip(hidden).filter(|(_, h)| !h).map(|(c, _)| c.rows).collect()
    }

    #[test]
    fn one_small_cell_takes_the_next_smallest_of_its_parent_with_it() {
        assert_eq!(shown(&[("a x", 50), ("a y", 3), ("a z", 20), ("b x", 12)]), [50, 12]);
    }

    #[test]
    fn small_cells_that_are_many_together_need_no_other() {
        assert_eq!(shown(&[("a x", 50), ("a y", 6), ("a z", 6), ("b x", 12)]), [50, 12]);
        assert_eq!(shown(&[("a x", 50), ("a y", 2), ("a z", 3), ("b x", 12)]), [12]);
    }

    #[test]
    fn a_parent_that_is_hidden_whole_does_not_show_by_its_siblings() {
        assert_eq!(shown(&[("a x", 3), ("b x", 50), ("c x", 20)]), [50]);
        assert_eq!(shown(&[("a x", 30), ("b x", 50)]), [30, 50]);
        assert_eq!(shown(&[("a x", 3)]), [0; 0]);
    }
}
