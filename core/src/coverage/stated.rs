//! What a test says of an alert: the one place where that is decided, for what `check` misses and for what tests reach.

use crate::model::TestCase;
use crate::policy::Verdict;

/// What a test says of an alert; `None`: nothing. A list of alerts that leaves one out says that it does not fire.
#[must_use]
pub(crate) fn says(test: &TestCase, alert: u16) -> Option<Verdict> {
    let in_list = |list: &Option<alloc::vec::Vec<u16>>| list.as_ref().map(|list| list.contains(&alert));
    let (fired, unknown) = (in_list(&test.alerts), in_list(&test.unknown));
    let single = test.rules.iter().find(|(rule, _)| *rule == alert).map(|(_, verdict)| *verdict);
    match (single, fired, unknown) {
        (Some(verdict), ..) => Some(verdict),
        (None, Some(true), _) if in_list(&test.blocked) == Some(true) => Some(Verdict::Blocked),
        (None, Some(true), _) => Some(Verdict::Fired),
        (None, _, Some(true)) => Some(Verdict::Unknown),
        (None, Some(false), _) => Some(Verdict::NotFired),
        (None, None, _) => None,
    }
}

/// Whether a test says that an alert is on a side: fired, not fired, unknown, or fired and blocked.
#[must_use]
pub(crate) fn shows(test: &TestCase, alert: u16, side: usize) -> bool {
    matches!(
        (says(test, alert), side),
        (Some(Verdict::Fired | Verdict::Blocked), 0)
            | (Some(Verdict::NotFired), 1)
            | (Some(Verdict::Unknown), 2)
            | (Some(Verdict::Blocked), 3)
    )
}
