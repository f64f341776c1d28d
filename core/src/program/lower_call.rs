//! Lowering of functions and operators: which operation a typed application is.

use alloc::vec::Vec;

use super::lower::{Lower, powers};
use super::{
    Arith, Compare, Convert, DatePair, DatePart, Lowered, NodeId, Op, Repr, Span, TextTest, repr_of,
};
use crate::date::Zone;
use crate::model::{Clock, Domain, FieldId, Function, Term};
use crate::value::{Type, Value};

impl Lower<'_> {
    /// The nodes of `function(args)` of type `ty`.
    pub(super) fn apply(&mut self, function: Function, args: &[Term], ty: Type) -> Lowered {
        match (function, args) {
            (Function::And | Function::Or, _) => self.logic(function, args),
            (Function::In, [x, items @ ..]) => Lowered::Node(self.membership(x, items)),
            (Function::Eq, [a, b]) => Lowered::Node(self.comparison(Compare::Eq, a, b)),
            (Function::Ne, [a, b]) => Lowered::Node(self.comparison(Compare::Ne, a, b)),
            (Function::Lt, [a, b]) => Lowered::Node(self.comparison(Compare::Lt, a, b)),
            (Function::Le, [a, b]) => Lowered::Node(self.comparison(Compare::Le, a, b)),
            (Function::Gt, [a, b]) => Lowered::Node(self.comparison(Compare::Gt, a, b)),
            (Function::Ge, [a, b]) => Lowered::Node(self.comparison(Compare::Ge, a, b)),
            (Function::Change | Function::Share | Function::Div, [a, b]) if ty == Type::Ratio => {
                self.ratio(function, a, b)
            }
            (Function::Neg, [a]) if ty == Type::Ratio => self.negated_ratio(a),
            (Function::Add | Function::Sub, [a, b]) if ty == Type::Ratio => {
                self.shifted_ratio(function, a, b)
            }
            (Function::Round, [a]) => Lowered::Node(self.round(a, ty)),
            (Function::If, [c, a, b]) => {
                let condition = self.single(c);
                let (a, b) = (self.as_type(a, ty), self.as_type(b, ty));
                let ([c, a, b], domain) = self.align([condition, a, b]);
                Lowered::Node(self.node(Op::Select(c, a, b), domain, repr_of(ty)))
            }
            (Function::IsNull, [a]) => Lowered::Node(self.is_null(a)),
            (Function::Known, [a]) => Lowered::Node(self.known(a)),
            (Function::Given, [a, needs @ ..]) => Lowered::Node(self.given(a, needs)),
            (Function::Choose, _) => Lowered::Node(self.choose(args, ty)),
            (Function::Refer(field), [key, day @ ..]) => {
                Lowered::Node(self.refer(field, key, day.first(), ty))
            }
            (Function::IsBusinessDay, [day]) => Lowered::Node(self.is_business_day(day)),
            (_, [a]) => Lowered::Node(self.unary(function, a, ty)),
            (_, [a, b]) => Lowered::Node(self.binary(function, a, b, ty)),
            _ => Lowered::Node(self.value(&Value::Null)),
        }
    }

    /// The row is found once for all the fields that are read of it.
    fn refer(&mut self, field: FieldId, key: &Term, day: Option<&Term>, ty: Type) -> NodeId {
        let key = self.single(key);
        let day = match day {
            Some(day) => self.single(day),
            None => self.node(Op::Clock(Clock::Today), Domain::Customer, Repr::I32),
        };
        let ([key, day], domain) = self.align([key, day]);
        let found = self.node(Op::Find(field.table, key, day), domain, Repr::Code);
        self.node(Op::Refer(found, field), domain, repr_of(ty))
    }

    /// A business day is one that counts between the day before and itself.
    fn is_business_day(&mut self, day: &Term) -> NodeId {
        let day = self.single(day);
        let (one, less) = (self.value(&Value::Int(1)), self.value(&Value::Int(-1)));
        let ([day, less], domain) = self.align([day, less]);
        let before = self.node(Op::DatePair(DatePair::AddDays, day, less), domain, Repr::I32);
        let count = self.node(Op::DatePair(DatePair::BusinessDays, before, day), domain, Repr::I64);
        self.compare(Compare::Eq, count, one)
    }

    fn logic(&mut self, function: Function, args: &[Term]) -> Lowered {
        let mut nodes: Vec<NodeId> = args.iter().map(|a| self.single(a)).collect();
        let domain = nodes.iter().filter_map(|n| self.program.node(*n)).map(|n| n.domain).max();
        let domain = domain.unwrap_or(Domain::Customer);
        for node in &mut nodes {
            *node = self.gathered(*node, domain);
        }
        crate::order::sort_unique(&mut nodes);
        if let [one] = nodes.as_slice() {
            return Lowered::Node(*one);
        }
        let op = if function == Function::And { Op::And(nodes) } else { Op::Or(nodes) };
        Lowered::Node(self.node(op, domain, Repr::Bits))
    }

    /// The term as a value of `ty`: ints and decimals get more places.
    fn as_type(&mut self, term: &Term, ty: Type) -> NodeId {
        let id = self.single(term);
        match ty {
            Type::Decimal(to) => self.widen(id, scale(term.ty), to),
            _ => id,
        }
    }

    fn is_null(&mut self, a: &Term) -> NodeId {
        match self.term(a) {
            Lowered::Node(id) => {
                let domain = self.program.node(id).map_or(Domain::Customer, |n| n.domain);
                self.node(Op::IsNull(id), domain, Repr::Bits)
            }
            Lowered::Ratio { num, den } => {
                let with = self.value(&Value::Int(0));
                let ([num, den], domain) = self.align([num.0, den.0]);
                let op = Op::CompareRatio { compare: Compare::Eq, num, den, with, left: 0, right: 0 };
                let known = self.node(op, domain, Repr::Bits);
                self.node(Op::IsNull(known), domain, Repr::Bits)
            }
        }
    }

    fn known(&mut self, a: &Term) -> NodeId {
        let id = match self.term(a) {
            Lowered::Node(id) => id,
            // Known where a comparison with it is.
            Lowered::Ratio { num, den } => {
                let with = self.value(&Value::Int(0));
                self.ratio_with(Compare::Eq, num, den, with, 0)
            }
        };
        let domain = self.program.node(id).map_or(Domain::Customer, |n| n.domain);
        self.node(Op::Known(id), domain, Repr::Bits)
    }

    /// The value where every need is known: a choice between the value and itself.
    fn given(&mut self, a: &Term, needs: &[Term]) -> NodeId {
        let id = self.single(a);
        let (Lowered::Node(needs) | Lowered::Ratio { num: (needs, _), .. }) =
            self.logic(Function::And, needs);
        let ([needs, id], domain) = self.align([needs, id]);
        self.node(Op::Select(needs, id, id), domain, repr_of(a.ty))
    }

    /// The first condition that is true decides as in a table; where none is, there is no hit.
    fn choose(&mut self, args: &[Term], ty: Type) -> NodeId {
        let mut conditions = Vec::with_capacity(args.len() / 2);
        let mut values = Vec::with_capacity(args.len() / 2);
        for pair in args.chunks_exact(2) {
            if let [condition, value] = pair {
                conditions.push(self.single(condition));
                values.push(self.as_type(value, ty));
            }
        }
        let nodes = conditions.iter().chain(&values).filter_map(|n| self.program.node(*n));
        let domain = nodes.map(|n| n.domain).max().unwrap_or(Domain::Customer);
        for id in conditions.iter_mut().chain(&mut values) {
            *id = self.gathered(*id, domain);
        }
        let row = self.node(Op::first(&conditions), domain, Repr::Code);
        let Some(mut value) = values.pop() else { return self.value(&Value::Null) };
        for (condition, earlier) in conditions.into_iter().zip(values).rev() {
            value = self.node(Op::Select(condition, earlier, value), domain, repr_of(ty));
        }
        let hit = self.node(Op::Known(row), domain, Repr::Bits);
        self.node(Op::Select(hit, value, value), domain, repr_of(ty))
    }

    /// `a / b`, or `(a - b) / b` for a change.
    fn ratio(&mut self, function: Function, a: &Term, b: &Term) -> Lowered {
        let (x, y) = (self.single(a), self.single(b));
        let (s, t) = (scale(a.ty), scale(b.ty));
        if function != Function::Change {
            return Lowered::Ratio { num: (x, s), den: (y, t) };
        }
        let to = s.max(t);
        let (x, wide) = (self.widen(x, s, to), self.widen(y, t, to));
        let num = self.arith(Arith::Sub, x, wide, Repr::I64);
        Lowered::Ratio { num: (num, to), den: (y, t) }
    }

    fn negated_ratio(&mut self, a: &Term) -> Lowered {
        match self.term(a) {
            Lowered::Ratio { num, den } => {
                let domain = self.program.node(num.0).map_or(Domain::Customer, |n| n.domain);
                let id = self.node(Op::Convert(Convert::Neg, num.0), domain, Repr::I64);
                Lowered::Ratio { num: (id, num.1), den }
            }
            node => node,
        }
    }

    /// A ratio plus or minus a literal: `n / d + c = (n + c * d) / d`.
    fn shifted_ratio(&mut self, function: Function, a: &Term, b: &Term) -> Lowered {
        let (ratio, literal) = if a.ty == Type::Ratio { (a, b) } else { (b, a) };
        let Lowered::Ratio { num, den } = self.term(ratio) else { return self.term(ratio) };
        let c = self.single(literal);
        let moved = self.arith(Arith::Mul, den.0, c, Repr::I64);
        let moved_scale = den.1 + scale(literal.ty);
        let to = num.1.max(moved_scale);
        let (x, y) = (self.widen(num.0, num.1, to), self.widen(moved, moved_scale, to));
        let op = if function == Function::Add { Arith::Add } else { Arith::Sub };
        let sum = self.arith(op, x, y, Repr::I64);
        Lowered::Ratio { num: (sum, to), den }
    }

    fn round(&mut self, a: &Term, ty: Type) -> NodeId {
        let to = scale(ty);
        match self.term(a) {
            Lowered::Ratio { num, den } => {
                // round(n / 10^sn / (d / 10^sd) * 10^to)
                let (up, down) = powers(den.1 + to, num.1);
                let ([num, den], domain) = self.align([num.0, den.0]);
                self.node(Op::RoundRatio { num, den, up, down }, domain, Repr::I64)
            }
            Lowered::Node(id) => {
                let from = scale(a.ty);
                if from <= to {
                    return self.widen(id, from, to);
                }
                let domain = self.program.node(id).map_or(Domain::Customer, |n| n.domain);
                self.node(Op::Convert(Convert::Round(from - to), id), domain, Repr::I64)
            }
        }
    }

    fn unary(&mut self, function: Function, a: &Term, ty: Type) -> NodeId {
        let id = self.single(a);
        let (domain, repr) = (self.program.node(id).map_or(Domain::Customer, |n| n.domain), repr_of(ty));
        let part = |part| Op::DatePart(part, id);
        let op = match (function, a.ty) {
            (Function::Not, _) => Op::Not(id),
            (Function::Neg, _) => Op::Convert(Convert::Neg, id),
            (Function::Abs, _) => Op::Convert(Convert::Abs, id),
            (Function::Size, _) => Op::Convert(Convert::TextSize, id),
            (Function::Year, _) => part(DatePart::Year),
            (Function::Month, _) => part(DatePart::Month),
            (Function::Date, _) => part(DatePart::Day),
            (Function::DayOfMonth, _) => part(DatePart::DayFromZero),
            (Function::DayOfWeek, _) => part(DatePart::Weekday),
            (Function::DayOfYear, _) => part(DatePart::YearDay),
            (Function::LunarMonth, _) => part(DatePart::LunarMonth),
            (Function::LunarDay, _) => part(DatePart::LunarDay),
            (Function::ToString, Type::Enum(id)) => return self.member_text(id, a),
            (Function::ToDecimal, Type::Int | Type::Decimal(_)) => {
                return self.widen(id, scale(a.ty), scale(ty));
            }
            (function, from) => match conversion(function, from, ty, self.model.zone()) {
                Some(convert) => Op::Convert(convert, id),
                None => return id,
            },
        };
        self.node(op, domain, repr)
    }

    /// The id of a member, as text.
    fn member_text(&mut self, id: crate::value::EnumId, a: &Term) -> NodeId {
        let members: Vec<u32> = self
            .model
            .enumeration(id)
            .members
            .iter()
            .map(|(m, _)| m.as_str())
            .map(|m| self.text(m))
            .collect();
        let node = self.single(a);
        self.pick(node, super::Pick::Text(members), Repr::Code)
    }

    fn binary(&mut self, function: Function, a: &Term, b: &Term, ty: Type) -> NodeId {
        let arith = match function {
            Function::Add if ty == Type::String => None,
            Function::Add => Some(Arith::Add),
            Function::Sub => Some(Arith::Sub),
            Function::Mul => Some(Arith::Mul),
            Function::Div => Some(Arith::Div),
            Function::Rem => Some(Arith::Rem),
            Function::Min => Some(Arith::Min),
            Function::Max => Some(Arith::Max),
            _ => None,
        };
        if let Some(op) = arith {
            // A product adds the places of its factors: they stay as they are.
            let (x, y) = if op == Arith::Mul {
                (self.single(a), self.single(b))
            } else {
                (self.as_type(a, ty), self.as_type(b, ty))
            };
            let id = self.arith(op, x, y, repr_of(ty));
            let span = match (op, a.ty, ty) {
                (Arith::Add | Arith::Sub, _, Type::Timestamp) => Span::Instant,
                (Arith::Add | Arith::Sub, _, Type::Duration) => Span::Duration,
                _ => return id,
            };
            let domain = self.program.node(id).map_or(Domain::Customer, |n| n.domain);
            return self.node(Op::Convert(Convert::Within(span), id), domain, Repr::Wide);
        }
        let (x, y) = match function {
            Function::Coalesce => (self.as_type(a, ty), self.as_type(b, ty)),
            _ => (self.single(a), self.single(b)),
        };
        let ([x, y], domain) = self.align([x, y]);
        let op = match function {
            Function::Add => Op::Concat(x, y),
            Function::Coalesce => Op::Coalesce(x, y),
            Function::Contains => Op::TextTest(TextTest::Contains, x, y),
            Function::StartsWith => Op::TextTest(TextTest::StartsWith, x, y),
            Function::EndsWith => Op::TextTest(TextTest::EndsWith, x, y),
            Function::DaysBetween => Op::DatePair(DatePair::Days, x, y),
            Function::MonthsBetween => Op::DatePair(DatePair::Months, x, y),
            Function::YearsBetween => Op::DatePair(DatePair::Years, x, y),
            Function::AddDays => Op::DatePair(DatePair::AddDays, x, y),
            Function::AddMonths => Op::DatePair(DatePair::AddMonths, x, y),
            Function::AddBusinessDays => Op::DatePair(DatePair::AddBusinessDays, x, y),
            Function::AddBusinessHours => Op::DatePair(DatePair::AddBusinessHours(self.model.zone()), x, y),
            Function::BusinessDaysBetween => Op::DatePair(DatePair::BusinessDays, x, y),
            Function::NextLunarAnniversary => Op::DatePair(DatePair::LunarAnniversary, x, y),
            _ => Op::DatePair(DatePair::Anniversary, x, y),
        };
        self.node(op, domain, repr_of(ty))
    }
}

fn conversion(function: Function, from: Type, to: Type, zone: Zone) -> Option<Convert> {
    Some(match (function, from) {
        (Function::ToInt, Type::Double) => Convert::DoubleToInt,
        (Function::ToInt, Type::Decimal(s)) => Convert::DecimalToInt(s),
        (Function::ToInt, Type::String) => Convert::TextToInt,
        (Function::ToDouble, Type::Int) => Convert::IntToDouble,
        (Function::ToDouble, Type::Decimal(s)) => Convert::DecimalToDouble(s),
        (Function::ToDouble, Type::String) => Convert::TextToDouble,
        (Function::ToBool, Type::String) => Convert::TextToBool,
        (Function::ToDate, Type::String) => Convert::TextToDate,
        (Function::ToString, Type::Int) => Convert::IntToText,
        (Function::ToString, Type::Double) => Convert::DoubleToText,
        (Function::ToString, Type::Bool) => Convert::BoolToText,
        (Function::ToString, Type::Decimal(s)) => Convert::DecimalToText(s),
        (Function::ToString, Type::Date) => Convert::DateToText,
        (Function::ToString, Type::Timestamp) => Convert::InstantToText,
        (Function::ToString, Type::Duration) => Convert::DurationToText,
        (Function::ToInt, Type::Timestamp) => Convert::InstantToInt,
        (Function::ToTimestamp, Type::String) => Convert::TextToInstant,
        (Function::Moment(zone), _) => Convert::TextToMoment(zone),
        (Function::ToTimestamp, Type::Int) => Convert::IntToInstant,
        (Function::ToTimestamp, Type::Date) => Convert::DateToInstant(zone),
        (Function::ToDuration, Type::String) => Convert::TextToDuration,
        (Function::LocalDate(zone), _) => Convert::InstantToDate(zone),
        (Function::ClockPart(clock, zone), _) => Convert::ClockPart(clock, zone),
        (Function::Whole(clock), _) => Convert::Whole(clock),
        (Function::ToDecimal, Type::Double) => Convert::DoubleToDecimal(scale(to)),
        (Function::ToDecimal, Type::String) => Convert::TextToDecimal(scale(to)),
        _ => return None,
    })
}

/// Decimal places of a type; ints have none.
pub(super) fn scale(ty: Type) -> u8 {
    if let Type::Decimal(s) = ty { s } else { 0 }
}
