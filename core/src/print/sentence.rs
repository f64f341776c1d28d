//! Typed expressions as sentences.
//!
//! Which words a function has is in `words/function.rs`; here is how they are put together. Parentheses stand only
//! where the words alone could be read in two ways; a conjunction inside a disjunction always has them.

use alloc::string::String;
use alloc::vec::Vec;

use super::figure;
use super::layout::join;
use super::speech::Speech;
use super::words::{self, Form, Phrase, Spoken};
use crate::model::{
    Aggregate, ClassPart, Clock, Domain, FieldId, Function, ScorePart, Term, TermKind, Window, WindowName,
};
use crate::policy::AggregateKind;
use crate::value::{Type, Value};

/// What stands on the other side of an operator.
#[derive(Clone, Copy, Default)]
struct Beside<'a> {
    /// It is a ratio, so that a number is a share of one.
    percent: bool,
    /// The unit that a number has then.
    unit: Option<&'a str>,
}

impl Speech<'_> {
    /// What a term is, in words.
    pub fn term(&self, term: &Term) -> String {
        self.spoken(term, words::CHOICE, Beside::default())
    }

    /// What has to hold, in words.
    pub fn condition(&self, term: &Term) -> String {
        self.holds(term, words::CHOICE)
    }

    /// The term, in parentheses when it is weaker than `level`.
    fn spoken(&self, term: &Term, level: u8, beside: Beside<'_>) -> String {
        let (term, Beside { percent, unit }) = (meant(term), beside);
        match &term.kind {
            TermKind::Value(Value::Decimal(v, scale)) if percent => figure::percent(*v, *scale),
            TermKind::Value(Value::Int(v)) if percent => figure::percent(*v, 0),
            TermKind::Value(value @ (Value::Int(_) | Value::Decimal(..) | Value::Double(_))) => {
                self.quantity(value, unit)
            }
            TermKind::Value(value) => self.value(value),
            TermKind::Param(at) => {
                self.model.params.get(usize::from(*at)).map_or(String::new(), |p| self.param(p, percent))
            }
            // Beside a row of its own table, the row of the macro is another one.
            TermKind::Field(id) => match term.domain {
                Domain::Pair(outer, inner) if outer == inner => {
                    self.say(words::OF_THAT_ROW, &[&self.field(*id)])
                }
                _ => self.field(*id),
            },
            TermKind::Clock(Clock::Today) => words::TODAY.text(self.lang).into(),
            TermKind::Clock(Clock::Now) => words::NOW.text(self.lang).into(),
            TermKind::Clock(Clock::CutOff(table)) => self.say(words::LAST_DAY, &[&self.table(*table)]),
            TermKind::Score(at, part) => self.score(*at, *part),
            TermKind::Class(at, part) => self.class(*at, *part),
            TermKind::Derive(_) | TermKind::Output(..) | TermKind::Offered(_) => {
                self.model.labelled(term).map_or(String::new(), |(label, id)| self.name(label, id))
            }
            TermKind::Aggregate(aggregate) => {
                let text = self.aggregate(aggregate, None, false);
                let own = if term.ty == Type::Bool { words::TEST } else { words::WORDY };
                self.strong(text, own, level)
            }
            TermKind::Apply(Function::Refer(field), args) => self.referred(*field, args),
            TermKind::Apply(function, args) => {
                let spoken = words::function(*function);
                let own = spoken.level;
                self.strong(self.applied(term, args, spoken), own, level)
            }
        }
    }

    /// A field of a row of a reference table.
    fn referred(&self, field: FieldId, args: &[Term]) -> String {
        let Some((key, day)) = args.split_first() else { return String::new() };
        let table = self.table(field.table);
        let key = match &key.kind {
            TermKind::Apply(Function::ToString, key) => key.first(),
            _ => Some(key),
        };
        let key = key.map_or(String::new(), |key| self.spoken(key, words::ATOM, Beside::default()));
        let decl = self.model.schema.field(field);
        let name = decl.map_or(String::new(), |f| self.name(&f.label, &f.id));
        match day.first().filter(|day| day.kind != TermKind::Clock(Clock::Today)) {
            None => self.say(words::REFERRED, &[&name, &table, &key]),
            Some(day) => {
                let day = self.spoken(day, words::ATOM, Beside::default());
                self.say(words::REFERRED_ON, &[&name, &table, &key, &day])
            }
        }
    }

    fn strong(&self, text: String, own: u8, wanted: u8) -> String {
        if own < wanted { self.say(words::PARENTHESES, &[&text]) } else { text }
    }

    fn score(&self, at: u16, part: ScorePart) -> String {
        let Some(card) = self.model.scorecards.get(usize::from(at)) else { return String::new() };
        let name = self.name(&card.label, &card.id);
        match part {
            ScorePart::Score => self.say(words::SCORE, &[&name]),
            ScorePart::Confidence => self.say(words::CONFIDENCE, &[&name]),
            ScorePart::Baseline => self.say(words::BASELINE, &[&name]),
            ScorePart::Reason(rank) => {
                self.say(words::REASON, &[&name, &figure::int(i64::from(rank).saturating_add(1))])
            }
            ScorePart::Dimension(at) => {
                let dimension = card.dimensions.get(usize::from(at));
                let name = dimension.map_or(String::new(), |d| self.name(&d.label, &d.id));
                self.say(words::DIMENSION, &[&name])
            }
        }
    }

    fn class(&self, at: u16, part: ClassPart) -> String {
        let Some(class) = self.model.classes.get(usize::from(at)) else { return String::new() };
        let name = self.name(&class.label, &class.id);
        self.say(words::class_part(part), &[&name])
    }

    fn applied(&self, term: &Term, args: &[Term], spoken: Spoken) -> String {
        match spoken.form {
            Form::Chain => {
                let texts: Vec<String> = args.iter().map(|a| self.holds(a, words::TEST)).collect();
                join(&texts, spoken.phrase.text(self.lang))
            }
            Form::Negation => args.first().map_or(String::new(), |a| self.fails(a)),
            Form::Comparison(other) => {
                let numbers = args.iter().any(|a| {
                    matches!(a.ty, Type::Int | Type::Double | Type::Decimal(_) | Type::Ratio | Type::Duration)
                });
                self.filled(if numbers { spoken.phrase } else { other }, args, spoken.arg)
            }
            Form::Membership => self.member(args, spoken.phrase, words::HAS_VALUE),
            Form::Conditional => {
                let mut texts: Vec<String> =
                    args.iter().map(|a| self.spoken(a, spoken.arg, Beside::default())).collect();
                if let (Some(first), Some(condition)) = (texts.first_mut(), args.first()) {
                    *first = self.holds(condition, words::CHOICE);
                }
                self.fill_texts(spoken.phrase, &texts)
            }
            Form::Choice => {
                let choices = args.chunks_exact(2).map(|pair| {
                    let texts: Vec<String> = pair
                        .iter()
                        .enumerate()
                        .map(|(at, term)| match at {
                            0 => self.holds(term, words::CHOICE),
                            _ => self.spoken(term, spoken.arg, Beside::default()),
                        })
                        .collect();
                    self.fill_texts(spoken.phrase, &texts)
                });
                join(&choices.collect::<Vec<String>>(), words::CONTINUED.text(self.lang))
            }
            Form::Plain => {
                let mut texts: Vec<String> =
                    args.iter().enumerate().map(|(at, a)| self.operand(args, at, a, spoken.arg)).collect();
                if let TermKind::Apply(Function::ClockPart(_, zone) | Function::LocalDate(zone), _) =
                    &term.kind
                {
                    texts.push(zone.name());
                }
                // `decimal(x, s)` and `round(x, s)`: the number of places is the type's.
                if let (Type::Decimal(places), [_]) = (term.ty, args) {
                    texts.push(figure::int(places.into()));
                }
                self.fill_texts(spoken.phrase, &texts)
            }
        }
    }

    fn filled(&self, phrase: Phrase, args: &[Term], level: u8) -> String {
        let texts: Vec<String> =
            args.iter().enumerate().map(|(at, a)| self.operand(args, at, a, level)).collect();
        self.fill_texts(phrase, &texts)
    }

    fn fill_texts(&self, phrase: Phrase, texts: &[String]) -> String {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.say(phrase, &texts)
    }

    /// An operand among others. The right side of a difference or a quotient has to hold together more strongly.
    fn operand(&self, all: &[Term], at: usize, term: &Term, level: u8) -> String {
        let other = all.iter().enumerate().find(|(other, _)| *other != at).map(|(_, t)| t);
        let percent = other.is_some_and(|t| t.ty == Type::Ratio);
        // Compared values are of one unit; those of a product are not.
        let compared = level == words::WORDY;
        let unit = other.filter(|_| compared).and_then(|t| self.unit(t)).filter(|u| !u.contains(' '));
        let level = if at > 0 && level >= words::SUM { level.saturating_add(1) } else { level };
        self.spoken(term, level, Beside { percent, unit })
    }

    /// `many` with the items listed, or `one` when there is a single item.
    fn member(&self, args: &[Term], many: Phrase, one: Phrase) -> String {
        let Some((element, items)) = args.split_first() else { return String::new() };
        let element = self.spoken(element, words::WORDY, Beside::default());
        let items: Vec<String> =
            items.iter().map(|i| self.spoken(i, words::WORDY, Beside::default())).collect();
        self.say(if items.len() == 1 { one } else { many }, &[&element, &self.listed(&items)])
    }

    /// The term as a condition.
    fn holds(&self, term: &Term, level: u8) -> String {
        let term = meant(term);
        match &term.kind {
            TermKind::Value(Value::Bool(b)) => {
                if *b { words::ALWAYS } else { words::NEVER }.text(self.lang).into()
            }
            TermKind::Aggregate(_) => self.spoken(term, level, Beside::default()),
            TermKind::Offered(_) => self.yes_or_no(term, words::OFFERED),
            TermKind::Apply(function, _) if words::function(*function).level <= words::TEST => {
                match words::function(*function).form {
                    Form::Conditional => self.yes_or_no(term, words::IS_YES),
                    _ => self.spoken(term, level, Beside::default()),
                }
            }
            _ => self.yes_or_no(term, words::IS_YES),
        }
    }

    fn yes_or_no(&self, term: &Term, phrase: Phrase) -> String {
        self.say(phrase, &[&self.spoken(term, words::ATOM, Beside::default())])
    }

    /// The negation of a condition.
    fn fails(&self, term: &Term) -> String {
        let term = meant(term);
        match &term.kind {
            TermKind::Value(Value::Bool(b)) => {
                if *b { words::NEVER } else { words::ALWAYS }.text(self.lang).into()
            }
            TermKind::Aggregate(aggregate) => {
                self.every_row(aggregate).unwrap_or_else(|| self.aggregate(aggregate, None, true))
            }
            TermKind::Offered(_) => self.yes_or_no(term, words::NOT_OFFERED),
            TermKind::Apply(Function::IsNull, args) => self.filled(words::IS_KNOWN, args, words::WORDY),
            TermKind::Apply(Function::In, args) => self.member(args, words::NOT_ONE_OF, words::IS_NOT),
            TermKind::Apply(Function::Contains, args) => self.filled(words::CONTAINS_NOT, args, words::WORDY),
            TermKind::Apply(Function::StartsWith, args) => self.filled(words::STARTS_NOT, args, words::WORDY),
            TermKind::Apply(Function::EndsWith, args) => self.filled(words::ENDS_NOT, args, words::WORDY),
            TermKind::Apply(function, _) if words::function(*function).level <= words::TEST => {
                self.say(words::function(Function::Not).phrase, &[&self.condition(term)])
            }
            _ => self.yes_or_no(term, words::IS_NO),
        }
    }

    /// That no row fails a condition, as `all` says it: every row fulfils it.
    fn every_row(&self, aggregate: &Aggregate) -> Option<String> {
        if aggregate.kind != AggregateKind::Exists {
            return None;
        }
        let (among, failing) = match &aggregate.filter.as_ref()?.kind {
            TermKind::Apply(Function::Not, _) => (None, aggregate.filter.as_ref()?),
            TermKind::Apply(Function::And, args) => match args.as_slice() {
                [among, failing] => (Some(among), failing),
                _ => return None,
            },
            _ => return None,
        };
        let TermKind::Apply(Function::Not, args) = &failing.kind else { return None };
        let holds = self.holds(args.first()?, words::TEST);
        let table = self.table(aggregate.table);
        Some(match among {
            Some(among) => {
                let among = self.holds(among, words::TEST);
                self.say(words::EVERY_ROW_WHERE, &[&holds, &table, &among])
            }
            None => self.say(words::EVERY_ROW, &[&holds, &table]),
        })
    }

    /// An aggregate; `filter` stands for the words of its own filter.
    pub fn aggregate(&self, aggregate: &Aggregate, filter: Option<&str>, negated: bool) -> String {
        let [mut whole, mut filtered] = words::aggregate(aggregate.kind);
        if negated && aggregate.kind == AggregateKind::Exists {
            (whole, filtered) = (words::NO_ROW, words::NO_ROW_WHERE);
        }
        let of =
            aggregate.of.as_ref().map_or(String::new(), |t| self.spoken(t, words::ATOM, Beside::default()));
        let table = self.table(aggregate.table);
        let text = match (&aggregate.filter, filter) {
            (None, _) => self.say(whole, &[&of, &table]),
            (Some(_), Some(text)) => self.say(filtered, &[&of, &table, text]),
            (Some(term), None) => self.say(filtered, &[&of, &table, &self.holds(term, words::TEST)]),
        };
        match &aggregate.window {
            Some(window) => self.say(words::IN_WINDOW, &[&text, &self.window(window)]),
            None => text,
        }
    }

    /// The days of a window, in words.
    fn window(&self, window: &Window) -> String {
        let phrase = words::window(window.name);
        match window.name {
            WindowName::Days(count) | WindowName::Months(count) => {
                self.say(phrase, &[&figure::int(count.into())])
            }
            WindowName::Dates => {
                let ends = [&window.from, &window.to].map(|t| self.spoken(t, words::ATOM, Beside::default()));
                self.say(phrase, &[&ends[0], &ends[1]])
            }
            _ => phrase.text(self.lang).into(),
        }
    }
}

/// The value that a term gives where it is known.
fn meant(term: &Term) -> &Term {
    match &term.kind {
        TermKind::Apply(Function::Given, args) => args.first().map_or(term, meant),
        _ => term,
    }
}
