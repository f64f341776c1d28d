//! What a term that names something is called.

use super::{ClassPart, Model, ScorePart, Term, TermKind};
use crate::policy::Localised;

use alloc::string::String;

impl Model {
    /// Label and name of what a term names; `None` for an expression, and for parts of scorecards and classes.
    pub(crate) fn labelled(&self, term: &Term) -> Option<(&Option<Localised>, &str)> {
        match &term.kind {
            TermKind::Field(id) => self.schema.field(*id).map(|f| (&f.label, f.id.as_str())),
            TermKind::Param(at) => self.params.get(usize::from(*at)).map(|p| (&p.label, p.id.as_str())),
            TermKind::Derive(at) => self.derives.get(usize::from(*at)).map(|d| (&d.label, d.id.as_str())),
            TermKind::Score(at, ScorePart::Score) => {
                self.scorecards.get(usize::from(*at)).map(|s| (&s.label, s.id.as_str()))
            }
            TermKind::Output(at, output) => {
                let decision = self.decisions.get(usize::from(*at))?;
                let output = decision.outputs.get(usize::from(*output))?;
                let alone = output.label.is_none() && decision.outputs.len() == 1;
                Some((if alone { &decision.label } else { &output.label }, output.id.as_str()))
            }
            TermKind::Class(at, ClassPart::Official) => {
                self.classes.get(usize::from(*at)).map(|c| (&c.label, c.id.as_str()))
            }
            TermKind::Offered(at) => self.offers.get(usize::from(*at)).map(|o| (&o.label, o.id.as_str())),
            TermKind::Value(_)
            | TermKind::Class(..)
            | TermKind::Score(..)
            | TermKind::Clock(_)
            | TermKind::Apply(..)
            | TermKind::Aggregate(_) => None,
        }
    }

    /// The label of what a term names, parts of scorecards and classes with what they belong to.
    pub(crate) fn whole_label(&self, term: &Term) -> Option<Localised> {
        match term.kind {
            TermKind::Score(at, part) if part != ScorePart::Score => {
                let card = self.scorecards.get(usize::from(at))?;
                let part = match part {
                    ScorePart::Dimension(at) => card.dimensions.get(usize::from(at))?.label.clone()?,
                    ScorePart::Confidence => both("confidence", "可信度"),
                    ScorePart::Baseline => both("baseline", "基准"),
                    ScorePart::Score | ScorePart::Reason(_) => return None,
                };
                Some(joined(card.label.as_ref()?, &part.en, &part.zh_cn))
            }
            TermKind::Class(at, part) if part != ClassPart::Official => {
                let part = part.label();
                let whole = self.classes.get(usize::from(at))?.label.as_ref()?;
                Some(joined(whole, &part.en, &part.zh_cn))
            }
            _ => self.labelled(term)?.0.clone(),
        }
    }
}

fn both(en: &str, zh_cn: &str) -> Localised {
    Localised { en: String::from(en), zh_cn: String::from(zh_cn) }
}

/// A part behind the whole to which it belongs.
pub(crate) fn joined(whole: &Localised, en: &str, zh_cn: &str) -> Localised {
    Localised { en: [&whole.en, ": ", en].concat(), zh_cn: [&whole.zh_cn, "：", zh_cn].concat() }
}
