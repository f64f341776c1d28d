//! `appraise evaluate`: what rules and scores have been worth on a labelled history.
//!
//! Every figure is the module's; this file only puts them on pages.

use std::path::PathBuf;

use appraise_host::page::{self, assessment};
use appraise_host::policy_files::Question;
use appraise_host::{Cut, Result};
use clap::{Args, ValueEnum};
use serde_json::Value;

use super::source::Data;
use super::{Desk, Exit};

#[derive(Debug, Args)]
pub(super) struct Evaluate {
    #[command(flatten)]
    data: Data,
    /// What came true: a condition over customers in the language of the policy, or a field
    #[arg(long, value_name = "EXPR")]
    label: String,
    /// What a customer is worth: an amount to weigh by
    #[arg(long, value_name = "EXPR")]
    value: Option<String>,
    /// When a row happened: a date, for periods and for the split
    #[arg(long, value_name = "EXPR")]
    time: Option<String>,
    /// Where the test part begins: a date, or the share of the last rows (by `--time`, else by place in the file)
    #[arg(long, value_name = "DATE|SHARE")]
    split: Option<String>,
    /// The length of a period: month, quarter or year
    #[arg(long, value_name = "PERIOD", default_value = "month")]
    by: String,
    /// Fields that make a simpler score to compare with, such as age,gender
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    baseline: Vec<String>,
    /// Fields that are suspected to know the label
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    suspect: Vec<String>,
    /// A folder for evaluate.json and evaluate.html
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What is written: table and, into the folder, json and html; json without a folder goes to the standard output
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    format: Vec<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Html,
}

impl Evaluate {
    pub(super) fn run(&self, desk: &mut Desk<'_>) -> Result<Exit> {
        let question = Question {
            label: self.label.clone(),
            value: self.value.clone(),
            time: self.time.clone(),
            baseline: self.baseline.clone(),
            suspects: self.suspect.clone(),
        };
        let Some(mut ready) = self.data.asking(desk, question)? else { return Ok(Exit::Nothing) };
        let ran = self.data.run(&mut ready)?;
        let cut = Cut { split: self.split.clone(), by: Some(self.by.clone()) };
        let assessment = ready.instance.assess(ran.outcome, &cut)?;
        self.write(desk, &assessment)?;
        let clean = ran.read.quarantined() == 0 && ran.read.faults() == 0;
        Ok(if clean { Exit::Clean } else { Exit::Faults })
    }

    fn wants(&self, format: Format) -> bool {
        match (self.format.is_empty(), format) {
            (false, _) => self.format.contains(&format),
            (true, Format::Table) => true,
            (true, _) => self.out.is_some(),
        }
    }

    fn write(&self, desk: &mut Desk<'_>, assessment: &Value) -> Result<()> {
        let lang = desk.lang();
        let (lead, sheets) = assessment::sheets(assessment, lang);
        if self.wants(Format::Table) {
            let sheets = sheets.iter().filter(|sheet| !sheet.long).flat_map(page::Sheet::lines);
            lead.iter().cloned().chain(sheets).for_each(|line| desk.line(line));
        }
        let title = lang.pick("What rules and scores have been worth", "规则与评分的历史表现");
        if self.wants(Format::Html) {
            page::write(self.out.as_deref(), "evaluate.html", &page::html(title, lang, &lead, &sheets))?;
        }
        match &self.out {
            _ if !self.wants(Format::Json) => {}
            Some(folder) => page::write(Some(folder), "evaluate.json", &format!("{assessment:#}\n"))?,
            None => desk.line(format_args!("{assessment:#}")),
        }
        Ok(())
    }
}
