//! The tables of a delivery that hold rows of customers: their names and headers, and their texts as they grow.

use std::fmt::{self, Display, Write};

/// A table with rows of customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sheet {
    Customers,
    Holdings,
    Months,
    Transactions,
    Cards,
    Loans,
    Companies,
    Relatives,
    KeyDates,
    Interests,
    Interactions,
    Complaints,
    Surveys,
    Events,
    Services,
    Referrals,
    Consents,
    Relations,
    Identities,
}

/// How many tables there are.
const COUNT: usize = Sheet::Identities as usize + 1;

/// The names of the tables and their headers, in the order of [`Sheet`]; the first two have headers of their own.
pub(super) const LIST: [(&str, &str); COUNT] = [
    ("customers", ""),
    ("holdings", ""),
    (
        "months",
        "month_id,customer_id,month_end,aum_end,aum_avg,fees,loan_interest,ftp_margin,risk_cost,service_cost",
    ),
    (
        "transactions",
        "txn_id,customer_id,posted_on,known_at,direction,external,channel,amount,kind,mcc,country,counterparty",
    ),
    ("cards", "card_id,customer_id,level,credit_limit,bill,due_on,autopay"),
    ("loans", "loan_id,customer_id,kind,balance,overdue_days,matures_on"),
    (
        "companies",
        "link_id,customer_id,company_id,company_name,role,since,listed,growth,deposits,turnover_30d,\
         turnover_prev_30d,contribution_12m,has_account,has_loan,has_payroll",
    ),
    ("relatives", "relative_id,customer_id,role,birthday,abroad,customer_no"),
    ("key_dates", "key_date_id,customer_id,kind,person,day,lunar"),
    ("interests", "interest_id,customer_id,topic"),
    ("interactions", "interaction_id,customer_id,contacted_on,kind,outcome,rm_id,ours,topic,reason,minutes"),
    ("complaints", "complaint_id,customer_id,opened_on,closed_on,severity,topic"),
    ("surveys", "survey_id,customer_id,surveyed_on,score,driver"),
    ("events", "event_id,customer_id,happened_on,kind,topic,product_id,seconds,points,answer"),
    ("services", "use_id,customer_id,used_on,service_id,cost,feedback"),
    ("referrals", "referral_id,customer_id,referred_on,status,aum"),
    ("consents", "consent_id,customer_id,category,status,changed_on"),
    ("relations", "relation_id,member,head,relation,since,until,share"),
    ("identities", "alias,customer_id"),
];

/// The texts of the tables, without headers.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheets([String; COUNT]);

impl Sheets {
    /// The text of one table.
    pub(super) fn text(&mut self, sheet: Sheet) -> Option<&mut String> {
        self.0.get_mut(sheet as usize)
    }

    /// Appends a line.
    pub(super) fn row(&mut self, sheet: Sheet, cells: fmt::Arguments<'_>) {
        if let Some(text) = self.text(sheet) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{cells}");
        }
    }

    /// The texts in the order of [`LIST`].
    pub(super) fn texts(&self) -> &[String] {
        &self.0
    }

    /// The texts, to be written to.
    pub(super) fn texts_mut(&mut self) -> &mut [String] {
        &mut self.0
    }

    /// The texts themselves.
    pub(super) fn into_texts(self) -> [String; COUNT] {
        self.0
    }

    /// Empties all texts, which keeps their room.
    pub(super) fn clear(&mut self) {
        self.0.iter_mut().for_each(String::clear);
    }
}

/// A cell that may be empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Maybe<T>(pub(super) Option<T>);

impl<T: Display> Display for Maybe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |value| value.fmt(f))
    }
}
