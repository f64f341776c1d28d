//! Playbooks: steps before and after dates of a customer or of a child row.
//!
//! A step is an alert: `playbook.step`, with one stage or several, the conditions of the playbook and of the step, one
//! event per start date (or per row, with `each`), and the same keys for what it raises. So everything that holds for
//! alerts holds for steps, and this module only says how one is made of the other. What is *not* here: days, which the
//! check of the alert's stages works out.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::alert::{KINDS, PRIORITIES, row_of, telling};
use super::parse::each;
use super::parse::wording::{about, governed};
use super::recurrence::{shift, whole_days};
use super::{About, After, Alert, At, Localised, Recurrence, Stages, Text};
use crate::diagnostic::Code;
use crate::text::read::{Item, Map, Reader};

/// A playbook as written; its steps are alerts.
#[derive(Debug, Clone, PartialEq)]
pub struct Playbook {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub at: At,
    /// Label and the rest.
    pub about: About,
    /// The names of the alerts that its steps are.
    pub steps: Vec<String>,
}

/// What the steps of a playbook have in common.
struct Common {
    alert: Alert,
    start: Text,
    /// Who takes part; `None`: everybody.
    when: Option<Text>,
}

/// A playbook, and the alerts of its steps.
pub(super) fn playbook(r: &mut Reader, id: String, item: &Item<'_>) -> Option<(Playbook, Vec<Alert>)> {
    let mut map = r.map(item)?;
    let mut about = about(r, &mut map, &["label", "description", "source", "owner"]);
    governed(r, &mut map, &mut about, true);
    let purpose = map.take("purpose").and_then(|i| r.text(&i));
    let kind = map.need(r, "kind").and_then(|i| r.choice(&i, &KINDS));
    let row = map.take("each").and_then(|i| row_of(r, &i));
    let start = map.need(r, "start").and_then(|i| r.text(&i));
    let when = map.take("when").and_then(|i| r.text(&i));
    let stop = map.take("stop").and_then(|i| r.text(&i));
    let suppress = map.take("suppress").and_then(|i| r.text(&i));
    let priority = map.take("priority").and_then(|i| r.choice(&i, &PRIORITIES)).unwrap_or_default();
    let steps = map.need(r, "steps");
    map.finish(r);
    let at = item.at();
    let alert =
        Alert { purpose, kind: kind?, each: row, stop, suppress, priority, about, ..Alert::default() };
    let common = Common { alert, start: start?, when };
    let alerts = each(r, steps, |r, name, item| step(r, &id, &name, &common, item));
    let steps = alerts.iter().map(|alert| alert.id.clone()).collect();
    Some((Playbook { id, at, about: common.alert.about, steps }, alerts))
}

/// The alert of a step.
fn step(r: &mut Reader, playbook: &str, name: &str, common: &Common, item: &Item<'_>) -> Option<Alert> {
    let mut map = r.map(item)?;
    let own = about(r, &mut map, &["label", "source"]);
    let stages = stages(r, &mut map, common);
    let human = map.take("human").and_then(|i| r.bool(&i)).unwrap_or(true);
    let when = map.take("when").and_then(|i| r.text(&i));
    let priority = map.take("priority").and_then(|i| r.choice(&i, &PRIORITIES));
    let mut alert = Alert {
        id: format!("{playbook}.{name}"),
        at: item.at(),
        automatic: !human,
        priority: priority.unwrap_or(common.alert.priority),
        ..common.alert.clone()
    };
    let about = &mut alert.about;
    about.label = of_both(about.label.take(), own.label);
    about.source = own.source.or(about.source.take());
    // Of rows, the row tells events apart; of a customer, the date.
    alert.event_key = stages.as_ref().filter(|_| alert.each.is_none()).map(|stages| stages.before.clone());
    telling(r, &mut map, &mut alert);
    map.finish(r);
    let mut conditions = common.when.iter().cloned().chain(when);
    alert.when = conditions.next().unwrap_or_else(|| always(&alert.at));
    alert.also = conditions.collect();
    alert.recurrence = Recurrence { stages: Some(stages?), ..Recurrence::default() };
    Some(alert)
}

/// A condition that everybody meets.
pub(super) fn always(at: &At) -> Text {
    Text { text: "true".into(), span: at.span, quote: 0, pointer: at.pointer.clone() }
}

/// `Playbook: step`, in both languages.
fn of_both(playbook: Option<Localised>, step: Option<Localised>) -> Option<Localised> {
    match (playbook, step) {
        (Some(of), Some(step)) => Some(Localised {
            en: format!("{}: {}", of.en, step.en),
            zh_cn: format!("{}：{}", of.zh_cn, step.zh_cn),
        }),
        (of, step) => step.or(of),
    }
}

/// `after: 7d`, of the start of the playbook, or `before: {date: .., days: 15}`.
fn stages(r: &mut Reader, map: &mut Map<'_>, common: &Common) -> Option<Stages> {
    let at = map.item().at();
    let after = map.take("after").and_then(|i| r.text(&i));
    let before = map.take("before").map(|i| before(r, &i));
    let shift = shift(r, map);
    let within = map.take("within").and_then(|i| r.text(&i));
    let (date, days) = match (&after, before) {
        (Some(_), None) => (common.start.clone(), Vec::new()),
        (None, Some(found)) => found?,
        _ => {
            r.lose(Code::StepTime, at.span, &at.pointer, &[]);
            return None;
        }
    };
    Some(Stages { at, before: date, days, shift, step: Some(After { after, within }) })
}

fn before(r: &mut Reader, item: &Item<'_>) -> Option<(Text, Vec<(At, u32)>)> {
    let mut map = r.map(item)?;
    let date = map.need(r, "date").and_then(|i| r.text(&i));
    let days = map.need(r, "days").map(|i| match i.is_list() {
        true => whole_days(r, &i),
        false => r.whole(&i).map(|days| (i.at(), days)).into_iter().collect(),
    });
    map.finish(r);
    date.zip(days)
}
