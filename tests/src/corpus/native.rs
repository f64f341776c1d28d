//! A case on the core itself.

use appraise_core::assess::{Options, Question, assess};
use appraise_core::column::Bits;
use appraise_core::compare::{self, Comparison, Sides, TABLES};
use appraise_core::counterfactual;
use appraise_core::counterfactual::Edit;
use appraise_core::dataset::{Builder, Dataset, InputColumn, InputData};
use appraise_core::diagnostic::Diagnostic;
use appraise_core::load::{self, CheckReport, Loaded, finding};
use appraise_core::model::Model;
use appraise_core::outcome::{Outcome, Run, as_of};
use appraise_core::policy::Policy;
use appraise_core::policy::SourceFile;
use appraise_core::program::Program;
use appraise_core::query::{self, records};
use appraise_core::value::Lang;
use appraise_core::{catalogue, coverage, effect, explain, output, print, state, suite};
use appraise_host::report;
use encoding_rs::GB18030;

use super::answer::warnings;
use super::case::{Assess, PutColumn};
use super::query::{Asked, Wanted};
use super::{Answer, Input};

/// Runs a case; tables are read in pieces of so many bytes, `usize::MAX` for all at once. `None` for a case that the
/// core has no door for.
#[must_use]
pub fn answer(input: &Input, piece: usize) -> Option<Answer> {
    if input.case.request.is_some() {
        return None;
    }
    let mut answer = Answer::default();
    if let Err(refused) = fill(input, piece, &mut answer) {
        answer.refuse(&plain(&finding(&refused, &[])));
    }
    Some(answer)
}

fn fill(input: &Input, piece: usize, answer: &mut Answer) -> Result<(), Diagnostic> {
    let files: Vec<SourceFile<'_>> =
        input.files.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let asked = input.case.assess.as_ref();
    let names = |names: fn(&Assess) -> &Vec<String>| -> Vec<&str> {
        asked.into_iter().flat_map(names).map(String::as_str).collect()
    };
    let (baseline, suspects) = (names(|a| &a.baseline), names(|a| &a.suspects));
    let question = asked.and_then(|a| {
        let (value, time) = (a.value.as_deref(), a.time.as_deref());
        Some(Question { label: a.label.as_deref()?, value, time, baseline: &baseline, suspects: &suspects })
    });
    let (checked, loaded) = load::load_asking(&files, question.as_ref());
    let checked: report::CheckReport = plain::<CheckReport, _>(&checked);
    let Some(Loaded { mut model, program, policy }) = loaded else {
        answer.refuse_policy(&checked.diagnostics);
        return Ok(());
    };
    if input.case.keep {
        model.schema.keep();
    }
    answer.put("exit", "0");
    if input.shows("warnings") {
        answer.put("findings", warnings(&checked.diagnostics));
    }
    let lang = Lang::of(input.case.lang.as_deref().unwrap_or("en"));
    said(input, (&model, &program), &files, lang, answer);
    let Some(instant) = &input.case.as_of else { return Ok(()) };
    let dataset = dataset(input, &model, piece, &|_| true)?;
    answer.read(&plain(&dataset.report(&model.schema)));
    shown(input, &model, &dataset, answer)?;
    let as_of = as_of(&model, instant, input.case.force)?;
    let run = Run { model: &model, program: &program, dataset: &dataset, as_of };
    state::accepts(&run)?;
    let outcome = run.evaluate(false);
    // The module's is of an outcome that has not kept what scores are made of.
    answer.put("digest", output::digest(&run, &run.evaluate(true)));
    for name in output::tables(&model) {
        if input.shows(name) {
            answer.table(name, &output::csv(&output::table(&run, &outcome, name)?));
        }
    }
    if input.shows("summary") {
        answer.json("summary", &output::summary(&run, &outcome));
    }
    if let Some(name) = &input.case.output {
        output::table(&run, &outcome, name)?;
    }
    if let Some(key) = &input.case.explain {
        answer.json("explain", &explain::explain(&run, key, lang)?);
    }
    queried(input, &policy, (&run, &outcome), answer)?;
    measured(&run, input, piece, answer)?;
    turned(input, &policy, &run, lang, answer)?;
    if let Some(asked) = asked {
        let options = Options::of(asked.split.as_deref(), asked.by.as_deref())?;
        answer.assessed(&assess(&run, &outcome, options)?);
    }
    if input.against.is_empty() { Ok(()) } else { compare(input, piece, (&run, &outcome), answer) }
}

/// What a policy says of itself.
fn said(
    input: &Input,
    (model, program): (&Model, &Program),
    files: &[SourceFile<'_>],
    lang: Lang,
    answer: &mut Answer,
) {
    if input.shows("test") {
        answer.json("test", &suite::run(model));
    }
    if input.shows("coverage") {
        answer.json("coverage", &coverage::coverage(model));
    }
    if input.shows("suggest") {
        answer.json("suggest", &coverage::suggest(files));
    }
    if input.shows("analysis") {
        answer.json("analysis", &load::analysed(files, None));
    }
    if input.shows("print") {
        answer.put("print", print::print(model, lang));
    }
    if input.shows("names") {
        answer.json("names", &catalogue::names(model));
    }
    if input.shows("schema") {
        answer.json("schema", &catalogue::catalogue(model, program));
    }
}

/// What is in the tables.
fn shown(input: &Input, model: &Model, dataset: &Dataset, answer: &mut Answer) -> Result<(), Diagnostic> {
    if input.shows("profile") {
        answer.json("profile", &dataset.profile(model));
    }
    if let Some(key) = &input.case.customer {
        answer.json("customer", &records(model, dataset, key, usize::MAX)?);
    }
    Ok(())
}

/// What is asked of the customers.
fn queried(
    input: &Input,
    policy: &Policy,
    (run, outcome): (&Run<'_>, &Outcome),
    answer: &mut Answer,
) -> Result<(), Diagnostic> {
    let Some(asked) = &input.case.query else { return Ok(()) };
    let asked: Asked = serde_json::from_value(asked.clone()).unwrap_or_default();
    let answered = query::Answer::of(policy, run, outcome, asked.into())?;
    answer.json("query", &answered.groups());
    if let Some(wanted) = &input.case.page {
        let Wanted { cell, offset, limit } = serde_json::from_value(wanted.clone()).unwrap_or_default();
        answer.json("page", &answered.page(run, &cell, offset, limit.unwrap_or(100)));
    }
    Ok(())
}

/// What would have to be otherwise, and what comes out if something is.
fn turned(
    input: &Input,
    policy: &Policy,
    run: &Run<'_>,
    lang: Lang,
    answer: &mut Answer,
) -> Result<(), Diagnostic> {
    if let Some(asked) = &input.case.reach {
        answer.json("reach", &counterfactual::reach(run, &asked.customer, &asked.goal, lang)?);
    }
    if let Some(asked) = &input.case.what_if {
        let edit =
            |(name, value): (&String, &Option<String>)| Edit { name: name.clone(), value: value.clone() };
        let edits: Vec<Edit> = asked.edits.iter().map(edit).collect();
        answer.json("what_if", &counterfactual::what_if(policy, run, &asked.customer, &edits, lang)?);
    }
    Ok(())
}

/// The tables of a case as a policy reads them, those that `takes` says.
/// The tables of a case that `takes` names, read in pieces of so many bytes.
///
/// # Errors
/// A table that the core refuses.
pub fn dataset(
    input: &Input,
    model: &Model,
    piece: usize,
    takes: &dyn Fn(&str) -> bool,
) -> Result<Dataset, Diagnostic> {
    let mut builder = Builder::new(&model.schema);
    for (table, columns) in &input.case.put {
        put(&mut builder, table, columns)?;
    }
    for (table, bytes) in input.tables.iter().filter(|(table, _)| takes(table)) {
        let bytes = decoded(bytes, input.case.encoding.as_deref());
        for _ in 0..=usize::from(input.case.again.as_deref() == Some(table.as_str())) {
            feed(&mut builder, table, &bytes, piece)?;
        }
    }
    builder.seal()
}

/// What the rules have been worth, by deliveries of earlier days.
fn measured(run: &Run<'_>, input: &Input, piece: usize, answer: &mut Answer) -> Result<(), Diagnostic> {
    if input.history.is_empty() {
        return Ok(());
    }
    let mut history = effect::History::new(run.model);
    for (day, tables) in &input.history {
        let mut builder = Builder::new(&run.model.schema);
        for (table, bytes) in tables {
            feed(&mut builder, table, bytes, piece)?;
        }
        history.add(&builder.seal()?, as_of(run.model, day, true)?)?;
    }
    let report = effect::measure(&history, run);
    if input.shows("measure") {
        answer.json("measure", &report);
    }
    answer.put("measures", output::csv(&effect::table(&report)).replace("\r\n", "\n"));
    Ok(())
}

/// The run of the other policy, and the comparison of the two.
fn compare(
    input: &Input,
    piece: usize,
    old: (&Run<'_>, &Outcome),
    answer: &mut Answer,
) -> Result<(), Diagnostic> {
    let files: Vec<SourceFile<'_>> =
        input.against.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let (checked, loaded) = load::load(&files);
    let Some(Loaded { model, program, .. }) = loaded else {
        answer.refuse_policy(&plain::<CheckReport, report::CheckReport>(&checked).diagnostics);
        return Ok(());
    };
    let models = Sides { old: old.0.model, new: &model };
    let options = compare::Options { value: input.case.value.clone(), ..compare::Options::default() };
    let mut comparison = Comparison::new(models, &options)?;
    let has = |table: &str| model.schema.table_named(table).is_some();
    let dataset = dataset(input, &model, piece, &has)?;
    let as_of = as_of(&model, input.case.as_of.as_deref().unwrap_or_default(), input.case.force)?;
    let run = Run { model: &model, program: &program, dataset: &dataset, as_of };
    state::accepts(&run)?;
    comparison.add(old, (&run, &run.evaluate(false)))?;
    if input.shows("compare") {
        answer.json("compare", &comparison.report(models));
    }
    for name in TABLES {
        if input.shows(name) {
            answer.table(name, &output::csv(&comparison.table(models, name)?));
        }
    }
    Ok(())
}

/// A text as a door decodes it before the engine sees it.
#[must_use]
pub fn decoded(bytes: &[u8], encoding: Option<&str>) -> Vec<u8> {
    match encoding {
        Some("gb18030") => GB18030.decode_without_bom_handling(bytes).0.into_owned().into_bytes(),
        _ => bytes.to_vec(),
    }
}

/// Feeds a text in pieces; what is left over comes again in front of the next one.
fn feed(builder: &mut Builder, table: &str, bytes: &[u8], piece: usize) -> Result<(), Diagnostic> {
    let mut pending = Vec::new();
    let mut pieces = bytes.chunks(piece.min(bytes.len()).max(1)).peekable();
    loop {
        pending.extend_from_slice(pieces.next().unwrap_or_default());
        let last = pieces.peek().is_none();
        let used = builder.read(table, &pending, last)?;
        pending.drain(..used.min(pending.len()));
        if last {
            return Ok(());
        }
    }
}

/// The report types of the host read what the core writes.
fn plain<T: serde::Serialize, R: serde::de::DeserializeOwned + Default>(value: &T) -> R {
    serde_json::to_value(value).and_then(serde_json::from_value).unwrap_or_default()
}

fn put(builder: &mut Builder, table: &str, columns: &[PutColumn]) -> Result<(), Diagnostic> {
    let columns: Vec<Typed> = columns.iter().map(Typed::of).collect();
    let input: Vec<InputColumn<'_>> = columns.iter().map(Typed::input).collect();
    builder.put(table, &input)
}

/// A column in the layout that the engine takes.
struct Typed {
    name: String,
    validity: Vec<u8>,
    data: Data,
}

enum Data {
    Ints(Vec<i64>),
    Doubles(Vec<f64>),
    Micros(Vec<i64>),
    Decimals(Vec<i64>),
    Texts(Vec<i32>, Vec<u8>),
}

impl Typed {
    fn of(column: &PutColumn) -> Self {
        let mut known = Bits::default();
        column.values.iter().for_each(|value| known.push(value.is_some()));
        let validity = known.words().iter().flat_map(|word| word.to_le_bytes()).collect();
        let texts: Vec<&str> = column.values.iter().map(|v| v.as_deref().unwrap_or("")).collect();
        let data = match column.ty.as_str() {
            "int" => Data::Ints(texts.iter().map(|t| t.parse().unwrap_or(0)).collect()),
            "instant" => Data::Micros(texts.iter().map(|t| t.parse().unwrap_or(0)).collect()),
            "double" => Data::Doubles(texts.iter().map(|t| t.parse().unwrap_or(0.0)).collect()),
            "decimal2" => {
                Data::Decimals(texts.iter().map(|t| t.replace('.', "").parse().unwrap_or(0)).collect())
            }
            _ => {
                let mut offsets = vec![0];
                let mut bytes = Vec::new();
                for text in texts {
                    bytes.extend_from_slice(text.as_bytes());
                    offsets.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
                }
                Data::Texts(offsets, bytes)
            }
        };
        Self { name: column.name.clone(), validity, data }
    }

    fn input(&self) -> InputColumn<'_> {
        let data = match &self.data {
            Data::Ints(values) => InputData::I64(values),
            Data::Doubles(values) => InputData::F64(values),
            Data::Micros(values) => InputData::Micros(values),
            Data::Decimals(values) => InputData::Decimal(values, 2),
            Data::Texts(offsets, bytes) => InputData::Utf8 { offsets, bytes },
        };
        InputColumn { name: &self.name, validity: Some(&self.validity), data }
    }
}
