//! Forms as sentences.

use alloc::string::String;
use alloc::vec::Vec;

use super::alert::period;
use super::layout::Page;
use super::speech::Speech;
use super::words;

/// Which fields each form fills, and for how long.
pub(super) fn forms(page: &mut Page, speech: &Speech<'_>) {
    let forms = &speech.model.forms;
    if forms.is_empty() {
        return;
    }
    page.heading(2, words::FORMS.text(speech.lang));
    page.paragraph(words::FORM_RULE.text(speech.lang));
    page.gap();
    for form in forms {
        let fields: Vec<String> = form.fields.iter().map(|id| speech.field(*id)).collect();
        let (name, fields) = (speech.name(&form.label, &form.id), speech.listed(&fields));
        let line = match form.valid {
            None => speech.say(words::FORM_FILLS, &[&name, &fields]),
            Some(valid) => speech.say(words::FORM_FILLS_FOR, &[&name, &fields, &period(speech, valid)]),
        };
        page.item(0, &line);
    }
}
