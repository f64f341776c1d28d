//! Who gets what of a run: the two tables by which a run is cut into one folder per audience.
//!
//! `access_rows` says which customers each person of a role sees, `access_columns` what each role gets of each column
//! of the input and output tables. Whoever delivers a run joins the two with it and decides nothing.
//!
//! INVARIANT: a customer whom a role cannot be worked out for is listed as seen by nobody, with the reason.
//! INVARIANT: a column whose origin is not known counts as resting on every field.

mod columns;
mod rows;

pub(super) use columns::columns;
pub(super) use rows::rows;
pub(crate) use rows::seen_by;

/// Name of the table of customers and audiences.
pub const ROWS: &str = "access_rows";
/// Name of the table of columns and roles.
pub const COLUMNS: &str = "access_columns";

/// The audience of a role that sees all customers.
const ALL: &str = "all";
