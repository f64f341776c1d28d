//! What was measured as a table: one row per rule and count, per rule, outcome and side, and per two sides.

use alloc::string::String;
use alloc::vec::Vec;

use super::interval::Estimate;
use super::report::{ArmReport, EffectReport, OutcomeReport, Report, RuleReport, WarnReport};
use crate::output::{OutputColumn, OutputTable, OutputValues};

/// A row of the table.
#[derive(Default)]
struct Row {
    /// `None`: no rule's.
    rule: Option<String>,
    outcome: Option<String>,
    what: String,
    count: u32,
    happened: Option<u32>,
    /// The rate or the difference, by count and by money.
    figures: [Option<Estimate>; 2],
    /// A rate that has no interval.
    share: Option<String>,
    text: Option<String>,
    why: Option<&'static str>,
}

/// The table `measures`: what is of no rule first, then by rule in the order of the policy its tasks and its outcomes.
#[must_use]
pub fn table(report: &Report) -> OutputTable {
    let mut rows = Vec::new();
    work(report, &mut rows);
    report.outcomes.iter().for_each(|outcome| everyone(outcome, &mut rows));
    for rule in &report.rules {
        tasks(rule, &mut rows);
        rule.outcomes.iter().for_each(|effect| effects(rule, effect, &mut rows));
        rule.warns.iter().for_each(|warns| warning(rule, warns, &mut rows));
    }
    let text = |name: &str, of: &dyn Fn(&Row) -> Option<String>| {
        OutputColumn::texts(name, rows.len(), &|at| rows.get(at).and_then(of))
    };
    let figure = |name: &str, which: usize, of: &dyn Fn(&Estimate) -> &String| {
        text(name, &|row| row.figures.get(which)?.as_ref().map(|estimate| of(estimate).clone()))
    };
    let columns = alloc::vec![
        text("rule", &|row| row.rule.clone()),
        text("outcome", &|row| row.outcome.clone()),
        text("what", &|row| Some(row.what.clone())),
        OutputColumn::new("count", OutputValues::Index(rows.iter().map(|row| row.count).collect())),
        text("happened", &|row| row.happened.map(|count| alloc::format!("{count}"))),
        text("rate", &|row| {
            let [estimate, _] = &row.figures;
            estimate.as_ref().map(|estimate| estimate.value.clone()).or_else(|| row.share.clone())
        }),
        figure("low", 0, &|e| &e.low),
        figure("high", 0, &|e| &e.high),
        figure("value_rate", 1, &|e| &e.value),
        figure("value_low", 1, &|e| &e.low),
        figure("value_high", 1, &|e| &e.high),
        text("median", &|row| row.text.clone()),
        text("why", &|row| row.why.map(String::from)),
    ];
    OutputTable { name: "measures", rows: rows.len(), columns }
}

fn tasks(rule: &RuleReport, rows: &mut Vec<Row>) {
    let tasks = &rule.tasks;
    let counts = [
        ("tasks", tasks.all),
        ("open", tasks.open),
        ("postponed", tasks.postponed),
        ("done", tasks.done),
        ("dropped", tasks.dropped),
        ("closed", tasks.closed),
        ("held_out", tasks.held_out),
        ("in_time", tasks.in_time),
        ("late", tasks.late),
        ("overdue", tasks.overdue),
    ];
    let row =
        |what: &str, count| Row { rule: Some(rule.id.clone()), what: what.into(), count, ..Row::default() };
    rows.extend(counts.map(|(what, count)| row(what, count)));
    rows.push(Row { text: rule.median_hours.clone(), ..row("hours", rule.timed) });
    rows.push(Row { text: rule.slow_hours.clone(), ..row("hours of nine in ten", rule.timed) });
    rows.extend(rule.ended.iter().map(|end| row(&alloc::format!("ended: {}", end.outcome), end.count)));
}

/// Where the work comes from, who does it, and how playbooks go.
fn work(report: &Report, rows: &mut Vec<Row>) {
    for work in &report.work {
        let row = |what: &str, count, share: &Option<String>| Row {
            what: alloc::format!("{what} of {}", work.origin),
            count,
            share: share.clone(),
            ..Row::default()
        };
        rows.push(row("tasks", work.tasks, &work.task_share));
        rows.push(row("contacts", work.contacts, &work.contact_share));
    }
    for manager in &report.managers {
        let name = manager.manager.as_deref().unwrap_or("-");
        rows.push(Row {
            what: alloc::format!("automatic: {name}"),
            count: manager.by_people + manager.by_message,
            happened: Some(manager.by_message),
            share: manager.automatic.clone(),
            ..Row::default()
        });
    }
    for play in &report.playbooks {
        let of = |step: &Option<String>, what: &str, count, text: &Option<String>| Row {
            rule: Some(step.clone().unwrap_or_else(|| play.id.clone())),
            what: what.into(),
            count,
            text: text.clone(),
            ..Row::default()
        };
        rows.push(of(&play.slowest, "slowest step", play.done, &play.slowest_hours));
        rows.push(of(&play.most_late, "most late step", play.late, &None));
    }
}

/// An outcome among all customers.
fn everyone(outcome: &OutcomeReport, rows: &mut Vec<Row>) {
    let Some(all) = &outcome.everyone else { return };
    let of_arm = |what: String, arm: &ArmReport| Row {
        outcome: Some(outcome.id.clone()),
        what,
        count: arm.customers,
        happened: Some(arm.happened),
        figures: [arm.rate.clone(), arm.value_rate.clone()],
        ..Row::default()
    };
    rows.push(of_arm(String::from(all.all.arm), &all.all));
    rows.extend(all.between.iter().map(|between| Row {
        outcome: Some(outcome.id.clone()),
        what: alloc::format!("between {} groups", between.groups),
        count: between.customers,
        share: between.part.clone(),
        why: between.why.map(super::Reason::id),
        ..Row::default()
    }));
    for compare in &all.compare {
        rows.extend(
            compare.arms.iter().map(|arm| of_arm(alloc::format!("{}: {}", compare.id, arm.arm), arm)),
        );
        rows.push(Row {
            outcome: Some(outcome.id.clone()),
            what: alloc::format!("{}: with - without, alike (not a control)", compare.id),
            count: compare.matched + compare.matches,
            figures: [compare.difference.clone(), None],
            why: compare.why.map(super::Reason::id),
            ..Row::default()
        });
    }
}

fn effects(rule: &RuleReport, effect: &EffectReport, rows: &mut Vec<Row>) {
    let (own, outcome) = (|| Some(rule.id.clone()), || Some(effect.outcome.clone()));
    for arm in &effect.arms {
        rows.push(Row {
            rule: own(),
            outcome: outcome(),
            what: arm.arm.into(),
            count: arm.customers,
            happened: Some(arm.happened),
            figures: [arm.rate.clone(), arm.value_rate.clone()],
            ..Row::default()
        });
    }
    let size = |name: &str| effect.arms.iter().find(|arm| arm.arm == name).map_or(0, |arm| arm.customers);
    for pair in &effect.comparisons {
        let mark = if pair.is_control { "" } else { " (not a control)" };
        rows.push(Row {
            rule: own(),
            outcome: outcome(),
            what: alloc::format!("{} - {}{mark}", pair.arm, pair.against),
            count: size(pair.arm) + size(pair.against),
            figures: [pair.difference.clone(), pair.value_difference.clone()],
            why: pair.why.map(super::Reason::id),
            ..Row::default()
        });
    }
    let left = &effect.left_out;
    let reasons = [
        ("outside", left.outside),
        ("crossed", left.crossed),
        ("repeated", left.repeated),
        ("not_delivered", left.not_delivered),
        ("not_in_base", left.not_in_base),
        ("base_unknown", left.base_unknown),
        ("pending", left.pending),
        ("outcome_unknown", left.outcome_unknown),
    ];
    for (what, count) in reasons.into_iter().filter(|(_, count)| *count > 0) {
        let what = alloc::format!("left out: {what}");
        rows.push(Row { rule: own(), outcome: outcome(), what, count, ..Row::default() });
    }
}

fn warning(rule: &RuleReport, warns: &WarnReport, rows: &mut Vec<Row>) {
    let warning = &warns.warning;
    let row = |what: &str, count, happened, figure: &Option<Estimate>| Row {
        rule: Some(rule.id.clone()),
        outcome: Some(warns.outcome.clone()),
        what: what.into(),
        count,
        happened: Some(happened),
        figures: [figure.clone(), None],
        why: warning.why.filter(|_| figure.is_none()).map(super::Reason::id),
        ..Row::default()
    };
    rows.push(row("precision", warning.warned, warning.came_true, &warning.precision));
    let recall = row("recall", warning.happened, warning.warned_before, &warning.recall);
    rows.push(Row { text: warning.lead_days.clone(), ..recall });
    for dial in &warns.dials {
        for setting in &dial.settings {
            let mark = if setting.in_force { " (in force)" } else { "" };
            rows.push(Row {
                rule: Some(rule.id.clone()),
                outcome: Some(warns.outcome.clone()),
                what: alloc::format!("precision at {} = {}{mark}", dial.param, setting.value),
                count: u32::try_from(setting.fired).unwrap_or(u32::MAX),
                happened: u32::try_from(setting.hits).ok(),
                figures: [setting.precision.clone(), None],
                ..Row::default()
            });
        }
    }
}
