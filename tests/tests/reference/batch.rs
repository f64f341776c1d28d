//! One batch: a policy of random aggregates and expressions, random customers, every value compared.

use appraise_core::model::{self, Model, Term};
use appraise_core::outcome::Run;
use appraise_core::policy::{
    self, AggregateDecl, AggregateKind, Derive, Filter, Policy, Source, SourceFile, Text,
};
use appraise_core::program::{Options, compile_with};
use appraise_core::value::Type;
use appraise_tests::probe::cell;
use appraise_tests::random::Random;
use appraise_tests::reference::{Calendar, Cell, Scene, known};

use super::expression::{Kind, Names, Writer, customer_names, row_names};
use super::tally::Tally;
use super::world::{AS_OF, POLICY, TODAY, customers, dataset};

const AGGREGATES: usize = 10;
const EXPRESSIONS: usize = 40;
const CUSTOMERS: usize = 30;

/// Runs a batch.
pub fn run(random: &mut Random, calendar: &Calendar, tally: &mut Tally) {
    let parsed = policy::parse(&[SourceFile { name: "policy.yaml", text: POLICY }]);
    let mut policy = parsed.policy.unwrap_or_else(|| panic!("{:#?}", parsed.diagnostics));
    let mut names = customer_names();
    for at in 0..AGGREGATES {
        let (derive, kind) = aggregate(random, at);
        if accepted(&mut policy, derive, tally) {
            names.0.push((format!("agg{at}"), kind));
        }
    }
    for at in 0..EXPRESSIONS {
        let text = Writer { random, names: &names, rows: Vec::new() }.root();
        accepted(&mut policy, derived(format!("ex{at}"), Source::Cel(written(&text))), tally);
    }
    let model = checked(&policy).unwrap_or_else(|found| panic!("{found}"));
    compare(random, calendar, &model, &policy, tally);
}

fn compare(random: &mut Random, calendar: &Calendar, model: &Model, policy: &Policy, tally: &mut Tally) {
    let watch: Vec<Term> = model.derives.iter().map(|d| d.term.clone()).collect();
    let program = compile_with(model, Options { folding: random.percent(80), watch: &watch });
    let customers = customers(random, model, CUSTOMERS);
    let dataset = dataset(random, model, &customers);
    let outcome = Run { model, program: &program, dataset: &dataset, as_of: AS_OF }.evaluate(false);
    for ((derive, column), written) in model.derives.iter().zip(&outcome.watched).zip(&policy.derives) {
        tally.expression(&derive.term);
        if derive.term.ty == Type::Ratio {
            continue;
        }
        for (row, customer) in customers.iter().enumerate() {
            let scene = Scene { model, calendar, today: TODAY, customer, child: None, inner: None };
            let wanted: Cell = scene.value(&derive.term);
            let got = known(&cell(column, derive.term.ty, row, &outcome.texts));
            tally.pair(&wanted);
            if got != wanted {
                let source = match &written.source {
                    Source::Cel(text) => text.text.clone(),
                    Source::Aggregate(decl) => {
                        format!("{:?} of {}, where {:?}", decl.kind, decl.of.text, filter_text(decl))
                    }
                    Source::Measure(decl) => format!("{decl:?}"),
                    Source::Entries(decl) => format!("{decl:?}"),
                };
                tally
                    .failures
                    .push(format!("{source}\n  engine {got:?}, reference {wanted:?}, {customer:?}"));
                return;
            }
        }
    }
}

/// Literals without a decimal beside them are doubles, which the reference does not have.
fn has_double(term: &Term) -> bool {
    let mut found = false;
    term.walk(&mut |term| found |= term.ty == Type::Double);
    found
}

/// Adds a derived value if the checker takes it and the reference has it.
fn accepted(policy: &mut Policy, derive: Derive, tally: &mut Tally) -> bool {
    policy.derives.push(derive);
    let fits = checked(policy).is_ok_and(|model| !model.derives.last().is_some_and(|d| has_double(&d.term)));
    if !fits {
        policy.derives.pop();
        tally.refused += 1;
    }
    fits
}

fn checked(policy: &Policy) -> Result<Model, String> {
    let checked = model::check(policy, ("", ""));
    checked.model.ok_or_else(|| format!("{:#?}", checked.diagnostics))
}

fn derived(id: String, source: Source) -> Derive {
    Derive { id, at: Default::default(), about: Default::default(), source, tag: false }
}

fn written(text: &str) -> Text {
    Text { text: text.into(), ..Text::default() }
}

/// A random structured aggregate, and what it gives.
fn aggregate(random: &mut Random, at: usize) -> (Derive, Kind) {
    use AggregateKind::{Avg, Count, CountDistinct, Exists, First, Last, Max, Min, Sum};
    let items = random.percent(70);
    let table = if items { "items" } else { "acts" };
    let kind = *random.pick(&[Sum, Sum, Min, Max, Avg, Count, CountDistinct, Exists, First, Last]);
    let fields: &[(&str, Kind)] = match (items, kind) {
        (true, Sum | Avg) => &[("a", Kind::Decimal), ("k", Kind::Int)],
        (true, _) => &[("a", Kind::Decimal), ("k", Kind::Int), ("day", Kind::Date)],
        (false, Sum | Avg) => &[("v", Kind::Decimal), ("w", Kind::Int)],
        (false, _) => &[("v", Kind::Decimal), ("w", Kind::Int), ("at", Kind::Date)],
    };
    let (field, of) = *random.pick(fields);
    let (text, gives) = match kind {
        Count => (table.to_owned(), Kind::Int),
        Exists => (table.to_owned(), Kind::Bool),
        CountDistinct => (format!("{table}.{field}"), Kind::Int),
        Avg => (format!("{table}.{field}"), Kind::Decimal),
        _ => (format!("{table}.{field}"), of),
    };
    let names: Names = row_names(items);
    let depth = 1 + random.below(2);
    let filter = random.percent(70).then(|| {
        Filter::Cel(written(
            &Writer { random, names: &names, rows: vec![("", items), ("", items)] }.write(Kind::Bool, depth),
        ))
    });
    let decl = AggregateDecl {
        at: Default::default(),
        kind,
        share: false,
        of: written(&text),
        filter,
        window: None,
        by: None,
        currency: None,
    };
    (derived(format!("agg{at}"), Source::Aggregate(Box::new(decl))), gives)
}

fn filter_text(decl: &AggregateDecl) -> Option<&str> {
    if let Some(Filter::Cel(text)) = &decl.filter { Some(&text.text) } else { None }
}
