//! Whom the policy is about: who is scored, and who is never contacted.

use super::Text;
use crate::text::read::{Item, Reader};

/// Whom the policy is about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Population {
    /// Who is scored; everyone when absent.
    pub score: Option<Text>,
    /// Who is never contacted; no one when absent.
    pub never_contact: Option<Text>,
}

pub(super) fn population(r: &mut Reader, item: &Item<'_>) -> Option<Population> {
    let mut map = r.map(item)?;
    let score = map.take("score").and_then(|i| r.text(&i));
    let never_contact = map.take("never_contact").and_then(|i| r.text(&i));
    map.finish(r);
    Some(Population { score, never_contact })
}
