//! Random texts of expressions, typed as they grow so that most of them pass the checker.

use appraise_tests::random::Random;

/// What an expression is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Bool,
    Int,
    Decimal,
    Ratio,
    Text,
    Member,
    Date,
}

/// Names that an expression may use: fields of the customer, of a row in sight, and aggregates.
#[derive(Debug, Clone, Default)]
pub struct Names(pub Vec<(String, Kind)>);

/// Fields of customers and parameters.
pub fn customer_names() -> Names {
    let names = [
        ("n1", Kind::Int),
        ("n2", Kind::Int),
        ("cap", Kind::Int),
        ("m1", Kind::Decimal),
        ("m2", Kind::Decimal),
        ("p1", Kind::Decimal),
        ("limit", Kind::Decimal),
        ("s1", Kind::Text),
        ("s2", Kind::Text),
        ("e1", Kind::Member),
        ("d1", Kind::Date),
        ("d2", Kind::Date),
        ("today", Kind::Date),
        ("b1", Kind::Bool),
        ("b2", Kind::Bool),
    ];
    Names(names.map(|(name, kind)| (name.to_owned(), kind)).to_vec())
}

/// Fields of `items` and of `acts`, beside those of the customer.
pub fn row_names(items: bool) -> Names {
    let items_fields =
        [("a", Kind::Decimal), ("k", Kind::Int), ("day", Kind::Date), ("on", Kind::Bool), ("t", Kind::Text)];
    let acts_fields = [("v", Kind::Decimal), ("w", Kind::Int), ("at", Kind::Date)];
    let fields: &[(&str, Kind)] = if items { &items_fields } else { &acts_fields };
    let mut names = customer_names();
    // Twice, so that the row is asked about more often than the customer.
    for _ in 0..3 {
        names.0.extend(fields.iter().map(|(name, kind)| ((*name).to_owned(), *kind)));
    }
    names
}

/// Names of the customer and of the rows that variables stand for.
fn variable_names(variables: &[(&str, bool)]) -> Names {
    let mut names = customer_names();
    for (variable, items) in variables {
        let fields = row_names(*items).0.split_off(names_of_customers());
        names.0.extend(fields.into_iter().map(|(name, kind)| (format!("{variable}.{name}"), kind)));
    }
    names
}

fn names_of_customers() -> usize {
    customer_names().0.len()
}

/// Makes expressions.
pub struct Writer<'a> {
    pub random: &'a mut Random,
    pub names: &'a Names,
    /// Variables of the macros that the expression stands in, and whether their rows are those of `items`.
    pub rows: Vec<(&'static str, bool)>,
}

impl Writer<'_> {
    /// A whole expression of any kind; most are conditions. A quotient is never whole: nothing shows one.
    pub fn root(&mut self) -> String {
        let kinds = [Kind::Bool, Kind::Bool, Kind::Bool, Kind::Int, Kind::Decimal, Kind::Text, Kind::Date];
        let kind = *self.random.pick(&kinds);
        let depth = 2 + self.random.below(3);
        self.write(kind, depth)
    }

    /// An expression of a kind.
    pub fn write(&mut self, kind: Kind, depth: usize) -> String {
        if depth == 0 && kind != Kind::Ratio {
            return self.leaf(kind);
        }
        let depth = depth.saturating_sub(1);
        match kind {
            Kind::Bool => self.truth(depth),
            Kind::Int => self.int(depth),
            Kind::Decimal => self.decimal(depth),
            Kind::Ratio => self.ratio(depth),
            Kind::Text => self.text(depth),
            Kind::Member => self.leaf(kind),
            Kind::Date => self.date(depth),
        }
    }

    fn leaf(&mut self, kind: Kind) -> String {
        let fitting: Vec<&String> =
            self.names.0.iter().filter(|(_, k)| *k == kind).map(|(name, _)| name).collect();
        if !fitting.is_empty() && (kind == Kind::Member || self.random.percent(75)) {
            return (*self.random.pick(&fitting)).clone();
        }
        match kind {
            Kind::Bool => self.random.percent(50).to_string(),
            Kind::Int => self.random.within(-4, 6).to_string(),
            Kind::Decimal | Kind::Ratio => {
                let value = self.random.within(-3_000, 3_000);
                format!("{}{}.{:02}", if value < 0 { "-" } else { "" }, value.abs() / 100, value.abs() % 100)
            }
            Kind::Text | Kind::Member => format!("'{}'", self.random.pick(&["a", "ab", "张", "b", "A"])),
            Kind::Date => format!("date('2026-{:02}-28')", self.random.within(1, 12)),
        }
    }

    fn two(&mut self, kind: Kind, depth: usize, symbol: &str) -> String {
        let (a, b) = (self.write(kind, depth), self.write(kind, depth));
        format!("({a} {symbol} {b})")
    }

    fn choice(&mut self, kind: Kind, depth: usize) -> String {
        if self.random.percent(50) {
            return format!("coalesce({}, {})", self.write(kind, depth), self.write(kind, depth));
        }
        let condition = self.write(Kind::Bool, depth);
        format!("({condition} ? {} : {})", self.write(kind, depth), self.write(kind, depth))
    }

    fn truth(&mut self, depth: usize) -> String {
        let compare = *self.random.pick(&["<", "<=", ">", ">=", "==", "!="]);
        if self.rows.len() < 2 && self.random.percent(8) {
            return self.tested_rows();
        }
        match self.random.below(17) {
            0..=2 => self.two(Kind::Bool, depth, "&&"),
            3..=5 => self.two(Kind::Bool, depth, "||"),
            6 => format!("!{}", self.write(Kind::Bool, depth)),
            7 => self.choice(Kind::Bool, depth),
            8 => {
                let name = self.random.pick(&self.names.0).0.clone();
                format!("({name} {} null)", self.random.pick(&["==", "!="]))
            }
            9 => self.two(Kind::Int, depth, compare),
            10 => self.two(Kind::Decimal, depth, compare),
            11 => format!("({} {compare} {})", self.write(Kind::Ratio, depth), self.write(Kind::Decimal, 1)),
            12 => self.two(Kind::Ratio, depth, compare),
            13 => self.two(Kind::Date, depth, compare),
            14 => self.of_text(depth, compare),
            15 => format!("({} in ['A', 'C'])", self.leaf(Kind::Member)),
            _ => format!("({} {compare} {})", self.write(Kind::Decimal, depth), self.write(Kind::Int, depth)),
        }
    }

    /// The text of a condition on a row, in a macro over the rows of `items` or of `acts`.
    fn of_row(&mut self, kind: Kind) -> (&'static str, &'static str, String) {
        let items = self.random.percent(60);
        let variable = if self.rows.is_empty() { "r" } else { "q" };
        let mut rows = self.rows.clone();
        rows.push((variable, items));
        let names = variable_names(&rows);
        let depth = 1 + self.random.below(2);
        let text = Writer { random: self.random, names: &names, rows }.write(kind, depth);
        (if items { "items" } else { "acts" }, variable, text)
    }

    fn tested_rows(&mut self) -> String {
        let name = *self.random.pick(&["exists", "all", "exists_one"]);
        let (table, variable, text) = self.of_row(Kind::Bool);
        format!("{table}.{name}({variable}, {text})")
    }

    fn counted_rows(&mut self) -> String {
        let (table, variable, text) = self.of_row(Kind::Bool);
        format!("size({table}.filter({variable}, {text}))")
    }

    fn reduced_rows(&mut self, kind: Kind) -> String {
        let name = *self.random.pick(&["sum", "min", "max"]);
        let (table, variable, text) = self.of_row(kind);
        format!("{name}({table}.map({variable}, {text}))")
    }

    fn of_text(&mut self, depth: usize, compare: &str) -> String {
        match self.random.below(4) {
            0 => self.two(Kind::Text, depth, compare),
            1 => format!("({} in ['a', 'ab', '张伟'])", self.write(Kind::Text, depth)),
            _ => {
                let method = *self.random.pick(&["contains", "startsWith", "endsWith"]);
                format!("{}.{method}({})", self.write(Kind::Text, depth), self.leaf(Kind::Text))
            }
        }
    }

    fn int(&mut self, depth: usize) -> String {
        if self.rows.len() < 2 && self.random.percent(8) {
            return if self.random.percent(50) { self.counted_rows() } else { self.reduced_rows(Kind::Int) };
        }
        match self.random.below(14) {
            0..=2 => self.two(Kind::Int, depth, "+"),
            3 => self.two(Kind::Int, depth, "-"),
            4 => self.two(Kind::Int, depth, "*"),
            5 => self.two(Kind::Int, depth, "/"),
            6 => self.two(Kind::Int, depth, "%"),
            7 => format!("-({})", self.write(Kind::Int, depth)),
            8 => format!("size({})", self.write(Kind::Text, depth)),
            9 => format!("int({})", self.write(Kind::Decimal, depth)),
            10 => {
                let name = *self.random.pick(&["days_between", "months_between", "years_between"]);
                format!("{name}({}, {})", self.write(Kind::Date, depth), self.write(Kind::Date, depth))
            }
            11 => {
                let parts =
                    ["getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear"];
                format!("{}.{}()", self.write(Kind::Date, depth), self.random.pick(&parts))
            }
            12 => format!(
                "{}({}, {})",
                self.random.pick(&["min", "max"]),
                self.leaf(Kind::Int),
                self.leaf(Kind::Int)
            ),
            _ => self.choice(Kind::Int, depth),
        }
    }

    fn decimal(&mut self, depth: usize) -> String {
        if self.rows.len() < 2 && self.random.percent(8) {
            return self.reduced_rows(Kind::Decimal);
        }
        match self.random.below(11) {
            0 | 1 => self.two(Kind::Decimal, depth, "+"),
            2 => self.two(Kind::Decimal, depth, "-"),
            3 => format!("({} * {})", self.write(Kind::Decimal, depth), self.write(Kind::Int, depth)),
            4 => format!("({} * {})", self.leaf(Kind::Decimal), self.leaf(Kind::Decimal)),
            5 | 6 => format!("round({}, {})", self.write(Kind::Ratio, depth), self.random.below(5)),
            7 => format!("round({}, {})", self.write(Kind::Decimal, depth), self.random.below(4)),
            8 => format!("abs({})", self.write(Kind::Decimal, depth)),
            9 => format!("decimal({}, 2)", self.write(Kind::Int, depth)),
            _ => self.choice(Kind::Decimal, depth),
        }
    }

    fn ratio(&mut self, depth: usize) -> String {
        let depth = depth.min(2);
        let (a, b) = (self.write(Kind::Decimal, depth), self.write(Kind::Decimal, depth));
        match self.random.below(6) {
            0 => format!("change({a}, {b})"),
            1 => format!("share({a}, {b})"),
            2 => format!("-({a} / {b})"),
            3 => format!("({a} / {b} + 0.25)"),
            _ => format!("({a} / {b})"),
        }
    }

    fn text(&mut self, depth: usize) -> String {
        match self.random.below(5) {
            0 | 1 => self.two(Kind::Text, depth, "+"),
            2 | 3 => {
                let kind = *self.random.pick(&[
                    Kind::Int,
                    Kind::Decimal,
                    Kind::Bool,
                    Kind::Date,
                    Kind::Member,
                    Kind::Text,
                ]);
                format!("string({})", self.write(kind, depth))
            }
            _ => self.choice(Kind::Text, depth),
        }
    }

    fn date(&mut self, depth: usize) -> String {
        match self.random.below(6) {
            0 => format!("add_days({}, {})", self.write(Kind::Date, depth), self.small()),
            1 => format!("add_months({}, {})", self.write(Kind::Date, depth), self.small()),
            2 => format!("next_anniversary({}, {})", self.leaf(Kind::Date), self.leaf(Kind::Date)),
            3 => format!(
                "{}({}, {})",
                self.random.pick(&["min", "max"]),
                self.leaf(Kind::Date),
                self.leaf(Kind::Date)
            ),
            4 => self.choice(Kind::Date, depth),
            _ => self.leaf(Kind::Date),
        }
    }

    /// A number of days or months that stays in the reference's calendar.
    fn small(&mut self) -> i64 {
        self.random.within(-40, 40)
    }
}
