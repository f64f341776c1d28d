//! What a policy declares and nothing uses, and rules that no test of the policy shows.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::{Analysis, Subject};
use crate::coverage::stated::shows;
use crate::diagnostic::Code;
use crate::model::TestCase;

/// Looks at fields and tests.
pub(super) fn unused(subject: Subject<'_>, out: &mut Analysis) {
    fields(subject, out);
    tests(subject, out);
}

/// Fields that no rule, key or output needs.
fn fields(subject: Subject<'_>, out: &mut Analysis) {
    for decl in &subject.policy.tables {
        let Some(id) = subject.model.schema.table_named(&decl.id) else { continue };
        let Some(table) = subject.model.schema.table(id) else { continue };
        let unused = table.fields.iter().filter(|field| !field.used).map(|field| field.id.as_str());
        let unused: Vec<&str> = unused.collect();
        if !unused.is_empty() {
            out.found(Code::UnusedField, &decl.at, &[&table.id, &unused.join(", ")], None);
        }
    }
}

/// Alerts that no test shows firing, or not firing.
fn tests(subject: Subject<'_>, out: &mut Analysis) {
    let model = subject.model;
    if model.tests.is_empty() {
        return;
    }
    for ((at, alert), decl) in (0u16..).zip(&model.alerts).zip(&subject.policy.alerts) {
        let said = |holds: bool| {
            let shown = |test: &TestCase| shows(test, at, usize::from(!holds));
            model.tests.iter().any(shown)
        };
        let missing: &[(bool, &dyn ToString)] = &[(true, &"fires"), (false, &"does not fire")];
        for (holds, what) in missing {
            if !said(*holds) {
                out.found(Code::TestMissing, &decl.at, &[&alert.id, *what], None);
            }
        }
    }
}
