//! The contact policy as sentences.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::figure;
use super::layout::Page;
use super::speech::{Speech, code};
use super::words;
use crate::model::contact::{Cap, Contacts, Length, Managers, Number, Rank, RankBy, Together};
use crate::model::duration::Unit;
use crate::policy::AlertKind;

/// How customers are contacted.
pub(super) fn contact(page: &mut Page, speech: &Speech<'_>) {
    let Some(contact) = &speech.model.contact else { return };
    page.heading(2, words::CONTACT.text(speech.lang));
    page.item(0, words::CONTACT_WHOLE.text(speech.lang));
    contact.managers.iter().for_each(|m| managers(page, speech, m));
    if !contact.order.is_empty() {
        let order: Vec<String> = contact.order.iter().map(|by| rank(speech, by)).collect();
        page.item(0, &speech.say(words::CONTACT_ORDER, &[&speech.listed(&order)]));
    }
    match contact.exempt.as_slice() {
        [] => page.item(0, words::CONTACT_EXEMPT_NONE.text(speech.lang)),
        kinds => page.item(0, &speech.say(words::CONTACT_EXEMPT, &[&listed(speech, kinds)])),
    }
    contact.caps.iter().for_each(|c| cap(page, speech, contact, c));
    if let Some(cooling) = &contact.cooling {
        let after = speech.term(&cooling.after);
        let args = [after, listed(speech, &cooling.kinds), length(speech, cooling.length)];
        page.item(0, &speech.say(words::CONTACT_COOLING, &args.each_ref().map(String::as_str)));
    }
    if let Some(complaint) = &contact.complaint {
        page.item(0, &speech.say(words::CONTACT_COMPLAINT, &[&speech.condition(complaint)]));
    }
    if let Some((begins, ends)) = contact.quiet {
        page.item(0, &speech.say(words::CONTACT_QUIET, &[&time_of_day(begins), &time_of_day(ends)]));
    }
    channels(page, speech, contact);
    if let Some(history) = &contact.history {
        let filter = history.filter.as_ref().map(|filter| speech.condition(filter));
        let phrase = if filter.is_some() { words::CONTACT_HISTORY_WHERE } else { words::CONTACT_HISTORY };
        let args = [speech.table(history.table), speech.term(&history.day), filter.unwrap_or_default()];
        page.item(0, &speech.say(phrase, &args.each_ref().map(String::as_str)));
    }
    match &contact.together {
        Some(Together::Group(at)) => {
            page.item(0, &speech.say(words::CONTACT_TOGETHER, &[&group(speech, *at)]));
        }
        Some(Together::Key(term)) => {
            page.item(0, &speech.say(words::CONTACT_PARTNER, &[&speech.term(term)]));
        }
        None => {}
    }
}

fn managers(page: &mut Page, speech: &Speech<'_>, managers: &Managers) {
    let role = code(figure::word(words::ROLES, &managers.role, speech.lang));
    let args = [role, speech.term(&managers.key), speech.table(managers.table)];
    page.item(0, &speech.say(words::CONTACT_MANAGER, &args.each_ref().map(String::as_str)));
    if let Some((field, default)) = managers.capacity.zip(managers.default) {
        let args = [speech.field(field), number(speech, default)];
        page.item(0, &speech.say(words::CONTACT_CAPACITY, &args.each_ref().map(String::as_str)));
    }
}

fn cap(page: &mut Page, speech: &Speech<'_>, contact: &Contacts, cap: &Cap) {
    let phrase = if cap.of_household { words::CAP_HOUSEHOLD } else { words::CAP };
    let household = contact.household.map(|at| group(speech, at)).unwrap_or_default();
    let name = speech.name(&cap.label, &cap.id);
    let most = speech.term(&cap.most);
    let args = [name, most, listed(speech, &cap.kinds), length(speech, cap.per), household];
    let mut text = speech.say(phrase, &args.each_ref().map(String::as_str));
    if !cap.channels.is_empty() {
        let names: Vec<String> = cap.channels.iter().map(|c| code(c)).collect();
        text += if speech.lang == crate::value::Lang::En { " " } else { "" };
        text += &speech.say(words::CAP_CHANNELS, &[&speech.listed(&names)]);
    }
    page.item(0, &text);
}

fn channels(page: &mut Page, speech: &Speech<'_>, contact: &Contacts) {
    let names: Vec<String> = contact.channels.iter().map(|c| code(c)).collect();
    let phrase = match &contact.preferred {
        Some(term) => {
            page.item(0, &speech.say(words::CONTACT_PREFERRED, &[&speech.term(term)]));
            words::CONTACT_CHANNELS
        }
        None => words::CONTACT_CHANNELS_ONLY,
    };
    if !names.is_empty() {
        page.item(0, &speech.say(phrase, &[&speech.listed(&names)]));
    }
}

fn rank(speech: &Speech<'_>, rank: &Rank) -> String {
    let what = match &rank.by {
        RankBy::Due => words::RANK_DUE.text(speech.lang).into(),
        RankBy::Priority => words::RANK_PRIORITY.text(speech.lang).into(),
        RankBy::Stake => words::RANK_STAKE.text(speech.lang).into(),
        RankBy::Raised => words::RANK_RAISED.text(speech.lang).into(),
        RankBy::Term(term) => speech.term(term),
    };
    match (&rank.by, rank.descending) {
        (_, true) => speech.say(words::LARGEST_FIRST, &[&what]),
        (RankBy::Stake | RankBy::Term(_), false) => speech.say(words::SMALLEST_FIRST, &[&what]),
        (_, false) => what,
    }
}

fn listed(speech: &Speech<'_>, kinds: &[AlertKind]) -> String {
    let names: Vec<String> = kinds.iter().map(|k| words::kind_name(*k).text(speech.lang).into()).collect();
    speech.listed(&names)
}

fn number(speech: &Speech<'_>, number: Number) -> String {
    let text = figure::int(number.value.into());
    named(speech, number.param, text)
}

fn length(speech: &Speech<'_>, length: Length) -> String {
    let unit = if length.period.unit == Unit::Months { "months" } else { "days" };
    let text = figure::with_unit(&figure::int(length.period.count.into()), unit, speech.lang);
    named(speech, length.param, text)
}

/// A parameter with its value, or the value alone.
fn named(speech: &Speech<'_>, param: Option<u16>, text: String) -> String {
    let param = param.and_then(|at| speech.model.params.get(usize::from(at)));
    match param {
        Some(param) => speech.say(words::PARAMETER, &[&speech.name(&param.label, &param.id), &text]),
        None => text,
    }
}

fn group(speech: &Speech<'_>, at: u16) -> String {
    let kind = speech.model.groups.get(usize::from(at));
    kind.map_or(String::new(), |kind| speech.name(&kind.label, &kind.id))
}

fn time_of_day(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
