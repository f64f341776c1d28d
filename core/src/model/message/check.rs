//! Roles, channels, templates and what alerts send, checked one by one.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{CUSTOMER, Channel, MessageTemplate, Messages, Notify, Quiet, Role};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::access::DataClass;
use crate::model::aggregate::child_table;
use crate::model::check::{template, text_term};
use crate::model::consent::{Consents, Permit};
use crate::model::literal;
use crate::model::names::RowScope;
use crate::model::reference::minute as minute_of_day;
use crate::model::schema::{CUSTOMERS, RowKey, Schema, TableId};
use crate::model::term::{Template, Term};
use crate::model::typing::{Scope, Typing};
use crate::policy::{
    self, At, Basis, ChannelDecl, NotifyDecl, Policy, QuietDecl, RecipientDecl, Telling, TemplateDecl, Text,
};

/// Checks roles, channels and templates; `None` has been reported.
pub(in crate::model) fn messages(
    scope: &Scope<'_>,
    policy: &Policy,
    consents: Option<&Consents>,
    out: &mut Diagnostics,
) -> Option<Messages> {
    let mut check = MessageCheck { scope, policy, consents, out };
    let roles: Vec<Option<Role>> = policy.roles.iter().map(|decl| check.role(decl)).collect();
    let channels: Vec<Option<Channel>> = policy.channels.iter().map(|decl| check.channel(decl)).collect();
    let templates: Vec<Option<MessageTemplate>> =
        policy.templates.iter().map(|decl| check.template(decl)).collect();
    check.fallbacks(&templates);
    Some(Messages {
        roles: roles.into_iter().collect::<Option<_>>()?,
        channels: channels.into_iter().collect::<Option<_>>()?,
        templates: templates.into_iter().collect::<Option<_>>()?,
    })
}

struct MessageCheck<'a, 'b> {
    scope: &'a Scope<'a>,
    policy: &'a Policy,
    consents: Option<&'a Consents>,
    out: &'b mut Diagnostics,
}

impl MessageCheck<'_, '_> {
    fn say(&mut self, code: Code, at: &Text, args: &[&dyn ToString]) {
        self.out.push(Diagnostic::new(code, at.span, &at.pointer, args));
    }

    fn role(&mut self, decl: &RecipientDecl) -> Option<Role> {
        if decl.id == CUSTOMER {
            let args: [&dyn ToString; 2] = [&decl.id, &"the customer"];
            self.out.push(Diagnostic::new(Code::NameTaken, decl.at.span, &decl.at.pointer, &args));
        }
        let of = text_term(self.scope, None, &decl.of, self.out)?;
        Some(Role { id: decl.id.clone(), label: decl.about.label.clone(), of })
    }

    fn channel(&mut self, decl: &ChannelDecl) -> Option<Channel> {
        let class = [DataClass::C1, DataClass::C2].into_iter().find(|class| class.id() == decl.class.text);
        if class.is_none() {
            self.say(Code::BadClass, &decl.class, &[&decl.class.text]);
        }
        let needs = self.needs(decl.needs.as_ref());
        let quiet = match &decl.quiet {
            None | Some(QuietDecl::Follow(true)) => Some(Quiet::Policy),
            Some(QuietDecl::Follow(false)) => Some(Quiet::Never),
            Some(QuietDecl::Hours(from, to)) => self.hours(from, to),
        };
        Some(Channel {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            class: class?,
            quiet: quiet?,
            needs: needs?,
            length: decl.length,
        })
    }

    fn hours(&mut self, from: &Text, to: &Text) -> Option<Quiet> {
        let (first, last) = (minute(from, self.out)?, minute(to, self.out)?);
        if first == last {
            self.say(Code::EmptyRange, to, &[&from.text, &to.text]);
            return None;
        }
        Some(Quiet::Hours(first, last))
    }

    /// The consent of a category; `None` has been reported.
    fn needs(&mut self, category: Option<&Text>) -> Option<Option<u16>> {
        let Some(category) = category else { return Some(None) };
        let Some(consents) = self.consents else {
            self.say(Code::NeedsConsents, category, &[&category.text]);
            return None;
        };
        let of = |p: &Permit| p.category == category.text && p.basis == Basis::Consent;
        consents.permits.iter().position(of).and_then(|at| u16::try_from(at).ok()).map(Some)
    }

    fn template(&mut self, decl: &TemplateDecl) -> Option<MessageTemplate> {
        let each = match &decl.each {
            None => None,
            Some((table, alias)) => {
                let table = child_table(self.scope, table.text.trim(), table, self.out)?;
                Some(RowScope { table, alias: alias.clone(), bare: false })
            }
        };
        let row = each.as_ref();
        let channels: Vec<Option<u16>> = decl.channels.iter().map(|c| self.channel_named(c)).collect();
        if decl.channels.is_empty() {
            let what = format!("`channels` of template `{}`", decl.id);
            self.out.push(Diagnostic::new(Code::NoIndicators, decl.at.span, &decl.at.pointer, &[&what]));
        }
        let text = self.wording(row, &decl.text, decl);
        let mut variants = Vec::with_capacity(decl.variants.len());
        for (when, text) in &decl.variants {
            let when = Typing::new(self.scope, row.cloned(), when, self.out).condition();
            let text = self.wording(row, text, decl);
            variants.push(when.zip(text));
        }
        let parsed = |text| Typing::new(self.scope, row.cloned(), text, self.out).parse();
        let requires: Vec<Option<Term>> = decl.requires.iter().map(parsed).collect();
        let needs = self.needs(decl.needs.as_ref());
        let fallback = match &decl.fallback {
            None => Some(None),
            Some(name) => template_named(self.policy, name, self.out).map(Some),
        };
        Some(MessageTemplate {
            id: decl.id.clone(),
            label: decl.about.label.clone(),
            version: decl.version,
            channels: channels.into_iter().collect::<Option<_>>()?,
            each: each.map(|row| row.table),
            text: text?,
            variants: variants.into_iter().collect::<Option<_>>()?,
            requires: requires.into_iter().collect::<Option<_>>()?,
            needs: needs?,
            fallback: fallback?,
        })
    }

    fn channel_named(&mut self, name: &Text) -> Option<u16> {
        channel_named(self.policy, name, self.out)
    }

    /// A text in both languages, which without its values is not longer than the channels take.
    fn wording(
        &mut self,
        row: Option<&RowScope>,
        (en, zh): &(Text, Text),
        decl: &TemplateDecl,
    ) -> Option<[Template; 2]> {
        let texts = [en, zh].map(|text| (text, template(self.scope, row, text, self.out)));
        let used = |c: &&ChannelDecl| decl.channels.iter().any(|name| name.text == c.id);
        let policy = self.policy;
        for channel in policy.channels.iter().filter(used) {
            for (text, found) in &texts {
                let fixed = found.iter().flat_map(|t| &t.texts).map(|t| t.chars().count()).sum::<usize>();
                if let Some(length) = channel.length.filter(|length| fixed > *length as usize) {
                    self.say(Code::TextTooLong, text, &[&fixed, &channel.id, &length]);
                }
            }
        }
        let [(_, en), (_, zh)] = texts;
        Some([en?, zh?])
    }

    /// A template that stands in for another speaks of no other row, and none of them stands in for itself.
    fn fallbacks(&mut self, templates: &[Option<MessageTemplate>]) {
        let policy = self.policy;
        for (decl, own) in policy.templates.iter().zip(templates) {
            let (Some(name), Some(own)) = (&decl.fallback, own) else { continue };
            let next = |of: &MessageTemplate| templates.get(usize::from(of.fallback?))?.as_ref();
            let chain = core::iter::successors(next(own), |last| next(last));
            if chain.take(templates.len()).any(|t| t.id == own.id) {
                self.say(Code::FallbackLoop, name, &[&decl.id]);
            }
            if let Some(other) = next(own).filter(|other| other.each.is_some() && other.each != own.each) {
                let (of, asked) = rows(self.scope.schema, other.each, own.each);
                self.say(Code::TemplateRow, name, &[&other.id, &of, &asked]);
            }
        }
    }
}

/// The names of the tables of whose rows a template and what sends it speak.
fn rows(schema: &Schema, own: Option<TableId>, asked: Option<TableId>) -> (String, String) {
    let name = |id: Option<TableId>| {
        let id = id.unwrap_or(CUSTOMERS);
        schema.table(id).map_or(String::new(), |table| table.id.clone())
    };
    (name(own), name(asked))
}

fn minute(text: &Text, out: &mut Diagnostics) -> Option<u16> {
    let minute = minute_of_day(&text.text).filter(|minute| *minute < 24 * 60);
    if minute.is_none() {
        out.push(Diagnostic::new(Code::BadTimeOfDay, text.span, &text.pointer, &[&text.text]));
    }
    minute
}

/// The index of what has a name, or a finding that lists the names there are.
pub(in crate::model) fn named<'a>(
    name: &Text,
    all: impl Iterator<Item = &'a str> + Clone,
    code: Code,
    out: &mut Diagnostics,
) -> Option<u16> {
    let found = all.clone().position(|id| id == name.text).and_then(|at| u16::try_from(at).ok());
    if found.is_none() {
        out.push(Diagnostic::new(code, name.span, &name.pointer, &[&name.text, &literal::join(all)]));
    }
    found
}

fn channel_named(policy: &Policy, name: &Text, out: &mut Diagnostics) -> Option<u16> {
    named(name, policy.channels.iter().map(|c| c.id.as_str()), Code::UnknownChannel, out)
}

fn template_named(policy: &Policy, name: &Text, out: &mut Diagnostics) -> Option<u16> {
    named(name, policy.templates.iter().map(|t| t.id.as_str()), Code::UnknownTemplate, out)
}

/// The messages of an alert that asks rows of `each`; `None` has been reported.
pub(in crate::model) fn notify(
    scope: &Scope<'_>,
    policy: &Policy,
    alert: &policy::Alert,
    each: Option<TableId>,
    out: &mut Diagnostics,
) -> Option<Vec<Notify>> {
    let keyed = scope.schema.table(CUSTOMERS).is_some_and(|table| table.key != RowKey::RowNumber);
    if let Some(first) = alert.notify.first().filter(|_| !keyed) {
        let At { span, pointer } = &first.at;
        out.push(Diagnostic::new(Code::MessagesWithoutKey, *span, pointer, &[&alert.id]));
    }
    if alert.automatic && alert.notify.is_empty() {
        let At { span, pointer } = &alert.at;
        out.push(Diagnostic::new(Code::SilentStep, *span, pointer, &[&alert.id]));
    }
    let escalates = alert.task.as_ref().is_some_and(|task| task.escalate.is_some());
    for decl in alert.notify.iter().filter(|decl| decl.when == Telling::Escalated && !escalates) {
        out.push(Diagnostic::new(Code::MissingKey, decl.at.span, &decl.at.pointer, &[&"escalate"]));
    }
    let checked: Vec<Option<Notify>> =
        alert.notify.iter().map(|decl| one(scope, policy, decl, each, out)).collect();
    checked.into_iter().collect()
}

fn one(
    scope: &Scope<'_>,
    policy: &Policy,
    decl: &NotifyDecl,
    each: Option<TableId>,
    out: &mut Diagnostics,
) -> Option<Notify> {
    let roles = policy.roles.iter().map(|r| r.id.as_str());
    let to = match decl.to.text.as_str() {
        CUSTOMER => Some(None),
        _ => {
            let all = [CUSTOMER].into_iter().chain(roles);
            // The customer stands first in the list of names.
            named(&decl.to, all, Code::UnknownRole, out).map(|at| at.checked_sub(1))
        }
    };
    let channel = channel_named(policy, &decl.channel, out);
    let template = template_named(policy, &decl.template, out);
    let at = match &decl.time {
        None => Some(None),
        Some(text) => minute(text, out).map(Some),
    };
    let (to, channel, template, at) = (to?, channel?, template?, at?);
    let mut next = policy.templates.get(usize::from(template));
    for _ in 0..policy.templates.len() {
        let Some(found) = next else { break };
        if !found.channels.iter().any(|name| name.text == decl.channel.text) {
            let known = literal::join(found.channels.iter().map(|name| name.text.as_str()));
            let args: [&dyn ToString; 3] = [&found.id, &decl.channel.text, &known];
            out.push(Diagnostic::new(Code::NotForChannel, decl.template.span, &decl.template.pointer, &args));
        }
        let fallback = found.fallback.as_ref();
        next = fallback.and_then(|name| policy.templates.iter().find(|t| t.id == name.text));
    }
    let own = policy.templates.get(usize::from(template)).and_then(|t| t.each.as_ref());
    let own = own.and_then(|(table, _)| scope.schema.table_named(table.text.trim()));
    if own.is_some() && own != each {
        let (of, asked) = rows(scope.schema, own, each);
        let args: [&dyn ToString; 3] = [&decl.template.text, &of, &asked];
        out.push(Diagnostic::new(Code::TemplateRow, decl.template.span, &decl.template.pointer, &args));
    }
    Some(Notify { to, channel, template, at, when: decl.when })
}
