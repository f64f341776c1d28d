//! What rules have been worth, as lines for a terminal.

use appraise_host::Lang;
use serde_json::Value;

use crate::command::Desk;

/// Lines on a desk.
pub(super) struct Lines<'a, 'b> {
    lang: Lang,
    desk: &'a mut Desk<'b>,
}

impl<'a, 'b> Lines<'a, 'b> {
    /// Lines in the language of the desk.
    pub(super) fn of(desk: &'a mut Desk<'b>) -> Self {
        Self { lang: desk.lang(), desk }
    }

    /// The whole report.
    pub(super) fn report(&mut self, report: &Value) {
        let (days, tasks) = (list(report, "deliveries").len(), shown(report, "tasks"));
        let day = shown(report, "as_of");
        self.desk.line(self.lang.pick(
            &format!("{tasks} tasks, {days} deliveries, as of {day}"),
            &format!("任务 {tasks} 项，数据 {days} 份，基准日 {day}"),
        ));
        self.work(report);
        for outcome in list(report, "outcomes") {
            if let Some(all) = outcome.get("everyone").filter(|all| !all.is_null()) {
                self.everyone(name(outcome, self.lang), all);
            }
        }
        for rule in list(report, "rules") {
            self.rule(rule);
        }
    }

    /// Where the work comes from, what messages do of it, and which steps of playbooks are slow.
    fn work(&mut self, report: &Value) {
        for work in list(report, "work") {
            let (tasks, contacts) = (shown(work, "tasks"), shown(work, "contacts"));
            let (en, zh) = match work.get("origin").and_then(Value::as_str) {
                Some("playbook") => ("of playbooks", "来自服务流程"),
                Some("quota") => ("of quotas", "来自服务频次"),
                Some("rule") => ("of single rules", "来自单条规则"),
                _ => ("of no rule", "不属于任何规则"),
            };
            self.desk.line(self.lang.pick(
                &format!("  {en}: {tasks} tasks, {contacts} contacts ({})", shown(work, "contact_share")),
                &format!(
                    "  {zh}：任务 {tasks} 项，联系 {contacts} 次（占 {}）",
                    shown(work, "contact_share")
                ),
            ));
        }
        for manager in list(report, "managers") {
            let (who, part) = (shown(manager, "manager"), shown(manager, "automatic"));
            self.desk.line(self.lang.pick(
                &format!("  {who}: {part} of the tasks done by messages"),
                &format!("  {who}：自动触达占 {part}"),
            ));
        }
        for play in
            list(report, "playbooks").iter().filter(|play| play.get("slowest").is_some_and(|s| !s.is_null()))
        {
            let (step, hours) = (shown(play, "slowest"), shown(play, "slowest_hours"));
            let (label, late) = (name(play, self.lang), shown(play, "late"));
            self.desk.line(self.lang.pick(
                &format!("  {label}: slowest step {step} with a median of {hours} hours, {late} late"),
                &format!("  {label}：最慢步骤 {step}，中位耗时 {hours} 小时，逾期 {late} 项"),
            ));
        }
    }

    /// An outcome among all customers.
    fn everyone(&mut self, label: String, all: &Value) {
        self.desk.line("");
        let (happened, customers) = (shown(all, "happened"), shown(all, "customers"));
        let (from, rate) = (shown(all, "from"), estimate(all, "rate"));
        self.desk.line(self.lang.pick(
            &format!("{label}, all customers of {from}: {happened} / {customers} = {rate}"),
            &format!("{label}，{from} 全部客户：{happened} / {customers} = {rate}"),
        ));
        if let Some(between) = all.get("between").filter(|between| !between.is_null()) {
            let (groups, part) = (shown(between, "groups"), shown(between, "part"));
            self.desk.line(self.lang.pick(
                &format!("  explained by which of {groups} groups: {part}"),
                &format!("  由 {groups} 个分组解释的差异：{part}"),
            ));
        }
        for compare in list(all, "compare") {
            let (id, matched) = (shown(compare, "id"), shown(compare, "matched"));
            let difference = estimate(compare, "difference");
            self.desk.line(self.lang.pick(
                &format!("  {id}: {difference} above alike others, {matched} customers (not a control)"),
                &format!("  {id}：较同类客户高 {difference}，{matched} 户（非随机对照）"),
            ));
        }
    }

    fn rule(&mut self, rule: &Value) {
        let tasks = rule.get("tasks").unwrap_or(&Value::Null);
        if tasks.get("all").and_then(Value::as_u64) == Some(0) {
            return;
        }
        self.desk.line("");
        self.desk.line(name(rule, self.lang));
        let words = [
            ("all", "raised or held out", "任务"),
            ("done", "done", "完成"),
            ("in_time", "in time", "按时"),
            ("late", "late", "逾期完成"),
            ("overdue", "overdue", "逾期未办"),
            ("dropped", "dropped", "放弃"),
            ("held_out", "held out", "对照"),
        ];
        let counts: Vec<String> = words
            .iter()
            .map(|(key, en, zh)| format!("{} {}", shown(tasks, key), self.lang.pick(en, zh)))
            .collect();
        self.desk.line(format_args!("  {}", counts.join(", ")));
        if let Some(hours) = rule.get("median_hours").and_then(Value::as_str) {
            self.desk.line(format_args!(
                "  {}: {hours}",
                self.lang.pick("median hours until done", "完成耗时中位数（小时）")
            ));
        }
        for effect in list(rule, "outcomes") {
            self.effect(effect);
        }
        if let Some(warns) = rule.get("warns").filter(|warns| !warns.is_null()) {
            let (precision, recall) = (estimate(warns, "precision"), estimate(warns, "recall"));
            let lead = shown(warns, "lead_days");
            self.desk.line(self.lang.pick(
                &format!(
                    "  as a warning of {}: precision {precision}, recall {recall}, {lead} days before",
                    shown(warns, "outcome")
                ),
                &format!(
                    "  对 {} 的预警：准确率 {precision}，召回率 {recall}，提前 {lead} 天",
                    shown(warns, "outcome")
                ),
            ));
            list(warns, "dials").iter().for_each(|dial| self.dial(dial));
        }
    }

    /// What a warning would have been worth with a parameter set otherwise.
    fn dial(&mut self, dial: &Value) {
        let param = shown(dial, "param");
        for setting in list(dial, "settings") {
            let is_in_force = setting.get("in_force") == Some(&Value::Bool(true));
            let mark = if is_in_force { self.lang.pick(" (in force)", "（生效值）") } else { "" };
            let (value, fired, hits) =
                (shown(setting, "value"), shown(setting, "fired"), shown(setting, "hits"));
            let (precision, recall) = (estimate(setting, "precision"), estimate(setting, "recall"));
            self.desk.line(self.lang.pick(
                &format!(
                    "    {param} = {value}{mark}: {hits} / {fired}, precision {precision}, recall {recall}"
                ),
                &format!(
                    "    {param} = {value}{mark}：{hits} / {fired}，准确率 {precision}，召回率 {recall}"
                ),
            ));
        }
    }

    fn effect(&mut self, effect: &Value) {
        self.desk.line(format_args!("  {}", shown(effect, "outcome")));
        for arm in list(effect, "arms") {
            let (happened, customers) = (shown(arm, "happened"), shown(arm, "customers"));
            let arm_name = side(&shown(arm, "arm"), self.lang);
            self.desk
                .line(format_args!("    {arm_name}: {happened} / {customers} = {}", estimate(arm, "rate")));
        }
        for pair in list(effect, "comparisons") {
            let (one, other) =
                (side(&shown(pair, "arm"), self.lang), side(&shown(pair, "against"), self.lang));
            let mut line = format!("    {one} - {other}: {}", estimate(pair, "difference"));
            if pair.get("why").is_some_and(|why| !why.is_null()) {
                line.push_str(self.lang.pick(" not enough data", " 数据不足"));
            }
            if pair.get("is_control") == Some(&Value::Bool(false)) {
                line.push_str(self.lang.pick(" (not a control)", "（非随机对照）"));
            }
            self.desk.line(line);
        }
    }
}

/// A side in words.
fn side(arm: &str, lang: Lang) -> String {
    let (en, zh) = match arm {
        "raised" => ("raised", "已派发"),
        "done" => ("done", "已完成"),
        "not_done" => ("not done", "未完成"),
        "control" => ("control", "对照"),
        other => (other, other),
    };
    lang.pick(en, zh).to_owned()
}

fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A figure with its interval; `-` where there is none.
fn estimate(of: &Value, name: &str) -> String {
    match of.get(name) {
        Some(found) if found.is_object() => {
            format!("{} [{}, {}]", shown(found, "value"), shown(found, "low"), shown(found, "high"))
        }
        _ => "-".to_owned(),
    }
}

/// The label in a language, else the id.
fn name(of: &Value, lang: Lang) -> String {
    let label = of.get("label").and_then(|label| label.get(lang.pick("en", "zh-CN")));
    label.and_then(Value::as_str).map_or_else(|| shown(of, "id"), str::to_owned)
}

fn shown(of: &Value, name: &str) -> String {
    match of.get(name) {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
