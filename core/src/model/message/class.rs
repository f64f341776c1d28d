//! What texts show against what their channels may carry.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::MessageTemplate;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::access::DataClass;
use crate::model::schema::{CUSTOMERS, FieldId};
use crate::model::{Model, rests_on};
use crate::policy::Policy;

/// Checks what the texts of a model show against the classes of their channels, and that each is sent by somebody.
pub(in crate::model) fn check(model: &Model, policy: &Policy, out: &mut Diagnostics) {
    let messages = &model.messages;
    let mut used: Vec<&str> = Vec::new();
    for notify in model.alerts.iter().flat_map(|alert| &alert.notify) {
        used.extend(messages.chain(notify.template).map(|t| t.id.as_str()));
    }
    for (decl, template) in policy.templates.iter().zip(&messages.templates) {
        if !used.contains(&template.id.as_str()) {
            out.push(Diagnostic::new(Code::UnusedTemplate, decl.at.span, &decl.at.pointer, &[&decl.id]));
        }
        for (name, channel) in decl.channels.iter().zip(&template.channels) {
            let Some(channel) = messages.channels.get(usize::from(*channel)) else { continue };
            for (shown, path) in above(model, template, channel.class) {
                let class = model.data_class(shown).id();
                let args: [&dyn ToString; 5] = [&decl.id, &path, &class, &channel.id, &channel.class.id()];
                out.push(Diagnostic::new(Code::ChannelClass, name.span, &name.pointer, &args));
            }
        }
    }
}

/// Fields above a class on which the texts of a template rest, each once, with the way to it.
fn above(model: &Model, template: &MessageTemplate, class: DataClass) -> Vec<(FieldId, String)> {
    let mut found: Vec<(FieldId, String)> = Vec::new();
    for term in template.shown() {
        rests_on(model, term, &mut |id, path| {
            let (Some(table), Some(field)) = (model.schema.table(id.table), model.schema.field(id)) else {
                return;
            };
            if model.data_class(id) <= class || found.iter().any(|(seen, _)| *seen == id) {
                return;
            }
            let name =
                if id.table == CUSTOMERS { field.id.clone() } else { format!("{}.{}", table.id, field.id) };
            let way: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
            found.push((id, way.join(" -> ")));
        });
    }
    found
}
