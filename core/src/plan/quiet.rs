//! Quiet hours: when nothing reaches a customer, by the policy's clock.

use crate::model::Model;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// The first instant from this one on that is not quiet, microseconds UTC: the instant itself outside of quiet hours.
#[must_use]
pub fn after_quiet(model: &Model, instant: i64) -> i64 {
    let Some((begins, ends)) = model.contact.as_ref().and_then(|contact| contact.quiet) else {
        return instant;
    };
    let (begins, ends, zone) = (i64::from(begins) * MINUTE, i64::from(ends) * MINUTE, model.zone());
    let second = instant.div_euclid(SECOND);
    let local = second.saturating_add(zone.offset(second));
    let (midnight, of_day) = (local - local.rem_euclid(DAY), local.rem_euclid(DAY));
    let is_quiet = match begins > ends {
        true => of_day >= begins || of_day < ends,
        false => (begins..ends).contains(&of_day),
    };
    let days = i64::from(begins > ends && of_day >= begins);
    let open = zone.instant(midnight.saturating_add(days * DAY + ends)).checked_mul(SECOND);
    open.filter(|_| is_quiet).unwrap_or(instant)
}
