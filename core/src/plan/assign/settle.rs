//! From numbers of customers to customers: who goes where, why, and at what cost.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::book::{Book, Member, Order, Standing};
use super::flow::{Problem, Solution};
use super::people::{Person, Presence};
use super::{Against, Assigned, Change, DEAR, Load, Notice, Total, Why};
use crate::order::{sort, sort_by};

/// A customer who does not stay: of [`Book::members`], why, and to whom he goes at which cost there.
struct Gone {
    member: u32,
    why: Why,
    to: Option<(u32, i64)>,
}

/// The proposal that a solution is.
pub(super) fn settle(book: &Book<'_>, order: &Order, (problem, solution): (&Problem, &Solution)) -> Assigned {
    let loads = book.loads();
    let rooms: Vec<Option<u32>> = book.people.iter().zip(&loads).map(|(p, load)| p.room(load.0)).collect();
    let full = |at: u32| {
        let (load, room) = (loads.get(at as usize), rooms.get(at as usize).copied().flatten());
        load.zip(room).is_some_and(|((load, _), room)| *load > room)
    };
    let mut gone = Vec::new();
    for (kind, given) in (0u32..).zip(&solution.given) {
        let mut pool = pool(book, order, (problem, solution), kind, &full);
        sort_by(&mut pool, |a, b| a.member.cmp(&b.member));
        let offers = problem.kinds.get(kind as usize).map_or(&[][..], Vec::as_slice);
        let places = offers.iter().zip(given).flat_map(|(offer, units)| vec![*offer; *units as usize]);
        deal(&mut pool, places.collect(), &|member| current(book, member));
        gone.extend(pool);
    }
    // Somebody who is given to his own manager stays.
    let mut stays = stays(order, (problem, solution));
    gone.retain(|g| {
        let back = g.to.filter(|(to, _)| current(book, g.member) == Some(*to));
        stays += back.map_or(0, |(_, cost)| i128::from(cost));
        back.is_none()
    });
    let mut assigned = Assigned { total: total(book, stays, solution), ..Assigned::default() };
    let unknown = book.members.iter().filter_map(|member| match member.standing {
        Standing::Unknown(why) => Some(change(book, member, why, None)),
        _ => None,
    });
    assigned.changes.extend(unknown);
    for found in &gone {
        let Some(member) = book.members.get(found.member as usize) else { continue };
        assigned.changes.push(change(book, member, found.why, found.to));
    }
    sort_by(&mut assigned.changes, |a, b| a.row.cmp(&b.row));
    for change in &assigned.changes {
        let total = &mut assigned.total;
        total.changes += u32::from(change.to.is_some());
        total.unplaced += u32::from(change.to.is_none());
        total.cost += i128::from(change.cost.unwrap_or(0));
    }
    let moved = |row: u32| assigned.changes.binary_search_by(|change| change.row.cmp(&row)).is_ok();
    let stays = book.members.iter().filter(|member| !moved(member.row));
    let stays = stays.filter_map(|m| Some((m.row, book.people.get(m.current? as usize)?.key.clone())));
    assigned.stays = stays.collect();
    sort_by(&mut assigned.stays, |a, b| a.0.cmp(&b.0));
    assigned.managers = summary(book, &rooms, &loads, &gone);
    assigned
}

/// The customers of a kind who do not stay.
fn pool(
    book: &Book<'_>,
    order: &Order,
    (problem, solution): (&Problem, &Solution),
    kind: u32,
    full: &dyn Fn(u32) -> bool,
) -> Vec<Gone> {
    let members = |range: core::ops::Range<usize>| order.members.get(range).unwrap_or(&[]).iter().copied();
    let mut pool = Vec::new();
    for member in members(order.loose.get(kind as usize).cloned().unwrap_or(0..0)) {
        if let Some(Standing::Loose(why)) = book.members.get(member as usize).map(|m| m.standing) {
            pool.push(Gone { member, why, to: None });
        }
    }
    let keeps = problem.keeps.iter().zip(&order.keeps).zip(&solution.left);
    for ((keep, range), left) in keeps.filter(|((keep, _), _)| keep.kind == kind) {
        let prices = keep.prices.iter();
        for (member, price) in members(range.clone()).zip(prices).take(*left as usize) {
            let why = match (*price < keep.cost, full(keep.manager)) {
                (true, _) => Why::Preferred,
                (false, true) => Why::OverCapacity,
                (false, false) => Why::MakesRoom,
            };
            pool.push(Gone { member, why, to: None });
        }
    }
    pool
}

/// Deals places to a pool, in order; nobody gets his own manager as long as somebody else can. The last get none.
fn deal(pool: &mut [Gone], mut places: Vec<(u32, i64)>, current: &dyn Fn(u32) -> Option<u32>) {
    places.reverse();
    for at in 0..pool.len() {
        let Some(own) = pool.get(at).map(|g| current(g.member)) else { return };
        let other = places.iter().rposition(|(manager, _)| Some(*manager) != own);
        if let Some(place) = other {
            let taken = places.remove(place);
            pool.iter_mut().skip(at).take(1).for_each(|g| g.to = Some(taken));
            continue;
        }
        let Some(taken) = places.pop() else { return };
        // Only his own manager is left: somebody before him takes that, and he the other's.
        let fits = |g: &Gone| {
            current(g.member) != Some(taken.0) && g.to.is_some_and(|(manager, _)| Some(manager) != own)
        };
        let swap = pool.iter().take(at).position(fits);
        let got = match swap.and_then(|before| pool.get_mut(before)) {
            Some(before) => before.to.replace(taken),
            None => Some(taken),
        };
        pool.iter_mut().skip(at).take(1).for_each(|g| g.to = got);
    }
}

/// What unmet preferences of those who stay cost.
fn stays(order: &Order, (problem, solution): (&Problem, &Solution)) -> i128 {
    let keeps = problem.keeps.iter().zip(&order.keeps).zip(&solution.left);
    let cost = |((keep, range), left): ((&super::flow::Keep, &core::ops::Range<usize>), &u32)| {
        i128::from(keep.cost) * (range.len() as i128 - i128::from(*left))
    };
    keeps.map(cost).sum()
}

fn total(book: &Book<'_>, cost: i128, solution: &Solution) -> Total {
    Total {
        customers: u32::try_from(book.members.len()).unwrap_or(u32::MAX),
        changes: 0,
        unplaced: 0,
        cost,
        gap: solution.cost - solution.bound,
    }
}

fn current(book: &Book<'_>, member: u32) -> Option<u32> {
    book.members.get(member as usize)?.current
}

fn change(book: &Book<'_>, member: &Member, why: Why, to: Option<(u32, i64)>) -> Change {
    let key = |at: u32| book.people.get(at as usize).map(|person| person.key.clone());
    // What has to change anyway is not priced.
    let price = if let Standing::Loose(_) = member.standing { Some(0) } else { member.price };
    let known = |cost: &i64| *cost < DEAR;
    Change {
        row: member.row,
        from: member.current.and_then(key),
        to: to.and_then(|(to, _)| key(to)),
        why,
        against: match (why, to) {
            (Why::Unknown(_), _) => Some(Against::Unknown),
            (_, None) => Some(book.against(member)),
            _ => None,
        },
        cost: to.zip(price).map(|((_, cost), price)| price.saturating_add(cost)).filter(known),
        effective: member.effective,
    }
}

/// What becomes of each manager, by key.
fn summary(book: &Book<'_>, rooms: &[Option<u32>], loads: &[(u32, u32)], gone: &[Gone]) -> Vec<Load> {
    let mut all: Vec<Load> = Vec::with_capacity(book.people.len());
    for ((person, room), (before, _)) in book.people.iter().zip(rooms).zip(loads) {
        let (key, notice) = (person.key.clone(), notice(person, *room, *before));
        all.push(Load { key, room: *room, before: *before, notice, ..Load::default() });
    }
    for found in gone {
        if let Some(load) = current(book, found.member).and_then(|at| all.get_mut(at as usize)) {
            load.lost += 1;
        }
        if let Some(load) = found.to.and_then(|(at, _)| all.get_mut(at as usize)) {
            load.gained += 1;
        }
    }
    let mut names: Vec<(String, usize)> = all.iter().map(|load| load.key.clone()).zip(0..).collect();
    sort(&mut names);
    names.into_iter().filter_map(|(_, at)| all.get(at).cloned()).collect()
}

fn notice(person: &Person, room: Option<u32>, before: u32) -> Option<Notice> {
    let unknown = |truth: &Option<bool>| truth.is_none();
    match person.presence {
        Presence::Gone => Some(Notice::Gone),
        Presence::Unknown => Some(Notice::Unreadable),
        Presence::There if person.active == Some(false) => Some(Notice::Inactive),
        Presence::There if room.is_some_and(|room| before > room) => Some(Notice::OverCapacity),
        Presence::There if room.is_none() || person.active.is_none() => Some(Notice::Unknown),
        Presence::There if person.meets.iter().any(unknown) => Some(Notice::Unknown),
        Presence::There if person.limits.iter().any(|(about, _)| about.is_none()) => Some(Notice::Unknown),
        Presence::There => None,
    }
}
