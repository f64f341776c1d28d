//! Messages in the policy's own tests: which templates are ready, and which are held.

use alloc::format;
use alloc::vec::Vec;

use super::Difference;
use crate::model::TestCase;
use crate::order::sort_unique;
use crate::outcome::Run;

/// Compares the messages of a run with what a test says.
pub(super) fn compare(run: &Run<'_>, test: &TestCase, out: &mut Vec<Difference>) {
    if test.messages.is_none() && test.held.is_none() {
        return;
    }
    let outcome = run.evaluate(false);
    let messages = &outcome.plan(run).outbox.messages;
    let templates = &run.model.messages.templates;
    let names = |ids: &[u16]| {
        let known = ids.iter().filter_map(|id| templates.get(usize::from(*id)));
        let list: Vec<&str> = known.map(|template| template.id.as_str()).collect();
        format!("[{}]", list.join(", "))
    };
    for (what, expected, ready) in [("messages", &test.messages, true), ("held", &test.held, false)] {
        let Some(expected) = expected else { continue };
        let found = messages.iter().filter(|message| message.is_ready() == ready);
        let mut actual: Vec<u16> = found.map(|message| message.template).collect();
        sort_unique(&mut actual);
        if *expected != actual {
            out.push(Difference { what: what.into(), expected: names(expected), actual: names(&actual) });
        }
    }
}
