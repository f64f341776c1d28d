//! Every wording of the sheet, English beside Chinese, and nowhere else.
//!
//! A phrase is a template: `{0}` stands for its first argument, and an order of words that differs between the
//! languages is simply another order of the numbers. What this is *not*: rules of rendering, which are in the other
//! files, and the words of the policy itself, which its author writes.

use crate::model::{ClassPart, WindowName};
use crate::policy::{AlertKind, Priority};
use crate::standing::Rhythm;
use crate::value::Lang;

mod access;
mod block;
mod change;
mod contact;
mod followed;
mod form;
mod function;
mod message;
mod offer;
mod plan;
mod play;
mod report;
mod why;

pub(super) use access::*;
pub(super) use block::*;
pub(super) use change::*;
pub(super) use contact::*;
pub(super) use followed::*;
pub(super) use form::*;
pub(super) use function::*;
pub(super) use message::*;
pub(super) use offer::*;
pub(super) use plan::*;
pub(super) use play::*;
pub(super) use report::*;
pub(super) use why::*;

/// A wording: English, Simplified Chinese.
#[derive(Clone, Copy)]
pub(super) struct Phrase(pub &'static str, pub &'static str);

impl Phrase {
    /// The wording in `lang`.
    pub const fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.0,
            Lang::ZhCn => self.1,
        }
    }
}

/// An alert of a kind, with its article.
pub(super) const fn kind(kind: AlertKind) -> Phrase {
    match kind {
        AlertKind::Risk => Phrase("a risk alert", "风险预警"),
        AlertKind::Service => Phrase("a service alert", "服务提醒"),
        AlertKind::Demand => Phrase("a sales opportunity", "商机提醒"),
        AlertKind::Greeting => Phrase("a greeting", "关怀提醒"),
    }
}

/// A kind of alerts as a name.
pub(super) const fn kind_name(kind: AlertKind) -> Phrase {
    match kind {
        AlertKind::Risk => Phrase("risk alerts", "风险预警"),
        AlertKind::Service => Phrase("service alerts", "服务提醒"),
        AlertKind::Demand => Phrase("sales opportunities", "商机提醒"),
        AlertKind::Greeting => Phrase("greetings", "关怀提醒"),
    }
}

/// A priority.
pub(super) const fn priority(priority: Priority) -> Phrase {
    match priority {
        Priority::Urgent => Phrase("urgent", "紧急"),
        Priority::High => Phrase("high", "高"),
        Priority::Normal => Phrase("normal", "普通"),
        Priority::Low => Phrase("low", "低"),
    }
}

/// A part of a class.
pub(super) const fn class_part(part: ClassPart) -> Phrase {
    match part {
        ClassPart::Official => Phrase("{0}", "{0}"),
        ClassPart::Indicative => Phrase("{0} by today's figures", "{0}（按当日数据）"),
        ClassPart::Previous => Phrase("{0} before this run", "本次运行前的{0}"),
        ClassPart::Since => Phrase("the day of joining {0}", "进入当前{0}的日期"),
        ClassPart::Pending => Phrase("the coming {0}", "待生效的{0}"),
        ClassPart::NoticeUntil => Phrase("the end of notice of {0}", "{0}下调通知的截止日"),
        ClassPart::Cause => Phrase("why {0} is held", "{0}维持不变的原因"),
    }
}

/// How often classes are reviewed.
pub(super) const fn review(review: Rhythm) -> Phrase {
    match review {
        Rhythm::Daily => Phrase("every day", "每日"),
        Rhythm::Monthly => Phrase("on the first run of every month", "每月首次运行时"),
        Rhythm::Quarterly => Phrase("on the first run of every quarter", "每季度首次运行时"),
        Rhythm::Yearly => Phrase("on the first run of every year", "每年首次运行时"),
    }
}

/// The days of a window: `{0}` and `{1}` are a number, or two dates.
pub(super) const fn window(name: WindowName) -> Phrase {
    match name {
        WindowName::LastDay => Phrase("on the last complete day", "最后完整日"),
        WindowName::Days(1) => Phrase("in the 1 day up to the last complete day", "截至最后完整日的 1 天内"),
        WindowName::Days(_) => {
            Phrase("in the {0} days up to the last complete day", "截至最后完整日的 {0} 天内")
        }
        WindowName::Months(1) => {
            Phrase("in the month up to the last complete day", "截至最后完整日的 1 个月内")
        }
        WindowName::Months(_) => {
            Phrase("in the {0} months up to the last complete day", "截至最后完整日的 {0} 个月内")
        }
        WindowName::MonthToDate => {
            Phrase("in the month of the last complete day, up to it", "本月截至最后完整日")
        }
        WindowName::QuarterToDate => {
            Phrase("in the quarter of the last complete day, up to it", "本季截至最后完整日")
        }
        WindowName::YearToDate => {
            Phrase("in the year of the last complete day, up to it", "本年截至最后完整日")
        }
        WindowName::LastMonth => Phrase("in the last complete month", "上一完整月"),
        WindowName::LastQuarter => Phrase("in the last complete quarter", "上一完整季度"),
        WindowName::Dates => Phrase("from {0} to {1}", "{0}至{1}"),
    }
}

/// Units that policies commonly name, in Chinese. A unit that is not here is printed as written.
pub(super) const UNITS: &[Phrase] = &[
    Phrase("points", "分"),
    Phrase("hours", "小时"),
    Phrase("days", "天"),
    Phrase("months", "个月"),
    Phrase("business days", "个工作日"),
    Phrase("business hours", "个工作小时"),
    Phrase("years", "年"),
    Phrase("products", "个"),
    Phrase("transactions", "笔"),
    Phrase("customers", "位"),
    Phrase("persons", "人"),
    Phrase("contacts", "次"),
    Phrase("calls", "次"),
    Phrase("complaints", "件"),
    Phrase("CNY", "元"),
    Phrase("USD", "美元"),
    Phrase("EUR", "欧元"),
    Phrase("HKD", "港元"),
    Phrase("USD a year", "美元/年"),
    Phrase("in its currency", "原币"),
    Phrase("ratio", "比率"),
    Phrase("percent", "%"),
    Phrase("share of AUM", "占管理资产的比例"),
];

/// Purposes that policies commonly name.
pub(super) const PURPOSES: &[Phrase] = &[
    Phrase("service", "服务"),
    Phrase("risk", "风险"),
    Phrase("marketing", "营销"),
    Phrase("care", "关怀"),
    Phrase("evaluation", "评估"),
];

/// Roles that policies commonly name.
pub(super) const ROLES: &[Phrase] = &[
    Phrase("rm", "客户经理"),
    Phrase("agent", "坐席"),
    Phrase("team_lead", "团队主管"),
    Phrase("branch_head", "支行行长"),
    Phrase("collections", "催收"),
];

// Values and names.

pub(super) const YES: Phrase = Phrase("yes", "是");
pub(super) const NO: Phrase = Phrase("no", "否");
pub(super) const MISSING: Phrase = Phrase("missing", "缺失");
pub(super) const UNKNOWN: Phrase = Phrase("{0} is unknown", "{0}未知");
pub(super) const HAS_VALUE: Phrase = Phrase("{0} is {1}", "{0}为{1}");
pub(super) const TODAY: Phrase = Phrase("the as-of date", "基准日");
pub(super) const LAST_DAY: Phrase = Phrase("the last complete day of {0}", "{0}的最后完整日");
pub(super) const NOW: Phrase = Phrase("the as-of instant", "基准时点");
pub(super) const QUOTED: Phrase = Phrase("“{0}”", "“{0}”");
pub(super) const NAMED: Phrase = Phrase("“{0}” (`{1}`)", "“{0}”（`{1}`）");
pub(super) const TITLED: Phrase = Phrase("{0} (`{1}`)", "{0}（`{1}`）");
pub(super) const PARENTHESES: Phrase = Phrase("({0})", "（{0}）");
pub(super) const PARAMETER: Phrase = Phrase("{0} ({1})", "{0}（{1}）");
pub(super) const QUANTITY: Phrase = Phrase("{0} {1}", "{0} {1}");
pub(super) const SCORE: Phrase = Phrase("score {0}", "{0}得分");
pub(super) const DIMENSION: Phrase = Phrase("points for {0}", "{0}维度得分");
pub(super) const CONFIDENCE: Phrase = Phrase("confidence of {0}", "{0}的可信度");
pub(super) const BASELINE: Phrase = Phrase("yardstick of {0}", "{0}的对照分");
pub(super) const REASON: Phrase = Phrase("reason code {1} of {0}", "{0}的第 {1} 个失分原因");

// Conditions.

pub(super) const IS_YES: Phrase = Phrase("{0} is yes", "{0}为“是”");
pub(super) const IS_NO: Phrase = Phrase("{0} is no", "{0}为“否”");
pub(super) const IS_KNOWN: Phrase = Phrase("{0} is known", "{0}不缺失");
pub(super) const NOT_ONE_OF: Phrase = Phrase("{0} is none of {1}", "{0}不为{1}中的任何一项");
pub(super) const IS_NOT: Phrase = Phrase("{0} is not {1}", "{0}不为{1}");
pub(super) const CONTAINS_NOT: Phrase = Phrase("{0} does not contain {1}", "{0}不包含{1}");
pub(super) const STARTS_NOT: Phrase = Phrase("{0} does not start with {1}", "{0}不以{1}开头");
pub(super) const ENDS_NOT: Phrase = Phrase("{0} does not end with {1}", "{0}不以{1}结尾");
pub(super) const NO_ROW: Phrase = Phrase("{1} has no row", "{1}没有记录");
pub(super) const NO_ROW_WHERE: Phrase = Phrase("{1} has no row where {2}", "{1}中不存在{2}的记录");
pub(super) const EVERY_ROW: Phrase = Phrase("for every row of {1}, {0}", "{1}的每条记录均满足：{0}");
pub(super) const EVERY_ROW_WHERE: Phrase =
    Phrase("for every row of {1} where {2}, {0}", "{1}中{2}的每条记录均满足：{0}");
pub(super) const OF_THAT_ROW: Phrase = Phrase("{0} of that row", "该记录的{0}");
pub(super) const IN_WINDOW: Phrase = Phrase("{0} {1}", "{1}{0}");
pub(super) const ALWAYS: Phrase = Phrase("always", "恒成立");
pub(super) const NEVER: Phrase = Phrase("never", "恒不成立");
pub(super) const ALL_OF: Phrase = Phrase("all of these hold", "同时满足以下各项");
pub(super) const ANY_OF: Phrase = Phrase("at least one of these holds", "满足以下任一项");
pub(super) const LISTED: Phrase = Phrase(", ", "、");
pub(super) const CONTINUED: Phrase = Phrase("; ", "；");

// Cells of bins and tables: numbers, then dates.

pub(super) const BELOW: [Phrase; 2] = [Phrase("below {0}", "低于{0}"), Phrase("before {0}", "早于{0}")];
pub(super) const UP_TO: [Phrase; 2] =
    [Phrase("{0} or less", "{0}及以下"), Phrase("{0} or earlier", "{0}及以前")];
pub(super) const ABOVE: [Phrase; 2] = [Phrase("above {0}", "高于{0}"), Phrase("after {0}", "晚于{0}")];
pub(super) const FROM: [Phrase; 2] =
    [Phrase("{0} or more", "{0}及以上"), Phrase("{0} or later", "{0}及以后")];
/// By whether the lower and the upper end belong to it.
pub(super) const BETWEEN: [[Phrase; 2]; 2] = [
    [
        Phrase("above {0} and below {1}", "{0}（不含）至{1}（不含）"),
        Phrase("above {0} up to and including {1}", "{0}（不含）至{1}（含）"),
    ],
    [
        Phrase("from {0} up to (not including) {1}", "{0}（含）至{1}（不含）"),
        Phrase("from {0} up to and including {1}", "{0}（含）至{1}（含）"),
    ],
];
pub(super) const MARKED: Phrase = Phrase("{0} [{1}]", "{0} [{1}]");
pub(super) const MARK: Phrase = Phrase("[{0}] {1}", "[{0}] {1}");
pub(super) const ANY_BUT: Phrase = Phrase("any but {0}", "除{0}以外");
pub(super) const OR: Phrase = Phrase(" or ", "或");
pub(super) const OTHERWISE: Phrase = Phrase("any other value", "其他取值");

// The head of the sheet.

pub(super) const POLICY: Phrase = Phrase("Policy `{0}`, version {1}", "策略 `{0}`，版本 {1}");
pub(super) const EFFECTIVE: Phrase = Phrase("In effect: {0}", "有效期：{0}");
pub(super) const EFFECTIVE_FROM: Phrase = Phrase("from {0}", "自 {0} 起");
pub(super) const EFFECTIVE_TO: Phrase = Phrase("before {1}", "{1} 之前");
pub(super) const EFFECTIVE_SPAN: Phrase =
    Phrase("from {0} until the day before {1}", "自 {0} 起，至 {1} 前一日止");
pub(super) const EFFECTIVE_OPEN: Phrase = Phrase("not limited", "未设期限");
pub(super) const TIME_ZONE: Phrase = Phrase("Time zone: {0}", "时区：{0}");
pub(super) const FULL_HASH: Phrase = Phrase("Hash of the whole document: `{0}`", "策略哈希（全文）：`{0}`");
pub(super) const MEANING_HASH: Phrase = Phrase("Hash of its meaning: `{0}`", "策略哈希（含义）：`{0}`");
pub(super) const CONTENTS: Phrase = Phrase(
    "Contents: parameters {0}, input tables {1}, derived values {2}, scorecards {3}, decision tables {4}, \
     alerts {5}, tests {6}",
    "内容：参数 {0} 项，输入表 {1} 张，衍生指标 {2} 项，评分卡 {3} 张，决策表 {4} 张，预警与提醒规则 {5} 条，测试用例 {6} 个",
);
pub(super) const HOW_TO_READ: Phrase = Phrase(
    "Names of the policy stand in “quotation marks”; a parameter is followed by its value in parentheses. A condition \
     that rests on a missing value is neither met nor not met unless its other parts decide it: it is reported as \
     unknown.",
    "引号内为策略中的名称，参数名称后的括号内为其当前取值。条件所依据的信息缺失、且其余部分不足以作出判断时，\
     既不视为满足，也不视为不满足，而是报告为“未知”。",
);

// Section headings and columns.

pub(super) const PARAMETERS: Phrase = Phrase("Parameters", "参数");
pub(super) const INPUT_TABLE: Phrase = Phrase("Input table: {0}", "输入表：{0}");
pub(super) const DERIVED: Phrase = Phrase("Derived values", "衍生指标");
pub(super) const SCORECARD: Phrase = Phrase("Scorecard: {0}", "评分卡：{0}");
pub(super) const DECISION: Phrase = Phrase("Decision table: {0}", "决策表：{0}");
pub(super) const ALERTS: Phrase = Phrase("Alerts", "预警与提醒规则");
pub(super) const EXCLUSIVE: Phrase =
    Phrase("{0} and {1} must not apply to one customer.", "{0}与{1}不得同时适用于同一客户。");
pub(super) const TESTS: Phrase = Phrase("Tests ({0})", "测试用例（{0} 个）");
pub(super) const PARAM_COLUMNS: [Phrase; 6] = [
    Phrase("Parameter", "参数"),
    Phrase("Name", "标识"),
    Phrase("Value", "取值"),
    Phrase("Permitted range", "允许范围"),
    Phrase("Branch may change", "分支行可调"),
    Phrase("Source", "来源"),
];
pub(super) const FIELD_COLUMNS: [Phrase; 9] = [
    Phrase("Field", "字段"),
    Phrase("Name", "标识"),
    Phrase("Type", "类型"),
    Phrase("Unit", "单位"),
    Phrase("Range", "取值范围"),
    Phrase("May be missing", "可缺失"),
    Phrase("Class", "数据分级"),
    Phrase("Purpose", "用途"),
    Phrase("Column", "数据列"),
];
pub(super) const RANGE: Phrase = Phrase("{0} to {1}", "{0} 至 {1}");
pub(super) const AT_LEAST: Phrase = Phrase("at least {0}", "不小于 {0}");
pub(super) const AT_MOST: Phrase = Phrase("at most {1}", "不大于 {1}");

// Fields.

pub(super) const TYPE_BOOL: Phrase = Phrase("yes/no", "是/否");
pub(super) const TYPE_INT: Phrase = Phrase("whole number", "整数");
pub(super) const TYPE_DOUBLE: Phrase = Phrase("floating-point number", "浮点数");
pub(super) const TYPE_DECIMAL: Phrase = Phrase("number, {0} places", "数值（{0} 位小数）");
pub(super) const TYPE_STRING: Phrase = Phrase("text", "文本");
pub(super) const TYPE_ENUM: Phrase = Phrase("list", "选项");
pub(super) const TYPE_DATE: Phrase = Phrase("date", "日期");
pub(super) const TYPE_TIMESTAMP: Phrase = Phrase("instant", "时点");
pub(super) const TYPE_DURATION: Phrase = Phrase("length of time", "时长");
pub(super) const KEY_FIELD: Phrase =
    Phrase("One row per customer, identified by {0}.", "每位客户一条记录，以{0}为主键。");
pub(super) const KEY_NUMBER: Phrase =
    Phrase("One row per customer, identified by the number of the row.", "每位客户一条记录，以行号为主键。");
pub(super) const KEY_CHILD: Phrase = Phrase(
    "Any number of rows per customer, at most {2}; {0} names the customer, {1} the row.",
    "每位客户可有多条记录，最多 {2} 条；以{0}关联客户，以{1}标识记录。",
);
pub(super) const WEEKDAYS: [Phrase; 7] = [
    Phrase("Sunday", "周日"),
    Phrase("Monday", "周一"),
    Phrase("Tuesday", "周二"),
    Phrase("Wednesday", "周三"),
    Phrase("Thursday", "周四"),
    Phrase("Friday", "周五"),
    Phrase("Saturday", "周六"),
];
pub(super) const BUT_WEEKEND: Phrase = Phrase(" but {0}", "{0}以外的");
pub(super) const OPEN_HOURS: Phrase = Phrase(", from {0} to {1}", "，营业时间 {0} 至 {1}");
pub(super) const CALENDAR: Phrase = Phrase(
    "The bank works every day{0}{1}; a day named here as `holiday` is none, one named as `workday` is a business day. A year without a row is unknown.",
    "{0}每日为工作日{1}；此处标为 `holiday` 的为休息日，标为 `workday` 的为工作日。没有任何记录的年份视为未知。",
);
pub(super) const REFERRED: Phrase = Phrase("{0} of {2} in {1}", "{1}中{2}的{0}");
pub(super) const REFERRED_ON: Phrase = Phrase("{0} of {2} in {1} on {3}", "{1}中{2}在{3}的{0}");
pub(super) const KEY_REFERENCE: Phrase = Phrase(
    "Rows that are not about a customer, looked up by {0}{1}.",
    "与客户无关的参照数据，按{0}查找{1}。",
);
pub(super) const HOLDS_ON: Phrase = Phrase("; a row holds on {0} only", "；每行仅在{0}当日有效");
pub(super) const HOLDS_FROM: Phrase =
    Phrase("; a row holds from {0} until the next one begins", "；每行自{0}起有效，至下一行生效为止");
pub(super) const HOLDS_BETWEEN: Phrase =
    Phrase("; a row holds from {0} until before {1}", "；每行自{0}起有效，{1}当日起失效");
pub(super) const TIME_EVENT: Phrase = Phrase(
    "{0} says when a row happened; rows that happened after the as-of date are not seen.",
    "{0}表示记录发生的日期；基准日之后发生的记录不予考虑。",
);
pub(super) const TIME_PLANNED: Phrase =
    Phrase("{0} says when a row happens, which may be in the future.", "{0}表示记录发生的日期，可以在未来。");
pub(super) const TIME_KNOWN: Phrase = Phrase(
    "{0} says when the bank learned of a row; rows that became known after the as-of date are not seen.",
    "{0}表示本行获知该记录的日期；基准日之后获知的记录不予考虑。",
);
pub(super) const TIME_LATEST: Phrase = Phrase(
    "Of several rows of one id the one with the largest {0} counts.",
    "同一标识有多条记录时，以{0}最大者为准。",
);
pub(super) const TIME_COVERAGE: Phrase = Phrase(
    "A delivery holds the last {0} days; what would need older days is unknown.",
    "每次送达最近 {0} 天的数据；需要更早数据的结果为“未知”。",
);
pub(super) const TIME_MAX_AGE: Phrase = Phrase(
    "When its last complete day is more than {0} days before the as-of date, everything that rests on it is unknown.",
    "最后完整日早于基准日超过 {0} 天时，依据该表的结果均为“未知”。",
);
pub(super) const MEMBERS: Phrase = Phrase("Values of {0}: {1}.", "{0}的选项：{1}。");
pub(super) const NULL_TEXTS: Phrase =
    Phrase("{0} counts as missing when it says {1}.", "{0}内容为{1}时视为缺失。");
pub(super) const BOOL_TEXTS: Phrase =
    Phrase("{0}: {1} means yes, {2} means no.", "{0}：{1}表示“是”，{2}表示“否”。");
pub(super) const UNUSED: Phrase = Phrase("Not read by any rule: {0}.", "以下字段未被任何规则使用：{0}。");

// Derived values.

pub(super) const DERIVED_AS: Phrase = Phrase("{0}: {1}.", "{0}：{1}。");
pub(super) const DERIVED_IF: Phrase = Phrase("{0}: yes if {1}.", "{0}：{1}时为“是”。");
pub(super) const DERIVED_LIST: Phrase = Phrase("{0}: {1}:", "{0}：{1}：");
pub(super) const DERIVED_IF_LIST: Phrase = Phrase("{0}: yes if {1}:", "{0}：{1}时为“是”：");

// Scorecards.

pub(super) const CARD_RANGE: Phrase = Phrase(
    "The score is the weighted sum of its dimensions, kept within {0} to {1}; a dimension is the weighted sum of its \
     indicators.",
    "总分为各维度得分的加权和，限定在 {0} 至 {1} 分；维度得分为其下各指标得分的加权和。",
);
pub(super) const CARD_CONFIDENCE: Phrase = Phrase(
    "Where less than {0} of the weight rests on known inputs, the score is unknown.",
    "已知信息所占权重不足 {0} 时，不给出总分。",
);
pub(super) const CARD_REASONS: Phrase = Phrase(
    "Reported are up to {0} reasons, those that cost the most points against the best possible.",
    "按相对满分的失分从多到少，最多列示 {0} 项失分原因。",
);
pub(super) const CARD_COLUMNS: [Phrase; 3] =
    [Phrase("Dimension", "维度"), Phrase("Weight", "权重"), Phrase("Indicators", "指标数")];
pub(super) const DIMENSION_HEAD: Phrase = Phrase("{0}, weight {1}", "{0}，权重 {1}");
pub(super) const BASELINE_HEAD: Phrase = Phrase("Yardstick: {0}", "对照分：{0}");
pub(super) const BASELINE_NOTE: Phrase = Phrase(
    "Computed beside the score for comparison; it does not enter the score.",
    "与总分并列计算，仅供对照，不计入总分。",
);
pub(super) const INDICATOR: Phrase =
    Phrase("**{0}** (`{1}`), weight {2}, by {3}.", "**{0}**（`{1}`），权重 {2}，依据：{3}。");
pub(super) const IN_UNIT: Phrase = Phrase("{0} ({1})", "{0}（单位：{1}）");
pub(super) const BASIS: Phrase = Phrase("By {0}.", "依据：{0}。");
pub(super) const BINS: Phrase = Phrase("Points: {0}.", "计分：{0}。");
pub(super) const BINS_FIRST: Phrase =
    Phrase("Points, the first that applies: {0}.", "计分（取首个符合的区间）：{0}。");
pub(super) const BIN: Phrase = Phrase("{0}: {1}", "{0}：{1}");
pub(super) const KNOT: Phrase = Phrase("{1} at {0}", "{0}对应{1}");
pub(super) const CURVE: Phrase = Phrase(
    "Points: {0}; in between on a straight line, beyond the ends constant.",
    "计分：{0}；各点之间线性插值，两端之外按端点计分。",
);
pub(super) const MISSING_NEUTRAL: Phrase = Phrase(
    "If missing, it is left out and the other indicators are weighted up.",
    "缺失时：该指标不计，其余指标按比例提高权重。",
);
pub(super) const MISSING_UNKNOWN: Phrase =
    Phrase("If missing, the score is unknown.", "缺失时：不给出总分。");
pub(super) const MISSING_BASELINE: Phrase =
    Phrase("If missing, the yardstick is unknown.", "缺失时：不给出对照分。");
pub(super) const MISSING_POINTS: Phrase = Phrase("If missing: {0}.", "缺失时：计 {0}。");
pub(super) const REASON_CODE: Phrase = Phrase("Reason when points are lost: {0} {1}.", "失分原因：{0} {1}。");

// Decision tables.

pub(super) const HIT_UNIQUE: Phrase = Phrase(
    "No two rows can apply to the same case, which has been proved. A case that no row takes has no result.",
    "任何情形至多符合一行（已经过校验）。没有任何一行符合时，不给出结果。",
);
pub(super) const HIT_FIRST: Phrase = Phrase(
    "From top to bottom, the first row that applies counts. A case that no row takes has no result.",
    "自上而下，以首个符合的行为准。没有任何一行符合时，不给出结果。",
);
pub(super) const HIT_ANY: Phrase = Phrase(
    "Rows that apply to the same case say the same, which has been proved. A case that no row takes has no result.",
    "同一情形符合多行时结果一致（已经过校验）。没有任何一行符合时，不给出结果。",
);
pub(super) const HIT_PRIORITY: Phrase = Phrase(
    "Of the rows that apply, the one whose result stands first in the order of the results counts. A case that no row \
     takes has no result.",
    "符合的各行中，以结果次序最靠前者为准。没有任何一行符合时，不给出结果。",
);
pub(super) const HIT_COLLECT: Phrase = Phrase(
    "All rows that apply count: each result that one of them names is given, and how many rows they are.",
    "所有符合的行均计入：给出其中列出的每个结果，以及符合的行数。",
);
pub(super) const HIT_SUM: Phrase = Phrase(
    "The sum over all rows that apply. A case that no row takes has no result.",
    "取所有符合的行之和。没有任何一行符合时，不给出结果。",
);
pub(super) const HIT_MIN: Phrase = Phrase(
    "The smallest result of all rows that apply. A case that no row takes has no result.",
    "取所有符合的行中的最小值。没有任何一行符合时，不给出结果。",
);
pub(super) const HIT_MAX: Phrase = Phrase(
    "The largest result of all rows that apply. A case that no row takes has no result.",
    "取所有符合的行中的最大值。没有任何一行符合时，不给出结果。",
);
pub(super) const HIT_COUNT: Phrase =
    Phrase("The number of rows that apply; 0 when none does.", "取符合的行数；没有任何一行符合时为 0。");
pub(super) const DASH: Phrase =
    Phrase("“-” takes every value, a missing one too.", "“-”表示不限，信息缺失时亦可。");
pub(super) const INPUT: Phrase = Phrase("Input {0}: {1}.", "输入 {0}：{1}。");
pub(super) const OUTPUT_COLUMN: Phrase = Phrase("=> {0}", "=> {0}");
pub(super) const ROW_COLUMN: Phrase = Phrase("Row", "行");

// Classes and tags.

pub(super) const CLASS: Phrase = Phrase("Classes: {0}", "分级：{0}");
pub(super) const CLASS_MEMBERS: Phrase =
    Phrase("From the lowest to the highest: {0}. Without a class: {1}.", "由低到高：{0}。尚未评级：{1}。");
pub(super) const CLASS_REVIEW: Phrase = Phrase(
    "Each customer belongs to exactly one class by today's figures, which has been proved. The official class is \
     reviewed {0}; who has none yet is placed on the first day on which the figures are known.",
    "按当日数据，每位客户恰好属于一个类别（已经过校验）。正式类别{0}复核；尚无类别的客户，在数据可用的首日评定。",
);
pub(super) const CLASS_UP: Phrase =
    Phrase("It rises after {0} in a row beyond the edge{1}.", "连续 {0} 次复核高于界限{1}，则上调。");
pub(super) const CLASS_DOWN: Phrase =
    Phrase("It falls after {0} in a row below the edge{1}.", "连续 {0} 次复核低于界限{1}，则下调。");
pub(super) const CLASS_REVIEWS: [Phrase; 2] = [Phrase("1 review", "1"), Phrase("{0} reviews", "{0}")];
pub(super) const CLASS_MARGIN: Phrase = Phrase(" by {0} of it", "达 {0} 以上");
pub(super) const CLASS_NOTICE: Phrase = Phrase(
    "A fall is announced {0} days before and is cancelled if the figures recover.",
    "下调须提前 {0} 天通知；期间数据恢复则取消。",
);
pub(super) const CLASS_GRACE: Phrase =
    Phrase("No fall within {0} days of joining a class.", "进入某一类别后 {0} 天内不下调。");
pub(super) const CLASS_UNKNOWN: Phrase = Phrase(
    "Where the figures are unknown nothing moves; a fall that only follows from withdrawn consent waits for a person.",
    "数据不可用时类别不变；仅因客户撤回授权而产生的下调，须由人工决定。",
);
pub(super) const TAGS: Phrase = Phrase("Tags", "标签");

// Alerts.

pub(super) const ALERT: Phrase = Phrase("If {0}, then {1}.", "若{0}，则{1}。");
pub(super) const ALERT_EACH: Phrase =
    Phrase("For each row of {2}: if {0}, then {1}.", "对{2}的每条记录：若{0}，则{1}。");
pub(super) const ALERT_LIST: Phrase = Phrase("If {0}:", "若{0}：");
pub(super) const ALERT_EACH_LIST: Phrase = Phrase("For each row of {2}, if {0}:", "对{2}的每条记录，若{0}：");
pub(super) const THEN: Phrase = Phrase("then {0}.", "则{0}。");
pub(super) const RAISED: Phrase = Phrase("{0} of {1} priority is raised", "触发{0}（优先级：{1}）");
pub(super) const RAISED_TASK: Phrase =
    Phrase("{0} of {1} priority: task for {2}: {3}", "触发{0}（优先级：{1}），向{2}派发任务：{3}");
pub(super) const RAISED_DUE: Phrase = Phrase(
    "{0} of {1} priority: task for {2} within {4}: {3}",
    "触发{0}（优先级：{1}），向{2}派发任务，须在 {4}内完成：{3}",
);
pub(super) const CLOSES_WITH: Phrase = Phrase("Closed with one of: {0}.", "办结结果：{0}。");
pub(super) const EXPECT_TASKS: Phrase =
    Phrase("Alerts with open tasks: {0}.", "有待办任务的预警与提醒：{0}。");
pub(super) const EXPECT_TOLD: Phrase =
    Phrase("Of these new or reminded of: {0}.", "其中新生成或再次提醒的：{0}。");
pub(super) const REARM: Phrase =
    Phrase("Told again only after it has been false for {0} days.", "条件连续{0}天不成立后，才会再次提醒。");
pub(super) const REMIND_EVERY: Phrase =
    Phrase("Reminded of every {0} days while it holds.", "条件持续成立时，每{0}天提醒一次。");
pub(super) const STAGES: Phrase = Phrase(
    "Told {0} days before {1}; of several passed days only the latest.",
    "在{1}之前{0}天提醒；错过多个日子时，只提醒最近的一个。",
);
pub(super) const SHIFT_PREVIOUS: Phrase = Phrase(
    "A day that is not a business day moves to the business day before it.",
    "提醒日遇非工作日的，提前到前一个工作日。",
);
pub(super) const SHIFT_NEXT: Phrase = Phrase(
    "A day that is not a business day moves to the business day after it.",
    "提醒日遇非工作日的，顺延到后一个工作日。",
);
pub(super) const SPREAD: Phrase =
    Phrase("The tasks of its first run are spread over {0} days.", "首次运行产生的任务在{0}天内分摊。");
pub(super) const ONE_PER_KEY: Phrase = Phrase(
    "One task per customer and {0}, event kind `{1}`.",
    "同一客户、同一{0}只生成一项任务（事件类型 `{1}`）。",
);
pub(super) const ONE_PER_ROW: Phrase = Phrase(
    "One task per customer and row, event kind `{1}`.",
    "同一客户、同一记录只生成一项任务（事件类型 `{1}`）。",
);
pub(super) const SOURCE: Phrase = Phrase("Source: {0}.", "来源：{0}。");
pub(super) const OWNER: Phrase = Phrase("Owner: {0}.", "负责部门：{0}。");
pub(super) const REVIEW_BY: Phrase = Phrase("To be reviewed by {0}.", "须于 {0} 前复审。");

// Tests.

pub(super) const TEST_HEAD: Phrase = Phrase("{0}. **{1}**, as of {2}", "{0}. **{1}**，基准日 {2}");
pub(super) const GIVEN: Phrase = Phrase("Given: {0}.", "给定：{0}。");
pub(super) const GIVEN_CELL: Phrase = Phrase("{0} = {1}", "{0} = {1}");
pub(super) const GIVEN_ROW: Phrase = Phrase("{0}, row {1}: {2}.", "{0}第 {1} 条：{2}。");
pub(super) const GIVEN_EMPTY: Phrase = Phrase("{0}: no rows.", "{0}：没有记录。");
pub(super) const EXPECT_ALERTS: Phrase = Phrase("Alerts that fire: {0}.", "触发的预警与提醒：{0}。");
pub(super) const EXPECT_UNKNOWN: Phrase = Phrase("Alerts left unknown: {0}.", "未能判定的预警与提醒：{0}。");
pub(super) const EXPECT_VALUES: Phrase = Phrase("Expected: {0}.", "预期：{0}。");
pub(super) const NONE: Phrase = Phrase("none", "无");
