//! The interval of a rate, at 95 %.

/// The 97.5 % point of the normal distribution: intervals hold 95 %.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// The score interval (Wilson 1927) of a rate among `n`, both finite and `n` above zero; within 0 and 1.
pub(crate) fn wilson(rate: f64, n: f64) -> (f64, f64) {
    let square = Z * Z;
    let middle = (rate + square / (2.0 * n)) / (1.0 + square / n);
    let reach = Z / (1.0 + square / n) * libm::sqrt(rate * (1.0 - rate) / n + square / (4.0 * n * n));
    ((middle - reach).max(0.0), (middle + reach).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_of_ten_lie_between_a_quarter_and_three_quarters() {
        let (low, high) = wilson(0.5, 10.0);
        assert!((low - 0.236_593_090_512_563).abs() < 1e-12 && (high - 0.763_406_909_487_436).abs() < 1e-12);
        assert_eq!(wilson(0.0, 10.0).0, 0.0);
    }
}
