//! The assignment of managers as sentences.

use super::layout::Page;
use super::speech::{Speech, code};
use super::words;
use crate::model::assignment::{Assignment, Match};

/// Who serves whom.
pub(super) fn assignment(page: &mut Page, speech: &Speech<'_>, assignment: &Assignment) {
    let title = words::ASSIGNMENT.text(speech.lang);
    page.heading(2, assignment.label.as_ref().map_or(title, |label| label.text(speech.lang)));
    let (managers, current) = (speech.table(assignment.managers), speech.term(&assignment.current));
    page.item(0, &speech.say(words::ASSIGNED, &[&managers, &current]));
    if let Some(who) = &assignment.who {
        page.item(0, &speech.say(words::ASSIGNED_WHO, &[&speech.condition(who)]));
    }
    if let (Some(own), Some(theirs)) = (&assignment.within, &assignment.branch) {
        page.item(0, &speech.say(words::ASSIGNED_WITHIN, &[&speech.term(own), &speech.term(theirs)]));
    }
    if let Some(active) = &assignment.active {
        page.item(0, &speech.say(words::ASSIGNED_ACTIVE, &[&speech.condition(active)]));
    }
    page.item(0, &speech.say(words::ASSIGNED_CAPACITY, &[&speech.term(&assignment.capacity)]));
    for limit in &assignment.limits {
        let name = speech.name(&limit.label, &limit.id);
        let args = [&*name, &speech.condition(&limit.manager), &speech.term(&limit.most)];
        page.item(0, &speech.say(words::ASSIGNED_LIMIT, &args));
    }
    assignment.rules.iter().for_each(|rule| page.item(0, &line(speech, rule)));
    let price = assignment.change.as_ref().map_or("1".into(), |change| speech.term(change));
    page.item(0, &speech.say(words::ASSIGNED_CHANGE, &[&price]));
    page.item(0, words::ASSIGNED_UNKNOWN.text(speech.lang));
    page.item(
        0,
        &match &assignment.effective {
            None => words::ASSIGNED_NEXT_MONTH.text(speech.lang).into(),
            Some(day) => speech.say(words::ASSIGNED_ON, &[&speech.term(day)]),
        },
    );
    page.item(0, words::ASSIGNED_PROPOSAL.text(speech.lang));
    let purpose = super::lawful::of_rule(speech, &assignment.purpose);
    let owner = assignment.owner.as_ref().map(|owner| speech.say(words::OWNER, &[&code(owner)]));
    purpose.into_iter().chain(owner).for_each(|fact| page.item(0, &fact));
}

fn line(speech: &Speech<'_>, rule: &Match) -> alloc::string::String {
    let name = speech.name(&rule.label, &rule.id);
    let meets = speech.condition(&rule.manager);
    let when = rule.when.as_ref().map(|when| speech.condition(when));
    match (&rule.cost, when) {
        (None, Some(when)) => speech.say(words::ASSIGNED_NEED, &[&name, &when, &meets]),
        (None, None) => speech.say(words::ASSIGNED_NEED_ALL, &[&name, &meets]),
        (Some(cost), Some(when)) => {
            speech.say(words::ASSIGNED_PREFER, &[&name, &when, &meets, &speech.term(cost)])
        }
        (Some(cost), None) => speech.say(words::ASSIGNED_PREFER_ALL, &[&name, &meets, &speech.term(cost)]),
    }
}
