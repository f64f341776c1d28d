//! The built portal over HTTP, for the browser of the person who started it.
//!
//! ```text
//! folder --Site--> files in memory        bytes --request--> Request --answer--> Answer --> bytes, close
//! ```
//!
//! It is no web server: it answers `GET` and `HEAD` for the files of one built page, one request per connection, and
//! nothing else. No data of a bank passes through it; files of customers are read by the page in the browser.
//!
//! INVARIANT: the disk is read before the first connection and never again, so no request names a file.
//! INVARIANT: every answer, errors too, carries the headers that the page was built with.
//! INVARIANT: a request is bounded in bytes and in time, and so is the number of connections.
//! INVARIANT: a request whose `Host` is a name that nobody gave is refused, so that a site of another name that resolves
//! to this machine does not become the page's origin.

mod request;
mod site;

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};

use request::Request;
use site::Answer;
pub use site::Site;

/// The longest head of a request.
const HEAD_BYTES: usize = 8 << 10;
/// From the connection to the end of the answer.
const DEADLINE: Duration = Duration::from_secs(10);
/// How long a client is waited for that has its answer and says nothing.
const PATIENCE: Duration = Duration::from_millis(200);
/// Connections that are answered at once, and those that wait.
const THREADS: usize = 16;
const WAITING: usize = 64;
/// Bytes written at once, so that the deadline is looked at in between.
const PIECE: usize = 64 << 10;

/// Where a portal listens.
#[derive(Clone, Debug)]
pub struct Place {
    /// The address; port 0 is any free one.
    pub address: SocketAddr,
    /// Whether others than this machine may reach it.
    pub expose: bool,
    /// Names by which it is reached, besides `localhost` and addresses.
    pub names: Vec<String>,
}

/// A site that listens.
pub struct Portal {
    listener: TcpListener,
    door: Arc<Door>,
}

/// What answers requests.
struct Door {
    site: Site,
    address: SocketAddr,
    expose: bool,
    names: Vec<String>,
}

impl Portal {
    /// Listens, and answers nobody yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] for an address that is not this machine's own unless `expose` is set,
    /// [`ErrorKind::File`] if the address cannot be had.
    pub fn bind(site: Site, place: Place) -> Result<Self> {
        let Place { address, expose, names } = place;
        if !address.ip().is_loopback() && !expose {
            let message =
                format!("{} can be reached by other machines; add --expose if that is meant", address.ip());
            return Err(Error::usage(message));
        }
        let fail = |cause| Error::new(ErrorKind::File, format!("cannot listen on {address}: {cause}"));
        let listener = TcpListener::bind(address).map_err(fail)?;
        let address = listener.local_addr().map_err(fail)?;
        Ok(Self { listener, door: Arc::new(Door { site, address, expose, names }) })
    }

    /// The address, with the port that it got.
    pub fn address(&self) -> SocketAddr {
        self.door.address
    }

    /// Answers until the program is ended.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if no thread can be had or the address is lost.
    pub fn serve(self) -> Result<()> {
        let (to, from) = sync_channel(WAITING);
        let from = Arc::new(Mutex::new(from));
        for _ in 0..THREADS {
            let (door, from) = (Arc::clone(&self.door), Arc::clone(&from));
            std::thread::Builder::new().spawn(move || work(&door, &from)).map_err(stopped)?;
        }
        accept(&self.listener, &to)
    }
}

fn accept(listener: &TcpListener, to: &SyncSender<TcpStream>) -> Result<()> {
    loop {
        match listener.accept() {
            // Where too many wait, a connection is closed at once.
            Ok((stream, _)) => match to.try_send(stream) {
                Ok(()) | Err(TrySendError::Full(_)) => {}
                Err(TrySendError::Disconnected(_)) => return Err(stopped("its threads have ended")),
            },
            // A client that left before it was accepted, or no descriptor for a moment.
            Err(_) => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}

fn work(door: &Door, from: &Mutex<Receiver<TcpStream>>) {
    loop {
        let stream = from.lock().ok().and_then(|from| from.recv().ok());
        let Some(stream) = stream else { return };
        // What a client does to its own connection is nobody else's matter.
        let _ = door.meet(stream);
    }
}

fn stopped(cause: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::File, format!("the portal cannot go on: {cause}"))
}

impl Door {
    /// One connection: one request, one answer.
    fn meet(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let end = Instant::now() + DEADLINE;
        let mut head = Vec::new();
        let request = loop {
            if let Some(request) = Request::parse(&head) {
                break request;
            }
            if head.len() >= HEAD_BYTES {
                break Err(Answer::TOO_LONG);
            }
            stream.set_read_timeout(Some(left(end)?))?;
            let mut piece = [0; 1024];
            let count = stream.read(&mut piece)?;
            if count == 0 {
                return Ok(());
            }
            head.extend_from_slice(piece.get(..count).unwrap_or_default());
        };
        let (with_body, answer) = match request {
            Ok(request) => (!request.head_only, self.answer(&request)),
            Err(answer) => (true, answer),
        };
        send(&mut stream, &self.site.bytes(&answer, with_body), end)?;
        drain(&mut stream)
    }

    fn answer(&self, request: &Request<'_>) -> Answer<'_> {
        if self.is_host(request.host) { self.site.find(request.path) } else { Answer::OTHER_HOST }
    }

    /// Whether a `Host` header names this portal: an address cannot be made to resolve to another machine.
    fn is_host(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let is_own = match address.parse::<IpAddr>() {
            Ok(address) => self.expose || address.is_loopback(),
            Err(_) => {
                let mut names = self.names.iter().map(String::as_str).chain(["localhost"]);
                names.any(|own| own.eq_ignore_ascii_case(name))
            }
        };
        is_own && port == Some(self.address.port())
    }
}

fn send(stream: &mut TcpStream, bytes: &[u8], end: Instant) -> std::io::Result<()> {
    for piece in bytes.chunks(PIECE) {
        stream.set_write_timeout(Some(left(end)?))?;
        stream.write_all(piece)?;
    }
    Ok(())
}

/// Ends a connection in order: what a client still sends is dropped, else the answer could be lost with it.
fn drain(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.shutdown(std::net::Shutdown::Write)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut piece = [0; 1024];
    for _ in 0..HEAD_BYTES / piece.len() {
        if stream.read(&mut piece)? == 0 {
            break;
        }
    }
    Ok(())
}

/// The time until the deadline.
fn left(end: Instant) -> std::io::Result<Duration> {
    let left = end.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(std::io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}
