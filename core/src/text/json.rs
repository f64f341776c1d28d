//! The tokens of a JSON text (RFC 8259), one after the other. What they mean is for the caller to say.
//!
//! Every method passes over the white space before its token and gives nothing where another token stands; the place
//! is then the one at which the text is no longer JSON.

use alloc::borrow::Cow;
use alloc::string::String;

/// Lists and objects may be nested this deep in a text that is read.
pub const MAX_DEPTH: usize = 128;

/// A place in a text.
#[derive(Debug, Clone)]
pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// The beginning of a text.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Bytes that are passed.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The first byte of the next token.
    pub fn peek(&mut self) -> Option<u8> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        self.rest().bytes().next()
    }

    /// Whether nothing but white space is left.
    pub fn is_done(&mut self) -> bool {
        self.peek().is_none()
    }

    /// A bracket, a comma, a colon or a word.
    pub fn mark(&mut self, mark: &str) -> Option<()> {
        self.peek();
        self.rest().starts_with(mark).then(|| self.at += mark.len())
    }

    /// What stands between two brackets: `item` reads each of it, commas stand between.
    pub fn items(
        &mut self,
        (open, close): (&str, &str),
        item: &mut dyn FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.mark(open)?;
        let mut first = true;
        while self.mark(close).is_none() {
            if !first {
                self.mark(",")?;
            }
            first = false;
            item(self)?;
        }
        Some(())
    }

    /// A name of an object and its colon.
    pub fn name(&mut self) -> Option<Cow<'a, str>> {
        let name = self.string()?;
        self.mark(":")?;
        Some(name)
    }

    /// The name of an object's next entry, which has to be this one.
    pub fn entry(&mut self, name: &str) -> Option<()> {
        (self.name()? == name).then_some(())
    }

    /// A value of any kind.
    pub fn pass(&mut self, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'[' => self.items(("[", "]"), &mut |scanner| scanner.pass(depth)),
            b'{' => self.items(("{", "}"), &mut |scanner| {
                scanner.name()?;
                scanner.pass(depth)
            }),
            b't' => self.mark("true"),
            b'f' => self.mark("false"),
            b'n' => self.mark("null"),
            _ => self.number().map(drop),
        }
    }

    /// A number as written. That it begins as one is checked; the rest is for who reads its digits.
    pub fn number(&mut self) -> Option<&'a str> {
        self.peek();
        let rest = self.rest();
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let inside = |c: char| matches!(c, '0'..='9' | '.' | 'e' | 'E' | '+' | '-');
        let end = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
        let zero = digits.starts_with('0') && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        if zero || !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.at += end;
        rest.get(..end)
    }

    /// A text with its escapes resolved.
    pub fn string(&mut self) -> Option<Cow<'a, str>> {
        self.mark("\"")?;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let end = rest.find(|c: char| c < ' ' || c == '"' || c == '\\')?;
            let plain = rest.get(..end)?;
            self.at += end;
            if self.rest().starts_with('"') {
                self.at += 1;
                if out.is_empty() {
                    return Some(Cow::Borrowed(plain));
                }
                out.push_str(plain);
                return Some(Cow::Owned(out));
            }
            out.push_str(plain);
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let rest = self.rest().strip_prefix('\\')?;
        let escaped = *rest.as_bytes().first()?;
        self.at += 2;
        Some(match escaped {
            b'"' | b'\\' | b'/' => char::from(escaped),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.unit()?;
                if !(0xd800..0xdc00).contains(&high) {
                    return char::from_u32(high);
                }
                self.rest().starts_with("\\u").then(|| self.at += 2)?;
                let low = self.unit()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low)?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}
