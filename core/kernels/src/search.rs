//! Which of sorted edges a value has passed.

macro_rules! count {
    ($name:ident, $ty:ty) => {
        /// For each value the number of edges that are at most the value.
        pub fn $name(values: &[$ty], edges: &[$ty], out: &mut [u32]) {
            let ((chunks, rest), (outs, out_rest)) = (values.as_chunks::<16>(), out.as_chunks_mut::<16>());
            for (chunk, out) in chunks.iter().zip(outs) {
                // Counting in lanes as wide as the values saves a conversion per edge.
                let mut passed = [0u64; 16];
                for edge in edges {
                    for (value, passed) in chunk.iter().zip(&mut passed) {
                        *passed += u64::from(*edge <= *value);
                    }
                }
                #[expect(clippy::cast_possible_truncation, reason = "there are fewer edges than u32 holds")]
                for (passed, out) in passed.iter().zip(out) {
                    *out = *passed as u32;
                }
            }
            for (value, out) in rest.iter().zip(out_rest) {
                *out = edges.iter().fold(0, |passed, edge| passed + u32::from(*edge <= *value));
            }
        }
    };
}

count!(i64_edges, i64);
count!(f64_edges, f64);
