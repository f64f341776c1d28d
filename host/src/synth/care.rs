//! Complaints and what customers say in surveys. The counts of complaints in the customer's columns follow the rows.

use super::customer::Customer;
use super::part::{DAYS_BACK, Part, YEAR_BACK};
use super::random::Random;
use super::sheet::{Maybe, Sheet, Sheets};
use crate::date::Day;

/// The complaints and the answers of a customer.
#[derive(Default)]
pub(super) struct Care {
    complaints: Vec<Complaint>,
    surveys: Vec<(Day, i64, &'static str)>,
    next: u32,
}

struct Complaint {
    serial: u32,
    opened: Day,
    closed: Option<Day>,
    severity: &'static str,
    topic: &'static str,
}

const TOPICS: [(&str, u64); 5] =
    [("service", 35), ("product", 25), ("fee", 15), ("offer", 15), ("system", 10)];

const DRIVERS: [(&str, u64); 4] = [("ease", 30), ("speed", 25), ("advice", 25), ("price", 20)];

impl Part for Care {
    /// As many complaints as the customer's columns say; a survey for one customer in three.
    fn draw(customer: &Customer, r: &mut Random, today: Day) -> Self {
        let mut care = Self::default();
        let [open, recent, before] = customer.relation.complaints();
        for at in 0..recent + before {
            let ago =
                if at < recent { r.between(1, DAYS_BACK) } else { r.between(DAYS_BACK + 1, 2 * DAYS_BACK) };
            let ago = if at < open { ago.min(40) } else { ago };
            let opened = today.plus(-ago);
            let closed = opened.plus(r.between(1, 20)).min(today.plus(-1)).max(opened);
            care.complain(r, opened, (at >= open).then_some(closed));
        }
        for quarter in 0..4 {
            if r.per_mille(120) {
                let ago = quarter * 91 + r.between(1, 90);
                care.answer(customer, r, today.plus(-ago));
            }
        }
        care
    }

    /// An open complaint is settled in one case of sixteen, a new one comes in one of fifteen hundred.
    fn advance(&mut self, customer: &mut Customer, r: &mut Random, today: Day) {
        let yesterday = today.plus(-1);
        for complaint in self.complaints.iter_mut().filter(|complaint| complaint.closed.is_none()) {
            if r.per_mille(60) {
                complaint.closed = Some(yesterday);
            }
        }
        if r.below(1_500) == 0 {
            self.complain(r, yesterday, None);
        }
        if r.below(750) == 0 {
            self.answer(customer, r, yesterday);
        }
        let counted = |from: i64, to: i64| {
            let within = |row: &&Complaint| row.opened.0 >= today.0 - to && row.opened.0 < today.0 - from;
            i64::try_from(self.complaints.iter().filter(within).count()).unwrap_or(0)
        };
        let open = self.complaints.iter().filter(|complaint| complaint.closed.is_none()).count();
        let open = i64::try_from(open).unwrap_or(0);
        customer.relation.complain([open, counted(0, DAYS_BACK), counted(DAYS_BACK, 2 * DAYS_BACK)]);
    }

    fn write(&self, customer: &Customer, today: Day, sheets: &mut Sheets) {
        let id = customer.number;
        let covered = |day: Day| day.0 > today.0 - 1 - YEAR_BACK && day < today;
        for row in self.complaints.iter().filter(|row| covered(row.opened)) {
            let Complaint { serial, opened, closed, severity, topic } = row;
            let closed = Maybe(*closed);
            let cells = format_args!("P{id:07}-{serial},C{id:07},{opened},{closed},{severity},{topic}");
            sheets.row(Sheet::Complaints, cells);
        }
        for ((day, score, driver), at) in self.surveys.iter().zip(1..).filter(|(row, _)| covered(row.0)) {
            sheets.row(Sheet::Surveys, format_args!("U{id:07}-{at},C{id:07},{day},{score},{driver}"));
        }
    }
}

impl Care {
    fn complain(&mut self, r: &mut Random, opened: Day, closed: Option<Day>) {
        self.next += 1;
        let severity = r.pick("low", &[("low", 60), ("medium", 28), ("high", 12)]);
        let topic = r.pick("service", &TOPICS);
        self.complaints.push(Complaint { serial: self.next, opened, closed, severity, topic });
    }

    /// An answer is the customer's last score, or one beside it.
    fn answer(&mut self, customer: &Customer, r: &mut Random, day: Day) {
        let score = (customer.relation.satisfaction + r.between(-1, 1)).clamp(1, 5);
        self.surveys.push((day, score, r.pick("ease", &DRIVERS)));
    }
}
