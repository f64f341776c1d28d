//! Wording of who may see what.

use super::Phrase;

pub(in crate::print) const ACCESS: Phrase = Phrase("Access", "数据权限");
pub(in crate::print) const SEES_ALL: Phrase = Phrase("{0} sees all customers.", "{0}可查看全部客户。");
pub(in crate::print) const SEES_OWN: Phrase =
    Phrase("{0} sees the customers whose {1} names them on the day.", "{0}可查看当日{1}为其本人的客户。");
pub(in crate::print) const SEES_HEAD: Phrase = Phrase(
    "{0} sees the customers whose {1} leads to a row of {2} in which {3} names them on the day.",
    "{0}可查看当日{1}所对应的{2}中{3}为其本人的客户。",
);
pub(in crate::print) const SEES_CLASSES: Phrase = Phrase(
    "Columns that rest on data of class {0} only; a field of customers without a class counts as C2.",
    "仅限所依据数据均属{0}级的列；客户字段未标分级的按 C2 处理。",
);
pub(in crate::print) const SEES_NO_CLASS: Phrase = Phrase("No columns.", "不可查看任何列。");
pub(in crate::print) const SEES_ONLY: Phrase = Phrase("Nothing but {0}.", "仅限{0}。");
pub(in crate::print) const SEES_NOT: Phrase =
    Phrase("Not {0}, nor anything that rests on it.", "不含{0}，也不含以其为依据的任何内容。");
pub(in crate::print) const SEES_TABLES: Phrase = Phrase("Only the tables {0}.", "仅限以下表：{0}。");
pub(in crate::print) const SEES_PSEUDONYMS: Phrase = Phrase("As pseudonyms: {0}.", "以化名方式提供：{0}。");
pub(in crate::print) const DEPUTIES: Phrase = Phrase(
    "Whoever stands in for a person by {0} sees that person's customers, too, from the first to the last day named there; deputyships are not handed on.",
    "依据{0}代理他人者，自所列首日至末日（含）亦可查看被代理人的客户；代理不得转授。",
);
