//! Classes: their members, their rows and the rules by which the official class moves.

use alloc::string::String;

use super::decision::rows;
use super::figure;
use super::layout::{Page, join};
use super::speech::Speech;
use super::words::{self, Phrase};
use crate::model::Class;

/// One system of classes.
pub(super) fn class(page: &mut Page, speech: &Speech<'_>, class: &Class) {
    page.heading(2, &speech.say(words::CLASS, &[&speech.titled(&class.label, &class.id)]));
    let members = &speech.model.enumeration(class.types.member).members;
    let names: alloc::vec::Vec<String> = members.iter().map(|(id, label)| speech.name(label, id)).collect();
    let (unrated, rated) = names.split_last().map_or(("", &[][..]), |(last, rest)| (last.as_str(), rest));
    let listed = join(rated, words::LISTED.text(speech.lang));
    page.item(0, &speech.say(words::CLASS_MEMBERS, &[&listed, unrated]));
    let rules = &class.rules;
    page.item(0, &speech.say(words::CLASS_REVIEW, &[words::review(rules.review).text(speech.lang)]));
    page.item(0, &movement(speech, words::CLASS_UP, rules.up_after, class.up_margin));
    page.item(0, &movement(speech, words::CLASS_DOWN, rules.down_after, class.down_margin));
    for (phrase, days) in [(words::CLASS_NOTICE, rules.notice), (words::CLASS_GRACE, rules.grace)] {
        if days > 0 {
            page.item(0, &speech.say(phrase, &[&figure::int(days.into())]));
        }
    }
    page.item(0, words::CLASS_UNKNOWN.text(speech.lang));
    rows(page, speech, &class.table);
}

/// How often in a row, and by how much beyond the edge.
fn movement(speech: &Speech<'_>, phrase: Phrase, after: u32, margin: i64) -> String {
    let [one, more] = words::CLASS_REVIEWS;
    let reviews = speech.say(if after == 1 { one } else { more }, &[&figure::int(after.into())]);
    let margin = match margin {
        0 => String::new(),
        margin => speech.say(words::CLASS_MARGIN, &[&figure::percent(margin, 4)]),
    };
    speech.say(phrase, &[&reviews, &margin])
}
