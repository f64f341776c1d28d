//! Which functions calls may reach.

use super::parts::Calls;

/// Per import, which of the `starts` (name and number of a function) may reach it. Functions below `imported` are the
/// imports; `calls` are those of the others, in order.
pub(super) fn reached(calls: &[Calls], imported: usize, starts: &[(String, u32)]) -> Vec<Vec<String>> {
    let mut from: Vec<Vec<String>> = vec![Vec::new(); imported];
    for (name, start) in starts {
        let mut seen = vec![false; imported + calls.len()];
        let mut open = vec![*start];
        while let Some(function) = open.pop() {
            let Ok(at) = usize::try_from(function) else { continue };
            match seen.get_mut(at) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            if let Some(calls) = at.checked_sub(imported).and_then(|at| calls.get(at)) {
                open.extend(&calls.functions);
            }
        }
        for (from, _) in from.iter_mut().zip(&seen).filter(|(_, seen)| **seen) {
            from.push(name.clone());
        }
    }
    from
}
