//! Compiled modules that are kept: used again, and only when nobody else can have made them.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

mod abi;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use abi::module;
use appraise_host::compiled::Cache;
use appraise_host::{Engine, Limits};

/// A folder with module files and a cache, gone when this is.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("appraise-compiled-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn cache(&self) -> PathBuf {
        self.0.join("cache")
    }

    /// A module file that differs from the others in its length of a buffer.
    fn module(&self, number: usize) -> PathBuf {
        let path = self.0.join(format!("{number}.wasm"));
        fs::write(&path, module(&[("csv", &format!("(i32.const {number})"))], "")).unwrap();
        path
    }

    fn open(&self, module: &Path) {
        let cache = Cache::open(&self.cache()).unwrap();
        Engine::open_kept(module, Limits::default(), &cache).unwrap().instance().unwrap();
    }

    /// The kept files, the oldest first.
    fn kept(&self) -> Vec<(SystemTime, PathBuf)> {
        let files = fs::read_dir(self.cache()).unwrap().map(|entry| entry.unwrap().path());
        let kept = files.filter(|path| path.extension().is_some_and(|ending| ending == "compiled"));
        let mut kept: Vec<_> =
            kept.map(|path| (path.metadata().unwrap().modified().unwrap(), path)).collect();
        kept.sort();
        kept
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_module_is_compiled_once_and_kept_files_are_only_written_when_it_is_compiled() {
    let place = Place::new("once");
    let module = place.module(1);
    place.open(&module);
    let first = place.kept();
    assert_eq!(first.len(), 1);
    place.open(&module);
    assert_eq!(place.kept(), first);
}

#[test]
fn a_file_that_was_changed_anywhere_is_not_believed() {
    let place = Place::new("changed");
    let module = place.module(1);
    place.open(&module);
    let path = place.kept()[0].1.clone();
    let good = fs::read(&path).unwrap();
    for at in [0, 31, 32, good.len() / 2, good.len() - 1] {
        let mut changed = good.clone();
        changed[at] ^= 1;
        fs::write(&path, &changed).unwrap();
        place.open(&module);
        assert_ne!(fs::read(&path).unwrap(), changed, "byte {at}");
    }
    for cut in [0, 31, 32, good.len() - 1] {
        fs::write(&path, &good[..cut]).unwrap();
        place.open(&module);
        assert!(fs::read(&path).unwrap().len() > cut, "cut at {cut}");
    }
}

#[test]
fn a_file_of_another_module_or_another_user_is_not_believed() {
    let place = Place::new("other");
    let (one, two) = (place.module(1), place.module(2));
    place.open(&one);
    let of_one = place.kept()[0].1.clone();
    let code = fs::read(&of_one).unwrap();
    place.open(&two);
    let of_two = place.kept().into_iter().map(|kept| kept.1).find(|path| *path != of_one).unwrap();
    fs::copy(&of_one, &of_two).unwrap();
    place.open(&two);
    assert_ne!(fs::read(&of_two).unwrap(), code);
    // Another user has another key.
    fs::write(place.cache().join("key"), [7; 32]).unwrap();
    fs::write(&of_one, &code).unwrap();
    place.open(&one);
    assert_ne!(fs::read(&of_one).unwrap(), code);
}

#[test]
fn a_folder_or_a_key_that_others_can_reach_is_no_cache() {
    let place = Place::new("modes");
    Cache::open(&place.cache()).unwrap();
    let key = place.cache().join("key");
    for (path, mode, sound) in [(place.cache(), 0o750, 0o700), (key.clone(), 0o604, 0o600)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert!(Cache::open(&place.cache()).is_err(), "{}", path.display());
        fs::set_permissions(&path, fs::Permissions::from_mode(sound)).unwrap();
        assert!(Cache::open(&place.cache()).is_ok(), "{}", path.display());
    }
    // A link could lead to a folder of somebody else, who would know the key.
    let link = place.0.join("link");
    std::os::unix::fs::symlink(place.cache(), &link).unwrap();
    assert!(Cache::open(&link).is_err());
    fs::write(&key, [1; 31]).unwrap();
    assert!(Cache::open(&place.cache()).is_err(), "a key that is too short");
}

#[test]
fn the_newest_eight_are_kept() {
    let place = Place::new("eight");
    for number in 1..=10 {
        place.open(&place.module(number));
    }
    let kept = place.kept();
    assert_eq!(kept.len(), 8);
    place.open(&place.module(10));
    assert_eq!(place.kept(), kept);
}
