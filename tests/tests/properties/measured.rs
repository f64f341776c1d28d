//! The outcomes of `wealth-cvm` over a bank in which it is known what becomes of whom.
//!
//! Four hundred customers of eight managers, delivered on five days. Half are wealthy: they stay more often and use health
//! services more often, and the services do nothing. Every tenth buys a first fund, every twentieth a first insurance; two
//! hundred were told of by a rule, and every fortieth complains of an offer.

use std::fmt::Write as _;

use appraise_core::dataset::{Builder, Dataset};
use appraise_core::effect::{Estimate, EveryoneReport, History, Report, measure};
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_tests::corpus::case::policy_files;
use appraise_tests::corpus::root;

const CUSTOMERS: usize = 400;
/// Customers of whom the rule told.
const TOLD: usize = 200;
const DAYS: [&str; 5] = ["2025-12-01", "2026-09-02", "2026-10-02", "2026-11-01", "2026-12-01"];
const LAST: &str = "2026-12-01";

/// Who is kept, by place.
type Kept = fn(usize) -> bool;

fn policy() -> Loaded {
    let files = policy_files(&root().join("core/policies/wealth-cvm")).unwrap();
    let files: Vec<SourceFile<'_>> = files.iter().map(|(name, text)| SourceFile { name, text }).collect();
    load(&files).1.unwrap()
}

/// A number by chance, the same for the same customer.
fn chance(at: usize, salt: u64) -> u64 {
    let mut x = (salt << 32 ^ at as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    for factor in [0xbf58_476d_1ce4_e5b9_u64, 0x94d0_49bb_1331_11eb] {
        x = (x ^ x >> 29).wrapping_mul(factor);
    }
    (x ^ x >> 32) >> 8
}

const fn is_wealthy(at: usize) -> bool {
    at.is_multiple_of(2)
}

fn uses_health(at: usize) -> bool {
    chance(at, 1) % 100 < if is_wealthy(at) { 80 } else { 20 }
}

/// Kept by chance, the wealthy more often, whatever they use and whoever looks after them.
fn by_wealth(at: usize) -> bool {
    chance(at, 2) % 100 < if is_wealthy(at) { 90 } else { 50 }
}

/// Kept by every second manager, and by no other.
const fn by_manager(at: usize) -> bool {
    at % 8 >= 4
}

/// The tables of a day.
fn tables(day: &str, kept: Kept) -> [(&'static str, String); 5] {
    let mut customers =
        String::from("customer_id,status,rm_id,aum_prev_day,aum_year_ago,aum_90d_ago,birthday\n");
    let mut holdings = String::from("holding_id,customer_id,kind,amount,currency\n");
    let mut services = String::from("use_id,customer_id,used_on,service_id,cost\n");
    let mut complaints = String::from("complaint_id,customer_id,opened_on,topic\n");
    for at in 0..CUSTOMERS {
        let before = if is_wealthy(at) { 6_000_000 } else { 600_000 };
        let now = if day == LAST && !kept(at) { before / 5 } else { before };
        writeln!(customers, "C{at},active,M{},{now},{before},{before},1980-06-01", at % 8).unwrap();
        writeln!(holdings, "D{at},C{at},deposit,100000.00,CNY").unwrap();
        if day == LAST && at.is_multiple_of(10) {
            writeln!(holdings, "F{at},C{at},fund,100000.00,CNY").unwrap();
        }
        if day == LAST && at.is_multiple_of(20) {
            writeln!(holdings, "I{at},C{at},insurance,100000.00,CNY").unwrap();
        }
        if uses_health(at) {
            writeln!(services, "U{at},C{at},2025-06-01,HC,500.00").unwrap();
        }
        if day == "2026-10-02" && at.is_multiple_of(40) {
            writeln!(complaints, "K{at},C{at},2026-09-20,offer").unwrap();
        }
    }
    let catalogue = "service_id,name_en,name_zh,kind,need,tier,quota,cost,partner\nHC,Escort,陪诊,service,health,hnw,9,500.00,\n";
    [
        ("customers", customers),
        ("holdings", holdings),
        ("services", services),
        ("complaints", complaints),
        ("catalogue", catalogue.into()),
    ]
}

fn dataset(policy: &Loaded, tables: &[(&str, String)]) -> Dataset {
    let mut builder = Builder::new(&policy.model.schema);
    for (table, text) in tables {
        builder.read(table, text.as_bytes(), true).unwrap();
    }
    builder.seal().unwrap()
}

/// What is measured on the last day.
fn measured(kept: Kept) -> Report {
    let policy = policy();
    let mut history = History::new(&policy.model);
    for day in DAYS {
        let delivered = dataset(&policy, &tables(day, kept));
        history.add(&delivered, as_of(&policy.model, day, true).unwrap()).unwrap();
    }
    let mut tasks = String::from(
        "customer_id,task_id,alert,event_kind,raised,first_raised,status,outcome,ended,true_on,title_en,title_zh,policy_version\n",
    );
    for at in 0..TOLD {
        let code = if at.is_multiple_of(10) { "bought" } else { "refused" };
        writeln!(
            tasks,
            "C{at},t{at},hedge,hedge,2026-09-02,2026-09-02,done,{code},2026-09-05,2026-09-02,a,甲,2.0.0"
        )
        .unwrap();
    }
    let mut told: Vec<(&str, String)> = tables(LAST, kept).into();
    told.push(("state_tasks", tasks));
    let told = dataset(&policy, &told);
    let Loaded { model, program, .. } = &policy;
    measure(&history, &Run { model, program, dataset: &told, as_of: as_of(model, LAST, true).unwrap() })
}

fn everyone<'a>(report: &'a Report, outcome: &str) -> &'a EveryoneReport {
    let found = report.outcomes.iter().find(|found| found.id == outcome).unwrap();
    found.everyone.as_ref().unwrap()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

fn covers(found: &Estimate, truth: f64) -> bool {
    number(&found.low) <= truth && truth <= number(&found.high)
}

#[test]
fn a_service_that_the_wealthy_use_more_is_not_said_to_keep_its_users() {
    let report = measured(by_wealth);
    let health = &everyone(&report, "kept_a_year").compare[0];
    assert_eq!((health.id.as_str(), health.unknown), ("health", 0));
    let [with, without] = [0, 1].map(|side| number(&health.arms[side].rate.as_ref().unwrap().value));
    assert!(with - without > 0.15, "users {with}, others {without}: the bank was to flatter them");
    let matched = health.difference.as_ref().unwrap();
    assert!(covers(matched, 0.0) && number(&matched.value).abs() < 0.1, "{matched:?}");
    let told = &everyone(&report, "kept_a_year").compare[1];
    assert_eq!((told.arms[0].customers, told.why.unwrap().id()), (0, "not_enough_data"));
}

#[test]
fn customers_are_followed_for_twelve_months() {
    let report = measured(by_wealth);
    let outcome = report.outcomes.iter().find(|outcome| outcome.id == "kept_a_year").unwrap();
    let all = everyone(&report, "kept_a_year");
    assert_eq!((outcome.window, all.from.as_str(), all.all.customers), (365, "2025-12-01", 400));
    let kept = (0..CUSTOMERS).filter(|at| by_wealth(*at)).count();
    assert_eq!(all.all.happened as usize, kept);
}

#[test]
fn managers_explain_all_of_what_they_decide_and_nothing_of_the_rest() {
    let decided = measured(by_manager);
    let between = everyone(&decided, "kept_a_year").between.as_ref().unwrap();
    assert_eq!((between.groups, between.customers, between.part.as_deref()), (8, 400, Some("1.000000")));
    // Wealth goes with the manager's number, so half of the managers have the wealthy: chance decides within these.
    let report = measured(|at| chance(at, 3) % 100 < 60);
    let between = everyone(&report, "kept_a_year").between.as_ref().unwrap();
    let part = number(between.part.as_ref().unwrap());
    assert!(part < 0.03, "managers who do nothing explain {part}");
}

#[test]
fn first_purchases_are_told_by_product() {
    let report = measured(by_wealth);
    let rate = |outcome| everyone(&report, outcome).all.rate.as_ref().unwrap().value.clone();
    assert_eq!(
        [rate("fund_bought"), rate("insurance_bought"), rate("wealth_bought")],
        ["0.100000", "0.050000", "0.000000"]
    );
}

#[test]
fn a_rule_is_told_by_offers_per_purchase_and_by_complaints_after_it() {
    let report = measured(by_wealth);
    let rule = report.rules.iter().find(|rule| rule.id == "hedge").unwrap();
    let raised =
        |outcome: &str| &rule.outcomes.iter().find(|found| found.outcome == outcome).unwrap().arms[0];
    let (bought, complained) = (raised("fund_bought"), raised("offer_complained"));
    assert_eq!((bought.customers, bought.happened, bought.per_one.as_deref()), (200, 20, Some("10.00")));
    assert_eq!((complained.customers, complained.happened), (200, 5));
    assert_eq!(complained.rate.as_ref().unwrap().value, "0.025000");
    let ended: Vec<(&str, u32)> = rule.ended.iter().map(|end| (end.outcome.as_str(), end.count)).collect();
    assert_eq!(ended, [("bought", 20), ("refused", 180)]);
}

#[test]
fn the_holdout_of_the_pack_is_registered_with_its_rules_and_its_days() {
    let report = measured(by_wealth);
    let holdout = report.holdout.as_ref().unwrap();
    assert_eq!((holdout.state, holdout.share.as_str(), holdout.rules.len()), ("planned", "5.00", 5));
    assert_eq!((holdout.from.as_str(), holdout.until.as_str()), ("2027-01-01", "2027-07-01"));
    assert_eq!(holdout.owner.as_deref(), Some("analytics"));
}
