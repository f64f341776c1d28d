#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| appraise_tests::fuzz::run("expression", bytes));
