//! Who is scored, who is contacted, what may be used for what.

use super::Phrase;

pub(in crate::print) const POPULATION: Phrase = Phrase("Population", "适用人群");
pub(in crate::print) const SCORED: Phrase = Phrase(
    "A customer is scored only if {0}; one for whom that is unknown is not scored.",
    "仅当{0}时才对客户评分；无法判定时不评分。",
);
pub(in crate::print) const NEVER_CONTACT: Phrase = Phrase(
    "No task is handed out if {0}, or if that is unknown: the task is listed as blocked.",
    "若{0}，或无法判定，则不派发任何任务，任务列为“已拦截”。",
);
pub(in crate::print) const SUPPRESS: Phrase =
    Phrase("The task is kept back if {0}, or if that is unknown.", "若{0}，或无法判定，则拦截该任务。");
pub(in crate::print) const EXPECT_BLOCKED: Phrase =
    Phrase("Alerts whose tasks are blocked: {0}.", "任务被拦截的预警与提醒：{0}。");
pub(in crate::print) const LAWFUL: Phrase = Phrase("Use of data", "数据使用");
pub(in crate::print) const PURPOSES_LISTED: Phrase = Phrase(
    "Every rule has one of the purposes {0}, and reads only fields that may be used for it.",
    "每条规则的用途为{0}之一，且只读取可用于该用途的字段。",
);
pub(in crate::print) const CONSENTS: Phrase = Phrase(
    "Of the rows of {0}, the latest decision of the customer on a category counts, up to the as-of date; of several on \
     one day, a refusal.",
    "以{0}中客户对该类别截至基准日的最近一次决定为准；同日有多次决定的，以拒绝为准。",
);
pub(in crate::print) const NEEDS_CONSENT: Phrase = Phrase(
    "{0} is unknown to every rule unless the customer has granted consent to “{1}”; a score leaves it out then.",
    "除非客户已授权“{1}”，否则任何规则都不得使用{0}，视为未知；评分时不计该项。",
);
pub(in crate::print) const OBJECTION: Phrase = Phrase(
    "{0} is unknown to every rule once the customer has refused “{1}”; a score leaves it out then.",
    "客户一旦拒绝“{1}”，任何规则都不得使用{0}，视为未知；评分时不计该项。",
);
pub(in crate::print) const SENSITIVE: Phrase = Phrase("{0} is sensitive.", "{0}为敏感信息。");
pub(in crate::print) const GROUND: Phrase =
    Phrase("{0} is used on the ground of {1}.", "{0}的使用依据：{1}。");
pub(in crate::print) const GROUNDS: [Phrase; 3] =
    [Phrase("consent", "客户授权"), Phrase("contract", "合同"), Phrase("legal", "法律规定")];
pub(in crate::print) const PURPOSE: Phrase = Phrase("Purpose: {0}.", "用途：{0}。");
pub(in crate::print) const ALIASES: Phrase = Phrase(
    "A customer may go by several keys, which `identities` joins.",
    "同一客户可有多个标识，由 `identities` 表归并。",
);
pub(in crate::print) const SUSPECT: Phrase = Phrase(
    "Customers who share {0} are listed as possibly one person; they are not merged.",
    "{0}均相同的客户列为疑似同一人，不自动归并。",
);
pub(in crate::print) const GROUPS: Phrase = Phrase("Groups: {0}", "客户组：{0}");
pub(in crate::print) const GROUP_BY_ID: Phrase =
    Phrase("Who belongs together is read from {0}, by {1}.", "依据{0}，按{1}归组。");
pub(in crate::print) const GROUP_BY_HEAD: Phrase = Phrase(
    "Who belongs together is read from {0}: {1} leads to the head of the group.",
    "依据{0}，按{1}逐级归入其最终主体。",
);
pub(in crate::print) const GROUP_WHOLE: Phrase = Phrase(
    "A customer without a relation is a group of its own. A member who is missing or unknown makes the totals unknown.",
    "没有关系记录的客户自成一组。任何成员缺失或未知时，合计即为未知。",
);
pub(in crate::print) const GROUP_SHARE: Phrase =
    Phrase("Sums take each member by {0}.", "求和时各成员按{0}计入。");
pub(in crate::print) const GROUP_ONCE: Phrase =
    Phrase("Rows with the same {0} count once.", "{0}相同的记录只计一次。");
pub(in crate::print) const TOTAL_OVER: Phrase = Phrase("{0}: {1}, over all members.", "{0}：全体成员的{1}。");
pub(in crate::print) const TOTAL_COUNT: Phrase = Phrase("{0}: the number of members.", "{0}：成员人数。");
pub(in crate::print) const TOTAL_SUM: Phrase = Phrase("{0}: the sum of {1}.", "{0}：{1}之和。");
pub(in crate::print) const TOTAL_MIN: Phrase = Phrase("{0}: the smallest {1}.", "{0}：{1}的最小值。");
pub(in crate::print) const TOTAL_MAX: Phrase = Phrase("{0}: the largest {1}.", "{0}：{1}的最大值。");
