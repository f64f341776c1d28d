//! Random numbers that are the same everywhere: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
//! generators, OOPSLA 2014), and a few distributions on top of it.
//!
//! Floats are only added, multiplied and given to `libm`; both are exact to the bit on every target.

/// One customer's stream of random numbers.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    /// The stream of one customer of one seed.
    pub(super) fn of(seed: u64, number: u64) -> Self {
        Self(mix(seed ^ mix(number.wrapping_mul(GAMMA))))
    }

    /// 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        mix(self.0)
    }

    /// An integer in `0..end`; 0 where `end` is 0. The bias is below `end` / 2^64.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let product = u128::from(self.bits()) * u128::from(end);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// An integer in `low..=high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    /// True in `share` of a thousand cases.
    pub(super) fn per_mille(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }

    /// One of several, by weights.
    pub(super) fn pick<T: Copy>(&mut self, first: T, choices: &[(T, u64)]) -> T {
        let mut left = self.below(choices.iter().map(|(_, weight)| weight).sum());
        for (choice, weight) in choices {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        first
    }

    /// A float in (0, 1], in steps of 2^-53.
    pub(super) fn unit(&mut self) -> f64 {
        let steps = (self.bits() >> 11) + 1;
        #[expect(clippy::cast_precision_loss, reason = "at most 2^53, which a double holds exactly")]
        let steps = steps as f64;
        steps * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A draw from nearly a standard normal: twelve uniform ones less six. It ends at six sigma, which suits money.
    fn normal(&mut self) -> f64 {
        let mut sum = -6.0;
        for _ in 0..12 {
            sum += self.unit();
        }
        sum
    }

    /// A log-normal draw in fen, from a median in yuan.
    pub(super) fn log_normal(&mut self, median: f64, sigma: f64) -> i64 {
        fen(median * libm::exp(sigma * self.normal()))
    }

    /// A Pareto draw in fen, from a least value in yuan.
    pub(super) fn pareto(&mut self, least: f64, alpha: f64) -> i64 {
        fen(least * libm::exp(-libm::log(self.unit()) / alpha))
    }
}

fn fen(yuan: f64) -> i64 {
    const MOST: f64 = 8e8;
    #[expect(clippy::cast_possible_truncation, reason = "at most 8e10 after the clamp")]
    let fen = libm::floor(yuan.clamp(0.0, MOST) * 100.0) as i64;
    fen
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_splitmix64() {
        // The first numbers of the reference implementation for the state 1234567.
        let mut random = Random(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn bounds_are_reached_and_not_passed() {
        let mut random = Random(1);
        let draws: Vec<i64> = (0..10_000).map(|_| random.between(-2, 3)).collect();
        assert_eq!((draws.iter().min(), draws.iter().max()), (Some(&-2), Some(&3)));
        assert_eq!(random.below(0), 0);
    }
}
