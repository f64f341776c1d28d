//! Runs in one workspace against runs by themselves, to the bit: every case file, and books of one policy that grow and
//! shrink between one customer and some blocks.

use appraise_core::dataset::{Builder, Dataset};
use appraise_core::evaluate::Workspace;
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Run, as_of};
use appraise_core::output::digest;
use appraise_core::policy::SourceFile;
use appraise_core::state::accepts;
use appraise_tests::corpus::case::all;
use appraise_tests::corpus::{Case, native, root};
use appraise_tests::job::{self, Job, Rows};

fn loaded(files: &[(String, String)]) -> Option<Loaded> {
    let sources: Vec<SourceFile<'_>> = files.iter().map(|(name, text)| SourceFile { name, text }).collect();
    load(&sources).1
}

/// Runs twice in the workspace, and once by itself.
fn same(name: &str, policy: &Loaded, dataset: &Dataset, instant: &str, workspace: &mut Workspace) -> bool {
    let Ok(as_of) = as_of(&policy.model, instant, true) else { return false };
    let run = Run { model: &policy.model, program: &policy.program, dataset, as_of };
    if accepts(&run).is_err() {
        return false;
    }
    for contributions in [true, false] {
        let alone = run.evaluate(contributions);
        let within = run.evaluate_in(workspace, contributions);
        assert_eq!(digest(&run, &within), digest(&run, &alone), "{name}: output tables");
        assert_eq!(format!("{:?}", within.cards), format!("{:?}", alone.cards), "{name}");
        assert_eq!(format!("{:?}", within.funnels), format!("{:?}", alone.funnels), "{name}");
    }
    true
}

#[test]
fn one_workspace_serves_every_policy_after_the_other() {
    let (mut workspace, mut runs) = (Workspace::default(), 0);
    for path in all(&root().join("tests/cases")) {
        let Ok(Ok(input)) = Case::read(&path).map(|case| case.input(&path)) else { continue };
        let Some(policy) = loaded(&input.files).filter(|_| input.case.request.is_none()) else { continue };
        let Some(instant) = &input.case.as_of else { continue };
        let Ok(dataset) = native::dataset(&input, &policy.model, usize::MAX, &|_| true) else { continue };
        runs += usize::from(same(&path.display().to_string(), &policy, &dataset, instant, &mut workspace));
    }
    assert!(runs > 100, "few cases were run: {runs}");
}

fn read(job: &Job, policy: &Loaded) -> Dataset {
    let mut builder = Builder::new(&policy.model.schema);
    for (name, rows) in &job.tables {
        let Rows::Text(text) = rows else { panic!("columns") };
        builder.read(name, text, true).unwrap();
    }
    builder.seal().unwrap()
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

#[test]
fn a_policy_that_was_changed_is_another() {
    let (job, mut workspace) = (job::rb8(5), Workspace::default());
    let mut policy = loaded(&job.files).unwrap();
    let dataset = read(&job, &policy);
    assert!(same("as written", &policy, &dataset, job.as_of, &mut workspace));
    let cut = job.files[0].1.replacen("aum > 50000", "aum > 60000", 1);
    assert_ne!(cut, job.files[0].1, "the policy of the job says something else");
    policy = loaded(&[("rb8.yaml".into(), cut)]).unwrap();
    assert!(same("changed", &policy, &dataset, job.as_of, &mut workspace));
    let copy = policy.clone();
    drop(policy);
    assert!(same("a copy", &copy, &dataset, job.as_of, &mut workspace));
}
