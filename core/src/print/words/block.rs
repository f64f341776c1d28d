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
