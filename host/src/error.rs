//! The one error of this crate: opaque, with a kind and a stable code, in both languages where the module gave both.

use std::fmt;
use std::path::Path;

mod code;

pub use code::Code;
pub(crate) use code::Coded;

use crate::report::Diagnostic;
use crate::text::Lang;

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Why something could not be done. A bad row is never an error: it is data, in `faults` or `quarantine`.
pub struct Error(Box<Inner>);

struct Inner {
    code: Code,
    message: String,
    message_zh: Option<String>,
    diagnostics: Vec<Diagnostic>,
}

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument makes no sense, for example a table that is given twice.
    Usage,
    /// A file or folder could not be read or written.
    File,
    /// The module file was not found, is not WebAssembly, lacks an export, or speaks another version of the ABI.
    Module,
    /// The policy has errors; [`Error::diagnostics`] lists them.
    Policy,
    /// The module refused what it was given, for example a date or a missing column.
    Refused,
    /// The module trapped. Its store is gone.
    Trap,
    /// The module used up the fuel that its input allows. Its store is gone.
    Fuel,
    /// One call of the module took longer than the timeout. Its store is gone.
    Timeout,
    /// The module asked for more memory than it may have.
    Memory,
    /// The module broke the ABI: a range outside its memory, a text that is not UTF-8, a table that is not one.
    Abi,
}

impl Error {
    /// The kind, for code that decides what to do.
    pub fn kind(&self) -> ErrorKind {
        self.0.code.kind()
    }

    /// The stable code; of a refused policy or call its diagnostics have closer ones.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The message in a language; English where the host itself is the author.
    pub fn message(&self, lang: Lang) -> &str {
        match (lang, &self.0.message_zh) {
            (Lang::ZhCn, Some(text)) => text,
            _ => &self.0.message,
        }
    }

    /// The diagnostics of a refused policy or call; often empty.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0.diagnostics
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::coded(Code::general(kind), message)
    }

    /// An error of a case that has a code of its own.
    pub(crate) fn coded(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { code, message: message.into(), message_zh: None, diagnostics: Vec::new() }))
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    pub(crate) fn abi(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Abi, message)
    }

    /// `doing` is a verb phrase such as `read` or `write`. The cause gives the code; one that is only words gives the
    /// general one.
    pub(crate) fn file(doing: &str, path: &Path, cause: impl Into<Box<dyn std::error::Error>>) -> Self {
        let cause = cause.into();
        let message = format!("cannot {doing} `{}`: {cause}", path.display());
        Self::coded(Code::of_file(cause.as_ref()), message)
    }

    pub(crate) fn with_zh(mut self, message: String) -> Self {
        self.0.message_zh = Some(message);
        self
    }

    pub(crate) fn with_diagnostics(mut self, diagnostics: Vec<Diagnostic>) -> Self {
        self.0.diagnostics = diagnostics;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}: {}", self.0.code, self.kind(), self.0.message)
    }
}

impl std::error::Error for Error {}
