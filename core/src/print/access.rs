//! Who may see what, as sentences.

use alloc::string::String;
use alloc::vec::Vec;

use super::layout::Page;
use super::speech::{Speech, code};
use super::words;
use crate::model::access::{DataClass, Named, Role, Rows};

/// Roles and deputies.
pub(super) fn access(page: &mut Page, speech: &Speech<'_>) {
    let Some(access) = &speech.model.access else { return };
    page.heading(2, words::ACCESS.text(speech.lang));
    access.roles.iter().for_each(|decl| role(page, speech, decl));
    if let Some(deputies) = access.deputies {
        page.item(0, &speech.say(words::DEPUTIES, &[&speech.table(deputies.table)]));
    }
}

fn role(page: &mut Page, speech: &Speech<'_>, role: &Role) {
    let name = speech.name(&role.label, &role.id);
    let rows = match role.rows {
        Rows::All => speech.say(words::SEES_ALL, &[&name]),
        Rows::Own(own) => speech.say(words::SEES_OWN, &[&name, &speech.field(own)]),
        Rows::Head(own, head) => {
            let (table, head) = (speech.table(head.table), speech.field(head));
            speech.say(words::SEES_HEAD, &[&name, &speech.field(own), &table, &head])
        }
    };
    page.item(0, &rows);
    match role.highest {
        Some(highest) => page.item(1, &speech.say(words::SEES_CLASSES, &[up_to(highest)])),
        None => page.item(1, words::SEES_NO_CLASS.text(speech.lang)),
    }
    let names = |list: &[Named]| {
        let all: Vec<String> = list.iter().map(|named| called(speech, named)).collect();
        speech.listed(&all)
    };
    if let Some(only) = &role.only {
        page.item(1, &speech.say(words::SEES_ONLY, &[&names(only)]));
    }
    if !role.except.is_empty() {
        page.item(1, &speech.say(words::SEES_NOT, &[&names(&role.except)]));
    }
    if let Some(tables) = &role.tables {
        let tables: Vec<String> = tables.iter().map(|table| code(table)).collect();
        page.item(1, &speech.say(words::SEES_TABLES, &[&speech.listed(&tables)]));
    }
    if !role.pseudonyms.is_empty() {
        let fields: Vec<String> = role.pseudonyms.iter().map(|id| speech.field(*id)).collect();
        page.item(1, &speech.say(words::SEES_PSEUDONYMS, &[&speech.listed(&fields)]));
    }
}

fn called(speech: &Speech<'_>, named: &Named) -> String {
    match named {
        Named::Field(id) => speech.field(*id),
        Named::Definition(name) => code(name),
        Named::Column(table, column) => code(&alloc::format!("{table}.{column}")),
    }
}

/// The classes up to one, as they are read.
const fn up_to(highest: DataClass) -> &'static str {
    match highest {
        DataClass::C1 => "C1",
        DataClass::C2 => "C1, C2",
    }
}
