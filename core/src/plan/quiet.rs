//! Quiet hours: when nothing reaches a customer, by the policy's clock.

use crate::date::Zone;
use crate::model::Model;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// Quiet hours: the minute of the day at which they begin, and the one at which they end, on the next day if it is the
/// earlier one.
pub type QuietHours = (u16, u16);

/// The first instant from this one on that is not quiet by the contact policy, microseconds UTC.
#[must_use]
pub fn after_quiet(model: &Model, instant: i64) -> i64 {
    let quiet = model.contact.as_ref().and_then(|contact| contact.quiet);
    quiet.map_or(instant, |quiet| after(quiet, model.zone(), instant))
}

/// The first instant from this one on that is not quiet: the instant itself outside of quiet hours.
#[must_use]
pub fn after((begins, ends): QuietHours, zone: Zone, instant: i64) -> i64 {
    let (begins, ends) = (i64::from(begins) * MINUTE, i64::from(ends) * MINUTE);
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
