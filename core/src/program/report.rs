//! Reports as nodes: groups and figures of the customer's domain.

use super::lower::Lower;
use super::{NodeId, Shown};
use crate::model::{CellSet, Report};
use crate::value::Type;

use alloc::vec::Vec;

/// A report as nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportNodes {
    /// Per group: its value, or the code of its bin.
    pub by: Vec<Shown>,
    /// Which customers count.
    pub filter: Option<NodeId>,
    /// Per figure: its value.
    pub of: Vec<Option<NodeId>>,
}

impl Lower<'_> {
    /// The nodes of a report.
    pub(super) fn report(&mut self, report: &Report) -> ReportNodes {
        let mut by = Vec::with_capacity(report.by.len());
        for group in &report.by {
            if group.bins.is_empty() {
                by.push(self.shown(&group.term));
                continue;
            }
            let sets: Vec<Option<&CellSet>> = group.bins.iter().map(|b| Some(&b.set)).collect();
            let at = super::Lowered::Node(self.segment(&group.term, &sets));
            by.push(Shown { at, ty: Type::Int });
        }
        let filter = report.filter.as_ref().map(|t| self.single(t));
        let of = report.figures.iter().map(|f| f.of.as_ref().map(|t| self.single(t))).collect();
        ReportNodes { by, filter, of }
    }
}
