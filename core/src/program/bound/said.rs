//! What is said about rows once a run is over: tasks over days, causes of what is unknown, rows of output tables.

use alloc::vec::Vec;

use super::Load;
use crate::model::{Domain, Model};
use crate::output::tables;
use crate::program::{ItemNodes, Lowered, Needs, NodeId, Program, Shown};

/// A cell of an output table: made, hashed and written as CSV.
const CELL: u64 = 2_500;

/// Per byte of a text in an output table, likewise.
const CELL_BYTE: u64 = 600;

/// One entry of a list of an event's or a task's, held against another.
const ENTRY: u64 = 1_000;

/// A node in the search for a cause: looked up among those that were found, and remembered.
const CAUSE: u64 = 4_000;

/// A value in a text for people.
const SHOWN: u64 = 10_000;

/// Columns of a row about an event, in all tables in which it may stand.
const EVENT_CELLS: u64 = 80;

/// Columns of a row about an offer, made or held.
const OFFER_CELLS: u64 = 24;

/// Adds what is said about the rows of a dataset.
pub(super) fn said(model: &Model, program: &Program, load: &mut Load) {
    causes(model, program, load);
    events(model, program, load);
    offers(program, load);
    lists(model, program, load);
    reports(model, program, load);
}

/// Work per customer and row of a reference table: deputies, who see the customers of the absent.
pub(super) fn matched(model: &Model) -> u64 {
    let access = model.access.as_ref().filter(|access| access.deputies.is_some());
    access.map_or(0, |access| 10 * CELL * access.roles.len() as u64)
}

/// For everything that is watched and every condition that holds something back the search through all it rests on.
fn causes(model: &Model, program: &Program, load: &mut Load) {
    let mut asked: Vec<NodeId> = program.scores.clone();
    asked.extend(program.decisions.iter().map(|nodes| nodes.decided));
    asked
        .extend(program.class_nodes.iter().flat_map(|nodes| [nodes.measured].into_iter().chain(nodes.parts)));
    let tags = model.derives.iter().zip(&program.derives).filter(|(derive, _)| derive.tag);
    asked.extend(tags.filter_map(|(_, shown)| shown.node()).map(|(id, _)| id));
    for alert in &program.alerts {
        asked.push(alert.when);
        asked.extend(alert.blocks.iter().map(|(_, id)| *id));
    }
    for offer in &program.offers {
        asked.push(offer.when);
        asked.extend(offer.own.iter().chain(&offer.each).map(|(_, id)| *id));
        if let ItemNodes::Products(Some(applies)) = offer.items {
            asked.push(applies);
        }
    }
    for id in asked {
        let mut needs = Needs::default();
        needs.add(id);
        let products = if program.turns.binary_search(&id).is_ok() { super::MAX_PRODUCTS as u64 } else { 1 };
        let is_row = program.node(id).is_some_and(|node| node.domain != Domain::Customer);
        for at in program.resting(&needs) {
            let Some(node) = program.node(at) else { continue };
            match node.domain {
                // Asked of a row, the search goes to its customer and through all of that customer's rows.
                Domain::Child(_) if is_row => load.pair = load.pair.saturating_add(CAUSE),
                Domain::Customer if is_row => {
                    load.rows.iter_mut().for_each(|row| *row = row.saturating_add(CAUSE));
                }
                domain => load.add(domain, CAUSE.saturating_mul(products)),
            }
        }
    }
}

/// Tasks: per customer, or per child row of an alert that asks rows. Every event of a customer is held against all
/// others, those of the state and of the journal among them.
fn events(model: &Model, program: &Program, load: &mut Load) {
    let own = model.alerts.iter().filter(|alert| alert.each.is_none()).count() as u64;
    let all = model.alerts.len() as u64;
    let mut most = 0;
    for at in 0..load.rows.len() {
        let asks = |alert: &&crate::model::Alert| alert.each.is_some_and(|t| usize::from(t.0) == at);
        most = most.max(model.alerts.iter().filter(asks).count() as u64);
    }
    let of_one = most + 1;
    load.pair = load.pair.saturating_add(ENTRY.saturating_mul(of_one.saturating_mul(of_one)));
    load.customer = load.customer.saturating_add(ENTRY.saturating_mul(own.saturating_mul(own + all)));
    let beside = ENTRY.saturating_mul(of_one.saturating_mul(2 * own + all)) + EVENT_CELLS * CELL;
    load.rows.iter_mut().for_each(|row| *row = row.saturating_add(beside));
    load.text = load.text.saturating_add(EVENT_CELLS * CELL_BYTE);
    for (alert, nodes) in model.alerts.iter().zip(&program.alerts) {
        let shown: u64 = nodes.titles.iter().map(|title| title.len() as u64).sum();
        let stages = nodes.stages.as_ref().map_or(0, |stages| stages.days.len() as u64);
        let conditions = (nodes.conditions.len() + nodes.blocks.len()) as u64;
        let weight = EVENT_CELLS * CELL + (shown + stages + conditions + 4) * SHOWN;
        load.add(alert.each.map_or(Domain::Customer, Domain::Child), weight);
        load.text = load.text.saturating_add((shown + 4) * CELL_BYTE);
    }
}

fn offers(program: &Program, load: &mut Load) {
    for nodes in &program.offers {
        let items = match &nodes.items {
            ItemNodes::Itself => 1,
            ItemNodes::Services(ids) => ids.len() as u64,
            ItemNodes::Products(_) => super::MAX_PRODUCTS as u64,
        };
        let shown: u64 = nodes.reasons.iter().map(|reason| reason.len() as u64).sum();
        let gates = (nodes.own.len() + nodes.each.len()) as u64;
        let weight = OFFER_CELLS * CELL + (shown + gates + 2) * SHOWN;
        load.customer = load.customer.saturating_add(weight.saturating_mul(items + 1));
        load.text = load.text.saturating_add((shown + 4).saturating_mul(CELL_BYTE).saturating_mul(items));
    }
}

/// Tables with a row or a column per customer, or one per row that was read.
fn lists(model: &Model, program: &Program, load: &mut Load) {
    let outputs: u64 = model.decisions.iter().map(|table| table.outputs.len() as u64).sum();
    let cards: u64 =
        program.cards.iter().map(|card| (card.dimensions.len() * 2 + card.reasons_top + 6) as u64).sum();
    let gauges: u64 = program.cards.iter().map(|card| card.gauges.len() as u64 + 2).sum();
    let columns = outputs + cards + 12 * model.classes.len() as u64 + model.alerts.len() as u64 + 4;
    let access = model.access.as_ref().map_or(0, |access| 10 * access.roles.len() as u64);
    let weight =
        CELL * (columns + 12 * gauges + access + 8 * (model.overrides.len() + model.forms.len()) as u64);
    load.customer = load.customer.saturating_add(weight);
    load.text = load.text.saturating_add(CELL_BYTE * (columns + gauges + access));
    load.rows.iter_mut().for_each(|row| *row = row.saturating_add(30 * CELL));
    // Columns of tables that have no rows.
    let count = tables(model).len() as u64;
    load.base = load.base.saturating_add(1_000 * CELL * (count + columns + gauges));
}

/// Reports and funnels: per customer a place among the groups and every figure; a cell per customer at most.
fn reports(model: &Model, program: &Program, load: &mut Load) {
    for (report, nodes) in model.reports.iter().zip(&program.reports) {
        let cells = (report.by.len() * 2 + report.figures.len() * 4 + 4) as u64;
        let shares: u64 = report.figures.iter().map(|figure| figure.shares.len() as u64).sum();
        let bins: u64 = report.by.iter().map(|group| group.bins.len() as u64).sum();
        load.customer = load.customer.saturating_add((cells + shares) * (6 * CELL) + 200 * bins);
        load.text = load.text.saturating_add((cells + shares + text(&nodes.by)) * CELL_BYTE);
        load.base = load.base.saturating_add(1_000 * CELL * (cells + shares) * (bins + 1));
    }
    for (alert, nodes) in model.alerts.iter().zip(&program.alerts) {
        let steps = (nodes.asked.len() + nodes.conditions.len() + 2) as u64;
        load.add(alert.each.map_or(Domain::Customer, Domain::Child), 60 * steps);
        // Every condition as a sentence in two languages.
        load.base = load.base.saturating_add(400 * CELL * steps * steps);
    }
}

fn text(of: &[Shown]) -> u64 {
    of.iter().filter(|shown| matches!(shown.at, Lowered::Node(_))).count() as u64
}
