#!/usr/bin/python3
"""Fits what the reader calls its confidence to how often it is right, and writes the knots as C++.

    limner_read_mrzs DIR > DIR.tsv            (tests/bench; DIR made by scripts/evaluate compose-mrz)
    fit_confidence.py DIR.tsv... --out ../mrz_confidence_table.inc [--held-out DIR.tsv]...

Pooling of adjacent violators (Ayer et al., 1955) over groups of readings of about the same chance, one curve for texts whose
check digits all agree and one for the others; straight between the knots and rising everywhere.
"""

import argparse
import re

import numpy as np

BINS = 10
GROUPS = 12
LEAST_RISE = 1e-4


def readings(paths, now):
    """chance, whether valid, whether exact, of the pictures in which something was found. `now`: the table that the program was
    built with; what it calls its confidence is turned back into the chance by it."""
    rows = [line.split("\t") for path in paths for line in open(path, encoding="utf-8") if not line.startswith("#")]
    table = np.array([[float(cell) for cell in row[2:5]] for row in rows])
    table = table[table[:, 0] > 0]
    before = dict(re.findall(r"constexpr Knot (\w+)\[\] = (.*);", open(now, encoding="utf-8").read()))
    for is_valid, name in ((1, "digits_agree"), (0, "digits_disagree")):
        knots = np.array(re.findall(r"\{([\d.]+), ([\d.]+)\}", before[name]), float)
        some = table[:, 1] == is_valid
        table[some, 0] = np.interp(table[some, 0], knots[:, 1], knots[:, 0])
    return table


def pooled(values, weights):
    """The rising sequence that is nearest to the values."""
    blocks = []
    for value, weight in zip(values, weights):
        blocks.append([value, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            b, a = blocks.pop(), blocks.pop()
            weight = a[1] + b[1]
            blocks.append([(a[0] * a[1] + b[0] * b[1]) / weight, weight, a[2] + b[2]])
    return [value for value, _, count in blocks for _ in range(count)]


def knots_of(table):
    """(chance, share) from (0, 0) to (1, 1)."""
    table = table[np.argsort(table[:, 0])]
    groups = [g for g in np.array_split(table, min(GROUPS, max(1, len(table) // 15))) if len(g)]
    # One right and one wrong more in each: a group without an error is no proof that there are none.
    shares = pooled([(g[:, 2].sum() + 0.5) / (len(g) + 1) for g in groups], [len(g) for g in groups])
    knots = [(0.0, 0.0)]
    for group, share in zip(groups, shares):
        chance, share = float(np.mean(group[:, 0])), min(share, 1 - LEAST_RISE * 2)
        if chance > knots[-1][0] + 1e-6:
            knots.append((chance, max(share, knots[-1][1] + LEAST_RISE)))
    return knots + [(1.0, max(1.0 - LEAST_RISE, knots[-1][1] + LEAST_RISE))]


def error_of(confidences, is_right):
    """Expected calibration error, ten bins of equal width."""
    bins = np.minimum((confidences * BINS).astype(int), BINS - 1)
    return sum(abs((is_right - confidences)[bins == b].sum()) for b in range(BINS)) / len(confidences)


def confidence(table, curves):
    agree = np.interp(table[:, 0], *zip(*curves["digits_agree"]))
    return np.where(table[:, 1] > 0, agree, np.interp(table[:, 0], *zip(*curves["digits_disagree"])))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("tables", nargs="+")
    parser.add_argument("--out", required=True)
    parser.add_argument("--held-out", action="append", default=[])
    args = parser.parse_args()
    table = readings(args.tables, args.out)
    held_out = [(path, readings([path], args.out)) for path in args.held_out]
    curves = {"digits_agree": knots_of(table[table[:, 1] > 0]), "digits_disagree": knots_of(table[table[:, 1] == 0])}
    with open(args.out, "w", encoding="utf-8") as out:
        out.write(f"// Made by sdk/recognise/training/fit_confidence.py from {len(table)} synthetic pictures.\n")
        for name, knots in curves.items():
            text = ", ".join(f"{{{chance:.6f}, {share:.6f}}}" for chance, share in knots)
            out.write(f"constexpr Knot {name}[] = {{{text}}};\n")
    for name, some in (("fitted on", table), *held_out):
        print(f"{name}: {len(some)} pictures, calibration error {error_of(some[:, 0], some[:, 2]):.3f} of the chance,"
              f" {error_of(confidence(some, curves), some[:, 2]):.3f} of the confidence")


if __name__ == "__main__":
    main()
