"""Compares an assessment with scikit-learn, SciPy and plain NumPy on the rows that the engine wrote.

    against_sklearn.py FOLDER DATA_FILE DELIMITER LABEL_COLUMN POSITIVE SPLIT SCORECARD

FOLDER holds assessment.json and customers.csv of `evaluate`. Labels come from the data file itself, scores
from the engine's table; every figure has to be equal to 1e-9. Prints one line and exits 1 on the first difference.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
from scipy.stats import binomtest, norm
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)

LIMIT = 1e-9
compared = 0


def equal(what, got, wanted):
    global compared
    compared += 1
    if got is None or not abs(got - wanted) <= LIMIT:
        print(f"FAILED {what}: {got} instead of {wanted}")
        sys.exit(1)


def delong(label, score):
    """The variance of the area by its definition: all pairs, in blocks."""
    yes, no = score[label], score[~label]
    rows, columns = np.zeros(len(yes)), np.zeros(len(no))
    for start in range(0, len(yes), 500):
        block = yes[start : start + 500, None]
        wins = (block > no[None, :]) + 0.5 * (block == no[None, :])
        rows[start : start + 500] = wins.mean(axis=1)
        columns += wins.sum(axis=0)
    return rows, columns / len(yes)


def spread(rows, columns):
    return norm.ppf(0.975) * np.sqrt(rows.var(ddof=1) / len(rows) + columns.var(ddof=1) / len(columns))


def ranking(what, of, label, score):
    area = roc_auc_score(label, score)
    alarms, hits, _ = roc_curve(label, score, drop_intermediate=False)
    equal(f"{what} auc", of["auc"], area)
    equal(f"{what} gini", of["gini"], 2 * area - 1)
    equal(f"{what} ks", of["ks"], np.abs(hits - alarms).max())
    reach = spread(*delong(label, score))
    equal(f"{what} low", of["low"], max(area - reach, 0))
    equal(f"{what} high", of["high"], min(area + reach, 1))


def tenths(what, of, label, score):
    """Positives of each tenth, between the edges of ties in proportion."""
    values, at = np.unique(-score, return_inverse=True)
    rows, positives = np.bincount(at).cumsum(), np.bincount(at, weights=label).cumsum()
    cuts = np.arange(11) * len(label) / 10
    hits = np.interp(cuts, np.r_[0, rows], np.r_[0, positives])
    for tenth, count in zip(of, np.diff(hits)):
        equal(f"{what} tenth {tenth['tenth']}", tenth["positives"], count)
        equal(f"{what} lift {tenth['tenth']}", tenth["lift"], count / (len(label) / 10) / label.mean())


def bins(what, of, label, score, low, high):
    """Bins are cut where the engine's edges are, which are exact decimals."""
    edges = [float(b["from"]) for b in of]
    at = np.clip(np.searchsorted(edges, score, side="right") - 1, 0, len(edges) - 1)
    for number, found in enumerate(of):
        here = label[at == number]
        equal(f"{what} bin {number} rows", found["rows"], len(here))
        if len(here):
            share(f"{what} bin {number}", found["rate"], int(here.sum()), len(here))


def share(what, of, hits, rows):
    equal(what, of["value"], hits / rows)
    ends = binomtest(hits, rows).proportion_ci(method="wilson")
    equal(f"{what} low", of["low"], ends.low)
    equal(f"{what} high", of["high"], ends.high)


def psi(base, part):
    """Tenths of the base by rank, each cut at a value that occurs."""
    ordered = np.sort(base)
    cuts = np.unique([ordered[int(np.ceil(len(base) * tenth / 10)) - 1] for tenth in range(1, 10)])
    cuts = cuts[cuts < ordered[-1]]
    count = lambda values: np.bincount(np.searchsorted(cuts, values, side="left"), minlength=len(cuts) + 1)
    of, expected = count(part), count(base)
    kept = of + expected > 0
    of, expected = np.maximum(of[kept] / len(part), 1e-4), np.maximum(expected[kept] / len(base), 1e-4)
    return ((of - expected) * np.log(of / expected)).sum()


def main():
    folder, data, delimiter, label_column, positive, split, card = sys.argv[1:8]
    folder = Path(folder)
    assessment = json.loads((folder / "assessment.json").read_text())
    with open(data, newline="") as file:
        raw = list(csv.DictReader(file, delimiter=delimiter))
    with open(folder / "customers.csv", newline="") as file:
        customers = list(csv.DictReader(file))
    assert len(raw) == len(customers)
    label = np.array([row[label_column] == positive for row in raw])
    score = np.array([float(row[card]) for row in customers])
    first = len(label) - int(len(label) * float(split))
    parts = {"all": slice(None), "development": slice(0, first), "test": slice(first, None)}
    for part in assessment["parts"]:
        name, rows = part["id"], parts[part["id"]]
        y, s = label[rows], score[rows]
        equal(f"{name} rows", part["rows"], len(y))
        share(f"{name} rate", part["rate"], int(y.sum()), len(y))
        of = next(found for found in part["scores"] if found["id"] == card)
        ranking(f"{name} {card}", of["ranking"], y, s)
        equal(f"{name} average precision", of["average_precision"], average_precision_score(y, s))
        equal(f"{name} brier", of["brier"], brier_score_loss(y, s / 100))
        tenths(name, of["lift"], y, s)
        bins(name, of["calibration"], y, s, 0, 100)
        for dimension in of["dimensions"]:
            values = np.array([row[f"{card}_{dimension['id']}"] for row in customers])[rows]
            known = values != ""
            ranking(f"{name} {dimension['id']}", dimension["ranking"], y[known], values[known].astype(float))
        own = np.array([row[f"{card}_baseline"] for row in customers])[rows]
        beside = next(found for found in of["baselines"] if found["id"] == "policy")
        known = own != ""
        base, y_known, s_known = own[known].astype(float), y[known], s[known]
        equal(f"{name} baseline", beside["auc"], roc_auc_score(y_known, base))
        gap = roc_auc_score(y_known, s_known) - roc_auc_score(y_known, base)
        equal(f"{name} difference", beside["difference"], gap)
        reach = spread(*(a - b for a, b in zip(delong(y_known, s_known), delong(y_known, base))))
        equal(f"{name} difference low", beside["low"], gap - reach)
        if name == "test":
            equal("psi", of["psi"], psi(score[parts["development"]], s))
        for rule in part["rules"]:
            hit = np.array([row[f"alert_{rule['id']}"] == "true" for row in customers])[rows]
            equal(f"{name} {rule['id']} fired", rule["fired"], int(hit.sum()))
            if rule["fired"]:
                equal(f"{name} {rule['id']} precision", rule["precision"]["value"], precision_score(y, hit))
                share(f"{name} {rule['id']} precision", rule["precision"], int((y & hit).sum()), int(hit.sum()))
                equal(f"{name} {rule['id']} lift", rule["lift"], precision_score(y, hit) / y.mean())
            equal(f"{name} {rule['id']} recall", rule["recall"]["value"], recall_score(y, hit))
            share(f"{name} {rule['id']} recall", rule["recall"], int((y & hit).sum()), int(y.sum()))
    for variable in assessment["variables"]:
        column = next((c for c in raw[0] if c.lower() == variable["id"]), None)
        if column is None or variable["direction"] == "members":
            continue
        try:
            values = np.array([float(row[column]) for row in raw])
        except ValueError:
            continue
        if variable["ranking"]["unknown"]:
            continue
        values = -values if variable["direction"] == "smaller" else values
        ranking(variable["id"], variable["ranking"], label, values)
        # Tenths are cut below values, so a turned number has other bins: drift is of the number as delivered.
        values = -values if variable["direction"] == "smaller" else values
        equal(f"{variable['id']} psi", variable["psi"], psi(values[parts["development"]], values[parts["test"]]))
    print(f"{Path(data).name}: {compared} figures equal to {LIMIT}, AUC {assessment['parts'][0]['scores'][0]['ranking']['auc']:.6f}")


main()
