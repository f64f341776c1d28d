//! Words for reasons: what an alert was asked of, and how far a customer is from another result.

use super::Phrase;

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
