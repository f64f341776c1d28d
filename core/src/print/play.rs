//! Playbooks with their steps, and quotas, as sentences.

use alloc::string::String;
use alloc::vec::Vec;

use super::alert;
use super::figure;
use super::layout::Page;
use super::speech::{Speech, code};
use super::words;
use crate::model::{Model, Quota, QuotaPart};
use crate::policy::Per;

/// All playbooks, each with the rules that its steps are.
pub(super) fn playbooks(page: &mut Page, speech: &Speech<'_>) {
    let model = speech.model;
    if !model.playbooks.is_empty() {
        page.heading(2, words::PLAYBOOKS.text(speech.lang));
    }
    for playbook in &model.playbooks {
        page.heading(3, &speech.titled(&playbook.label, &playbook.id));
        let steps: Vec<_> =
            playbook.steps.iter().filter_map(|at| model.alerts.get(usize::from(*at))).collect();
        let names: Vec<String> = steps.iter().map(|step| code(&step.id)).collect();
        page.paragraph(&speech.say(words::PLAYBOOK, &[&speech.listed(&names)]));
        page.gap();
        if let Some(owner) = &playbook.owner {
            page.item(0, &speech.say(words::OWNER, &[owner]));
        }
        steps.into_iter().for_each(|step| alert::alert(page, speech, step));
    }
}

/// All quotas, each with the rule that asks for it.
pub(super) fn quotas(page: &mut Page, speech: &Speech<'_>) {
    if !speech.model.quotas.is_empty() {
        page.heading(2, words::QUOTAS.text(speech.lang));
    }
    for quota in &speech.model.quotas {
        if let Some(rule) = speech.model.alerts.get(usize::from(quota.alert)) {
            alert::alert(page, speech, rule);
        }
        facts(page, speech, quota);
    }
}

fn facts(page: &mut Page, speech: &Speech<'_>, quota: &Quota) {
    let term = |part| speech.model.derives.get(quota.part(part)).map(|derive| &derive.term);
    let period = match quota.per {
        Per::Days(count) => speech.say(words::period(quota.per), &[&figure::int(count.into())]),
        per => words::period(per).text(speech.lang).into(),
    };
    if let (Some(target), Some(who)) = (term(QuotaPart::Target), term(QuotaPart::Who)) {
        let facts = [&speech.term(target), &period, &speech.condition(who)];
        page.item(0, &speech.say(words::QUOTA, &facts.map(String::as_str)));
    }
    match (&quota.entries, term(QuotaPart::Done)) {
        (Some((services, outcomes)), _) => {
            let of = |phrase, values: &[String]| match values {
                [] => String::new(),
                _ => {
                    speech.say(phrase, &[&speech.listed(&values.iter().map(|v| code(v)).collect::<Vec<_>>())])
                }
            };
            let texts = [of(words::QUOTA_SERVICES, services), of(words::QUOTA_OUTCOMES, outcomes)];
            page.item(0, &speech.say(words::QUOTA_ENTRIES, &texts.each_ref().map(String::as_str)));
        }
        (None, Some(done)) => page.item(0, &speech.say(words::QUOTA_DONE, &[&speech.term(done)])),
        (None, None) => {}
    }
    if let Some(days) = quota.remind {
        page.item(0, &speech.say(words::QUOTA_REMIND, &[&figure::int(days.into())]));
    }
    page.item(0, words::QUOTA_UNKNOWN.text(speech.lang));
}

/// Alerts that are neither steps of a playbook nor those of quotas.
pub(super) fn others(model: &Model) -> impl Iterator<Item = &crate::model::Alert> {
    let steps =
        move |at: usize| model.playbooks.iter().flat_map(|p| &p.steps).any(|step| usize::from(*step) == at);
    let quota = move |at: usize| model.quotas.iter().any(|quota| usize::from(quota.alert) == at);
    model.alerts.iter().enumerate().filter(move |(at, _)| !steps(*at) && !quota(*at)).map(|(_, alert)| alert)
}
