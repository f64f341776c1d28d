//! The Appraise engine.
//!
//! ```text
//! text --parse--> Policy --check--> Model --compile--> Program --evaluate--> Outcome --explain--> Explanation
//! ```
//!
//! Nouns are data, each arrow is one public function, and a stage never looks back. The crate does no I/O and has no
//! clock, randomness, threads or globals: whoever calls it supplies the texts, the tables and the as-of date.
//!
//! | Stage | Module | What it does |
//! |---|---|---|
//! | parse | [`text`], [`policy`] | YAML with places to a policy as written; canonical form and hashes |
//! | check | [`model`], with [`cel`] as the front end of expressions | names, types, weights, cells as sets, proofs about tables |
//! | compile | [`program`] | one flat list of nodes, equal subexpressions once, constants folded by the evaluator itself |
//! | read | [`dataset`], with [`column`], [`number`], [`date`] | CSV, newline-delimited JSON and typed buffers to columns; faults, quarantine, joins |
//! | relate | [`relate`] | totals over households and companies, before the run that uses them |
//! | evaluate | [`evaluate`], [`standing`], [`outcome`], [`funnel`] | the program over blocks of customers, bitmaps of known rows, what each condition lets through |
//! | evaluate again | [`rescore`] | the same after another run: what a moved threshold does not touch is taken over, to the bit |
//! | plan | [`state`], [`plan`] | tasks over days; contacts of a manager's day under caps and capacity; who serves whom |
//! | offer | [`offer`] | per customer what may be offered, ranked by what it is worth, and why the rest may not |
//! | part | [`parts`], [`dataset::Index`] | which policies may be run on some customers after the others, and whose each record is |
//! | ask | [`query`] | figures of any groups of the scored customers, and the customers behind them |
//! | put out | [`output`], [`explain`], [`print`], [`catalogue`], [`suite`], [`report`] | tables, CSV, one customer's reasons, rules as sentences, policy tests |
//! | add up | [`share`] | what a part of a population adds to the figures of the whole |
//! | analyse | [`analysis`] | what can be proved about a policy before it runs, each finding with a customer who shows it |
//! | cover | [`coverage`] | what the policy's own tests reach, and tests for what they do not |
//! | assess | [`assess`] | what rules and scores have been worth on a labelled history |
//! | turn round | [`counterfactual`] | the cheapest change by which a customer reaches a goal, and what comes out if something is otherwise |
//! | map | [`mapping`] | which column of a source holds which field |
//! | compare | [`change`], [`mod@compare`] | two documents to the places where they differ: threshold, logic or wording; two outcomes to who moves |
//! | | [`split`] | two runs to what the data and what the policy did to each score |
//! | measure | [`effect`] | what became of the tasks of rules, and what came of the customers they told of |
//!
//! Doors call [`load`], [`dataset::Builder`], [`outcome::Run`] and [`output`]; [`diagnostic`] is what authors are told. A door
//! that judges few customers often hands an [`evaluate::Workspace`] from run to run.
//!
//! Deliberately absent: a row-at-a-time evaluator (one customer is a batch of one), floating-point library functions
//! of the platform (`libm` is used everywhere), iteration over hash order.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod analysis;
pub mod assess;
pub mod catalogue;
pub mod cel;
pub mod change;
pub mod column;
pub mod compare;
pub mod counterfactual;
pub mod coverage;
pub mod dataset;
pub mod date;
pub mod diagnostic;
pub mod effect;
pub mod evaluate;
pub mod explain;
pub mod funnel;
pub mod load;
pub mod mapping;
pub mod model;
pub mod number;
pub mod offer;
pub mod order;
pub mod outcome;
pub mod output;
pub mod overlap;
pub mod parts;
pub mod plan;
pub mod policy;
pub mod print;
pub mod program;
pub mod query;
pub mod relate;
pub mod report;
pub mod rescore;
pub mod share;
pub mod split;
pub mod standing;
pub mod state;
pub mod suite;
pub mod text;
pub mod value;
