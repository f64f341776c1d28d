//! Prints the JSON Schema of policy documents.

use appraise_tests::policy_schema::published;

fn main() -> serde_json::Result<()> {
    print!("{}", published()?);
    Ok(())
}
