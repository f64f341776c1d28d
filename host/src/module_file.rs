//! Where the module file is. It is never embedded: the file that was audited is the file that runs.

use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::calls::refused;
use crate::error::{Code, Error, Result};
use crate::shape;
use crate::text::hex;

/// The environment variable that names a module.
pub const VARIABLE: &str = "APPRAISE_MODULE";
const NAME: &str = "appraise_bg.wasm";

/// Reads a module file, if it is small enough to be one.
///
/// # Errors
///
/// [`Code::MODULE_LARGE`] if it is not; [`ErrorKind::File`](crate::ErrorKind::File) if it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let fail = |cause: std::io::Error| Error::file("read the module", path, cause);
    let mut file = std::fs::File::open(path).map_err(fail)?;
    if !file.metadata().map_err(fail)?.is_file() {
        return Err(fail(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is no file")));
    }
    let mut bytes = Vec::new();
    file.by_ref().take(shape::FILE_BYTES + 1).read_to_end(&mut bytes).map_err(fail)?;
    if u64::try_from(bytes.len()).is_ok_and(|size| size <= shape::FILE_BYTES) {
        return Ok(bytes);
    }
    let most = shape::FILE_BYTES;
    Err(refused(Code::MODULE_LARGE, format!("its file has more than {most} bytes")))
}

/// Finds the module: the path given, else the variable `APPRAISE_MODULE`, else `appraise_bg.wasm` beside the program,
/// else `target/module/appraise_bg.wasm` below the current folder.
///
/// # Errors
///
/// [`Code::MODULE_MISSING`] if there is none; a path that was given and is not there is not replaced by another.
pub fn find(given: Option<&Path>) -> Result<PathBuf> {
    let named = given.map(Path::to_owned).or_else(|| std::env::var_os(VARIABLE).map(PathBuf::from));
    if let Some(path) = named {
        let place = if given.is_some() { "--module" } else { VARIABLE };
        return if path.is_file() {
            Ok(path)
        } else {
            let message = format!("no module at `{}`, which {place} names", path.display());
            Err(Error::coded(Code::MODULE_MISSING, message))
        };
    }
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join(NAME)));
    let built = Path::new("target").join("module").join(NAME);
    beside.into_iter().chain([built]).find(|path| path.is_file()).ok_or_else(|| {
        let message = format!(
            "no module: {NAME} is neither beside the program nor in target/module; build it, or name it with --module \
             or {VARIABLE}"
        );
        Error::coded(Code::MODULE_MISSING, message)
    })
}

/// The SHA-256 of a module file, in hexadecimal.
///
/// # Errors
///
/// As [`read`].
pub fn sha256(path: &Path) -> Result<String> {
    Ok(hex(&Sha256::digest(read(path)?)))
}
