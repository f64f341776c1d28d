//! The exports of the batch ABI, bound by name and type.

use wasmtime::{Instance, Memory, Store, TypedFunc, Val, WasmParams, WasmResults};

use crate::error::{Code, Error, Result};
use crate::limits::Meter;

/// The version of the ABI that this host speaks: the major number must be equal, the minor may be newer.
pub(crate) const ABI: (i32, i32) = (1, 1);

type Two = (u32, u32);
type Three = (u32, u32, u32);
type Four = (u32, u32, u32, u32);
type Five = (u32, u32, u32, u32, u32);
type Six = (u32, u32, u32, u32, u32, u32);
type Seven = (u32, u32, u32, u32, u32, u32, u32);

/// Every export that the host calls. All numbers are u32: offsets, lengths, handles.
pub(crate) struct Calls {
    pub(crate) memory: Memory,
    pub(crate) alloc: TypedFunc<u32, u32>,
    pub(crate) load: TypedFunc<Two, u32>,
    pub(crate) check: TypedFunc<Two, u32>,
    pub(crate) analyse: TypedFunc<Two, u32>,
    pub(crate) suggest: TypedFunc<Two, u32>,
    pub(crate) schema: TypedFunc<u32, u32>,
    pub(crate) print: TypedFunc<Two, u32>,
    pub(crate) test: TypedFunc<u32, u32>,
    pub(crate) coverage: TypedFunc<u32, u32>,
    pub(crate) dataset: TypedFunc<u32, u32>,
    pub(crate) read: TypedFunc<Six, u32>,
    pub(crate) put: TypedFunc<Four, u32>,
    pub(crate) index: IndexCalls,
    pub(crate) lines: TypedFunc<Five, u32>,
    pub(crate) records: TypedFunc<Seven, u32>,
    pub(crate) incomplete: TypedFunc<Three, u32>,
    pub(crate) later_part: TypedFunc<u32, u32>,
    pub(crate) leave_out: TypedFunc<Six, u32>,
    pub(crate) seal: TypedFunc<u32, u32>,
    pub(crate) run: TypedFunc<Five, u32>,
    pub(crate) run_after: TypedFunc<Three, u32>,
    pub(crate) summary: TypedFunc<u32, u32>,
    pub(crate) digest: TypedFunc<u32, u32>,
    pub(crate) output: TypedFunc<Three, u32>,
    pub(crate) csv: TypedFunc<Three, u32>,
    pub(crate) ndjson: TypedFunc<Three, u32>,
    pub(crate) names: TypedFunc<u32, u32>,
    pub(crate) customer: TypedFunc<Three, u32>,
    pub(crate) query: TypedFunc<Three, u32>,
    pub(crate) query_groups: TypedFunc<u32, u32>,
    pub(crate) query_page: TypedFunc<Three, u32>,
    pub(crate) explain: TypedFunc<Four, u32>,
    pub(crate) reach: TypedFunc<Four, u32>,
    pub(crate) what_if: TypedFunc<Four, u32>,
    pub(crate) assess: TypedFunc<Three, u32>,
    pub(crate) explain_since: TypedFunc<Six, u32>,
    pub(crate) changes: TypedFunc<Three, u32>,
    pub(crate) changes_csv: TypedFunc<Three, u32>,
    pub(crate) compare: TypedFunc<Four, u32>,
    pub(crate) compare_add: TypedFunc<Three, u32>,
    pub(crate) compare_report: TypedFunc<u32, u32>,
    pub(crate) compare_csv: TypedFunc<Three, u32>,
    pub(crate) history: TypedFunc<u32, u32>,
    pub(crate) history_add: TypedFunc<Four, u32>,
    pub(crate) measure: TypedFunc<Five, u32>,
    pub(crate) matching: TypedFunc<Three, u32>,
    pub(crate) profile: ProfileCalls,
    pub(crate) bound: TypedFunc<u32, u32>,
    pub(crate) share: TypedFunc<u32, u32>,
    pub(crate) merge: TypedFunc<Four, u32>,
    pub(crate) merge_add: TypedFunc<Three, u32>,
    pub(crate) buffer_ptr: TypedFunc<u32, u32>,
    pub(crate) buffer_len: TypedFunc<u32, u32>,
    pub(crate) release: TypedFunc<u32, ()>,
    pub(crate) last_error: TypedFunc<(), u32>,
    pub(crate) reset: TypedFunc<(), ()>,
}

/// The calls of an index.
pub(crate) struct IndexCalls {
    pub(crate) begin: TypedFunc<Three, u32>,
    pub(crate) read: TypedFunc<Four, u32>,
    pub(crate) put: TypedFunc<Two, u32>,
    pub(crate) header: TypedFunc<u32, u32>,
    pub(crate) take: TypedFunc<u32, u32>,
}

impl IndexCalls {
    fn bind(instance: &Instance, store: &mut Store<Meter>) -> Result<Self> {
        Ok(Self {
            begin: bind(instance, store, "appraise_index")?,
            read: bind(instance, store, "appraise_index_read")?,
            put: bind(instance, store, "appraise_index_put")?,
            header: bind(instance, store, "appraise_index_header")?,
            take: bind(instance, store, "appraise_index_take")?,
        })
    }
}

/// The calls of a profile.
pub(crate) struct ProfileCalls {
    pub(crate) begin: TypedFunc<u32, u32>,
    pub(crate) add: TypedFunc<Two, u32>,
    pub(crate) report: TypedFunc<u32, u32>,
}

impl ProfileCalls {
    fn bind(instance: &Instance, store: &mut Store<Meter>) -> Result<Self> {
        Ok(Self {
            begin: bind(instance, store, "appraise_profile")?,
            add: bind(instance, store, "appraise_profile_add")?,
            report: bind(instance, store, "appraise_profile_report")?,
        })
    }
}

impl Calls {
    /// Checks the ABI version first, so that an old module is named as one and not as a module without some export.
    pub(crate) fn bind(instance: &Instance, store: &mut Store<Meter>) -> Result<Self> {
        check_version(instance, store)?;
        Ok(Self {
            memory: memory(instance, store)?,
            alloc: bind(instance, store, "appraise_alloc")?,
            load: bind(instance, store, "appraise_load")?,
            check: bind(instance, store, "appraise_check")?,
            analyse: bind(instance, store, "appraise_analyse")?,
            suggest: bind(instance, store, "appraise_suggest")?,
            schema: bind(instance, store, "appraise_schema")?,
            print: bind(instance, store, "appraise_print")?,
            test: bind(instance, store, "appraise_test")?,
            coverage: bind(instance, store, "appraise_coverage")?,
            dataset: bind(instance, store, "appraise_dataset")?,
            read: bind(instance, store, "appraise_read")?,
            put: bind(instance, store, "appraise_put")?,
            index: IndexCalls::bind(instance, store)?,
            lines: bind(instance, store, "appraise_lines")?,
            records: bind(instance, store, "appraise_records")?,
            incomplete: bind(instance, store, "appraise_incomplete")?,
            later_part: bind(instance, store, "appraise_later_part")?,
            leave_out: bind(instance, store, "appraise_leave_out")?,
            seal: bind(instance, store, "appraise_seal")?,
            run: bind(instance, store, "appraise_run")?,
            run_after: bind(instance, store, "appraise_run_after")?,
            summary: bind(instance, store, "appraise_summary")?,
            digest: bind(instance, store, "appraise_digest")?,
            output: bind(instance, store, "appraise_output")?,
            csv: bind(instance, store, "appraise_csv")?,
            ndjson: bind(instance, store, "appraise_ndjson")?,
            names: bind(instance, store, "appraise_names")?,
            customer: bind(instance, store, "appraise_customer")?,
            query: bind(instance, store, "appraise_query")?,
            query_groups: bind(instance, store, "appraise_query_groups")?,
            query_page: bind(instance, store, "appraise_query_page")?,
            explain: bind(instance, store, "appraise_explain")?,
            reach: bind(instance, store, "appraise_reach")?,
            what_if: bind(instance, store, "appraise_what_if")?,
            assess: bind(instance, store, "appraise_assess")?,
            explain_since: bind(instance, store, "appraise_explain_since")?,
            changes: bind(instance, store, "appraise_changes")?,
            changes_csv: bind(instance, store, "appraise_changes_csv")?,
            compare: bind(instance, store, "appraise_compare")?,
            compare_add: bind(instance, store, "appraise_compare_add")?,
            compare_report: bind(instance, store, "appraise_compare_report")?,
            compare_csv: bind(instance, store, "appraise_compare_csv")?,
            history: bind(instance, store, "appraise_history")?,
            history_add: bind(instance, store, "appraise_history_add")?,
            measure: bind(instance, store, "appraise_measure")?,
            matching: bind(instance, store, "appraise_match")?,
            profile: ProfileCalls::bind(instance, store)?,
            bound: bind(instance, store, "appraise_bound")?,
            share: bind(instance, store, "appraise_share")?,
            merge: bind(instance, store, "appraise_merge")?,
            merge_add: bind(instance, store, "appraise_merge_add")?,
            buffer_ptr: bind(instance, store, "appraise_buffer_ptr")?,
            buffer_len: bind(instance, store, "appraise_buffer_len")?,
            release: bind(instance, store, "appraise_release")?,
            last_error: bind(instance, store, "appraise_last_error")?,
            reset: bind(instance, store, "appraise_reset")?,
        })
    }
}

fn memory(instance: &Instance, store: &mut Store<Meter>) -> Result<Memory> {
    instance
        .get_memory(&mut *store, "memory")
        .ok_or_else(|| refused(Code::MODULE_EXPORT, "it exports no `memory`"))
}

fn bind<P: WasmParams, R: WasmResults>(
    instance: &Instance,
    store: &mut Store<Meter>,
    name: &str,
) -> Result<TypedFunc<P, R>> {
    let function = instance
        .get_func(&mut *store, name)
        .ok_or_else(|| refused(Code::MODULE_EXPORT, format!("it exports no function `{name}`")))?;
    function.typed(&*store).map_err(|_| {
        refused(Code::MODULE_EXPORT, format!("its `{name}` has another type than the host expects"))
    })
}

fn check_version(instance: &Instance, store: &mut Store<Meter>) -> Result<()> {
    let major = version(instance, store, "appraise_abi_major")?;
    let minor = version(instance, store, "appraise_abi_minor")?;
    if major == ABI.0 && minor >= ABI.1 {
        return Ok(());
    }
    let said = format!("it speaks version {major}.{minor} of the ABI, the host speaks {}.{}", ABI.0, ABI.1);
    Err(refused(Code::MODULE_VERSION, said))
}

fn version(instance: &Instance, store: &mut Store<Meter>, name: &str) -> Result<i32> {
    let global = instance.get_global(&mut *store, name).ok_or_else(|| {
        refused(Code::MODULE_VERSION, format!("it is no Appraise module: it exports no global `{name}`"))
    })?;
    match global.get(&mut *store) {
        Val::I32(number) => Ok(number),
        _ => Err(refused(Code::MODULE_VERSION, format!("its global `{name}` is not an i32"))),
    }
}

/// What the host cannot run, and why.
pub(crate) fn refused(code: Code, cause: impl std::fmt::Display) -> Error {
    Error::coded(code, format!("this is not a module that the host can run: {cause}"))
}
