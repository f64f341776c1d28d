//! A population that is cut into parts by an index gives, part by part, the rows that it gives as a whole: with broken
//! records, doubled keys and ids, rows of nobody, rows that may be anybody's, and customers whom the policy ties.

use std::collections::BTreeMap;

use appraise_core::dataset::{Builder, Dataset, Entry, Index, Lost};
use appraise_core::load::Loaded;
use appraise_core::model::TableId;
use appraise_core::outcome::Run;
use appraise_core::output;
use appraise_core::parts::{Scope, scope, ties, whole};
use appraise_core::state::accepts;
use appraise_tests::random::Random;

use super::population::{Population, Table, populations};
use super::seeds;

/// Tables by name, each as the lines of its CSV text without the customer's row number.
type Lines = BTreeMap<String, Vec<String>>;

/// A table as an index has it.
struct Indexed<'a> {
    table: &'a Table,
    header: Vec<u8>,
    entries: Vec<Entry>,
    /// By what records are tied: the record and the name.
    ties: Vec<(usize, u64)>,
    /// Per record the place of its owner.
    places: Vec<usize>,
    incomplete: bool,
}

#[test]
fn parts_of_any_cut_give_the_rows_of_the_whole() {
    let (mut runs, mut parts, mut broken, mut tied) = (0, 0, 0, 0);
    let small = |table: &Table| table.text.len() < 1 << 16;
    let in_parts = |population: &Population| {
        whole(&population.loaded.model).is_empty() && population.tables.iter().all(small)
    };
    for population in populations().filter(in_parts) {
        for seed in 0..seeds() / 64 + 2 {
            let mut random = Random::new(seed);
            let mut tables = population.tables.clone();
            if seed > 0 {
                let own = tables.iter_mut().filter(|table| !table.reference || table.ties);
                own.for_each(|table| damage(&mut table.text, &mut random));
            }
            let Some(dataset) = read(&population, &tables, &mut random) else { continue };
            let Some(expected) = lines(&population, &dataset) else { continue };
            let name = format!("{} seed {seed}", population.name);
            let indexed = plan(&population, &tables, &dataset, &mut random, &name);
            let whole = 0..usize::MAX;
            let one = judged(&population, &tables, &indexed, std::slice::from_ref(&whole), &name);
            let cuts = cuts(indexed[0].entries.len(), &mut random);
            let several = judged(&population, &tables, &indexed, &cuts, &name);
            for (table, rows) in &expected {
                assert_eq!(sorted(rows), sorted(&one[table]), "{name}: {table} in one part");
                assert_eq!(sorted(rows), sorted(&several[table]), "{name}: {table} in {} parts", cuts.len());
                if in_order(table) {
                    assert_eq!(one[table], several[table], "{name}: {table} in {cuts:?}");
                }
            }
            runs += 1;
            parts += cuts.len();
            broken += usize::from(expected["quarantine"].len() > 1);
            tied += usize::from(cuts.len() > 1 && tables.iter().any(|table| table.ties));
        }
    }
    println!(
        "{runs} runs in {parts} parts, {broken} of them with rows that could not be used, {tied} with ties"
    );
    assert!(runs > 500 && parts > 1000 && broken > 200, "{runs} runs in {parts} parts, {broken} broken");
    assert!(tied > 50, "{tied} runs of policies that tie");
}

/// Rows of customers who are not in the run, and rows that cannot be used, stand in the part that they came to.
fn in_order(table: &str) -> bool {
    !["faults", "quarantine", "state_tasks", "state_outbox", "state_touches"].contains(&table)
}

fn sorted(lines: &[String]) -> Vec<String> {
    let mut sorted = lines.to_vec();
    sorted.sort();
    sorted
}

/// The tables of scope `rows` and `once`, header first.
fn lines(population: &Population, dataset: &Dataset) -> Option<Lines> {
    let Loaded { model, program, .. } = &population.loaded;
    let run = Run { model, program, dataset, as_of: population.as_of };
    accepts(&run).ok()?;
    let outcome = run.evaluate(false);
    let mut lines = Lines::new();
    for name in output::tables(model).into_iter().filter(|name| scope(name) != Scope::Merged) {
        let mut table = output::table(&run, &outcome, name).unwrap();
        table.columns.retain(|column| column.name != "row");
        let text = output::csv(&table);
        lines.insert(name.to_owned(), text.split_terminator("\r\n").map(str::to_owned).collect());
    }
    Some(lines)
}

fn read(population: &Population, tables: &[Table], random: &mut Random) -> Option<Dataset> {
    let mut builder = Builder::new(&population.loaded.model.schema);
    for table in tables {
        pieces(&table.text, random, &mut |piece, last| builder.read(&table.name, piece, last).ok())?;
    }
    builder.seal().ok()
}

/// Gives a text in pieces of any size.
fn pieces(
    text: &[u8],
    random: &mut Random,
    take: &mut dyn FnMut(&[u8], bool) -> Option<usize>,
) -> Option<()> {
    let (mut done, mut end) = (0, 0);
    loop {
        end = (end + 1 + random.below(200)).min(text.len());
        let last = end == text.len();
        done += take(&text[done..end], last)?;
        if last {
            return Some(());
        }
    }
}

/// Whose the records of all tables are, and where they belong: who has to be decided together stands together.
fn plan<'a>(
    population: &Population,
    tables: &'a [Table],
    dataset: &Dataset,
    random: &mut Random,
    name: &str,
) -> Vec<Indexed<'a>> {
    let model = &population.loaded.model;
    let schema = &model.schema;
    let mut indexed: Vec<Indexed<'_>> = Vec::new();
    for table in tables.iter().filter(|table| !table.reference || table.ties) {
        let mut index = Index::new(schema, &table.name, &ties(model)).unwrap();
        let mut entries = Vec::new();
        let read = pieces(&table.text, random, &mut |piece, last| {
            let done = index.read(piece, last).ok();
            entries.extend(index.take());
            done
        });
        read.expect("an index reads what a dataset reads");
        let mut ties = Vec::new();
        let mut records: Vec<Entry> = Vec::new();
        for entry in entries {
            match entry.lost {
                Lost::Tie => ties.push((records.len() - 1, entry.key)),
                _ => records.push(entry),
            }
        }
        let id = schema.table_named(&table.name).unwrap();
        same_records(id, dataset, &records, &format!("{name}: {}", table.name));
        let header = index.header().to_vec();
        let places = Vec::new();
        indexed.push(Indexed { table, header, entries: records, ties, places, incomplete: false });
    }
    let customers = indexed.iter().position(|i| i.table.name == schema.tables[0].id).unwrap();
    indexed.swap(0, customers);
    place(&mut indexed);
    indexed.retain(|indexed| !indexed.table.reference);
    indexed
}

/// An index has as many records as a dataset, and what cannot be taken apart is in quarantine.
fn same_records(table: TableId, dataset: &Dataset, entries: &[Entry], name: &str) {
    let quarantined = dataset.quarantine.iter().filter(|row| row.table == table);
    let lost: Vec<u32> = quarantined.clone().map(|row| row.line).collect();
    assert_eq!(entries.len(), dataset.tables[usize::from(table.0)].rows + lost.len(), "{name}");
    for entry in entries.iter().filter(|entry| entry.lost != Lost::No) {
        assert!(lost.contains(&entry.line), "{name}: line {}", entry.line);
    }
}

/// Groups of keys, by the first of their customers.
#[derive(Default)]
struct Groups {
    of: BTreeMap<u64, usize>,
    parents: Vec<usize>,
}

impl Groups {
    fn node(&mut self, key: u64) -> usize {
        let next = self.parents.len();
        let node = *self.of.entry(key).or_insert(next);
        if node == next {
            self.parents.push(next);
        }
        node
    }

    fn top(&self, mut node: usize) -> usize {
        while self.parents[node] != node {
            node = self.parents[node];
        }
        node
    }

    /// Customers are numbered in their order, so the smaller number is the first.
    fn join(&mut self, a: u64, b: u64) {
        let (a, b) = (self.node(a), self.node(b));
        let (a, b) = (self.top(a), self.top(b));
        self.parents[a.max(b)] = a.min(b);
    }
}

fn place(indexed: &mut [Indexed<'_>]) {
    let mut groups = Groups::default();
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    let mut records: BTreeMap<u64, usize> = BTreeMap::new();
    for (at, entry) in indexed[0].entries.iter().enumerate().filter(|(_, entry)| entry.key != 0) {
        let node = groups.node(entry.key);
        first.entry(node).or_insert(at);
        *records.entry(entry.key).or_default() += 1;
    }
    // Customers with one key are all quarantined.
    let is_customer = |key: u64| records.get(&key) == Some(&1);
    for child in indexed[1..].iter_mut().filter(|child| !child.table.reference) {
        let mut ids: BTreeMap<u64, u64> = BTreeMap::new();
        for entry in &child.entries {
            match entry.lost {
                Lost::Anybody => child.incomplete = true,
                Lost::Two => {
                    let keys = [entry.key, entry.other].map(is_customer);
                    child.incomplete |= keys == [false, false];
                    if keys == [true, true] {
                        groups.join(entry.key, entry.other);
                    }
                }
                Lost::Known | Lost::No | Lost::Tie => {
                    groups.node(entry.key);
                }
            }
            if entry.id != 0 && *ids.entry(entry.id).or_insert(entry.key) != entry.key {
                groups.join(ids[&entry.id], entry.key);
            }
        }
    }
    for table in indexed.iter() {
        let mut before: Option<(usize, u64)> = None;
        for (record, name) in &table.ties {
            // A relation is nobody's: its own names are tied to each other.
            let own = if table.table.reference { 0 } else { table.entries[*record].key };
            match before.filter(|(other, _)| own == 0 && other == record) {
                Some((_, first)) => groups.join(first, *name),
                None if own != 0 => groups.join(own, *name),
                None => before = Some((*record, *name)),
            }
        }
    }
    let place_of = |key: u64| {
        let top = groups.of.get(&key).map(|node| groups.top(*node));
        top.and_then(|top| first.get(&top).copied()).unwrap_or(0)
    };
    for (number, table) in indexed.iter_mut().enumerate() {
        let places = table.entries.iter().enumerate().map(|(at, entry)| match entry.key {
            // A customer without a key stands alone, where it is.
            0 if number == 0 => at,
            key if entry.lost == Lost::Two => place_of(if is_customer(key) { key } else { entry.other }),
            key => place_of(key),
        });
        table.places = places.collect();
    }
}

/// Where parts begin and end, by the places of customers.
fn cuts(customers: usize, random: &mut Random) -> Vec<std::ops::Range<usize>> {
    let mut bounds: Vec<usize> = (0..random.below(customers + 1)).map(|_| random.below(customers)).collect();
    bounds.extend([0, usize::MAX]);
    bounds.sort_unstable();
    bounds.dedup();
    bounds.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// The rows of all parts, one after the other.
fn judged(
    population: &Population,
    tables: &[Table],
    indexed: &[Indexed<'_>],
    parts: &[std::ops::Range<usize>],
    name: &str,
) -> Lines {
    let mut made = Lines::new();
    for (number, range) in parts.iter().enumerate() {
        let mut builder = Builder::new(&population.loaded.model.schema);
        if number > 0 {
            builder.later_part();
        }
        for table in tables.iter().filter(|table| table.reference) {
            builder.read(&table.name, &table.text, true).unwrap();
        }
        for table in indexed {
            part(&mut builder, table, range);
        }
        let dataset = builder.seal().unwrap();
        let lines = lines(population, &dataset).unwrap_or_else(|| panic!("{name}: part {number} is refused"));
        for (table, mut rows) in lines {
            match made.entry(table) {
                std::collections::btree_map::Entry::Vacant(slot) => drop(slot.insert(rows)),
                std::collections::btree_map::Entry::Occupied(mut slot)
                    if scope(slot.key()) == Scope::Rows =>
                {
                    slot.get_mut().extend(rows.drain(1..));
                }
                std::collections::btree_map::Entry::Occupied(slot) => assert_eq!(*slot.get(), rows, "{name}"),
            }
        }
    }
    made
}

/// The records of a table whose owners stand in a range, in the order of their places.
fn part(builder: &mut Builder, table: &Indexed<'_>, range: &std::ops::Range<usize>) {
    let name = &table.table.name;
    builder.records(name, &table.header, &[u32::try_from(table.header.len()).unwrap()]).unwrap();
    let mut own: Vec<(usize, &Entry)> = table.places.iter().copied().zip(&table.entries).collect();
    own.retain(|(place, _)| range.contains(place));
    own.sort_by_key(|(place, _)| *place);
    let (mut bytes, mut ends, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for (_, entry) in own {
        let end = usize::try_from(entry.end).unwrap();
        bytes.extend_from_slice(&table.table.text[end - entry.len as usize..end]);
        ends.push(u32::try_from(bytes.len()).unwrap());
        lines.push(entry.line);
    }
    builder.lines(name, &lines).unwrap();
    builder.records(name, &bytes, &ends).unwrap();
    if table.incomplete {
        builder.incomplete(name).unwrap();
    }
    builder.read(name, b"", true).unwrap();
}

/// Doubles, moves and breaks lines behind the header.
fn damage(text: &mut Vec<u8>, random: &mut Random) {
    let header = text.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let header = if text.starts_with(b"{") { 0 } else { header };
    for _ in 0..random.below(4) {
        let mut lines: Vec<Vec<u8>> =
            text[header..].split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        if lines.is_empty() {
            return;
        }
        let (one, other) = (random.below(lines.len()), random.below(lines.len()));
        match random.below(5) {
            0 => lines.insert(other, lines[one].clone()),
            1 => lines.swap(one, other),
            2 => {
                let at = random.below(lines[one].len());
                lines[one].remove(at);
            }
            _ => {
                let bytes = [b'"', b',', b'\n', b'\r', b'\xff', b'1', b'{', b' '];
                let at = random.below(lines[one].len() + 1);
                lines[one].insert(at, *random.pick(&bytes));
            }
        }
        text.truncate(header);
        text.extend(lines.concat());
    }
}
