//! A process of the command: started, watched and measured.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use appraise_tests::corpus::module_file;
use appraise_tests::folder::Folder;

/// A folder of one case.
pub struct Place(Folder);

/// How a process ended.
pub struct Ended {
    /// Its exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// What it said on both outputs.
    pub said: String,
    /// How long it took.
    pub seconds: f64,
    /// The most memory that it had, in KiB.
    pub peak: u64,
}

impl Place {
    pub fn new(name: &str) -> Self {
        Self(Folder::new(name))
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        self.0.file(name, bytes).display().to_string()
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// Whether a line of a shell succeeds on this machine.
    pub fn can(&self, line: &str) -> bool {
        let mut command = Command::new("bash");
        command.args(["-c", line]).current_dir(&*self.0).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    }

    /// Runs a line of a shell in which `appraise` is the command, kills it after `seconds`.
    pub fn run(&self, line: &str, memory: u64, seconds: u64) -> Ended {
        let begun = Instant::now();
        let mut child = Command::new("bash")
            .args([
                "-c",
                &format!("appraise() {{ exec {} \"$@\" --max-memory {memory}; }}; {line}", program()),
            ])
            .current_dir(&*self.0)
            .env("APPRAISE_MODULE", module_file())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let readers = [text(out), text(err)];
        let (code, peak) = watched(&mut child, begun + Duration::from_secs(seconds));
        let took = begun.elapsed();
        let said = readers.map(|reader| reader.join().unwrap()).concat();
        Ended { code, said, seconds: took.as_secs_f64(), peak }
    }
}

impl Ended {
    /// The stable code that it said, the host's or the engine's.
    pub fn stable_code(&self) -> Option<&str> {
        let is_code = |word: &&str| {
            let (first, digits) = word.split_at_checked(1).unwrap_or_default();
            matches!(first, "H" | "E")
                && digits.len() == 3
                && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        self.said.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code)
    }

    /// How it ended, in two words that do not change.
    pub fn outcome(&self) -> String {
        match (self.code, self.stable_code()) {
            (Some(2), Some(code)) => format!("exit 2, {code}"),
            (Some(code), _) => format!("exit {code}"),
            (None, _) => "a signal".to_owned(),
        }
    }
}

/// The command, built beside the suites.
fn program() -> String {
    let here = std::env::current_exe().unwrap();
    let program = here.parent().unwrap().parent().unwrap().join("appraise");
    assert!(program.is_file(), "there is no {}: `make host` builds it", program.display());
    program.display().to_string()
}

fn text(mut from: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// The exit code, and the peak that the kernel counts, looked up as long as the process is there.
fn watched(child: &mut Child, until: Instant) -> (Option<i32>, u64) {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0).max(peak);
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), peak);
        }
        if Instant::now() > until {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
