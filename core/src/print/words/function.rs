//! The wordings of functions, operators and aggregates.
//!
//! INVARIANT: the matches have no wildcard, so that a function without words does not compile.

use super::Phrase;
use crate::model::{ClockUnit, Function};
use crate::policy::AggregateKind;

// How strongly a text holds together: a text that stands where a stronger one is wanted goes into parentheses.

/// A choice: `1 if a, otherwise 0`.
pub(in crate::print) const CHOICE: u8 = 0;
/// Alternatives.
pub(in crate::print) const EITHER: u8 = 1;
/// Conditions that hold together.
pub(in crate::print) const BOTH: u8 = 2;
/// One condition.
pub(in crate::print) const TEST: u8 = 3;
/// A phrase of several words: `days from a to b`.
pub(in crate::print) const WORDY: u8 = 4;
/// A sum.
pub(in crate::print) const SUM: u8 = 5;
/// A product.
pub(in crate::print) const PRODUCT: u8 = 6;
/// A name or a number.
pub(in crate::print) const ATOM: u8 = 8;

/// How a function is put into words.
pub(in crate::print) struct Spoken {
    /// Which form it takes.
    pub form: Form,
    /// How strongly the result holds together.
    pub level: u8,
    /// How strongly an argument has to hold together.
    pub arg: u8,
    /// The wording; for a chain what stands between the members.
    pub phrase: Phrase,
}

/// The form of a function in a sentence.
pub(in crate::print) enum Form {
    /// Members with a word between them.
    Chain,
    /// A negation, which most conditions have words of their own for.
    Negation,
    /// A comparison of numbers; the second wording is for dates, texts, members and booleans.
    Comparison(Phrase),
    /// The first argument is one of the others.
    Membership,
    /// The wording filled with the arguments.
    Plain,
    /// As `Plain`; the first argument is a condition.
    Conditional,
    /// The wording for each condition and its value, one after the other.
    Choice,
}

const fn spoken(form: Form, level: u8, arg: u8, en: &'static str, zh: &'static str) -> Spoken {
    Spoken { form, level, arg, phrase: Phrase(en, zh) }
}

const fn plain(en: &'static str, zh: &'static str) -> Spoken {
    spoken(Form::Plain, WORDY, ATOM, en, zh)
}

const fn test(en: &'static str, zh: &'static str) -> Spoken {
    spoken(Form::Plain, TEST, WORDY, en, zh)
}

const fn compare(number: Phrase, other: Phrase) -> Spoken {
    Spoken { form: Form::Comparison(other), level: TEST, arg: WORDY, phrase: number }
}

/// The words of a function.
#[expect(clippy::too_many_lines, reason = "a table: one entry per function, and none may be missing")]
pub(in crate::print) const fn function(function: Function) -> Spoken {
    match function {
        Function::Not => spoken(Form::Negation, TEST, CHOICE, "not ({0})", "并非（{0}）"),
        Function::And => spoken(Form::Chain, BOTH, TEST, " and ", "，且"),
        Function::Or => spoken(Form::Chain, EITHER, TEST, " or ", "，或"),
        Function::Eq => compare(Phrase("{0} equals {1}", "{0}等于{1}"), Phrase("{0} is {1}", "{0}为{1}")),
        Function::Ne => {
            compare(Phrase("{0} does not equal {1}", "{0}不等于{1}"), Phrase("{0} is not {1}", "{0}不为{1}"))
        }
        Function::Lt => {
            compare(Phrase("{0} is less than {1}", "{0}小于{1}"), Phrase("{0} is before {1}", "{0}早于{1}"))
        }
        Function::Le => compare(
            Phrase("{0} is at most {1}", "{0}小于等于{1}"),
            Phrase("{0} is not later than {1}", "{0}不晚于{1}"),
        ),
        Function::Gt => {
            compare(Phrase("{0} is greater than {1}", "{0}大于{1}"), Phrase("{0} is after {1}", "{0}晚于{1}"))
        }
        Function::Ge => compare(
            Phrase("{0} is at least {1}", "{0}大于等于{1}"),
            Phrase("{0} is not earlier than {1}", "{0}不早于{1}"),
        ),
        Function::In => spoken(Form::Membership, TEST, WORDY, "{0} is one of {1}", "{0}为{1}之一"),
        Function::IsNull => test("{0} is missing", "{0}缺失"),
        Function::Neg => spoken(Form::Plain, PRODUCT, ATOM, "-{0}", "-{0}"),
        Function::Add => spoken(Form::Plain, SUM, SUM, "{0} + {1}", "{0} + {1}"),
        Function::Sub => spoken(Form::Plain, SUM, SUM, "{0} − {1}", "{0} − {1}"),
        Function::Mul => spoken(Form::Plain, PRODUCT, PRODUCT, "{0} × {1}", "{0} × {1}"),
        Function::Div => spoken(Form::Plain, PRODUCT, PRODUCT, "{0} ÷ {1}", "{0} ÷ {1}"),
        Function::Rem => plain("remainder of {0} divided by {1}", "{0}除以{1}的余数"),
        Function::If => {
            spoken(Form::Conditional, CHOICE, EITHER, "{1} if {0}, otherwise {2}", "若{0}则为{1}，否则为{2}")
        }
        Function::Known => test("{0} is known", "{0}不缺失"),
        Function::Given => plain("{0}", "{0}"),
        Function::Choose => spoken(Form::Choice, CHOICE, EITHER, "{1} if {0}", "若{0}则为{1}"),
        Function::Coalesce => plain("{0}, or {1} when missing", "{0}（缺失时取{1}）"),
        Function::Change => plain("change of {0} against {1}", "{0}较{1}的变化率"),
        Function::Share => plain("share of {0} in {1}", "{0}占{1}的比例"),
        Function::Contains => test("{0} contains {1}", "{0}包含{1}"),
        Function::StartsWith => test("{0} starts with {1}", "{0}以{1}开头"),
        Function::EndsWith => test("{0} ends with {1}", "{0}以{1}结尾"),
        Function::Size => plain("number of characters of {0}", "{0}的字符数"),
        Function::ToInt => plain("{0} as a whole number", "{0}的整数值"),
        Function::ToDouble => plain("{0} as a floating-point number", "{0}的浮点数值"),
        Function::ToString => plain("{0} as text", "{0}的文本"),
        Function::ToBool => plain("{0} as yes or no", "{0}的是否值"),
        Function::ToDate => plain("{0} as a date", "{0}的日期值"),
        Function::ToDecimal => plain("{0} with {1} places", "{0}的小数值（{1} 位）"),
        Function::Round => plain("{0} rounded to {1} places", "{0}四舍五入到 {1} 位小数"),
        Function::Abs => plain("absolute value of {0}", "{0}的绝对值"),
        Function::Min => plain("the smaller of {0} and {1}", "{0}与{1}中的较小者"),
        Function::Max => plain("the larger of {0} and {1}", "{0}与{1}中的较大者"),
        Function::DaysBetween => plain("number of days from {0} to {1}", "{0}至{1}的天数"),
        Function::MonthsBetween => plain("number of whole months from {0} to {1}", "{0}至{1}的整月数"),
        Function::YearsBetween => plain("number of whole years from {0} to {1}", "{0}至{1}的整年数"),
        Function::AddDays => plain("{0} plus {1} days", "{0}加{1}天"),
        Function::AddMonths => plain("{0} plus {1} months", "{0}加{1}个月"),
        Function::NextAnniversary => {
            plain("next anniversary of {0} on or after {1}", "{0}自{1}（含）起的下一周年日")
        }
        Function::ClockPart(ClockUnit::Hours, _) => plain("hour of {0} in {1}", "{0}的小时（{1}）"),
        Function::ClockPart(ClockUnit::Minutes, _) => plain("minute of {0} in {1}", "{0}的分钟（{1}）"),
        Function::ClockPart(ClockUnit::Seconds, _) => plain("second of {0} in {1}", "{0}的秒（{1}）"),
        Function::ClockPart(ClockUnit::Milliseconds, _) => {
            plain("millisecond of {0} in {1}", "{0}的毫秒（{1}）")
        }
        Function::Whole(ClockUnit::Hours) => plain("whole hours of {0}", "{0}的整小时数"),
        Function::Whole(ClockUnit::Minutes) => plain("whole minutes of {0}", "{0}的整分钟数"),
        Function::Whole(ClockUnit::Seconds) => plain("whole seconds of {0}", "{0}的整秒数"),
        Function::Whole(ClockUnit::Milliseconds) => plain("whole milliseconds of {0}", "{0}的整毫秒数"),
        Function::Moment(_) | Function::ToTimestamp => plain("instant of {0}", "{0}的时点"),
        Function::ToDuration => plain("{0} as a length of time", "{0}的时长值"),
        Function::LocalDate(_) => plain("day of {0} in {1}", "{0}的日期（{1}）"),
        Function::NextLunarAnniversary => {
            plain("next lunar birthday of {0} on or after {1}", "{0}自{1}（含）起的下一农历生日")
        }
        Function::LunarMonth => plain("lunar month of {0}", "{0}的农历月份"),
        Function::LunarDay => plain("lunar day of the month of {0}", "{0}的农历日"),
        Function::IsBusinessDay => test("{0} is a business day", "{0}是工作日"),
        Function::AddBusinessDays => plain("{0} plus {1} business days", "{0}加{1}个工作日"),
        Function::AddBusinessHours => plain("{0} plus {1} business hours", "{0}加{1}个工作小时"),
        Function::BusinessDaysBetween => {
            plain("number of business days after {0} up to {1}", "{0}之后至{1}的工作日数")
        }
        Function::Refer(_) => plain("{0}", "{0}"),
        Function::Year => plain("year of {0}", "{0}的年份"),
        Function::Month => plain("month of {0} (January is 0)", "{0}的月份（一月为 0）"),
        Function::Date => plain("day of the month of {0}", "{0}的日"),
        Function::DayOfMonth => plain("day of the month of {0} (the first is 0)", "{0}的日（首日为 0）"),
        Function::DayOfWeek => plain("day of the week of {0} (Sunday is 0)", "{0}的星期（周日为 0）"),
        Function::DayOfYear => {
            plain("day of the year of {0} (the first is 0)", "{0}在当年的第几天（首日为 0）")
        }
    }
}

/// The words of an aggregate: without a filter, with one, and its negation when it is a condition. `{0}` is what is
/// aggregated, `{1}` the table, `{2}` the filter.
pub(in crate::print) const fn aggregate(kind: AggregateKind) -> [Phrase; 2] {
    match kind {
        AggregateKind::Sum => [
            Phrase("sum of {0} over {1}", "{1}的{0}合计"),
            Phrase("sum of {0} over the rows of {1} where {2}", "{1}中{2}的{0}合计"),
        ],
        AggregateKind::Min => [
            Phrase("smallest {0} in {1}", "{1}中{0}的最小值"),
            Phrase("smallest {0} in the rows of {1} where {2}", "{1}中{2}的{0}最小值"),
        ],
        AggregateKind::Max => [
            Phrase("largest {0} in {1}", "{1}中{0}的最大值"),
            Phrase("largest {0} in the rows of {1} where {2}", "{1}中{2}的{0}最大值"),
        ],
        AggregateKind::Avg => [
            Phrase("mean {0} in {1}", "{1}中{0}的平均值"),
            Phrase("mean {0} in the rows of {1} where {2}", "{1}中{2}的{0}平均值"),
        ],
        AggregateKind::CountDistinct => [
            Phrase("number of different {0} in {1}", "{1}中不同{0}的个数"),
            Phrase("number of different {0} in the rows of {1} where {2}", "{1}中{2}的不同{0}的个数"),
        ],
        AggregateKind::First => [
            Phrase("{0} of the earliest row of {1}", "{1}中最早一条记录的{0}"),
            Phrase("{0} of the earliest row of {1} where {2}", "{1}中{2}的最早一条记录的{0}"),
        ],
        AggregateKind::Last => [
            Phrase("{0} of the latest row of {1}", "{1}中最近一条记录的{0}"),
            Phrase("{0} of the latest row of {1} where {2}", "{1}中{2}的最近一条记录的{0}"),
        ],
        AggregateKind::Count => [
            Phrase("number of rows of {1}", "{1}的记录数"),
            Phrase("number of rows of {1} where {2}", "{1}中{2}的记录数"),
        ],
        AggregateKind::Exists => {
            [Phrase("{1} has a row", "{1}有记录"), Phrase("{1} has a row where {2}", "{1}中存在{2}的记录")]
        }
    }
}
