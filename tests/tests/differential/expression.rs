//! Random typed expressions over a fixed table of fields, as trees that can be written, taken apart and counted.

use appraise_tests::probe::Field;
use appraise_tests::random::Random;

/// A type of the language that both oracles have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ty {
    Bool,
    Int,
    Double,
    Text,
}

impl Ty {
    /// Its name in a policy.
    fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Double => "double",
            Self::Text => "string",
        }
    }
}

/// The fields as the engine's probe takes them.
pub fn fields() -> Vec<Field> {
    FIELDS.iter().map(|(name, ty)| Field::new(name, ty.name())).collect()
}

/// Every type.
pub const TYPES: [Ty; 4] = [Ty::Bool, Ty::Int, Ty::Double, Ty::Text];

/// The fields: three of each type.
pub const FIELDS: [(&str, Ty); 12] = [
    ("b1", Ty::Bool),
    ("b2", Ty::Bool),
    ("b3", Ty::Bool),
    ("i1", Ty::Int),
    ("i2", Ty::Int),
    ("i3", Ty::Int),
    ("d1", Ty::Double),
    ("d2", Ty::Double),
    ("d3", Ty::Double),
    ("s1", Ty::Text),
    ("s2", Ty::Text),
    ("s3", Ty::Text),
];

/// Operators and functions, as the distribution counts them.
pub const COUNTED: [&str; 41] = [
    "&&",
    "||",
    "!",
    "?:",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "double < int",
    "in",
    "contains",
    "startsWith",
    "endsWith",
    "bool()",
    "int +",
    "int -",
    "int *",
    "int /",
    "%",
    "-int",
    "double +",
    "double -",
    "double *",
    "double /",
    "-double",
    "text +",
    "size()",
    "int()",
    "double()",
    "string()",
    "in values",
    "all",
    "exists",
    "exists_one",
    "filter",
    "filter, map",
    "list ==",
    "list +",
    "[i]",
];

/// Operators that only the generator with missing values makes.
pub const COUNTED_MISSING: [&str; 2] = ["== null", "coalesce"];

/// How a node is written.
#[derive(Debug, Clone)]
enum Shape {
    /// A field or a literal.
    Leaf(String),
    /// Symbol and binding strength.
    Infix(&'static str, u8),
    Prefix(&'static str),
    Call(&'static str),
    Method(&'static str),
    Choice,
    /// Membership in literals.
    Member(Vec<String>),
    /// A text with `{}` for each operand, in their order.
    Listed(String),
    /// Whether a field is missing.
    Missing(&'static str),
    /// A field, or else something.
    OrElse(&'static str),
}

/// An expression.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its type.
    pub ty: Ty,
    /// Under which name it is counted; empty for leaves.
    pub op: &'static str,
    /// Its operands.
    pub args: Vec<Node>,
    shape: Shape,
}

/// The function by which oracles turn a double into text.
pub const TEXT_OF_DOUBLE: &str = "text_of_double";

/// The function through which oracles read texts as numbers and truth values.
pub const READABLE: &str = "readable";

/// For whom an expression is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// This engine.
    Engine,
    /// An oracle, which knows neither `x == null` of a field nor `coalesce`: it has a variable that says so.
    Oracle,
}

/// What follows an index.
const INDEXED: &str = "]#";

const TIGHT: u8 = 8;
const UNARY: u8 = 7;
const CHOICE: u8 = 1;
const RELATION: u8 = 4;

impl Node {
    /// The text of the expression, with no more parentheses than it needs.
    #[must_use]
    pub fn text(&self, reader: Reader) -> String {
        let arg = |at: usize, needs: u8| {
            let Some(node) = self.args.get(at) else { return String::new() };
            let text = node.text(reader);
            if node.strength(reader) < needs { format!("({text})") } else { text }
        };
        match &self.shape {
            Shape::Leaf(text) => text.clone(),
            Shape::Infix(symbol, strength) => {
                format!("{} {symbol} {}", arg(0, *strength), arg(1, *strength + 1))
            }
            Shape::Prefix(symbol) => format!("{symbol}{}", arg(0, TIGHT)),
            Shape::Call("string") if reader == Reader::Oracle && self.of() == Some(Ty::Double) => {
                format!("{TEXT_OF_DOUBLE}({})", arg(0, CHOICE))
            }
            Shape::Call(name @ ("bool" | "double"))
                if reader == Reader::Oracle && self.of() == Some(Ty::Text) =>
            {
                format!("{name}({READABLE}({}))", arg(0, CHOICE))
            }
            Shape::Call(name) => format!("{name}({})", arg(0, CHOICE)),
            Shape::Method(name) => format!("{}.{name}({})", arg(0, TIGHT), arg(1, CHOICE)),
            Shape::Choice => {
                format!("{} ? {} : {}", arg(0, CHOICE + 1), arg(1, CHOICE + 1), arg(2, CHOICE))
            }
            Shape::Listed(text) => {
                let mut parts = text.split("{}");
                let mut out = parts.next().unwrap_or("").to_string();
                for (at, part) in parts.enumerate() {
                    let text = arg(at, CHOICE);
                    out.push_str(&match reader {
                        // An index below 0 is an error, while `cel-core` counts from the end.
                        Reader::Oracle if part == INDEXED => format!("({text}) < 0 ? 99 : ({text})"),
                        _ => format!("({text})"),
                    });
                    out.push_str(part.trim_end_matches('#'));
                }
                out
            }
            Shape::Member(items) => format!("{} in [{}]", arg(0, RELATION), items.join(", ")),
            Shape::Missing(field) if reader == Reader::Engine => format!("{field} == null"),
            Shape::Missing(field) => format!("missing_{field}"),
            Shape::OrElse(field) if reader == Reader::Engine => {
                format!("coalesce({field}, {})", arg(0, CHOICE))
            }
            Shape::OrElse(field) => format!("missing_{field} ? {} : {field}", arg(0, CHOICE + 1)),
        }
    }

    fn of(&self) -> Option<Ty> {
        self.args.first().map(|a| a.ty)
    }

    fn strength(&self, reader: Reader) -> u8 {
        match &self.shape {
            Shape::Leaf(text) if text.starts_with('-') => UNARY,
            Shape::Infix(_, strength) => *strength,
            Shape::Prefix(_) => UNARY,
            Shape::Choice => CHOICE,
            Shape::Member(_) => RELATION,
            Shape::Missing(_) if reader == Reader::Engine => RELATION,
            Shape::OrElse(_) if reader == Reader::Oracle => CHOICE,
            _ => TIGHT,
        }
    }

    /// Calls `visit` on the node and on all below it, operands first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        self.args.iter().for_each(|a| a.walk(visit));
        visit(self);
    }
}

/// Makes expressions.
pub struct Generator<'a> {
    /// Where chance comes from.
    pub random: &'a mut Random,
    /// Whether missing values are asked about.
    pub missing: bool,
    /// Subexpressions made before, which may occur again.
    pub made: Vec<Node>,
    /// Types of the variables of macros in scope, by their number.
    pub variables: Vec<Ty>,
}

impl Generator<'_> {
    /// A whole expression: most are conditions.
    pub fn root(&mut self) -> Node {
        let ty = if self.random.percent(70) { Ty::Bool } else { self.any() };
        let depth = u32::try_from(self.random.below(4)).unwrap_or(0) + 2;
        let node = self.node(ty, depth);
        // More conditions are false than true, and a negation turns them around.
        if ty == Ty::Bool && self.random.percent(50) {
            return Node { ty, op: "!", args: vec![node], shape: Shape::Prefix("!") };
        }
        node
    }

    /// An expression of a type, at most `depth` levels deep.
    pub fn node(&mut self, ty: Ty, depth: u32) -> Node {
        if depth == 0 || self.random.percent(8) {
            return self.leaf(ty);
        }
        if self.variables.is_empty()
            && self.random.percent(6)
            && let Some(node) = self.again(ty)
        {
            return node;
        }
        let node = match ty {
            Ty::Bool => self.truth(depth - 1),
            Ty::Int => self.int(depth - 1),
            Ty::Double => self.double(depth - 1),
            Ty::Text => self.text(depth - 1),
        };
        self.made.push(node.clone());
        node
    }

    fn again(&mut self, ty: Ty) -> Option<Node> {
        let fitting: Vec<&Node> = self.made.iter().filter(|n| n.ty == ty).collect();
        if fitting.is_empty() { None } else { Some((*self.random.pick(&fitting)).clone()) }
    }

    fn leaf(&mut self, ty: Ty) -> Node {
        if let Some(number) = self.variables.iter().rposition(|t| *t == ty)
            && self.random.percent(50)
        {
            return Node { ty, op: "", args: Vec::new(), shape: Shape::Leaf(format!("v{number}")) };
        }
        let text = if self.random.percent(70) { self.field(ty).into() } else { literal(self.random, ty) };
        Node { ty, op: "", args: Vec::new(), shape: Shape::Leaf(text) }
    }

    fn field(&mut self, ty: Ty) -> &'static str {
        let fields: Vec<&'static str> =
            FIELDS.iter().filter(|(_, t)| *t == ty).map(|(name, _)| *name).collect();
        self.random.pick::<&str>(&fields)
    }

    fn infix(
        &mut self,
        ty: Ty,
        op: &'static str,
        (symbol, strength): (&'static str, u8),
        of: Ty,
        depth: u32,
    ) -> Node {
        let args = vec![self.node(of, depth), self.node(of, depth)];
        Node { ty, op, args, shape: Shape::Infix(symbol, strength) }
    }

    fn unary(&mut self, ty: Ty, op: &'static str, shape: Shape, of: Ty, depth: u32) -> Node {
        Node { ty, op, args: vec![self.node(of, depth)], shape }
    }

    fn any(&mut self) -> Ty {
        *self.random.pick(&TYPES)
    }

    fn choice(&mut self, ty: Ty, depth: u32) -> Node {
        let args = vec![self.node(Ty::Bool, depth), self.node(ty, depth), self.node(ty, depth)];
        Node { ty, op: "?:", args, shape: Shape::Choice }
    }

    /// `?:`, or where values are missing `coalesce` of a field.
    fn choice_or_else(&mut self, ty: Ty, depth: u32) -> Node {
        if self.missing && self.random.percent(50) {
            let field = self.field(ty);
            return self.unary(ty, "coalesce", Shape::OrElse(field), ty, depth);
        }
        self.choice(ty, depth)
    }

    fn truth(&mut self, depth: u32) -> Node {
        if self.random.percent(24) {
            return self.list_test(depth);
        }
        let choices = if self.missing { 36 } else { 31 };
        match self.random.below(choices) {
            0 | 1 => self.infix(Ty::Bool, "&&", ("&&", 3), Ty::Bool, depth),
            2 | 3 => self.infix(Ty::Bool, "||", ("||", 2), Ty::Bool, depth),
            4 => self.unary(Ty::Bool, "!", Shape::Prefix("!"), Ty::Bool, depth),
            5 => self.choice_or_else(Ty::Bool, depth),
            6 | 7 => self.comparison("==", depth),
            8 | 9 => self.comparison("!=", depth),
            10 | 11 => self.comparison("<", depth),
            12 | 13 => self.comparison("<=", depth),
            14 | 15 => self.comparison(">", depth),
            16 | 17 => self.comparison(">=", depth),
            18 | 19 => self.mixed_order(depth),
            20 | 21 => self.member(depth),
            22 | 23 => self.method("contains", depth),
            24 | 25 => self.method("startsWith", depth),
            26 | 27 => self.method("endsWith", depth),
            28..=30 => {
                let of = if self.random.percent(85) { Ty::Text } else { Ty::Bool };
                self.unary(Ty::Bool, "bool()", Shape::Call("bool"), of, depth)
            }
            _ => {
                let ty = self.any();
                let field = self.field(ty);
                Node { ty: Ty::Bool, op: "== null", args: Vec::new(), shape: Shape::Missing(field) }
            }
        }
    }

    fn comparison(&mut self, symbol: &'static str, depth: u32) -> Node {
        let of = self.any();
        self.infix(Ty::Bool, symbol, (symbol, RELATION), of, depth)
    }

    /// An int literal beside a double, in either order.
    fn mixed_order(&mut self, depth: u32) -> Node {
        let symbol = *self.random.pick(&["<", "<=", ">", ">="]);
        let value = if self.random.percent(20) { 1 << 53 } else { self.random.within(-5, 5) };
        let int = Node { ty: Ty::Int, op: "", args: Vec::new(), shape: Shape::Leaf(value.to_string()) };
        let mut args = vec![self.node(Ty::Double, depth), int];
        if self.random.percent(50) {
            args.reverse();
        }
        Node { ty: Ty::Bool, op: "double < int", args, shape: Shape::Infix(symbol, RELATION) }
    }

    fn member(&mut self, depth: u32) -> Node {
        let of = self.any();
        let count = self.random.below(6);
        let items = (0..count).map(|_| literal(self.random, of)).collect();
        self.unary(Ty::Bool, "in", Shape::Member(items), of, depth)
    }

    fn method(&mut self, name: &'static str, depth: u32) -> Node {
        let args = vec![self.node(Ty::Text, depth), self.node(Ty::Text, depth.min(1))];
        Node { ty: Ty::Bool, op: name, args, shape: Shape::Method(name) }
    }

    fn int(&mut self, depth: u32) -> Node {
        if self.random.percent(8) {
            return self.list_item(Ty::Int, depth);
        }
        match self.random.below(9) {
            0 => self.infix(Ty::Int, "int +", ("+", 5), Ty::Int, depth),
            1 => self.infix(Ty::Int, "int -", ("-", 5), Ty::Int, depth),
            2 => self.infix(Ty::Int, "int *", ("*", 6), Ty::Int, depth),
            3 => self.infix(Ty::Int, "int /", ("/", 6), Ty::Int, depth),
            4 => self.infix(Ty::Int, "%", ("%", 6), Ty::Int, depth),
            5 => self.unary(Ty::Int, "-int", Shape::Prefix("-"), Ty::Int, depth),
            6 => {
                let shape = if self.random.percent(50) { Shape::Call("size") } else { Shape::Method("size") };
                self.unary(Ty::Int, "size()", shape, Ty::Text, depth)
            }
            7 => {
                let of = *self.random.pick(&[Ty::Int, Ty::Double, Ty::Double, Ty::Text]);
                self.unary(Ty::Int, "int()", Shape::Call("int"), of, depth)
            }
            _ => self.choice_or_else(Ty::Int, depth),
        }
    }

    fn double(&mut self, depth: u32) -> Node {
        match self.random.below(7) {
            0 => self.infix(Ty::Double, "double +", ("+", 5), Ty::Double, depth),
            1 => self.infix(Ty::Double, "double -", ("-", 5), Ty::Double, depth),
            2 => self.infix(Ty::Double, "double *", ("*", 6), Ty::Double, depth),
            3 => self.infix(Ty::Double, "double /", ("/", 6), Ty::Double, depth),
            4 => self.unary(Ty::Double, "-double", Shape::Prefix("-"), Ty::Double, depth),
            5 => {
                let of = *self.random.pick(&[Ty::Int, Ty::Int, Ty::Double, Ty::Text]);
                self.unary(Ty::Double, "double()", Shape::Call("double"), of, depth)
            }
            _ => self.choice_or_else(Ty::Double, depth),
        }
    }

    fn text(&mut self, depth: u32) -> Node {
        if self.random.percent(8) {
            return self.list_item(Ty::Text, depth);
        }
        match self.random.below(4) {
            0 | 1 => self.infix(Ty::Text, "text +", ("+", 5), Ty::Text, depth),
            2 => {
                let of = self.any();
                self.unary(Ty::Text, "string()", Shape::Call("string"), of, depth)
            }
            _ => self.choice_or_else(Ty::Text, depth),
        }
    }
}

/// Lists and macros.
impl Generator<'_> {
    /// `[{}, {}]` for up to three elements, and the elements.
    fn list(&mut self, of: Ty, least: usize, depth: u32, args: &mut Vec<Node>) -> String {
        let count = self.random.below(4 - least) + least;
        args.extend((0..count).map(|_| self.node(of, depth.min(1))));
        format!("[{}]", vec!["{}"; count].join(", "))
    }

    /// The variable of a macro over elements of a type, and its body.
    fn body(&mut self, of: Ty, ty: Ty, depth: u32, args: &mut Vec<Node>) -> String {
        let (name, made) = (format!("v{}", self.variables.len()), self.made.len());
        self.variables.push(of);
        args.push(self.node(ty, depth.min(2)));
        self.variables.pop();
        self.made.truncate(made);
        name
    }

    /// A list and what it is filtered by, as `[{}].filter(v0, {})`.
    fn filtered(&mut self, of: Ty, depth: u32, args: &mut Vec<Node>) -> String {
        let list = self.list(of, 1, depth, args);
        let name = self.body(of, Ty::Bool, depth, args);
        format!("{list}.filter({name}, {{}})")
    }

    fn list_test(&mut self, depth: u32) -> Node {
        let (of, mut args) = (self.any(), Vec::new());
        let kinds = if self.variables.len() < 2 { 7 } else { 3 };
        let (op, text) = match self.random.below(kinds) {
            0 => {
                args.push(self.node(of, depth));
                ("in values", format!("({{}} in {})", self.list(of, 0, depth, &mut args)))
            }
            1 => {
                let (a, b) = (self.list(of, 0, depth, &mut args), self.list(of, 0, depth, &mut args));
                ("list ==", format!("({a} == {b})"))
            }
            2 => {
                args.push(self.node(of, depth));
                let (a, b) = (self.list(of, 0, depth, &mut args), self.list(of, 0, depth, &mut args));
                ("list +", format!("({{}} in {a} + {b})"))
            }
            3 => {
                let a = self.filtered(of, depth, &mut args);
                ("filter", format!("({a} == {})", self.list(of, 0, depth, &mut args)))
            }
            kind => {
                let call = match kind {
                    4 => "all",
                    5 => "exists",
                    _ => "exists_one",
                };
                let list = self.list(of, 1, depth, &mut args);
                let name = self.body(of, Ty::Bool, depth, &mut args);
                (call, format!("{list}.{call}({name}, {{}})"))
            }
        };
        Node { ty: Ty::Bool, op, args, shape: Shape::Listed(text) }
    }

    /// An element, or of ints the number of elements.
    fn list_item(&mut self, ty: Ty, depth: u32) -> Node {
        let mut args = Vec::new();
        let index = |this: &mut Self, args: &mut Vec<Node>| {
            args.push(this.node(Ty::Int, depth.min(1)));
        };
        let (op, text) = match self.random.below(3) {
            0 if self.variables.len() < 2 => {
                let of = self.any();
                let list = self.filtered(of, depth, &mut args);
                let name = self.body(of, ty, depth, &mut args);
                index(self, &mut args);
                ("filter, map", format!("{list}.map({name}, {{}})[{{}}{INDEXED}"))
            }
            1 if self.variables.len() < 2 && ty == Ty::Int => {
                let of = self.any();
                ("filter", format!("size({})", self.filtered(of, depth, &mut args)))
            }
            _ => {
                let list = self.list(ty, 1, depth, &mut args);
                index(self, &mut args);
                ("[i]", format!("{list}[{{}}{INDEXED}"))
            }
        };
        Node { ty, op, args, shape: Shape::Listed(text) }
    }
}

/// The text of a random literal.
fn literal(random: &mut Random, ty: Ty) -> String {
    use super::value::{double, int, text, truth};
    match ty {
        Ty::Bool => truth(random).to_string(),
        Ty::Int => int(random).to_string(),
        Ty::Double => format!("{:?}", double(random)),
        Ty::Text => quoted(&text(random)),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '.' | '+' | '-' => out.push(c),
            c if c.is_alphanumeric() && !c.is_ascii() => out.push(c),
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out.push('\'');
    out
}
