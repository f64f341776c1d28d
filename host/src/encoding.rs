//! Encodings of input files: their bytes to UTF-8.
//!
//! Nothing is guessed: undeclared GB18030 arrives as it is. An unreadable sequence becomes U+FFFD, as in a browser's
//! `TextDecoder`.

use std::str::FromStr;

use encoding_rs::{CoderResult, Decoder, GB18030};

/// How a file's text is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// GB18030, and so GBK and GB2312.
    Gb18030,
}

impl FromStr for Encoding {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Ok(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" => Ok(Self::Gb18030),
            _ => Err(format!("`{text}` is not an encoding, utf-8 and gb18030 are")),
        }
    }
}

impl Encoding {
    /// The name in commands and manifests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
        }
    }
}

/// Bytes of a file to UTF-8, across pieces that may cut a character.
pub(crate) struct Transcoder(Option<Decoder>);

impl Transcoder {
    /// For a file of an encoding.
    pub fn new(encoding: Encoding) -> Self {
        // Without BOM handling: a browser's decoder does not switch encodings either.
        Self(match encoding {
            Encoding::Utf8 => None,
            Encoding::Gb18030 => Some(GB18030.new_decoder_without_bom_handling()),
        })
    }

    /// Appends the text of a piece.
    pub fn append(&mut self, piece: &[u8], last: bool, to: &mut Vec<u8>) {
        let Some(decoder) = &mut self.0 else {
            to.extend_from_slice(piece);
            return;
        };
        let mut text = String::new();
        let mut rest = piece;
        loop {
            text.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len()).max(16));
            let (result, read, _) = decoder.decode_to_string(rest, &mut text, last);
            rest = rest.get(read..).unwrap_or_default();
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        to.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], piece: usize) -> String {
        let mut transcoder = Transcoder::new(Encoding::Gb18030);
        let mut text = Vec::new();
        for part in bytes.chunks(piece) {
            transcoder.append(part, false, &mut text);
        }
        transcoder.append(&[], true, &mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn gb18030_gives_the_same_text_whatever_the_pieces() {
        let text = "客户,张伟\n€,𠮷\n";
        let (bytes, _, _) = GB18030.encode(text);
        for piece in 1..=bytes.len() {
            assert_eq!(decoded(&bytes, piece), text, "pieces of {piece}");
        }
    }

    #[test]
    fn a_cut_character_at_the_end_becomes_a_replacement_character() {
        assert_eq!(decoded(b"a\xd5", 1), "a\u{fffd}");
    }
}
