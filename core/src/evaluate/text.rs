//! Operations on texts, by way of their dictionary codes.

use alloc::string::String;

use super::Machine;
use super::lane::{Arg, Slot, copy_known, set_bit};
use crate::program::{Compare, NodeId, TextTest};

impl Machine<'_> {
    pub(super) fn compare_text(&self, compare: Compare, a: NodeId, b: NodeId, rows: usize, slot: &mut Slot) {
        self.strict2(a, b, slot);
        let (x, y) = (self.arg::<u32>(a), self.arg::<u32>(b));
        for row in 0..rows {
            // The byte order of UTF-8 is the order of code points.
            let ordering = self.text(x.at(row)).cmp(self.text(y.at(row)));
            set_bit(&mut slot.bits, row, compare.holds(ordering));
        }
    }

    pub(super) fn in_texts(&self, a: NodeId, items: &[u32], rows: usize, slot: &mut Slot) {
        let codes: alloc::vec::Vec<u32> =
            items.iter().filter_map(|t| self.constants.get(*t as usize)).copied().collect();
        self.in_codes(a, &codes, rows, slot);
    }

    /// A test against a constant is made once per text of the dictionary, not once per row.
    pub(super) fn text_test(
        &mut self,
        at: usize,
        test: TextTest,
        a: NodeId,
        b: NodeId,
        rows: usize,
        slot: &mut Slot,
    ) {
        self.strict2(a, b, slot);
        let mut memo = self.room.text_memos.get_mut(at).map(core::mem::take).unwrap_or_default();
        let (x, y) = (self.arg::<u32>(a), self.arg::<u32>(b));
        for row in 0..rows {
            let (code, with) = (x.at(row), y.at(row));
            let value = match y {
                Arg::Const(_) => {
                    let slot = code as usize;
                    if memo.len() <= slot {
                        memo.resize(slot + 1, UNTESTED);
                    }
                    match memo.get_mut(slot) {
                        Some(seen) => {
                            if *seen == UNTESTED {
                                *seen = u8::from(holds(test, self.text(code), self.text(with)));
                            }
                            *seen == 1
                        }
                        None => false,
                    }
                }
                Arg::Slice(_) => holds(test, self.text(code), self.text(with)),
            };
            set_bit(&mut slot.bits, row, value);
        }
        if let Some(place) = self.room.text_memos.get_mut(at) {
            *place = memo;
        }
    }

    pub(super) fn concat(&mut self, a: NodeId, b: NodeId, rows: usize, slot: &mut Slot) {
        copy_known(self.known(a), &mut slot.known);
        for (known, b) in slot.known.iter_mut().zip(self.known(b)) {
            *known &= b;
        }
        let mut text = String::new();
        for row in 0..rows {
            let (x, y) = (self.code_at(a, row), self.code_at(b, row));
            text.clear();
            text.push_str(self.text(x));
            text.push_str(self.text(y));
            let code = self.intern(&text);
            if let Some(out) = slot.codes.get_mut(row) {
                *out = code;
            }
        }
    }
}

const UNTESTED: u8 = 2;

fn holds(test: TextTest, text: &str, with: &str) -> bool {
    match test {
        TextTest::Contains => text.contains(with),
        TextTest::StartsWith => text.starts_with(with),
        TextTest::EndsWith => text.ends_with(with),
    }
}
