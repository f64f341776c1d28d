//! A policy on disk: one file, or the files of one folder.
//!
//! The host only reads texts; which of them say what is the module's affair. Files go in by name, in the order of their
//! names, so that neither the folder's place nor its listing order has meaning. Sub-folders and hidden files are left
//! out.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind, Result};
use crate::report::Suggestions;
use crate::text::hex;

const EXTENSIONS: [&str; 4] = ["yaml", "yml", "json", "csv"];
/// The most text of one policy; tables of a hundred thousand rows stay far below.
const POLICY_BYTES: u64 = 64 << 20;

/// The texts of a policy, as the module is given them.
#[derive(Clone, Debug)]
pub struct PolicyFiles {
    files: Vec<PolicyFile>,
    /// What is put before a name when it is shown: the folder as the user typed it.
    folder: PathBuf,
    /// What a labelled history is asked.
    question: Option<Question>,
    /// Which columns hold which fields; later ones win.
    mappings: Vec<PolicyFile>,
    /// Whether fields that nothing in the policy needs are read, too.
    keep: bool,
}

/// One text of a policy.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyFile {
    /// The name without the folder.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// What a labelled history is asked; label, value and time are expressions over customers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Question {
    /// What came true.
    pub label: String,
    /// What a row is worth.
    pub value: Option<String>,
    /// When a row happened.
    pub time: Option<String>,
    /// Fields that make a simpler score.
    pub baseline: Vec<String>,
    /// Fields that are suspected to know the label.
    pub suspects: Vec<String>,
}

impl PolicyFiles {
    /// Reads a file, or a folder's `.yaml`, `.yml`, `.json` and `.csv` files.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if there is nothing to read, it cannot be read, is not UTF-8, or is longer than 64 MiB.
    pub fn open(path: &Path) -> Result<Self> {
        let kind = std::fs::metadata(path).map_err(|cause| Error::file("read the policy", path, cause))?;
        let (folder, paths) = if kind.is_dir() {
            (path.to_owned(), listing(path)?)
        } else {
            (path.parent().map(Path::to_owned).unwrap_or_default(), vec![path.to_owned()])
        };
        let mut left = POLICY_BYTES;
        let files = paths.iter().map(|path| read(path, &mut left)).collect::<Result<Vec<_>>>()?;
        Ok(Self { files, folder, question: None, mappings: Vec::new(), keep: false })
    }

    /// A policy that is not on disk.
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            files: vec![PolicyFile { name: name.into(), text: text.into() }],
            folder: PathBuf::new(),
            question: None,
            mappings: Vec::new(),
            keep: false,
        }
    }

    /// Several texts that are not on disk, ordered by name.
    pub fn from_texts(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut files: Vec<_> = texts.into_iter().map(|(name, text)| PolicyFile { name, text }).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { files, folder: PathBuf::new(), question: None, mappings: Vec::new(), keep: false }
    }

    /// The same policy, to be asked about a labelled history: its runs can be assessed.
    #[must_use]
    pub fn asking(self, question: Question) -> Self {
        Self { question: Some(question), ..self }
    }

    /// The same policy, with which datasets keep also the fields that nothing in it needs, so that people may look at them;
    /// what a run puts out is the same.
    #[must_use]
    pub fn keeping(self) -> Self {
        Self { keep: true, ..self }
    }

    /// The same policy for files whose columns are called otherwise: `text` is a document (YAML or JSON) of tables, fields
    /// and columns. A later mapping wins. The module says what is wrong with it when the policy is loaded.
    #[must_use]
    pub fn mapped(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.mappings.push(PolicyFile { name: name.into(), text: text.into() });
        self
    }

    /// As [`Self::mapped`], from a file.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    pub fn mapped_by(mut self, path: &Path) -> Result<Self> {
        let mut left = POLICY_BYTES;
        self.mappings.push(read(path, &mut left)?);
        Ok(self)
    }

    /// The files, ordered by name.
    pub fn files(&self) -> &[PolicyFile] {
        &self.files
    }

    /// The path to show for a file that the module names.
    pub fn shown(&self, name: &str) -> PathBuf {
        let is_mapping = self.files.iter().all(|file| file.name != name);
        if is_mapping { name.into() } else { self.folder.join(name) }
    }

    /// Name and SHA-256 of every file, and of the mappings behind them.
    pub fn sha256(&self) -> Vec<(&str, String)> {
        let hash = |file: &PolicyFile| hex(&Sha256::digest(file.text.as_bytes()));
        self.files.iter().chain(&self.mappings).map(|file| (file.name.as_str(), hash(file))).collect()
    }

    /// Writes tests as a file that can be put beside the others.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_tests(path: &Path, suggestions: &Suggestions) -> Result<()> {
        let mut text = String::from("tests:");
        text.push_str(if suggestions.tests.is_empty() { " []\n" } else { "\n" });
        suggestions.tests.iter().for_each(|test| text.push_str(&test.yaml));
        std::fs::write(path, text).map_err(|cause| Error::file("write", path, cause))
    }

    /// As [`Self::to_json`], with a day beside the files.
    pub(crate) fn to_request(&self, as_of: Option<&str>) -> Vec<u8> {
        match as_of {
            Some(as_of) => {
                serde_json::json!({ "files": self.files, "as_of": as_of }).to_string().into_bytes()
            }
            None => self.to_json(),
        }
    }

    /// The form of the ABI: `{"files":[{"name":"a.yaml","text":"..."}]}`, with `question`, `mappings` and `keep` where
    /// there are some.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut request = serde_json::Map::new();
        request.insert("files".to_owned(), serde_json::json!(self.files));
        if let Some(question) = &self.question {
            request.insert("question".to_owned(), serde_json::json!(question));
        }
        if !self.mappings.is_empty() {
            request.insert("mappings".to_owned(), serde_json::json!(self.mappings));
        }
        if self.keep {
            request.insert("keep".to_owned(), serde_json::json!(true));
        }
        serde_json::Value::Object(request).to_string().into_bytes()
    }
}

fn listing(folder: &Path) -> Result<Vec<PathBuf>> {
    let fail = |cause: std::io::Error| Error::file("read the policy folder", folder, cause);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if is_policy_text(&path) && path.is_file() {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        let message = format!(
            "no policy in the folder `{}`: it has no .yaml, .yml, .json or .csv file",
            folder.display()
        );
        return Err(Error::new(ErrorKind::File, message));
    }
    paths.sort();
    Ok(paths)
}

fn is_policy_text(path: &Path) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let extension = path.extension().and_then(|extension| extension.to_str());
    !hidden && extension.is_some_and(|found| EXTENSIONS.iter().any(|known| found.eq_ignore_ascii_case(known)))
}

fn read(path: &Path, left: &mut u64) -> Result<PolicyFile> {
    let fail = |cause: String| Error::file("read the policy file", path, cause);
    let unread = |cause: std::io::Error| Error::file("read the policy file", path, cause);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unread)?;
    file.take(left.saturating_add(1)).read_to_end(&mut bytes).map_err(unread)?;
    *left = u64::try_from(bytes.len())
        .ok()
        .and_then(|size| left.checked_sub(size))
        .ok_or_else(|| fail(format!("a policy has at most {} MiB of text", POLICY_BYTES >> 20)))?;
    let text = String::from_utf8(bytes).map_err(|cause| {
        fail(format!(
            "it is not UTF-8 text (byte {}); save it as UTF-8",
            cause.utf8_error().valid_up_to() + 1
        ))
    })?;
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| fail("its name is not UTF-8".to_owned()))?;
    Ok(PolicyFile { name: name.to_owned(), text })
}
