//! Wording of reports, overrides, overlays and governance.

use super::Phrase;

pub(in crate::print) const OVERRIDES: Phrase = Phrase("Overrides", "人工覆盖");
pub(in crate::print) const OVERRIDABLE: Phrase = Phrase(
    "People may override {0} of a customer, with an author, a reason and a last day. What does not say all three is listed and changes nothing.",
    "可对单个客户人工覆盖{0}，须注明经办人、理由和截止日。缺任何一项者仅列示，不生效。",
);
pub(in crate::print) const OVERLAID: Phrase = Phrase(
    "{0} may be set per branch, within the permitted range, for the customers whose {1} is that branch. Where a branch sets nothing, or nothing valid, the value above stands.",
    "{0}可由各机构在允许范围内设定，适用于{1}为该机构的客户。机构未设定或设定无效的，以上述取值为准。",
);
pub(in crate::print) const REPORTS: Phrase = Phrase("Reports", "报表");
pub(in crate::print) const GROUPED: Phrase = Phrase("For each combination of {0}:", "按{0}分组：");
pub(in crate::print) const WHOLE: Phrase = Phrase("For all customers together:", "全体客户：");
pub(in crate::print) const DRIFT: Phrase =
    Phrase("The distribution of {0} against the one expected:", "{0}的分布与预期分布的偏离（PSI）：");
pub(in crate::print) const DRIFT_COLUMNS: [Phrase; 2] =
    [Phrase("Bin", "分箱"), Phrase("Expected", "预期占比")];
pub(in crate::print) const ONLY_WHERE: Phrase =
    Phrase("Only customers for whom {0}.", "仅限满足以下条件的客户：{0}。");
pub(in crate::print) const MIN_CELL: Phrase = Phrase(
    "Cells of fewer than {0} customers are not shown, nor those that would give them away.",
    "不足 {0} 位客户的单元格不展示，可据以推算的单元格也不展示。",
);
pub(in crate::print) const FIGURE_COUNT: Phrase = Phrase("{0}: the number of customers.", "{0}：客户数。");
pub(in crate::print) const FIGURE_SUM: Phrase = Phrase("{0}: the sum of {1}.", "{0}：{1}之和。");
pub(in crate::print) const FIGURE_MEAN: Phrase = Phrase("{0}: the mean of {1}.", "{0}：{1}的平均值。");
pub(in crate::print) const FIGURE_SHARE: Phrase =
    Phrase("{0}: the share of those for whom {1}.", "{0}：满足以下条件的客户占比：{1}。");
pub(in crate::print) const FIGURE_QUANTILES: Phrase =
    Phrase("{0}: the values of {1} below which {2} of the customers lie.", "{0}：{1}的分位值（{2}）。");
pub(in crate::print) const GOVERNANCE: Phrase = Phrase("Governance", "规则治理");
pub(in crate::print) const GOVERNANCE_COLUMNS: [Phrase; 6] = [
    Phrase("Section", "部分"),
    Phrase("Name", "名称"),
    Phrase("Owner", "负责人"),
    Phrase("Review by", "复核期限"),
    Phrase("Acts from", "生效日"),
    Phrase("No longer from", "失效日"),
];
