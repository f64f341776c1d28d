//! Measures: totals over child tables that a bank reports, such as assets under management.
//!
//! A measure is read as a derived value of its name, and as a second one, `<name>.confirmed`, when the bank delivers the
//! figure as well: whether the two agree.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::parse::source::{filter, key_text};
use super::parse::wording::about;
use super::{AggregateDecl, AggregateKind, Derive, Localised, Source, Text};
use crate::number::{format_decimal, parse_decimal};
use crate::text::node::Key;
use crate::text::read::{Item, Reader};

/// A measure as written.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureDecl {
    /// What is summed.
    pub total: AggregateDecl,
    /// What is taken off.
    pub minus: Option<AggregateDecl>,
    /// Of which days.
    pub balance: Balance,
}

/// Into which currency amounts are converted, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Currency {
    /// The currency of the measure; an amount in it counts as it is.
    pub to: Text,
    /// Field of the child table with the currency of the amount.
    pub of: Text,
    /// Reference table with the rates.
    pub rates: Text,
}

/// Of which days a measure is, for a table of daily balances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Balance {
    /// All rows: the table is the present state.
    Present,
    /// The last complete day.
    End,
    /// The mean over the days of the month up to the last complete day.
    MonthMean,
    /// The mean over the days of the quarter up to the last complete day.
    QuarterMean,
}

const BALANCES: [(&str, Balance); 3] =
    [("end", Balance::End), ("month_avg", Balance::MonthMean), ("quarter_avg", Balance::QuarterMean)];

/// The measures, as derived values.
pub(super) fn measures(r: &mut Reader, section: Option<Item<'_>>) -> Vec<Derive> {
    let Some(section) = section else { return Vec::new() };
    r.entries(&section).into_iter().filter_map(|(key, item)| measure(r, key, &item)).flatten().collect()
}

fn measure(r: &mut Reader, key: &Key, item: &Item<'_>) -> Option<Vec<Derive>> {
    let id = r.id(&key.text, key.span, &item.pointer);
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "description", "source", "owner"]);
    let of = map.need(r, "sum").and_then(|i| r.text(&i));
    let taken = map.take("where").and_then(|i| filter(r, &i));
    let minus = map.take("minus").and_then(|i| {
        let mut map = r.map(&i)?;
        let taken = map.need(r, "where").and_then(|i| filter(r, &i));
        map.finish(r);
        taken
    });
    let balance = map.take("balance").and_then(|i| r.choice(&i, &BALANCES)).unwrap_or(Balance::Present);
    let by = map.take("by").and_then(|i| r.text(&i));
    let currency = map.take("currency").map(|i| currency(r, &i));
    let delivered = map.take("delivered").and_then(|i| r.text(&i));
    let tolerance = map.take("tolerance").and_then(|i| share(r, &i));
    map.finish(r);
    let currency = match currency {
        Some(read) => Some(read?),
        None => None,
    };
    let at = item.at();
    let total = |filter| {
        Some(AggregateDecl {
            at: at.clone(),
            kind: AggregateKind::Sum,
            share: false,
            of: of.clone()?,
            by: by.clone(),
            currency: currency.clone(),
            filter,
            window: None,
        })
    };
    let decl = MeasureDecl { total: total(taken)?, minus: minus.and_then(|f| total(Some(f))), balance };
    let mut found = Vec::new();
    if let Some(delivered) = delivered {
        found.push(confirmed(
            &id,
            &about.label,
            &delivered,
            &tolerance.unwrap_or_else(|| "0.0".into()),
            key,
            item,
        ));
    }
    let source = Source::Measure(Box::new(decl));
    found.push(Derive { id, at: item.at(), about, source, tag: false });
    Some(found)
}

/// `currency: {to: CNY, of: currency, rates: fx}`
fn currency(r: &mut Reader, item: &Item<'_>) -> Option<Currency> {
    let mut map = r.map(item)?;
    let to = map.need(r, "to").and_then(|i| r.text(&i));
    let of = map.need(r, "of").and_then(|i| r.text(&i));
    let rates = map.need(r, "rates").and_then(|i| r.text(&i));
    map.finish(r);
    Some(Currency { to: to?, of: of?, rates: rates? })
}

/// Whether a measure is what was delivered, but for the tolerance: as a share of what was delivered.
fn confirmed(
    id: &str,
    label: &Option<Localised>,
    delivered: &Text,
    tolerance: &str,
    key: &Key,
    item: &Item<'_>,
) -> Derive {
    let field = &delivered.text;
    let text = alloc::format!("abs({id} - {field}) <= abs({field}) * {tolerance}");
    let label = label.as_ref().map(|label| Localised {
        en: alloc::format!("{}: confirmed", label.en),
        zh_cn: alloc::format!("{}：已核对", label.zh_cn),
    });
    Derive {
        id: alloc::format!("{id}.confirmed"),
        at: item.at(),
        about: super::About { label, ..super::About::default() },
        source: Source::Cel(Text { text, ..key_text(key, item) }),
        tag: false,
    }
}

/// A percentage as a decimal literal: `1%` is `0.010000`.
fn share(r: &mut Reader, item: &Item<'_>) -> Option<alloc::string::String> {
    let text = r.value(item)?;
    let percent = text.text.trim().strip_suffix('%').and_then(|t| parse_decimal(t.trim(), 4).ok());
    let Some(percent) = percent.filter(|p| (0..=1_000_000).contains(p)) else {
        r.wrong_shape(item, "a percentage such as `1%`");
        return None;
    };
    Some(format_decimal(percent, 6))
}
