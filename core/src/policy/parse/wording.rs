//! What is said for people: labels, descriptions, sources, owners, and members with labels.
//!
//! Everything read here is noted as wording, so that the hash of the meaning leaves it out. Wording that cannot be
//! read is reported but never keeps a policy from being checked.

use alloc::vec::Vec;

use crate::policy::{About, Localised, Member};
use crate::text::read::{Item, Map, Reader, join};

/// Those of `label`, `description`, `source` and `owner` that `keys` permits here.
pub fn about(r: &mut Reader, map: &mut Map<'_>, keys: &[&'static str]) -> About {
    let lost = r.lost;
    let mut about = About::default();
    for key in keys {
        let Some(item) = map.take(key) else { continue };
        r.wording(&item);
        match *key {
            "label" => about.label = localised(r, &item),
            "description" => about.description = localised(r, &item),
            "source" => about.source = r.string(&item),
            _ => about.owner = r.string(&item),
        }
    }
    r.lost = lost;
    about
}

/// A text in both languages.
pub fn localised(r: &mut Reader, item: &Item<'_>) -> Option<Localised> {
    let mut map = r.map(item)?;
    let en = map.need(r, "en").and_then(|i| r.string(&i));
    let zh_cn = map.need(r, "zh-CN").and_then(|i| r.string(&i));
    map.finish(r);
    Some(Localised { en: en?, zh_cn: zh_cn? })
}

/// The members of an enumeration, or reason codes: a list of ids, or ids with labels. The ids are not wording.
pub fn members(r: &mut Reader, item: &Item<'_>) -> Vec<Member> {
    if item.is_map() {
        return labelled_members(r, item);
    }
    let mut members = Vec::new();
    for item in r.list(item) {
        if let Some(text) = r.value(&item) {
            members.push(Member { id: text.text, label: None, at: item.at() });
        }
    }
    members
}

/// Ids with labels.
pub fn labelled_members(r: &mut Reader, item: &Item<'_>) -> Vec<Member> {
    let lost = r.lost;
    let mut members = Vec::new();
    for (key, item) in r.entries(item) {
        r.wording.intern(&join(&item.pointer, "en"));
        r.wording.intern(&join(&item.pointer, "zh-CN"));
        let label = localised(r, &item);
        members.push(Member { id: key.text.clone(), label, at: item.at() });
    }
    r.lost = lost;
    members
}
