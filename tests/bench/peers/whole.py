"""The whole run of batch.yaml in Polars, two threads: the same columns from the same file of Parquet.

usage: whole.py CUSTOMERS.parquet OUT            writes customers, tasks and reports as Parquet; prints a line of JSON
       whole.py --compare OURS OUT               prints what differs between the run of Appraise and that of Polars

Columns that only Appraise has (identifiers of tasks, unknowns, funnels, the state and the manifest) are not computed. A
comparison with a missing cell is missing; everything is exact.
"""

import json
import os
import sys
import time
from datetime import date
from decimal import Decimal

os.environ["POLARS_MAX_THREADS"] = "2"

import polars as pl  # noqa: E402

TODAY = date(2026, 11, 21)


def points(column, *cells):
    """Points by upper edges; the last has none."""
    chain = pl
    for edge, value in cells[:-1]:
        chain = chain.when(pl.col(column) < edge).then(pl.lit(value, pl.Int64))
    return chain.otherwise(pl.lit(cells[-1][1], pl.Int64))


def decimal(number, places):
    """An integer of units of the last place as a decimal."""
    return number.cast(pl.Decimal(18, 0)) * pl.lit(Decimal(1).scaleb(-places), pl.Decimal(18, places))


def customers(frame):
    c = pl.col
    size = points("aum", (Decimal(50_000), 5), (Decimal(300_000), 40), (None, 100)) * 7000 + c("products") * 20 * 3000
    habit = pl.when(c("logins").is_null()).then(pl.lit(20, pl.Int64)).otherwise(points("logins", (1, 0), (10, 50), (None, 100))) * 10_000
    net = c("aum") + c("funds").fill_null(Decimal(0)) - c("loans").fill_null(Decimal(0))
    out = frame.with_columns(size=size, habit=habit, net=net)
    return out.select(
        "customer_id",
        value=decimal((c("size") * 60 + c("habit") * 40) // 100, 4),
        value_confidence=decimal(pl.when(c("logins").is_null()).then(6000).otherwise(10_000), 2),
        value_size=decimal(c("size"), 4),
        # A dimension of which nothing is known has points that count, and none that are shown.
        value_habit=pl.when(c("logins").is_not_null()).then(decimal(c("habit"), 4)),
        tier=pl.when(c("net") < Decimal(50_000)).then(pl.lit("mass"))
        .when((c("net") >= Decimal(1_000_000)) & (c("products") >= 2)).then(pl.lit("private")).otherwise(pl.lit("affluent")),
        # A share of the money before is compared without a division, which is exact.
        alert_outflow=(c("aum") * 10 < c("aum_before") * 7) & (c("aum_before") > Decimal(100_000)),
        alert_asleep=c("active") & (c("seen_on") < date(2026, 1, 1)),
        alert_idle=(c("deposits") > Decimal(200_000)) & (c("opened_on") < date(2020, 1, 1)),
        aum=c("aum"), aum_before=c("aum_before"), branch=c("branch"),
    )


def tasks(out):
    c = pl.col
    return out.filter(c("alert_outflow")).select(
        "customer_id", alert=pl.lit("outflow"), kind=pl.lit("risk"), priority=pl.lit("high"), to=pl.lit("rm"),
        title_en=pl.format("Call {}: {} of {}", "customer_id", "aum", "aum_before"),
        title_zh=pl.format("{}：{}/{}", "customer_id", "aum", "aum_before"),
        raised=pl.lit(TODAY),
    )


def reports(out):
    return out.group_by("branch", "tier").agg(customers=pl.len(), aum=pl.col("aum").sum()).sort("branch", "tier")


def run(path, folder):
    os.makedirs(folder, exist_ok=True)
    start = time.perf_counter()
    out = customers(pl.scan_parquet(path)).collect()
    out.drop("aum", "aum_before", "branch").write_parquet(f"{folder}/customers.parquet", compression="snappy")
    tasks(out).write_parquet(f"{folder}/tasks.parquet", compression="snappy")
    reports(out).write_parquet(f"{folder}/reports.parquet", compression="snappy")
    print(json.dumps({"version": pl.__version__, "seconds": time.perf_counter() - start}))


def table(folder, name):
    """A table of a run: one file, or a folder of parts."""
    one = f"{folder}/{name}.parquet"
    return pl.read_parquet(one if os.path.exists(one) else f"{folder}/{name}/*.parquet")


def compare(ours, theirs):
    """Every column that both have, and the measures of the report."""
    differ = []
    for name in ("customers", "tasks"):
        left, right = table(ours, name), table(theirs, name)
        for column in right.columns:
            a, b = left[column], right[column]
            if len(a) != len(b):
                differ.append(f"{name}: {len(a)} and {len(b)} rows")
                break
            wrong = int((~a.cast(b.dtype).eq_missing(b)).sum())
            if wrong:
                differ.append(f"{name}.{column}: {wrong} of {len(a)} rows")
    long = table(ours, "reports")
    wide = table(theirs, "reports")
    for row in wide.iter_rows(named=True):
        cell = long.filter((pl.col("group_1") == row["branch"]) & (pl.col("group_2") == row["tier"]))
        for measure in ("customers", "aum"):
            found = cell.filter(pl.col("measure") == measure)["value"].to_list()
            if [Decimal(value) for value in found] != [Decimal(row[measure])]:
                differ.append(f"reports: {row['branch']} {row['tier']} {measure}: {found} and {row[measure]}")
    print("\n".join(differ) if differ else "results agree")
    sys.exit(1 if differ else 0)


if sys.argv[1] == "--compare":
    compare(sys.argv[2], sys.argv[3])
else:
    run(sys.argv[1], sys.argv[2])
