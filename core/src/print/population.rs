//! Whom the policy is about, as sentences.

use super::layout::Page;
use super::speech::Speech;
use super::words;

/// Who is scored and who is never contacted.
pub(super) fn population(page: &mut Page, speech: &Speech<'_>) {
    let population = &speech.model.population;
    if population.score.is_none() && population.never_contact.is_none() {
        return;
    }
    page.heading(2, words::POPULATION.text(speech.lang));
    for (phrase, term) in
        [(words::SCORED, &population.score), (words::NEVER_CONTACT, &population.never_contact)]
    {
        term.iter().for_each(|term| page.item(0, &speech.say(phrase, &[&speech.condition(term)])));
    }
}
