//! The portal from outside: raw requests over TCP, as a browser, a stranger and a machine without manners send them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

mod folder;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use appraise_host::ErrorKind;
use appraise_host::portal::{Place, Portal, Site};
use folder::Folder;

const HEADERS: &str = "Content-Security-Policy: default-src 'none'\nConnection-Allowlist: (response-origin)\n\
    X-Content-Type-Options: nosniff\nReferrer-Policy: no-referrer\nCross-Origin-Opener-Policy: same-origin\n\
    Cross-Origin-Resource-Policy: same-origin\nPermissions-Policy: camera=()\n";

/// A folder of a built page, and a file beside it that nobody may have.
struct Built(Folder);

impl Built {
    fn new(name: &str) -> Self {
        let folder = Self(Folder::new(name));
        folder.write("secret.html", "nobody");
        folder.write("site/headers.txt", HEADERS);
        folder.write("site/index.html", "<!doctype html>");
        folder.write("site/assets/engine.wasm", "\0asm");
        folder
    }

    fn write(&self, name: &str, text: &str) {
        self.0.file(name, text);
    }

    fn site(&self) -> appraise_host::Result<Site> {
        Site::open(&self.0.join("site"))
    }
}

fn place(address: &str, expose: bool) -> Place {
    Place { address: address.parse().unwrap(), expose, names: vec!["portal.bank.example".to_owned()] }
}

/// A portal that listens until the test's process ends.
fn start(folder: &Built) -> SocketAddr {
    let mut place = place("127.0.0.1:0", false);
    place.names.clear();
    let portal = Portal::bind(folder.site().unwrap(), place).unwrap();
    let address = portal.address();
    std::thread::spawn(|| portal.serve());
    address
}

/// What comes back, until the connection is closed.
fn ask(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // A portal that has heard enough may close before everything was said.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

fn get(address: SocketAddr, path: &str) -> String {
    ask(address, format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes())
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("no answer")
}

#[test]
fn the_files_of_the_page_are_served_with_the_headers_of_the_page() {
    let folder = Built::new("files");
    let address = start(&folder);
    // Read at the start, so that what happens to the folder later changes nothing.
    folder.write("site/index.html", "changed");
    folder.write("site/later.html", "new");
    let page = get(address, "/?lang=en");
    assert!(
        page.starts_with(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 15\r\n"
        )
    );
    assert!(page.ends_with("\r\n\r\n<!doctype html>"), "{page}");
    let module = get(address, "/assets/engine.wasm");
    assert!(module.contains("\r\nContent-Type: application/wasm\r\n"), "{module}");
    let absent = get(address, "/later.html");
    let method = ask(address, format!("POST / HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes());
    assert!(method.contains("\r\nAllow: GET, HEAD\r\n"), "{method}");
    assert_eq!([&absent, &method].map(|answer| status(answer)), ["404", "405"]);
    for answer in [&page, &module, &absent, &method] {
        for header in HEADERS.lines().chain(["Cache-Control: no-store", "Connection: close"]) {
            assert!(answer.contains(&format!("\r\n{header}\r\n")), "{header} in {answer}");
        }
    }
}

#[test]
fn head_says_what_get_would_without_the_body() {
    let folder = Built::new("head");
    let address = start(&folder);
    let head = ask(address, format!("HEAD / HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes());
    assert_eq!(head, get(address, "/").strip_suffix("<!doctype html>").unwrap());
}

#[test]
fn no_path_leads_out_of_the_list() {
    let folder = Built::new("paths");
    let address = start(&folder);
    for path in [
        "/../secret.html",
        "/assets/../../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "//secret.html",
        "/./index.html",
        "/assets/",
        "/assets",
        "/headers.txt",
        "/index.html%00",
        "/assets\\engine.wasm",
        "/etc/passwd",
        "/INDEX.HTML",
    ] {
        assert_eq!(status(&get(address, path)), "404", "{path}");
    }
}

#[test]
fn a_host_that_is_a_strange_name_is_refused() {
    let folder = Built::new("host");
    let address = start(&folder);
    let port = address.port();
    let under = |host: &str| {
        let answer = ask(address, format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
        status(&answer).to_owned()
    };
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")] {
        assert_eq!(under(&host), "200", "{host}");
    }
    let other = [
        format!("evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("192.168.0.7:{port}"),
        format!("portal.bank.example:{port}"),
        "localhost".to_owned(),
        "localhost:1".to_owned(),
        format!("localhost:{port}:{port}"),
        String::new(),
    ];
    for host in other {
        assert_eq!(under(&host), "421", "{host}");
    }
}

#[test]
fn a_request_that_is_none_or_too_long_is_refused() {
    let folder = Built::new("long");
    let address = start(&folder);
    let long = format!("GET / HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\n\r\n", "c".repeat(9000));
    assert_eq!(status(&ask(address, long.as_bytes())), "431");
    assert_eq!(status(&ask(address, format!("GET /{}", "a".repeat(100_000)).as_bytes())), "431");
    for request in
        ["GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n", "GET / HTTP/1.1\r\nx\r\n\r\n"]
    {
        assert_eq!(status(&ask(address, request.as_bytes())), "400", "{request:?}");
    }
}

#[test]
fn a_client_that_says_nothing_is_left_alone_while_others_are_answered() {
    let folder = Built::new("slow");
    let address = start(&folder);
    let mut slow: Vec<TcpStream> = (0..8).map(|_| TcpStream::connect(address).unwrap()).collect();
    slow.iter_mut().for_each(|stream| stream.write_all(b"GET / HTT").unwrap());
    assert_eq!(status(&get(address, "/")), "200");
    let began = Instant::now();
    for stream in &mut slow {
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        assert_eq!(stream.read(&mut [0; 16]).unwrap_or(0), 0);
    }
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
}

#[test]
fn other_machines_reach_it_only_where_that_was_said() {
    let folder = Built::new("expose");
    let refused = Portal::bind(folder.site().unwrap(), place("0.0.0.0:0", false)).err().unwrap();
    assert_eq!(refused.kind(), ErrorKind::Usage);
    let portal = Portal::bind(folder.site().unwrap(), place("0.0.0.0:0", true)).unwrap();
    let port = portal.address().port();
    std::thread::spawn(|| portal.serve());
    let here = SocketAddr::from(([127, 0, 0, 1], port));
    for (host, expected) in [("192.168.0.7", "200"), ("portal.bank.example", "200"), ("evil.example", "421")]
    {
        let answer = ask(here, format!("GET / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n").as_bytes());
        assert_eq!(status(&answer), expected, "{host}");
    }
}

#[test]
fn a_folder_that_is_no_built_portal_is_not_opened() {
    let folder = Built::new("refused");
    let says = |site: appraise_host::Result<Site>| site.err().unwrap().to_string();
    folder.write("site/notes.docx", "x");
    assert!(says(folder.site()).contains("no file of this kind"));
    std::fs::remove_file(folder.0.join("site/notes.docx")).unwrap();
    folder.write("site/headers.txt", &HEADERS.replace("X-Content-Type-Options: nosniff\n", ""));
    assert!(says(folder.site()).contains("the header `X-Content-Type-Options` is not there once"));
    folder.write("site/headers.txt", &format!("{HEADERS}Set-Cookie: a=b\n"));
    assert!(says(folder.site()).contains("no headers of the page"));
    folder.write("site/headers.txt", HEADERS);
    std::fs::remove_file(folder.0.join("site/index.html")).unwrap();
    assert!(says(folder.site()).contains("no index.html"));
    assert!(says(Site::open(&folder.0.join("nowhere"))).starts_with("cannot read `"));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let folder = Built::new("link");
    std::os::unix::fs::symlink(folder.0.join("secret.html"), folder.0.join("site/secret.html")).unwrap();
    assert!(folder.site().err().unwrap().to_string().contains("a built page has files"));
}
