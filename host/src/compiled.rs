//! Compiled modules, kept from one process to the next.
//!
//! Compiling takes seconds, and what it gives is native code that the process then runs as its own. A kept module is
//! therefore believed only if this user's own program made it: its file begins with an HMAC-SHA-256 under a key that
//! only this user can read, over the code and over what it is of (the module's hash, the engine's settings and version).
//! Files that come from elsewhere, that were cut or changed, or that are of another module, are compiled anew.
//!
//! The cache is a convenience: whatever is wrong with it, the module is compiled as if there were none.
//!
//! INVARIANT: no byte of a file becomes code before its tag was checked.
//! INVARIANT: the folder and the key are this user's, and nobody else can read or write them; else there is no cache.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use wasmtime::{Engine, Module};

/// The environment variable that names the folder; `off` for none.
pub const VARIABLE: &str = "APPRAISE_CACHE";
const KEY: &str = "key";
const KEY_BYTES: usize = 32;
const TAG_BYTES: usize = 32;
/// Files that are kept; the oldest go.
const KEPT: usize = 8;
const ENDING: &str = "compiled";

/// A folder of compiled modules.
pub struct Cache {
    folder: PathBuf,
    key: [u8; KEY_BYTES],
}

/// What a compiled module is of.
pub(crate) struct Origin<'a> {
    /// The engine that would compile it.
    pub engine: &'a Engine,
    /// The SHA-256 of the module file, in hexadecimal.
    pub sha256: &'a str,
}

impl Cache {
    /// The cache of this user: the folder that `APPRAISE_CACHE` names, else `appraise/compiled` in `XDG_CACHE_HOME` or
    /// `~/.cache`. None if the variable says `off`, or no folder can be had that is this user's alone.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let folder = match std::env::var_os(VARIABLE) {
            Some(named) if named == "off" => return None,
            Some(named) => PathBuf::from(named),
            None => {
                let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache"));
                let caches = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home)?;
                caches.join("appraise").join("compiled")
            }
        };
        Self::open(&folder).ok()
    }

    /// Opens a folder, and makes it and its key where they are not there.
    ///
    /// # Errors
    ///
    /// Where that fails, and [`io::ErrorKind::PermissionDenied`] for a folder or a key that others can read or write.
    pub fn open(folder: &Path) -> io::Result<Self> {
        access::make(folder)?;
        let path = folder.join(KEY);
        if !path.exists() {
            let mut key = [0; KEY_BYTES];
            getrandom::fill(&mut key).map_err(io::Error::other)?;
            let part = Part::new(folder, &key)?;
            // Of two processes at the same time one makes the key, and both read it.
            match fs::hard_link(&part.0, &path) {
                Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => return Err(cause),
                _ => {}
            }
        }
        access::check(folder, &path)?;
        let mut key = [0; KEY_BYTES];
        File::open(path)?.read_exact(&mut key)?;
        Ok(Self { folder: folder.to_owned(), key })
    }

    /// The compiled module, if it was kept and is what it says.
    #[allow(
        unsafe_code,
        reason = "native code can be had from bytes in no other way; the tag says who made them"
    )]
    pub(crate) fn get(&self, origin: &Origin<'_>) -> Option<Module> {
        let bytes = fs::read(self.path(origin)).ok()?;
        let (tag, code) = bytes.split_at_checked(TAG_BYTES)?;
        self.mac(origin, code)?.verify_slice(tag).ok()?;
        // SAFETY: the bytes are those that `Module::serialize` gave to this user's program: the tag was just checked, and
        // nobody else has its key. They were read into memory before that, so that a change of the file comes too late.
        // Of another version of wasmtime or other settings they are refused.
        unsafe { Module::deserialize(origin.engine, code).ok() }
    }

    /// Keeps a compiled module, as far as that can be done.
    pub(crate) fn put(&self, origin: &Origin<'_>, module: &Module) {
        let _ = self.keep(origin, module);
    }

    fn keep(&self, origin: &Origin<'_>, module: &Module) -> io::Result<()> {
        let code = module.serialize().map_err(io::Error::other)?;
        let Some(mac) = self.mac(origin, &code) else { return Ok(()) };
        let tag = mac.finalize().into_bytes();
        let part = Part::new(&self.folder, &[tag.as_slice(), &code].concat())?;
        fs::rename(&part.0, self.path(origin))?;
        self.trim()
    }

    /// Removes all but the newest files.
    fn trim(&self) -> io::Result<()> {
        let mut kept: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.path().extension().is_some_and(|ending| ending == ENDING) {
                kept.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        kept.sort_unstable();
        let surplus = kept.len().saturating_sub(KEPT);
        kept.iter().take(surplus).try_for_each(|(_, path)| fs::remove_file(path))
    }

    /// The tag over what the code is of, and the code.
    fn mac(&self, origin: &Origin<'_>, code: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(origin.name().as_bytes());
        mac.update(code);
        Some(mac)
    }

    fn path(&self, origin: &Origin<'_>) -> PathBuf {
        self.folder.join(format!("{}.{ENDING}", origin.name()))
    }
}

impl Origin<'_> {
    /// The module and the engine's settings as a name of fixed length.
    fn name(&self) -> String {
        let mut settings = DefaultHasher::new();
        self.engine.precompile_compatibility_hash().hash(&mut settings);
        format!("{}-{:016x}", self.sha256, settings.finish())
    }
}

/// A file that is written beside its place; what is left of it goes when this does.
struct Part(PathBuf);

impl Part {
    fn new(folder: &Path, bytes: &[u8]) -> io::Result<Self> {
        let path = folder.join(format!(".{}-{:?}.part", std::process::id(), std::thread::current().id()));
        let part = Self(path);
        let mut file = access::create(&part.0)?;
        file.write_all(bytes)?;
        Ok(part)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // A cache that cannot be tidied still works.
        let _ = fs::remove_file(&self.0);
    }
}

/// Who can read and write files, where the system has owners and modes.
#[cfg(unix)]
mod access {
    use std::fs::{self, DirBuilder, File, OpenOptions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
    use std::path::Path;

    /// Makes a folder for this user alone, and the folders above it.
    pub(super) fn make(folder: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)
    }

    /// Makes a file for this user alone.
    pub(super) fn create(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
    }

    /// Whether folder and key belong to the user of this process, and nobody else has access.
    pub(super) fn check(folder: &Path, key: &Path) -> io::Result<()> {
        let probe = super::Part::new(folder, &[])?;
        let user = fs::metadata(&probe.0)?.uid();
        for path in [folder, key] {
            let of = fs::symlink_metadata(path)?;
            if of.is_symlink() || of.uid() != user || of.mode() & 0o077 != 0 {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
        }
        Ok(())
    }
}

/// Elsewhere nothing says that a file is this user's alone, and nothing is kept.
#[cfg(not(unix))]
mod access {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    pub(super) fn make(_: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn create(_: &Path) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn check(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
