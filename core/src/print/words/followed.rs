//! Wording of outcomes and of the holdout.

use super::Phrase;

pub(in crate::print) const OUTCOMES: Phrase = Phrase("Outcomes", "结果定义");
pub(in crate::print) const OUTCOME_ANY: Phrase = Phrase(
    "{0} has happened when, in any delivery of the {2} days after a rule has told of the customer, {1}.",
    "{0}：规则提示客户后{2}天内任一次数据中，{1}，即为发生。",
);
pub(in crate::print) const OUTCOME_END: Phrase = Phrase(
    "{0} has happened when, in the last delivery of the {2} days after a rule has told of the customer, {1}.",
    "{0}：规则提示客户后{2}天内最后一次数据中，{1}，即为发生。",
);
pub(in crate::print) const OUTCOME_BASE: Phrase =
    Phrase("Only customers count of whom, on the day of the rule, {0}.", "仅计入规则提示当日{0}的客户。");
pub(in crate::print) const OUTCOME_GONE: Phrase =
    Phrase("To a customer who is no longer delivered it has happened.", "数据中不再出现的客户，视为已发生。");
pub(in crate::print) const OUTCOME_NOT_GONE: Phrase = Phrase(
    "To a customer who is no longer delivered it has not happened.",
    "数据中不再出现的客户，视为未发生。",
);
pub(in crate::print) const OUTCOME_VALUE: Phrase =
    Phrase("The money at stake is {0} on the day of the rule.", "涉及金额：规则提示当日的{0}。");
pub(in crate::print) const OUTCOME_BY_VALUE: Phrase =
    Phrase("It is weighed by money: {0} on the day of the rule.", "按金额计量：规则提示当日的{0}。");
pub(in crate::print) const OUTCOME_LEAST: Phrase =
    Phrase("Nothing is concluded from fewer than {0} customers on a side.", "任一组不足{0}户时不作结论。");
pub(in crate::print) const OUTCOME_BETWEEN: Phrase = Phrase(
    "Of all customers it is told how much of its spread lies between {0}.",
    "就全部客户计算：结果差异中由{0}解释的比例。",
);
pub(in crate::print) const OUTCOME_COMPARE: Phrase =
    Phrase("{1}: customers of whom {0} are held against the others.", "{1}：将{0}的客户与其他客户对比。");
pub(in crate::print) const OUTCOME_ALIKE: Phrase = Phrase(
    "{1}: customers of whom {0} are held against others who are alike in {2}.",
    "{1}：将{0}的客户与{2}相同的其他客户对比。",
);
pub(in crate::print) const OUTCOME_WARNED: Phrase = Phrase("Warned of by {0}.", "由{0}预警。");
pub(in crate::print) const HOLDOUT: Phrase = Phrase("Holdout", "对照组");
pub(in crate::print) const HOLDOUT_SHARE: Phrase = Phrase(
    "From {2} and before {3}, {0} % of customers are left alone by {1}, so that what these rules do can be told.",
    "自 {2} 起至 {3} 前，{1}对 {0}% 的客户不生成任务，以便衡量规则效果。",
);
pub(in crate::print) const HOLDOUT_DRAW: Phrase = Phrase(
    "Who they are is drawn for each rule by a hash of {0}, the rule and the customer's key, the same on every day.",
    "对照客户按 {0}、规则与客户号的哈希逐条规则抽取，每日不变。",
);
pub(in crate::print) const HOLDOUT_RELEASE: Phrase = Phrase(
    "Their tasks are listed as blocked. What is still true on {0} is told then.",
    "其任务列入拦截清单；至 {0} 条件仍成立的，届时生成任务。",
);
