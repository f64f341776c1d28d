//! Wording of suitability and offers.

use super::Phrase;

pub(in crate::print) const SUITABILITY: Phrase = Phrase("Suitability of products", "产品适当性");
pub(in crate::print) const SUITABLE_GRADE: Phrase = Phrase(
    "A product of {0} is offered only where {1} permits its {2} and holds; the last day of that is {3}. A product of \
     level {4} needs no grade. A grade that is unknown or has expired permits nothing else.",
    "{0}中的产品，仅当{1}允许其{2}且等级有效（截至{3}）时方可推荐；{4}级产品不要求等级。等级未知或已过期的，其他产品一律不推荐。",
);
pub(in crate::print) const SUITABLE_LIMIT: Phrase =
    Phrase("Grade {0} permits levels up to {1}.", "等级{0}：最高{1}。");
pub(in crate::print) const SUITABLE_FROM: Phrase = Phrase(
    "It is on sale from {0}, or where that is empty always before.",
    "自{0}起销售；为空则不限起始日。",
);
pub(in crate::print) const SUITABLE_TO: Phrase = Phrase(
    "It is on sale through {0}, or where that is empty for good.",
    "销售至{0}（含）；为空则不限截止日。",
);
pub(in crate::print) const SUITABLE_TERM: Phrase =
    Phrase("{0} has to be known and at most {1}.", "{0}须已知且不超过{1}。");
pub(in crate::print) const SUITABLE_BLOCK: Phrase =
    Phrase("It is not offered if {0}, or if that is unknown.", "若{0}，或无法判定，则不推荐该产品。");
pub(in crate::print) const SUITABLE_ALL: Phrase = Phrase(
    "No offer, no branch and no override gets past this.",
    "任何推荐、机构参数或人工覆盖均不得绕过以上规则。",
);
pub(in crate::print) const OFFERS: Phrase = Phrase("Offers", "推荐");
pub(in crate::print) const OFFER_IF: Phrase = Phrase(
    "A customer is eligible if {0}; where that is unknown, nothing is offered.",
    "若{0}，则客户符合条件；无法判定时不推荐。",
);
pub(in crate::print) const OFFER_LIST: Phrase =
    Phrase("A customer is eligible if {0}:", "客户符合条件，须{0}：");
pub(in crate::print) const OFFER_PRODUCTS: Phrase =
    Phrase("It is about the products of {0} that suit the customer.", "推荐{0}中适合该客户的产品。");
pub(in crate::print) const OFFER_WHERE: Phrase = Phrase(
    "It is about the products of {0} that suit the customer and for which {1}.",
    "推荐{0}中适合该客户且{1}的产品。",
);
pub(in crate::print) const OFFER_MOST: Phrase = Phrase(
    "At most {0} of them are offered, those that are expected to be worth most.",
    "最多推荐 {0} 个，取预期价值最高者。",
);
pub(in crate::print) const OFFER_SERVICES: Phrase =
    Phrase("It is about the services {0}.", "推荐服务：{0}。");
pub(in crate::print) const OFFER_CONSENT: Phrase =
    Phrase("It needs the customer's consent to “{0}”.", "须客户已授权“{0}”。");
pub(in crate::print) const OFFER_BLOCK: Phrase =
    Phrase("It is kept back if {0}, or if that is unknown.", "若{0}，或无法判定，则不推荐。");
pub(in crate::print) const OFFER_VALUE: Phrase =
    Phrase("It is worth {0} if it is accepted.", "若被接受，价值为{0}。");
pub(in crate::print) const OFFER_CHANCE: Phrase = Phrase("The chance of that: {0}.", "被接受的可能性：{0}。");
pub(in crate::print) const OFFER_PRICE: Phrase =
    Phrase("The price that the customer is told: {0}.", "告知客户的价格：{0}。");
pub(in crate::print) const OFFER_REASON: Phrase = Phrase("The reason that is given: {0}", "推荐理由：{0}");
pub(in crate::print) const OFFERED: Phrase = Phrase("something of {0} can be offered", "{0}有可推荐项");
pub(in crate::print) const NOT_OFFERED: Phrase = Phrase("nothing of {0} can be offered", "{0}无可推荐项");
pub(in crate::print) const EXPECT_OFFERS: Phrase = Phrase("Offers, in order: {0}.", "依次推荐：{0}。");
pub(in crate::print) const EXPECT_HELD: Phrase =
    Phrase("Not offered, and by what: {0}.", "不推荐及原因：{0}。");
