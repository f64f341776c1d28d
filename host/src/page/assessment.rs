//! The sheets of an assessment.

use serde_json::Value;

use super::cell::{four, list, number, over, pair, range, real, share, text, trimmed, whole};
use super::{Kind, Plot, Series, Sheet};
use crate::text::Lang;

/// The whole assessment: lines that stand before everything, and sheets.
pub fn sheets(assessment: &Value, lang: Lang) -> (Vec<String>, Vec<Sheet>) {
    let told = Told { lang };
    let mut sheets = Vec::new();
    for part in list(assessment, "parts") {
        told.part(part, &mut sheets);
    }
    told.variables(assessment, &mut sheets);
    told.periods(assessment, &mut sheets);
    (told.lead(assessment), sheets)
}

struct Told {
    lang: Lang,
}

impl Told {
    fn lead(&self, of: &Value) -> Vec<String> {
        let (label, rows, unlabelled) = (text(of, "label"), whole(of, "rows"), whole(of, "unlabelled"));
        let mut lines = vec![
            self.lang
                .pick(
                    &format!("label: {label}; {rows} rows, {unlabelled} without a label"),
                    &format!("标签：{label}；共 {rows} 行，其中 {unlabelled} 行无标签"),
                )
                .to_owned(),
        ];
        for finding in list(of, "findings") {
            let message = finding.get("message").map_or("", |m| text(m, &self.lang.to_string()));
            lines.push(format!("{} {message}", text(finding, "code")));
        }
        lines
    }

    /// The name of a part.
    fn name(&self, part: &Value) -> String {
        match text(part, "id") {
            "all" => self.lang.pick("all rows", "全部"),
            "development" => self.lang.pick("development", "开发样本"),
            "test" => self.lang.pick("test", "测试样本"),
            other => other,
        }
        .to_owned()
    }

    fn part(&self, part: &Value, sheets: &mut Vec<Sheet>) {
        let (name, lang) = (self.name(part), self.lang);
        let (rows, positives, rate) = (whole(part, "rows"), whole(part, "positives"), share(part, "rate"));
        let head = ["", "AUC", "95 %", "Gini", "KS", "AP", "Brier", "PSI", lang.pick("unknown", "未知")];
        let mut scores = Sheet::new(format!("{}: {name}", lang.pick("Scores", "评分")), &head);
        scores.note = lang
            .pick(
                &format!("{rows} rows, {positives} with the label, {rate}"),
                &format!("{rows} 行，标签为真 {positives} 行，占 {rate}"),
            )
            .to_owned();
        for score in list(part, "scores") {
            scores.rows.push(self.score(score));
            for dimension in list(score, "dimensions") {
                scores.rows.push(ranked(&format!("  {}", self.label(dimension)), dimension));
            }
        }
        let many = |list: &[Value]| !list.is_empty();
        if many(list(part, "scores")) {
            sheets.push(scores);
            sheets.extend(self.baselines(part, &name));
            sheets.push(self.roc(part, &name));
            sheets.push(self.lift(part, &name));
            sheets.push(self.calibration(part, &name));
        }
        if many(list(part, "rules")) {
            sheets.push(self.rules(part, &name));
        }
    }

    fn score(&self, score: &Value) -> Vec<String> {
        let mut row = ranked(self.label(score), score);
        for (at, key) in [(5, "average_precision"), (6, "brier"), (7, "psi")] {
            if let Some(cell) = row.get_mut(at) {
                *cell = number(score, key);
            }
        }
        row
    }

    fn baselines(&self, part: &Value, name: &str) -> Option<Sheet> {
        let lang = self.lang;
        let head = [
            "",
            lang.pick("baseline", "基线"),
            "AUC",
            lang.pick("difference", "差值"),
            "95 %",
            lang.pick("rows", "行数"),
        ];
        let mut sheet =
            Sheet::new(format!("{}: {name}", lang.pick("Against simpler numbers", "与简单指标对比")), &head);
        for score in list(part, "scores") {
            for baseline in list(score, "baselines") {
                let id = match text(baseline, "id") {
                    "policy" => lang.pick("of the policy", "策略自带"),
                    "value" => lang.pick("value alone", "仅看金额"),
                    _ => lang.pick("fields", "字段组合"),
                };
                sheet.rows.push(vec![
                    self.label(score).to_owned(),
                    id.to_owned(),
                    number(baseline, "auc"),
                    number(baseline, "difference"),
                    range(baseline),
                    whole(baseline, "rows"),
                ]);
            }
        }
        (!sheet.rows.is_empty()).then_some(sheet)
    }

    fn roc(&self, part: &Value, name: &str) -> Sheet {
        let lang = self.lang;
        let (alarms, hits) = (lang.pick("false alarms", "误报率"), lang.pick("hits", "命中率"));
        let mut sheet = Sheet::new(format!("ROC: {name}"), &["", alarms, hits]);
        let mut series = Vec::new();
        for score in list(part, "scores") {
            let points: Vec<(f64, f64)> = list(score, "roc").iter().filter_map(pair).collect();
            let row = |(x, y): &(f64, f64)| vec![self.label(score).to_owned(), four(*x), four(*y)];
            sheet.rows.extend(points.iter().map(row));
            series.push(Series { name: self.label(score).to_owned(), points });
        }
        sheet.long = true;
        sheet.plot = Some(Plot { diagonal: true, ..Plot::lines(alarms, hits, series) });
        sheet
    }

    fn lift(&self, part: &Value, name: &str) -> Sheet {
        let lang = self.lang;
        let tenth = lang.pick("tenth", "十分位");
        let head = [
            "",
            tenth,
            lang.pick("rows", "行数"),
            lang.pick("rate", "占比"),
            lang.pick("lift", "提升度"),
            lang.pick("captured", "累计捕获"),
            lang.pick("value captured", "累计捕获金额"),
        ];
        let mut sheet = Sheet::new(format!("{}: {name}", lang.pick("Lift", "提升度")), &head);
        let mut series = Vec::new();
        for score in list(part, "scores") {
            let tenths = list(score, "lift");
            for of in tenths {
                let cells = ["rows", "rate", "lift", "captured", "value_captured"].map(|key| number(of, key));
                let mut row = vec![self.label(score).to_owned(), whole(of, "tenth")];
                row.extend(cells);
                sheet.rows.push(row);
            }
            series.push(Series {
                name: self.label(score).to_owned(),
                points: over(tenths, |of| real(of, "lift")),
            });
        }
        let names = (1..=10).map(|tenth| tenth.to_string()).collect();
        sheet.plot = Some(Plot::named(Kind::Bars, (tenth, lang.pick("lift", "提升度")), names, series));
        sheet
    }

    fn calibration(&self, part: &Value, name: &str) -> Sheet {
        let lang = self.lang;
        let head = [
            "",
            lang.pick("score", "分数"),
            lang.pick("rows", "行数"),
            lang.pick("rate", "占比"),
            "95 %",
            lang.pick("rises", "单调"),
        ];
        let mut sheet = Sheet::new(format!("{}: {name}", lang.pick("Rate by score", "各分数段占比")), &head);
        let (mut series, mut names) = (Vec::new(), Vec::new());
        for score in list(part, "scores") {
            let bins = list(score, "calibration");
            let rises = score.get("monotone").and_then(Value::as_bool);
            let rises =
                rises.map_or("-", |rises| if rises { lang.pick("yes", "是") } else { lang.pick("no", "否") });
            for bin in bins {
                let rate = bin.get("rate").unwrap_or(&Value::Null);
                sheet.rows.push(vec![
                    self.label(score).to_owned(),
                    format!("{} - {}", trimmed(text(bin, "from")), trimmed(text(bin, "to"))),
                    whole(bin, "rows"),
                    number(rate, "value"),
                    range(rate),
                    rises.to_owned(),
                ]);
            }
            if names.is_empty() {
                names = bins.iter().map(|bin| trimmed(text(bin, "from")).to_owned()).collect();
            }
            let points = over(bins, |bin| real(bin.get("rate")?, "value"));
            series.push(Series { name: self.label(score).to_owned(), points });
        }
        let axes = (lang.pick("score from", "分数起点"), lang.pick("rate", "占比"));
        sheet.plot = Some(Plot::named(Kind::Lines, axes, names, series));
        sheet
    }

    fn rules(&self, part: &Value, name: &str) -> Sheet {
        let lang = self.lang;
        let head = [
            "",
            lang.pick("fired", "触发"),
            lang.pick("hits", "命中"),
            lang.pick("unknown", "未知"),
            lang.pick("precision", "精确率"),
            "95 %",
            lang.pick("recall", "召回率"),
            "95 %",
            lang.pick("lift", "提升度"),
            lang.pick("value captured", "捕获金额"),
        ];
        let mut sheet = Sheet::new(format!("{}: {name}", lang.pick("Rules", "规则")), &head);
        for rule in list(part, "rules") {
            let null = Value::Null;
            let (precision, recall) =
                (rule.get("precision").unwrap_or(&null), rule.get("recall").unwrap_or(&null));
            sheet.rows.push(vec![
                self.label(rule).to_owned(),
                whole(rule, "fired"),
                whole(rule, "hits"),
                whole(rule, "unknown"),
                number(precision, "value"),
                range(precision),
                number(recall, "value"),
                range(recall),
                number(rule, "lift"),
                number(rule, "value_captured"),
            ]);
        }
        sheet
    }

    fn variables(&self, of: &Value, sheets: &mut Vec<Sheet>) {
        let lang = self.lang;
        let head = [
            "",
            lang.pick("speaks for it", "方向"),
            "AUC",
            "95 %",
            "KS",
            "PSI",
            lang.pick("used", "已使用"),
            lang.pick("unknown", "未知"),
        ];
        let mut sheet = Sheet::new(lang.pick("Fields alone", "单个字段"), &head);
        for variable in list(of, "variables") {
            let ranking = variable.get("ranking").unwrap_or(&Value::Null);
            let direction = match text(variable, "direction") {
                "larger" => lang.pick("larger", "越大越真"),
                "smaller" => lang.pick("smaller", "越小越真"),
                _ => lang.pick("members", "按类别"),
            };
            let used = variable.get("used").and_then(Value::as_bool).unwrap_or_default();
            sheet.rows.push(vec![
                self.label(variable).to_owned(),
                direction.to_owned(),
                number(ranking, "auc"),
                range(ranking),
                number(ranking, "ks"),
                number(variable, "psi"),
                if used { lang.pick("yes", "是") } else { lang.pick("no", "否") }.to_owned(),
                whole(ranking, "unknown"),
            ]);
        }
        if !sheet.rows.is_empty() {
            sheets.push(sheet);
        }
    }

    fn periods(&self, of: &Value, sheets: &mut Vec<Sheet>) {
        let (lang, periods) = (self.lang, list(of, "periods"));
        if periods.is_empty() {
            return;
        }
        let period = lang.pick("period", "期间");
        let head = [
            period,
            lang.pick("score", "评分"),
            lang.pick("rows", "行数"),
            lang.pick("rate", "占比"),
            "AUC",
            "95 %",
            "PSI",
        ];
        let mut sheet = Sheet::new(lang.pick("By period", "按期间"), &head);
        let mut series: Vec<Series> = Vec::new();
        for (at, of) in periods.iter().enumerate() {
            let first = |score: &str| {
                vec![text(of, "id").to_owned(), score.to_owned(), whole(of, "rows"), share(of, "rate")]
            };
            let scores = list(of, "scores");
            if scores.is_empty() {
                sheet.rows.push(first("-"));
            }
            for (place, score) in scores.iter().enumerate() {
                let ranking = score.get("ranking").unwrap_or(&Value::Null);
                let mut row = first(text(score, "id"));
                row.extend([number(ranking, "auc"), range(ranking), number(score, "psi")]);
                sheet.rows.push(row);
                if series.len() <= place {
                    series.push(Series { name: text(score, "id").to_owned(), points: Vec::new() });
                }
                if let (Some(series), Some(psi)) = (series.get_mut(place), real(score, "psi")) {
                    series.points.push((at as f64, psi));
                }
            }
        }
        let names: Vec<String> = periods.iter().map(|of| text(of, "id").to_owned()).collect();
        if !series.is_empty() {
            sheet.plot = Some(Plot::named(Kind::Bars, (period, "PSI"), names.clone(), series));
        }
        sheets.push(sheet);
        sheets.extend(self.drift(of, periods, names));
    }

    /// The drift of each field, one column per period.
    fn drift(&self, of: &Value, periods: &[Value], names: Vec<String>) -> Option<Sheet> {
        let mut sheet = Sheet::new(self.lang.pick("Drift of fields (PSI)", "字段漂移（PSI）"), &[""]);
        sheet.head.extend(names);
        for (at, variable) in list(of, "variables").iter().enumerate() {
            let cells = periods.iter().map(|period| {
                let psi = list(period, "drift").get(at).and_then(Value::as_f64);
                psi.map_or_else(|| "-".to_owned(), four)
            });
            sheet.rows.push([self.label(variable).to_owned()].into_iter().chain(cells).collect());
        }
        sheet.long = true;
        (!sheet.rows.is_empty()).then_some(sheet)
    }

    /// The label in the language asked for, else the id.
    fn label<'a>(&self, of: &'a Value) -> &'a str {
        let label = of.get("label").map_or("", |label| text(label, &self.lang.to_string()));
        if label.is_empty() { text(of, "id") } else { label }
    }
}

fn ranked(name: &str, of: &Value) -> Vec<String> {
    let ranking = of.get("ranking").unwrap_or(&Value::Null);
    let dash = || "-".to_owned();
    let (auc, gini, ks) = (number(ranking, "auc"), number(ranking, "gini"), number(ranking, "ks"));
    vec![name.to_owned(), auc, range(ranking), gini, ks, dash(), dash(), dash(), whole(ranking, "unknown")]
}
