//! A believable synthetic bank in CSV files, from a seed.
//!
//! No real person is in it: names are drawn from lists, and a match with anybody is chance. The tables and columns are
//! those of the shipped policy `wealth-cvm`, and each of its rules finds some whom it concerns; the data is as of
//! [`AS_OF`], the evening before. With several days there is a folder per day, the last of which is [`AS_OF`]; a day is
//! what the bank knew on its morning.
//!
//! INVARIANT: the same options give the same bytes on every machine. Random numbers are 64-bit integers (SplitMix64),
//! the three float functions used come from the crate `libm`, and every customer has a stream of their own, seeded by
//! (seed, number): customer 17 has the same life in a bank of twenty and of two million, but for the manager.
//!
//! # Distributions
//!
//! | Column | Distribution |
//! |---|---|
//! | `rm_id`, `branch_id` | one manager per 400 customers, eight managers per branch; the smaller of two uniform draws, so that the first book is about twice the mean and the last nearly empty; 0.3 % have no manager |
//! | `status` | active 93 %, dormant 5 %, closed 2 % |
//! | `deceased`, `frozen`, `in_dispute`, `staff`, `do_not_contact` | 0.2 %, 0.2, 0.1, 1, 1; 0.4 % are minors |
//! | `aum_prev_day` | 98 % log-normal with median 180,000 and sigma 0.835, below 1 M; 2 % Pareto from 1 M with alpha 1.18, so that 0.3 % of all exceed 5 M; at most 800 M; dormant a tenth of it, closed 0 |
//! | `aum_90d_ago`, `aum_year_ago` | the day before's, divided by 0.92 to 1.13 and 0.75 to 1.40; empty before the customer came; `aum_month_ago` a third of the way to 90 days |
//! | `deposits_demand` | 4 to 40 % of AUM, all of it without holdings |
//! | `outflow_1d`, `inflow_1d` | 0 for 80 %, else up to 8 % of AUM |
//! | `contribution_12m` | -0.2 to 1.4 % of AUM less 0 to 600 of cost: negative for small customers |
//! | `products_held` | kinds of holdings, 1 for the account, 0 to 2 more |
//! | `txn_count_6m`, `months_since_txn` | product of two uniform draws, 0 to 169; 0 to 2 months, 6 to 11 without one; dormant and closed 0 and 12 to 48 |
//! | `days_since_login` | 15 % never (empty); else 60 % within 10 days, 30 % within 90, 10 % within 700; dormant 40 % never, else 200 to 700 |
//! | `birthday` | age 20 to 85, mean of two uniform draws |
//! | `marital_status`, `position` | by age: single mostly below 30, retired mostly from 60, every second one below 25 a student |
//! | `industry` | technology 16 %, healthcare 10, finance 11, manufacturing 22, trade 17, public 14, other 10 |
//! | `income_monthly` | log-normal with median 11,000 and sigma 0.6 |
//! | `credit_grade`, `credit_headroom` | A 35 %, B 40, C 18, D 7; 0 to 30 % of AUM and 0 to 300,000 |
//! | `referrals_12m`, `influence_grade` | 0 for 82 %, to 5; none 88 %, local 9.5, sector 2, national 0.5 |
//! | `family_aum`, `wallet_share` | of the others, 0 to 2 times the AUM; 5.0 to 100.0; assets elsewhere follow from the share, give or take |
//! | `contacts_90d`, `satisfaction` | 0 to 9; 1 to 5 as 3, 7, 25, 43, 22 % |
//! | `complaints_90d`, `complaints_prev_90d` | 0 for 96 %, else 1 to 3 |
//! | `risk_grade`, `risk_grade_until` | C1 to C5 as 12, 28, 33, 19, 8 %; from 180 days ago to 545 days ahead |
//! | `since`, `joined_by` | up to 22 years ago, recent ones more often; branch 48 %, payroll 20, referral 10, online 9, mortgage 8, campus 5 |
//! | holdings per customer | 0 to 8 as 12, 26, 26, 17, 10, 5, 2.5, 1, 0.5 %: 2.2 on average; together AUM less `deposits_demand`, but for what has matured |
//!
//! | Table | Rows |
//! |---|---|
//! | months | thirteen, on a straight line from the assets of a year ago |
//! | transactions | `txn_count_6m` x 90 / 182 over 120 days, of which 90 are delivered; 0.5 % are known 2 to 6 days late; the flows of the day before are those of the columns; beside them salaries on the 10th, interest each quarter, and what habits buy |
//! | cards, loans | 45 % have a card; mortgages 15 %, consumer loans 6, business loans 3 |
//! | companies | of four founders in five, of two fifths of those with 5 M, of a quarter of the executives |
//! | relatives, key dates | a spouse of most of the married, children of half, parents of a quarter; days of two fifths of them |
//! | interests | one or two of 12 % |
//! | interactions | `contacts_90d`, at the same pace over 400 days |
//! | complaints | as the columns say; one in sixteen is settled each day |
//! | surveys | one customer in eight, each quarter |
//! | events | four pages in 90 days, and what habits look at |
//! | services, referrals | by tier: 0.07 a year, 2, 6, 11, nothing by one in four; as `referrals_12m` says, and 1.5 % that are open |
//! | consents | 95 % on file in each of four categories; marketing withdrawn by 3 %, profiling 6, family 4, external 8 |
//! | relations | one even customer in four is married to the customer before them |
//! | identities | 0.5 % have a second id, under which every second transaction comes |
//!
//! From day to day: flows of up to 3 % on every fourteenth day, products mature and are renewed by a third, one customer
//! in 80 buys a product, one in three thousand falls asleep and one sleeper in four hundred wakes, one in fifteen
//! hundred complains, one in fifteen hundred gets another manager, one in two thousand changes a consent, risk grades that
//! end are renewed by one in 150 a day, cards have a bill each month, companies a turnover.
//!
//! Cells are missing at random in 0 to 15 % of the rows, by column (the numbers stand beside the names in `customer` and
//! `profile`).
//!
//! # Planted events
//!
//! | Event | Share of customers |
//! |---|---|
//! | `outflow_1d` of 31 to 80 % of AUM | 1.5 %; later one day in three thousand, for which products are sold |
//! | `inflow_1d` of 31 to 90 % of AUM | 1 %; later one day in two thousand |
//! | AUM 20 to 60 % below 90 days ago | 2.5 % |
//! | a deposit or wealth product maturing in exactly 15, 7 or 3 days, two thirds not renewed | 3 % |
//! | a product that matured in the last 40 days and was not renewed | 2 % |
//! | a first wealth product, bought 1 to 10 days ago | 3 % |
//! | birthday in the next 7 days | 2 %, on top of chance |
//! | a product beyond the grade of a cautious customer | one such product in fifty |
//! | a student who opened the account 5 to 85 days ago | three students in ten |
//! | an open complaint, and dissatisfied | 1.5 %; one complaint in eight is severe |
//! | a contact of the last month on why money left | 2.5 % |
//! | dormant | 5 % (the status) |
//! | three failed transactions on one day | one day in four thousand |
//! | luxury spending abroad; travel; luxury at home; schools; hospitals; coffee | 2 %; 4; 3; 3; 2.5; 10 |
//! | half of the card's limit or more drawn in cash | 0.8 % |
//! | pages on studying abroad; enquiries on accounts overseas; pages on equities, and enquiries; one fund again and again | 1.2 %; 1.2; 3; 3 |
//! | a directorship of a listed company since less than a month | 0.3 %, later one in thirty thousand a day |
//! | a company whose turnover collapses | one company in twenty, each month; on the first day two in five of those who draw cash |
//! | a bill of most of the card's limit | one in twenty, each month |
//! | a loan overdue; a loan maturing in 30, 15, 7 or 3 days | 1.6 % and 2 % of loans |
//! | a couple recorded both ways round, which makes a circle | one pair in five thousand |
//! | no exchange rate | the thirtieth day before |
//! | share prices plunge; the prime rate is lowered | the last day and every 45 and 90 days before |
//! | a manager who has left, but still has customers | one in thirty |

mod activity;
mod behaviour;
mod care;
mod company;
mod contact;
mod credit;
mod customer;
mod habit;
mod holding;
mod household;
mod life;
mod line;
mod month;
mod morning;
mod name;
mod part;
mod payment;
mod person;
mod profile;
mod random;
mod reference;
mod service;
mod sheet;

use std::path::Path;

use crate::date::{Day, TODAY};
use crate::error::Result;
use crate::output::{Begun, Folder, OutputFile};
use customer::Customer;
use holding::Holding;
use life::Life;
pub use morning::{Morning, Mornings};
use part::Records;
use random::Random;
use sheet::{LIST, Sheet, Sheets};

/// The date on which the synthetic bank is looked at.
pub const AS_OF: &str = "2026-11-21";

/// What bank to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many customers.
    pub customers: u64,
    /// The seed.
    pub seed: u64,
    /// How many days are delivered; the last one is [`AS_OF`].
    pub days: u32,
}

/// The size of the bank: what does not depend on one customer.
#[derive(Clone, Copy, Debug)]
struct Bank {
    managers: u64,
    /// The first day that is delivered.
    today: Day,
}

/// Separates the stream of hand-overs from those of days.
const HAND_OVER: u64 = 0x6861_6e64_6f76;

const CUSTOMERS_PER_MANAGER: u64 = 400;
const MANAGERS_PER_BRANCH: u64 = 8;

impl Bank {
    fn of(options: Options) -> Self {
        Self {
            managers: options.customers.div_ceil(CUSTOMERS_PER_MANAGER).max(1),
            today: TODAY.plus(1 - i64::from(options.days.max(1))),
        }
    }
}

/// Writes a bank into a folder: one day's tables into the folder itself, several days' into a folder per day. One
/// customer is written after the other, so memory stays flat; a day lives again through the days before it.
/// [`Mornings`] gives the same days in memory, each after the other.
///
/// # Errors
///
/// [`ErrorKind::File`](crate::ErrorKind::File) if a file cannot be written.
pub fn write(options: Options, folder: &Path) -> Result<Vec<OutputFile>> {
    let bank = Bank::of(options);
    let mut written = Vec::new();
    for ahead in 0..options.days.max(1) {
        let day = bank.today.plus(i64::from(ahead));
        let name = if options.days > 1 { day.to_string() } else { String::new() };
        for file in write_day(options, &bank, day, &folder.join(&name))? {
            let place = Path::new(&name).join(&file.file).display().to_string();
            written.push(OutputFile { file: place, ..file });
        }
    }
    Ok(written)
}

/// The delivery of one day.
fn write_day(options: Options, bank: &Bank, day: Day, folder: &Path) -> Result<Vec<OutputFile>> {
    let folder = Folder::open(folder, &[])?;
    let begin = |(name, _): (&str, &str)| folder.begin(&format!("{name}.csv"));
    let mut files = LIST.into_iter().map(begin).collect::<Result<Vec<_>>>()?;
    for (file, header) in files.iter_mut().zip(headers()) {
        file.put(&header, false)?;
    }
    let mut sheets = Sheets::default();
    for number in 1..=options.customers {
        sheets.clear();
        let mut one = Living::new(options, bank, number);
        for passed in bank.today.0 + 1..=day.0 {
            one.advance(options, bank, Day(passed));
        }
        one.write(day, &mut sheets);
        for (file, text) in files.iter_mut().zip(sheets.texts()) {
            file.put(text, true)?;
        }
    }
    let mut written = files.into_iter().map(Begun::finish).collect::<Result<Vec<_>>>()?;
    for (name, text) in reference::tables(bank, day) {
        let mut file = folder.begin(&format!("{name}.csv"))?;
        let (header, rows) = text.split_at(text.find('\n').map_or(0, |at| at + 1));
        file.put(header, false)?;
        file.put(rows, true)?;
        written.push(file.finish()?);
    }
    Ok(written)
}

/// The headers of the tables with rows of customers, with their line ends.
fn headers() -> Vec<String> {
    let own = [Customer::header(), Holding::header()];
    let others = LIST.iter().skip(own.len()).map(|(_, header)| format!("{header}\n"));
    own.into_iter().chain(others).collect()
}

/// A customer with the days behind them, and what is recorded about them.
struct Living {
    life: Life,
    records: Records,
}

impl Living {
    /// The customer on the first day of the bank.
    fn new(options: Options, bank: &Bank, number: u64) -> Self {
        let drawn = Customer::draw(number, bank, options.seed);
        let records = Records::draw(&drawn, options.seed, bank.today);
        Self { life: Life::start(drawn, options.seed, bank.today), records }
    }

    /// Lives through the day before `today`.
    fn advance(&mut self, options: Options, bank: &Bank, today: Day) {
        self.life.advance(today);
        let customer = &mut self.life.customer;
        let stream = options.seed ^ HAND_OVER.wrapping_mul(u64::try_from(today.0).unwrap_or(0));
        let mut random = Random::of(stream, customer.number);
        if random.below(1_500) == 0 {
            customer.hand_over(&mut random, bank.managers);
        }
        self.records.advance(&mut self.life.customer, options.seed, today);
    }

    /// Appends the lines that are delivered on the morning of `day`.
    fn write(&self, day: Day, sheets: &mut Sheets) {
        let customer = &self.life.customer;
        if let Some(text) = sheets.text(Sheet::Customers) {
            customer.write(text);
        }
        if let Some(text) = sheets.text(Sheet::Holdings) {
            let held = customer.holdings.iter().chain(&customer.lapsed);
            held.for_each(|holding| holding.write(customer.number, text));
        }
        self.records.write(customer, day, sheets);
    }
}

#[cfg(test)]
mod tests;
