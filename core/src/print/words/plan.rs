//! Wording of what is proposed over many customers at once.

use super::Phrase;

pub(in crate::print) const ASSIGNMENT: Phrase = Phrase("Assignment of managers", "客户经理分配");
pub(in crate::print) const ASSIGNED: Phrase = Phrase(
    "Every customer has one manager of {0}; today's is {1}.",
    "每位客户由{0}中的一位客户经理服务；现任客户经理为{1}。",
);
pub(in crate::print) const ASSIGNED_WHO: Phrase = Phrase(
    "Only customers for whom {0}; others are neither moved nor counted.",
    "仅限{0}的客户；其他客户不调整，也不计数。",
);
pub(in crate::print) const ASSIGNED_WITHIN: Phrase =
    Phrase("Customer and manager are of one branch: {0} is {1}.", "客户与客户经理须属同一机构：{0}等于{1}。");
pub(in crate::print) const ASSIGNED_ACTIVE: Phrase =
    Phrase("A manager serves customers only if {0}.", "仅当{0}时，客户经理才承担客户。");
pub(in crate::print) const ASSIGNED_CAPACITY: Phrase =
    Phrase("No manager has more customers than {0}.", "客户经理的客户数不超过{0}。");
pub(in crate::print) const ASSIGNED_LIMIT: Phrase =
    Phrase("{0}: a manager has at most {2} customers if {1}.", "{0}：若{1}，则客户数最多为 {2}。");
pub(in crate::print) const ASSIGNED_NEED: Phrase = Phrase(
    "{0}: a customer for whom {1} has a manager for whom {2}.",
    "{0}：若客户{1}，则其客户经理须满足：{2}。",
);
pub(in crate::print) const ASSIGNED_NEED_ALL: Phrase =
    Phrase("{0}: every customer has a manager for whom {1}.", "{0}：所有客户的客户经理须满足：{1}。");
pub(in crate::print) const ASSIGNED_PREFER: Phrase = Phrase(
    "{0}: for a customer for whom {1}, a manager of whom it is not so that {2} costs {3}.",
    "{0}：若客户{1}，而其客户经理不满足“{2}”，则计成本 {3}。",
);
pub(in crate::print) const ASSIGNED_PREFER_ALL: Phrase = Phrase(
    "{0}: a manager of whom it is not so that {1} costs {2} per customer.",
    "{0}：客户经理不满足“{1}”的，每位客户计成本 {2}。",
);
pub(in crate::print) const ASSIGNED_CHANGE: Phrase = Phrase(
    "As few customers as possible are without a manager, then costs are as small as can be; a change costs {0}.",
    "首先使没有客户经理的客户最少，其次使总成本最小；每更换一次客户经理的成本为 {0}。",
);
pub(in crate::print) const ASSIGNED_UNKNOWN: Phrase = Phrase(
    "What is unknown moves nobody and brings nobody to a manager.",
    "信息未知时，既不调走客户，也不调入客户。",
);
pub(in crate::print) const ASSIGNED_NEXT_MONTH: Phrase =
    Phrase("A change is to hold from the first day of the next month.", "变更自次月首日起生效。");
pub(in crate::print) const ASSIGNED_ON: Phrase = Phrase("A change is to hold from {0}.", "变更自{0}起生效。");
pub(in crate::print) const ASSIGNED_PROPOSAL: Phrase =
    Phrase("The result is a proposal: nothing changes by itself.", "结果仅为建议方案，不会自动变更。");
pub(in crate::print) const EXPECT_ASSIGNED: Phrase = Phrase("Manager to be: {0}.", "应分配的客户经理：{0}。");
pub(in crate::print) const TEAMS: Phrase = Phrase("Teams", "服务团队");
pub(in crate::print) const TEAM: Phrase = Phrase(
    "A customer for whom {0} has one person of {2} for each of the roles {1}.",
    "若客户{0}，则由{2}中的人员担任以下角色各一名：{1}。",
);
pub(in crate::print) const TEAM_WITHIN: Phrase =
    Phrase("Customer and specialist are of one branch: {0} is {1}.", "客户与专家须属同一机构：{0}等于{1}。");
pub(in crate::print) const TEAM_CAPACITY: Phrase = Phrase(
    "Nobody has more customers than {0}; as few as possible change.",
    "每人客户数不超过{0}；尽量少更换人员。",
);
pub(in crate::print) const TEAM_ROLE: Phrase =
    Phrase("{0}: somebody for whom {1}; today {2}.", "{0}：满足{1}的人员；现任为{2}。");
