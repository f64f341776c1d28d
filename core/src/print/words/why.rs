//! Words for reasons: what an alert was asked of, and how far a customer is from another result.

use super::Phrase;
use crate::print::EdgeKind;
use crate::split::Case;

pub(in crate::print) const ALL_CUSTOMERS: Phrase = Phrase("all customers", "全部客户");
pub(in crate::print) const ALL_ROWS: Phrase = Phrase("the rows of {0}", "{0}的记录");
pub(in crate::print) const NEARLY_MORE: Phrase =
    Phrase("{0} is {1}: {2} more and it fires ({3})", "{0}为 {1}：再增加 {2} 即触发（{3}）");
pub(in crate::print) const NEARLY_LESS: Phrase =
    Phrase("{0} is {1}: {2} less and it fires ({3})", "{0}为 {1}：再减少 {2} 即触发（{3}）");
pub(in crate::print) const NEARLY_LATER: Phrase =
    Phrase("{0} is {1}: {2} later and it fires ({3})", "{0}为 {1}：再推后 {2} 即触发（{3}）");
pub(in crate::print) const NEARLY_EARLIER: Phrase =
    Phrase("{0} is {1}: {2} earlier and it fires ({3})", "{0}为 {1}：再提前 {2} 即触发（{3}）");
pub(in crate::print) const CHANGED: Phrase = Phrase(
    "{0} went from {1} to {2}: {3} by the customer's data, {4} by the policy",
    "{0}由 {1} 变为 {2}：客户数据变动 {3}，策略变动 {4}",
);
pub(in crate::print) const NOT_DIVIDED: Phrase = Phrase("{0}: {1}", "{0}：{1}");

/// Why a change is not divided.
pub(in crate::print) const fn case(case: Case) -> Phrase {
    match case {
        Case::Divided => Phrase("divided", "已拆分"),
        Case::NewCustomer => Phrase("there was no such customer before", "此前没有该客户"),
        Case::GoneCustomer => Phrase("there is no such customer any more", "已没有该客户"),
        Case::NewScore => Phrase("the policy before had no such score", "此前的策略没有该评分"),
        Case::GoneScore => Phrase("the policy has no such score any more", "现在的策略没有该评分"),
        Case::UnknownBefore => Phrase("it was not known before", "此前未知"),
        Case::UnknownBetween => {
            Phrase("by the policy before it is not known on today's data", "按此前的策略，当前数据下未知")
        }
        Case::UnknownAfter => Phrase("it is not known now", "当前未知"),
    }
}

/// How far a customer is from an edge: `{0}` is the distance, `{1}` the input, `{2}` a day, `{3}` the member.
pub(in crate::print) const fn edge(kind: EdgeKind, up: bool, dated: bool) -> Phrase {
    match (kind, up, dated) {
        (EdgeKind::Keep, true, true) => {
            Phrase("{0} more {1} by {2} keeps “{3}”", "在 {2} 前{1}再增加 {0} 可保持“{3}”")
        }
        (EdgeKind::Keep, false, true) => {
            Phrase("{0} less {1} by {2} keeps “{3}”", "在 {2} 前{1}再减少 {0} 可保持“{3}”")
        }
        (EdgeKind::Keep, true, false) => Phrase("{0} more {1} keeps “{3}”", "{1}再增加 {0} 可保持“{3}”"),
        (EdgeKind::Keep, false, false) => Phrase("{0} less {1} keeps “{3}”", "{1}再减少 {0} 可保持“{3}”"),
        (EdgeKind::Lose, true, _) => Phrase(
            "{0} more {1} leads to “{3}”, on {2} at the earliest",
            "{1}增加 {0} 将降为“{3}”，最早于 {2}",
        ),
        (EdgeKind::Lose, false, _) => Phrase(
            "{0} less {1} leads to “{3}”, on {2} at the earliest",
            "{1}减少 {0} 将降为“{3}”，最早于 {2}",
        ),
        (EdgeKind::Reach, true, _) => {
            Phrase("{0} more {1} reaches “{3}” on {2}, if it stays", "{1}再增加 {0} 并保持，{2} 升至“{3}”")
        }
        (EdgeKind::Reach, false, _) => {
            Phrase("{0} less {1} reaches “{3}” on {2}, if it stays", "{1}再减少 {0} 并保持，{2} 升至“{3}”")
        }
        (EdgeKind::Becomes, true, _) => Phrase("{0} more {1}: “{3}”", "{1}增加 {0}：“{3}”"),
        (EdgeKind::Becomes, false, _) => Phrase("{0} less {1}: “{3}”", "{1}减少 {0}：“{3}”"),
    }
}

pub(in crate::print) const REACHED: Phrase = Phrase(
    "{0} suffices for “{2}”, which comes on {1} if it stays",
    "{0}已达到“{2}”的要求，保持至 {1} 即升级",
);
