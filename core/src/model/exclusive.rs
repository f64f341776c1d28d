//! Alerts of which at most one may fire for a customer: what the policy declares, and the analysis holds against their
//! conditions. Nothing is held back at run time: a contradiction is to be mended, not hidden.

use alloc::vec::Vec;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::Policy;

/// The pairs of every list, the smaller index first; sorted.
pub(super) fn exclusive(policy: &Policy, out: &mut Diagnostics) -> Vec<(u16, u16)> {
    let mut pairs = Vec::new();
    for list in &policy.exclusive {
        let mut named: Vec<u16> = Vec::new();
        for name in list {
            match (0u16..).zip(&policy.alerts).find(|(_, alert)| alert.id == name.text) {
                Some((at, _)) => named.push(at),
                None => {
                    out.push(Diagnostic::new(Code::UnknownAlert, name.span, &name.pointer, &[&name.text]));
                }
            }
        }
        crate::order::sort_unique(&mut named);
        for (at, second) in named.iter().enumerate() {
            pairs.extend(named.iter().take(at).map(|first| (*first, *second)));
        }
    }
    crate::order::sort_unique(&mut pairs);
    pairs
}
