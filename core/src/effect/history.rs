//! Deliveries of several days, and what the outcomes of a policy say of their customers.
//!
//! A delivery is asked for the outcomes alone: the program that does it has no alerts, offers or reports. Only the
//! answers are kept.
//!
//! INVARIANT: deliveries are in the order of their days, at most one per day.

use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;

use super::dial::{Dial, dials};
use crate::column::{Bits, Column, Texts, Values};
use crate::dataset::Dataset;
use crate::date;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Followed, Model, Term};
use crate::outcome::Run;
use crate::output::customer_key;
use crate::program::{Options, Program, compile_with};
use crate::value::{Type, Value};

/// Places of money.
const PLACES: u8 = 2;

/// What a delivery says of a customer, as far as one outcome is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    /// Whether the customer counts.
    pub base: Option<bool>,
    /// Whether it is so.
    pub when: Option<bool>,
    /// The money at stake, in hundredths.
    pub value: Option<i64>,
}

/// Deliveries that are followed.
#[derive(Debug, Clone)]
pub struct History {
    /// The policy without what outcomes do not need.
    model: Model,
    program: Program,
    /// Keys of customers of any delivery.
    customers: Texts,
    /// Keys of their managers.
    managers: Texts,
    /// Parameters of rules that warn, and what is tried of them.
    dials: Vec<Dial>,
    deliveries: Vec<Delivery>,
}

#[derive(Debug, Clone)]
struct Delivery {
    day: i32,
    /// Per customer, by the code of the key, the row behind it; 0: not delivered.
    rows: Vec<u32>,
    /// Per outcome what is asked of it.
    said: Vec<Answers>,
    /// Per dial and setting whether the rule fires.
    dials: Vec<Vec<Rc<Column>>>,
    /// Per row the code of the manager's key; `None`: none, or not known. Empty where the policy names no managers.
    managers: Vec<Option<u32>>,
}

/// What a delivery says of all its customers, as far as one outcome is concerned.
#[derive(Debug, Clone)]
struct Answers {
    /// Base, when and value.
    said: [Rc<Column>; 3],
    /// The group of whose part in the spread is asked.
    between: Option<Rc<Column>>,
    /// Per comparison the condition, and in what customers have to be alike.
    compare: Vec<(Rc<Column>, Vec<Rc<Column>>)>,
}

impl History {
    /// No deliveries yet.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let whole = || Term::value(Value::Bool(true));
        let none = || Term::value(Value::Int(0));
        let mut watch: Vec<Term> = Vec::new();
        for o in &model.followed {
            let (base, value) = (o.base.clone().unwrap_or_else(whole), o.value.clone().unwrap_or_else(none));
            watch.extend([base, o.when.clone(), value]);
            watch.extend(o.between.clone());
            o.compare.iter().for_each(|c| watch.extend([&c.of].into_iter().chain(&c.alike).cloned()));
        }
        let dials = dials(model);
        dials.iter().for_each(|dial| watch.extend(dial.terms.iter().cloned()));
        watch.extend(managers(model).cloned());
        let model = bare(model);
        let program = compile_with(&model, Options { watch: &watch, ..Options::default() });
        Self {
            model,
            program,
            customers: Texts::default(),
            managers: Texts::default(),
            dials,
            deliveries: Vec::new(),
        }
    }

    /// Adds what was delivered on the day of an instant.
    ///
    /// # Errors
    /// `HistoryOrder` for a day that is not after the last one.
    pub fn add(&mut self, dataset: &Dataset, as_of: i64) -> Result<(), Diagnostic> {
        let day = date::local_date(as_of, self.model.zone());
        if let Some(last) = self.deliveries.last().filter(|last| last.day >= day) {
            let days = [date::format(day), date::format(last.day)];
            let none = Span::default();
            return Err(Diagnostic::new(Code::HistoryOrder, none, "", &[&days[0], &days[1]]));
        }
        let run = Run { model: &self.model, program: &self.program, dataset, as_of };
        let outcome = run.evaluate(false);
        let mut columns = outcome.watched.into_iter();
        let said: Vec<Answers> =
            self.model.followed.iter().filter_map(|decl| answers(decl, &mut columns)).collect();
        let settings = |dial: &Dial| columns.by_ref().take(dial.settings.len()).collect();
        let dials: Vec<Vec<Rc<Column>>> = self.dials.iter().map(settings).collect();
        let code = |at: usize, column: &Column| match &column.values {
            Values::Code(codes) if is_known(column, at) => codes.get(at).copied(),
            _ => None,
        };
        let managers: Vec<Option<u32>> = columns.next().map_or_else(Vec::new, |column| {
            let mut name = |at| self.managers.intern(outcome.texts.text(code(at, &column)?));
            (0..run.rows()).map(&mut name).collect()
        });
        let mut rows = vec![0; self.customers.len()];
        for row in 0..run.rows() {
            let Some(code) = self.customers.intern(customer_key(dataset, row)) else { continue };
            let code = code as usize;
            if rows.len() <= code {
                rows.resize(code + 1, 0);
            }
            if let Some(slot) = rows.get_mut(code) {
                *slot = u32::try_from(row + 1).unwrap_or(0);
            }
        }
        self.deliveries.push(Delivery { day, rows, said, dials, managers });
        Ok(())
    }

    /// The policy without what outcomes do not need.
    pub(super) const fn model(&self) -> &Model {
        &self.model
    }

    /// The days of the deliveries up to a day.
    pub(super) fn days(&self, last: i32) -> Vec<i32> {
        self.deliveries.iter().map(|delivery| delivery.day).filter(|day| *day <= last).collect()
    }

    /// The customer of a key, if it was ever delivered.
    pub(super) fn customer(&self, key: &str) -> Option<u32> {
        self.customers.find(key)
    }

    /// All customers who were ever delivered.
    pub(super) fn customers(&self) -> core::ops::Range<u32> {
        0..u32::try_from(self.customers.len()).unwrap_or(u32::MAX)
    }

    /// What a delivery says; `None`: the customer is not in it.
    pub(super) fn said(&self, delivery: usize, customer: u32, outcome: usize) -> Option<Said> {
        let (delivery, row) = self.row(delivery, customer)?;
        let [base, when, value] = &delivery.said.get(outcome)?.said;
        let money = self.model.followed.get(outcome).and_then(|o| o.value.as_ref());
        Some(Said {
            base: truth(base, row),
            when: truth(when, row),
            value: money.and_then(|term| hundredths(value, term.ty, row)),
        })
    }

    /// The group of a customer whose part in an outcome's spread is asked for, as a number.
    pub(super) fn group(&self, delivery: usize, customer: u32, outcome: usize) -> Option<i64> {
        let (delivery, row) = self.row(delivery, customer)?;
        delivery.said.get(outcome)?.between.as_ref()?.number(row)
    }

    /// Whether a condition of a comparison holds, and in what the customer has to be alike, as numbers; `None` when any
    /// of it is not known.
    pub(super) fn side(
        &self,
        delivery: usize,
        customer: u32,
        (outcome, which): (usize, usize),
    ) -> Option<(bool, Vec<i64>)> {
        let (delivery, row) = self.row(delivery, customer)?;
        let (of, alike) = delivery.said.get(outcome)?.compare.get(which)?;
        let alike: Option<Vec<i64>> = alike.iter().map(|column| column.number(row)).collect();
        Some((truth(of, row)?, alike?))
    }

    /// Parameters of rules that warn, and what is tried of them.
    pub(super) fn dials(&self) -> &[Dial] {
        &self.dials
    }

    /// Whether a rule would fire with a dial at a setting, both by their indexes.
    pub(super) fn fired(
        &self,
        delivery: usize,
        customer: u32,
        (dial, setting): (usize, usize),
    ) -> Option<bool> {
        let (delivery, row) = self.row(delivery, customer)?;
        truth(delivery.dials.get(dial)?.get(setting)?, row)
    }

    /// The manager of a customer.
    pub(super) fn manager(&self, delivery: usize, customer: u32) -> Option<&str> {
        let (delivery, row) = self.row(delivery, customer)?;
        Some(self.managers.text((*delivery.managers.get(row)?)?))
    }

    /// A delivery, and the row of a customer who is in it.
    fn row(&self, delivery: usize, customer: u32) -> Option<(&Delivery, usize)> {
        let delivery = self.deliveries.get(delivery)?;
        Some((delivery, delivery.rows.get(customer as usize)?.checked_sub(1)? as usize))
    }
}

/// The key of a customer's manager, where the policy says it.
fn managers(model: &Model) -> Option<&Term> {
    Some(&model.contact.as_ref()?.managers.as_ref()?.key)
}

/// What is asked of an outcome, in the order in which it is watched.
fn answers(decl: &Followed, columns: &mut impl Iterator<Item = Rc<Column>>) -> Option<Answers> {
    let said = [columns.next()?, columns.next()?, columns.next()?];
    let between = decl.between.as_ref().and_then(|_| columns.next());
    let compare = decl.compare.iter().filter_map(|compare| {
        let of = columns.next()?;
        Some((of, compare.alike.iter().filter_map(|_| columns.next()).collect()))
    });
    Some(Answers { said, between, compare: compare.collect() })
}

fn is_known(column: &Column, row: usize) -> bool {
    column.known.as_ref().is_none_or(|known: &Bits| known.get(row))
}

fn truth(column: &Column, row: usize) -> Option<bool> {
    match &column.values {
        Values::Bool(bits) if is_known(column, row) => Some(bits.get(row)),
        _ => None,
    }
}

fn hundredths(column: &Column, ty: Type, row: usize) -> Option<i64> {
    let from = if let Type::Decimal(places) = ty { places } else { 0 };
    match &column.values {
        Values::I64(values) if is_known(column, row) => {
            values.get(row).and_then(|value| crate::number::rescale(*value, from, PLACES))
        }
        _ => None,
    }
}

/// A policy that has nothing but what an outcome may name.
fn bare(model: &Model) -> Model {
    Model {
        alerts: Vec::new(),
        playbooks: Vec::new(),
        quotas: Vec::new(),
        exclusive: Vec::new(),
        contact: None,
        suitability: None,
        offers: Vec::new(),
        messages: Default::default(),
        holdout: None,
        access: None,
        assignment: None,
        teams: Vec::new(),
        reports: Vec::new(),
        tests: Vec::new(),
        ..model.clone()
    }
}
