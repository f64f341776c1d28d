//! The checker of expressions: syntax tree in, typed term out, or findings that say what does not fit.
//!
//! Rules of the language that live here: which operator takes which types, how a literal takes the type of what it
//! stands beside, and which parts of CEL are refused by name. Nothing is guessed: a pair of types without a rule is
//! an error.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use alloc::{format, vec::IntoIter};

use super::literal;
use super::names::{Name, Names, Resolved, RowScope, nearest, score_part, type_name};
use super::schema::{CUSTOMERS, FieldId, Schema};
use super::term::{ClassPart, Clock, Domain, Function, Term, TermKind};
use super::{ClassTypes, Output, Param};
use crate::cel::ast::{BinaryOp, Expr, ExprKind, Range, UnaryOp};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::policy::{OfferDecl, Text};
use crate::value::{MAX_SCALE, Type, Value};

mod business;
mod call;
mod compare;
mod list;
mod macros;
mod operator;
mod refer;
mod rows;
mod time;

use list::Element;
use macros::{Bound, Local};

/// What expressions can see.
pub(super) struct Scope<'a> {
    /// Input tables.
    pub schema: &'a Schema,
    /// Whether there is a calendar of business days.
    pub calendar: bool,
    /// Whether it has hours.
    pub hours: bool,
    /// Parameters.
    pub params: &'a [Param],
    /// What each name is.
    pub names: &'a Names,
    /// Derived values that have been checked, by index.
    pub derives: &'a [Option<Resolved>],
    /// Per scorecard: names of its dimensions, and whether it has a baseline.
    pub scores: &'a [(Vec<String>, bool)],
    /// Per decision table: its outputs.
    pub outputs: &'a [Vec<Output>],
    /// Per class: the enumerations of its parts.
    pub classes: &'a [ClassTypes],
    /// Offers, where they may be asked for.
    pub offers: &'a [OfferDecl],
}

/// Checks one expression.
pub(super) struct Typing<'a> {
    /// What can be seen.
    pub scope: &'a Scope<'a>,
    /// The row that can be named, if any.
    pub row: Option<RowScope>,
    /// The text, for places.
    pub text: &'a Text,
    /// Findings.
    pub out: &'a mut Diagnostics,
    /// The variables of macros in scope, the innermost last.
    locals: Vec<Local>,
    /// Terms that macros have made so far.
    terms: usize,
}

/// The place of a byte offset inside a text of the document.
pub(super) fn place(text: &Text, at: u32) -> Span {
    if text.span.line == 0 {
        return text.span;
    }
    let before = text.text.get(..at as usize).unwrap_or(&text.text);
    let offset = u32::try_from(before.chars().count()).unwrap_or(0);
    Span { column: text.span.column + text.quote + offset, ..text.span }
}

impl<'a> Typing<'a> {
    /// The checker of one text that may name `row`.
    pub fn new(
        scope: &'a Scope<'a>,
        row: Option<RowScope>,
        text: &'a Text,
        out: &'a mut Diagnostics,
    ) -> Self {
        Self { scope, row, text, out, locals: Vec::new(), terms: 0 }
    }

    /// Parses and checks the text.
    pub fn parse(&mut self) -> Option<Term> {
        let expr = self.expression()?;
        self.term(&expr)
    }

    /// As [`Self::parse`]; a literal is the exact number that it says.
    pub fn number(&mut self, places: u8) -> Option<Term> {
        let expr = self.expression()?;
        let term = self.term(&expr)?;
        self.adapt(term, &expr, Type::Decimal(places))
    }

    fn expression(&mut self) -> Option<Expr> {
        match crate::cel::parse::expression(&self.text.text) {
            Ok(expr) => Some(expr),
            Err(e) => {
                let args: Vec<&dyn ToString> = e.args.iter().map(|a| a as &dyn ToString).collect();
                self.out.push(Diagnostic::new(
                    e.code,
                    place(self.text, e.range.start),
                    &self.text.pointer,
                    &args,
                ));
                None
            }
        }
    }

    /// Parses and checks the text as a condition.
    pub fn condition(&mut self) -> Option<Term> {
        let term = self.parse()?;
        if term.ty == Type::Bool {
            return Some(term);
        }
        self.fail(Code::ConditionType, Range::default(), &[&"bool", &type_name(term.ty)])
    }

    fn fail<T>(&mut self, code: Code, range: Range, args: &[&dyn ToString]) -> Option<T> {
        self.out.push(Diagnostic::new(code, place(self.text, range.start), &self.text.pointer, args));
        None
    }

    fn outside<T>(&mut self, range: Range, what: &str, help: &str) -> Option<T> {
        self.fail(Code::NotInProfile, range, &[&what, &help])
    }

    fn no_overload<T>(&mut self, range: Range, operator: &str, types: &[Type], help: &str) -> Option<T> {
        let names: Vec<String> = types.iter().map(|t| type_name(*t)).collect();
        self.fail(Code::NoOverload, range, &[&operator, &names.join(", "), &help])
    }

    /// The typed term of an expression.
    pub fn term(&mut self, expr: &Expr) -> Option<Term> {
        if !self.locals.is_empty() {
            self.count(1, expr.range)?;
        }
        match &expr.kind {
            ExprKind::Null => Some(Term::value(Value::Null)),
            ExprKind::Bool(b) => Some(Term::value(Value::Bool(*b))),
            ExprKind::Int(i) => Some(Term::value(Value::Int(*i))),
            ExprKind::Double(d, _) => Some(Term::value(Value::Double(*d))),
            ExprKind::String(s) => Some(Term::value(Value::String(s.clone()))),
            ExprKind::Uint(_) => self.outside(expr.range, "unsigned integers", "use an int"),
            ExprKind::Bytes(_) => self.outside(expr.range, "bytes", ""),
            ExprKind::List(_) => self.fail(Code::ListValue, expr.range, &[]),
            ExprKind::Map(_) => self.outside(expr.range, "maps", ""),
            ExprKind::Message { .. } => self.outside(expr.range, "messages", ""),
            ExprKind::Index { operand, index } if self.levels(operand) == 1 => self.item_at(operand, index),
            ExprKind::Index { operand, .. } if self.levels(operand) > 1 => {
                self.fail(Code::ListValue, expr.range, &[])
            }
            ExprKind::Index { operand, .. } if self.is_rows(operand) => {
                self.rows_refused("an index", expr.range)
            }
            ExprKind::Index { .. } => self.outside(expr.range, "indexing", ""),
            ExprKind::Optional(_) => self.outside(expr.range, "optional values", ""),
            ExprKind::Ident { .. } | ExprKind::Select { .. } => self.named(expr),
            ExprKind::Call { target, name, args } => self.call(expr, target.as_deref(), name, args),
            ExprKind::Unary(op, inner) => self.unary(*op, inner, expr.range),
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b, expr.range),
            ExprKind::Conditional(c, a, b) => self.conditional(c, a, b, expr.range),
        }
    }

    /// A name, or a dotted path.
    fn named(&mut self, expr: &Expr) -> Option<Term> {
        if let ExprKind::Ident { name, leading_dot: false } = &expr.kind
            && let Some(bound) = self.local(name).cloned()
        {
            return match bound {
                Bound::Element(Element::Term(term, _)) => self.spend(&term, expr.range).map(|()| term),
                Bound::Element(Element::List(_)) => self.fail(Code::ListValue, expr.range, &[]),
                Bound::Row(..) => self.fail(Code::RecordUse, expr.range, &[&name]),
            };
        }
        if let Some(path) = dotted(expr)
            && let Some(found) = self.path(&path)
        {
            return Some(found);
        }
        // It is declared, and what is wrong with it has been said there.
        if dotted(expr).is_some_and(|path| path.len() > 1 && self.scope.names.contains_key(&path.join("."))) {
            return None;
        }
        if let ExprKind::Select { operand, field, optional: false } = &expr.kind
            && let ExprKind::Call { target: None, name, args } = &operand.kind
            && name == "ref"
        {
            return self.refer(args, field, expr.range);
        }
        match &expr.kind {
            ExprKind::Ident { name, .. } => self.unknown_name(name, expr.range),
            ExprKind::Select { optional: true, .. } => self.outside(expr.range, "optional selection", ""),
            ExprKind::Select { operand, field, .. } => self.unknown_member(operand, field, expr.range),
            _ => None,
        }
    }

    fn unknown_name(&mut self, name: &str, range: Range) -> Option<Term> {
        const TYPES: [&str; 11] =
            ["bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "dyn"];
        if TYPES.contains(&name) {
            return self.outside(range, "a type as a value", "");
        }
        if self.row.as_ref().is_some_and(|r| r.alias == name) {
            return self.fail(Code::RecordUse, range, &[&name]);
        }
        match self.scope.names.get(name) {
            Some(Name::Table(_) | Name::Decision(_) | Name::Group(_)) => {
                return self.fail(Code::RecordUse, range, &[&name]);
            }
            // It is declared, and what is wrong with it has been said there.
            Some(_) => return None,
            None => {}
        }
        let near = nearest(name, self.scope.names.keys());
        self.fail(Code::UndeclaredName, range, &[&name, &near])
    }

    /// A total that the group does not have; what is wrong with a group without totals has been said there.
    fn unknown_total(&mut self, group: &str, field: &str, range: Range) -> Option<Term> {
        let own = |name: &'a str| name.strip_prefix(group)?.strip_prefix('.');
        let near = nearest(field, self.scope.names.keys().filter_map(own));
        if near.is_empty() {
            return None;
        }
        self.fail(Code::UnknownField, range, &[&field, &group, &near])
    }

    fn unknown_member(&mut self, operand: &Expr, field: &str, range: Range) -> Option<Term> {
        if let ExprKind::Ident { name, .. } = &operand.kind {
            if let Some(Name::Group(_)) = self.scope.names.get(name) {
                return self.unknown_total(name, field, range);
            }
            let row = self.row.as_ref().filter(|r| r.alias == *name).map(|r| r.table);
            let row = if let Some(Bound::Row(table, _)) = self.local(name) { Some(*table) } else { row };
            let table = match (row, self.scope.names.get(name)) {
                (Some(table), _) => Some((table, true)),
                (None, Some(Name::Table(t))) => Some((*t, false)),
                _ => None,
            };
            if let Some((id, here)) = table
                && let Some(table) = self.scope.schema.table(id)
            {
                if !here && table.fields.iter().any(|f| f.id == field) {
                    let path = format!("{name}.{field}");
                    return self.fail(Code::WrongDomain, range, &[&path, &name]);
                }
                let near = nearest(field, table.fields.iter().map(|f| f.id.as_str()));
                return self.fail(Code::UnknownField, range, &[&field, &table.id, &near]);
            }
        }
        let operand = self.term(operand)?;
        self.no_overload(range, &format!(".{field}"), &[operand.ty], "")
    }

    /// What a dotted path names: the longest declared name wins, then rows, scorecards and tables.
    fn path(&self, path: &[&str]) -> Option<Term> {
        for (name, ty, clock) in [("today", Type::Date, Clock::Today), ("now", Type::Timestamp, Clock::Now)] {
            if path == [name] {
                return Some(Term { ty, domain: Domain::Customer, kind: TermKind::Clock(clock) });
            }
        }
        if let [first, second] = path
            && let Some(Bound::Row(table, domain)) = self.local(first)
        {
            return self.field(*table, second).map(|field| Term { domain: *domain, ..field });
        }
        let whole = path.join(".");
        if let [field] = path
            && let Some(row) = self.row.as_ref().filter(|r| r.bare)
            && let Some(found) = self.field(row.table, field)
        {
            return Some(found);
        }
        if let Some(name) = self.scope.names.get(&whole) {
            return self.name(*name);
        }
        let [first, second] = path else { return None };
        if let Some(row) = self.row.as_ref().filter(|r| r.alias == *first) {
            return self.field(row.table, second);
        }
        match self.scope.names.get(first)? {
            Name::Score(index) => {
                let (dimensions, baseline) = self.scope.scores.get(usize::from(*index))?;
                let (part, ty) = score_part(dimensions, *baseline, second)?;
                Some(Term { ty, domain: Domain::Customer, kind: TermKind::Score(*index, part) })
            }
            Name::Decision(index) => {
                let outputs = self.scope.outputs.get(usize::from(*index))?;
                let at = outputs.iter().position(|o| o.id == *second)?;
                self.output(*index, at)
            }
            Name::Class(index) => {
                let types = self.scope.classes.get(usize::from(*index))?;
                let (part, ty) = super::class::part(*types, second)?;
                Some(Term { ty, domain: Domain::Customer, kind: TermKind::Class(*index, part) })
            }
            _ => None,
        }
    }

    fn field(&self, table: super::TableId, name: &str) -> Option<Term> {
        let fields = &self.scope.schema.table(table)?.fields;
        let at = fields.iter().position(|f| f.id == name)?;
        let id = FieldId { table, field: u16::try_from(at).ok()? };
        // The row of a reference table that an offer names stands beside the customer.
        let own = table != CUSTOMERS && self.scope.schema.is_of_customers(table);
        let domain = if own { Domain::Child(table) } else { Domain::Customer };
        Some(Term { ty: fields.get(at)?.ty, domain, kind: TermKind::Field(id) })
    }

    fn output(&self, decision: u16, output: usize) -> Option<Term> {
        let ty = self.scope.outputs.get(usize::from(decision))?.get(output)?.ty;
        let kind = TermKind::Output(decision, u16::try_from(output).ok()?);
        Some(Term { ty, domain: Domain::Customer, kind })
    }

    fn name(&self, name: Name) -> Option<Term> {
        let customer = |ty, kind| Some(Term { ty, domain: Domain::Customer, kind });
        match name {
            Name::Field(id) => customer(self.scope.schema.field(id)?.ty, TermKind::Field(id)),
            Name::Param(index) => {
                customer(self.scope.params.get(usize::from(index))?.ty, TermKind::Param(index))
            }
            Name::Derive(index) => {
                let resolved = self.scope.derives.get(usize::from(index))?.as_ref()?;
                customer(resolved.ty, resolved.kind.clone())
            }
            Name::Score(index) => {
                let kind = TermKind::Score(index, super::ScorePart::Score);
                customer(Type::Decimal(super::POINTS_SCALE), kind)
            }
            Name::Decision(index) => {
                let outputs = self.scope.outputs.get(usize::from(index))?;
                if outputs.len() == 1 { self.output(index, 0) } else { None }
            }
            Name::Class(index) => {
                let types = self.scope.classes.get(usize::from(index))?;
                customer(Type::Enum(types.member), TermKind::Class(index, ClassPart::Official))
            }
            Name::Table(_) | Name::Group(_) => None,
        }
    }

    /// Gives a literal the type of what it stands beside; other terms and fitting literals stay as they are.
    pub(super) fn adapt(&mut self, term: Term, expr: &Expr, beside: Type) -> Option<Term> {
        if term.ty == beside {
            return Some(term);
        }
        let Some(literal) = self.written(expr) else { return Some(term) };
        match (&literal.kind, beside) {
            (ExprKind::Int(_) | ExprKind::Double(..), Type::Decimal(_) | Type::Ratio) => {
                let text = match &literal.kind {
                    ExprKind::Double(_, text) => text.clone(),
                    ExprKind::Int(i) => i.to_string(),
                    _ => String::new(),
                };
                match decimal_literal(&text) {
                    Some((value, scale)) => Some(Term::value(Value::Decimal(value, scale))),
                    None => self.fail(
                        Code::LiteralRange,
                        expr.range,
                        &[&text, &type_name(Type::Decimal(MAX_SCALE))],
                    ),
                }
            }
            (ExprKind::String(s), Type::Enum(id)) => {
                let members = &self.scope.schema.enumeration(id).members;
                match members.iter().position(|(m, _)| m == s) {
                    Some(at) => Some(Term::value(Value::Enum(id, u32::try_from(at).unwrap_or(0)))),
                    None => {
                        let known = literal::join(members.iter().map(|(m, _)| m.as_str()));
                        self.fail(Code::NotAMember, expr.range, &[s, &known])
                    }
                }
            }
            _ => Some(term),
        }
    }

    /// Both operands, each adapted to the other when it is a literal.
    fn pair(&mut self, a: &Expr, b: &Expr) -> Option<(Term, Term)> {
        let (ta, tb) = (self.term(a), self.term(b));
        let (ta, tb) = (ta?, tb?);
        let (a_type, b_type) = (ta.ty, tb.ty);
        let ta = self.adapt(ta, a, b_type)?;
        let tb = self.adapt(tb, b, a_type)?;
        self.one_domain(&ta, &tb, b.range)?;
        Some((ta, tb))
    }

    /// Rows of two different child tables do not meet in one expression.
    fn one_domain(&mut self, a: &Term, b: &Term, range: Range) -> Option<()> {
        match (a.domain, b.domain) {
            (Domain::Child(x), Domain::Child(y)) if x != y => {
                let name = |id| self.scope.schema.table(id).map_or(String::new(), |t| t.id.clone());
                let (x, y) = (name(x), name(y));
                self.fail(Code::WrongDomain, range, &[&y, &x])
            }
            _ => Some(()),
        }
    }

    fn args(&mut self, args: &[Expr]) -> Option<IntoIter<Term>> {
        let terms: Vec<Option<Term>> = args.iter().map(|a| self.term(a)).collect();
        let terms: Option<Vec<Term>> = terms.into_iter().collect();
        terms.map(Vec::into_iter)
    }
}

/// A name or a chain of selections of names: `a.b.c`.
pub(super) fn dotted(expr: &Expr) -> Option<Vec<&str>> {
    match &expr.kind {
        ExprKind::Ident { name, .. } => Some(vec![name.as_str()]),
        ExprKind::Select { operand, field, optional: false } => {
            let mut path = dotted(operand)?;
            path.push(field);
            Some(path)
        }
        _ => None,
    }
}

/// The decimal that a literal's text says, with as many places as it writes (trailing zeros dropped).
fn decimal_literal(text: &str) -> Option<(i64, u8)> {
    let plain = text.strip_prefix('+').unwrap_or(text);
    let places = plain.split_once('.').map_or(0, |(_, f)| f.trim_end_matches('0').len());
    let scale = u8::try_from(places).ok().filter(|s| *s <= MAX_SCALE)?;
    literal::decimal(plain, scale).map(|v| (v, scale))
}

/// Whether a type has an order and arithmetic.
fn numeric(ty: Type) -> bool {
    matches!(ty, Type::Int | Type::Double | Type::Decimal(_))
}

/// The type of a sum, a maximum or a choice between two types that mix.
fn common(a: Type, b: Type) -> Option<Type> {
    match (a, b) {
        _ if a == b => Some(a),
        (Type::Decimal(x), Type::Decimal(y)) => Some(Type::Decimal(x.max(y))),
        (Type::Int, Type::Decimal(s)) | (Type::Decimal(s), Type::Int) => Some(Type::Decimal(s)),
        _ => None,
    }
}

fn function_of(op: BinaryOp) -> Function {
    match op {
        BinaryOp::Or => Function::Or,
        BinaryOp::And => Function::And,
        BinaryOp::Eq => Function::Eq,
        BinaryOp::Ne => Function::Ne,
        BinaryOp::Lt => Function::Lt,
        BinaryOp::Le => Function::Le,
        BinaryOp::Gt => Function::Gt,
        BinaryOp::Ge => Function::Ge,
        BinaryOp::In => Function::In,
        BinaryOp::Add => Function::Add,
        BinaryOp::Sub => Function::Sub,
        BinaryOp::Mul => Function::Mul,
        BinaryOp::Div => Function::Div,
        BinaryOp::Rem => Function::Rem,
    }
}

/// How an operator is written.
pub(crate) fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Or => "||",
        BinaryOp::And => "&&",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::In => "in",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
    }
}

impl Typing<'_> {
    fn unary(&mut self, op: UnaryOp, inner: &Expr, range: Range) -> Option<Term> {
        let term = self.term(inner)?;
        match op {
            UnaryOp::Not if term.ty == Type::Bool => Some(Term::apply(Type::Bool, Function::Not, vec![term])),
            UnaryOp::Neg if numeric(term.ty) || term.ty == Type::Ratio => {
                Some(Term::apply(term.ty, Function::Neg, vec![term]))
            }
            UnaryOp::Not => self.no_overload(range, "!", &[term.ty], ""),
            UnaryOp::Neg => self.no_overload(range, "-", &[term.ty], ""),
        }
    }
}
