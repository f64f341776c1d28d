//! Playbooks, quotas and what becomes of their tasks.

use super::Phrase;
use crate::policy::Per;

pub(in crate::print) const PLAYBOOKS: Phrase = Phrase("Playbooks", "服务流程");
pub(in crate::print) const PLAYBOOK: Phrase =
    Phrase("Its steps, each of which is a rule of its own: {0}.", "包含以下步骤，每个步骤是一条规则：{0}。");
pub(in crate::print) const QUOTAS: Phrase = Phrase("Quotas", "服务配额");
pub(in crate::print) const QUOTA: Phrase =
    Phrase("A customer is owed {0} {1} if {2}.", "若{2}，则{1}应为客户完成 {0}。");
pub(in crate::print) const QUOTA_DONE: Phrase = Phrase("Done is {0}.", "已完成数：{0}。");
pub(in crate::print) const QUOTA_ENTRIES: Phrase = Phrase(
    "Done is the number of signed entries of the journal that say so{0}{1}, up to the as-of instant.",
    "已完成数：截至基准时点，工作日志中已签署的办结记录数{0}{1}。",
);
pub(in crate::print) const QUOTA_SERVICES: Phrase = Phrase(" for the service {0}", "，服务为{0}");
pub(in crate::print) const QUOTA_OUTCOMES: Phrase = Phrase(" with the outcome {0}", "，结果为{0}");
pub(in crate::print) const QUOTA_UNKNOWN: Phrase = Phrase(
    "What cannot be counted is listed as not known, and is no reason for a task.",
    "无法计数的列为未知，不据此派发任务。",
);
pub(in crate::print) const QUOTA_REMIND: Phrase =
    Phrase("Asked for from {0} days before the end of the period.", "自周期结束前{0}天起提醒。");
pub(in crate::print) const AFTER: Phrase =
    Phrase("Told {0} after {1}, or within {2} days of that.", "在{1}之后{0}提醒，最迟补提 {2} 天。");
pub(in crate::print) const UNTIL_DATE: Phrase = Phrase("Not told after that date.", "该日之后不再提醒。");
pub(in crate::print) const STOP: Phrase = Phrase(
    "Its open tasks are closed as stopped, and none are raised, if {0}; while that is unknown they stay.",
    "若{0}，则未完成的任务以“stopped”关闭，且不再派发；无法判定时任务保留。",
);
pub(in crate::print) const AUTOMATIC: Phrase =
    Phrase("Done by a message, not by a person.", "由系统消息完成，无需人工。");
pub(in crate::print) const ESCALATE: Phrase =
    Phrase("{0} is told when it is still open after it was due.", "逾期仍未完成的，上报{0}。");
pub(in crate::print) const ESCALATE_AFTER: Phrase =
    Phrase("{0} is told when it is still open {1} after it was due.", "逾期{1}仍未完成的，上报{0}。");

/// The period of a quota.
pub(in crate::print) const fn period(per: Per) -> Phrase {
    match per {
        Per::Month => Phrase("in every month", "每月"),
        Per::Quarter => Phrase("in every quarter", "每季度"),
        Per::Year => Phrase("in every year", "每年"),
        Per::MembershipYear => Phrase("in every year of membership", "每个会员年度"),
        Per::Days(_) => Phrase("in any {0} days", "任意 {0} 天内"),
    }
}
