//! Wording of steps in which fields may be changed.

use super::Phrase;

pub(in crate::print) const CHANGE: Phrase = Phrase(
    "Where the cheapest change is asked for, {0} may be {1} in steps of {2}, each at a cost of {3}.",
    "求取最小代价调整时，{0}可{1}，步长 {2}，每步成本 {3}。",
);
pub(in crate::print) const CHANGE_WITHIN: Phrase = Phrase(
    "Where the cheapest change is asked for, {0} may be {1} in steps of {2}, each at a cost of {3} (range: {4}).",
    "求取最小代价调整时，{0}可{1}，步长 {2}，每步成本 {3}（范围：{4}）。",
);
pub(in crate::print) const CHANGE_UP: Phrase = Phrase("raised", "上调");
pub(in crate::print) const CHANGE_DOWN: Phrase = Phrase("lowered", "下调");
pub(in crate::print) const CHANGE_BOTH: Phrase = Phrase("raised or lowered", "上调或下调");
pub(in crate::print) const CHANGE_FROM_TO: Phrase = Phrase("{0} from {1} to {2}", "{0}由 {1} 调整为 {2}");
pub(in crate::print) const CHANGE_AND: Phrase = Phrase("; ", "；");
pub(in crate::print) const CHANGE_CHEAPEST: Phrase =
    Phrase("The cheapest change: {0}; cost {1}.", "代价最小的调整：{0}；成本 {1}。");
pub(in crate::print) const CHANGE_BEYOND: Phrase = Phrase(
    "Not decided within the bound: nothing that costs less than {0} reaches it, and what costs more was not tried.",
    "超出计算上限：成本低于 {0} 的调整均无法达到，更高成本的未作尝试。",
);
