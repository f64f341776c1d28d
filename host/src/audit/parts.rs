//! The parts of a module file that an audit asks about.

use wasmparser::{
    BinaryReaderError, ConstExpr, ElementItems, ExternalKind, FuncType, FunctionBody, Global, Operator,
    Parser, Payload, TypeRef,
};

use super::Bounds;

/// What a file holds, valid before it is read.
#[derive(Default)]
pub(super) struct Parts {
    pub imports: Vec<Import>,
    pub exports: Vec<Export>,
    pub memories: Vec<Bounds>,
    pub tables: Vec<Bounds>,
    pub start: bool,
    /// The first of `calls` has this number.
    pub imported_functions: usize,
    /// Per function of the module what it calls.
    pub calls: Vec<Calls>,
    types: Vec<FuncType>,
    /// Type of each function, imports first.
    functions: Vec<u32>,
    /// Values of globals that cannot change.
    globals: Vec<Option<u32>>,
    /// Functions whose address is taken.
    taken: Vec<u32>,
}

pub(super) struct Import {
    pub module: String,
    pub name: String,
    pub kind: &'static str,
}

pub(super) struct Export {
    pub name: String,
    pub kind: &'static str,
    index: u32,
}

/// What a function calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    /// Functions by number, those that a table may hold for its calls included.
    pub functions: Vec<u32>,
    /// Types of its calls through tables, until they are resolved.
    indirect: Vec<u32>,
}

impl Parts {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, BinaryReaderError> {
        let mut parts = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            parts.payload(payload?)?;
        }
        parts.resolve();
        Ok(parts)
    }

    /// The exported functions of the batch interface.
    pub(super) fn batch_exports(&self, prefix: &str) -> Vec<(String, u32)> {
        let functions = self.exports.iter().filter(|e| e.kind == "function" && e.name.starts_with(prefix));
        functions.map(|e| (e.name.clone(), e.index)).collect()
    }

    /// The version of the batch interface: two exported constants.
    pub(super) fn version(&self) -> Option<(u32, u32)> {
        let constant = |name: &str| {
            let export = self.exports.iter().find(|e| e.kind == "global" && e.name == name)?;
            self.globals.get(usize::try_from(export.index).ok()?).copied().flatten()
        };
        constant("appraise_abi_major").zip(constant("appraise_abi_minor"))
    }

    fn payload(&mut self, payload: Payload<'_>) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::TypeSection(section) => {
                self.types = section.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    self.import(import?);
                }
            }
            Payload::FunctionSection(section) => {
                for of in section {
                    self.functions.push(of?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    let ty = table?.ty;
                    self.tables.push(Bounds { minimum: ty.initial, maximum: ty.maximum });
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    let ty = memory?;
                    self.memories.push(Bounds { minimum: ty.initial, maximum: ty.maximum });
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    self.global(&global?)?;
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    let (name, kind) = (export.name.to_owned(), kind_of(export.kind));
                    self.exports.push(Export { name, kind, index: export.index });
                }
            }
            Payload::ElementSection(section) => {
                for element in section {
                    self.elements(element?.items)?;
                }
            }
            Payload::StartSection { .. } => self.start = true,
            Payload::CodeSectionEntry(body) => self.body(&body)?,
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, import: wasmparser::Import<'_>) {
        let kind = match import.ty {
            TypeRef::Func(of) | TypeRef::FuncExact(of) => {
                self.functions.push(of);
                self.imported_functions += 1;
                "function"
            }
            TypeRef::Table(_) => "table",
            TypeRef::Memory(_) => "memory",
            TypeRef::Global(_) => {
                self.globals.push(None);
                "global"
            }
            TypeRef::Tag(_) => "tag",
        };
        self.imports.push(Import { module: import.module.to_owned(), name: import.name.to_owned(), kind });
    }

    fn global(&mut self, global: &Global<'_>) -> Result<(), BinaryReaderError> {
        let value = match global.init_expr.get_operators_reader().read()? {
            Operator::I32Const { value } if !global.ty.mutable => Some(value.cast_unsigned()),
            _ => None,
        };
        self.globals.push(value);
        self.expression(&global.init_expr)
    }

    fn elements(&mut self, items: ElementItems<'_>) -> Result<(), BinaryReaderError> {
        match items {
            ElementItems::Functions(functions) => {
                for function in functions {
                    self.taken.push(function?);
                }
            }
            ElementItems::Expressions(_, expressions) => {
                for expression in expressions {
                    self.expression(&expression?)?;
                }
            }
        }
        Ok(())
    }

    fn expression(&mut self, expression: &ConstExpr<'_>) -> Result<(), BinaryReaderError> {
        for operator in expression.get_operators_reader() {
            if let Operator::RefFunc { function_index } = operator? {
                self.taken.push(function_index);
            }
        }
        Ok(())
    }

    fn body(&mut self, body: &FunctionBody<'_>) -> Result<(), BinaryReaderError> {
        let mut calls = Calls::default();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    calls.functions.push(function_index);
                }
                Operator::CallIndirect { type_index, .. }
                | Operator::ReturnCallIndirect { type_index, .. }
                | Operator::CallRef { type_index }
                | Operator::ReturnCallRef { type_index } => calls.indirect.push(type_index),
                Operator::RefFunc { function_index } => self.taken.push(function_index),
                _ => {}
            }
        }
        self.calls.push(calls);
        Ok(())
    }

    /// Puts for every call through a table the functions of its type whose address is taken.
    fn resolve(&mut self) {
        self.taken.sort_unstable();
        self.taken.dedup();
        let at = |list: &[u32], at: u32| list.get(usize::try_from(at).ok()?).copied();
        let type_of = |index: u32| self.types.get(usize::try_from(index).ok()?);
        let fitting: Vec<Vec<u32>> = (0..self.types.len())
            .map(|ty| {
                let fits = |of: &u32| at(&self.functions, *of).and_then(type_of) == self.types.get(ty);
                self.taken.iter().copied().filter(fits).collect()
            })
            .collect();
        for calls in &mut self.calls {
            let mut types = std::mem::take(&mut calls.indirect);
            types.sort_unstable();
            types.dedup();
            for ty in types {
                let fitting = usize::try_from(ty).ok().and_then(|ty| fitting.get(ty));
                calls.functions.extend(fitting.into_iter().flatten());
            }
            calls.functions.sort_unstable();
            calls.functions.dedup();
        }
    }
}

fn kind_of(kind: ExternalKind) -> &'static str {
    match kind {
        ExternalKind::Func | ExternalKind::FuncExact => "function",
        ExternalKind::Table => "table",
        ExternalKind::Memory => "memory",
        ExternalKind::Global => "global",
        ExternalKind::Tag => "tag",
    }
}
