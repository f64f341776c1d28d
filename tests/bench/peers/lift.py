"""How well a large trained model ranks the two real files, for `real_data.rs` to hold the small scorecards against.

usage: python lift.py FOLDER     (needs scikit-learn and pandas; FOLDER has bank-full.csv and BankChurners.csv)

Gradient boosting learns from the rows that are not held out and ranks those that are; the lift of the first tenth is its
rate as a multiple of the rate of all. Columns that know the label are left out: the length of the last call, which is
known after the answer, and the two columns of another model's guess.
"""

import sys

import pandas
from sklearn.ensemble import HistGradientBoostingClassifier

FILES = [
    ("bank-full.csv", ";", "y", "yes", ["duration"], lambda at, rows: at >= rows - rows // 4),
    ("BankChurners.csv", ",", "Attrition_Flag", "Attrited Customer", ["CLIENTNUM"], lambda at, rows: at % 5 == 0),
]


def lift(folder, name, delimiter, label, member, known, is_held_out):
    table = pandas.read_csv(f"{folder}/{name}", sep=delimiter)
    y = (table[label] == member).to_numpy()
    leaks = [column for column in table if column.startswith("Naive_Bayes")]
    x = table.drop(columns=[label, *known, *leaks])
    x = x.apply(lambda column: column if column.dtype.kind in "if" else column.astype("category"))
    held = pandas.Series(range(len(table))).map(lambda at: is_held_out(at, len(table))).to_numpy()
    model = HistGradientBoostingClassifier(categorical_features="from_dtype", random_state=0).fit(x[~held], y[~held])
    ranked = pandas.DataFrame({"score": model.predict_proba(x[held])[:, 1], "y": y[held]})
    first = ranked.sort_values("score", ascending=False, kind="stable").head(len(ranked) // 10)
    return first["y"].mean() / ranked["y"].mean(), int(held.sum())


for file in FILES:
    found, rows = lift(sys.argv[1], *file)
    print(f"{file[0]}: lift {found:.3f} of the first tenth of {rows} rows")
