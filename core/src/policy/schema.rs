//! The schema: tables and their fields.

use alloc::string::String;
use alloc::vec::Vec;

use super::change::change;
use super::lawful::lawful;
use super::parse::each;
use super::parse::wording::{about, members};
use super::{FieldDecl, TableDecl, TimeDecl};
use crate::text::read::{Item, Map, Reader};

/// A table. `customers` has a key; every other table has a parent, and rows with ids.
pub(super) fn table(r: &mut Reader, id: String, item: &Item<'_>) -> Option<TableDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label"]);
    let customers = id == "customers";
    let (mut key, mut parent, mut row_id, mut max_rows) = (None, None, None, None);
    let mut time = TimeDecl::default();
    let (mut aliases, mut suspect) = (false, Vec::new());
    if customers {
        key = map.need(r, "key").and_then(|i| r.text(&i));
        aliases = map.take("aliases").and_then(|i| r.bool(&i)).unwrap_or_default();
        suspect = map.take("suspect").map(|i| r.texts(&i)).unwrap_or_default();
    } else {
        parent = map.need(r, "parent").and_then(|i| r.text(&i));
        row_id = map.need(r, "id").and_then(|i| r.text(&i));
        max_rows = map.take("max_rows").and_then(|i| r.whole(&i));
        time = super::time::time(r, &mut map);
    }
    let (delimiter, quote) = framing(r, &mut map);
    let fields = map.need(r, "fields");
    let fields = each(r, fields, field);
    map.finish(r);
    Some(TableDecl {
        id,
        at: item.at(),
        about,
        key,
        aliases,
        suspect,
        parent,
        row_id,
        max_rows,
        time,
        delimiter,
        quote,
        fields,
    })
}

/// `from`: how the CSV file is written, where that is not left to detection.
pub(super) fn framing(r: &mut Reader, map: &mut Map<'_>) -> (Option<u8>, Option<u8>) {
    let Some(mut from) = map.take("from").and_then(|i| r.map(&i)) else { return (None, None) };
    let delimiter = from.take("delimiter").and_then(|i| character(r, &i));
    let quote = from.take("quote").and_then(|i| character(r, &i));
    from.finish(r);
    (delimiter, quote)
}

fn character(r: &mut Reader, item: &Item<'_>) -> Option<u8> {
    let text = r.text(item)?;
    match text.text.as_bytes() {
        [byte] if byte.is_ascii_punctuation() || *byte == b'\t' => Some(*byte),
        _ => {
            r.wrong_shape(item, "one punctuation character or a tab");
            None
        }
    }
}

/// A field of a table, or an output of a decision table.
pub(super) fn field(r: &mut Reader, id: String, item: &Item<'_>) -> Option<FieldDecl> {
    let mut map = r.map(item)?;
    let about = about(r, &mut map, &["label", "description"]);
    let ty = map.need(r, "type").and_then(|i| r.text(&i));
    let values = map.take("values").map(|i| members(r, &i)).unwrap_or_default();
    let field = FieldDecl {
        id,
        at: item.at(),
        about,
        ty: ty.clone().unwrap_or_default(),
        values,
        from: map.take("from").and_then(|i| r.string(&i)),
        unit: map.take("unit").and_then(|i| r.string(&i)),
        min: map.take("min").and_then(|i| r.value(&i)),
        max: map.take("max").and_then(|i| r.value(&i)),
        nullable: map.take("nullable").and_then(|i| r.bool(&i)).unwrap_or_default(),
        planned: map.take("planned").and_then(|i| r.bool(&i)).unwrap_or_default(),
        null_texts: cell_texts(r, map.take("null")),
        true_texts: cell_texts(r, map.take("true")),
        false_texts: cell_texts(r, map.take("false")),
        class: map.take("class").and_then(|i| r.text(&i)),
        purpose: map.take("purpose").map(|i| r.texts(&i)).unwrap_or_default(),
        lawful: lawful(r, &mut map),
        change: map.take("change").and_then(|i| change(r, &i)),
    };
    map.finish(r);
    ty.map(|_| field)
}

fn cell_texts(r: &mut Reader, item: Option<Item<'_>>) -> Vec<String> {
    item.map(|i| r.values(&i)).unwrap_or_default()
}
