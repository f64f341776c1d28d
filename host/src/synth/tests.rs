use std::collections::HashMap;

use super::*;

fn folder(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("appraise-synth-{name}-{}", std::process::id()))
}

/// The reference tables; those with rows of customers come before.
const REFERENCES: [&str; 12] = [
    "products",
    "ftp",
    "fx",
    "market",
    "calendar",
    "mcc",
    "catalogue",
    "managers",
    "branches",
    "specialists",
    "deputies",
    "deliveries",
];

/// The two main files of a bank of one day, as text.
fn bank(name: &str, customers: u64, seed: u64) -> (String, String) {
    let folder = folder(name);
    let written = write(Options { customers, seed, days: 1 }, &folder).unwrap();
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let texts = (read("customers.csv"), read("holdings.csv"));
    std::fs::remove_dir_all(&folder).unwrap();
    let names: Vec<&str> = written.iter().map(|file| file.file.trim_end_matches(".csv")).collect();
    assert_eq!(names, LIST.map(|(name, _)| name).into_iter().chain(REFERENCES).collect::<Vec<_>>());
    assert_eq!(written[0].rows, customers);
    assert_eq!(written[1].rows, u64::try_from(texts.1.lines().count() - 1).unwrap());
    texts
}

fn rows(text: &str) -> Vec<HashMap<&str, &str>> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let row: HashMap<_, _> = names.iter().copied().zip(line.split(',')).collect();
            assert_eq!((row.len(), line.split(',').count()), (names.len(), names.len()), "{line}");
            row
        })
        .collect()
}

fn number(row: &HashMap<&str, &str>, name: &str) -> Option<f64> {
    row[name].parse().ok()
}

/// A share of all rows in percent.
fn percent(rows: &[HashMap<&str, &str>], holds: impl Fn(&HashMap<&str, &str>) -> bool) -> f64 {
    let count = rows.iter().filter(|row| holds(row)).count();
    100.0 * f64::from(u32::try_from(count).unwrap()) / f64::from(u32::try_from(rows.len()).unwrap())
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let first = bank("again", 500, 7);
    assert_eq!(first, bank("again", 500, 7));
    assert_ne!(first, bank("again", 500, 8));
}

#[test]
fn the_bytes_of_seed_one_are_these_on_every_machine() {
    use sha2::{Digest, Sha256};
    let (customers, holdings) = bank("bytes", 1_000, 1);
    let hash = |text: &str| crate::text::hex(&Sha256::digest(text.as_bytes()))[..16].to_owned();
    assert_eq!(
        (hash(&customers).as_str(), hash(&holdings).as_str()),
        ("1781c8e4dd216293", "77b0dc9e8904c9de")
    );
}

#[test]
fn a_customer_is_the_same_in_a_larger_bank() {
    let (small, large) = (bank("small", 300, 3), bank("large", 400, 3));
    assert!(large.0.starts_with(&small.0));
    assert!(large.1.starts_with(&small.1));
}

#[test]
fn an_empty_bank_has_two_headers() {
    let (customers, holdings) = bank("empty", 0, 1);
    assert_eq!(
        customers,
        "customer_id,name,rm_id,branch_id,status,aum_prev_day,aum_90d_ago,aum_year_ago,deposits_demand,outflow_1d,\
         inflow_1d,contribution_12m,products_held,txn_count_6m,months_since_txn,days_since_login,birthday,\
         marital_status,industry,position,credit_grade,credit_headroom,referrals_12m,influence_grade,family_aum,\
         wallet_share,contacts_90d,satisfaction,complaints_open,complaints_90d,complaints_prev_90d,risk_grade,\
         risk_grade_until,since,deceased,frozen,in_dispute,staff,do_not_contact,aum_month_ago,elsewhere_low,\
         elsewhere_high,first_wealth_on,repurchased_on,preferred_channel,income_monthly,joined_by,profile_updated_on\n"
    );
    assert_eq!(
        holdings,
        "holding_id,customer_id,kind,product_id,amount,currency,bought_on,matures_on,renewed,value_date\n"
    );
}

#[test]
fn the_bank_has_the_documented_distributions() {
    let (customers, holdings) = bank("shape", 20_000, 42);
    let (customers, holdings) = (rows(&customers), rows(&holdings));
    let aum = |row: &HashMap<&str, &str>| number(row, "aum_prev_day").unwrap_or(0.0);
    let near = |name: &str, percent: f64, low: f64, high: f64| {
        assert!((low..=high).contains(&percent), "{name}: {percent} % is not in {low} to {high} %");
    };
    let mut sorted: Vec<f64> = customers.iter().map(aum).collect();
    sorted.sort_by(f64::total_cmp);
    assert!((140_000.0..200_000.0).contains(&sorted[10_000]), "median {}", sorted[10_000]);
    near("over 1 M", percent(&customers, |row| aum(row) > 1e6), 1.5, 2.4);
    near("over 5 M", percent(&customers, |row| aum(row) > 5e6), 0.15, 0.45);
    near("dormant", percent(&customers, |row| row["status"] == "dormant"), 4.5, 5.5);
    let outflow = |row: &HashMap<&str, &str>| number(row, "outflow_1d").unwrap_or(0.0) > 0.3 * aum(row);
    near("large outflows", percent(&customers, |row| aum(row) > 0.0 && outflow(row)), 1.0, 2.0);
    let drop = |row: &HashMap<&str, &str>| {
        number(row, "aum_90d_ago")
            .is_some_and(|before| !row["aum_prev_day"].is_empty() && aum(row) < 0.8 * before)
    };
    near("drops", percent(&customers, drop), 1.5, 3.0);
    near("complaints", percent(&customers, |row| !matches!(row["complaints_open"], "" | "0")), 1.0, 2.0);
    for column in customers[0].keys() {
        let often_empty = ["days_since_login", "aum_year_ago", "first_wealth_on", "repurchased_on"];
        if !often_empty.contains(column) {
            near(column, percent(&customers, |row| row[column].is_empty()), 0.0, 16.0);
        }
    }
    near("holdings per customer x 100", 100.0 * holdings.len() as f64 / 20_000.0 / 2.2, 90.0, 105.0);
    let soon = ["2026-11-24", "2026-11-28", "2026-12-06"];
    let due = |row: &HashMap<&str, &str>| soon.contains(&row["matures_on"]) && row["renewed"] == "false";
    near("maturities of all holdings", percent(&holdings, due), 0.7, 3.0);
}

#[test]
fn holdings_and_the_account_make_up_the_assets() {
    let (customers, holdings) = bank("sum", 2_000, 5);
    let mut held: HashMap<String, f64> = HashMap::new();
    for row in
        rows(&holdings).into_iter().filter(|row| row["matures_on"].is_empty() || row["matures_on"] >= AS_OF)
    {
        let yuan = if row["currency"] == "USD" { 7.1 } else { 1.0 };
        *held.entry(row["customer_id"].to_owned()).or_default() += number(&row, "amount").unwrap() * yuan;
    }
    for row in rows(&customers) {
        let (Some(aum), Some(demand)) = (number(&row, "aum_prev_day"), number(&row, "deposits_demand"))
        else {
            continue;
        };
        if let Some(sum) = held.get(row["customer_id"]) {
            assert!((aum - demand - sum).abs() < 100.0, "{row:?} holds {sum}");
        }
    }
}

#[test]
fn days_follow_one_another() {
    let folder = folder("days");
    let options = Options { customers: 400, seed: 9, days: 15 };
    write(options, &folder).unwrap();
    let read = |day: &str, table: &str| std::fs::read_to_string(folder.join(day).join(table)).unwrap();
    let (first, last) = (read("2026-11-07", "customers.csv"), read(AS_OF, "customers.csv"));
    let (before, after) = (rows(&first), rows(&last));
    let moved = before.iter().zip(&after).filter(|(a, b)| a["aum_prev_day"] != b["aum_prev_day"]).count();
    assert!((200..400).contains(&moved), "{moved} customers moved");
    let transactions = read(AS_OF, "transactions.csv");
    for row in rows(&transactions) {
        assert!(row["posted_on"] < AS_OF && row["known_at"] < "2026-11-22", "{row:?}");
    }
    // What a customer's columns say of the day before is what the rows say.
    let flows = rows(&transactions);
    for row in after.iter().filter(|row| number(row, "outflow_1d").unwrap_or(0.0) > 0.0) {
        let (id, alias) = (row["customer_id"], row["customer_id"].replace('C', "A"));
        let outflows = flows.iter().filter(|flow| {
            (flow["customer_id"] == id || flow["customer_id"] == alias)
                && flow["posted_on"] == "2026-11-20"
                && flow["direction"] == "out"
                && ["transfer", "investment"].contains(&flow["kind"])
        });
        let sum: f64 = outflows.filter_map(|flow| number(flow, "amount")).sum();
        assert!((sum - number(row, "outflow_1d").unwrap()).abs() < 0.005, "{id}: {sum}");
    }
    // What is delivered in memory is what is written.
    let mornings: Vec<Morning> = Mornings::new(options).collect();
    assert_eq!(mornings.len(), 15);
    for (name, text) in &mornings[14].tables {
        assert_eq!(*text, read(AS_OF, &format!("{name}.csv")), "{name}");
    }
    // The last day is the same when it is made again from the first.
    let again = folder.join("again");
    write(options, &again).unwrap();
    assert_eq!(last, std::fs::read_to_string(again.join(AS_OF).join("customers.csv")).unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn parts_of_a_morning_are_the_morning() {
    let options = Options { customers: 60, seed: 3, days: 1 };
    let whole = Mornings::new(options).next().unwrap();
    let parts = [Morning::of(options, 1..22), Morning::of(options, 22..61)];
    for (at, (name, text)) in whole.tables.iter().enumerate() {
        let [first, second] = &parts;
        let own = at < LIST.len();
        let more = if own { second.tables[at].1.split_once('\n').map_or("", |(_, rows)| rows) } else { "" };
        assert_eq!(format!("{}{more}", first.tables[at].1), *text, "{name}");
    }
}
