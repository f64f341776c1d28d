//! Conversions of one value.

use alloc::string::String;

use super::lane::{Slot, bit, copy_known, try_map1};
use super::ratio::pow10;
use super::{Machine, lane};
use crate::date::{self, Zone, instant};
use crate::number;
use crate::program::{Convert, NodeId, Repr};

/// The smallest double that is too large for an `i64`; CEL excludes both ends.
const INT_LIMIT: f64 = 9_223_372_036_854_775_808.0;

impl Machine<'_> {
    pub(super) fn convert(&mut self, convert: Convert, a: NodeId, repr: Repr, rows: usize, slot: &mut Slot) {
        copy_known(self.known(a), &mut slot.known);
        match convert {
            Convert::IntToText
            | Convert::DoubleToText
            | Convert::BoolToText
            | Convert::DecimalToText(_)
            | Convert::InstantToText
            | Convert::DurationToText
            | Convert::DateToText => self.write_text(convert, a, rows, slot),
            Convert::TextToInt
            | Convert::TextToDouble
            | Convert::TextToBool
            | Convert::TextToDecimal(_)
            | Convert::TextToDate
            | Convert::TextToInstant
            | Convert::TextToMoment(_)
            | Convert::TextToDuration
            | Convert::TextSize => self.read_text(convert, a, rows, slot),
            Convert::IntToInstant
            | Convert::InstantToInt
            | Convert::DateToInstant(_)
            | Convert::InstantToDate(_)
            | Convert::ClockPart(..)
            | Convert::Whole(_)
            | Convert::Within(_) => self.of_time(convert, a, slot),
            _ => self.of_number(convert, a, repr, slot),
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "what the conversions are"
    )]
    fn of_number(&self, convert: Convert, a: NodeId, repr: Repr, slot: &mut Slot) {
        let known = &mut slot.known;
        match (convert, repr) {
            (Convert::IntToDouble, _) => {
                try_map1(self.arg::<i64>(a), known, &mut slot.f64s, |v| Some(v as f64))
            }
            (Convert::DecimalToDouble(s), _) => {
                // The text is exact, and reading it rounds once.
                let convert = |v: i64| number::double::parse(&number::format_decimal(v, s));
                try_map1(self.arg(a), known, &mut slot.f64s, convert);
            }
            (Convert::DoubleToInt, _) => {
                let convert = |v: f64| (v > -INT_LIMIT && v < INT_LIMIT).then_some(v as i64);
                try_map1(self.arg(a), known, &mut slot.i64s, convert);
            }
            (Convert::DoubleToDecimal(s), _) => {
                try_map1(self.arg(a), known, &mut slot.i64s, |v| number::decimal_of_double(v, s));
            }
            (Convert::DecimalToInt(s), _) => {
                let unit = i64::try_from(pow10(s)).unwrap_or(1);
                try_map1(self.arg(a), known, &mut slot.i64s, |v: i64| v.checked_div(unit));
            }
            (Convert::Round(drop), _) => {
                if let (Some(unit), lane::Arg::Slice(values)) =
                    (number::POW10.get(usize::from(drop)), self.arg::<i64>(a))
                {
                    appraise_kernels::arith::round(values, *unit, &mut slot.i64s);
                    return;
                }
                let round = |v: i64| number::rescale(v, drop, 0);
                try_map1(self.arg(a), known, &mut slot.i64s, round);
            }
            (Convert::Widen(places), _) => {
                let unit = i64::try_from(pow10(places)).unwrap_or(1);
                self.widen(a, unit, slot);
            }
            (Convert::Neg, Repr::F64) => try_map1(self.arg::<f64>(a), known, &mut slot.f64s, |v| Some(-v)),
            (Convert::Abs, Repr::F64) => {
                try_map1(self.arg::<f64>(a), known, &mut slot.f64s, |v| Some(libm::fabs(v)))
            }
            (Convert::Neg, _) => try_map1(self.arg(a), known, &mut slot.i64s, i64::checked_neg),
            (Convert::Abs, _) => try_map1(self.arg(a), known, &mut slot.i64s, i64::checked_abs),
            _ => {}
        }
    }

    fn widen(&self, a: NodeId, unit: i64, slot: &mut Slot) {
        let limit = i64::MAX / unit.max(1);
        let values = self.arg::<i64>(a);
        if let lane::Arg::Slice(values) = values
            && appraise_kernels::compare::magnitude(values) < limit.unsigned_abs()
        {
            appraise_kernels::arith::scale(values, unit, &mut slot.i64s);
            return;
        }
        try_map1(values, &mut slot.known, &mut slot.i64s, |v| v.checked_mul(unit));
    }

    fn write_text(&mut self, convert: Convert, a: NodeId, rows: usize, slot: &mut Slot) {
        // The value before and its code: rows with the same value, such as today's, follow each other.
        let mut last = None;
        for row in 0..rows {
            if !bit(&slot.known, row) {
                continue;
            }
            let value = match convert {
                Convert::IntToText | Convert::DecimalToText(_) => i128::from(self.i64_at(a, row)),
                Convert::DoubleToText => i128::from(self.f64_at(a, row).to_bits()),
                Convert::DateToText => i128::from(self.i32_at(a, row)),
                Convert::InstantToText | Convert::DurationToText => self.wide_at(a, row),
                _ => i128::from(bit(self.bits(a), row)),
            };
            if let Some((before, code)) = last
                && before == value
            {
                if let Some(out) = slot.codes.get_mut(row) {
                    *out = code;
                }
                continue;
            }
            let text: String = match convert {
                Convert::IntToText => number::format_decimal(self.i64_at(a, row), 0),
                Convert::DecimalToText(s) => number::format_decimal(self.i64_at(a, row), s),
                Convert::DoubleToText => number::format_double(self.f64_at(a, row)),
                Convert::DateToText => date::format(self.i32_at(a, row)),
                Convert::InstantToText => instant::format(self.wide_at(a, row), Zone::UTC),
                Convert::DurationToText => instant::format_duration(self.wide_at(a, row)),
                _ => if bit(self.bits(a), row) { "true" } else { "false" }.into(),
            };
            let code = self.intern(&text);
            last = Some((value, code));
            if let Some(out) = slot.codes.get_mut(row) {
                *out = code;
            }
        }
    }

    fn read_text(&self, convert: Convert, a: NodeId, rows: usize, slot: &mut Slot) {
        let codes = self.arg::<u32>(a);
        let known = &mut slot.known;
        match convert {
            Convert::TextToInt => {
                try_map1(codes, known, &mut slot.i64s, |c| cel_int(self.text(c)));
            }
            Convert::TextToDouble => {
                try_map1(codes, known, &mut slot.f64s, |c| cel_double(self.text(c)));
            }
            Convert::TextToDecimal(s) => {
                try_map1(codes, known, &mut slot.i64s, |c| number::parse_decimal(self.text(c), s).ok());
            }
            Convert::TextToDate => {
                try_map1(codes, known, &mut slot.i32s, |c| date::parse(self.text(c)));
            }
            Convert::TextToInstant => {
                try_map1(codes, known, &mut slot.wides, |c| instant::parse_rfc3339(self.text(c)));
            }
            Convert::TextToMoment(zone) => {
                let moment = |c| {
                    date::parse_instant(self.text(c), zone).map(|micros| i128::from(micros) * super::MICRO)
                };
                try_map1(codes, known, &mut slot.wides, moment);
            }
            Convert::TextToDuration => {
                try_map1(codes, known, &mut slot.wides, |c| instant::parse_duration(self.text(c)));
            }
            Convert::TextSize => {
                let size = |c| i64::try_from(self.text(c).chars().count()).ok();
                try_map1(codes, known, &mut slot.i64s, size);
            }
            _ => {
                for row in 0..rows {
                    let value = cel_bool(self.text(codes.at(row)));
                    lane::set_bit(&mut slot.bits, row, value == Some(true));
                    if value.is_none() {
                        lane::set_bit(known, row, false);
                    }
                }
            }
        }
    }
}

/// `int('987')`: optional sign and digits, nothing else.
fn cel_int(text: &str) -> Option<i64> {
    text.parse::<i64>().ok()
}

/// `double('6.02e23')`: what Rust and Go both read; words for infinity and NaN are read as such, while a number
/// outside the range is an error.
fn cel_double(text: &str) -> Option<f64> {
    let is_word = text.bytes().any(|b| matches!(b, b'n' | b'N'));
    number::double::parse(text).filter(|value| value.is_finite() || is_word)
}

/// `bool('true')`: the spellings that CEL lists.
fn cel_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
