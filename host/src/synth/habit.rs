//! What a customer is in the habit of doing, which their rows then show: whether a salary comes in, what the card is
//! used for, what is looked at in the app. Drawn apart from the customer's columns, so that these stay as they are.

use super::random::Random;

/// Separates this stream from that of the customer's columns.
const HABITS: u64 = 0x6861_6269_7473;

/// A customer's habits. Each is a planted event: the shares stand in the table of [`super`].
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is drawn for itself")]
pub(super) struct Habits {
    /// Half of the transactions come under a second id.
    pub(super) alias: bool,
    /// The salary is paid here.
    pub(super) payroll: bool,
    /// The limit of the credit card in fen, if there is one.
    pub(super) limit: Option<i64>,
    /// Spends on luxury abroad.
    pub(super) overseas: bool,
    /// Flies and stays in hotels.
    pub(super) traveller: bool,
    /// Buys in expensive department stores.
    pub(super) luxury: bool,
    /// Pays for schools.
    pub(super) schools: bool,
    /// Pays hospitals.
    pub(super) hospitals: bool,
    /// Buys a coffee nearly every day.
    pub(super) treats: bool,
    /// Draws the card's limit in cash.
    pub(super) cash_out: bool,
    /// Exchanges currency.
    pub(super) exchange: bool,
    /// Looks at pages about studying abroad.
    pub(super) study_abroad: bool,
    /// Asks about accounts overseas.
    pub(super) overseas_account: bool,
    /// Looks at equities.
    pub(super) equities: bool,
    /// Looks at one product again and again.
    pub(super) hesitant: bool,
}

impl Habits {
    /// The habits of the customer with this number.
    pub(super) fn draw(seed: u64, number: u64, aum: i64) -> Self {
        let mut random = Random::of(seed ^ HABITS, number);
        let r = &mut random;
        let alias = r.per_mille(5);
        let payroll = r.per_mille(300);
        let limit = r.between(1, 30) * 1_000_000 + (aum / 20).min(20_000_000) / 100_000 * 100_000;
        let cash_out = r.per_mille(8);
        Self {
            alias,
            payroll,
            limit: (r.per_mille(450) || cash_out).then_some(limit),
            overseas: r.per_mille(20),
            traveller: r.per_mille(40),
            luxury: r.per_mille(30),
            schools: r.per_mille(30),
            hospitals: r.per_mille(25),
            treats: r.per_mille(100),
            cash_out,
            exchange: r.per_mille(15),
            study_abroad: r.per_mille(12),
            overseas_account: r.per_mille(12),
            equities: r.per_mille(30),
            hesitant: r.per_mille(30),
        }
    }
}
