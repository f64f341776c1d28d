//! Outcomes and the holdout as sentences.

use alloc::string::String;
use alloc::vec::Vec;

use super::layout::Page;
use super::speech::{Speech, code};
use super::{figure, lawful, words};
use crate::date;
use crate::model::{Alert, Followed, Holdout};
use crate::policy::{By, Gone, Seen};

/// What is looked for after a rule has told, and whom some rules leave alone.
pub(super) fn followed(page: &mut Page, speech: &Speech<'_>) {
    let model = speech.model;
    if !model.followed.is_empty() {
        page.heading(2, words::OUTCOMES.text(speech.lang));
        model.followed.iter().for_each(|outcome| one(page, speech, outcome));
    }
    if let Some(decl) = &model.holdout {
        page.heading(2, words::HOLDOUT.text(speech.lang));
        holdout(page, speech, decl);
    }
}

fn one(page: &mut Page, speech: &Speech<'_>, outcome: &Followed) {
    let name = speech.titled(&outcome.label, &outcome.id);
    let (when, days) = (speech.condition(&outcome.when), figure::int(outcome.window.into()));
    let phrase = match outcome.seen {
        Seen::Any => words::OUTCOME_ANY,
        Seen::End => words::OUTCOME_END,
    };
    page.item(0, &speech.say(phrase, &[&name, &when, &days]));
    if let Some(base) = &outcome.base {
        page.item(1, &speech.say(words::OUTCOME_BASE, &[&speech.condition(base)]));
    }
    match outcome.gone {
        Gone::Unknown => {}
        Gone::Happened => page.item(1, words::OUTCOME_GONE.text(speech.lang)),
        Gone::Not => page.item(1, words::OUTCOME_NOT_GONE.text(speech.lang)),
    }
    if let Some(value) = &outcome.value {
        let phrase = if outcome.by == By::Value { words::OUTCOME_BY_VALUE } else { words::OUTCOME_VALUE };
        page.item(1, &speech.say(phrase, &[&speech.term(value)]));
    }
    if let Some(between) = &outcome.between {
        page.item(1, &speech.say(words::OUTCOME_BETWEEN, &[&speech.term(between)]));
    }
    for compare in &outcome.compare {
        let alike: Vec<String> = compare.alike.iter().map(|term| speech.term(term)).collect();
        let said = [speech.condition(&compare.of), code(&compare.id), speech.listed(&alike)];
        let phrase = if alike.is_empty() { words::OUTCOME_COMPARE } else { words::OUTCOME_ALIKE };
        page.item(1, &speech.say(phrase, &[&said[0], &said[1], &said[2]]));
    }
    page.item(1, &speech.say(words::OUTCOME_LEAST, &[&figure::int(outcome.least.into())]));
    warned(speech, outcome).iter().for_each(|line| page.item(1, line));
}

/// Which alerts warn of an outcome.
fn warned(speech: &Speech<'_>, outcome: &Followed) -> Option<String> {
    let model = speech.model;
    let at = model.followed.iter().position(|other| other.id == outcome.id);
    let warns = |alert: &&Alert| alert.warns.map(usize::from) == at;
    let names: Vec<String> =
        model.alerts.iter().filter(warns).map(|alert| speech.name(&alert.label, &alert.id)).collect();
    (!names.is_empty()).then(|| speech.say(words::OUTCOME_WARNED, &[&speech.listed(&names)]))
}

fn holdout(page: &mut Page, speech: &Speech<'_>, decl: &Holdout) {
    let alert = |at: &u16| speech.model.alerts.get(usize::from(*at));
    let rules: Vec<String> =
        decl.rules.iter().filter_map(alert).map(|alert| speech.name(&alert.label, &alert.id)).collect();
    let share = figure::decimal(decl.share.into(), 2);
    let (from, until) = (date::format(decl.from), date::format(decl.until));
    page.item(0, &speech.say(words::HOLDOUT_SHARE, &[&share, &speech.listed(&rules), &from, &until]));
    page.item(0, &speech.say(words::HOLDOUT_DRAW, &[&code(&decl.salt)]));
    page.item(0, &speech.say(words::HOLDOUT_RELEASE, &[&date::format(decl.release)]));
    let mut facts: Vec<String> = lawful::of_rule(speech, &decl.purpose).into_iter().collect();
    facts.extend(decl.owner.as_deref().map(|owner| speech.say(words::OWNER, &[owner])));
    facts.iter().for_each(|fact| page.item(0, fact));
}
