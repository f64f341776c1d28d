//! What the bytes of a text hold.

/// Whether a cell of CSV has to be quoted for what it holds: a comma, a quote or the end of a line.
#[must_use]
pub fn breaks_csv(bytes: &[u8]) -> bool {
    let breaks = |byte: u8| matches!(byte, b',' | b'"' | b'\r' | b'\n');
    let (chunks, rest) = bytes.as_chunks::<16>();
    chunks.iter().any(|chunk| chunk.iter().fold(false, |any, byte| any | breaks(*byte)))
        || rest.iter().any(|byte| breaks(*byte))
}
