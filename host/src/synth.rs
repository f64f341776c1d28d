//! A believable synthetic bank in two CSV files, from a seed.
//!
//! No real person is in it: names are drawn from lists, and a match with anybody is chance. The columns are those of
//! the shipped policy `wealth-cvm`; the data is as of [`AS_OF`], the evening before.
//!
//! INVARIANT: the same options give the same bytes on every machine. Random numbers are 64-bit integers (SplitMix64),
//! the three float functions used come from the crate `libm`, and every customer has a stream of their own, seeded by
//! (seed, number): customer 17 has the same life in a bank of twenty and of two million, but for the manager.
//!
//! # Distributions
//!
//! | Column | Distribution |
//! |---|---|
//! | `rm_id`, `branch_id` | one manager per 400 customers, eight managers per branch; the smaller of two uniform draws, so that the first book is about twice the mean and the last nearly empty |
//! | `status` | active 93 %, dormant 5 %, closed 2 % |
//! | `aum_prev_day` | 98 % log-normal with median 180,000 and sigma 0.835, below 1 M; 2 % Pareto from 1 M with alpha 1.18, so that 0.3 % of all exceed 5 M; at most 800 M; dormant a tenth of it, closed 0 |
//! | `aum_90d_ago`, `aum_year_ago` | the day before's, divided by 0.92 to 1.13 and 0.75 to 1.40; empty before the customer came |
//! | `deposits_demand` | 4 to 40 % of AUM |
//! | `outflow_1d`, `inflow_1d` | 0 for 80 %, else up to 8 % of AUM |
//! | `contribution_12m` | -0.2 to 1.4 % of AUM less 0 to 600 of cost: negative for small customers |
//! | `products_held` | kinds of holdings, 1 for the account, 0 to 2 more |
//! | `txn_count_6m`, `months_since_txn` | product of two uniform draws, 0 to 169; 0 to 2 months, 6 to 11 without one; dormant and closed 0 and 12 to 48 |
//! | `days_since_login` | 15 % never (empty); else 60 % within 10 days, 30 % within 90, 10 % within 700; dormant 40 % never, else 200 to 700 |
//! | `birthday` | age 20 to 85, mean of two uniform draws |
//! | `marital_status`, `position` | by age: single mostly below 30, retired mostly from 60 |
//! | `industry` | technology 16 %, healthcare 10, finance 11, manufacturing 22, trade 17, public 14, other 10 |
//! | `credit_grade`, `credit_headroom` | A 35 %, B 40, C 18, D 7; 0 to 30 % of AUM and 0 to 300,000 |
//! | `referrals_12m`, `influence_grade` | 0 for 82 %, to 5; none 88 %, local 9.5, sector 2, national 0.5 |
//! | `family_aum`, `wallet_share` | of the others, 0 to 2 times the AUM; 5.0 to 100.0 |
//! | `contacts_90d`, `satisfaction` | 0 to 9; 1 to 5 as 3, 7, 25, 43, 22 % |
//! | `complaints_90d`, `complaints_prev_90d` | 0 for 96 %, else 1 to 3 |
//! | `risk_grade`, `risk_grade_until` | C1 to C5 as 12, 28, 33, 19, 8 %; from 180 days ago to 545 days ahead |
//! | `since` | up to 22 years ago, recent ones more often |
//! | holdings per customer | 0 to 8 as 12, 26, 26, 17, 10, 5, 2.5, 1, 0.5 %: 2.2 on average; together AUM less `deposits_demand` |
//!
//! Cells are missing at random in 0 to 15 % of the rows, by column (the numbers stand beside the names in `customer`).
//!
//! # Planted events
//!
//! | Event | Share of customers |
//! |---|---|
//! | `outflow_1d` of 31 to 80 % of AUM | 1.5 % |
//! | AUM 20 to 60 % below 90 days ago | 2.5 % |
//! | a deposit or wealth product maturing in exactly 15, 7 or 3 days, two thirds not renewed | 3 % |
//! | birthday in the next 7 days | 2 %, on top of chance |
//! | an open complaint, and dissatisfied | 1.5 % |
//! | dormant | 5 % (the status) |

mod customer;
mod date;
mod holding;
mod line;
mod name;
mod person;
mod random;

use std::io::Write;
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::output::{Folder, OutputFile, Sink};
use customer::Customer;
use holding::Holding;
use random::Random;

/// The date on which the synthetic bank is looked at.
pub const AS_OF: &str = "2026-11-21";

/// What bank to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many customers.
    pub customers: u64,
    /// The seed.
    pub seed: u64,
}

/// The size of the bank: what does not depend on one customer.
#[derive(Clone, Copy, Debug)]
struct Bank {
    managers: u64,
}

const CUSTOMERS_PER_MANAGER: u64 = 400;
const MANAGERS_PER_BRANCH: u64 = 8;

/// Writes `customers.csv` and `holdings.csv` into a folder, one customer after the other: memory stays flat.
///
/// # Errors
///
/// [`ErrorKind::File`] if a file cannot be written.
pub fn write(options: Options, folder: &Path) -> Result<[OutputFile; 2]> {
    let folder = Folder::open(folder, &[])?;
    let mut holdings = None;
    let customers = folder.write("customers.csv", |customers| {
        holdings = Some(folder.write("holdings.csv", |holdings| fill(options, customers, holdings))?);
        Ok(())
    })?;
    let holdings = holdings.ok_or_else(|| Error::new(ErrorKind::File, "the holdings were not written"))?;
    Ok([customers, holdings])
}

fn fill(options: Options, customers: &mut Sink, holdings: &mut Sink) -> Result<()> {
    let bank = Bank { managers: options.customers.div_ceil(CUSTOMERS_PER_MANAGER).max(1) };
    let (mut line, mut lines) = (Customer::header(), Holding::header());
    let mut held = 0;
    for number in 1..=options.customers {
        append(customers, &mut line)?;
        append(holdings, &mut lines)?;
        let customer = Customer::draw(number, &bank, Random::of(options.seed, number));
        customer.write(&mut line);
        for holding in &customer.holdings {
            held += 1;
            holding.write(held, number, &mut lines);
        }
    }
    append(customers, &mut line)?;
    append(holdings, &mut lines)?;
    customers.add_rows(options.customers);
    holdings.add_rows(held);
    Ok(())
}

fn append(to: &mut Sink, text: &mut String) -> Result<()> {
    to.write_all(text.as_bytes())
        .map_err(|cause| Error::new(ErrorKind::File, format!("cannot write the bank: {cause}")))?;
    text.clear();
    Ok(())
}

#[cfg(test)]
mod tests;
