//! Runs in one workspace against runs by themselves, to the bit: every case file, and books of one policy that grow and
//! shrink between one customer and some blocks.

use appraise_core::dataset::Dataset;
use appraise_core::evaluate::Workspace;
use appraise_core::load::Loaded;
use appraise_core::output::digest;
use appraise_tests::job;

use super::rescore::{every_case, loaded, read, run, told};

/// Runs twice in the workspace, with contributions and without, and each time by itself.
fn same(name: &str, policy: &Loaded, dataset: &Dataset, instant: &str, workspace: &mut Workspace) -> bool {
    let Some(run) = run(policy, dataset, instant) else { return false };
    for contributions in [true, false] {
        let alone = run.evaluate(contributions);
        let within = run.evaluate_in(workspace, contributions);
        assert_eq!(told(&within), told(&alone), "{name}");
        assert_eq!(digest(&run, &within), digest(&run, &alone), "{name}: output tables");
    }
    true
}

#[test]
fn one_workspace_serves_every_policy_after_the_other() {
    let (mut workspace, mut runs) = (Workspace::default(), 0);
    every_case(|name, _, policy, dataset, instant| {
        runs += usize::from(same(name, policy, dataset, instant, &mut workspace));
    });
    assert!(runs > 100, "few cases were run: {runs}");
}

#[test]
fn books_of_all_sizes_share_one() {
    let mut workspace = Workspace::default();
    let policy = loaded(&job::rb8(1).files).unwrap();
    for rows in [1, 3, 300, 2, 0, 2500, 1, 1] {
        let job = job::rb8(rows);
        assert!(same(job.name, &policy, &read(&job, &policy), job.as_of, &mut workspace), "{rows} rows");
    }
    let policy = loaded(&job::bank(1).unwrap().files).unwrap();
    for customers in [2, 1, 40, 3] {
        let job = job::bank(customers).unwrap();
        assert!(same(job.name, &policy, &read(&job, &policy), job.as_of, &mut workspace), "{customers}");
    }
}

/// A policy of the same shape, so that only what is kept of scorecards tells it apart.
#[test]
fn a_policy_that_was_changed_is_another() {
    let (job, mut workspace) = (job::rb8(200), Workspace::default());
    let mut policy = loaded(&job.files).unwrap();
    let dataset = read(&job, &policy);
    assert!(same("as written", &policy, &dataset, job.as_of, &mut workspace));
    let (name, text) = &job.files[0];
    let changed = text.replacen("[\"< 5\", 10]", "[\"< 5\", 20]", 1);
    assert_ne!(changed, *text, "the policy of the job says something else");
    policy = loaded(&vec![(name.clone(), changed)]).unwrap();
    assert!(same("changed", &policy, &dataset, job.as_of, &mut workspace));
    let copy = policy.clone();
    drop(policy);
    assert!(same("a copy", &copy, &dataset, job.as_of, &mut workspace));
}
