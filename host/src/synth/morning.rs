//! A bank in memory, morning after morning: the same tables as [`super::write`] writes, without files.

use super::date::Day;
use super::sheet::{LIST, Sheets};
use super::{Bank, Living, Options, headers, reference};

/// What the bank delivers on a morning.
#[derive(Clone, Debug)]
pub struct Morning {
    /// The day, such as `2026-11-21`.
    pub day: String,
    /// The tables: name and CSV text with its header.
    pub tables: Vec<(&'static str, String)>,
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
        let mut sheets = Sheets::default();
        for (text, header) in sheets.texts_mut().iter_mut().zip(headers()) {
            text.push_str(&header);
        }
        for one in &mut self.customers {
            if today > self.bank.today {
                one.advance(self.options, &self.bank, today);
            }
            one.write(today, &mut sheets);
        }
        let own = LIST.iter().map(|(name, _)| *name).zip(sheets.into_texts());
        let tables = own.chain(reference::tables(&self.bank, today)).collect();
        Some(Morning { day: today.to_string(), tables })
    }
}
