//! Why a change is proposed, or why there is nobody, as a sentence for people.

use alloc::string::{String, ToString};

use super::{Against, Change, Why};
use crate::diagnostic::fill;
use crate::explain::render;
use crate::model::Model;
use crate::model::assignment::Assignment;
use crate::value::Lang;

/// The sentence about a change. `{0}` is the manager today, `{1}` the one to be, `{2}` the rule or the field that it is
/// about, `{3}` the rule that excludes everyone.
#[must_use]
pub fn sentence(model: &Model, assignment: &Assignment, change: &Change, lang: Lang) -> String {
    let why = match change.why {
        Why::NoManager => ["Nobody serves the customer.", "该客户目前无人服务。"],
        Why::Gone => ["{0} is not in the table any more.", "{0} 已不在名册中。"],
        Why::Inactive => ["{0} is not available.", "{0} 不再承担该职责。"],
        Why::Branch => ["{0} is of another branch.", "{0} 属于其他机构。"],
        Why::Need(_) => ["{0} does not meet “{2}”.", "{0} 不符合“{2}”。"],
        Why::OverCapacity => ["{0} has more customers than permitted.", "{0} 的客户数超过上限。"],
        Why::MakesRoom => ["{0} is needed for another customer.", "{0} 须为其他客户腾出名额。"],
        Why::Preferred => ["{1} suits better than {0}.", "{1} 比 {0} 更合适。"],
        Why::Unknown(_) => {
            ["It cannot be said who serves the customer: {2}.", "无法确定由谁服务该客户：{2}。"]
        }
    };
    let against = match change.against {
        None | Some(Against::Unknown) => ["", ""],
        Some(Against::UnknownBranch) => [" The customer's branch is unknown.", "该客户所属机构未知。"],
        Some(Against::Nobody) => [" Nobody is available.", "没有可用人员。"],
        Some(Against::Branch) => [" The branch has nobody.", "该机构没有可用人员。"],
        Some(Against::Need(_)) => [" Nobody else meets “{3}”.", "没有其他人员符合“{3}”。"],
        Some(Against::Needs) => [" Nobody meets all needs together.", "没有人员同时符合全部要求。"],
        Some(Against::Capacity) => [" Those who could have no room.", "符合条件的人员均无名额。"],
    };
    let pick = |words: [&'static str; 2]| if lang == Lang::En { words[0] } else { words[1] };
    let rule = |at: u16| {
        let rule = assignment.rules.get(usize::from(at));
        rule.map_or("", |r| r.label.as_ref().map_or(r.id.as_str(), |label| label.text(lang))).to_string()
    };
    let about = match change.why {
        Why::Need(at) => rule(at),
        Why::Unknown(cause) => render::unknown(model, &cause, lang).text,
        _ => String::new(),
    };
    let missing = if let Some(Against::Need(at)) = change.against { rule(at) } else { String::new() };
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    let args = [name(&change.from), name(&change.to), about, missing];
    fill(&[pick(why), pick(against)].concat(), &args)
}
