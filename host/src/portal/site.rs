//! The files of the built page, and the answers made of them.
//!
//! The headers are the page's own: its build writes them to `headers.txt`, so that the policy of the page and the one
//! that is sent are one text. INVARIANT: a site without one of the headers that keep it closed is not opened.

use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

/// Where the page's headers are.
const HEADERS: &str = "headers.txt";
const INDEX: &str = "/index.html";
/// Headers that the page must bring, and the only ones that it may.
const NEEDED: [&str; 7] = [
    "Content-Security-Policy",
    "Connection-Allowlist",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
];
/// Kinds of files, by the ends of their names.
const KINDS: [(&str, &str); 7] = [
    (".html", "text/html; charset=utf-8"),
    (".js", "text/javascript; charset=utf-8"),
    (".css", "text/css; charset=utf-8"),
    (".wasm", "application/wasm"),
    (".svg", "image/svg+xml"),
    (".png", "image/png"),
    (".json", "application/json"),
];
const FILES: usize = 64;
const FILE_BYTES: u64 = 32 << 20;

/// The files of a built page, in memory.
#[derive(Debug)]
pub struct Site {
    pages: Vec<Page>,
    /// The page's headers, as lines of an answer.
    headers: String,
}

#[derive(Debug)]
struct Page {
    path: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

/// An answer without its headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer<'a> {
    status: &'static str,
    kind: &'static str,
    body: &'a [u8],
}

const PLAIN: &str = "text/plain; charset=utf-8";

impl Answer<'static> {
    pub(super) const BAD: Self = Self::error("400 Bad Request", b"this request cannot be read\n");
    pub(super) const OTHER_HOST: Self = Self::error(
        "421 Misdirected Request",
        b"this portal is not called that; use the address it was started with\n",
    );
    pub(super) const ABSENT: Self = Self::error("404 Not Found", b"there is no such file\n");
    pub(super) const OTHER_METHOD: Self =
        Self::error("405 Method Not Allowed", b"only GET and HEAD are answered\n");
    pub(super) const TOO_LONG: Self =
        Self::error("431 Request Header Fields Too Large", b"the head of the request is too long\n");

    const fn error(status: &'static str, body: &'static [u8]) -> Self {
        Self { status, kind: PLAIN, body }
    }
}

impl Site {
    /// Reads a folder of the built page.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if it cannot be read, holds a file of a kind that a page does not have, or lacks its headers.
    pub fn open(folder: &Path) -> Result<Self> {
        let headers = folder.join(HEADERS);
        let text = std::fs::read_to_string(&headers).map_err(|cause| Error::file("read", &headers, cause))?;
        let mut site = Self { pages: Vec::new(), headers: checked(&text, &headers)? };
        site.add(folder, "")?;
        if !site.pages.iter().any(|page| page.path == INDEX) {
            return Err(wrong(
                folder,
                "it has no index.html; build the portal, or name its folder with --dir",
            ));
        }
        Ok(site)
    }

    /// Where the built portal is: the folder given, else `portal` beside the program, else `www/dist/hosted` below the
    /// current folder.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if there is none.
    pub fn locate(given: Option<&Path>) -> Result<PathBuf> {
        if let Some(folder) = given {
            return Ok(folder.to_owned());
        }
        let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("portal")));
        let mut places = beside.into_iter().chain([Path::new("www").join("dist").join("hosted")]);
        places.find(|folder| folder.join(HEADERS).is_file()).ok_or_else(|| {
            let message = "no portal: there is neither a folder `portal` beside the program nor www/dist/hosted; build \
                           it, or name its folder with --dir";
            Error::new(ErrorKind::File, message)
        })
    }

    fn add(&mut self, folder: &Path, below: &str) -> Result<()> {
        let fail = |cause| Error::file("read", folder, cause);
        for entry in std::fs::read_dir(folder).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(fail)?);
            let name = entry.file_name().to_string_lossy().into_owned();
            if kind.is_dir() && below.is_empty() {
                self.add(&path, &format!("/{name}"))?;
            } else if kind.is_file() && (name != HEADERS || !below.is_empty()) {
                self.put(&path, format!("{below}/{name}"))?;
            } else if name != HEADERS {
                return Err(wrong(&path, "a built page has files, and one level of folders"));
            }
        }
        Ok(())
    }

    fn put(&mut self, file: &Path, path: String) -> Result<()> {
        let kind = KINDS.iter().find(|(end, _)| path.ends_with(end)).map(|(_, kind)| *kind);
        let kind = kind.ok_or_else(|| wrong(file, "a built page has no file of this kind"))?;
        let size = std::fs::metadata(file).map_err(|cause| Error::file("read", file, cause))?.len();
        if size > FILE_BYTES || self.pages.len() >= FILES {
            let most = format!("a built page has at most {FILES} files of {} MiB", FILE_BYTES >> 20);
            return Err(wrong(file, &most));
        }
        let bytes = std::fs::read(file).map_err(|cause| Error::file("read", file, cause))?;
        self.pages.push(Page { path, kind, bytes });
        Ok(())
    }

    /// The file of a path; nothing but the list is looked at.
    pub(super) fn find(&self, path: &str) -> Answer<'_> {
        let path = if path == "/" { INDEX } else { path };
        let page = self.pages.iter().find(|page| page.path == path);
        page.map_or(Answer::ABSENT, |page| Answer { status: "200 OK", kind: page.kind, body: &page.bytes })
    }

    /// An answer as it is sent. Nothing is stored by the browser: another program may have the port tomorrow.
    pub(super) fn bytes(&self, answer: &Answer<'_>, with_body: bool) -> Vec<u8> {
        let Answer { status, kind, body } = answer;
        let allow = if *answer == Answer::OTHER_METHOD { "Allow: GET, HEAD\r\n" } else { "" };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
             Connection: close\r\n{allow}{}\r\n",
            body.len(),
            self.headers
        );
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(if with_body { body } else { &[] });
        bytes
    }
}

/// The page's headers as lines of an answer.
fn checked(text: &str, file: &Path) -> Result<String> {
    let mut headers = String::new();
    let lines: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once(": ")).collect();
    for name in NEEDED {
        let mut found = lines.iter().filter(|(other, _)| *other == name);
        let (Some((_, value)), None) = (found.next(), found.next()) else {
            return Err(wrong(
                file,
                &format!("the header `{name}` is not there once; build the portal again"),
            ));
        };
        headers.push_str(&format!("{name}: {value}\r\n"));
    }
    let plain = text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte));
    if lines.len() == NEEDED.len() && text.lines().count() == NEEDED.len() && plain {
        Ok(headers)
    } else {
        Err(wrong(file, "it has lines that are no headers of the page; build the portal again"))
    }
}

fn wrong(path: &Path, cause: &str) -> Error {
    Error::new(ErrorKind::File, format!("this is no built portal, `{}`: {cause}", path.display()))
}
