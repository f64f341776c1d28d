//! Who watches over a rule, when it has to be looked at again, and the days on which it acts.
//!
//! A rule outside its days does not act: an alert is not raised, a report has no cells. That, and a review that is
//! overdue, is a row of the output table `notices`; neither changes anything else of a run.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::term::{Clock, Domain, Function, Term, TermKind};
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::{About, Policy, Text};
use crate::value::{Type, Value};

/// A rule that says when it is reviewed or when it acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Governed {
    /// The section of the policy.
    pub section: &'static str,
    /// Its name.
    pub id: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Day on which it must have been looked at again.
    pub review_by: Option<i32>,
    /// First day on which it acts.
    pub from: Option<i32>,
    /// First day on which it no longer acts.
    pub to: Option<i32>,
}

impl Governed {
    /// The conditions under which it acts.
    fn acts(&self) -> Vec<Term> {
        let today = || Term { ty: Type::Date, domain: Domain::Customer, kind: TermKind::Clock(Clock::Today) };
        let test = |function, day: i32| {
            Term::apply(Type::Bool, function, vec![today(), Term::value(Value::Date(day))])
        };
        let (from, to) = (self.from.map(|d| test(Function::Ge, d)), self.to.map(|d| test(Function::Lt, d)));
        from.into_iter().chain(to).collect()
    }
}

/// Everything of a policy that is governed.
pub(super) fn governed(policy: &Policy, out: &mut Diagnostics) -> Vec<Governed> {
    let params = policy.params.iter().map(|p| ("params", &p.id, &p.about));
    let cards = policy.scorecards.iter().map(|s| ("scorecards", &s.id, &s.about));
    let tables = policy.decisions.iter().map(|d| ("tables", &d.id, &d.about));
    let classes = policy.classes.iter().map(|c| ("classes", &c.id, &c.about));
    let alerts = policy.alerts.iter().map(|a| ("alerts", &a.id, &a.about));
    let offers = policy.offers.iter().map(|o| ("offers", &o.id, &o.about));
    let reports = policy.reports.iter().map(|r| ("reports", &r.id, &r.about));
    let all = params.chain(cards).chain(tables).chain(classes).chain(alerts).chain(offers).chain(reports);
    let assignment = policy.assignment.iter().map(|a| ("assignment", "assignment", &a.about));
    let all = all.map(|(section, id, about)| (section, id.as_str(), about)).chain(assignment);
    let all = all.chain(policy.teams.iter().map(|t| ("teams", t.id.as_str(), &t.about)));
    all.filter_map(|(section, id, about)| one(section, id, about, out)).collect()
}

fn one(section: &'static str, id: &str, about: &About, out: &mut Diagnostics) -> Option<Governed> {
    let mut day = |text: &Option<Text>| {
        let text = text.as_ref()?;
        let day = date::parse(text.text.trim());
        if day.is_none() {
            out.push(Diagnostic::new(Code::BadDate, text.span, &text.pointer, &[&text.text]));
        }
        day
    };
    let (review_by, from, to) = (day(&about.review_by), day(&about.from), day(&about.to));
    if let (Some(low), Some(high), Some(text)) = (from, to, &about.to)
        && low >= high
    {
        let ends = [date::format(low), date::format(high)];
        out.push(Diagnostic::new(Code::EmptyRange, text.span, &text.pointer, &[&ends[0], &ends[1]]));
    }
    let said = review_by.is_some() || from.is_some() || to.is_some();
    said.then(|| Governed { section, id: id.into(), owner: about.owner.clone(), review_by, from, to })
}

/// A condition, on the days on which the rule of that name acts.
pub(super) fn acting(governed: &[Governed], (section, id): (&str, &str), when: Option<Term>) -> Option<Term> {
    let found = governed.iter().find(|g| g.section == section && g.id == id);
    let mut terms = found.map(Governed::acts).unwrap_or_default();
    if terms.is_empty() {
        return when;
    }
    match when {
        Some(Term { kind: TermKind::Apply(Function::And, more), .. }) => terms.extend(more),
        Some(term) => terms.push(term),
        None => {}
    }
    if terms.len() > 1 { Some(Term::apply(Type::Bool, Function::And, terms)) } else { terms.pop() }
}
