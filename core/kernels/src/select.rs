//! Choices between values, a bit per row.

macro_rules! select {
    ($column:ident, $constant:ident, $ty:ty) => {
        /// `out = a` where the bit is 1.
        #[inline(never)]
        pub fn $column(choice: &[u64], a: &[$ty], out: &mut [$ty]) {
            for ((word, a), out) in choice.iter().zip(a.chunks(64)).zip(out.chunks_mut(64)) {
                match *word {
                    0 => {}
                    u64::MAX => a.iter().zip(out).for_each(|(a, out)| *out = *a),
                    word => {
                        for (row, (a, out)) in a.iter().zip(out).enumerate() {
                            *out = if word >> row & 1 == 1 { *a } else { *out };
                        }
                    }
                }
            }
        }

        /// `out = value` where the bit is 1.
        #[inline(never)]
        pub fn $constant(choice: &[u64], value: $ty, out: &mut [$ty]) {
            for (word, out) in choice.iter().zip(out.chunks_mut(64)) {
                let mut rest = *word;
                while let Some(out) = out.get_mut(rest.trailing_zeros() as usize) {
                    *out = value;
                    rest &= rest - 1;
                }
            }
        }
    };
}

select!(i64_column, i64_constant, i64);
select!(i32_column, i32_constant, i32);
select!(u32_column, u32_constant, u32);
select!(f64_column, f64_constant, f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_rows_are_overwritten() {
        let a: [i64; 200] = core::array::from_fn(|row| row as i64);
        let choice = [u64::MAX, 0, 0xf0f0_0000_0000_0001, u64::MAX];
        let is_chosen = |row: usize| choice[row / 64] >> (row % 64) & 1 == 1;
        let (mut column, mut constant) = ([-1; 200], [-1; 200]);
        i64_column(&choice, &a, &mut column);
        i64_constant(&choice, 7, &mut constant);
        for row in 0..200 {
            let wanted = if is_chosen(row) { (a[row], 7) } else { (-1, -1) };
            assert_eq!((column[row], constant[row]), wanted, "row {row}");
        }
    }
}
