//! `appraise replay`: one customer of a run, judged again.

use std::path::PathBuf;

use appraise_host::batch::{Replay as Asked, Replayed, replay};
use appraise_host::run::Left;
use appraise_host::{Lang, Result};
use clap::Args;

use super::mapping::Mapping;
use super::source::{Data, table};
use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The folder of a run of `score`
    run: PathBuf,
    /// The customer's key
    #[arg(long, value_name = "ID")]
    customer: String,
    /// The policy of the run
    #[arg(long, value_name = "FILE|DIR")]
    policy: PathBuf,
    /// The customers of the run, or the folder that holds customers.csv and the other tables by name
    #[arg(long, value_name = "FILE|DIR")]
    input: PathBuf,
    /// Another table and its file, as it was given to `score`; may be repeated
    #[arg(long = "table", value_name = "NAME=FILE", value_parser = table)]
    tables: Vec<(String, PathBuf)>,
    /// The folder of the run before, if `score` was given one
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// The folder with journal.csv, overrides.csv and forms.csv, if `score` was given one
    #[arg(long, value_name = "DIR")]
    journal: Option<PathBuf>,
    #[command(flatten)]
    mapping: Mapping,
}

impl Replay {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let left = Left::open(&self.run)?;
        let places = (self.input.clone(), self.tables.clone(), self.state.clone(), self.journal.clone());
        let data = Data::of_run(self.policy.clone(), places, self.mapping.clone(), &left.settings);
        let Some(ready) = data.ready(desk)? else { return Ok(Exit::Nothing) };
        let asked = Asked {
            engine: &ready.engine,
            files: &ready.files,
            sources: ready.sources.clone(),
            run: &self.run,
            customer: &self.customer,
            scratch: std::env::temp_dir().join(format!("appraise-replay-{}", std::process::id())),
        };
        let replayed = replay(&asked, &|_| {})?;
        self.show(desk, &replayed);
        Ok(if replayed.is_same() { Exit::Clean } else { Exit::Faults })
    }

    fn show(&self, desk: &mut Desk<'_>, replayed: &Replayed) {
        let lang = desk.lang();
        let width = replayed.tables.iter().map(|table| table.table.len()).max().unwrap_or(0);
        for table in &replayed.tables {
            let (name, same) = (&table.table, table.same);
            desk.line(lang.pick(
                &format!("  {name:width$}  {same:>6} rows the same"),
                &format!("  {name:width$}  {same:>6} 行相同"),
            ));
            table.gone.iter().for_each(|row| desk.line(format_args!("    - {row}")));
            table.new.iter().for_each(|row| desk.line(format_args!("    + {row}")));
        }
        desk.line(verdict(&self.customer, replayed, lang));
    }
}

fn verdict(customer: &str, replayed: &Replayed, lang: Lang) -> String {
    let chunk = replayed.chunk;
    let how = match (replayed.together, lang) {
        (None, Lang::En) => "judged alone".to_owned(),
        (Some(true), Lang::En) => format!("judged with chunk {chunk}, which gives the bits on record"),
        (Some(false), Lang::En) => {
            format!("judged with chunk {chunk}, which gives other bits than on record")
        }
        (None, Lang::ZhCn) => "单独重算".to_owned(),
        (Some(true), Lang::ZhCn) => format!("与第 {chunk} 块一起重算，该块与记录逐位相同"),
        (Some(false), Lang::ZhCn) => format!("与第 {chunk} 块一起重算，该块与记录不同"),
    };
    match (replayed.is_same(), lang) {
        (true, Lang::En) => format!("{customer}: the same bits, {how}"),
        (false, Lang::En) => format!("{customer}: other rows (- then, + now), {how}"),
        (true, Lang::ZhCn) => format!("{customer}：结果逐位相同，{how}"),
        (false, Lang::ZhCn) => format!("{customer}：结果不同（- 当时，+ 现在），{how}"),
    }
}
