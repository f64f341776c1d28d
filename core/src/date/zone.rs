//! Time zones: fixed offsets, and a written list of names that the engine carries with their history.
//!
//! The list is data of the IANA time zone database, release 2025b: the local mean time that a place kept first, and
//! every later change of its offset. No zone of the list has rules for days to come, so that the last offset holds for
//! ever. A name that is not on the list is refused: an engine that guessed one would give other bits elsewhere.
//!
//! INVARIANT: an offset is less than a day, and changes of a zone ascend.

use alloc::format;
use alloc::string::String;

/// A fixed offset, or a zone of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// Minutes east of UTC.
    Fixed(i16),
    /// Index in the list.
    Listed(u8),
}

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

/// A zone of the list.
struct Listed {
    name: &'static str,
    /// Local mean time: seconds east of UTC until `since`.
    mean: i32,
    /// When standard time began, seconds since 1970.
    since: i64,
    /// Minutes east of UTC from then on.
    standard: i16,
    /// Every later change: when, and the minutes east of UTC from then on.
    changes: &'static [(i32, i16)],
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self::Fixed(0);

    /// The zone of a name: `UTC`, `Z`, `+08:00`, `-05:30` or a name of the list; `None` for every other.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if matches!(name, "UTC" | "Z") {
            return Some(Self::UTC);
        }
        if let Some(at) = ZONES.iter().position(|zone| zone.name == name) {
            return u8::try_from(at).ok().map(Self::Listed);
        }
        let minutes =
            |text| super::instant::hours_and_minutes(text).and_then(|minutes| i16::try_from(minutes).ok());
        match name.strip_prefix('+') {
            Some(east) => minutes(east).map(Self::Fixed),
            None => name.strip_prefix('-').and_then(minutes).map(|west| Self::Fixed(-west)),
        }
    }

    /// The names of the list.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ZONES.iter().map(|zone| zone.name)
    }

    /// What it is called: `UTC`, `UTC+08:00`, `Asia/Shanghai`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::UTC => "UTC".into(),
            Self::Fixed(minutes) => {
                let (sign, minutes) = (if minutes < 0 { '-' } else { '+' }, minutes.unsigned_abs());
                format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            Self::Listed(at) => ZONES.get(usize::from(at)).map_or("", |zone| zone.name).into(),
        }
    }

    /// Seconds east of UTC at an instant, seconds since 1970.
    #[must_use]
    pub fn offset(self, instant: i64) -> i64 {
        let listed = match self {
            Self::Fixed(minutes) => return i64::from(minutes) * 60,
            Self::Listed(at) => ZONES.get(usize::from(at)),
        };
        let Some(zone) = listed else { return 0 };
        if instant < zone.since {
            return i64::from(zone.mean);
        }
        let after = zone.changes.partition_point(|(at, _)| i64::from(*at) <= instant);
        let change = after.checked_sub(1).and_then(|last| zone.changes.get(last));
        i64::from(change.map_or(zone.standard, |(_, minutes)| *minutes)) * 60
    }

    /// The instant at which clocks show `local`, seconds since 1970 as if the zone were UTC. A time that occurs twice
    /// is its first occurrence; one that clocks skip is as much later as they skip.
    #[must_use]
    pub fn instant(self, local: i64) -> i64 {
        // Offsets change by a few hours at most: one of a day before and one of a day after bracket the time.
        let (before, after) = (self.offset(local - DAY), self.offset(local + DAY));
        let early = local - before.max(after);
        let late = local - before.min(after);
        match (early + self.offset(early) == local, late + self.offset(late) == local) {
            (true, _) => early,
            (false, true) => late,
            (false, false) => local - before,
        }
    }
}

const DAY: i64 = 86_400;

#[rustfmt::skip]
const ZONES: [Listed; 7] = [
    Listed {
        name: "Asia/Hong_Kong", mean: 27_402, since: -2_056_690_800, standard: 480,
        changes: &[
            (-900_910_800, 540), (-891_579_600, 510), (-884_248_200, 540), (-761_209_200, 480), (-747_907_200, 540),
            (-728_541_000, 480), (-717_049_800, 540), (-697_091_400, 480), (-683_785_800, 540), (-668_061_000, 480),
            (-654_755_400, 540), (-636_611_400, 480), (-623_305_800, 540), (-605_161_800, 480), (-591_856_200, 540),
            (-573_712_200, 480), (-559_801_800, 540), (-541_657_800, 480), (-528_352_200, 540), (-510_211_800, 480),
            (-498_112_200, 540), (-478_762_200, 480), (-466_662_600, 540), (-446_707_800, 480), (-435_213_000, 540),
            (-415_258_200, 480), (-403_158_600, 540), (-383_808_600, 480), (-371_709_000, 540), (-352_359_000, 480),
            (-340_259_400, 540), (-320_909_400, 480), (-308_809_800, 540), (-288_855_000, 480), (-277_360_200, 540),
            (-257_405_400, 480), (-245_910_600, 540), (-225_955_800, 480), (-213_856_200, 540), (-194_506_200, 480),
            (-182_406_600, 540), (-163_056_600, 480), (-148_537_800, 540), (-132_816_600, 480), (-117_088_200, 540),
            (-101_367_000, 480), (-85_638_600, 540), (-69_312_600, 480), (-53_584_200, 540), (-37_863_000, 480),
            (-22_134_600, 540), (-6_413_400, 480), (9_315_000, 540), (25_036_200, 480), (40_764_600, 540),
            (56_485_800, 480), (72_214_200, 540), (88_540_200, 480), (104_268_600, 540), (119_989_800, 480),
            (126_041_400, 540), (151_439_400, 480), (167_167_800, 540), (182_889_000, 480), (198_617_400, 540),
            (214_338_600, 480), (295_385_400, 540), (309_292_200, 480),
        ],
    },
    Listed {
        name: "Asia/Kathmandu", mean: 20_476, since: -1_577_943_676, standard: 330,
        changes: &[
            (504_901_800, 345),
        ],
    },
    Listed {
        name: "Asia/Macau", mean: 27_250, since: -2_056_692_850, standard: 480,
        changes: &[
            (-884_509_200, 540), (-873_280_800, 600), (-855_918_000, 540), (-841_744_800, 600), (-828_529_200, 540),
            (-765_363_600, 480), (-747_046_800, 540), (-733_827_600, 480), (-716_461_200, 540), (-697_021_200, 480),
            (-683_715_600, 540), (-667_990_800, 480), (-654_771_600, 540), (-636_627_600, 480), (-623_322_000, 540),
            (-605_178_000, 480), (-591_872_400, 540), (-573_642_000, 480), (-559_818_000, 540), (-541_674_000, 480),
            (-528_368_400, 540), (-510_224_400, 480), (-498_128_400, 540), (-478_774_800, 480), (-466_678_800, 540),
            (-446_720_400, 480), (-435_229_200, 540), (-415_258_200, 480), (-403_158_600, 540), (-383_808_600, 480),
            (-371_709_000, 540), (-352_359_000, 480), (-340_259_400, 540), (-320_909_400, 480), (-308_809_800, 540),
            (-288_855_000, 480), (-277_360_200, 540), (-257_405_400, 480), (-245_910_600, 540), (-225_955_800, 480),
            (-213_856_200, 540), (-194_506_200, 480), (-182_406_600, 540), (-163_056_600, 480), (-148_537_800, 540),
            (-132_820_200, 480), (-117_088_200, 540), (-101_370_600, 480), (-85_638_600, 540), (-69_312_600, 480),
            (-53_584_200, 540), (-37_863_000, 480), (-22_134_600, 540), (-6_413_400, 480), (9_315_000, 540),
            (25_036_200, 480), (40_764_600, 540), (56_485_800, 480), (72_214_200, 540), (88_540_200, 480),
            (104_268_600, 540), (119_989_800, 480), (126_041_400, 540), (151_439_400, 480), (167_167_800, 540),
            (182_889_000, 480), (198_617_400, 540), (214_338_600, 480), (295_385_400, 540), (309_292_200, 480),
        ],
    },
    Listed {
        name: "Asia/Shanghai", mean: 29_143, since: -2_177_481_943, standard: 480,
        changes: &[
            (-1_600_675_200, 540), (-1_585_904_400, 480), (-933_667_200, 540), (-922_093_200, 480),
            (-908_870_400, 540), (-888_829_200, 480), (-881_049_600, 540), (-767_869_200, 480), (-745_833_600, 540),
            (-733_827_600, 480), (-716_889_600, 540), (-699_613_200, 480), (-683_884_800, 540), (-670_669_200, 480),
            (-652_348_800, 540), (-650_019_600, 480), (515_527_200, 540), (527_014_800, 480), (545_162_400, 540),
            (558_464_400, 480), (577_216_800, 540), (589_914_000, 480), (608_666_400, 540), (621_968_400, 480),
            (640_116_000, 540), (653_418_000, 480), (671_565_600, 540), (684_867_600, 480),
        ],
    },
    Listed {
        name: "Asia/Singapore", mean: 24_925, since: -2_038_200_925, standard: 420,
        changes: &[
            (-1_167_634_800, 440), (-894_180_000, 450), (-879_665_400, 540), (-767_005_200, 450), (378_662_400, 480),
        ],
    },
    Listed {
        name: "Asia/Taipei", mean: 29_160, since: -2_335_248_360, standard: 480,
        changes: &[
            (-1_017_820_800, 540), (-766_224_000, 480), (-745_833_600, 540), (-733_827_600, 480),
            (-716_889_600, 540), (-699_613_200, 480), (-683_884_800, 540), (-670_669_200, 480), (-652_348_800, 540),
            (-639_133_200, 480), (-620_812_800, 540), (-607_597_200, 480), (-589_276_800, 540), (-576_061_200, 480),
            (-562_924_800, 540), (-541_760_400, 480), (-528_710_400, 540), (-510_224_400, 480), (-497_174_400, 540),
            (-478_688_400, 480), (-465_638_400, 540), (-449_830_800, 480), (-434_016_000, 540), (-418_208_400, 480),
            (-402_480_000, 540), (-386_672_400, 480), (-370_944_000, 540), (-355_136_400, 480), (-339_408_000, 540),
            (-323_600_400, 480), (-302_515_200, 540), (-291_978_000, 480), (-270_979_200, 540), (-260_442_000, 480),
            (133_977_600, 540), (149_785_200, 480), (165_513_600, 540), (181_321_200, 480), (299_606_400, 540),
            (307_551_600, 480),
        ],
    },
    Listed {
        name: "Asia/Tokyo", mean: 33_539, since: -2_587_712_400, standard: 540,
        changes: &[
            (-683_802_000, 600), (-672_310_800, 540), (-654_771_600, 600), (-640_861_200, 540), (-620_298_000, 600),
            (-609_411_600, 540), (-588_848_400, 600), (-577_962_000, 540),
        ],
    },
];
