//! Sheets and sentences of small policies, in both languages.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::*;
use crate::model;
use crate::policy::{SourceFile, parse};

const HEAD: &str = "
appraise: 1
policy: small
version: 1.0.0
label: {en: Small, zh-CN: 小策略}
time_zone: Asia/Shanghai
params:
  big: {type: decimal(2), value: 50000.00, unit: CNY, range: [1, 100000], source: board, label: {en: Big, zh-CN: 大额标准}}
  part: {type: decimal(2), value: 0.30, unit: share of AUM, label: {en: Part, zh-CN: 占比标准}}
  span: {type: int, value: 7, unit: days, label: {en: Span, zh-CN: 期限}}
schema:
  customers:
    label: {en: Customers, zh-CN: 客户}
    key: id
    fields:
      id: {type: string}
      aum: {type: decimal(2), unit: CNY, min: 0, max: 1e9, nullable: true, class: C2, purpose: [risk],
            label: {en: AUM, zh-CN: 资产}}
      old: {type: decimal(2), unit: CNY, nullable: true, label: {en: AUM before, zh-CN: 原资产}}
      n: {type: int, min: 0, max: 99, unit: products, nullable: true, label: {en: Products, zh-CN: 产品数}}
      ok: {type: bool, nullable: true, label: {en: Consent, zh-CN: 已授权}}
      city: {type: string, nullable: true, label: {en: City, zh-CN: 城市}}
      born: {type: date, nullable: true, label: {en: Birthday, zh-CN: 生日}}
      x: {type: double, nullable: true}
      grade: {type: enum, nullable: true, label: {en: Grade, zh-CN: 等级},
              values: {A: {en: Good, zh-CN: 优}, B: {en: Fair, zh-CN: 中}, C: {en: Poor, zh-CN: 差}}}
  holdings:
    label: {en: Holdings, zh-CN: 持仓}
    parent: owner
    id: hid
    fields:
      hid: {type: string, label: {en: Number, zh-CN: 编号}}
      owner: {type: string}
      amount: {type: decimal(2), nullable: true, label: {en: Amount, zh-CN: 金额}}
      kind: {type: enum, nullable: true, label: {en: Kind, zh-CN: 类别}, values: {fund: {en: Fund, zh-CN: 基金}}}
";

fn model_of(rest: &str) -> Model {
    let text = format!("{HEAD}{rest}");
    let parsed = parse(&[SourceFile { name: "small.yaml", text: &text }]);
    let messages =
        |d: &crate::diagnostic::Diagnostics| d.0.iter().map(|d| d.message(Lang::En)).collect::<Vec<_>>();
    let policy = parsed.policy.unwrap_or_else(|| panic!("{:?}", messages(&parsed.diagnostics)));
    let checked = model::check(&policy, (&parsed.full_hash, &parsed.meaning_hash));
    checked.model.unwrap_or_else(|| panic!("{:?}", messages(&checked.diagnostics)))
}

/// A derived value in words; a condition is worded as one.
fn said(expression: &str, lang: Lang) -> String {
    let model = model_of(&format!("derive:\n  it: \"{expression}\"\n"));
    let term = &model.derives[0].term;
    if term.ty == Type::Bool { condition(&model, term, lang) } else { Speech::new(&model, lang).term(term) }
}

/// Expressions, every function among them, and how they read.
const SENTENCES: &[(&str, &str, &str)] = &[
    (
        "aum >= 50000 && ok",
        "“AUM” is at least 50,000 CNY and “Consent” is yes",
        "“资产”大于等于 50,000 元，且“已授权”为“是”",
    ),
    (
        "!(aum < 50000 || !ok) && n == 0",
        "not (“AUM” is less than 50,000 CNY or “Consent” is no) and “Products” equals 0 products",
        "并非（“资产”小于 50,000 元，或“已授权”为“否”），且“产品数”等于 0 个",
    ),
    (
        "aum > old * part",
        "“AUM” is greater than “AUM before” × “Part” (30%)",
        "“资产”大于“原资产” × “占比标准”（30%）",
    ),
    (
        "old > 0 && n in [1, 2, 3] || city != 'Ulm'",
        "(“AUM before” is greater than 0 CNY and “Products” is one of 1, 2, 3) or “City” is not “Ulm”",
        "（“原资产”大于 0 元，且“产品数”为 1、2、3 之一），或“城市”不为“Ulm”",
    ),
    (
        "change(aum, old) < -0.2",
        "change of “AUM” against “AUM before” is less than -20%",
        "“资产”较“原资产”的变化率小于 -20%",
    ),
    (
        "share(aum - old, old) > part",
        "share of (“AUM” − “AUM before”) in “AUM before” is greater than “Part” (30%)",
        "（“资产” − “原资产”）占“原资产”的比例大于“占比标准”（30%）",
    ),
    (
        "aum / old + 0.5 <= 1",
        "“AUM” ÷ “AUM before” + 50% is at most 100%",
        "“资产” ÷ “原资产” + 50% 小于等于 100%",
    ),
    ("aum == null || !(city == null)", "“AUM” is missing or “City” is known", "“资产”缺失，或“城市”不缺失"),
    (
        "grade in ['A', 'B'] && !(grade in ['C'])",
        "“Grade” is one of “Good”, “Fair” and “Grade” is not “Poor”",
        "“等级”为“优”、“中”之一，且“等级”不为“差”",
    ),
    (
        "grade == 'A' || !(n in [1, 2]) || grade != 'B'",
        "“Grade” is “Good” or “Products” is none of 1, 2 or “Grade” is not “Fair”",
        "“等级”为“优”，或“产品数”不为 1、2 中的任何一项，或“等级”不为“中”",
    ),
    ("ok ? 1 : 0", "1 if “Consent” is yes, otherwise 0", "若“已授权”为“是”则为 1，否则为 0"),
    (
        "(ok ? 1 : 0) * 2 + n",
        "(1 if “Consent” is yes, otherwise 0) × 2 + “Products”",
        "（若“已授权”为“是”则为 1，否则为 0） × 2 + “产品数”",
    ),
    ("aum - (old - 1)", "“AUM” − (“AUM before” − 1)", "“资产” − （“原资产” − 1）"),
    ("-(n + 1) % 3", "remainder of (-(“Products” + 1)) divided by 3", "（-（“产品数” + 1））除以 3 的余数"),
    ("coalesce(n, 0) + 1", "(“Products”, or 0 when missing) + 1", "（“产品数”（缺失时取 0）） + 1"),
    ("coalesce(ok, false)", "(“Consent”, or “no” when missing) is yes", "（“已授权”（缺失时取“否”））为“是”"),
    (
        "city.contains('a') && city.startsWith('b') && !city.endsWith('c')",
        "“City” contains “a” and “City” starts with “b” and “City” does not end with “c”",
        "“城市”包含“a”，且“城市”以“b”开头，且“城市”不以“c”结尾",
    ),
    (
        "holdings.exists(h, h.amount > 5.0)",
        "“Holdings” has a row where “Amount” is greater than 5",
        "“持仓”中存在“金额”大于 5 的记录",
    ),
    (
        "holdings.all(h, h.amount > 5.0 && ok)",
        "for every row of “Holdings”, (“Amount” is greater than 5 and “Consent” is yes)",
        "“持仓”的每条记录均满足：（“金额”大于 5，且“已授权”为“是”）",
    ),
    (
        "holdings.filter(h, h.kind == 'fund').all(h, h.amount > 5.0)",
        "for every row of “Holdings” where “Kind” is “Fund”, “Amount” is greater than 5",
        "“持仓”中“类别”为“基金”的每条记录均满足：“金额”大于 5",
    ),
    (
        "!holdings.all(h, h.amount > 5.0)",
        "not (for every row of “Holdings”, “Amount” is greater than 5)",
        "并非（“持仓”的每条记录均满足：“金额”大于 5）",
    ),
    (
        "holdings.exists_one(h, h.kind == 'fund')",
        "number of rows of “Holdings” where “Kind” is “Fund” equals 1",
        "“持仓”中“类别”为“基金”的记录数等于 1",
    ),
    (
        "sum(holdings.filter(h, h.kind == 'fund').map(h, h.amount * 2))",
        "sum of (“Amount” × 2) over the rows of “Holdings” where “Kind” is “Fund”",
        "“持仓”中“类别”为“基金”的（“金额” × 2）合计",
    ),
    (
        "holdings.map(h, h.amount / aum).exists(r, r > 0.5)",
        "“Holdings” has a row where “Amount” ÷ “AUM” is greater than 50%",
        "“持仓”中存在“金额” ÷ “资产”大于 50% 的记录",
    ),
    (
        "aum in holdings.map(h, h.amount)",
        "“Holdings” has a row where “AUM” equals “Amount”",
        "“持仓”中存在“资产”等于“金额”的记录",
    ),
    (
        "holdings.exists(h, holdings.all(o, o.amount <= h.amount))",
        "“Holdings” has a row where for every row of “Holdings”, “Amount” of that row is at most “Amount”",
        "“持仓”中存在“持仓”的每条记录均满足：该记录的“金额”小于等于“金额”的记录",
    ),
    (
        "holdings.all(h, size(holdings.filter(o, o.kind == h.kind)) < 3)",
        "for every row of “Holdings”, number of rows of “Holdings” where “Kind” of that row is “Kind” is less than 3",
        "“持仓”的每条记录均满足：“持仓”中该记录的“类别”为“类别”的记录数小于 3",
    ),
    (
        "[1, 2].exists(e, e > n)",
        "1 product is greater than “Products” or 2 products is greater than “Products”",
        "1 个大于“产品数”，或 2 个大于“产品数”",
    ),
    (
        "[1, n].all(e, e > 1)",
        "1 is greater than 1 and “Products” is greater than 1 product",
        "1 大于 1，且“产品数”大于 1 个",
    ),
    (
        "size([1, 2].filter(e, e > n))",
        "(1 if 1 product is greater than “Products”, otherwise 0) + (1 if 2 products is greater than “Products”, otherwise 0)",
        "（若 1 个大于“产品数”则为 1，否则为 0） + （若 2 个大于“产品数”则为 1，否则为 0）",
    ),
    (
        "[10, 20][n]",
        "10 if 0 products equals “Products”; 20 if 1 product equals “Products”",
        "若 0 个等于“产品数”则为 10；若 1 个等于“产品数”则为 20",
    ),
    ("size(city)", "number of characters of “City”", "“城市”的字符数"),
    ("int(city)", "“City” as a whole number", "“城市”的整数值"),
    ("double(n)", "“Products” as a floating-point number", "“产品数”的浮点数值"),
    ("string(n) + city", "(“Products” as text) + “City”", "（“产品数”的文本） + “城市”"),
    ("bool(city)", "(“City” as yes or no) is yes", "（“城市”的是否值）为“是”"),
    ("date(city) < today", "“City” as a date is before the as-of date", "“城市”的日期值早于基准日"),
    ("decimal(city, 2)", "“City” with 2 places", "“城市”的小数值（2 位）"),
    (
        "round(aum / old, 2)",
        "(“AUM” ÷ “AUM before”) rounded to 2 places",
        "（“资产” ÷ “原资产”）四舍五入到 2 位小数",
    ),
    ("abs(aum - old)", "absolute value of (“AUM” − “AUM before”)", "（“资产” − “原资产”）的绝对值"),
    (
        "min(aum, old) + max(aum, old)",
        "(the smaller of “AUM” and “AUM before”) + (the larger of “AUM” and “AUM before”)",
        "（“资产”与“原资产”中的较小者） + （“资产”与“原资产”中的较大者）",
    ),
    (
        "days_between(born, today) <= span",
        "number of days from “Birthday” to the as-of date is at most “Span” (7 days)",
        "“生日”至基准日的天数小于等于“期限”（7 天）",
    ),
    (
        "months_between(born, today)",
        "number of whole months from “Birthday” to the as-of date",
        "“生日”至基准日的整月数",
    ),
    (
        "years_between(born, add_months(add_days(today, 1), n))",
        "number of whole years from “Birthday” to ((the as-of date plus 1 days) plus “Products” months)",
        "“生日”至（（基准日加 1 天）加“产品数”个月）的整年数",
    ),
    (
        "next_anniversary(born, today) >= date('2026-01-31')",
        "next anniversary of “Birthday” on or after the as-of date is not earlier than 2026-01-31",
        "“生日”自基准日（含）起的下一周年日不早于 2026-01-31",
    ),
    (
        "born.getFullYear() + born.getMonth() + born.getDate()",
        "(year of “Birthday”) + (month of “Birthday” (January is 0)) + (day of the month of “Birthday”)",
        "（“生日”的年份） + （“生日”的月份（一月为 0）） + （“生日”的日）",
    ),
    (
        "born.getDayOfMonth() + born.getDayOfWeek() + born.getDayOfYear()",
        "(day of the month of “Birthday” (the first is 0)) + (day of the week of “Birthday” (Sunday is 0)) + (day of the year of “Birthday” (the first is 0))",
        "（“生日”的日（首日为 0）） + （“生日”的星期（周日为 0）） + （“生日”在当年的第几天（首日为 0））",
    ),
    (
        "x > 1234.5 && x != 0.0",
        "`x` is greater than 1,234.5 and `x` does not equal 0",
        "`x` 大于 1,234.5，且 `x` 不等于 0",
    ),
    ("true || !false", "always or always", "恒成立，或恒成立"),
];

#[test]
fn every_function_has_words_in_both_languages() {
    for (expression, en, zh) in SENTENCES {
        assert_eq!(said(expression, Lang::En), *en, "{expression}");
        assert_eq!(said(expression, Lang::ZhCn), *zh, "{expression}");
    }
}

const DERIVED: &str = "
derive:
  funds: {label: {en: Funds, zh-CN: 基金合计}, sum: holdings.amount, where: {kind: fund}}
  has: {exists: holdings, where: \"amount > big && kind == 'fund' && hid != owner\"}
  count: {count: holdings}
  none: \"!has && funds == 0\"
";

const CARD: &str = "
scorecards:
  value:
    label: {en: Value, zh-CN: 价值}
    range: [0, 100]
    baseline: {label: {en: AUM only, zh-CN: 仅资产}, of: aum, curve: [[0, 0], [1000, 100]]}
    dimensions:
      now: {weight: 100, label: {en: Now, zh-CN: 当前}, indicators: {
        aum: {label: {en: Assets, zh-CN: 资产规模}, of: aum, weight: 30, missing: unknown, reason: R1,
              bins: [['< 50000', 5], ['[50000..300000)', 20], ['>= 300000', 100]]},
        rise: {of: 'change(aum, old)', weight: 20.5, missing: {points: 1}, reason: R1,
               bins: [['<= -0.1', 0], ['(-0.1..part]', 50], ['-', 100]]},
        grade: {of: grade, weight: 29.5, missing: neutral, reason: R1, map: {A: 100, B: 62.5, C: 0}},
        city: {of: city, weight: 20, missing: neutral, reason: R1, map: {Ulm: 1, Bonn: 2}, other: 3}}}
    min_confidence: 60
    reasons: {baseline: max, top: 2}
    reason_codes: {R1: {en: Little, zh-CN: 较少}}
tables:
  tier:
    label: {en: Tier, zh-CN: 分层}
    hit: first
    inputs: {score: value, aum: aum, grade: grade, born: born, twice: 'n * 2'}
    outputs: {tier: {type: enum, values: {hi: {en: High, zh-CN: 高}, lo: {en: Low, zh-CN: 低}}},
              cap: {type: int}}
    rows:
      - ['>= 60', '(big..90000]', 'A, B', '>= 2000-01-31', '1, 2', hi, 5000]
      - ['-', 'not(< big)', 'not(A)', '-', '-', lo, 0]
      - ['-', '-', '-', '-', '-', lo, 0]
";

const ALERT: &str = "
alerts:
  out:
    label: {en: Outflow, zh-CN: 转出}
    source: S1
    owner: sales
    review_by: 2026-12-31
    kind: risk
    when: \"aum < old * part\"
    priority: high
    event: {kind: out, key: string(today)}
    task: {to: rm, due: 2h, title: {en: 'Call {{city}}: {{aum}}', zh-CN: '联系 {{city}}：{{aum}}'}, closes_with: [done, gone]}
  each:
    kind: greeting
    each: holdings h
    when: \"h.amount > 5 && ok && h.kind in ['fund']\"
    priority: low
    task: {to: desk, due: 7d, title: {en: 'Hi', zh-CN: '您好'}}
tests:
  - name: falls
    as_of: 2026-12-02
    given: {aum: 1000.00, old: 5000000.5, ok: false, grade: A, born: null,
            holdings: [{hid: H1, amount: 5, kind: fund}]}
    expect: {alerts: [out], unknown: [], values: {aum: null, ok: false, n: 3}}
";

/// The sheet of a policy with one of everything, without its head, which holds hashes.
fn sheet(lang: Lang) -> String {
    let sheet = print(&model_of(&[DERIVED, CARD, ALERT].concat()), lang);
    let at = sheet.find("\n## ").unwrap_or(0);
    sheet[at..].trim().into()
}

#[test]
fn a_policy_reads_as_a_sheet_in_english() {
    assert_eq!(sheet(Lang::En), include_str!("tests/small.en.md").trim(), "{}", sheet(Lang::En));
}

#[test]
fn a_policy_reads_as_a_sheet_in_chinese() {
    assert_eq!(sheet(Lang::ZhCn), include_str!("tests/small.zh-CN.md").trim(), "{}", sheet(Lang::ZhCn));
}

#[test]
fn the_head_says_what_policy_this_is() {
    let model = model_of("effective: {from: 2026-01-01, to: 2027-01-01}\n");
    let sheet = print(&model, Lang::ZhCn);
    assert!(sheet.starts_with("# 小策略\n\n- 策略 `small`，版本 1.0.0\n"), "{sheet}");
    assert!(
        sheet.contains("有效期：自 2026-01-01 起，至 2027-01-01 前一日止\n- 时区：Asia/Shanghai\n"),
        "{sheet}"
    );
    assert!(sheet.contains(&model.full_hash) && sheet.contains(&model.meaning_hash), "{sheet}");
}

#[test]
fn things_with_one_label_are_told_apart_by_their_names() {
    let model = model_of(
        "derive:\n  aum2: {label: {en: AUM, zh-CN: 资产}, expr: \"aum - old\"}\n  it: \"aum > aum2\"\n",
    );
    let text = condition(&model, &model.derives[1].term, Lang::En);
    assert_eq!(text, "“AUM” (`aum`) is greater than “AUM” (`aum2`)");
}
