"""The benchmark job in Polars, DuckDB and GoRules ZEN, one thread each.

usage: columns.py CUSTOMERS.csv dense|holes REPETITIONS SLOW_ROWS

Prints one line of JSON per engine: its name and version, seconds of processor time of the best run over columns that are
in memory, seconds with reading the CSV text in front, rows, and what came out. `dense` are customers without a missing
cell; ZEN has no unknown and is given those alone, and only the first SLOW_ROWS of them.

The results are counted in the terms of Appraise: per rule how often it is true and how often unknown, per tier its
customers, and the scores added up in units of their fourth place. Points are integers, so that re-weighting over what is
known rounds in integers, half away from zero.
"""

import json
import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "1"

import duckdb  # noqa: E402
import polars as pl  # noqa: E402
import zen  # noqa: E402

RULES = ["r1", "r2", "r3", "r4", "r5", "r6"]
TIERS = ["diamond", "gold", "silver", "basic"]
WEIGHTS = {"aum": 40, "tx": 25, "tenure": 20, "risk": 15}


def best(repetitions, job):
    """Seconds of processor time of the best run, and what the last one gave."""
    least, result = float("inf"), None
    for _ in range(repetitions):
        start = time.process_time()
        result = job()
        least = min(least, time.process_time() - start)
    return least, result


def say(name, version, variant, rows, seconds, with_reading, result, kind="Columns"):
    print(json.dumps({
        "name": name, "version": version, "class": kind, "variant": variant, "rows": rows,
        "seconds": seconds, "with_reading": with_reading, "result": result,
    }), flush=True)


# -- Polars ------------------------------------------------------------------------------------------------------------


def polars_schema(decimal):
    money = pl.Decimal(18, 2) if decimal else pl.Float64
    small = pl.Int32
    return {
        "aum": money, "outflow": money, "dtm": small, "last_contact": small, "age": small,
        "risk": pl.Enum(["low", "mid", "high"]), "tx": small, "prod": small, "tenure": small, "mort": pl.Boolean,
    }


def polars_read(path, money):
    """The customers; money as decimals, or as 64-bit integers of cents."""
    frame = pl.read_csv(path, schema=polars_schema(True))
    if money == "cents":
        frame = frame.with_columns((pl.col(name) * 100).cast(pl.Int64) for name in ("aum", "outflow"))
    return frame


def polars_bins(column, cells):
    """Points of the first cell whose upper edge is not reached; unknown where the column is."""
    chain, rest = None, list(cells)
    for edge, points in rest[:-1]:
        test = pl.col(column) < edge
        chain = pl.when(test).then(pl.lit(points, pl.Int64)) if chain is None else chain.when(test).then(pl.lit(points, pl.Int64))
    points = chain.otherwise(pl.lit(rest[-1][1], pl.Int64))
    return pl.when(pl.col(column).is_null()).then(None).otherwise(points)


def polars_job(money):
    c, unit = pl.col, 100 if money == "cents" else 1
    # A share is compared without a division, which is exact.
    share = c("outflow") * 10 > c("aum") * 3
    rules = {
        "r1": (c("aum") > 0) & share,
        "r2": c("dtm").is_in([15, 7, 3]),
        "r3": (c("aum") >= 500_000 * unit) & (c("last_contact") > 30),
        "r4": (c("age") >= 60) & (c("risk") == "high"),
        "r5": (c("tx") == 0) & (c("aum") > 50_000 * unit),
        "r6": (c("prod") >= 3) & (c("tenure") > 36) & ~c("mort"),
    }
    points = {
        "aum": polars_bins("aum", [(50_000 * unit, 5), (300_000 * unit, 30), (1_000_000 * unit, 65), (None, 100)]),
        "tx": polars_bins("tx", [(5, 10), (20, 55), (None, 100)]),
        "tenure": polars_bins("tenure", [(24, 20), (60, 60), (None, 100)]),
        "risk": pl.when(c("risk") == "low").then(pl.lit(100, pl.Int64)).when(c("risk") == "mid").then(pl.lit(60, pl.Int64))
        .when(c("risk") == "high").then(pl.lit(20, pl.Int64)),
    }
    known = sum(pl.when(c(name).is_null()).then(pl.lit(0, pl.Int64)).otherwise(pl.lit(weight, pl.Int64)) for name, weight in WEIGHTS.items())
    first = [rule.alias(name) for name, rule in rules.items()]
    first += [(value * (2 * 10_000 * WEIGHTS[name])).alias(f"points_{name}") for name, value in points.items()]
    first += [known.alias("known")]
    # Twice the numerator, plus the divisor, by twice the divisor: half away from zero. Nothing known is no score.
    parts = [((c(f"points_{name}") + c("known")) // (2 * c("known"))).fill_null(0) for name in WEIGHTS]
    score = pl.when(c("known") > 0).then(sum(parts)).alias("score")
    tier = (
        pl.when(c("score") >= 800_000).then(pl.lit(0, pl.Int8)).when(c("score") >= 600_000).then(pl.lit(1, pl.Int8))
        .when(c("score") >= 400_000).then(pl.lit(2, pl.Int8)).when(c("score") < 400_000).then(pl.lit(3, pl.Int8)).alias("tier")
    )
    return lambda frame: frame.lazy().select(first).select(*RULES, score).with_columns(tier).collect()


def polars_result(out):
    rules = {name: [int(out[name].sum() or 0), int(out[name].null_count())] for name in RULES}
    tiers = [int((out["tier"] == at).sum() or 0) for at in range(len(TIERS))]
    return {"rules": rules, "tiers": tiers, "unrated": int(out["tier"].null_count()), "score": int(out["score"].sum() or 0)}


def polars(path, variant, repetitions):
    for money in ("decimal", "cents"):
        frame, job = polars_read(path, money), polars_job(money)
        seconds, out = best(repetitions, lambda: job(frame))
        with_reading, _ = best(3, lambda: job(polars_read(path, money)))
        label = "Polars, money as decimals" if money == "decimal" else "Polars, money as integers"
        say(label, pl.__version__, variant, len(frame), seconds, with_reading, polars_result(out))


# -- DuckDB ------------------------------------------------------------------------------------------------------------

DUCKDB_JOB = """
create or replace temp table results as
with points as (
  select *,
    aum > 0 and outflow * 10 > aum * 3 as r1,
    dtm in (15, 7, 3) as r2,
    aum >= 500000 and last_contact > 30 as r3,
    age >= 60 and risk = 'high' as r4,
    tx = 0 and aum > 50000 as r5,
    prod >= 3 and tenure > 36 and not mort as r6,
    case when aum < 50000 then 5 when aum < 300000 then 30 when aum < 1000000 then 65 when aum is not null then 100 end as p1,
    case when tx < 5 then 10 when tx < 20 then 55 when tx is not null then 100 end as p2,
    case when tenure < 24 then 20 when tenure < 60 then 60 when tenure is not null then 100 end as p3,
    case risk when 'low' then 100 when 'mid' then 60 when 'high' then 20 end as p4,
    (case when aum is null then 0 else 40 end + case when tx is null then 0 else 25 end
      + case when tenure is null then 0 else 20 end + case when risk is null then 0 else 15 end)::bigint as known
  from customers
), scores as (
  select r1, r2, r3, r4, r5, r6,
    case when known > 0 then
      coalesce((p1 * 800000 + known) // (2 * known), 0) + coalesce((p2 * 500000 + known) // (2 * known), 0)
      + coalesce((p3 * 400000 + known) // (2 * known), 0) + coalesce((p4 * 300000 + known) // (2 * known), 0) end as score
  from points
)
select *, case when score >= 800000 then 0 when score >= 600000 then 1 when score >= 400000 then 2 when score < 400000 then 3 end as tier
from scores
"""


def duckdb_read(link, path):
    link.execute("create type risk as enum ('low', 'mid', 'high')") if not link.execute(
        "select 1 from duckdb_types() where type_name = 'risk'").fetchall() else None
    link.execute("create or replace table customers as select * from read_csv(?, header = true, columns = {"
                 "'aum': 'decimal(18,2)', 'outflow': 'decimal(18,2)', 'dtm': 'integer', 'last_contact': 'integer', 'age': 'integer',"
                 "'risk': 'risk', 'tx': 'integer', 'prod': 'integer', 'tenure': 'integer', 'mort': 'boolean'})", [path])


def duck(path, variant, repetitions):
    link = duckdb.connect(config={"threads": 1})
    duckdb_read(link, path)
    seconds, _ = best(repetitions, lambda: link.execute(DUCKDB_JOB))

    def both():
        duckdb_read(link, path)
        link.execute(DUCKDB_JOB)

    with_reading, _ = best(3, both)
    one = link.execute("select count(*), " + ", ".join(
        [f"count(*) filter (where {name}), count(*) filter (where {name} is null)" for name in RULES]
        + [f"count(*) filter (where tier = {at})" for at in range(len(TIERS))]
        + ["count(*) filter (where tier is null)", "sum(score)::bigint"]) + " from results").fetchone()
    rules = {name: [one[1 + 2 * at], one[2 + 2 * at]] for at, name in enumerate(RULES)}
    result = {"rules": rules, "tiers": list(one[13:17]), "unrated": one[17], "score": one[18]}
    say("DuckDB", duckdb.__version__, variant, one[0], seconds, with_reading, result)


# -- GoRules ZEN -------------------------------------------------------------------------------------------------------

ZEN_EXPRESSIONS = {
    "r1": "aum > 0 and outflow / aum > 0.3",
    "r2": "dtm in [15, 7, 3]",
    "r3": "aum >= 500000 and last_contact > 30",
    "r4": "age >= 60 and risk == 'high'",
    "r5": "tx == 0 and aum > 50000",
    "r6": "prod >= 3 and tenure > 36 and not mort",
    "score": "(aum < 50000 ? 5 : aum < 300000 ? 30 : aum < 1000000 ? 65 : 100) * 0.40"
             " + (tx < 5 ? 10 : tx < 20 ? 55 : 100) * 0.25 + (tenure < 24 ? 20 : tenure < 60 ? 60 : 100) * 0.20"
             " + (risk == 'low' ? 100 : risk == 'mid' ? 60 : 20) * 0.15",
    "tier": "$.score >= 80 ? 0 : $.score >= 60 ? 1 : $.score >= 40 ? 2 : 3",
}


def zen_graph():
    expressions = [{"id": key, "key": key, "value": value} for key, value in ZEN_EXPRESSIONS.items()]
    nodes = [("in", "inputNode", {}), ("job", "expressionNode", {"expressions": expressions}), ("out", "outputNode", {})]
    edges = [("in", "job"), ("job", "out")]
    return {
        "nodes": [{"id": key, "name": key, "type": kind, "content": content, "position": {"x": 0, "y": 0}} for key, kind, content in nodes],
        "edges": [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in edges],
    }


def zen_rows(path, count):
    frame = pl.read_csv(path, n_rows=count, schema=polars_schema(False))
    return frame.with_columns(pl.col("risk").cast(pl.String)).to_dicts()


def gorules(path, variant, count):
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"job": zen_graph()}}})
    rows = zen_rows(path, count)
    run = lambda rows: [engine.evaluate("job", row)["result"] for row in rows]  # noqa: E731
    seconds, out = best(3, lambda: run(rows))
    with_reading, _ = best(2, lambda: run(zen_rows(path, count)))
    rules = {name: [sum(row[name] is True for row in out), 0] for name in RULES}
    tiers = [sum(row["tier"] == at for row in out) for at in range(len(TIERS))]
    score = sum(round(row["score"] * 10_000) for row in out)
    result = {"rules": rules, "tiers": tiers, "unrated": 0, "score": score}
    say("GoRules ZEN", ZEN_VERSION, variant, len(rows), seconds, with_reading, result, "Native")


def installed(package):
    from importlib.metadata import version
    return version(package)


ZEN_VERSION = installed("zen-engine")


def main():
    path, variant, repetitions, slow = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    polars(path, variant, repetitions)
    duck(path, variant, repetitions)
    if variant == "dense":
        gorules(path, variant, slow)


main()
