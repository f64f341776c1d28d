//! The print stage: a checked policy as a sheet that people read, discuss and sign.
//!
//! [`print`] renders everything that decides something about a customer: parameters, fields, derived values,
//! scorecards, decision tables, alerts and tests, each rule as a sentence. What it prints comes from the [`Model`],
//! not from the policy's text: the sheet says what will run. [`condition`] is one condition in the same words.
//!
//! Deliberately absent: descriptions, and sources other than those of parameters and alerts, which a `Model` does not
//! hold; and the task title in the other language.
//!
//! INVARIANT: every wording is in `print/words.rs`, in both languages; no rule is worded by its syntax alone.

use alloc::string::String;

use crate::date;
use crate::model::reserved::NAMES;
use crate::model::{Model, Table, TableId, Term, TermKind};
use crate::policy::quota::PARTS;
use crate::value::{Lang, Type};

mod access;
mod alert;
mod assignment;
mod card;
mod cell;
pub(crate) mod change;
mod class;
mod contact;
mod decision;
mod figure;
mod followed;
mod form;
mod govern;
mod group;
mod input;
mod lawful;
mod layout;
mod message;
mod offer;
mod play;
mod population;
mod reference;
mod report;
mod sentence;
mod speech;
mod suite;
mod team;
mod why;
mod words;

pub(crate) use message::role;
pub use why::{Distance, Edge, EdgeKind, changed, edge, nearly, steps};

use layout::Page;
use speech::{Clause, Speech};

/// The sheet of a policy: UTF-8 text that also reads as Markdown, headings first, prose wrapped at 100 columns.
#[must_use]
pub fn print(model: &Model, lang: Lang) -> String {
    let speech = Speech::new(model, lang);
    let mut page = Page::default();
    head(&mut page, &speech);
    population::population(&mut page, &speech);
    lawful::lawful(&mut page, &speech);
    input::params(&mut page, &speech);
    for (table, id) in model.schema.tables.iter().zip(0u16..).filter(|(table, _)| is_declared(table)) {
        input::table(&mut page, &speech, TableId(id), table);
    }
    derived(&mut page, &speech, words::DERIVED, false);
    model.groups.iter().for_each(|g| group::group(&mut page, &speech, g));
    model.scorecards.iter().for_each(|s| card::scorecard(&mut page, &speech, s));
    model.decisions.iter().for_each(|d| decision::decision(&mut page, &speech, d));
    model.classes.iter().for_each(|c| class::class(&mut page, &speech, c));
    derived(&mut page, &speech, words::TAGS, true);
    offer::offers(&mut page, &speech);
    alert::alerts(&mut page, &speech);
    play::playbooks(&mut page, &speech);
    play::quotas(&mut page, &speech);
    alert::exclusive(&mut page, &speech);
    followed::followed(&mut page, &speech);
    form::forms(&mut page, &speech);
    access::access(&mut page, &speech);
    contact::contact(&mut page, &speech);
    message::messages(&mut page, &speech);
    model.assignment.iter().for_each(|a| assignment::assignment(&mut page, &speech, a));
    team::teams(&mut page, &speech);
    report::reports(&mut page, &speech);
    govern::governed(&mut page, &speech);
    suite::tests(&mut page, &speech);
    page.finish()
}

/// One condition of the policy in words, without a full stop.
#[must_use]
pub fn condition(model: &Model, term: &Term, lang: Lang) -> String {
    Speech::new(model, lang).condition(term)
}

/// Whether the policy's author wrote the table; the engine's own are not rules of the policy.
fn is_declared(table: &Table) -> bool {
    !NAMES.contains(&table.id.as_str())
}

fn head(page: &mut Page, speech: &Speech<'_>) {
    let (model, lang) = (speech.model, speech.lang);
    page.heading(1, speech.label(&model.label, &model.id));
    page.item(0, &speech.say(words::POLICY, &[&model.id, &model.version]));
    page.item(0, &speech.say(words::EFFECTIVE, &[&effective(speech)]));
    page.item(0, &speech.say(words::TIME_ZONE, &[&model.zone().name()]));
    page.item(0, &speech.say(words::FULL_HASH, &[&model.full_hash]));
    page.item(0, &speech.say(words::MEANING_HASH, &[&model.meaning_hash]));
    let counts = [
        model.params.len(),
        model.schema.tables.iter().filter(|t| is_declared(t)).count(),
        // The parts of quotas are told with them.
        model.derives.len().saturating_sub(model.quotas.len() * PARTS.len()),
        model.scorecards.len(),
        model.decisions.len(),
        model.alerts.len(),
        model.tests.len(),
    ]
    .map(figure::count);
    page.item(0, &speech.say(words::CONTENTS, &counts.each_ref().map(String::as_str)));
    page.gap();
    page.paragraph(words::HOW_TO_READ.text(lang));
}

fn effective(speech: &Speech<'_>) -> String {
    let day = |d: Option<i32>| d.map_or(String::new(), date::format);
    let (from, to) = (speech.model.effective_from, speech.model.effective_to);
    let phrase = match (from, to) {
        (Some(_), Some(_)) => words::EFFECTIVE_SPAN,
        (Some(_), None) => words::EFFECTIVE_FROM,
        (None, Some(_)) => words::EFFECTIVE_TO,
        (None, None) => words::EFFECTIVE_OPEN,
    };
    speech.say(phrase, &[&day(from), &day(to)])
}

/// Derived values, or tags.
fn derived(page: &mut Page, speech: &Speech<'_>, heading: words::Phrase, tags: bool) {
    let of_quota = |at: usize| speech.model.quotas.iter().any(|quota| quota.holds(at));
    let derives = speech.model.derives.iter().enumerate().filter(|(at, _)| !of_quota(*at));
    let mut derives = derives.map(|(_, derive)| derive).filter(|d| d.tag == tags).peekable();
    if derives.peek().is_some() {
        page.heading(2, heading.text(speech.lang));
    }
    for derive in derives {
        let name = speech.titled(&derive.label, &derive.id);
        let yes = derive.term.ty == Type::Bool;
        let clause = match &derive.term.kind {
            TermKind::Aggregate(aggregate) => match aggregate.filter.as_ref().map(|f| speech.clause(f)) {
                Some(Clause::List(how, items)) => {
                    Some((speech.aggregate(aggregate, Some(how.text(speech.lang)), false), items))
                }
                _ => None,
            },
            _ if yes => match speech.clause(&derive.term) {
                Clause::List(how, items) => Some((how.text(speech.lang).into(), items)),
                Clause::One(_) => None,
            },
            _ => None,
        };
        match clause {
            Some((lead, items)) => {
                let phrase = if yes { words::DERIVED_IF_LIST } else { words::DERIVED_LIST };
                page.item(0, &speech.say(phrase, &[&name, &lead]));
                items.iter().for_each(|i| page.item(1, i));
            }
            None if yes => {
                page.item(0, &speech.say(words::DERIVED_IF, &[&name, &speech.condition(&derive.term)]));
            }
            None => page.item(0, &speech.say(words::DERIVED_AS, &[&name, &speech.term(&derive.term)])),
        }
    }
}

#[cfg(test)]
mod tests;
