//! The descriptor of typed columns, as a host hands it to the module.

use appraise_core::dataset::{Builder, InputColumn};

#[expect(dead_code, reason = "the module describes its output with the rest")]
#[path = "../../../wasm/src/abi/columns.rs"]
mod columns;

/// Where the buffer is said to lie.
const BASE: u32 = 4096;

/// The bytes are a buffer with a descriptor at its start.
pub fn descriptor(bytes: &[u8]) {
    let Ok(read) = columns::read(bytes, BASE) else { return };
    let input: Vec<InputColumn<'_>> = read.iter().map(columns::Column::input).collect();
    let (loaded, _) = super::small();
    let mut builder = Builder::new(&loaded.model.schema);
    if builder.put("customers", &input).is_ok() {
        let sealed = builder.seal();
        assert!(sealed.is_ok(), "what was put can be sealed");
    }
}

/// As the module tells an address; here nobody follows it.
fn address<T>(pointer: *const T) -> u32 {
    u32::try_from(pointer as usize & 0xffff_ffff).unwrap_or(0)
}
