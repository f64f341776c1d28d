//! Who goes where at least cost: an exact solver on classes of customers, with a proof of what it found.
//!
//! Customers of one kind are served by the same managers at the same cost, so the problem is a flow from kinds to
//! managers. It starts with everyone staying who may and does not gain by leaving; what is left over (customers
//! without a manager, managers with too many) then goes along shortest paths to where there is room, as long as there
//! is any, and else to nobody. Customers of one kind and manager leave in the order of their prices, which makes the
//! cost of a pair convex, so that shortest paths stay exact. Distances of one round serve all paths of that length.
//!
//! First as few as possible stay without a manager, then the cost is as small as can be: a customer without a manager
//! costs [`Solution::nobody`], more than any exchange of others can save.
//!
//! The potentials of the last round are prices of the managers' rooms. [`bound`] lets every customer choose freely at
//! these prices; no assignment can cost less than that, whatever the prices are. Where cost and bound agree, the
//! assignment is proved to be the best, without trust in the way that led there.
//!
//! INVARIANT: a round leaves no residual arc with a negative reduced cost.
//! INVARIANT: the result depends on nothing but the problem, which lists kinds and managers in a fixed order.
#![expect(
    clippy::indexing_slicing,
    reason = "numbers of nodes and arcs are made by Flow::new and are in range"
)]

use alloc::collections::BinaryHeap;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

/// A problem. Costs are not negative.
#[derive(Debug, Clone, Default)]
pub struct Problem {
    /// Per manager, for how many customers there is room.
    pub rooms: Vec<u32>,
    /// Per kind, who may be given such customers, in order, and what one costs there.
    pub kinds: Vec<Vec<(u32, i64)>>,
    /// Per kind, how many customers cannot stay where they are.
    pub loose: Vec<u32>,
    /// Customers who may stay, at most one entry per kind and manager.
    pub keeps: Vec<Keep>,
}

/// Customers of a kind who may stay with their manager.
#[derive(Debug, Clone, Default)]
pub struct Keep {
    /// Their kind.
    pub kind: u32,
    /// Their manager.
    pub manager: u32,
    /// What one of them costs there.
    pub cost: i64,
    /// What it costs to take each of them away, ascending.
    pub prices: Vec<i64>,
}

/// What becomes of the customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Solution {
    /// Per entry of [`Problem::keeps`]: how many leave, the cheapest first.
    pub left: Vec<u32>,
    /// Per kind and entry of its list: how many customers are given.
    pub given: Vec<Vec<u32>>,
    /// Per kind: how many are given to nobody.
    pub unplaced: Vec<u32>,
    /// What a customer costs who is given to nobody.
    pub nobody: i128,
    /// The cost, those without a manager included.
    pub cost: i128,
    /// What no assignment can cost less than.
    pub bound: i128,
}

/// A kind and a manager: customers who may be given, or customers who may stay.
#[derive(Debug)]
struct Arc {
    kind: usize,
    manager: usize,
    cost: i128,
    /// Of [`Problem::keeps`].
    keep: Option<usize>,
    /// How many are given, or have left.
    units: u32,
}

/// Solves a problem.
#[must_use]
pub fn solve(problem: &Problem) -> Solution {
    let mut flow = Flow::new(problem);
    while flow.excess.iter().any(|units| *units > 0) {
        flow.measure();
        flow.send();
    }
    flow.solution()
}

/// A flow on its way. Nodes are the kinds, then the managers.
struct Flow<'p> {
    problem: &'p Problem,
    kinds: usize,
    nobody: i128,
    arcs: Vec<Arc>,
    /// Per node its arcs.
    near: Vec<Vec<u32>>,
    /// Per node, what still has to go elsewhere.
    excess: Vec<u32>,
    /// Per manager, how many there is still room for.
    room: Vec<u32>,
    unplaced: Vec<u32>,
    /// Per node its potential: the distance from what has to go elsewhere.
    potential: Vec<i128>,
    /// That of the end of all paths.
    end: i128,
}

impl<'p> Flow<'p> {
    fn new(problem: &'p Problem) -> Self {
        let kinds = problem.kinds.len();
        let nodes = kinds + problem.rooms.len();
        let gives = problem.kinds.iter().enumerate().flat_map(|(kind, list)| {
            list.iter().map(move |(manager, cost)| (kind, *manager as usize, *cost, None))
        });
        let keeps = problem.keeps.iter().enumerate();
        let keeps = keeps.map(|(at, k)| (k.kind as usize, k.manager as usize, k.cost, Some(at)));
        let arc = |(kind, manager, cost, keep)| Arc { kind, manager, cost: i128::from(cost), keep, units: 0 };
        let mut flow = Self {
            problem,
            kinds,
            nobody: nobody(problem),
            arcs: gives.chain(keeps).map(arc).collect(),
            near: vec![Vec::new(); nodes],
            excess: problem.loose.clone(),
            room: problem.rooms.clone(),
            unplaced: vec![0; kinds],
            potential: vec![0; nodes],
            end: 0,
        };
        flow.excess.resize(nodes, 0);
        let mut stays = vec![0u32; problem.rooms.len()];
        for (at, arc) in (0u32..).zip(&mut flow.arcs) {
            flow.near[arc.kind].push(at);
            flow.near[kinds + arc.manager].push(at);
            let Some(keep) = arc.keep.map(|keep| &problem.keeps[keep]) else { continue };
            arc.units = count(keep.prices.partition_point(|price| *price < keep.cost));
            flow.excess[arc.kind] += arc.units;
            stays[arc.manager] += count(keep.prices.len()) - arc.units;
        }
        for (manager, stays) in stays.into_iter().enumerate() {
            flow.excess[kinds + manager] = stays.saturating_sub(flow.room[manager]);
            flow.room[manager] = flow.room[manager].saturating_sub(stays);
        }
        flow
    }

    /// Along an arc away from its kind or from its manager: the cost of the next unit, and how many cost the same.
    fn residual(&self, arc: &Arc, from_kind: bool) -> Option<(i128, u32)> {
        let Some(keep) = arc.keep else {
            return match from_kind {
                true => Some((arc.cost, u32::MAX)),
                false => Some((-arc.cost, arc.units)).filter(|_| arc.units > 0),
            };
        };
        let (left, stay) = self.problem.keeps[keep].prices.split_at(arc.units as usize);
        if from_kind {
            let last = *left.last()?;
            let same = left.len() - left.partition_point(|price| *price < last);
            Some((arc.cost - i128::from(last), count(same)))
        } else {
            let next = *stay.first()?;
            let same = stay.partition_point(|price| *price <= next);
            Some((i128::from(next) - arc.cost, count(same)))
        }
    }

    /// The node at the other end of an arc, its reduced cost and its room.
    fn step(&self, at: u32, node: usize) -> Option<(usize, i128, u32)> {
        let arc = &self.arcs[at as usize];
        let from_kind = node < self.kinds;
        let other = if from_kind { self.kinds + arc.manager } else { arc.kind };
        let (cost, units) = self.residual(arc, from_kind)?;
        Some((other, cost + self.potential[node] - self.potential[other], units))
    }

    /// The reduced cost of ending a path at a node, and for how many it can end there.
    fn exit(&self, node: usize) -> Option<(i128, u32)> {
        let (cost, units) = match node.checked_sub(self.kinds) {
            None => (self.nobody, u32::MAX),
            Some(manager) => (0, self.room[manager]),
        };
        (units > 0).then_some((cost + self.potential[node] - self.end, units))
    }

    /// Distances from everything that has to go elsewhere (Dijkstra on reduced costs) become potentials.
    fn measure(&mut self) {
        let mut distance: Vec<Option<i128>> = vec![None; self.near.len()];
        let mut heap = BinaryHeap::new();
        for (node, _) in (0usize..).zip(&self.excess).filter(|(_, units)| **units > 0) {
            distance[node] = Some(0);
            heap.push(Reverse((0i128, node)));
        }
        let mut end: Option<i128> = None;
        while let Some(Reverse((so_far, node))) = heap.pop() {
            if end.is_some_and(|end| end <= so_far) {
                break;
            }
            if distance[node].is_some_and(|best| best < so_far) {
                continue;
            }
            let exit = self.exit(node).map(|(cost, _)| so_far + cost);
            end = exit.into_iter().chain(end).min();
            for at in &self.near[node] {
                let Some((other, cost, _)) = self.step(*at, node) else { continue };
                let there = so_far + cost;
                if distance[other].is_none_or(|best| there < best) {
                    distance[other] = Some(there);
                    heap.push(Reverse((there, other)));
                }
            }
        }
        // A kind can always end with nobody, and every path starts at a kind or leads to one.
        let end = end.unwrap_or(0);
        for (potential, distance) in self.potential.iter_mut().zip(distance) {
            *potential += distance.map_or(end, |d| d.min(end));
        }
        self.end += end;
    }

    /// Sends what has to go elsewhere along paths of no reduced cost, until a node has none left that is known.
    fn send(&mut self) {
        let mut walk = Walk { seen: vec![false; self.near.len()], next: vec![0; self.near.len()] };
        for source in 0..self.excess.len() {
            while self.excess[source] > 0 {
                let Some(path) = self.path(&mut walk, source) else { break };
                self.push(source, &path);
                path.iter().for_each(|(node, _)| walk.seen[*node] = false);
            }
        }
    }

    /// A path of no reduced cost to an end: its nodes, each with the arc that leads on; the last one with none.
    fn path(&self, walk: &mut Walk, source: usize) -> Option<Vec<(usize, Option<u32>)>> {
        let mut path: Vec<(usize, Option<u32>)> = Vec::new();
        let mut node = source;
        if walk.seen[source] {
            return None;
        }
        loop {
            walk.seen[node] = true;
            if self.exit(node).is_some_and(|(cost, _)| cost == 0) {
                path.push((node, None));
                return Some(path);
            }
            let open = |at: &u32| {
                let (other, cost, units) = self.step(*at, node)?;
                (cost == 0 && units > 0 && !walk.seen[other]).then_some(other)
            };
            let rest = self.near[node].get(walk.next[node]..).unwrap_or(&[]);
            match rest.iter().enumerate().find_map(|(i, at)| open(at).map(|other| (i, *at, other))) {
                Some((skipped, at, other)) => {
                    walk.next[node] += skipped;
                    path.push((node, Some(at)));
                    node = other;
                }
                None => {
                    // Nothing leads on from here in this round: the node stays seen.
                    walk.next[node] = self.near[node].len();
                    (node, _) = path.pop()?;
                    walk.next[node] += 1;
                }
            }
        }
    }

    /// Sends as much along a path as goes.
    fn push(&mut self, source: usize, path: &[(usize, Option<u32>)]) {
        let mut units = self.excess[source];
        for (node, arc) in path {
            let room = match arc {
                Some(at) => self.step(*at, *node).map(|(_, _, units)| units),
                None => self.exit(*node).map(|(_, units)| units),
            };
            units = units.min(room.unwrap_or(0));
        }
        for (node, arc) in path {
            let from_kind = *node < self.kinds;
            match arc {
                Some(at) => {
                    let arc = &mut self.arcs[*at as usize];
                    // Away from its kind one more is given, or returns; towards it one is taken back, or leaves.
                    let more = from_kind == arc.keep.is_none();
                    arc.units = if more { arc.units + units } else { arc.units - units };
                }
                None if from_kind => self.unplaced[*node] += units,
                None => self.room[*node - self.kinds] -= units,
            }
        }
        self.excess[source] -= units;
    }

    fn solution(self) -> Solution {
        let mut solution = Solution {
            left: vec![0; self.problem.keeps.len()],
            given: vec![Vec::new(); self.kinds],
            unplaced: self.unplaced,
            nobody: self.nobody,
            ..Solution::default()
        };
        solution.cost = solution.unplaced.iter().map(|units| i128::from(*units) * self.nobody).sum();
        for arc in &self.arcs {
            match arc.keep {
                None => {
                    solution.given[arc.kind].push(arc.units);
                    solution.cost += arc.cost * i128::from(arc.units);
                }
                Some(keep) => {
                    solution.left[keep] = arc.units;
                    let (left, stay) = self.problem.keeps[keep].prices.split_at(arc.units as usize);
                    solution.cost += left.iter().map(|price| i128::from(*price)).sum::<i128>();
                    solution.cost += arc.cost * i128::from(count(stay.len()));
                }
            }
        }
        let prices = self.potential[self.kinds..].iter().map(|potential| (self.end - potential).max(0));
        solution.bound = bound(self.problem, self.nobody, &prices.collect::<Vec<_>>());
        solution
    }
}

/// What is known about the nodes in one round: from which nothing leads on, and which arc is looked at next.
struct Walk {
    seen: Vec<bool>,
    next: Vec<usize>,
}

/// More than can be saved by any exchange of customers on a path that visits each node once.
fn nobody(problem: &Problem) -> i128 {
    let gives = problem.kinds.iter().flatten().map(|(_, cost)| *cost);
    let keeps = problem.keeps.iter().flat_map(|k| k.prices.iter().copied().chain([k.cost]));
    let most = i128::from(gives.chain(keeps).max().unwrap_or(0));
    let nodes = i128::from(count(problem.kinds.len() + problem.rooms.len()));
    (2 * nodes + 2) * (most + 1)
}

/// The least that the customers can cost at given prices of the managers' rooms, less what the rooms bring: no
/// assignment costs less (weak duality), whatever the prices are, as long as none is negative.
#[must_use]
pub fn bound(problem: &Problem, nobody: i128, prices: &[i128]) -> i128 {
    let price = |manager: u32| prices.get(manager as usize).copied().unwrap_or(0);
    let cheapest = |list: &Vec<(u32, i64)>| {
        let costs = list.iter().map(|(manager, cost)| i128::from(*cost) + price(*manager));
        costs.min().unwrap_or(nobody).min(nobody)
    };
    let cheapest: Vec<i128> = problem.kinds.iter().map(cheapest).collect();
    let loose = problem.loose.iter().zip(&cheapest).map(|(units, cost)| i128::from(*units) * cost);
    let keeps = problem.keeps.iter().flat_map(|keep| {
        let stay = i128::from(keep.cost) + price(keep.manager);
        let go = cheapest[keep.kind as usize];
        keep.prices.iter().map(move |leave| stay.min(i128::from(*leave) + go))
    });
    let rooms = problem.rooms.iter().zip(prices).map(|(room, price)| i128::from(*room) * price);
    loose.sum::<i128>() + keeps.sum::<i128>() - rooms.sum::<i128>()
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
