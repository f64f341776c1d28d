//! Decimals and ratios against exact arithmetic.
//!
//! The rule of overflow that the oracle states: operands of different scales are brought to the larger one; an
//! operand, a sum, a difference or a product that leaves `i64` is unknown. Comparisons are exact whatever the scales,
//! and ratios are compared and rounded exactly.

use std::cmp::Ordering;

use appraise_core::value::Value;
use appraise_tests::probe::{Field, Probe};
use proptest::prelude::*;

use super::big::Big;
use super::cases;

/// Columns `x`, `y`, `z` of these scales, a literal and places to round to.
#[derive(Debug, Clone)]
struct Case {
    scales: [u8; 3],
    literal: (i64, u8),
    places: u8,
    rows: Vec<[Option<i64>; 3]>,
    folding: bool,
}

fn cell() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => -1000i64..1000,
        2 => -5i64..6,
        2 => any::<i64>(),
        1 => (0u32..63).prop_map(|shift| i64::MAX >> shift),
        1 => (0u32..63).prop_map(|shift| i64::MIN >> shift),
        1 => (0u32..19, -9i64..10).prop_map(|(power, factor)| 10i64.saturating_pow(power).saturating_mul(factor)),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let row = [
        prop::option::weighted(0.95, cell()),
        prop::option::weighted(0.95, cell()),
        prop::option::of(cell()),
    ];
    (
        [0u8..5, 0u8..5, 0u8..9],
        (-100_000i64..100_000, 0u8..5),
        0u8..9,
        prop::collection::vec(row, 1..140),
        any::<bool>(),
    )
        .prop_map(|(scales, literal, places, rows, folding)| Case {
            scales,
            literal,
            places,
            rows,
            folding,
        })
}

fn text((value, scale): (i64, u8)) -> String {
    appraise_core::number::format_decimal(value, scale)
}

/// A decimal in the oracle: what it is scaled by and its value.
type Exact = (Big, u8);

fn aligned(value: &Exact, to: u8) -> Option<Big> {
    let wide = value.0.times(&Big::ten(to - value.1));
    wide.fits().map(|_| wide)
}

fn both(a: &Exact, b: &Exact) -> Option<(Big, Big, u8)> {
    let to = a.1.max(b.1);
    Some((aligned(a, to)?, aligned(b, to)?, to))
}

/// The order of two decimals, exactly.
fn order(a: &Exact, b: &Exact) -> Ordering {
    a.0.times(&Big::ten(b.1)).order(&b.0.times(&Big::ten(a.1)))
}

fn decimal(value: Big, scale: u8) -> Option<Value> {
    value.fits().map(|v| Value::Decimal(v, scale))
}

fn rounded(value: &Exact, places: u8) -> Option<Value> {
    if places >= value.1 {
        return decimal(value.0.times(&Big::ten(places - value.1)), places);
    }
    decimal(value.0.rounded(&Big::ten(value.1 - places)), places)
}

/// A quotient: numerator and denominator.
type Ratio = (Exact, Exact);

/// `a / b * 10^b.scale  ?  c / d ...` by multiplying through with all denominators.
fn ratio_order(a: &Ratio, b: &Ratio) -> Option<Ordering> {
    if a.1.0.is_zero() || b.1.0.is_zero() {
        return None;
    }
    let left = a.0.0.times(&b.1.0).times(&Big::ten(a.1.1 + b.0.1));
    let right = b.0.0.times(&a.1.0).times(&Big::ten(b.1.1 + a.0.1));
    let order = left.order(&right);
    Some(if a.1.0.is_negative() == b.1.0.is_negative() { order } else { order.reverse() })
}

fn ratio_rounded(ratio: &Ratio, places: u8) -> Option<Value> {
    if ratio.1.0.is_zero() {
        return None;
    }
    let num = ratio.0.0.times(&Big::ten(ratio.1.1 + places));
    decimal(num.rounded(&ratio.1.0.times(&Big::ten(ratio.0.1))), places)
}

fn whole(value: &Exact) -> Ratio {
    (value.clone(), (Big::new(1), 0))
}

type Oracle<'a> = Box<dyn Fn(&Exact, &Exact, &Exact) -> Option<Value> + 'a>;

/// A comparison as written, and which orders satisfy it.
type Compared = (&'static str, fn(Ordering) -> bool);

const ORDERS: [Compared; 6] = [
    ("==", Ordering::is_eq),
    ("!=", Ordering::is_ne),
    ("<", Ordering::is_lt),
    ("<=", Ordering::is_le),
    (">", Ordering::is_gt),
    (">=", Ordering::is_ge),
];

/// Expressions over known `x` and `y` with what they are; `z` only where it is named.
fn decimals(case: &Case) -> Vec<(String, Oracle<'_>)> {
    let literal = text(case.literal);
    let places = case.places;
    let sum: fn(&Big, &Big) -> Big = Big::plus;
    let mut out: Vec<(String, Oracle<'_>)> = vec![
        ("-x".into(), Box::new(|x, _, _| decimal(x.0.negated(), x.1))),
        (
            "abs(x)".into(),
            Box::new(|x, _, _| decimal(if x.0.is_negative() { x.0.negated() } else { x.0.clone() }, x.1)),
        ),
        ("x * y".into(), Box::new(|x, y, _| decimal(x.0.times(&y.0), x.1 + y.1))),
        (format!("round(x, {places})"), Box::new(move |x, _, _| rounded(x, places))),
        ("decimal(x, 8)".into(), Box::new(|x, _, _| rounded(x, 8))),
    ];
    for (symbol, op) in [("+", sum), ("-", Big::minus)] {
        out.push((
            format!("x {symbol} y"),
            Box::new(move |x, y, _| both(x, y).and_then(|(x, y, to)| decimal(op(&x, &y), to))),
        ));
    }
    for (name, second) in [("min", Ordering::Greater), ("max", Ordering::Less)] {
        out.push((
            format!("{name}(x, y)"),
            Box::new(move |x, y, _| {
                both(x, y).and_then(|(x, y, to)| decimal(if x.order(&y) == second { y } else { x }, to))
            }),
        ));
    }
    for (symbol, holds) in ORDERS {
        out.push((format!("x {symbol} y"), Box::new(move |x, y, _| Some(Value::Bool(holds(order(x, y)))))));
        // A literal has the places that it needs.
        out.push((
            format!("x {symbol} {literal}"),
            Box::new(move |x, _, _| Some(Value::Bool(holds(order(x, &shortest(case.literal)))))),
        ));
    }
    out
}

/// A literal without the zeros at its end.
fn shortest((mut value, mut scale): (i64, u8)) -> Exact {
    while scale > 0 && value % 10 == 0 {
        (value, scale) = (value / 10, scale - 1);
    }
    (Big::new(value.into()), scale)
}

fn ratios(case: &Case) -> Vec<(String, Oracle<'_>)> {
    let literal = text(case.literal);
    let places = case.places;
    let quotient = |x: &Exact, y: &Exact| (x.clone(), y.clone());
    let change = |x: &Exact, y: &Exact| {
        let (a, b, to) = both(x, y)?;
        let difference = a.minus(&b);
        difference.fits().map(|_| ((difference, to), y.clone()))
    };
    let mut out: Vec<(String, Oracle<'_>)> = vec![
        (format!("round(x / y, {places})"), Box::new(move |x, y, _| ratio_rounded(&quotient(x, y), places))),
        (
            format!("round(share(x, y), {places})"),
            Box::new(move |x, y, _| ratio_rounded(&quotient(x, y), places)),
        ),
        (
            format!("round(change(x, y), {places})"),
            Box::new(move |x, y, _| ratio_rounded(&change(x, y)?, places)),
        ),
    ];
    for (symbol, holds) in ORDERS {
        let test = move |order: Option<Ordering>| order.map(|order| Value::Bool(holds(order)));
        out.push((
            format!("x / y {symbol} z"),
            Box::new(move |x, y, z| test(ratio_order(&quotient(x, y), &whole(z)))),
        ));
        out.push((
            format!("z {symbol} share(x, y)"),
            Box::new(move |x, y, z| test(ratio_order(&whole(z), &quotient(x, y)))),
        ));
        out.push((
            format!("x / y {symbol} z / x"),
            Box::new(move |x, y, z| test(ratio_order(&quotient(x, y), &quotient(z, x)))),
        ));
        out.push((
            format!("change(x, y) {symbol} {literal}"),
            Box::new(move |x, y, _| test(ratio_order(&change(x, y)?, &whole(&shortest(case.literal))))),
        ));
        out.push((
            format!("-(x / y) {symbol} {literal}"),
            Box::new(move |x, y, _| {
                let negated = x.0.negated();
                negated.fits()?;
                test(ratio_order(&((negated, x.1), y.clone()), &whole(&shortest(case.literal))))
            }),
        ));
        out.push((
            format!("x / y + {literal} {symbol} z"),
            Box::new(move |x, y, z| {
                let c = shortest(case.literal);
                let moved = y.0.times(&c.0);
                moved.fits()?;
                let (a, b, to) = both(x, &(moved, y.1 + c.1))?;
                let sum = a.plus(&b);
                sum.fits()?;
                test(ratio_order(&((sum, to), y.clone()), &whole(z)))
            }),
        ));
    }
    out
}

fn hold(case: &Case, expressions: &[(String, Oracle<'_>)]) -> Result<(), TestCaseError> {
    let names = ["x", "y", "z"];
    let fields: Vec<Field> = names
        .iter()
        .zip(case.scales)
        .map(|(name, scale)| Field::new(name, &format!("decimal({scale})")))
        .collect();
    let texts: Vec<&str> = expressions.iter().map(|(text, _)| text.as_str()).collect();
    let probe = Probe::new(&fields, &texts).expect("the expressions are of the language");
    let column = |at: usize| {
        let value =
            |row: &[Option<i64>; 3]| row[at].map_or(Value::Null, |v| Value::Decimal(v, case.scales[at]));
        case.rows.iter().map(value).collect::<Vec<Value>>()
    };
    let prepared = probe.prepare(&[column(0), column(1), column(2)], case.rows.len(), case.folding);
    let outcome = prepared.evaluate();
    for (at, (text, oracle)) in expressions.iter().enumerate() {
        for (row, cells) in case.rows.iter().enumerate() {
            let exact = |at: usize| cells[at].map(|v| (Big::new(v.into()), case.scales[at]));
            let missing = (0..3).any(|at| text.contains(names[at]) && cells[at].is_none());
            let zero = || (Big::new(0), 0);
            let known = |at: usize| exact(at).unwrap_or_else(zero);
            let wanted = if missing { None } else { oracle(&known(0), &known(1), &known(2)) };
            let found = prepared.value(&outcome, at, row);
            prop_assert_eq!(
                found,
                wanted.unwrap_or(Value::Null),
                "`{}` of {:?}, scales {:?}",
                text,
                cells,
                case.scales
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn decimals_are_exact_or_unknown(case in case()) {
        hold(&case, &decimals(&case))?;
    }

    #[test]
    fn ratios_are_exact_or_unknown(case in case()) {
        hold(&case, &ratios(&case))?;
    }
}
