//! The head of a request: as little of HTTP/1.1 as a page needs, and everything else refused.
//!
//! It reads no body, keeps no connection, knows no range, no encoding and no percent sign: the paths of the built page
//! need none.

use super::site::Answer;

/// A request that can be answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request<'a> {
    /// `HEAD` instead of `GET`.
    pub(super) head_only: bool,
    /// The path, from `/`, without a query.
    pub(super) path: &'a str,
    /// The one `Host` header.
    pub(super) host: &'a str,
}

impl<'a> Request<'a> {
    /// Nothing while the head is not complete; then the request, or the answer that refuses it.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Result<Self, Answer<'static>>> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = bytes.get(..end).and_then(|head| std::str::from_utf8(head).ok());
        Some(head.map_or(Err(Answer::BAD), Self::read))
    }

    fn read(head: &'a str) -> Result<Self, Answer<'static>> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(Answer::BAD);
        };
        if !matches!(version, "HTTP/1.1" | "HTTP/1.0") || !target.starts_with('/') {
            return Err(Answer::BAD);
        }
        let mut host = None;
        for line in lines {
            let (name, value) = line.split_once(':').ok_or(Answer::BAD)?;
            if !is_token(name) {
                return Err(Answer::BAD);
            }
            if name.eq_ignore_ascii_case("host") && host.replace(value.trim()).is_some() {
                return Err(Answer::BAD);
            }
            if carries_body(name, value.trim()) {
                return Err(Answer::BAD);
            }
        }
        let path = target.split('?').next().unwrap_or_default();
        let request = Self { head_only: method == "HEAD", path, host: host.ok_or(Answer::BAD)? };
        if matches!(method, "GET" | "HEAD") { Ok(request) } else { Err(Answer::OTHER_METHOD) }
    }
}

/// A header's name; one with a blank would continue the header before it.
fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn carries_body(name: &str, value: &str) -> bool {
    name.eq_ignore_ascii_case("transfer-encoding")
        || (name.eq_ignore_ascii_case("content-length") && value != "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<Result<Request<'_>, Answer<'static>>> {
        Request::parse(text.as_bytes())
    }

    #[test]
    fn a_head_is_read_when_it_is_complete() {
        assert_eq!(parse("GET / HTTP/1.1\r\nHost: localhost:80\r\n"), None);
        let request = Request { head_only: false, path: "/a.js", host: "localhost:80" };
        assert_eq!(
            parse("GET /a.js?x=1 HTTP/1.1\r\nAccept: *\r\nhost:localhost:80\r\n\r\n"),
            Some(Ok(request))
        );
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for head in [
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/2\r\nHost: a\r\n\r\n",
            "GET /\r\nHost: a\r\n\r\n",
            "\r\n\r\n",
        ] {
            assert_eq!(parse(head), Some(Err(Answer::BAD)), "{head:?}");
        }
        assert_eq!(Request::parse(b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n"), Some(Err(Answer::BAD)));
        assert_eq!(parse("POST / HTTP/1.1\r\nHost: a\r\n\r\n"), Some(Err(Answer::OTHER_METHOD)));
    }
}
