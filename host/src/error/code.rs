//! The stable codes of errors: one per case that somebody may want to tell from others in a log.
//!
//! A code never changes its meaning, and one that is no longer used is not given to something else. What the engine
//! inside the module says has codes of its own (`E101` and so on); these are the host's. `host/ERRORS.md` lists them,
//! and a test holds the two against each other.

use std::error::Error;
use std::fmt;
use std::io;

use super::ErrorKind;
use crate::text::Lang;

/// A stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    text: &'static str,
    kind: ErrorKind,
    meaning: (&'static str, &'static str),
}

impl Code {
    /// The code as it is shown: `H` and three digits.
    pub fn text(self) -> &'static str {
        self.text
    }

    /// The kind of errors that have it.
    pub fn kind(self) -> ErrorKind {
        self.kind
    }

    /// What it means, in a few words.
    pub fn meaning(self, lang: Lang) -> &'static str {
        lang.pick(self.meaning.0, self.meaning.1)
    }

    /// The code of errors of a kind that have no closer one.
    pub(crate) fn general(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Usage => Self::USAGE,
            ErrorKind::File => Self::FILE,
            ErrorKind::Module => Self::MODULE,
            ErrorKind::Policy => Self::POLICY,
            ErrorKind::Refused => Self::REFUSED,
            ErrorKind::Trap => Self::TRAP,
            ErrorKind::Fuel => Self::FUEL,
            ErrorKind::Timeout => Self::TIMEOUT,
            ErrorKind::Memory => Self::MEMORY,
            ErrorKind::Abi => Self::ABI,
        }
    }

    /// The code of a failure of reading or writing; what lies under it is looked at, however deep.
    pub(crate) fn of_file(cause: &(dyn Error + 'static)) -> Self {
        let mut next = Some(cause);
        while let Some(cause) = next {
            if let Some(cause) = cause.downcast_ref::<io::Error>() {
                let code = Self::of_io(cause);
                if code != Self::FILE {
                    return code;
                }
            }
            next = cause.source();
        }
        Self::FILE
    }

    fn of_io(cause: &io::Error) -> Self {
        if let Some(Coded { code, .. }) = cause.get_ref().and_then(|inner| inner.downcast_ref()) {
            return *code;
        }
        match cause.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::FILE_MISSING,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::FILE_DENIED,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DISK_FULL
            }
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                Self::FILE_DAMAGED
            }
            // zstd says all of its findings as this.
            io::ErrorKind::Other if cause.raw_os_error().is_none() => Self::FILE_DAMAGED,
            _ => Self::FILE,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

/// A code on its way through a reader that knows only errors of reading.
#[derive(Debug)]
pub(crate) struct Coded {
    pub(crate) code: Code,
    pub(crate) message: String,
}

impl Coded {
    /// As an error of reading.
    pub(crate) fn into_io(self) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, self)
    }
}

impl fmt::Display for Coded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Coded {}

/// Declares every code once: its name here, its text, its kind, its meaning in English and in Chinese.
macro_rules! codes {
    ($($name:ident $text:literal $kind:ident $en:literal $zh:literal)*) => {
        impl Code {
            $(
                #[doc = $en]
                pub const $name: Self = Self { text: $text, kind: ErrorKind::$kind, meaning: ($en, $zh) };
            )*

            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

codes! {
    USAGE "H100" Usage "an argument makes no sense" "参数不合理"
    TABLE_UNKNOWN "H101" Usage "a table that the policy does not have" "策略中没有这张表"
    TABLE_TWICE "H102" Usage "a table that is given twice" "同一张表给了两次"
    PARTS_DIFFER "H103" Usage "parts of a table that do not go together" "同一张表的各部分不一致"
    OUTPUT_HOLDS_INPUT "H104" Usage "an output folder that holds an input" "输出文件夹里有输入文件"
    RUN_OTHER "H105" Usage "an output folder that holds another run" "输出文件夹里有另一次运行"
    RUN_BUSY "H106" Usage "an output folder that another run is writing to" "另一个任务正在写入输出文件夹"
    FILE "H200" File "a file or folder cannot be read or written" "文件或文件夹无法读写"
    FILE_MISSING "H201" File "a file or folder that is not there" "文件或文件夹不存在"
    FILE_DENIED "H202" File "a file or folder that may not be read or written" "没有读写文件或文件夹的权限"
    DISK_FULL "H203" File "no room is left on the disk" "磁盘空间不足"
    FILE_DAMAGED "H204" File "a file that is damaged, cut off or of another kind" "文件损坏、被截断或类型不符"
    PACK_BOMB "H205" File "a packed file that grows out of all proportion" "压缩文件展开后大得不合理"
    RECORD_LONG "H206" File "a record that does not end" "记录没有结尾"
    COLUMN_LARGE "H207" File "a column that is too large to unpack" "列展开后过大"
    COLUMNS_MANY "H208" File "a file with too many columns" "文件的列太多"
    LOG_CHANGED "H209" File "a log in which a line does not follow the one before" "日志中有一行与上一行不衔接"
    RUN_CHANGED "H210" File "a finished run of which a file was changed" "已完成的运行中有文件被改动"
    RUN_OPEN "H211" File "a run that is not finished" "运行尚未完成"
    RUN_MISSING "H212" File "a folder that holds no run" "文件夹中没有运行记录"
    MODULE "H300" Module "a module that the host cannot run" "宿主无法运行的模块"
    MODULE_MISSING "H301" Module "there is no module file" "没有模块文件"
    MODULE_INVALID "H302" Module "bytes that are no WebAssembly module of the allowed features" "不是所允许特性范围内的 WebAssembly 模块"
    MODULE_LARGE "H303" Module "a module with too much of something" "模块的某一部分过大或过多"
    MODULE_STARTS "H304" Module "a module that runs code before it is called" "模块在被调用之前就运行代码"
    MODULE_EXPORT "H305" Module "a module without an export that is needed" "模块缺少必需的导出"
    MODULE_VERSION "H306" Module "a module of another version of the interface" "模块的接口版本不符"
    MODULE_IMPORT "H307" Module "a module that needs more than functions from outside" "模块需要从外部导入函数以外的东西"
    POLICY "H400" Policy "a policy that has errors" "策略有错误"
    REFUSED "H410" Refused "the engine refused what it was given" "引擎拒绝了所给的内容"
    TRAP "H500" Trap "the module stopped on a defect" "模块因缺陷而停止"
    TRAP_IMPORT "H501" Trap "the module called an import" "模块调用了导入"
    INSTANCE_GONE "H502" Trap "an instance that was stopped before" "实例先前已被停止"
    TRAP_SHARED "H503" Trap "no single record stops the module, together they do" "没有单条记录会使模块停止，合在一起才会"
    TRAP_MANY "H504" Trap "too many records stop the module" "使模块停止的记录过多"
    FUEL "H510" Fuel "the module did more work than its input explains" "模块的计算量超出输入所需"
    TIMEOUT "H520" Timeout "a call took longer than it may" "调用超过了时限"
    MEMORY "H530" Memory "the module needs more memory than it may have" "模块需要的内存超过上限"
    ABI "H600" Abi "the module broke the interface" "模块违反了接口约定"
    ABI_RANGE "H601" Abi "the module named bytes outside its memory" "模块指向了自身内存之外"
    ABI_TEXT "H602" Abi "the module gave a text that is none" "模块给出的文本无效"
    ABI_TABLE "H603" Abi "the module gave a table that is none" "模块给出的表无效"
    ABI_COUNT "H604" Abi "the module gave a count that cannot be" "模块给出的计数不可能成立"
    ABI_SILENT "H605" Abi "the module failed without saying why" "模块失败而未说明原因"
    ABI_BITS "H606" Abi "the module gave other bits from the same input" "模块对相同输入给出了不同结果"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_each_is_there_once() {
        assert!(Code::ALL.is_sorted_by(|a, b| a.text < b.text));
        assert!(Code::ALL.iter().all(|code| code.text.len() == 4 && code.text.starts_with('H')));
    }

    #[test]
    fn the_page_of_codes_lists_each_with_its_meaning() {
        let row = |code: &Code| format!("| {code} | {} | {} |\n", code.meaning.0, code.meaning.1);
        let table: String = Code::ALL.iter().map(row).collect();
        let page = include_str!("../../ERRORS.md");
        assert!(page.contains(&table), "ERRORS.md should hold:\n{table}");
    }

    #[test]
    fn what_lies_under_an_error_gives_its_code() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let wrapped = parquet::errors::ParquetError::External(Box::new(full));
        assert_eq!(Code::of_file(&wrapped), Code::DISK_FULL);
        let bomb = Coded { code: Code::PACK_BOMB, message: String::new() }.into_io();
        assert_eq!(Code::of_file(&bomb), Code::PACK_BOMB);
        assert_eq!(Code::of_file(&io::Error::from(io::ErrorKind::Interrupted)), Code::FILE);
    }
}
