//! What must be open after each run, told from the days themselves and not from any state.
//!
//! The oracle keeps, per event, the list of runs that it was asked in and what people said, and tells its story anew
//! from the first day every time.

use std::collections::BTreeMap;

use crate::bank::{Customer, Said};

const REARM: i32 = 10;
const REMIND: i32 = 15;
const STAGES: [i32; 3] = [15, 7, 3];

type Event = (usize, &'static str, String);

/// All runs that counted, in order, and the customers that they saw.
#[derive(Default)]
pub struct Oracle {
    runs: Vec<(i32, Vec<Customer>)>,
}

impl Oracle {
    /// A run that counted.
    pub fn ran(&mut self, day: i32, customers: &[Customer]) {
        self.runs.push((day, customers.to_vec()));
    }

    /// The open tasks after the last run: customer, alert, key, mark.
    pub fn open(&self, journal: &[Said]) -> Vec<(String, String, String, String)> {
        let mut open = Vec::new();
        for event in self.events() {
            if let Some(mark) = self.story(&event, journal) {
                let (customer, alert, key) = event;
                open.push((customer.to_string(), alert.to_string(), key, mark.to_string()));
            }
        }
        open.sort();
        open
    }

    fn events(&self) -> Vec<Event> {
        let mut events = BTreeMap::new();
        for (day, customers) in &self.runs {
            for (at, customer) in customers.iter().enumerate() {
                events.insert((at, "low", String::new()), ());
                events.insert((at, "outflow", appraise_core::date::format(*day)), ());
                events.insert((at, "maturing", appraise_core::date::format(customer.matures_on)), ());
            }
        }
        events.into_keys().collect()
    }

    /// Whether the event's condition holds in a run; `None`: unknown.
    fn holds(event: &Event, day: i32, customer: &Customer) -> Option<bool> {
        let key = |day: i32| appraise_core::date::format(day) == event.2;
        match event.1 {
            "low" => customer.balance.map(|balance| balance < 0),
            "outflow" => Some(key(day) && customer.outflow > 0),
            _ => Some(key(customer.matures_on) && customer.matures_on >= day),
        }
    }

    /// The mark of the event's task after the last run; `None`: it is not open.
    fn story(&self, event: &Event, journal: &[Said]) -> Option<&'static str> {
        // Day of the last word, whether that was a reminder; how people left it; since when the condition is false.
        let mut told: Option<(i32, bool)> = None;
        let mut left = "open";
        let mut until = 0;
        let mut false_since: Option<i32> = None;
        let mut previous = i32::MIN;
        for (day, customers) in &self.runs {
            let day = *day;
            let said =
                journal.iter().filter(|s| (s.customer, s.alert, &s.key) == (event.0, event.1, &event.2));
            for said in said.filter(|s| s.day >= previous && s.day < day) {
                let ended = matches!(left, "done" | "drop");
                if told.is_some_and(|(told, _)| said.day >= told) && !ended {
                    left = said.action;
                    until = said.until.unwrap_or(0);
                }
            }
            if left == "postpone" && until <= day {
                left = "open";
            }
            let holds = Self::holds(event, day, &customers[event.0]);
            let stage_come = |after: i32| {
                let date = customers[event.0].matures_on;
                STAGES.iter().any(|days| date - days > after && date - days <= day)
            };
            match (holds, told) {
                (Some(true), None) => {
                    if event.1 != "maturing" || stage_come(i32::MIN) {
                        told = Some((day, false));
                    }
                }
                (Some(true), Some((last, _))) => {
                    let long_false = false_since.is_some_and(|since| day - since >= REARM);
                    let waited = event.1 == "low" && day - last >= REMIND;
                    let staged = event.1 == "maturing" && stage_come(last);
                    if event.1 == "low" && long_false && left != "postpone" {
                        (told, left) = (Some((day, false)), "open");
                    } else if (waited || staged) && matches!(left, "open" | "done") {
                        (told, left) = (Some((day, true)), "open");
                    }
                    false_since = None;
                }
                (Some(false), Some(_)) => false_since = false_since.or(Some(day)),
                (Some(false), None) | (None, _) => {}
            }
            previous = day;
        }
        let (last, reminder) = told.filter(|_| left == "open")?;
        Some(match (last == previous, reminder) {
            (true, true) => "reminder",
            (true, false) => "new",
            (false, _) => "",
        })
    }
}
