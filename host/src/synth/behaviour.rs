//! What a customer does in the app and on the phone: pages looked at, enquiries, answers to campaigns, failures.

use super::customer::Customer;
use super::part::{DAYS_BACK, Part};
use super::random::Random;
use super::sheet::{Maybe, Sheet, Sheets};
use crate::date::Day;

/// The behaviour of a customer.
#[derive(Default)]
pub(super) struct Behaviour {
    rows: Vec<Event>,
    next: u32,
}

struct Event {
    serial: u32,
    day: Day,
    kind: &'static str,
    topic: Option<&'static str>,
    product: Option<u64>,
    seconds: Option<i64>,
    answer: Option<&'static str>,
}

impl Event {
    /// What a check-in and a mission earn.
    fn points(&self) -> Option<u32> {
        match self.kind {
            "check_in" => Some(5),
            "mission" => Some(50),
            _ => None,
        }
    }
}

const TOPICS: [(&str, u64); 8] = [
    ("wealth", 40),
    ("fund", 25),
    ("insurance", 8),
    ("loan", 10),
    ("health", 6),
    ("equity", 6),
    ("tax", 3),
    ("trust", 2),
];

const ANSWERS: [(&str, u64); 4] = [("ignored", 60), ("declined", 20), ("accepted", 12), ("attended", 8)];

impl Part for Behaviour {
    fn draw(customer: &Customer, r: &mut Random, today: Day) -> Self {
        let mut behaviour = Self::default();
        for ago in (1..=DAYS_BACK).rev() {
            behaviour.pass(customer, r, today.plus(-ago));
        }
        behaviour
    }

    fn advance(&mut self, customer: &mut Customer, r: &mut Random, today: Day) {
        self.rows.retain(|row| row.day.0 > today.0 - 1 - DAYS_BACK);
        self.pass(customer, r, today.plus(-1));
    }

    fn write(&self, customer: &Customer, today: Day, sheets: &mut Sheets) {
        let id = customer.number;
        let covered = |day: Day| day.0 > today.0 - 1 - DAYS_BACK && day < today;
        for row in self.rows.iter().filter(|row| covered(row.day)) {
            let Event { serial, day, kind, topic, product, seconds, answer } = row;
            let product = product.map(|number| format!("F{number:03}"));
            let (topic, product) = (Maybe(*topic), Maybe(product));
            let (seconds, answer) = (Maybe(*seconds), Maybe(*answer));
            sheets.row(
                Sheet::Events,
                format_args!(
                    "X{id:07}-{serial:03},C{id:07},{day},{kind},{topic},{product},{seconds},{},{answer}",
                    Maybe(row.points())
                ),
            );
        }
    }
}

impl Behaviour {
    /// What one day brings: about four pages in 90 days, and more by habit.
    fn pass(&mut self, customer: &Customer, r: &mut Random, day: Day) {
        if !customer.activity.is_awake() {
            return;
        }
        self.play(customer, day);
        let habits = &customer.habits;
        if r.per_mille(45) {
            let topic = r.pick("wealth", &TOPICS);
            self.view(r, day, topic, None);
        }
        if habits.study_abroad && r.per_mille(200) {
            self.view(r, day, "study_abroad", None);
        }
        if habits.equities && r.per_mille(150) {
            self.view(r, day, "equity", None);
        }
        if habits.hesitant && r.per_mille(250) {
            self.view(r, day, "fund", Some(customer.number % 40 + 1));
        }
        if habits.equities && r.per_mille(30) {
            self.add(day, "enquiry", Some("equity"));
        }
        if habits.overseas_account && r.per_mille(80) {
            self.add(day, "enquiry", Some("overseas_account"));
        }
        if r.per_mille(3) {
            let topic = r.pick("wealth", &TOPICS);
            self.add(day, "enquiry", Some(topic));
        }
        if r.per_mille(2) {
            let answer = r.pick("ignored", &ANSWERS);
            if let Some(event) = self.add(day, "campaign", Some("wealth")) {
                event.answer = Some(answer);
            }
        }
        if r.below(4_000) == 0 {
            for _ in 0..3 {
                self.add(day, "failed", None);
            }
        }
    }

    /// One customer in five checks in every tenth day or so, and does a mission at every fifth of these. No dice: the
    /// other habits of the bank do not hang on it.
    fn play(&mut self, customer: &Customer, day: Day) {
        let beat = customer.number.wrapping_mul(7).wrapping_add(day.0.unsigned_abs());
        if customer.number.is_multiple_of(5) && beat.is_multiple_of(10) {
            self.add(day, "check_in", None);
        }
        if customer.number.is_multiple_of(5) && beat.is_multiple_of(50) {
            self.add(day, "mission", None);
        }
    }

    fn view(&mut self, r: &mut Random, day: Day, topic: &'static str, product: Option<u64>) {
        let seconds = r.between(5, 400);
        if let Some(event) = self.add(day, "view", Some(topic)) {
            (event.seconds, event.product) = (Some(seconds), product);
        }
    }

    fn add(&mut self, day: Day, kind: &'static str, topic: Option<&'static str>) -> Option<&mut Event> {
        self.next += 1;
        let (serial, product, seconds, answer) = (self.next, None, None, None);
        self.rows.push(Event { serial, day, kind, topic, product, seconds, answer });
        self.rows.last_mut()
    }
}
