//! The solver against trying everything, on small random problems.

use super::*;

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn random(numbers: &mut Numbers) -> Problem {
    let (managers, kinds) = (1 + numbers.below(4), 1 + numbers.below(3));
    let rooms = (0..managers).map(|_| numbers.below(4) as u32).collect();
    let mut problem = Problem { rooms, ..Problem::default() };
    for kind in 0..kinds {
        let mut list = Vec::new();
        for manager in 0..managers {
            if numbers.below(3) > 0 {
                list.push((manager as u32, numbers.below(4) as i64));
            }
            if numbers.below(3) == 0 {
                let mut prices: Vec<i64> = (0..numbers.below(3)).map(|_| numbers.below(5) as i64).collect();
                prices.sort_unstable();
                let cost = numbers.below(6) as i64;
                problem.keeps.push(Keep { kind: kind as u32, manager: manager as u32, cost, prices });
            }
        }
        problem.kinds.push(list);
        problem.loose.push(numbers.below(3) as u32);
    }
    problem
}

/// A customer: the kind, where staying is possible and what it costs there, the price.
type Customer = (u32, Option<(u32, i64)>, i64);

/// The least cost of customers, each with what staying costs where, by trying everything.
fn least(problem: &Problem, nobody: i128, customers: &[Customer], rooms: &mut Vec<u32>) -> i128 {
    let Some(((kind, stay, price), rest)) = customers.split_first() else { return 0 };
    let mut best = i128::from(*price) + nobody + least(problem, nobody, rest, rooms);
    let go = problem.kinds[*kind as usize].iter().map(|(manager, cost)| (*manager, cost + price));
    for (manager, cost) in go.chain(*stay) {
        if rooms[manager as usize] > 0 {
            rooms[manager as usize] -= 1;
            best = best.min(i128::from(cost) + least(problem, nobody, rest, rooms));
            rooms[manager as usize] += 1;
        }
    }
    best
}

fn customers(problem: &Problem) -> Vec<Customer> {
    let mut all = Vec::new();
    for (kind, loose) in (0u32..).zip(&problem.loose) {
        (0..*loose).for_each(|_| all.push((kind, None, 0)));
    }
    for keep in &problem.keeps {
        all.extend(keep.prices.iter().map(|price| (keep.kind, Some((keep.manager, keep.cost)), *price)));
    }
    all
}

/// Nobody has more than there is room for, and everybody is somewhere.
fn adds_up(problem: &Problem, solution: &Solution) {
    let mut loads = vec![0; problem.rooms.len()];
    let mut moved: Vec<u32> = problem.loose.clone();
    for (keep, left) in problem.keeps.iter().zip(&solution.left) {
        loads[keep.manager as usize] += keep.prices.len() as u32 - left;
        moved[keep.kind as usize] += left;
    }
    for (kind, (list, given)) in problem.kinds.iter().zip(&solution.given).enumerate() {
        list.iter().zip(given).for_each(|((manager, _), units)| loads[*manager as usize] += units);
        assert_eq!(moved[kind], given.iter().sum::<u32>() + solution.unplaced[kind]);
    }
    assert!(loads.iter().zip(&problem.rooms).all(|(load, room)| load <= room), "{problem:?}");
}

#[test]
fn the_cost_is_the_least_of_all_and_the_bound_proves_it() {
    let mut numbers = Numbers(7);
    let mut tried = 0;
    while tried < 1500 {
        let problem = random(&mut numbers);
        let customers = customers(&problem);
        if customers.len() > 6 {
            continue;
        }
        tried += 1;
        let solution = solve(&problem);
        adds_up(&problem, &solution);
        let best = least(&problem, solution.nobody, &customers, &mut problem.rooms.clone());
        assert_eq!(solution.cost, best, "{problem:?} {solution:?}");
        assert_eq!(solution.bound, best, "{problem:?} {solution:?}");
    }
}

#[test]
fn a_bound_holds_at_any_prices() {
    let mut numbers = Numbers(11);
    for _ in 0..500 {
        let problem = random(&mut numbers);
        let solution = solve(&problem);
        adds_up(&problem, &solution);
        assert_eq!(solution.cost, solution.bound, "{problem:?}");
        let prices: Vec<i128> = problem.rooms.iter().map(|_| i128::from(numbers.below(9))).collect();
        assert!(bound(&problem, solution.nobody, &prices) <= solution.cost);
    }
}

#[test]
fn a_manager_above_his_room_loses_no_more_than_has_to_be() {
    let keep = Keep { kind: 0, manager: 0, cost: 0, prices: vec![1, 1, 2, 3, 9] };
    let problem = Problem {
        rooms: vec![3, 1, 5],
        kinds: vec![vec![(0, 0), (1, 0), (2, 4)]],
        loose: vec![0],
        keeps: vec![keep],
    };
    let solution = solve(&problem);
    assert_eq!((solution.left[0], solution.cost), (2, 1 + 1 + 4));
    assert_eq!((&solution.given[0][..], solution.unplaced[0]), (&[0, 1, 1][..], 0));
}

#[test]
fn somebody_makes_room_where_only_that_helps() {
    // Kind 1 can only go to manager 0, who is full of kind 0, which can also go to manager 1.
    let problem = Problem {
        rooms: vec![1, 1],
        kinds: vec![vec![(0, 0), (1, 0)], vec![(0, 0)]],
        loose: vec![0, 1],
        keeps: vec![Keep { kind: 0, manager: 0, cost: 0, prices: vec![5] }],
    };
    let solution = solve(&problem);
    assert_eq!((solution.cost, solution.left[0], &solution.unplaced[..]), (5, 1, &[0, 0][..]));
}
