//! What `appraise explain` asks beyond what is: the cheapest change to a goal, and what comes out if something is
//! otherwise.

use std::collections::BTreeMap;

use appraise_host::{Instance, Lang, Outcome, Result};
use clap::Args;
use serde_json::Value;

#[derive(Debug, Args)]
pub(super) struct Otherwise {
    /// The cheapest change that reaches a goal, such as tier>=gold, score>=60 or alert=fired
    #[arg(long, value_name = "GOAL", conflicts_with = "stop")]
    reach: Option<String>,
    /// The cheapest change after which an alert does not fire
    #[arg(long, value_name = "ALERT")]
    stop: Option<String>,
    /// Explain as if a field or a parameter had this value; nothing after `=` is missing
    #[arg(long = "what-if", value_name = "NAME=VALUE", value_parser = edit)]
    what_if: Vec<(String, Option<String>)>,
}

impl Otherwise {
    /// The goal that is asked for.
    fn goal(&self) -> Option<String> {
        let stop = self.stop.as_ref().map(|alert| format!("{alert}=not_fired"));
        self.reach.clone().or(stop)
    }

    /// The module's answer to the goal, where one is asked for.
    pub(super) fn reached(
        &self,
        instance: &mut Instance,
        (outcome, customer, lang): (Outcome, &str, Lang),
    ) -> Result<Option<Value>> {
        let goal = self.goal();
        goal.map(|goal| instance.reach(outcome, customer, &goal, lang)).transpose()
    }

    /// The explanation of a customer, with the edits that are asked for.
    pub(super) fn explained(
        &self,
        instance: &mut Instance,
        (outcome, customer, lang): (Outcome, &str, Lang),
    ) -> Result<Value> {
        if self.what_if.is_empty() {
            return instance.explain(outcome, customer, lang);
        }
        let edits: BTreeMap<String, Option<String>> = self.what_if.iter().cloned().collect();
        instance.what_if(outcome, customer, &edits, lang)
    }
}

/// A name and its value.
fn edit(text: &str) -> std::result::Result<(String, Option<String>), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    let value = value.trim();
    Ok((name.trim().to_owned(), (!value.is_empty()).then(|| value.to_owned())))
}

/// The answer to a goal as lines.
pub(super) fn lines(reached: &Value, lang: Lang) -> Vec<String> {
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).unwrap_or("-").to_owned();
    let mut lines =
        vec![format!("{} {}", text(reached, "customer"), text(reached, "goal")), text(reached, "text")];
    let fixed = reached.get("fixed").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if !fixed.is_empty() {
        lines.push(lang.pick("left as they are:", "保持不变：").to_owned());
        let reason = |fixed: &Value| match text(fixed, "reason").as_str() {
            "rows" => lang.pick("of rows", "来自明细行"),
            "missing" => lang.pick("missing", "缺失"),
            "group" => lang.pick("in a total over a group", "计入群组合计"),
            _ => lang.pick("may not change", "不可调整"),
        };
        lines.extend(
            fixed.iter().map(|f| format!("  {} ({}): {}", text(f, "label"), text(f, "field"), reason(f))),
        );
    }
    lines
}
