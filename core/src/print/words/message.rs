//! Who is told of what, by which ways and with what texts.

use super::Phrase;

pub(in crate::print) const ROLES_HEAD: Phrase = Phrase("Who is told", "消息接收人");
pub(in crate::print) const THE_CUSTOMER: Phrase = Phrase("the customer", "客户");
pub(in crate::print) const CHANNELS: Phrase = Phrase("Channels", "渠道");
pub(in crate::print) const CHANNEL: Phrase =
    Phrase("{0} carries data up to class {1}.", "{0}：最高承载 {1} 级数据。");
pub(in crate::print) const CHANNEL_LENGTH: Phrase = Phrase(
    "A text has at most {0} characters: words in it are shortened, numbers and dates never; one that is still too long \
     is held.",
    "文本最多 {0} 个字符：仅可截短文字，不截断数字和日期；仍超长的，暂缓发送。",
);
pub(in crate::print) const CHANNEL_NEVER_QUIET: Phrase =
    Phrase("Customers may be written to at any time.", "可随时向客户发送。");
pub(in crate::print) const CHANNEL_QUIET: Phrase =
    Phrase("Nothing goes to customers from {0} to {1}.", "{0} 至 {1} 不向客户发送。");
pub(in crate::print) const MESSAGE_NEEDS: Phrase = Phrase(
    "A customer gets it only with consent to “{0}”; without, or where that is unknown, it is held.",
    "仅在客户已授权“{0}”时向客户发送；未授权或无法判定时暂缓发送。",
);
pub(in crate::print) const TEMPLATES: Phrase = Phrase("Texts of messages", "消息模板");
pub(in crate::print) const TEMPLATE: Phrase =
    Phrase("{0}, version {1}, by {2}:", "{0}，第 {1} 版，渠道：{2}。");
pub(in crate::print) const VARIANT: Phrase = Phrase("If {0}: {1}", "若{0}：{1}");
pub(in crate::print) const TEXT: Phrase = Phrase("{0}", "{0}");
pub(in crate::print) const TEXT_ELSE: Phrase = Phrase("Otherwise: {0}", "否则：{0}");
pub(in crate::print) const REQUIRES: Phrase = Phrase("Sent only if {0}.", "仅当{0}时发送。");
pub(in crate::print) const FALLBACK: Phrase =
    Phrase("Where it cannot be sent as it stands, {0} is sent.", "不满足发送条件时，改发{0}。");
pub(in crate::print) const NOTIFY_RAISED: Phrase =
    Phrase("When it is raised, {2} goes to {0} by {1}{3}.", "触发时，通过{1}向{0}发送{2}{3}。");
pub(in crate::print) const NOTIFY_REMINDED: Phrase =
    Phrase("When it is told again, {2} goes to {0} by {1}{3}.", "再次提醒时，通过{1}向{0}发送{2}{3}。");
pub(in crate::print) const NOTIFY_ESCALATED: Phrase =
    Phrase("When it is escalated, {2} goes to {0} by {1}{3}.", "逾期上报时，通过{1}向{0}发送{2}{3}。");
pub(in crate::print) const NOTIFY_AT: Phrase = Phrase(", not before {0}", "，不早于 {0}");
pub(in crate::print) const EXPECT_MESSAGES: Phrase =
    Phrase("Messages that are ready: {0}.", "可发送的消息：{0}。");
pub(in crate::print) const EXPECT_MESSAGES_HELD: Phrase =
    Phrase("Messages that are held: {0}.", "暂缓发送的消息：{0}。");
