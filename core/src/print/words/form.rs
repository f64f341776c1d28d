//! Wording of forms.

use super::Phrase;

pub(in crate::print) const FORMS: Phrase = Phrase("Forms", "表单");
pub(in crate::print) const FORM_RULE: Phrase = Phrase(
    "What somebody has signed on a form fills what the bank's systems have not delivered; of several entries the last counts. Where both say something and differ, the delivered value counts and the entry is listed.",
    "表单中已署名的内容用于填补系统未提供的数据，有多条的以最近一条为准；两者均有且不一致的，以系统数据为准，并列示该条表单内容。",
);
pub(in crate::print) const FORM_FILLS: Phrase = Phrase("{0} fills {1}.", "{0}填写{1}。");
pub(in crate::print) const FORM_FILLS_FOR: Phrase =
    Phrase("{0} fills {1}, for {2}.", "{0}填写{1}，有效期{2}。");
