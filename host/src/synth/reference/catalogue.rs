//! The bank's own services, events and gifts, and the categories of merchants.

use std::fmt::Write;

use crate::synth::line::Money;

/// A service, an event or a gift.
#[derive(Debug)]
pub(in crate::synth) struct Offered {
    pub(in crate::synth) id: &'static str,
    names: [&'static str; 2],
    kind: &'static str,
    need: &'static str,
    /// The lowest tier that may use it: 1 mass, 2 affluent, 3 high net worth, 4 above.
    pub(in crate::synth) tier: u8,
    quota: u32,
    /// Cost of a use.
    pub(in crate::synth) yuan: i64,
    partner: &'static str,
}

const fn offered(
    id: &'static str,
    names: [&'static str; 2],
    kind: &'static str,
    need: &'static str,
    (tier, quota, yuan): (u8, u32, i64),
    partner: &'static str,
) -> Offered {
    Offered { id, names, kind, need, tier, quota, yuan, partner }
}

/// What can be used, by need.
pub(in crate::synth) const CATALOGUE: [Offered; 20] = [
    offered("H01", ["Expert appointment", "专家预约"], "service", "health", (2, 2, 800), "P-HEALTH"),
    offered("H02", ["Medical green channel", "就医绿色通道"], "service", "health", (3, 2, 3_000), "P-HEALTH"),
    offered(
        "H03",
        ["Second opinion abroad", "海外二次诊疗意见"],
        "service",
        "health",
        (4, 1, 20_000),
        "P-HEALTH",
    ),
    offered("H04", ["Health check", "健康体检"], "service", "health", (2, 1, 1_500), "P-HEALTH"),
    offered("C01", ["School planning", "国际学校规划"], "service", "children", (2, 1, 2_000), "P-SCHOOL"),
    offered(
        "C02",
        ["Applications abroad", "海外升学申请指导"],
        "service",
        "children",
        (3, 1, 15_000),
        "P-SCHOOL",
    ),
    offered("C03", ["Summer internship", "暑期实习"], "service", "children", (3, 1, 5_000), "P-SCHOOL"),
    offered("B01", ["Tax consultation", "税务咨询"], "service", "career", (2, 2, 2_000), "P-TAX"),
    offered("B02", ["Legal consultation", "法律咨询"], "service", "career", (2, 2, 2_000), "P-LAW"),
    offered("B03", ["Entrepreneurs' forum", "企业家论坛"], "event", "career", (3, 4, 3_000), ""),
    offered(
        "I01",
        ["Family trust set-up", "家族信托设立"],
        "service",
        "inheritance",
        (3, 1, 10_000),
        "P-TRUST",
    ),
    offered("I02", ["Family office", "家族办公室组建"], "service", "inheritance", (4, 1, 50_000), "P-TRUST"),
    offered("S01", ["Art evening", "艺术品鉴赏会"], "event", "spirit", (3, 4, 2_000), "P-ART"),
    offered("S02", ["Wine tasting", "红酒品鉴"], "event", "spirit", (3, 4, 1_500), ""),
    offered("S03", ["Golf day", "高尔夫球赛"], "event", "spirit", (3, 2, 4_000), ""),
    offered("S04", ["Charity dinner", "慈善晚宴"], "event", "spirit", (4, 1, 6_000), ""),
    offered("S05", ["Investment salon", "投资沙龙"], "event", "career", (2, 6, 300), ""),
    offered("L01", ["Airport lounge", "机场贵宾厅"], "service", "spirit", (2, 12, 150), "P-AIR"),
    offered("F01", ["Birthday gift", "生日礼品"], "gift", "spirit", (2, 1, 300), ""),
    offered("F02", ["Points for the app", "手机银行积分"], "gift", "spirit", (1, 12, 10), ""),
];

/// The table of services.
pub(super) fn services() -> String {
    let mut text = String::from("service_id,name_en,name_zh,kind,need,tier,quota,cost,partner\n");
    for Offered { id, names: [english, chinese], kind, need, tier, quota, yuan, partner } in &CATALOGUE {
        let tier = match tier {
            1 => "mass",
            2 => "affluent",
            3 => "hnw",
            _ => "uhnw",
        };
        let cost = Money(yuan * 100);
        let _ = writeln!(text, "{id},{english},{chinese},{kind},{need},{tier},{quota},{cost},{partner}");
    }
    text
}

/// Merchant categories of ISO 18245 that the bank tells apart.
pub(super) fn merchants() -> String {
    const CODES: [(&str, &str); 16] = [
        ("4511", "travel"),
        ("7011", "travel"),
        ("4722", "travel"),
        ("5944", "luxury"),
        ("5311", "luxury"),
        ("8211", "education"),
        ("8299", "education"),
        ("8062", "medical"),
        ("8011", "medical"),
        ("5814", "treat"),
        ("5462", "treat"),
        ("5411", "daily"),
        ("5812", "daily"),
        ("4111", "daily"),
        ("5541", "daily"),
        ("6051", "cash_like"),
    ];
    let mut text = String::from("mcc,category\n");
    for (code, category) in CODES {
        let _ = writeln!(text, "{code},{category}");
    }
    text
}
