//! The output folder while a run has it: made, empty of inputs, and nobody else's.
//!
//! The lock is the system's on the folder itself. It ends with the process, however that ends.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use super::entry::WORK;
use crate::error::{Code, Error, Result};
use crate::input::Source;

/// An output folder that this process alone writes to.
#[derive(Debug)]
pub struct Claim {
    out: PathBuf,
    /// Holds the lock.
    _folder: File,
}

impl Claim {
    /// Makes the folder if it is not there, and takes it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`](crate::ErrorKind::Usage) if it holds one of the inputs, or another run is writing to it; [`ErrorKind::File`](crate::ErrorKind::File) if it
    /// cannot be made.
    pub fn on(out: &Path, inputs: &[Source]) -> Result<Self> {
        let fail = |cause| Error::file("make the folder", out, cause);
        std::fs::create_dir_all(out).map_err(fail)?;
        let here = out.canonicalize().map_err(fail)?;
        let files = inputs.iter().flat_map(|source| &source.files);
        if let Some(file) = files.into_iter().find(|file| is_held(&here, file)) {
            let (folder, file) = (out.display(), file.display());
            let message = format!("the output folder `{folder}` holds the input `{file}`; choose another");
            let zh = format!("输出文件夹 `{folder}` 中有输入文件 `{file}`；请另选一个");
            return Err(Error::coded(Code::RUN_BUSY, message).with_zh(zh));
        }
        let folder = File::open(&here).map_err(fail)?;
        // A file system without locks is written to as before.
        if let Err(TryLockError::WouldBlock) = folder.try_lock() {
            let folder = out.display();
            let message =
                format!("another run is writing to `{folder}`; wait for it or choose another folder");
            let zh = format!("另一个任务正在写入 `{folder}`；请等待其结束或另选文件夹");
            return Err(Error::coded(Code::RUN_BUSY, message).with_zh(zh));
        }
        std::fs::create_dir_all(out.join(WORK)).map_err(fail)?;
        Ok(Self { out: out.to_owned(), _folder: folder })
    }

    /// The output folder.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// The folder for what is gone when the run is done, for example spill files. It is there.
    pub fn work(&self) -> PathBuf {
        self.out.join(WORK)
    }
}

/// Whether a file lies in the folder, or in one below it as a part.
fn is_held(folder: &Path, file: &Path) -> bool {
    let Ok(file) = file.canonicalize() else { return false };
    let is_part = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("part-"));
    file.ancestors().skip(1).take(if is_part { 2 } else { 1 }).any(|above| above == folder)
}
