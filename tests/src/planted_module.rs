//! The real module with a weakness planted in it: it does harm when it is given the bytes of a marked cell.
//!
//! Some of its calls are wrapped: the bytes that they are given are searched for the mark first. Everything else is the
//! module as it is, so that a run with it is a run of the product in which one record is poisonous.

use wasm_encoder::{BlockType, Encode, ExportKind, ExportSection, Function, Instruction, MemArg, ValType};
use wasmparser::{ExternalKind, Parser, Payload};

/// What stands in a cell that does harm; eight bytes of text.
pub const MARK: [u8; 8] = *b"POISON!!";

/// What the module does when it meets the mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// It stops on a defect.
    Trap,
    /// It works without end.
    Loop,
    /// It asks for memory until it gets none, and stops.
    Grow,
}

/// Where the module meets the mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// When customers are judged.
    Rows,
    /// When records are taken apart, too.
    Everywhere,
}

impl Spot {
    fn calls(self) -> &'static [Call] {
        match self {
            Self::Rows => &[Call::Alloc, Call::Read, Call::Records, Call::Put],
            Self::Everywhere => {
                &[Call::Alloc, Call::Read, Call::Records, Call::Put, Call::IndexRead, Call::IndexPut]
            }
        }
    }
}

/// The bytes of a module with the weakness planted in it, or `None` if it is no module of this project.
#[must_use]
pub fn planted(module: &[u8], harm: Harm, spot: Spot) -> Option<Vec<u8>> {
    let parts = Parts::read(module)?;
    let (first, search_type) = (parts.functions, parts.types);
    let wrapped: Vec<Wrapped> = spot
        .calls()
        .iter()
        .map(|call| {
            let (function, of) = parts.export(call.name())?;
            Some(Wrapped { call: *call, function, of })
        })
        .collect::<Option<_>>()?;
    let mut out = module.get(..8)?.to_vec();
    let mut rest = module.get(8..)?;
    while let Some((id, after)) = rest.split_first() {
        let (size, after) = leb(after)?;
        let (section, after) = after.split_at_checked(size)?;
        rest = after;
        let new: Option<(usize, Vec<u8>)> = match id {
            // A function of two numbers and no result.
            1 => Some((1, vec![0x60, 2, 0x7f, 0x7f, 0])),
            3 => {
                let types = [search_type].into_iter().chain(wrapped.iter().map(|wrapped| wrapped.of));
                Some((1 + wrapped.len(), types.flat_map(encoded).collect()))
            }
            // A number that can change: how long the last piece of memory was that the host asked for.
            6 => Some((1, vec![0x7f, 1, 0x41, 0, 0x0b])),
            10 => {
                let mut bodies = Vec::new();
                search(harm).encode(&mut bodies);
                for wrapped in &wrapped {
                    wrapped.body(first, parts.globals).encode(&mut bodies);
                }
                Some((1 + wrapped.len(), bodies))
            }
            _ => None,
        };
        let section = match (id, new) {
            (7, _) => parts.exports(&wrapped, first),
            (_, Some((count, entries))) => appended(section, count, &entries)?,
            _ => section.to_vec(),
        };
        out.push(*id);
        out.extend(encoded(u32::try_from(section.len()).ok()?));
        out.extend(section);
    }
    Some(out)
}

/// A section with more entries at its end.
fn appended(section: &[u8], count: usize, entries: &[u8]) -> Option<Vec<u8>> {
    let (old, rest) = leb(section)?;
    let mut new: Vec<u8> = encoded(u32::try_from(old + count).ok()?).collect();
    new.extend_from_slice(rest);
    new.extend_from_slice(entries);
    Some(new)
}

fn encoded(number: u32) -> impl Iterator<Item = u8> {
    let mut bytes = Vec::new();
    number.encode(&mut bytes);
    bytes.into_iter()
}

/// The number at the start of some bytes, and what comes after it.
fn leb(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let (number, rest) = bytes.split_at_checked(end)?;
    let value = number.iter().rev().fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f));
    Some((value, rest))
}

/// What is to be known of the module.
#[derive(Default)]
struct Parts {
    types: u32,
    /// Functions, imports included.
    functions: u32,
    globals: u32,
    /// Type of each function, imports first.
    of: Vec<u32>,
    exports: Vec<(String, ExternalKind, u32)>,
}

impl Parts {
    fn read(module: &[u8]) -> Option<Self> {
        let mut parts = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload.ok()? {
                Payload::TypeSection(section) => parts.types = section.count(),
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let wasmparser::TypeRef::Func(of) = import.ok()?.ty else { return None };
                        parts.of.push(of);
                    }
                }
                Payload::FunctionSection(section) => {
                    parts.of.extend(section.into_iter().collect::<Result<Vec<_>, _>>().ok()?);
                }
                Payload::GlobalSection(section) => parts.globals = section.count(),
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export.ok()?;
                        parts.exports.push((export.name.to_owned(), export.kind, export.index));
                    }
                }
                _ => {}
            }
        }
        parts.functions = u32::try_from(parts.of.len()).ok()?;
        Some(parts)
    }

    /// Number and type of an exported function.
    fn export(&self, name: &str) -> Option<(u32, u32)> {
        let (.., index) = self.exports.iter().find(|(export, ..)| export == name)?;
        let of = self.of.get(usize::try_from(*index).ok()?)?;
        Some((*index, *of))
    }

    /// The exports with the wrapped functions in the place of those that they wrap.
    fn exports(&self, wrapped: &[Wrapped], first: u32) -> Vec<u8> {
        let mut section = ExportSection::new();
        for (name, kind, index) in &self.exports {
            let kind = match kind {
                ExternalKind::Memory => ExportKind::Memory,
                ExternalKind::Table => ExportKind::Table,
                ExternalKind::Global => ExportKind::Global,
                ExternalKind::Tag => ExportKind::Tag,
                ExternalKind::Func | ExternalKind::FuncExact => ExportKind::Func,
            };
            // The search comes first, the wrapped ones after it.
            let place = (first + 1..).zip(wrapped).find(|(_, wrapped)| wrapped.call.name() == name);
            section.export(name, kind, place.map_or(*index, |(place, _)| place));
        }
        let mut bytes = Vec::new();
        section.encode(&mut bytes);
        // Without its length: that stands before every section.
        leb(&bytes).map(|(_, section)| section.to_vec()).unwrap_or_default()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    Alloc,
    Read,
    Records,
    Put,
    IndexRead,
    IndexPut,
}

impl Call {
    fn name(self) -> &'static str {
        match self {
            Self::Alloc => "appraise_alloc",
            Self::Read => "appraise_read",
            Self::Records => "appraise_records",
            Self::Put => "appraise_put",
            Self::IndexRead => "appraise_index_read",
            Self::IndexPut => "appraise_index_put",
        }
    }
}

/// A function in the place of another, which it calls.
struct Wrapped {
    call: Call,
    function: u32,
    of: u32,
}

impl Wrapped {
    fn body(&self, search: u32, length: u32) -> Function {
        let mut body = Function::new([]);
        let local = Instruction::LocalGet;
        let (before, parameters): (&[Instruction<'_>], u32) = match self.call {
            Call::Alloc => (&[local(0), Instruction::GlobalSet(length)], 1),
            Call::Read => (&[local(3), local(4), Instruction::Call(search)], 6),
            Call::Records => (&[local(3), local(4), Instruction::Call(search)], 7),
            // Typed columns lie in the piece of memory that was asked for last.
            Call::Put => (&[local(3), Instruction::GlobalGet(length), Instruction::Call(search)], 4),
            Call::IndexRead => (&[local(1), local(2), Instruction::Call(search)], 4),
            Call::IndexPut => (&[local(1), Instruction::GlobalGet(length), Instruction::Call(search)], 2),
        };
        for instruction in before {
            body.instruction(instruction);
        }
        for parameter in 0..parameters {
            body.instruction(&local(parameter));
        }
        body.instruction(&Instruction::Call(self.function)).instruction(&Instruction::End);
        body
    }
}

/// Searches bytes (where, how many) for the mark.
fn search(harm: Harm) -> Function {
    let mut body = Function::new([(1, ValType::I32)]);
    let place = MemArg { offset: 0, align: 0, memory_index: 0 };
    let mark = i64::from_le_bytes(MARK);
    for instruction in [
        // The last place at which the mark may begin.
        Instruction::LocalGet(0),
        Instruction::LocalGet(1),
        Instruction::I32Add,
        Instruction::I32Const(8),
        Instruction::I32Sub,
        Instruction::LocalSet(2),
        Instruction::Block(BlockType::Empty),
        Instruction::LocalGet(1),
        Instruction::I32Const(8),
        Instruction::I32LtU,
        Instruction::BrIf(0),
        Instruction::Loop(BlockType::Empty),
        Instruction::LocalGet(0),
        Instruction::I64Load(place),
        Instruction::I64Const(mark),
        Instruction::I64Eq,
        Instruction::If(BlockType::Empty),
    ] {
        body.instruction(&instruction);
    }
    let harm: &[Instruction<'_>] = match harm {
        Harm::Trap => &[Instruction::Unreachable],
        Harm::Loop => &[Instruction::Loop(BlockType::Empty), Instruction::Br(0), Instruction::End],
        Harm::Grow => &[
            Instruction::Loop(BlockType::Empty),
            Instruction::I32Const(256),
            Instruction::MemoryGrow(0),
            Instruction::I32Const(0),
            Instruction::I32GeS,
            Instruction::BrIf(0),
            Instruction::End,
            Instruction::Unreachable,
        ],
    };
    let rest = [
        Instruction::End,
        Instruction::LocalGet(0),
        Instruction::I32Const(1),
        Instruction::I32Add,
        Instruction::LocalTee(0),
        Instruction::LocalGet(2),
        Instruction::I32LeU,
        Instruction::BrIf(0),
        Instruction::End,
        Instruction::End,
        Instruction::End,
    ];
    for instruction in harm.iter().chain(&rest) {
        body.instruction(instruction);
    }
    body
}
