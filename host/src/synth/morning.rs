//! A bank in memory, morning after morning: the same tables as [`super::write`] writes, without files.

use std::ops::Range;

use super::sheet::{LIST, Sheets};
use super::{Bank, Living, Options, headers, reference};
use crate::date::Day;

/// What the bank delivers on a morning.
#[derive(Clone, Debug)]
pub struct Morning {
    /// The day, such as `2026-11-21`.
    pub day: String,
    /// The tables: name and CSV text with its header.
    pub tables: Vec<(&'static str, String)>,
}

impl Morning {
    /// What the bank delivers about the customers `numbers`, which count from 1, on its first morning, and all tables
    /// that are not about customers. One customer is in memory at a time.
    #[must_use]
    pub fn of(options: Options, numbers: Range<u64>) -> Self {
        let bank = Bank::of(options);
        let customers = numbers.map(|number| Living::new(options, &bank, number));
        delivered(&bank, bank.today, |sheets| customers.for_each(|one| one.write(bank.today, sheets)))
    }
}

/// The tables of a morning; `write` fills those with rows of customers.
fn delivered(bank: &Bank, today: Day, write: impl FnOnce(&mut Sheets)) -> Morning {
    let mut sheets = Sheets::default();
    for (text, header) in sheets.texts_mut().iter_mut().zip(headers()) {
        text.push_str(&header);
    }
    write(&mut sheets);
    let own = LIST.iter().map(|(name, _)| *name).zip(sheets.into_texts());
    let tables = own.chain(reference::tables(bank, today)).collect();
    Morning { day: today.to_string(), tables }
}

/// The mornings of a bank, from the first day to [`super::AS_OF`]. All customers are kept in memory.
pub struct Mornings {
    options: Options,
    bank: Bank,
    customers: Vec<Living>,
    /// The next morning.
    next: Day,
    left: u32,
}

impl Mornings {
    /// The mornings of this bank.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let bank = Bank::of(options);
        let customers = (1..=options.customers).map(|number| Living::new(options, &bank, number)).collect();
        Self { options, bank, customers, next: bank.today, left: options.days.max(1) }
    }
}

impl Iterator for Mornings {
    type Item = Morning;

    fn next(&mut self) -> Option<Morning> {
        self.left = self.left.checked_sub(1)?;
        let today = self.next;
        self.next = today.plus(1);
        let Self { options, bank, customers, .. } = self;
        Some(delivered(bank, today, |sheets| {
            for one in customers {
                if today > bank.today {
                    one.advance(*options, bank, today);
                }
                one.write(today, sheets);
            }
        }))
    }
}
