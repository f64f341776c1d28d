//! The customers of a run as members of kinds, and the problem that the solver takes.
//!
//! A kind is a branch and what is known about which rules: customers of a kind may be given to the same managers, and
//! cost the same there.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::flow::{Keep, Problem};
use super::people::{Person, Presence, text, truth};
use super::{Against, DEAR, Why};
use crate::column::Texts;
use crate::evaluate::Machine;
use crate::model::assignment::Assignment;
use crate::order::{arrange, positions, sort_by};
use crate::outcome::{Outcome, Run};
use crate::output::customer_key;
use crate::output::events::ranks;
use crate::program::{AssignmentNodes, Needs, NodeId};
use crate::value::Reason;

/// What is known about the rules of a customer: two bits each, one for yes, one for unknown.
type Rules = u64;

/// The customers of a run who need a manager.
pub(super) struct Book<'a> {
    assignment: &'a Assignment,
    /// Managers: those of the table by key, then others that customers name.
    pub people: Vec<Person>,
    /// Their names.
    names: Texts,
    /// The customers.
    pub members: Vec<Member>,
    /// Names of branches, and which of them the managers have.
    branches: Texts,
    branch_of: Vec<Option<u32>>,
}

/// A customer who needs a manager.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// The customer's row.
    pub row: u32,
    /// The manager today: of [`Book::people`].
    pub current: Option<u32>,
    /// Where he stands.
    pub standing: Standing,
    /// What a change costs.
    pub price: Option<i64>,
    /// From when it is to hold.
    pub effective: Option<i32>,
    /// Of [`Book::problem`].
    pub kind: u32,
    branch: Option<u32>,
    rules: Rules,
}

/// Where a customer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// He may stay, at that cost.
    May(i64),
    /// He cannot stay.
    Loose(Why),
    /// He stays, since something is unknown.
    Fixed,
    /// Nothing can be said of him.
    Unknown(Why),
}

/// Members that the solver moves, by kind: first those who cannot stay, then by manager, price and key.
pub(super) struct Order {
    /// Members.
    pub members: Vec<u32>,
    /// Per kind, how many of them are its first.
    pub loose: Vec<core::ops::Range<usize>>,
    /// Per entry of [`Problem::keeps`] its members.
    pub keeps: Vec<core::ops::Range<usize>>,
}

/// Reads the customers of a run.
pub(super) fn read<'a>(
    (run, outcome): (&Run<'_>, &Outcome),
    assignment: &'a Assignment,
    nodes: &AssignmentNodes,
    people: Vec<Person>,
) -> Book<'a> {
    let mut names = Texts::default();
    for person in &people {
        names.intern(&person.key);
    }
    let mut branches = Texts::default();
    let branch_of = people.iter().map(|p| p.branch.as_ref().and_then(|b| branches.intern(b))).collect();
    let mut book = Book { assignment, people, names, members: Vec::new(), branches, branch_of };
    let mut needs = Needs::default();
    needs.assignment(nodes);
    let mut machine = outcome.machine(run, &needs);
    for block in run.blocks() {
        machine.block(block.clone());
        for (at, row) in block.enumerate() {
            let member = book.member(run, &machine, nodes, (at, row));
            book.members.extend(member);
        }
    }
    let key = |member: &Member| customer_key(run.dataset, member.row as usize);
    sort_by(&mut book.members, |a, b| key(a).cmp(key(b)));
    book
}

impl Book<'_> {
    /// A customer; `None`: one who needs no manager.
    fn member(
        &mut self,
        run: &Run<'_>,
        machine: &Machine<'_>,
        nodes: &AssignmentNodes,
        (at, row): (usize, usize),
    ) -> Option<Member> {
        let who = nodes.who.map_or(Some(true), |id| truth(machine, id, at));
        if who == Some(false) {
            return None;
        }
        let cause = |id: NodeId| machine.cause(id, at, &ranks(run.model));
        let unknown_name = cause(nodes.current).filter(|cause| cause.reason != Reason::Missing);
        let current = text(machine, nodes.current, at).and_then(|name| self.name(run, &name));
        let branch = nodes.within.and_then(|id| text(machine, id, at));
        let mut member = Member {
            row: u32::try_from(row).unwrap_or(u32::MAX),
            current,
            standing: Standing::Fixed,
            price: match nodes.change {
                None => Some(1),
                Some(id) => machine.is_known(id, at).then(|| machine.i64_at(id, at).clamp(0, DEAR - 1)),
            },
            effective: match nodes.effective {
                None => first_of_next_month(run.today()),
                Some(id) => machine.is_known(id, at).then(|| machine.i32_at(id, at)),
            },
            kind: 0,
            branch: branch.and_then(|branch| self.branches.intern(&branch)),
            rules: rules(machine, nodes, at),
        };
        let doubt = unknown_name.or_else(|| nodes.who.filter(|_| who.is_none()).and_then(cause));
        member.standing = self.standing(&member, doubt.map(Why::Unknown));
        Some(member)
    }

    /// The number of a manager; one whom the table does not have is added.
    fn name(&mut self, run: &Run<'_>, name: &str) -> Option<u32> {
        if let Some(known) = self.names.find(name) {
            return Some(known);
        }
        let data = run.dataset.tables.get(usize::from(self.assignment.managers.0))?;
        // A name that no row has may be the one of a row that could not be read.
        let code = run.dataset.texts.find(name).unwrap_or(u32::MAX);
        self.people.push(Person::named(name, data.find(code, run.today())));
        self.branch_of.push(None);
        self.names.intern(name)
    }

    fn standing(&self, member: &Member, doubt: Option<Why>) -> Standing {
        let person = member.current.and_then(|at| self.people.get(at as usize));
        match (person, person.map(Person::serves), doubt) {
            (_, None | Some(Some(false)), Some(why)) => Standing::Unknown(why),
            (None, ..) => Standing::Loose(Why::NoManager),
            (Some(person), Some(Some(false)), None) => Standing::Loose(match person.presence {
                Presence::Gone => Why::Gone,
                _ => Why::Inactive,
            }),
            (Some(person), _, None) if person.presence == Presence::There => self.keeps(member, person),
            (Some(_), ..) => Standing::Fixed,
        }
    }

    /// Whether a customer may stay with his manager: nothing speaks against it that is known.
    fn keeps(&self, member: &Member, person: &Person) -> Standing {
        let theirs = member.current.and_then(|at| self.branch_of.get(at as usize).copied().flatten());
        if let (true, Some(own), Some(theirs)) = (self.assignment.within.is_some(), member.branch, theirs)
            && own != theirs
        {
            return Standing::Loose(Why::Branch);
        }
        let mut cost = 0;
        for (at, rule) in (0u16..).zip(&self.assignment.rules) {
            match (self.verdict(member.rules, person, at), &rule.cost) {
                (Some(false), None) => return Standing::Loose(Why::Need(at)),
                (Some(false), Some(_)) => cost += person.costs.get(usize::from(at)).copied().unwrap_or(0),
                _ => {}
            }
        }
        Standing::May(cost)
    }

    /// Whether a manager does what a rule asks for a customer.
    fn verdict(&self, rules: Rules, person: &Person, at: u16) -> Option<bool> {
        let about = match rules >> (2 * at) & 3 {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        };
        match (about, person.meets.get(usize::from(at)).copied().flatten()) {
            (Some(false), _) | (_, Some(true)) => Some(true),
            (Some(true), Some(false)) => Some(false),
            _ => None,
        }
    }

    /// What a customer of a kind would cost with a manager to whom he is given; an error is what speaks against it.
    fn offer(&self, member: &Member, at: usize) -> Result<i64, Against> {
        let Some(person) = self.people.get(at).filter(|p| p.serves() == Some(true)) else {
            return Err(Against::Nobody);
        };
        if self.assignment.within.is_some() {
            let theirs = self.branch_of.get(at).copied().flatten();
            match member.branch {
                None => return Err(Against::UnknownBranch),
                Some(own) if theirs != Some(own) => return Err(Against::Branch),
                Some(_) => {}
            }
        }
        let mut cost = 0;
        for (at, rule) in (0u16..).zip(&self.assignment.rules) {
            match (self.verdict(member.rules, person, at), &rule.cost) {
                (Some(true), _) => {}
                (_, None) => return Err(Against::Need(at)),
                (_, Some(_)) => cost += person.costs.get(usize::from(at)).copied().unwrap_or(0),
            }
        }
        person.room(0).map(|_| cost).ok_or(Against::Capacity)
    }

    /// What stands in the way of everyone for a customer for whom there is nobody.
    pub fn against(&self, member: &Member) -> Against {
        let found: Vec<Result<i64, Against>> =
            (0..self.people.len()).map(|at| self.offer(member, at)).collect();
        if found.iter().any(|offer| matches!(offer, Ok(_) | Err(Against::Capacity))) {
            return Against::Capacity;
        }
        let is_need = |offer: &Result<i64, Against>| matches!(offer, Err(Against::Need(_)));
        if !found.iter().any(is_need) {
            let other = found.into_iter().filter_map(Result::err).find(|a| *a != Against::Nobody);
            return other.unwrap_or(Against::Nobody);
        }
        // The need that no manager of the branch meets, if there is one.
        let nobody = |at: &u16| {
            let needed = self.assignment.rules.get(usize::from(*at)).is_some_and(|rule| rule.cost.is_none());
            let mut near = self.people.iter().zip(&found).filter(|(_, offer)| is_need(offer));
            needed && near.all(|(person, _)| self.verdict(member.rules, person, *at) != Some(true))
        };
        let rules = u16::try_from(self.assignment.rules.len()).unwrap_or(u16::MAX);
        (0..rules).find(nobody).map_or(Against::Needs, Against::Need)
    }

    /// Per manager, how many customers he has, and how many of them cannot be moved.
    pub fn loads(&self) -> Vec<(u32, u32)> {
        let mut loads = vec![(0, 0); self.people.len()];
        for member in &self.members {
            let Some(load) = member.current.and_then(|at| loads.get_mut(at as usize)) else { continue };
            load.0 += 1;
            load.1 += u32::from(member.standing == Standing::Fixed);
        }
        loads
    }

    /// The problem, and the members in its order.
    pub fn problem(&mut self) -> (Problem, Order) {
        let mut problem = Problem { rooms: self.rooms(), ..Problem::default() };
        let (sorted, firsts) = self.kinds();
        let mut order = Order { members: sorted, loose: Vec::new(), keeps: Vec::new() };
        let everyone = 0..self.people.len();
        for first in &firsts {
            let Some(member) = self.members.get(*first as usize) else { continue };
            let offers = everyone.clone().filter_map(|at| {
                let cost = self.offer(member, at).ok()?;
                Some((u32::try_from(at).ok()?, cost))
            });
            problem.kinds.push(offers.collect());
        }
        problem.loose = vec![0; problem.kinds.len()];
        order.loose = vec![0..0; problem.kinds.len()];
        for (place, at) in order.members.iter().enumerate() {
            let Some(member) = self.members.get(*at as usize) else { continue };
            let kind = member.kind as usize;
            let Standing::May(cost) = member.standing else {
                problem.loose.iter_mut().skip(kind).take(1).for_each(|units| *units += 1);
                for range in order.loose.iter_mut().skip(kind).take(1) {
                    let start = if range.end == 0 { place } else { range.start };
                    *range = start..place + 1;
                }
                continue;
            };
            let (manager, price) = (member.current.unwrap_or(0), member.price.unwrap_or(DEAR));
            let same = |keep: &&mut Keep| keep.kind == member.kind && keep.manager == manager;
            match (problem.keeps.last_mut().filter(same), order.keeps.last_mut()) {
                (Some(keep), Some(range)) => {
                    keep.prices.push(price);
                    range.end = place + 1;
                }
                _ => {
                    problem.keeps.push(Keep { kind: member.kind, manager, cost, prices: vec![price] });
                    order.keeps.push(place..place + 1);
                }
            }
        }
        (problem, order)
    }

    /// Per manager, for how many of the customers that may be moved he has room.
    fn rooms(&self) -> Vec<u32> {
        let room = |(person, (load, fixed)): (&Person, (u32, u32))| {
            person.room(load).map_or(u32::MAX, |room| room.saturating_sub(fixed))
        };
        self.people.iter().zip(self.loads()).map(room).collect()
    }

    /// Members that may be moved, in order, and of each kind the first; sets their kinds. Members stand in the order of
    /// their customers' keys, which decides among equals.
    fn kinds(&mut self) -> (Vec<u32>, Vec<u32>) {
        let ranks = ranks_of(&self.branches);
        let moves = |at: &u32| {
            let member = self.members.get(*at as usize);
            member.is_some_and(|m| matches!(m.standing, Standing::May(_) | Standing::Loose(_)))
        };
        let mut order: Vec<u32> = positions(self.members.len()).into_iter().filter(moves).collect();
        let rank = |m: &Member| m.branch.and_then(|b| ranks.get(b as usize).copied());
        let kind = |m: &Member| (rank(m), m.rules);
        arrange(&mut order, &mut |a, b| match (self.members.get(a as usize), self.members.get(b as usize)) {
            (Some(a), Some(b)) => kind(a).cmp(&kind(b)).then_with(|| place(a).cmp(&place(b))),
            _ => Ordering::Equal,
        });
        let (mut firsts, mut last) = (Vec::new(), None);
        for at in &order {
            let Some(member) = self.members.get_mut(*at as usize) else { continue };
            let own = kind(member);
            if last != Some(own) {
                firsts.push(*at);
                last = Some(own);
            }
            member.kind = u32::try_from(firsts.len() - 1).unwrap_or(u32::MAX);
        }
        (order, firsts)
    }
}

/// Of a kind first those who cannot stay, then by manager, the cheapest to be moved first.
fn place(member: &Member) -> (Option<u32>, i64) {
    match member.standing {
        Standing::May(_) => (member.current, member.price.unwrap_or(DEAR)),
        _ => (None, 0),
    }
}

/// Per text its place among all in order.
fn ranks_of(texts: &Texts) -> Vec<u32> {
    let mut order = positions(texts.len());
    arrange(&mut order, &mut |a, b| texts.text(a).cmp(texts.text(b)));
    let mut ranks = vec![0; order.len()];
    for (rank, at) in (0u32..).zip(order) {
        ranks.iter_mut().skip(at as usize).take(1).for_each(|slot| *slot = rank);
    }
    ranks
}

fn rules(machine: &Machine<'_>, nodes: &AssignmentNodes, row: usize) -> Rules {
    let about = |id: &Option<NodeId>| match id.map_or(Some(true), |id| truth(machine, id, row)) {
        Some(yes) => u64::from(yes),
        None => 2,
    };
    nodes.whens.iter().rev().fold(0, |rules, id| rules << 2 | about(id))
}

fn first_of_next_month(today: i32) -> Option<i32> {
    let (year, month, _) = crate::date::civil(today);
    crate::date::add_months(crate::date::from_civil(year, month, 1)?, 1)
}
