//! `appraise explain`: why one customer scored as they did, as text.
//!
//! Every number and every sentence is the module's; this file only puts them under each other.

use appraise_host::{Lang, Result};
use clap::Args;
use serde_json::Value;

use super::otherwise;
use super::otherwise::Otherwise;
use super::source::Data;
use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Explain {
    #[command(flatten)]
    data: Data,
    /// The customer's key
    #[arg(long, value_name = "ID")]
    customer: String,
    #[command(flatten)]
    otherwise: Otherwise,
    /// Write the module's explanation as JSON
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let Some(mut ready) = self.data.ready(desk)? else { return Ok(Exit::Nothing) };
        let ran = self.data.run(&mut ready)?;
        let asked = (ran.outcome, self.customer.as_str(), desk.lang());
        if let Some(reached) = self.otherwise.reached(&mut ready.instance, asked)? {
            if self.json {
                desk.line(format_args!("{reached:#}"));
            } else {
                otherwise::lines(&reached, desk.lang()).iter().for_each(|line| desk.line(line));
            }
            return Ok(Exit::Clean);
        }
        let explanation = self.otherwise.explained(&mut ready.instance, asked)?;
        if self.json {
            desk.line(format_args!("{explanation:#}"));
        } else {
            desk.line(page(&explanation, desk.lang()).trim_end());
        }
        Ok(Exit::Clean)
    }
}

/// An explanation as text.
pub(super) fn page(explanation: &Value, lang: Lang) -> String {
    let mut page = Page { lang, text: String::new() };
    page.customer(explanation);
    page.text
}

struct Page {
    lang: Lang,
    text: String,
}

impl Page {
    fn line(&mut self, depth: usize, line: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn customer(&mut self, customer: &Value) {
        let title = self.lang.pick("customer", "客户");
        self.line(0, &format!("{title} {}", shown(customer, "key")));
        for card in list(customer, "scorecards") {
            self.scorecard(card);
        }
        self.changes(list(customer, "changes"));
        for table in list(customer, "tables") {
            self.table(table);
        }
        for class in list(customer, "classes") {
            self.class(class);
        }
        for alert in list(customer, "alerts") {
            self.alert(alert);
        }
        self.nearly(list(customer, "nearly"));
        let fields = list(customer, "fields");
        if !fields.is_empty() {
            self.line(0, "");
            self.line(0, self.lang.pick("fields", "字段"));
        }
        for field in fields {
            self.field(field);
        }
    }

    fn scorecard(&mut self, card: &Value) {
        let (score, confidence) = (shown(card, "score"), shown(card, "confidence"));
        let (baseline, range) = (shown(card, "baseline"), shown(card, "range"));
        self.line(0, "");
        self.line(0, &format!("{}: {score}", label(card)));
        self.named(1, "confidence", "置信度", &confidence);
        self.named(1, "baseline", "基线", &baseline);
        for dimension in list(card, "dimensions") {
            self.dimension(dimension);
        }
        if has(card, "range") {
            self.named(1, "range", "限界", &range);
        }
        for reason in list(card, "reasons") {
            let (code, text, lost) = (shown(reason, "code"), shown(reason, "text"), shown(reason, "lost"));
            let word = self.lang.pick("reason", "原因");
            self.line(1, &format!("{word} {code} {text} (-{lost})"));
        }
    }

    /// What changed since a run before.
    fn changes(&mut self, scores: &[Value]) {
        if !scores.is_empty() {
            self.line(0, "");
            self.line(0, self.lang.pick("changes", "变化"));
        }
        for score in scores {
            self.line(1, text(score, "text"));
            for part in list(score, "parts") {
                let line = moved(part, self.lang);
                self.line(2, &line);
            }
        }
    }

    fn dimension(&mut self, dimension: &Value) {
        let (points, weight) = (shown(dimension, "points"), shown(dimension, "weight"));
        let mut line = format!("{}: {points} x {weight} %", label(dimension));
        if has(dimension, "contribution") {
            line.push_str(&format!(" = {}", shown(dimension, "contribution")));
        }
        if dimension.get("assessable") == Some(&Value::Bool(false)) {
            line.push_str(self.lang.pick(" (not assessable)", "（不可评估）"));
        }
        self.line(1, &line);
        for indicator in list(dimension, "indicators") {
            let (value, bin) = (shown(indicator, "value"), shown(indicator, "bin"));
            let (points, weight) = (shown(indicator, "points"), shown(indicator, "weight"));
            let contribution = shown(indicator, "contribution");
            let mut line =
                format!("{} {value} [{bin}]: {points} x {weight} = {contribution}", label(indicator));
            if let Some(unknown) = indicator.get("unknown").filter(|unknown| !unknown.is_null()) {
                line.push_str(&format!("  {}", self.unknown(unknown)));
            }
            self.line(2, &line);
        }
    }

    fn table(&mut self, table: &Value) {
        self.line(0, "");
        for output in list(table, "outputs") {
            let name = if has(output, "label") { label(output) } else { label(table) };
            let value = if has(output, "value_label") { "value_label" } else { "value" };
            self.line(0, &format!("{name}: {}", shown(output, value)));
        }
        self.edges(table);
    }

    /// A class: its parts that have a value, and how far another one is.
    fn class(&mut self, class: &Value) {
        self.line(0, "");
        self.line(0, label(class));
        for part in list(class, "parts").iter().filter(|part| has(part, "value")) {
            let value = if has(part, "value_label") { "value_label" } else { "value" };
            self.line(1, &format!("{}: {}", label(part), shown(part, value)));
        }
        self.edges(class);
    }

    /// How far another member is.
    fn edges(&mut self, of: &Value) {
        for edge in list(of, "edges") {
            self.line(1, text(edge, "text"));
        }
    }

    fn alert(&mut self, alert: &Value) {
        let status = match alert.get("status").and_then(Value::as_str) {
            Some("fired") => self.lang.pick("fired", "触发"),
            Some("unknown") => self.lang.pick("not evaluated", "未能判断"),
            // What did not fire and was evaluated is not shown: it would be most of the page.
            _ => return,
        };
        self.line(0, "");
        self.line(0, &format!("{}: {status} ({})", label(alert), shown(alert, "priority")));
        for condition in list(alert, "conditions") {
            self.line(1, &format!("{}: {}", shown(condition, "text"), shown(condition, "status")));
        }
        for unknown in list(alert, "unknown") {
            let text = self.unknown(unknown);
            self.line(1, &text);
        }
        for task in list(alert, "tasks") {
            let word = self.lang.pick("task, due", "任务，截止");
            self.line(1, &format!("{word} {}: {}", shown(task, "due"), shown(task, "title")));
        }
    }

    /// Alerts that one condition keeps from firing.
    fn nearly(&mut self, alerts: &[Value]) {
        if !alerts.is_empty() {
            self.line(0, "");
            self.line(0, self.lang.pick("nearly fired", "接近触发"));
        }
        for alert in alerts {
            self.line(1, &format!("{}: {}", label(alert), text(alert, "text")));
        }
    }

    fn field(&mut self, field: &Value) {
        let mut line = format!("{}: {} {}", label(field), shown(field, "value"), text(field, "unit"));
        if let Some(unknown) = field.get("unknown").filter(|unknown| !unknown.is_null()) {
            line = format!("{}: {}", label(field), self.unknown(unknown));
        }
        self.line(1, &line);
    }

    fn named(&mut self, depth: usize, en: &str, zh: &str, value: &str) {
        if value != "-" {
            let name = self.lang.pick(en, zh);
            self.line(depth, &format!("{name}: {value}"));
        }
    }

    fn unknown(&self, unknown: &Value) -> String {
        match unknown {
            Value::String(reason) => reason.clone(),
            _ if has(unknown, "text") => text(unknown, "text").to_owned(),
            _ => format!("{} {}", shown(unknown, "reason"), text(unknown, "field")).trim_end().to_owned(),
        }
    }
}

pub(super) fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn has(of: &Value, name: &str) -> bool {
    of.get(name).is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
}

pub(super) fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// What the data and what the policy did to an indicator.
pub(super) fn moved(part: &Value, lang: Lang) -> String {
    let (data, model) = (shown(part, "by_data"), shown(part, "by_model"));
    let name = worded(part, lang).unwrap_or_else(|| text(part, "indicator"));
    lang.pick(
        &format!("{name}: {data} by data, {model} by policy"),
        &format!("{name}：数据 {data}，策略 {model}"),
    )
    .to_owned()
}

/// A label that is there in both languages.
pub(super) fn worded(of: &Value, lang: Lang) -> Option<&str> {
    of.get("label")?.get(lang.pick("en", "zh-CN"))?.as_str()
}

/// The label in the language asked for, else the id.
fn label(of: &Value) -> &str {
    if has(of, "label") { text(of, "label") } else { text(of, "id") }
}

/// A member as text; `-` where there is none.
pub(super) fn shown(of: &Value, name: &str) -> String {
    match of.get(name) {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
