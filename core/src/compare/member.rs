//! The states that a customer can have of one item: members of both policies, unknown and absent.

use alloc::string::String;
use alloc::vec::Vec;

use crate::policy::Localised;

/// Members as a policy lists them: id and label.
pub(super) type Members = Vec<(String, Option<Localised>)>;

/// States of an item. The last but one is *unknown*, the last *absent*.
#[derive(Debug, Clone)]
pub(super) struct States {
    /// Id and label; ids are unique.
    pub all: Members,
    /// State of each member of the old policy.
    pub old: Vec<u16>,
    /// State of each member of the new one.
    pub new: Vec<u16>,
}

impl States {
    /// Members of the old policy, then those that only the new one has, then the two others. A member that is called
    /// like one of those keeps its name, and they get another.
    pub fn of(old: &Members, new: &Members) -> Self {
        let mut all = old.clone();
        let added = new.iter().filter(|(id, _)| !old.iter().any(|(known, _)| known == id));
        all.extend(added.cloned());
        for (member, label) in &mut all {
            let newer = new.iter().find(|(id, _)| id == member).and_then(|(_, newer)| newer.clone());
            *label = newer.or_else(|| label.take());
        }
        let place = |(id, _): &(String, Option<Localised>)| {
            let at = all.iter().position(|(known, _)| known == id);
            at.and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
        };
        let (old, new) = (old.iter().map(place).collect(), new.iter().map(place).collect());
        for (name, en, zh) in
            [("unknown", "unknown", "未知"), ("absent", "not in this run", "不在本次运行中")]
        {
            let mut name = String::from(name);
            while all.iter().any(|(known, _)| *known == name) {
                name.push('_');
            }
            all.push((name, Some(Localised { en: en.into(), zh_cn: zh.into() })));
        }
        Self { all, old, new }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The state of a member of one policy; unknown for none.
    pub fn of_code(&self, new: bool, code: Option<u32>) -> u16 {
        let codes = if new { &self.new } else { &self.old };
        code.and_then(|code| codes.get(code as usize).copied()).unwrap_or_else(|| self.unknown())
    }

    /// The state *unknown*.
    pub fn unknown(&self) -> u16 {
        u16::try_from(self.len().saturating_sub(2)).unwrap_or(u16::MAX)
    }

    /// The state *absent*.
    pub fn absent(&self) -> u16 {
        u16::try_from(self.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }
}
