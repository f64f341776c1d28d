//! Who belongs to a customer: a spouse, children, parents, their days; what the customer likes; what the customer agreed
//! to; and the second id that some customers have.

use super::customer::Customer;
use super::part::Part;
use super::random::Random;
use super::sheet::{Maybe, Sheet, Sheets};
use crate::date::Day;

/// The family of a customer and what is on file beside it.
pub(super) struct Household {
    spouse_since: Option<Day>,
    relatives: Vec<Relative>,
    days: Vec<KeyDate>,
    interests: Vec<&'static str>,
    /// Status and day of each consent; absent where the bank has none on file.
    consents: [Option<(bool, Day)>; 4],
}

struct Relative {
    role: &'static str,
    birthday: Day,
    abroad: bool,
    /// Whether this is the customer before this one.
    known: bool,
}

struct KeyDate {
    kind: &'static str,
    person: &'static str,
    day: Day,
    lunar: bool,
}

/// Categories of consents, and how many of a thousand have withdrawn.
const CONSENTS: [(&str, u64); 4] = [("marketing", 30), ("profiling", 60), ("family", 40), ("external", 80)];

const TOPICS: [&str; 7] = ["art", "wine", "forum", "charity", "golf", "riding", "travel"];

impl Part for Household {
    fn draw(customer: &Customer, r: &mut Random, today: Day) -> Self {
        let consents = CONSENTS.map(|(_, withdrawn)| consent(r, today, withdrawn));
        let spouse_since = r.per_mille(250).then(|| today.plus(-r.between(400, 12_000)));
        let spouse_since = spouse_since.filter(|_| customer.number.is_multiple_of(2));
        let relatives = relatives(customer, r, today, spouse_since.is_some());
        let days = key_dates(customer, r, today, &relatives);
        let likes = if r.per_mille(120) { r.between(1, 2) } else { 0 };
        let mut interests = Vec::new();
        for _ in 0..likes {
            let at = usize::try_from(r.below(7)).unwrap_or(0);
            interests.extend(TOPICS.get(at).filter(|topic| !interests.contains(*topic)).copied());
        }
        Self { spouse_since, relatives, days, interests, consents }
    }

    /// Now and then a customer changes their mind about a consent, or has a child.
    fn advance(&mut self, customer: &mut Customer, r: &mut Random, today: Day) {
        if r.below(2_000) == 0 {
            let at = usize::try_from(r.below(4)).unwrap_or(0);
            if let Some(Some((granted, day))) = self.consents.get_mut(at) {
                (*granted, *day) = (!*granted, today.plus(-1));
            }
        }
        if customer.is_married() && (25..45).contains(&customer.age(today)) && r.below(8_000) == 0 {
            let birthday = today.plus(-1);
            self.relatives.push(Relative { role: "child", birthday, abroad: false, known: false });
        }
    }

    fn write(&self, customer: &Customer, _: Day, sheets: &mut Sheets) {
        let id = customer.number;
        for (row, at) in self.relatives.iter().zip(1..) {
            let Relative { role, birthday, abroad, known } = row;
            let number = if *known { format!("C{:07}", id - 1) } else { String::new() };
            let cells = format_args!("N{id:07}-{at},C{id:07},{role},{birthday},{abroad},{number}");
            sheets.row(Sheet::Relatives, cells);
        }
        for (row, at) in self.days.iter().zip(1..) {
            let KeyDate { kind, person, day, lunar } = row;
            sheets.row(Sheet::KeyDates, format_args!("Y{id:07}-{at},C{id:07},{kind},{person},{day},{lunar}"));
        }
        for topic in &self.interests {
            sheets.row(Sheet::Interests, format_args!("{id:07}-{topic},C{id:07},{topic}"));
        }
        for ((category, _), consent) in CONSENTS.iter().zip(&self.consents) {
            if let Some((granted, day)) = consent {
                let status = if *granted { "granted" } else { "withdrawn" };
                let cells = format_args!("{id:07}-{category},C{id:07},{category},{status},{day}");
                sheets.row(Sheet::Consents, cells);
            }
        }
        self.relate(id, sheets);
        if customer.habits.alias {
            sheets.row(Sheet::Identities, format_args!("A{id:07},C{id:07}"));
        }
    }
}

impl Household {
    /// Even customers may be married to the one before them; one pair in five thousand is recorded both ways round,
    /// which makes a circle.
    fn relate(&self, id: u64, sheets: &mut Sheets) {
        let Some(since) = self.spouse_since else { return };
        let head = id - 1;
        let no = Maybe::<Day>(None);
        sheets.row(Sheet::Relations, format_args!("R{id:07},C{id:07},C{head:07},spouse,{since},{no},100"));
        if id.is_multiple_of(10_000) {
            sheets
                .row(Sheet::Relations, format_args!("R{id:07}b,C{head:07},C{id:07},spouse,{since},{no},100"));
        }
    }
}

/// A spouse of the married, children of every second one between 28 and 75, parents of a quarter of those below 60.
fn relatives(customer: &Customer, r: &mut Random, today: Day, related: bool) -> Vec<Relative> {
    let (own, age) = (customer.birthday(), customer.age(today));
    let mut found = Vec::new();
    let mut add = |role, birthday: Day, abroad, known| {
        if birthday < today {
            found.push(Relative { role, birthday, abroad, known });
        }
    };
    if customer.is_married() || related {
        let birthday = own.plus(r.between(-1_500, 1_500));
        let abroad = r.per_mille(10);
        if related || r.per_mille(700) {
            add("spouse", birthday, abroad, related);
        }
    }
    let children = if (28..75).contains(&age) && r.per_mille(550) { r.between(1, 2) } else { 0 };
    for _ in 0..children {
        let birthday = own.plus(r.between(24 * 365, 38 * 365));
        let grown = (15..25).contains(&((today.0 - birthday.0) / 365));
        add("child", birthday, grown && r.per_mille(150), false);
    }
    if (25..60).contains(&age) && r.per_mille(250) {
        let older = r.between(22 * 365, 36 * 365);
        add("parent", own.plus(-older), false, false);
    }
    found
}

/// Birthdays of relatives, the wedding, the day of the contract, and now and then a memorial day.
fn key_dates(customer: &Customer, r: &mut Random, today: Day, relatives: &[Relative]) -> Vec<KeyDate> {
    let mut days = Vec::new();
    for relative in relatives {
        if r.per_mille(400) {
            let lunar = relative.role == "parent" && r.per_mille(500);
            days.push(KeyDate { kind: "birthday", person: relative.role, day: relative.birthday, lunar });
        }
    }
    if customer.is_married() && r.per_mille(300) {
        let day = today.plus(-r.between(365, 9_000));
        days.push(KeyDate { kind: "wedding", person: "self", day, lunar: false });
    }
    if r.per_mille(300) {
        days.push(KeyDate { kind: "contract", person: "self", day: customer.relation.since, lunar: false });
    }
    if r.per_mille(30) {
        let day = today.plus(-r.between(365, 9_000));
        days.push(KeyDate { kind: "memorial", person: "self", day, lunar: r.per_mille(500) });
    }
    days
}

/// Granted by most, withdrawn by `withdrawn` of a thousand, not on file for 50.
fn consent(r: &mut Random, today: Day, withdrawn: u64) -> Option<(bool, Day)> {
    let day = today.plus(-r.between(1, 1_500));
    let granted = !r.per_mille(withdrawn);
    (!r.per_mille(50)).then_some((granted, day))
}
