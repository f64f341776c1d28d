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

/// Reads `review_by`, and `effective` of a rule that acts on its days only.
pub fn governed(r: &mut Reader, map: &mut Map<'_>, about: &mut About, acts: bool) {
    about.review_by = map.take("review_by").and_then(|i| r.text(&i));
    if !acts {
        return;
    }
    let Some(mut days) = map.take("effective").and_then(|i| r.map(&i)) else { return };
    about.from = days.take("from").and_then(|i| r.text(&i));
    about.to = days.take("to").and_then(|i| r.text(&i));
    days.finish(r);
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
