//! How customers are contacted.

use super::Phrase;

pub(in crate::print) const CONTACT: Phrase = Phrase("Contacts", "客户联系");
pub(in crate::print) const CONTACT_WHOLE: Phrase = Phrase(
    "The open tasks of a customer form one contact. What is kept back, held or beyond the day's capacity is listed with \
     its reason.",
    "同一客户的未完成任务合并为一次联系。被拦截、被推迟或超出当日容量的，均列出原因。",
);
pub(in crate::print) const CONTACT_MANAGER: Phrase = Phrase(
    "Tasks for {0} are those of the manager whom {1} names in {2}.",
    "面向{0}的任务归{1}所指的客户经理（见{2}）。",
);
pub(in crate::print) const CONTACT_CAPACITY: Phrase = Phrase(
    "A manager makes {0} contacts a day; where that is not known, {1}.",
    "客户经理每日联系{0}次；该值未知时按{1}次。",
);
pub(in crate::print) const CONTACT_ORDER: Phrase =
    Phrase("Order: {0}; ties go by the customer's key.", "排序：{0}；相同时按客户标识。");
pub(in crate::print) const LARGEST_FIRST: Phrase = Phrase("{0}, largest first", "{0}（从大到小）");
pub(in crate::print) const SMALLEST_FIRST: Phrase = Phrase("{0}, smallest first", "{0}（从小到大）");
pub(in crate::print) const RANK_DUE: Phrase = Phrase("due", "截止时间");
pub(in crate::print) const RANK_PRIORITY: Phrase = Phrase("priority", "优先级");
pub(in crate::print) const RANK_STAKE: Phrase = Phrase("money at stake", "涉及金额");
pub(in crate::print) const RANK_RAISED: Phrase = Phrase("day of raising", "生成日期");
pub(in crate::print) const CONTACT_EXEMPT: Phrase = Phrase(
    "Nothing defers {0}, nor what a contract or a law asks for.",
    "{0}以及合同或法律要求的事项不受任何推迟。",
);
pub(in crate::print) const CONTACT_EXEMPT_NONE: Phrase =
    Phrase("Nothing defers what a contract or a law asks for.", "合同或法律要求的事项不受任何推迟。");
pub(in crate::print) const CAP: Phrase = Phrase(
    "{0}: at most {1} contacts and messages of {2} in {3} to a customer.",
    "{0}：每位客户在{3}内，{2}类联系与消息合计至多{1}次。",
);
pub(in crate::print) const CAP_HOUSEHOLD: Phrase = Phrase(
    "{0}: at most {1} contacts and messages of {2} in {3} to a household ({4}).",
    "{0}：每个家庭（{4}）在{3}内，{2}类联系与消息合计至多{1}次。",
);
pub(in crate::print) const CAP_CHANNELS: Phrase = Phrase(
    "It counts what goes by {0}, and what goes by an unknown channel.",
    "仅计经由{0}的，渠道未知的也计入。",
);
pub(in crate::print) const CONTACT_COOLING: Phrase = Phrase(
    "After {0}, {1} wait for {2}; a missing date means that there was nothing to wait for.",
    "自{0}起，{1}类联系暂停{2}；日期缺失表示无须等待。",
);
pub(in crate::print) const CONTACT_COMPLAINT: Phrase =
    Phrase("Greetings are kept back if {0}, or if that is unknown.", "若{0}，或无法判定，则拦截关怀类任务。");
pub(in crate::print) const CONTACT_QUIET: Phrase = Phrase("Quiet from {0} to {1}.", "静默时段：{0} 至 {1}。");
pub(in crate::print) const CONTACT_PREFERRED: Phrase =
    Phrase("The channel is {0}, where it is known and within the caps.", "渠道取{0}（已知且未超上限时）。");
pub(in crate::print) const CONTACT_CHANNELS: Phrase =
    Phrase("Otherwise the first that is within the caps of {0}.", "否则依次取{0}中首个未超上限的渠道。");
pub(in crate::print) const CONTACT_CHANNELS_ONLY: Phrase =
    Phrase("The channel is the first of {0} that is within the caps.", "渠道依次取{0}中首个未超上限的。");
pub(in crate::print) const CONTACT_HISTORY: Phrase =
    Phrase("Rows of {0} count as contacts of their day ({1}).", "{0}的记录按其日期（{1}）计为联系。");
pub(in crate::print) const CONTACT_HISTORY_WHERE: Phrase = Phrase(
    "Rows of {0} where {2} count as contacts of their day ({1}).",
    "{0}中{2}的记录按其日期（{1}）计为联系。",
);
pub(in crate::print) const CONTACT_TOGETHER: Phrase = Phrase(
    "Customers who share {0} and a manager are offered one after the other.",
    "{0}相同且客户经理相同的客户依次安排。",
);
pub(in crate::print) const CONTACT_PARTNER: Phrase = Phrase(
    "A customer and the one whom {0} names are offered one after the other, if they have one manager.",
    "客户与{0}所指客户，若客户经理相同，则依次安排。",
);
pub(in crate::print) const STAKE: Phrase = Phrase("At stake: {0}.", "涉及金额：{0}。");
pub(in crate::print) const CONTRACTUAL: Phrase =
    Phrase("A contract or a law asks for it: nothing defers it.", "合同或法律要求：不受任何推迟。");
pub(in crate::print) const COMPLAINT: Phrase =
    Phrase("Kept back while a complaint is open, or may be.", "存在未结投诉或无法判定时拦截。");
pub(in crate::print) const EXPECT_CONTACTS: [Phrase; 5] = [
    Phrase("Alerts whose tasks are offered as contacts: {0}.", "任务列入当日联系的预警与提醒：{0}。"),
    Phrase("Alerts whose tasks are beyond the day's capacity: {0}.", "任务超出当日容量的预警与提醒：{0}。"),
    Phrase("Alerts whose tasks nobody can do: {0}.", "任务无人负责的预警与提醒：{0}。"),
    Phrase("Alerts whose tasks have to wait: {0}.", "任务被推迟的预警与提醒：{0}。"),
    Phrase("Alerts whose tasks may not be contacts: {0}.", "任务不得联系的预警与提醒：{0}。"),
];
