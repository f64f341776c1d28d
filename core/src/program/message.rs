//! Messages as nodes: who is told, which text is said, what must hold for it.

use alloc::vec::Vec;

use super::lower::Lower;
use super::{NodeId, Shown};
use crate::model::{Domain, MessageTemplate, Template};

/// Messages as nodes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MessageNodes {
    /// Per role who it is, a text of the customer.
    pub roles: Vec<NodeId>,
    /// Per template.
    pub templates: Vec<TemplateNodes>,
    /// Per permit of the policy's consents, whether the customer has given it.
    pub permits: Vec<NodeId>,
}

/// A template as nodes, beside the rows of which it speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateNodes {
    /// What it shows: English, Chinese.
    pub text: [Vec<Shown>; 2],
    /// Conditions, and what it shows where they hold.
    pub variants: Vec<(NodeId, [Vec<Shown>; 2])>,
    /// Conditions that must hold, and values that must be known.
    pub requires: Vec<Shown>,
}

impl Lower<'_> {
    /// The nodes of all roles, templates and permits that messages may ask.
    pub(super) fn messages(&mut self) -> MessageNodes {
        let messages = &self.model.messages;
        if messages.templates.is_empty() {
            return MessageNodes::default();
        }
        let permits = self.model.consents.iter().flat_map(|consents| &consents.permits);
        MessageNodes {
            roles: messages.roles.iter().map(|role| self.single(&role.of)).collect(),
            templates: messages.templates.iter().map(|template| self.template(template)).collect(),
            permits: permits.map(|permit| self.single(&permit.term)).collect(),
        }
    }

    fn template(&mut self, template: &MessageTemplate) -> TemplateNodes {
        let domain = template.each.map_or(Domain::Customer, Domain::Child);
        let mut variants = Vec::with_capacity(template.variants.len());
        for (when, text) in &template.variants {
            let when = self.single(when);
            variants.push((self.whole_domain(when, domain), self.texts(text, domain)));
        }
        TemplateNodes {
            text: self.texts(&template.text, domain),
            variants,
            requires: template.requires.iter().map(|term| self.shown_beside(term, domain)).collect(),
        }
    }

    fn texts(&mut self, text: &[Template; 2], domain: Domain) -> [Vec<Shown>; 2] {
        text.each_ref().map(|text| text.terms.iter().map(|term| self.shown_beside(term, domain)).collect())
    }
}
