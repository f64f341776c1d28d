//! For what and on what ground data may be used, as sentences.

use alloc::string::String;
use alloc::vec::Vec;

use super::figure;
use super::layout::Page;
use super::speech::Speech;
use super::words;
use crate::model::{Field, FieldId};
use crate::policy::Basis;

/// Purposes and consents of the policy.
pub(super) fn lawful(page: &mut Page, speech: &Speech<'_>) {
    let model = speech.model;
    if model.purposes.is_empty() && model.consents.is_none() {
        return;
    }
    page.heading(2, words::LAWFUL.text(speech.lang));
    if !model.purposes.is_empty() {
        let all: Vec<String> = model.purposes.iter().map(|p| purpose(speech, p)).collect();
        page.item(0, &speech.say(words::PURPOSES_LISTED, &[&speech.listed(&all)]));
    }
    if let Some(consents) = &model.consents {
        page.item(0, &speech.say(words::CONSENTS, &[&speech.table(consents.table)]));
    }
}

/// What a field says about the ground on which it is used.
pub(super) fn field(page: &mut Page, speech: &Speech<'_>, id: FieldId, field: &Field) {
    let name = speech.name(&field.label, &field.id);
    if field.lawful.sensitive {
        page.item(0, &speech.say(words::SENSITIVE, &[&name]));
    }
    match (speech.model.permit(id), field.lawful.basis) {
        (Some(permit), _) => {
            let needed = permit.basis == Basis::Consent;
            let phrase = if needed { words::NEEDS_CONSENT } else { words::OBJECTION };
            page.item(0, &speech.say(phrase, &[&name, &permit.category]));
        }
        (None, Some(basis)) => {
            let ground = figure::word(&words::GROUNDS, basis.id(), speech.lang);
            page.item(0, &speech.say(words::GROUND, &[&name, ground]));
        }
        (None, None) => {}
    }
}

/// The purpose of a rule, as a fact about it.
pub(super) fn of_rule(speech: &Speech<'_>, purpose: &Option<String>) -> Option<String> {
    let purpose = purpose.as_deref()?;
    Some(speech.say(words::PURPOSE, &[figure::word(words::PURPOSES, purpose, speech.lang)]))
}

fn purpose(speech: &Speech<'_>, purpose: &str) -> String {
    speech.say(words::QUOTED, &[figure::word(words::PURPOSES, purpose, speech.lang)])
}
