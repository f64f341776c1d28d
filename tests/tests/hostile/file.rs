//! Files of customers that are damaged, packed into bombs, or made to confuse.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression as Packing, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::child::Place;
use crate::{Case, MEMORY, policy};

/// A command that scores one file of customers with the real module.
pub fn score(place: &Place, name: &str, bytes: &[u8]) -> String {
    place.file(name, bytes);
    scored(place, name)
}

/// The same of a file that is there or is made before.
fn scored(place: &Place, name: &str) -> String {
    let policy = place.file("p.yaml", policy::GOOD.as_bytes());
    format!("appraise score --policy {policy} --input {name} --as-of 2026-11-21 --out out")
}

fn case(name: &'static str, file: &'static str, bytes: impl Fn() -> Vec<u8> + 'static) -> Case {
    let command = Box::new(move |place: &Place| score(place, file, &bytes()));
    Case { group: "file", name, quick: false, seconds: 60, memory: MEMORY, real: true, needs: "", command }
}

fn line(name: &'static str, command: fn(&Place) -> String) -> Case {
    Case {
        group: "file",
        name,
        quick: false,
        seconds: 60,
        memory: MEMORY,
        real: true,
        needs: "",
        command: Box::new(command),
    }
}

fn quick(case: Case) -> Case {
    Case { quick: true, ..case }
}

const HEAD: &str = "id,k,note\n";

fn gzip(bytes: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    bytes.for_each(|piece| out.write_all(&piece).unwrap());
    out.finish().unwrap()
}

fn zstd(bytes: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut out = zstd::Encoder::new(Vec::new(), 3).unwrap();
    bytes.for_each(|piece| out.write_all(&piece).unwrap());
    out.finish().unwrap()
}

/// 2 GiB of one letter.
fn bomb() -> impl Iterator<Item = Vec<u8>> {
    std::iter::once(HEAD.as_bytes().to_vec()).chain(std::iter::repeat_n(vec![b'x'; 1 << 20], 2048))
}

fn parquet(columns: Vec<(String, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let packing = Packing::ZSTD(ZstdLevel::try_new(3).unwrap());
    // A dictionary of any size is kept: what it stands for need never be in memory.
    let properties =
        WriterProperties::builder().set_compression(packing).set_dictionary_page_size_limit(1 << 30).build();
    let mut out = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    out.write(&batch).unwrap();
    out.into_inner().unwrap()
}

fn ordinary() -> Vec<u8> {
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values((0..1000).map(|id| format!("C{id}"))));
    let k: ArrayRef = Arc::new(Int64Array::from_iter_values(0..1000));
    parquet(vec![("id".to_owned(), ids), ("k".to_owned(), k)])
}

/// One text of 4 MiB that stands in 5,000 rows: the file has some kilobytes, a batch of rows 20 GiB.
fn dictionary_bomb() -> Vec<u8> {
    let text = "x".repeat(4 << 20);
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values((0..5000).map(|id| format!("C{id}"))));
    let values: ArrayRef = Arc::new(StringArray::from(vec![text]));
    let keys = arrow_array::Int32Array::from(vec![0; 5000]);
    let notes: ArrayRef = Arc::new(arrow_array::DictionaryArray::new(keys, values));
    parquet(vec![("id".to_owned(), ids), ("note".to_owned(), notes)])
}

/// The bytes with some of them changed.
fn flipped(mut bytes: Vec<u8>, every: usize) -> Vec<u8> {
    for at in (every..bytes.len().saturating_sub(8)).step_by(every) {
        bytes[at] ^= 0x55;
    }
    bytes
}

fn rows(rows: impl Iterator<Item = String>) -> Vec<u8> {
    format!("{HEAD}{}", rows.collect::<String>()).into_bytes()
}

pub fn cases() -> Vec<Case> {
    let mut cases = packed();
    cases.extend(columns());
    cases.extend(texts());
    cases.extend(lines_of_json());
    cases
}

fn packed() -> Vec<Case> {
    vec![
        case("gzip that unpacks to 2 GiB of one record", "c.csv.gz", || gzip(bomb())),
        case("zstd that unpacks to 2 GiB of one record", "c.csv.zst", || zstd(bomb())),
        case("gzip that is cut off", "c.csv.gz", || {
            let whole = gzip((0..1000).map(|id| format!("C{id},{id},\n").into_bytes()));
            whole[..whole.len() / 2].to_vec()
        }),
        case("gzip that is damaged", "c.csv.gz", || {
            flipped(gzip((0..1000).map(|id| format!("C{id},{id},\n").into_bytes())), 97)
        }),
        case("zstd that is cut off", "c.csv.zst", || {
            let whole = zstd((0..1000).map(|id| format!("C{id},{id},\n").into_bytes()));
            whole[..whole.len() / 2].to_vec()
        }),
        case("gzip within gzip", "c.csv.gz", || {
            gzip(std::iter::once(gzip(std::iter::once(rows(std::iter::empty())))))
        }),
    ]
}

fn columns() -> Vec<Case> {
    vec![
        quick(case("Parquet that is cut off", "c.parquet", || {
            let whole = ordinary();
            whole[..whole.len() / 2].to_vec()
        })),
        case("Parquet with a damaged page", "c.parquet", || {
            let mut whole = ordinary();
            whole[20..400].fill(0x5a);
            whole
        }),
        case("Parquet with a damaged end", "c.parquet", || {
            let mut whole = ordinary();
            let end = whole.len();
            whole[end - 300..end - 8].fill(0xff);
            whole
        }),
        case("Parquet that says its end is larger than the file", "c.parquet", || {
            let mut whole = ordinary();
            let end = whole.len();
            whole[end - 8..end - 4].copy_from_slice(&u32::MAX.to_le_bytes());
            whole
        }),
        case("Parquet with a bit in a hundred changed", "c.parquet", || flipped(ordinary(), 101)),
        case("Parquet of four bytes", "c.parquet", || b"PAR1".to_vec()),
        case("Parquet with one text of 4 MiB in 5,000 rows", "c.parquet", dictionary_bomb),
        case("Parquet of 25,000 columns", "c.parquet", || {
            let one: ArrayRef = Arc::new(Int64Array::from(vec![1]));
            let id: ArrayRef = Arc::new(StringArray::from(vec!["C1"]));
            let more = (0..25_000).map(|at| (format!("c{at}"), one.clone()));
            parquet(std::iter::once(("id".to_owned(), id)).chain(more).collect())
        }),
        case("Parquet of another type in every column", "c.parquet", || {
            let flags: ArrayRef =
                Arc::new(arrow_array::BinaryArray::from_iter_values([b"\xff\xfe", b"\x00\x80"]));
            let id: ArrayRef = Arc::new(StringArray::from(vec!["C1", "C2"]));
            parquet(vec![("id".to_owned(), id), ("k".to_owned(), flags)])
        }),
    ]
}

fn texts() -> Vec<Case> {
    vec![
        quick(line("a field of 1 GiB", |place| {
            place.file("c.csv", format!("{HEAD}C1,1,\"").as_bytes());
            format!("truncate -s 1G c.csv; {}", scored(place, "c.csv"))
        })),
        case("a field of 60 MiB", "c.csv", || {
            rows(std::iter::once(format!("C1,1,{}\n", "x".repeat(60 << 20))))
        }),
        case("a million columns", "c.csv", || {
            let names: Vec<String> = (0..1_000_000).map(|at| format!("c{at}")).collect();
            format!("id,{}\nC1{}\n", names.join(","), ",".repeat(1_000_000)).into_bytes()
        }),
        case("a row of ten million cells", "c.csv", || rows(std::iter::once(",".repeat(10_000_000)))),
        case("bytes that are not UTF-8", "c.csv", || {
            let mut bytes = rows((0..100).map(|id| format!("C{id},{id},a\n")));
            bytes.extend_from_slice(b"C\xff\xfe,1,\x80\nC200,2,fine\n");
            bytes
        }),
        case("NUL bytes", "c.csv", || rows((0..100).map(|id| format!("C{id}\0,{id},\0\n")))),
        case("a quote that is left open", "c.csv", || {
            rows((0..1000).map(|id| format!("C{id},{id},{}\n", if id == 5 { "\"" } else { "" })))
        }),
        case("quotes everywhere", "c.csv", || {
            rows((0..1000).map(|id| format!("\"C{id}\"\",\"{id},\"\"\"\n")))
        }),
        case("a million ends of lines", "c.csv", || rows(std::iter::once("\r\n".repeat(1_000_000)))),
        case("a hundred thousand rows with the same key", "c.csv", || {
            rows((0..100_000).map(|k| format!("C1,{k},\n")))
        }),
        case("cells that start formulas or leave the terminal", "c.csv", || {
            rows(
                ["=cmd|'/c calc'!A1", "+1+1", "@SUM(A1)", "\u{1b}[2J", "\u{202e}"]
                    .iter()
                    .map(|cell| format!("{cell},1,{cell}\n")),
            )
        }),
        case("numbers that are none, or too large", "c.csv", || {
            rows(
                ["NaN", "1e400", "-0", "9223372036854775808", "0x10", "１２"]
                    .iter()
                    .enumerate()
                    .map(|(id, k)| format!("C{id},{k},\n")),
            )
        }),
        quick(case("customers without a byte", "c.csv", Vec::new)),
        case("a program of the machine", "c.csv", || std::fs::read("/bin/true").unwrap()),
        case("text of two bytes per character", "c.csv", || {
            "id,k\nC1,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect()
        }),
        line("parts with different columns", |place| {
            place.file("a.csv", b"id,k\nC1,1\n");
            place.file("b.csv", b"k,id\n1,C1\n");
            format!("mkdir -p all/customers; mv a.csv b.csv all/customers; {}", scored(place, "all"))
        }),
    ]
}

fn lines_of_json() -> Vec<Case> {
    let json = |name, bytes: fn() -> Vec<u8>| case(name, "c.ndjson", bytes);
    vec![
        json("JSON a million brackets deep", || {
            format!("{{\"id\":\"C1\",\"k\":{}\n", "[".repeat(1_000_000)).into_bytes()
        }),
        json("JSON with a name twice", || {
            b"{\"id\":\"C1\",\"id\":\"C2\",\"k\":1}\n{\"id\":\"C3\",\"k\":1}\n".to_vec()
        }),
        json("JSON that is cut off", || b"{\"id\":\"C1\",\"k\":1}\n{\"id\":\"C2\",\"k\":".to_vec()),
        json("JSON with half of a surrogate pair", || {
            b"{\"id\":\"\\ud800\",\"k\":1}\n{\"id\":\"C2\",\"k\":1}\n".to_vec()
        }),
        json("JSON with a million names", || {
            let names: Vec<String> = (0..1_000_000).map(|at| format!("\"c{at}\":{at}")).collect();
            format!("{{\"id\":\"C1\",{}}}\n", names.join(",")).into_bytes()
        }),
    ]
}
