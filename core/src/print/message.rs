//! Messages as sentences: who is told, by which ways, and what is written.

use alloc::string::String;
use alloc::vec::Vec;

use super::layout::Page;
use super::speech::{Clause, Speech, code};
use super::words;
use super::{alert, figure};
use crate::model::{Channel, MessageTemplate, Notify, Quiet, Template, Term};
use crate::policy::Telling;
use crate::value::{Lang, Type};

/// Roles, channels and templates.
pub(super) fn messages(page: &mut Page, speech: &Speech<'_>) {
    let messages = &speech.model.messages;
    if !messages.roles.is_empty() {
        page.heading(2, words::ROLES_HEAD.text(speech.lang));
    }
    for role in &messages.roles {
        let name = named(speech, speech.label(&role.label, role_word(speech, &role.id)), &role.id);
        page.item(0, &speech.say(words::DERIVED_AS, &[&name, &speech.term(alert::plain(&role.of))]));
    }
    if !messages.channels.is_empty() {
        page.heading(2, words::CHANNELS.text(speech.lang));
    }
    messages.channels.iter().for_each(|c| channel(page, speech, c));
    if !messages.templates.is_empty() {
        page.heading(2, words::TEMPLATES.text(speech.lang));
    }
    messages.templates.iter().for_each(|t| template(page, speech, t));
}

/// The label with the name behind it, unless they are the same.
fn named(speech: &Speech<'_>, label: &str, id: &str) -> String {
    if label == id { code(id) } else { speech.say(words::TITLED, &[label, id]) }
}

fn role_word<'a>(speech: &Speech<'_>, id: &'a str) -> &'a str {
    role(id, speech.lang)
}

/// What a role is commonly called; its name where there is no word for it.
pub(crate) fn role(id: &str, lang: Lang) -> &str {
    figure::word(words::ROLES, id, lang)
}

fn channel(page: &mut Page, speech: &Speech<'_>, channel: &Channel) {
    let name = speech.titled(&channel.label, &channel.id);
    page.item(0, &speech.say(words::CHANNEL, &[&name, channel.class.id()]));
    if let Some(length) = channel.length {
        page.item(1, &speech.say(words::CHANNEL_LENGTH, &[&figure::int(length.into())]));
    }
    match channel.quiet {
        Quiet::Policy => {}
        Quiet::Never => page.item(1, &speech.say(words::CHANNEL_NEVER_QUIET, &[])),
        Quiet::Hours(from, to) => {
            page.item(1, &speech.say(words::CHANNEL_QUIET, &[&time(from), &time(to)]));
        }
    }
    needs(page, speech, channel.needs);
}

/// A time of day.
fn time(minute: u16) -> String {
    alloc::format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The consent without which a customer is not written to.
fn needs(page: &mut Page, speech: &Speech<'_>, needs: Option<u16>) {
    let permits = speech.model.consents.iter().flat_map(|consents| &consents.permits);
    if let Some(permit) = needs.and_then(|at| permits.into_iter().nth(usize::from(at))) {
        page.item(1, &speech.say(words::MESSAGE_NEEDS, &[&permit.category]));
    }
}

fn template(page: &mut Page, speech: &Speech<'_>, template: &MessageTemplate) {
    let messages = &speech.model.messages;
    let channels = template.channels.iter().filter_map(|at| messages.channels.get(usize::from(*at)));
    let channels: Vec<String> = channels.map(|c| speech.name(&c.label, &c.id)).collect();
    let name = speech.titled(&template.label, &template.id);
    let (version, channels) = (figure::int(template.version.into()), speech.listed(&channels));
    page.item(0, &speech.say(words::TEMPLATE, &[&name, &version, &channels]));
    for (when, text) in &template.variants {
        let text = said(speech, text);
        match speech.clause(when) {
            Clause::One(when) => page.item(1, &speech.say(words::VARIANT, &[&when, &text])),
            Clause::List(how, items) => {
                page.item(1, &speech.say(words::VARIANT, &[how.text(speech.lang), &text]));
                items.iter().for_each(|item| page.item(2, item));
            }
        }
    }
    let phrase = if template.variants.is_empty() { words::TEXT } else { words::TEXT_ELSE };
    page.item(1, &speech.say(phrase, &[&said(speech, &template.text)]));
    template.requires.iter().for_each(|term| page.item(1, &required(speech, term)));
    needs(page, speech, template.needs);
    let fallback = template.fallback.and_then(|at| messages.templates.get(usize::from(at)));
    if let Some(other) = fallback {
        page.item(1, &speech.say(words::FALLBACK, &[&speech.name(&other.label, &other.id)]));
    }
}

fn said(speech: &Speech<'_>, [en, zh]: &[Template; 2]) -> String {
    speech.template(if speech.lang == Lang::En { en } else { zh })
}

fn required(speech: &Speech<'_>, term: &Term) -> String {
    let what = match term.ty {
        Type::Bool => speech.condition(term),
        _ => speech.say(words::IS_KNOWN, &[&speech.term(term)]),
    };
    speech.say(words::REQUIRES, &[&what])
}

/// A message of an alert.
pub(super) fn notify(speech: &Speech<'_>, notify: &Notify) -> String {
    let messages = &speech.model.messages;
    let to = match notify.to.and_then(|at| messages.roles.get(usize::from(at))) {
        Some(role) => named(speech, speech.label(&role.label, role_word(speech, &role.id)), &role.id),
        None => words::THE_CUSTOMER.text(speech.lang).into(),
    };
    let channel = messages.channels.get(usize::from(notify.channel));
    let channel = channel.map_or(String::new(), |c| speech.name(&c.label, &c.id));
    let template = messages.templates.get(usize::from(notify.template));
    let template = template.map_or(String::new(), |t| speech.name(&t.label, &t.id));
    let phrase = match notify.when {
        Telling::Raised => words::NOTIFY_RAISED,
        Telling::Reminded => words::NOTIFY_REMINDED,
        Telling::Escalated => words::NOTIFY_ESCALATED,
    };
    let at = notify.at.map_or(String::new(), |at| speech.say(words::NOTIFY_AT, &[&time(at)]));
    speech.say(phrase, &[&to, &channel, &template, &at])
}

/// The names of templates, in the policy's order.
pub(super) fn templates(speech: &Speech<'_>, ids: &[u16]) -> String {
    let all = ids.iter().filter_map(|id| speech.model.messages.templates.get(usize::from(*id)));
    let names: Vec<String> = all.map(|t| speech.name(&t.label, &t.id)).collect();
    if names.is_empty() { words::NONE.text(speech.lang).into() } else { speech.listed(&names) }
}
