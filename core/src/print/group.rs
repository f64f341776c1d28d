//! Groups of customers as sentences.

use super::layout::Page;
use super::speech::{Speech, code};
use super::words;
use crate::model::group::{GroupKind, Link};
use crate::model::{FieldId, TermKind};
use crate::policy::AggregateKind;

/// A kind of groups.
pub(super) fn group(page: &mut Page, speech: &Speech<'_>, kind: &GroupKind) {
    page.heading(2, &speech.say(words::GROUPS, &[&speech.titled(&kind.label, &kind.id)]));
    let (phrase, link) = match kind.link {
        Link::Group(link) => (words::GROUP_BY_ID, link),
        Link::Head(link) => (words::GROUP_BY_HEAD, link),
    };
    let field = |field| speech.field(FieldId { table: kind.table, field });
    page.item(0, &speech.say(phrase, &[&speech.table(kind.table), &field(link)]));
    page.item(0, words::GROUP_WHOLE.text(speech.lang));
    if let Some(share) = kind.share {
        page.item(0, &speech.say(words::GROUP_SHARE, &[&field(share)]));
    }
    if let Some(once) = kind.once_by {
        page.item(0, &speech.say(words::GROUP_ONCE, &[&speech.field(once)]));
    }
    for total in &kind.totals {
        let name = speech.model.schema.field(total.field).map_or_else(|| code(&total.id), |f| code(&f.id));
        let of = total.of.as_ref().map(|of| speech.term(of)).unwrap_or_default();
        let over = matches!(total.of.as_ref().map(|of| &of.kind), Some(TermKind::Aggregate(a)) if a.kind == total.kind);
        let phrase = match total.kind {
            _ if over => words::TOTAL_OVER,
            AggregateKind::Count => words::TOTAL_COUNT,
            AggregateKind::Min => words::TOTAL_MIN,
            AggregateKind::Max => words::TOTAL_MAX,
            _ => words::TOTAL_SUM,
        };
        page.item(0, &speech.say(phrase, &[&name, &of]));
    }
}
