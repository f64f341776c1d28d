//! Teams as sentences.

use alloc::string::String;
use alloc::vec::Vec;

use super::layout::Page;
use super::speech::{Speech, code};
use super::words;
use crate::model::team::Team;

/// Which specialists a customer has beside the manager.
pub(super) fn teams(page: &mut Page, speech: &Speech<'_>) {
    if speech.model.teams.is_empty() {
        return;
    }
    page.heading(2, words::TEAMS.text(speech.lang));
    speech.model.teams.iter().for_each(|t| team(page, speech, t));
}

fn team(page: &mut Page, speech: &Speech<'_>, team: &Team) {
    page.heading(3, &speech.titled(&team.label, &team.id));
    let Some((_, first)) = team.roles.first() else { return };
    let roles: Vec<String> = team.roles.iter().map(|(role, _)| code(role)).collect();
    let who = first.who.as_ref().map(|who| speech.condition(who)).unwrap_or_default();
    let table = speech.table(first.managers);
    page.item(0, &speech.say(words::TEAM, &[&who, &speech.listed(&roles), &table]));
    if let (Some(own), Some(theirs)) = (&first.within, &first.branch) {
        page.item(0, &speech.say(words::TEAM_WITHIN, &[&speech.term(own), &speech.term(theirs)]));
    }
    page.item(0, &speech.say(words::TEAM_CAPACITY, &[&speech.term(&first.capacity)]));
    for (role, of) in &team.roles {
        let active = of.active.as_ref().map(|active| speech.condition(active)).unwrap_or_default();
        page.item(0, &speech.say(words::TEAM_ROLE, &[&code(role), &active, &speech.term(&of.current)]));
    }
    page.item(0, words::ASSIGNED_UNKNOWN.text(speech.lang));
    page.item(0, words::ASSIGNED_PROPOSAL.text(speech.lang));
    let purpose = super::lawful::of_rule(speech, &team.purpose);
    let owner = team.owner.as_ref().map(|owner| speech.say(words::OWNER, &[&code(owner)]));
    purpose.into_iter().chain(owner).for_each(|fact| page.item(0, &fact));
}
