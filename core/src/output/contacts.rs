//! Contacts and their agendas: what a manager does today, and what waits, with the reason.
//!
//! INVARIANT: every open task of the customers of a run is on the agenda of one contact.

use alloc::format;
use alloc::string::{String, ToString};

use super::customers::listed_key_name;
use super::events::subject_name;
use super::tasks::days;
use super::{OutputColumn, OutputTable, OutputValues, customer_key};
use crate::column::Bits;
use crate::date;
use crate::explain::render::unknown;
use crate::model::{Block, Model};
use crate::outcome::{Outcome, Run};
use crate::plan::facts::STAKE_PLACES;
use crate::plan::quiet::after_quiet;
use crate::plan::{Contact, Why};
use crate::policy::Standing;
use crate::state::After;
use crate::value::Lang;

/// Name of the table of contacts.
pub(super) const CONTACTS: &str = "contacts";
/// Name of the table of their agendas.
pub(super) const AGENDA: &str = "agenda";

/// The contacts of a run's customers, by customer, then by who makes them.
pub(super) fn contacts(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let (all, after, model) = (&outcome.plan(run).contacts, outcome.state(run), run.model);
    let rows = all.len();
    let text = |name: &str, of: &dyn Fn(&Contact) -> Option<String>| {
        OutputColumn::texts(name, rows, &|row| all.get(row).and_then(of))
    };
    let day =
        |name: &str, of: &dyn Fn(&Contact) -> Option<i32>| days(name, rows, &|row| all.get(row).and_then(of));
    let index = |name: &str, of: &dyn Fn(&Contact) -> Option<u32>| {
        let (mut known, mut values) = (Bits::default(), alloc::vec::Vec::with_capacity(rows));
        for value in all.iter().map(of) {
            known.push(value.is_some());
            values.push(i64::from(value.unwrap_or(0)));
        }
        OutputColumn { known: Some(known), ..OutputColumn::new(name, OutputValues::Int(values)) }
    };
    let (mut stakes, mut staked) = (alloc::vec::Vec::with_capacity(rows), Bits::default());
    all.iter().for_each(|contact| {
        stakes.push(contact.stake.unwrap_or(0));
        staked.push(contact.stake.is_some());
    });
    let stake = OutputColumn::new("stake", OutputValues::Decimal(stakes, STAKE_PLACES));
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(all.iter().map(|contact| contact.row).collect())),
        text(&listed_key_name(model), &|c| Some(customer_key(run.dataset, c.row as usize).into())),
        text("contact_id", &|c| Some(c.id.clone())),
        text("manager", &|c| c.person.clone()),
        text("household", &|c| c.household.clone()),
        index("rank", &|c| c.rank),
        text("status", &|c| Some(c.status.id().into())),
        text("by", &|c| c.by.map(|by| by.id(model))),
        text("cause", &|c| c.cause.map(|cause| cause.reason.id().into())),
        text("field", &|c| c.cause.map(|cause| subject_name(model, &cause))),
        day("until", &|c| c.until),
        text("reason_en", &|c| Some(reason(model, after, c, Lang::En))),
        text("reason_zh", &|c| Some(reason(model, after, c, Lang::ZhCn))),
        index("tasks", &|c| u32::try_from(c.agenda.len()).ok()),
        instants("due", model, all, &|c| c.due),
        text("priority", &|c| c.priority.map(|priority| priority.id().into())),
        OutputColumn { known: Some(staked), ..stake },
        text("channel", &|c| c.channel.clone()),
        instants("not_before", model, all, &|c| {
            (c.status == Standing::Today).then(|| after_quiet(model, run.as_of))
        }),
        day("since", &|c| c.since),
        day("last_contact", &|c| c.last),
        text("contact_with", &|c| (!c.with.is_empty()).then(|| c.with.join(" "))),
        index("capacity", &|c| c.capacity.map(|(most, _)| most)),
        text("capacity_from", &|c| {
            c.capacity.map(|(_, assumed)| if assumed { "default" } else { "managers" }.into())
        }),
    ];
    OutputTable { name: CONTACTS, rows, columns }
}

/// Which tasks each contact is about, in their order.
pub(super) fn agenda(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let (contacts, after) = (&outcome.plan(run).contacts, outcome.state(run));
    let items = contacts.iter().flat_map(|contact| (1i64..).zip(&contact.agenda).map(move |i| (contact, i)));
    let items: alloc::vec::Vec<(&Contact, (i64, &u32))> = items.collect();
    let text = |name: &str, of: &dyn Fn(&Contact, u32) -> Option<String>| {
        OutputColumn::texts(name, items.len(), &|row| {
            items.get(row).and_then(|(contact, (_, task))| of(contact, **task))
        })
    };
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(items.iter().map(|(c, _)| c.row).collect())),
        text(&listed_key_name(run.model), &|c, _| Some(customer_key(run.dataset, c.row as usize).into())),
        text("contact_id", &|c, _| Some(c.id.clone())),
        OutputColumn::new("position", OutputValues::Int(items.iter().map(|(_, (at, _))| *at).collect())),
        text("task_id", &|_, task| after.tasks.get(task as usize).map(|kept| kept.task.id.clone())),
    ];
    OutputTable { name: AGENDA, rows: items.len(), columns }
}

fn instants(
    name: &str,
    model: &Model,
    all: &[Contact],
    of: &dyn Fn(&Contact) -> Option<i64>,
) -> OutputColumn {
    let mut known = Bits::default();
    all.iter().for_each(|contact| known.push(of(contact).is_some()));
    let values = all.iter().map(|contact| of(contact).unwrap_or(0)).collect();
    let values = OutputValues::Instant(values, model.zone());
    OutputColumn { known: Some(known), ..OutputColumn::new(name, values) }
}

/// What a contact is about: its most urgent task, how many more there are, and what keeps it.
fn reason(model: &Model, after: &After, contact: &Contact, lang: Lang) -> String {
    let first = contact.agenda.first().and_then(|task| after.tasks.get(*task as usize));
    let titles = first.map(|kept| &kept.task.words.titles);
    let title = titles.map_or("", |[en, zh]| if lang == Lang::En { en } else { zh });
    let more = contact.agenda.len().saturating_sub(1);
    let about = match (lang, more) {
        (_, 0) => title.to_string(),
        (Lang::En, _) => format!("{title} and {more} more"),
        (Lang::ZhCn, _) => format!("{title}，另有 {more} 项"),
    };
    match (contact.by.map(|by| kept_by(model, contact, by, lang)), lang) {
        (None, _) => about,
        (Some(why), Lang::En) => format!("{about}: {why}"),
        (Some(why), Lang::ZhCn) => format!("{about}：{why}"),
    }
}

/// What keeps a contact, in words.
fn kept_by(model: &Model, contact: &Contact, by: Why, lang: Lang) -> String {
    if let Some(cause) = contact.cause {
        let (by, why) = (by.id(model), unknown(model, &cause, lang).text);
        return match lang {
            Lang::En => format!("it is not known whether it may be made (`{by}`: {why})"),
            Lang::ZhCn => format!("无法判定是否可以联系（`{by}`：{why}）"),
        };
    }
    let until = contact.until.map(date::format);
    let capacity = contact.capacity.map_or(0, |(most, _)| most);
    let manager = contact.person.as_deref().unwrap_or_default();
    let (en, zh) = match by {
        Why::Block(Block::NeverContact) => {
            ("the customer is never contacted".into(), "该客户不得联系".into())
        }
        Why::Block(Block::Complaint) => ("a complaint is open".into(), "存在未结投诉".into()),
        Why::Block(Block::Suppress) => ("the task is suppressed".into(), "任务被拦截".into()),
        Why::Block(Block::Holdout) => {
            ("the customer is held out of this rule".into(), "该客户属于该规则的对照组".into())
        }
        Why::Capacity => {
            (format!("beyond the day's capacity of {capacity}"), format!("超出当日容量 {capacity} 次"))
        }
        Why::NoManager => ("no manager is known".into(), "没有客户经理".into()),
        Why::NotListed => {
            (format!("manager {manager} is not listed"), format!("客户经理 {manager} 不在名单中"))
        }
        Why::Cooling => match &until {
            Some(day) => (format!("it rests until {day}"), format!("冷静期至 {day}")),
            None => ("it rests".into(), "处于冷静期".into()),
        },
        Why::Cap(at) => {
            let cap = model.contact.as_ref().and_then(|contact| contact.caps.get(at));
            let label =
                |lang| cap.map_or("", |cap| cap.label.as_ref().map_or(cap.id.as_str(), |l| l.text(lang)));
            let (en, zh) = (label(Lang::En), label(Lang::ZhCn));
            match &until {
                Some(day) => (format!("“{en}” holds it until {day}"), format!("“{zh}”推迟至 {day}")),
                None => (format!("“{en}” holds it"), format!("受“{zh}”限制")),
            }
        }
    };
    if lang == Lang::En { en } else { zh }
}
