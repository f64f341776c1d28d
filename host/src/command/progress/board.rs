//! What there is to say about a run that goes on: counts, rate, and the time that is left.
//!
//! The rate is over the customers of this run and the time since they were begun: reading the keys and what an earlier
//! run had done are not in it. INVARIANT: a text depends on the events and the time given, and on no clock.

use std::time::Duration;

use appraise_host::Lang;
use appraise_host::batch::{Cause, Event};
use appraise_host::text::grouped;

/// Characters of a bar.
const WIDTH: u64 = 20;
/// A rate over less than this says nothing.
const SOON: Duration = Duration::from_millis(500);

/// What is known so far.
pub(super) struct Board {
    lang: Lang,
    /// The table that is being read, with its share in percent where its size is known.
    table: Option<(String, Option<u64>)>,
    /// Customers to score and when they were begun.
    planned: Option<(u64, Duration)>,
    /// Customers that an earlier run had done.
    found: u64,
    /// Customers done, those among them.
    done: u64,
}

impl Board {
    pub(super) fn new(lang: Lang) -> Self {
        Self { lang, table: None, planned: None, found: 0, done: 0 }
    }

    /// Takes an event that came `at` after the beginning.
    pub(super) fn take(&mut self, event: &Event, at: Duration) {
        match event {
            Event::Reading { table, bytes, total } => {
                let percent = bytes.saturating_mul(100).checked_div(*total).map(|percent| percent.min(100));
                self.table = Some((table.clone(), percent));
            }
            Event::Indexed { table, .. } => self.table = Some((table.clone(), Some(100))),
            Event::Planned { customers, .. } => self.planned = Some((*customers, at)),
            Event::Found { customers, .. } => {
                self.found = *customers;
                self.done += customers;
            }
            Event::Chunk { customers, .. } => self.done += customers,
            Event::Done { customers, .. } => self.done = *customers,
            _ => {}
        }
    }

    /// The line that is drawn again and again.
    pub(super) fn bar(&self, at: Duration) -> Option<String> {
        let Some((total, _)) = self.planned else { return self.reading() };
        let filled = self.done.saturating_mul(WIDTH).checked_div(total).unwrap_or(WIDTH).min(WIDTH);
        let bar: String = (0..WIDTH).map(|at| if at < filled { '#' } else { '-' }).collect();
        Some(format!("[{bar}] {}", self.counts(total, at)))
    }

    /// The line of an interval.
    pub(super) fn line(&self, at: Duration) -> Option<String> {
        match self.planned {
            Some((total, _)) => {
                Some(format!("{} {}", self.lang.pick("customers", "客户"), self.counts(total, at)))
            }
            None => self.reading().map(|reading| format!("{} {reading}", self.lang.pick("reading", "读取"))),
        }
    }

    /// What is said at once, whatever the interval.
    pub(super) fn notice(&self, event: &Event) -> Option<String> {
        match event {
            Event::Found { chunks, customers } => Some(match self.lang {
                Lang::En => format!(
                    "{chunks} chunks with {} customers are there already and are kept",
                    grouped(*customers)
                ),
                Lang::ZhCn => format!("已有 {chunks} 个分块、{} 位客户，保留不重算", grouped(*customers)),
            }),
            Event::Retried { number } => Some(match self.lang {
                Lang::En => format!("chunk {number} stopped the engine and is tried again in smaller pieces"),
                Lang::ZhCn => format!("第 {number} 个分块使引擎停止，拆小后重试"),
            }),
            Event::Poisoned { table, line, cause } => Some(match (self.lang, cause) {
                (Lang::En, Cause::Trap) => {
                    format!("line {line} of `{table}` makes the engine trap: quarantined")
                }
                (Lang::En, Cause::Fuel) => format!("line {line} of `{table}` uses up all fuel: quarantined"),
                (Lang::ZhCn, Cause::Trap) => format!("表 `{table}` 第 {line} 行使引擎异常中止，已隔离"),
                (Lang::ZhCn, Cause::Fuel) => format!("表 `{table}` 第 {line} 行耗尽计算限额，已隔离"),
            }),
            _ => None,
        }
    }

    fn reading(&self) -> Option<String> {
        let (table, percent) = self.table.as_ref()?;
        Some(match percent {
            Some(percent) => format!("{table} {percent} %"),
            None => table.clone(),
        })
    }

    /// `45 %  4,500,000 / 10,000,000, 312,000 rows/s, 0:17 left`, which fits a terminal of 80 columns behind a bar.
    fn counts(&self, total: u64, at: Duration) -> String {
        let percent = self.done.saturating_mul(100).checked_div(total).unwrap_or(100).min(100);
        let mut text = format!("{percent} %  {} / {}", grouped(self.done), grouped(total));
        if let Some(rate) = self.rate(at) {
            let left = clock(total.saturating_sub(self.done).div_ceil(rate));
            let rate = grouped(rate);
            text.push_str(&match self.lang {
                Lang::En => format!(", {rate} rows/s, {left} left"),
                Lang::ZhCn => format!("，{rate} 行/秒，剩余 {left}"),
            });
        }
        text
    }

    /// Customers per second, where that can be said yet; at least 1.
    fn rate(&self, at: Duration) -> Option<u64> {
        let busy = at.saturating_sub(self.planned?.1);
        let done = self.done.saturating_sub(self.found);
        if busy < SOON || done == 0 {
            return None;
        }
        let rate = u128::from(done).saturating_mul(1000).checked_div(busy.as_millis())?;
        Some(u64::try_from(rate).unwrap_or(u64::MAX).max(1))
    }
}

/// An event as a line of JSON, with the seconds since the beginning.
pub(super) fn json(event: &Event, at: Duration) -> Option<String> {
    let mut object = serde_json::to_value(event).ok()?;
    let elapsed = (at.as_secs_f64() * 1000.0).round() / 1000.0;
    object.as_object_mut()?.insert("elapsed".to_owned(), elapsed.into());
    Some(object.to_string())
}

/// Seconds as `1:02:03` or `2:03`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn chunk(number: u32, customers: u64) -> Event {
        Event::Chunk { number, customers, seconds: 0.5 }
    }

    #[test]
    fn a_table_of_known_size_is_shown_in_percent_and_standard_input_by_its_name() {
        let mut board = Board::new(Lang::En);
        assert_eq!(board.bar(s(0)), None);
        board.take(&Event::Reading { table: "customers".to_owned(), bytes: 30, total: 40 }, s(1));
        assert_eq!(board.bar(s(1)).unwrap(), "customers 75 %");
        board.take(&Event::Reading { table: "loans".to_owned(), bytes: 30, total: 0 }, s(2));
        assert_eq!(board.line(s(2)).unwrap(), "reading loans");
    }

    #[test]
    fn rate_and_time_left_are_of_this_run_alone() {
        let mut board = Board::new(Lang::En);
        board.take(&Event::Planned { customers: 10_000_000, threads: 2, together: 1 }, s(100));
        board.take(&Event::Found { chunks: 60, customers: 4_000_000 }, s(100));
        assert_eq!(board.bar(s(100)).unwrap(), "[########------------] 40 %  4,000,000 / 10,000,000");
        board.take(&chunk(61, 1_000_000), s(110));
        assert_eq!(
            board.line(s(110)).unwrap(),
            "customers 50 %  5,000,000 / 10,000,000, 100,000 rows/s, 0:50 left"
        );
        let mut board = Board { lang: Lang::ZhCn, ..board };
        assert_eq!(
            board.line(s(110)).unwrap(),
            "客户 50 %  5,000,000 / 10,000,000，100,000 行/秒，剩余 0:50"
        );
        board.take(&chunk(62, 5_000_000), s(111));
        assert!(board.bar(s(111)).unwrap().starts_with("[####################] 100 %"));
    }

    #[test]
    fn a_run_over_no_customers_is_done() {
        let mut board = Board::new(Lang::En);
        board.take(&Event::Planned { customers: 0, threads: 1, together: 1 }, s(0));
        assert_eq!(board.bar(s(3)).unwrap(), "[####################] 100 %  0 / 0");
    }

    #[test]
    fn a_bar_fits_a_terminal_of_eighty_columns_with_ten_million_customers() {
        let mut board = Board::new(Lang::En);
        board.take(&Event::Planned { customers: 10_000_000, threads: 2, together: 1 }, s(0));
        board.take(&chunk(1, 9_999_999), s(60));
        assert!(board.bar(s(60)).unwrap().len() < 80, "{:?}", board.bar(s(60)));
    }

    #[test]
    fn every_event_is_one_line_of_json_with_its_name() {
        let event = Event::Poisoned { table: "customers".to_owned(), line: 77, cause: Cause::Fuel };
        let text = json(&event, Duration::from_micros(1_234_567)).unwrap();
        assert_eq!(
            text,
            r#"{"cause":"out_of_fuel","elapsed":1.235,"event":"poisoned","line":77,"table":"customers"}"#
        );
        let board = Board::new(Lang::ZhCn);
        assert_eq!(board.notice(&event).unwrap(), "表 `customers` 第 77 行耗尽计算限额，已隔离");
    }

    #[test]
    fn hours_are_shown_only_where_there_are_some() {
        assert_eq!([59, 3599, 3600, 86_399].map(clock), ["0:59", "59:59", "1:00:00", "23:59:59"]);
    }
}
