//! One message as its rule has it: to whom, with which text, with whose consent, and what of that is not there.
//!
//! Nothing here depends on other messages or on earlier runs.

use alloc::string::String;

use super::text::{Lack, filled};
use super::{Consent, Hold};
use crate::evaluate::{Cause, Machine, Subject};
use crate::explain::render;
use crate::model::{Domain, MessageTemplate, Notify, Template};
use crate::outcome::Run;
use crate::output::events::{child_rows, ranks};
use crate::program::{NodeId, Shown, TemplateNodes};
use crate::value::{Lang, Reason, Type};

/// A message as its rule has it.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// Who gets it.
    pub to_id: Option<String>,
    /// The template whose text it has; the rule's own when there is no text.
    pub template: u16,
    /// English, Chinese; absent when it cannot be said.
    pub texts: Option<[String; 2]>,
    /// What the customer has permitted.
    pub consent: Consent,
    /// What keeps it back.
    pub held: Option<(Hold, Option<Cause>)>,
}

/// A customer of the machine's present block, and the child row that the event is about.
#[derive(Clone, Copy)]
pub(crate) struct Subjects<'a> {
    pub run: &'a Run<'a>,
    pub machine: &'a Machine<'a>,
    /// Row of the customer.
    pub customer: usize,
    /// Id of the child row.
    pub child: Option<&'a String>,
}

type Refused = (Hold, Option<Cause>);

impl Subjects<'_> {
    /// The message of a rule; `taken` is who has taken the task over.
    pub fn draft(&self, notify: &Notify, taken: Option<&String>) -> Draft {
        let recipient = match taken {
            Some(person) => Ok(person.clone()),
            None => self.recipient(notify),
        };
        let consent = self.consent(notify);
        let said = self.said(notify);
        let template = said.as_ref().map_or(notify.template, |(template, _)| *template);
        let refused = match consent {
            (Consent::NotNeeded | Consent::Granted, _) => None,
            (_, cause) => Some((Hold::Consent, cause)),
        };
        let held = recipient.as_ref().err().copied().or(refused).or(said.as_ref().err().copied());
        let texts = said.ok().map(|(_, texts)| texts);
        Draft { to_id: recipient.ok(), template, texts, consent: consent.0, held }
    }

    /// The customer's own row within the block.
    fn own(&self) -> usize {
        self.customer - self.machine.range(Domain::Customer).start
    }

    fn cause(&self, id: NodeId, row: usize) -> Option<Cause> {
        self.machine.cause(id, row, &ranks(self.run.model))
    }

    fn recipient(&self, notify: &Notify) -> Result<String, Refused> {
        let Some(role) = notify.to else {
            return Ok(crate::output::customer_key(self.run.dataset, self.customer).into());
        };
        let own = self.own();
        let Some(id) = self.run.program.messages.roles.get(usize::from(role)).copied() else {
            return Err((Hold::NoRecipient, None));
        };
        if !self.machine.is_known(id, own) {
            return Err((Hold::NoRecipient, self.cause(id, own)));
        }
        match self.machine.text(self.machine.code_at(id, own)).trim() {
            "" => Err((Hold::NoRecipient, None)),
            person => Ok(person.into()),
        }
    }

    /// What the customer has permitted of what the channel and the template ask; only customers are asked.
    fn consent(&self, notify: &Notify) -> (Consent, Option<Cause>) {
        let messages = &self.run.model.messages;
        if notify.to.is_some() {
            return (Consent::NotNeeded, None);
        }
        let channel = messages.channels.get(usize::from(notify.channel)).and_then(|c| c.needs);
        let template = messages.chain(notify.template).filter_map(|template| template.needs);
        let mut found = (Consent::NotNeeded, None);
        for permit in channel.into_iter().chain(template) {
            let node = self.run.program.messages.permits.get(usize::from(permit)).copied();
            let one = node.map_or((Consent::Unknown, None), |id| self.permitted(id));
            if one.0 > found.0 {
                found = one;
            }
        }
        found
    }

    fn permitted(&self, id: NodeId) -> (Consent, Option<Cause>) {
        let own = self.own();
        match (self.machine.is_known(id, own), self.machine.is_true(id, own)) {
            (true, true) => (Consent::Granted, None),
            (true, false) => (Consent::Refused, None),
            (false, _) => (Consent::Unknown, self.cause(id, own)),
        }
    }

    /// The first text of the chain that can be said, with its template; else why the first one cannot.
    fn said(&self, notify: &Notify) -> Result<(u16, [String; 2]), Refused> {
        let messages = &self.run.model.messages;
        let length = messages.channels.get(usize::from(notify.channel)).and_then(|c| c.length);
        let mut first = None;
        let mut next = Some(notify.template);
        for _ in 0..messages.templates.len() {
            let Some(at) = next else { break };
            let template = messages.templates.get(usize::from(at));
            let Some((template, nodes)) =
                template.zip(self.run.program.messages.templates.get(usize::from(at)))
            else {
                break;
            };
            match self.text(template, nodes, length) {
                Ok(texts) => return Ok((at, texts)),
                Err(refused) => first = first.or(Some(refused)),
            }
            next = template.fallback;
        }
        Err(first.unwrap_or((Hold::Text, None)))
    }

    fn text(
        &self,
        template: &MessageTemplate,
        nodes: &TemplateNodes,
        length: Option<u32>,
    ) -> Result<[String; 2], Refused> {
        let row = self.row(template)?;
        for shown in &nodes.requires {
            self.required(*shown, row)?;
        }
        let mut chosen = (&template.text, &nodes.text);
        for ((_, text), (when, shown)) in template.variants.iter().zip(&nodes.variants) {
            if !self.machine.is_known(*when, row) {
                return Err((Hold::Text, self.cause(*when, row)));
            }
            if self.machine.is_true(*when, row) {
                chosen = (text, shown);
                break;
            }
        }
        let ([en, zh], [shown_en, shown_zh]) = chosen;
        Ok([
            self.filled((en, shown_en), row, Lang::En, length)?,
            self.filled((zh, shown_zh), row, Lang::ZhCn, length)?,
        ])
    }

    fn filled(
        &self,
        text: (&Template, &[Shown]),
        row: usize,
        lang: Lang,
        length: Option<u32>,
    ) -> Result<String, Refused> {
        filled(self.run, self.machine, text, row, lang, length).map_err(|lack| match lack {
            Lack::Unknown(cause) => (Hold::Text, cause),
            Lack::TooLong => (Hold::Length, None),
        })
    }

    /// The row of which a template speaks, within the block.
    fn row(&self, template: &MessageTemplate) -> Result<usize, Refused> {
        let Some(table) = template.each else { return Ok(self.own()) };
        let rows = child_rows(self.run, self.machine, table, self.customer);
        let found = rows.into_iter().find(|(_, id)| id.as_ref() == self.child).map(|(row, _)| row);
        let gone = Cause { reason: Reason::Missing, subject: Subject::Table(table) };
        found.ok_or((Hold::Text, Some(gone)))
    }

    /// A condition holds, any other value is known.
    fn required(&self, shown: Shown, row: usize) -> Result<(), Refused> {
        if let Some(cause) = render::cause(self.run, self.machine, shown, row) {
            return Err((Hold::Requires, Some(cause)));
        }
        match shown.node() {
            Some((id, Type::Bool)) if !self.machine.is_true(id, row) => Err((Hold::Requires, None)),
            _ => Ok(()),
        }
    }
}
