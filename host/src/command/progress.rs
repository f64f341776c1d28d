//! How far a run is, on the standard error: a bar, lines, JSON, or nothing.
//!
//! What is said is decided in [`board`]; this file only decides where and how often. A bar needs a terminal, and is not
//! drawn where `CI` is set. Progress that cannot be written is not missed.

mod board;

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use appraise_host::Lang;
use appraise_host::batch::Event;
use appraise_host::text::printable;

use board::Board;

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One line that is drawn again.
    Bar,
    /// A line per interval.
    Lines,
    /// A JSON object per event.
    Json,
    /// Not at all.
    Silent,
}

impl Form {
    /// For a run that may take long: a bar on a terminal, else lines.
    pub(super) fn of_run(quiet: bool, json: bool) -> Self {
        match (quiet, json) {
            (_, true) => Self::Json,
            (true, false) => Self::Silent,
            (false, false) if draws() => Self::Bar,
            (false, false) => Self::Lines,
        }
    }

    /// For reading before an answer: a bar on a terminal, else nothing.
    pub(super) fn of_reading(quiet: bool) -> Self {
        if !quiet && draws() { Self::Bar } else { Self::Silent }
    }

    /// The shortest time between two lines of this form that say nothing but how far it is.
    fn interval(self) -> Duration {
        match self {
            Self::Bar => Duration::from_millis(100),
            Self::Json => Duration::from_secs(1),
            Self::Lines | Self::Silent => Duration::from_secs(10),
        }
    }
}

fn draws() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("CI").is_none()
}

/// Takes the events of one run, from any thread, and shows them. What is left of a bar goes when this does.
pub(super) struct Progress {
    form: Form,
    began: Instant,
    screen: Mutex<Screen>,
}

struct Screen {
    board: Board,
    /// When something was last shown.
    last: Duration,
    drawn: bool,
}

impl Progress {
    pub(super) fn new(form: Form, lang: Lang) -> Self {
        let screen = Screen { board: Board::new(lang), last: Duration::ZERO, drawn: false };
        Self { form, began: Instant::now(), screen: Mutex::new(screen) }
    }

    /// Takes an event.
    pub(super) fn tell(&self, event: &Event) {
        if self.form == Form::Silent {
            return;
        }
        let at = self.began.elapsed();
        // A thread that ended badly is told elsewhere.
        let Ok(mut screen) = self.screen.lock() else { return };
        screen.board.take(event, at);
        let due = at.saturating_sub(screen.last) >= self.form.interval();
        let text = match self.form {
            Form::Json if due || !is_frequent(event) => board::json(event, at),
            Form::Bar if due => screen.board.bar(at),
            Form::Lines if due => screen.board.line(at),
            _ => None,
        };
        let notice = if self.form == Form::Json { None } else { screen.board.notice(event) };
        screen.show(self.form, notice, text, at);
    }
}

/// Events that say how far one thing is, and come again in a moment.
fn is_frequent(event: &Event) -> bool {
    matches!(event, Event::Reading { .. })
}

impl Screen {
    fn show(&mut self, form: Form, notice: Option<String>, text: Option<String>, at: Duration) {
        let mut to = std::io::stderr().lock();
        if let Some(notice) = notice {
            let clear = if self.drawn { "\r\x1b[K" } else { "" };
            self.drawn = false;
            let _ = writeln!(to, "{clear}{}", printable(&notice));
        }
        let Some(text) = text else { return };
        self.last = at;
        if form == Form::Bar {
            self.drawn = true;
            let _ = write!(to, "\r\x1b[K{}", printable(&text));
            let _ = to.flush();
        } else {
            let _ = writeln!(to, "{}", printable(&text));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.screen.lock().is_ok_and(|screen| screen.drawn) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
