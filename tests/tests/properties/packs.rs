//! What the analysis finds in the policies that are shipped, item by item: nothing appears or goes unnoticed.
//!
//! What is left is fields that are delivered beside those that rules need, and, as notes, what the policies decide on
//! purpose: two people are told of one event.

use appraise_core::load::analysed;
use appraise_core::policy::SourceFile;
use appraise_tests::corpus::root;

/// The findings and the notes of a policy, as codes and places.
fn told(path: &str) -> (Vec<String>, Vec<String>) {
    let path = root().join("core").join("policies").join(path);
    let mut paths = vec![path.clone()];
    if path.is_dir() {
        paths = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
    }
    let name = |path: &std::path::PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let texts: Vec<(String, String)> =
        paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect();
    let files: Vec<SourceFile<'_>> = texts.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let report = analysed(&files, None);
    assert!(report.ok, "{}", path.display());
    let show = |proved: &appraise_core::load::Proved| {
        let shown = if proved.witness.is_some() { " shown" } else { "" };
        format!("{} {}{shown}", proved.finding.code, proved.finding.pointer)
    };
    let (notes, findings): (Vec<_>, Vec<_>) =
        report.findings.iter().partition(|proved| proved.finding.severity == "note");
    (findings.into_iter().map(show).collect(), notes.into_iter().map(show).collect())
}

#[test]
fn shipped_policies_have_no_findings_but_fields_to_spare() {
    let packs = [
        ("card-attrition.yaml", vec!["W565 /schema/customers"]),
        ("eight-classes.yaml", vec!["W565 /schema/customers"]),
        ("retail-tiers.yaml", vec!["W565 /schema/customers"]),
        ("term-deposit.yaml", vec!["W565 /schema/customers"]),
        (
            "wealth-cvm",
            vec![
                "W565 /schema/months",
                "W565 /schema/interactions",
                "W565 /schema/surveys",
                "W565 /schema/events",
            ],
        ),
    ];
    for (pack, expected) in packs {
        let (findings, notes) = told(pack);
        assert_eq!(findings, expected, "{pack}");
        assert!(notes.iter().all(|note| note.ends_with(" shown")), "a note without a customer: {notes:?}");
        assert_eq!(notes, expected_notes(pack), "{pack}");
    }
}

/// What each policy decides on purpose.
fn expected_notes(pack: &str) -> Vec<&'static str> {
    match pack {
        "card-attrition.yaml" => vec!["W562 /alerts/use_collapsed shown"],
        "wealth-cvm" => vec![
            "W562 /playbooks/complaint/steps/committee shown",
            "W562 /alerts/aum_drop_branch shown",
            "W562 /alerts/cross_line_risk shown",
        ],
        _ => vec![],
    }
}
