//! A case on the module under wasmtime, through the host's library.

use std::path::PathBuf;
use std::sync::Arc;

use appraise_core::compare::TABLES;
use appraise_core::share::is_shared;
use appraise_host::input::{Encoding, Reading, Source, feed};
use appraise_host::policy_files::{PolicyFiles, Question};
use appraise_host::{Cut, Dataset, Engine, ErrorKind, Instance, Lang, Outcome, Policy, Result, Schema};
use arrow_array::{
    ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};

use super::answer::warnings;
use super::case::{Assess, PutColumn};
use super::{Answer, Input};

/// Runs a case in a fresh instance. `None` for a case that only JavaScript can ask.
///
/// # Errors
/// What no case may show: a trap, a broken ABI, a file that cannot be read.
pub fn answer(engine: &Engine, input: &Input) -> Result<Option<Answer>> {
    if input.case.request.is_some() {
        return Ok(None);
    }
    let mut answer = Answer::default();
    match fill(engine, input, &mut answer) {
        Ok(()) => Ok(Some(answer)),
        Err(error) if matches!(error.kind(), ErrorKind::Refused | ErrorKind::Policy) => {
            let Some(finding) = error.diagnostics().first() else { return Err(error) };
            answer.refuse(finding);
            Ok(Some(answer))
        }
        Err(error) => Err(error),
    }
}

/// What is asked of a policy without any data.
fn said_of_the_policy(
    instance: &mut Instance,
    (files, policy, lang): (&PolicyFiles, Policy, Lang),
    input: &Input,
    answer: &mut Answer,
) -> Result<Schema> {
    if input.shows("test") {
        answer.json("test", &instance.test(policy)?);
    }
    if input.shows("coverage") {
        answer.json("coverage", &instance.coverage(policy)?);
    }
    if input.shows("suggest") {
        answer.json("suggest", &instance.suggest(files)?);
    }
    if input.shows("analysis") {
        answer.json("analysis", &instance.analyse(files, None)?);
    }
    if input.shows("print") {
        answer.put("print", instance.print(policy, lang)?);
    }
    let schema = instance.schema(policy)?;
    if input.shows("names") {
        answer.json("names", &instance.names(policy)?);
    }
    if input.shows("schema") {
        answer.json("schema", schema.json());
    }
    Ok(schema)
}

fn fill(engine: &Engine, input: &Input, answer: &mut Answer) -> Result<()> {
    let mut instance = engine.instance()?;
    let mut files = PolicyFiles::from_texts(input.files.iter().cloned());
    if let Some(question) = input.case.assess.as_ref().and_then(question) {
        files = files.asking(question);
    }
    if input.case.keep {
        files = files.keeping();
    }
    let checked = instance.check(&files)?;
    if !checked.ok {
        answer.refuse_policy(&checked.diagnostics);
        // Loading says the same as checking.
        if let Some(error) = instance.load(&files).err() {
            let again = error.diagnostics().iter().filter(|d| d.is_error()).count();
            let first = checked.diagnostics.iter().filter(|d| d.is_error()).count();
            answer.put("exit", if again == first { "2" } else { "load and check differ" });
        }
        return Ok(());
    }
    answer.put("exit", "0");
    if input.shows("warnings") {
        answer.put("findings", warnings(&checked.diagnostics));
    }
    let lang: Lang = input.case.lang.as_deref().unwrap_or("en").parse().unwrap_or_default();
    let policy = instance.load(&files)?;
    let schema = said_of_the_policy(&mut instance, (&files, policy, lang), input, answer)?;
    let Some(instant) = &input.case.as_of else { return Ok(()) };
    let dataset = instance.dataset(policy)?;
    fill_dataset(&mut instance, dataset, input, &|_| true)?;
    answer.read(&instance.seal(dataset)?);
    if input.shows("profile") {
        let profile = instance.profile(policy)?;
        instance.profile_add(profile, dataset)?;
        answer.json("profile", &instance.profile_report(profile)?);
        instance.release(profile)?;
    }
    if let Some(key) = &input.case.customer {
        answer.json("customer", &instance.customer(dataset, key)?);
    }
    let outcome = instance.run(policy, dataset, instant, input.case.force)?;
    answer.put("digest", instance.digest(outcome)?);
    for name in &schema.outputs() {
        if input.shows(name) {
            let mut text = Vec::new();
            instance.csv(outcome, name, &mut text)?;
            answer.table(name, &String::from_utf8_lossy(&text));
            typed(&mut instance, outcome, name, answer)?;
        }
    }
    if input.shows("summary") {
        answer.json("summary", &instance.summary(outcome)?);
    }
    merged(&mut instance, (policy, outcome, instant), input, answer)?;
    measured(&mut instance, (policy, dataset, instant), input, answer)?;
    asked(&mut instance, (outcome, lang), input, answer)?;
    if input.against.is_empty() { Ok(()) } else { compare(&mut instance, input, (policy, outcome), answer) }
}

/// What a case asks of an outcome.
fn asked(
    instance: &mut Instance,
    (outcome, lang): (Outcome, Lang),
    input: &Input,
    answer: &mut Answer,
) -> Result<()> {
    if let Some(name) = &input.case.output {
        instance.csv(outcome, name, &mut Vec::new())?;
    }
    if let Some(key) = &input.case.explain {
        answer.json("explain", &instance.explain(outcome, key, lang)?);
    }
    if let Some(asked) = &input.case.query {
        let query = instance.query(outcome, asked)?;
        answer.json("query", &instance.query_groups(query)?);
        if let Some(wanted) = &input.case.page {
            answer.json("page", &instance.query_page(query, wanted)?);
        }
    }
    if let Some(asked) = &input.case.reach {
        answer.json("reach", &instance.reach(outcome, &asked.customer, &asked.goal, lang)?);
    }
    if let Some(asked) = &input.case.what_if {
        answer.json("what_if", &instance.what_if(outcome, &asked.customer, &asked.edits, lang)?);
    }
    if let Some(asked) = &input.case.assess {
        let cut = Cut { split: asked.split.clone(), by: asked.by.clone() };
        answer.assessed(&instance.assess(outcome, &cut)?);
    }
    Ok(())
}

/// The share of a run, added to nothing, gives the summary of the run and its tables of figures.
fn merged(
    instance: &mut Instance,
    (policy, outcome, instant): (Policy, Outcome, &str),
    input: &Input,
    answer: &mut Answer,
) -> Result<()> {
    let share = instance.share(outcome)?;
    let merged = instance.merge(policy, instant, input.case.force)?;
    instance.merge_add(merged, &share)?;
    let json = |summary| serde_json::to_string(&summary).unwrap_or_default();
    if json(instance.summary(merged)?) != json(instance.summary(outcome)?) {
        answer.put("summary", "the summary of the share is another one");
    }
    for name in instance.schema(policy)?.outputs().iter().filter(|name| is_shared(name)) {
        let (mut of_share, mut of_run) = (Vec::new(), Vec::new());
        instance.csv(merged, name, &mut of_share)?;
        instance.csv(outcome, name, &mut of_run)?;
        if of_share != of_run {
            answer.put(name, "the table of the share is another one");
        }
    }
    instance.release(merged)
}

/// What the rules have been worth, by deliveries of earlier days.
fn measured(
    instance: &mut Instance,
    (policy, dataset, instant): (Policy, Dataset, &str),
    input: &Input,
    answer: &mut Answer,
) -> Result<()> {
    if input.history.is_empty() {
        return Ok(());
    }
    let history = instance.history(policy)?;
    for (day, tables) in &input.history {
        let delivered = instance.dataset(policy)?;
        for (table, bytes) in tables {
            read(instance, delivered, table, bytes, None)?;
        }
        instance.seal(delivered)?;
        instance.history_add(history, delivered, day)?;
    }
    if input.shows("measure") {
        answer.json("measure", &instance.measure(history, dataset, instant)?);
    }
    answer.put("measures", instance.measures(history, dataset, instant)?.replace("\r\n", "\n"));
    Ok(())
}

/// The run of the other policy, and the comparison of the two.
fn compare(
    instance: &mut Instance,
    input: &Input,
    (old, before): (Policy, Outcome),
    answer: &mut Answer,
) -> Result<()> {
    let files = PolicyFiles::from_texts(input.against.iter().cloned());
    let checked = instance.check(&files)?;
    if !checked.ok {
        answer.refuse_policy(&checked.diagnostics);
        return Ok(());
    }
    let new = instance.load(&files)?;
    let comparison = instance.compare(old, new, input.case.value.as_deref())?;
    let has = instance.schema(new)?.inputs()?;
    let dataset = instance.dataset(new)?;
    fill_dataset(instance, dataset, input, &|table| has.iter().any(|known| known == table))?;
    instance.seal(dataset)?;
    let instant = input.case.as_of.as_deref().unwrap_or_default();
    let after = instance.run(new, dataset, instant, input.case.force)?;
    instance.compare_add(comparison, before, after)?;
    if input.shows("compare") {
        answer.json("compare", &instance.compare_report(comparison)?);
    }
    for name in TABLES.iter().filter(|name| input.shows(name)) {
        let mut text = Vec::new();
        instance.compare_csv(comparison, name, &mut text)?;
        answer.table(name, &String::from_utf8_lossy(&text));
    }
    Ok(())
}

/// Reads the tables of a case into a dataset, those that `takes` says.
fn fill_dataset(
    instance: &mut Instance,
    dataset: Dataset,
    input: &Input,
    takes: &dyn Fn(&str) -> bool,
) -> Result<()> {
    for (table, columns) in &input.case.put {
        instance.put(dataset, table, &batch(columns))?;
    }
    for (table, bytes) in input.tables.iter().filter(|(table, _)| takes(table)) {
        for _ in 0..=usize::from(input.case.again.as_deref() == Some(table.as_str())) {
            read(instance, dataset, table, bytes, input.case.encoding.as_deref())?;
        }
    }
    Ok(())
}

fn question(asked: &Assess) -> Option<Question> {
    let Assess { value, time, baseline, suspects, .. } = asked.clone();
    Some(Question { label: asked.label.clone()?, value, time, baseline, suspects })
}

/// The typed columns of a table can be read, and have rows where the text has records.
fn typed(instance: &mut Instance, outcome: Outcome, name: &str, answer: &mut Answer) -> Result<()> {
    let rows = instance.output(outcome, name, |view| Ok(view.batch(0..usize::MAX)?.num_rows()))?;
    if rows == 0 && answer.section(name).is_some_and(|text| text.lines().count() > 1) {
        answer.put(name, "the typed table has no rows");
    }
    Ok(())
}

/// A table through the same door as the command's: a file.
fn read(
    instance: &mut Instance,
    dataset: Dataset,
    table: &str,
    bytes: &[u8],
    encoding: Option<&str>,
) -> Result<()> {
    let file = Scratch::new(bytes);
    let source = Source { table: table.to_owned(), files: vec![file.0.clone()] };
    let encoding = encoding.and_then(|name| name.parse().ok()).unwrap_or(Encoding::Utf8);
    let reading = Reading { columns: &[], encoding };
    feed(instance, &[dataset], &source, reading, &mut |_| {}).map(drop)
}

/// A file that goes when it is no longer needed.
struct Scratch(PathBuf);

impl Scratch {
    fn new(bytes: &[u8]) -> Self {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("appraise-case-{}-{number}.csv", std::process::id()));
        // Where it could not be written, reading it says so.
        let _ = std::fs::write(&path, bytes);
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A file that is left over does no harm.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn batch(columns: &[PutColumn]) -> RecordBatch {
    let arrays = columns.iter().map(|column| {
        let texts = || column.values.iter().map(Option::as_deref);
        let array: ArrayRef = match column.ty.as_str() {
            "int" => Arc::new(texts().map(|t| t.and_then(|t| t.parse().ok())).collect::<Int64Array>()),
            "instant" => Arc::new(
                texts()
                    .map(|t| t.and_then(|t| t.parse().ok()))
                    .collect::<TimestampMicrosecondArray>()
                    .with_timezone_utc(),
            ),
            "double" => Arc::new(texts().map(|t| t.and_then(|t| t.parse().ok())).collect::<Float64Array>()),
            "decimal2" => {
                let values = texts().map(|t| t.and_then(|t| t.replace('.', "").parse().ok()));
                let values = values.collect::<Decimal128Array>();
                Arc::new(values.clone().with_precision_and_scale(18, 2).unwrap_or(values))
            }
            _ => Arc::new(texts().collect::<StringArray>()),
        };
        (column.name.clone(), array)
    });
    RecordBatch::try_from_iter_with_nullable(arrays.map(|(n, a)| (n, a, true)))
        .unwrap_or_else(|_| RecordBatch::new_empty(Arc::new(arrow_schema::Schema::empty())))
}
