//! What the bank records about a customer row by row, in parts: each part is drawn once, lives on day by day, and writes
//! its rows. A part has streams of random numbers of its own, so that no part changes another.

use super::behaviour::Behaviour;
use super::care::Care;
use super::company::Companies;
use super::contact::Contacts;
use super::credit::Credit;
use super::customer::Customer;
use super::household::Household;
use super::month::Months;
use super::payment::Payments;
use super::random::Random;
use super::service::Services;
use super::sheet::Sheets;
use crate::date::Day;

/// Days that transactions and behaviour go back.
pub(super) const DAYS_BACK: i64 = 90;

/// Days that contacts, complaints and the use of services go back.
pub(super) const YEAR_BACK: i64 = 400;

/// A part of what is recorded about a customer.
pub(super) trait Part: Sized {
    /// What is on file on the customer's first day.
    fn draw(customer: &Customer, random: &mut Random, today: Day) -> Self;

    /// Adds what happened on the day before `today`.
    fn advance(&mut self, customer: &mut Customer, random: &mut Random, today: Day);

    /// Appends the rows that are delivered on the morning of `today`.
    fn write(&self, customer: &Customer, today: Day, sheets: &mut Sheets);
}

macro_rules! parts {
    ($($field:ident: $part:ident = $tag:literal,)*) => {
        /// All parts of a customer.
        pub(super) struct Records {
            $($field: $part,)*
        }

        impl Records {
            /// Draws what is on file on the customer's first day.
            pub(super) fn draw(customer: &Customer, seed: u64, today: Day) -> Self {
                let number = customer.number;
                Self { $($field: $part::draw(customer, &mut Random::of(seed ^ $tag, number), today),)* }
            }

            /// Adds the rows of the day before `today`.
            pub(super) fn advance(&mut self, customer: &mut Customer, seed: u64, today: Day) {
                let number = customer.number;
                let day = u64::try_from(today.0).unwrap_or(0);
                $(
                    let stream = seed ^ u64::wrapping_mul($tag, day);
                    self.$field.advance(customer, &mut Random::of(stream, number), today);
                )*
            }

            /// Appends the rows that are delivered on the morning of `today`.
            pub(super) fn write(&self, customer: &Customer, today: Day, sheets: &mut Sheets) {
                $(self.$field.write(customer, today, sheets);)*
            }
        }
    };
}

parts! {
    months: Months = 0x6d6f_6e74_6801,
    payments: Payments = 0x7061_796d_6503,
    credit: Credit = 0x6372_6564_6905,
    companies: Companies = 0x636f_6d70_6107,
    household: Household = 0x686f_7573_6509,
    contacts: Contacts = 0x636f_6e74_610b,
    care: Care = 0x6361_7265_640d,
    behaviour: Behaviour = 0x6265_6861_760f,
    services: Services = 0x7365_7276_6911,
}
