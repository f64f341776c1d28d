//! What a module file may look like before anything is compiled.
//!
//! Compiling is not bounded by fuel or by a clock, so that what may be compiled is bounded here, by counting. The counts
//! stand at the beginning of each section and of each function: a file that is refused costs no more than reading it.
//!
//! INVARIANT: only bytes that passed [`check`] reach the compiler.

use wasmparser::{BinaryReaderError, Chunk, FunctionBody, Parser, Payload, TypeRef, Validator, WasmFeatures};

use crate::calls::refused;
use crate::error::{Code, Error, Result};

/// The largest file that is read; the real one has 2 MiB.
pub(crate) const FILE_BYTES: u64 = 32 << 20;

/// At most so many of each; the real module is far below, also when it is built without optimisation.
const MOST: [(&str, u64); 12] = [
    ("types", 2_000),
    ("imports", 200),
    ("functions", 200_000),
    ("tables", 4),
    ("memories", 1),
    ("globals", 1_000),
    ("exports", 2_000),
    ("groups of table elements", 1_000),
    ("pieces of data", 50_000),
    ("bytes of one function", 1 << 20),
    ("locals of one function", 20_000),
    ("sections", 200),
];

/// The parts of WebAssembly that are allowed: what the module is built with, and what wasmtime runs in its first tier.
pub(crate) fn features() -> WasmFeatures {
    WasmFeatures::WASM2
}

/// Checks a module's bytes by counting, then by WebAssembly's own rules of what is valid.
///
/// # Errors
///
/// [`Code::MODULE_LARGE`], [`Code::MODULE_STARTS`], [`Code::MODULE_IMPORT`] and [`Code::MODULE_INVALID`].
pub(crate) fn check(bytes: &[u8]) -> Result<()> {
    at_most("bytes", bytes.len(), FILE_BYTES)?;
    let mut rest = bytes;
    let mut parser = Parser::new(0);
    parser.set_features(features());
    let mut sections = 0_usize;
    loop {
        let (consumed, payload) = match parser.parse(rest, true).map_err(invalid)? {
            Chunk::Parsed { consumed, payload } => (consumed, payload),
            Chunk::NeedMoreData(_) => return Err(refused(Code::MODULE_INVALID, "it ends early")),
        };
        rest = rest.get(consumed..).unwrap_or_default();
        sections += usize::from(!matches!(payload, Payload::CodeSectionEntry(_)));
        limit("sections", sections)?;
        if matches!(payload, Payload::End(_)) {
            break;
        }
        section(&payload)?;
    }
    Validator::new_with_features(features()).validate_all(bytes).map(drop).map_err(invalid)
}

fn section(payload: &Payload<'_>) -> Result<()> {
    match payload {
        Payload::TypeSection(section) => limit("types", section.count()),
        Payload::ImportSection(section) => {
            limit("imports", section.count())?;
            section.clone().into_imports().try_for_each(|import| {
                let import = import.map_err(invalid)?;
                if matches!(import.ty, TypeRef::Func(_)) {
                    return Ok(());
                }
                let what = format!("its import `{}` is no function", import.name.escape_debug());
                Err(refused(Code::MODULE_IMPORT, what))
            })
        }
        Payload::FunctionSection(section) => limit("functions", section.count()),
        Payload::TableSection(section) => limit("tables", section.count()),
        Payload::MemorySection(section) => limit("memories", section.count()),
        Payload::GlobalSection(section) => limit("globals", section.count()),
        Payload::ExportSection(section) => limit("exports", section.count()),
        Payload::ElementSection(section) => limit("groups of table elements", section.count()),
        Payload::DataSection(section) => limit("pieces of data", section.count()),
        Payload::DataCountSection { count, .. } => limit("pieces of data", *count),
        Payload::CodeSectionStart { count, .. } => limit("functions", *count),
        Payload::CodeSectionEntry(body) => function(body),
        Payload::StartSection { .. } => {
            Err(refused(Code::MODULE_STARTS, "a function of it runs when it is instantiated"))
        }
        _ => Ok(()),
    }
}

fn function(body: &FunctionBody<'_>) -> Result<()> {
    limit("bytes of one function", body.range().len())?;
    let mut locals = 0_u64;
    for group in body.get_locals_reader().map_err(invalid)? {
        let (count, _) = group.map_err(invalid)?;
        locals = locals.saturating_add(u64::from(count));
        limit("locals of one function", locals)?;
    }
    Ok(())
}

fn limit(what: &str, count: impl TryInto<u64>) -> Result<()> {
    let most = MOST.iter().find(|(name, _)| *name == what).map_or(0, |(_, most)| *most);
    at_most(what, count, most)
}

fn at_most(what: &str, count: impl TryInto<u64>, most: u64) -> Result<()> {
    let count = count.try_into().unwrap_or(u64::MAX);
    if count <= most {
        return Ok(());
    }
    Err(refused(Code::MODULE_LARGE, format!("it has {count} {what}, at most {most} are allowed")))
}

fn invalid(cause: BinaryReaderError) -> Error {
    refused(Code::MODULE_INVALID, cause)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "functions of tests, where a panic is the report")]
mod tests {
    use super::*;

    fn said(text: &str) -> (Code, String) {
        let error = check(&wat::parse_str(text).unwrap()).unwrap_err();
        (error.code(), error.to_string())
    }

    #[test]
    fn too_much_of_anything_is_refused_with_both_numbers() {
        let many = |part: &str, count: usize| format!("(module {})", part.repeat(count));
        for (text, what) in [
            (many("(func)", 200_001), "200001 functions, at most 200000"),
            (many("(global i32 (i32.const 0))", 1_001), "1001 globals, at most 1000"),
            (many("(table 1 funcref)", 5), "5 tables, at most 4"),
            (format!("(module (func (local {})))", "i32 ".repeat(20_001)), "locals of one function"),
            (format!("(module (func {}))", "nop ".repeat(1 << 21)), "bytes of one function"),
        ] {
            let (code, message) = said(&text);
            assert!(code == Code::MODULE_LARGE && message.contains(what), "{message}");
        }
    }

    #[test]
    fn code_that_runs_by_itself_and_imports_other_than_functions_are_refused() {
        assert_eq!(said("(module (func $a) (start $a))").0, Code::MODULE_STARTS);
        assert_eq!(said(r#"(module (import "a" "b" (memory 1)))"#).0, Code::MODULE_IMPORT);
    }

    #[test]
    fn parts_of_the_language_that_are_not_allowed_are_refused() {
        for text in [
            "(module (memory i64 1))",
            "(module (memory 1 1 shared))",
            "(module (func $f (return_call $f)))",
            "(module (tag $e) (func (throw $e)))",
            "(module (type (struct (field i32))))",
        ] {
            assert_eq!(said(text).0, Code::MODULE_INVALID, "{text}");
        }
    }

    #[test]
    fn bytes_that_are_cut_off_are_refused() {
        let whole =
            wat::parse_str("(module (memory 1) (func (local i32) nop) (data (i32.const 0) \"a\"))").unwrap();
        check(&whole).unwrap();
        // Between two sections the beginning may be a smaller module.
        let cuts = (0..whole.len()).map(|end| check(whole.get(..end).unwrap()).map_err(|error| error.code()));
        let (fine, cut): (Vec<_>, Vec<_>) = cuts.partition(|cut| cut.is_ok());
        assert!(fine.len() <= 5 && cut.iter().all(|cut| *cut == Err(Code::MODULE_INVALID)), "{cut:?}");
    }
}
