#!/usr/bin/env python3
"""Trains the estimate of NFIQ 2's score: fingerprint_estimate.py SCORES.csv > sdk/check/fingerprint_estimate.toml

SCORES.csv is NIST's published conformance output of NFIQ 2.3: names of images, features and QualityScore. Only features
that sdk/check/nfiq2_features.cpp measures go in. The fit is a quadratic function by ridge regression (a kernel of degree
two, in its primal form). Its two constants are chosen by cross-validation, and its error is told by a cross-validation
around that choice; what is left out is all images of one person at a time, for two fingers of one hand are alike. The
report goes to standard error.
"""
import csv
import math
import sys

OFFSETS = (0.5, 1.0, 2.0)
PENALTIES = (0.03, 0.1, 0.3, 1.0)
FARTHEST = 3.0  # deviations from the mean beyond which a feature counts no more
FOLDS = 10


def features_of(row):
    """The inputs in order; sdk/check/fingerprint_estimate.cpp has the same list."""
    inputs = {}
    for module in ("FDA", "LCS", "OCL", "OF", "RVUP"):
        bins = [float(row[f"{module}_Bin10_{i}"]) for i in range(10)]
        if module != "RVUP":
            for i, count in enumerate(bins):
                inputs[f"{module}_share_{i}"] = count / max(sum(bins), 1.0)
        inputs[f"{module}_mean"] = float(row[f"{module}_Bin10_Mean"])
        inputs[f"{module}_deviation"] = float(row[f"{module}_Bin10_StdDev"])
        inputs[f"{module}_log_count"] = math.log1p(sum(bins))
    for name in ("Mu", "MMB", "UniformImage", "ImgProcROIArea_Mean", "OrientationMap_ROIFilter_CoherenceRel"):
        inputs[name] = float(row[name])
    for name in ("OrientationMap_ROIFilter_CoherenceSum", "SufficientFingerprintForeground"):
        inputs["log_" + name] = math.log1p(float(row[name]))
    return inputs


def inverse(matrix):
    size = len(matrix)
    rows = [list(row) + [1.0 if i == j else 0.0 for j in range(size)] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        factor = 1.0 / rows[i][i]
        rows[i] = [value * factor for value in rows[i]]
        for k in range(size):
            if k != i and rows[k][i] != 0.0:
                by = rows[k][i]
                rows[k] = [a - by * b for a, b in zip(rows[k], rows[i])]
    return [row[size:] for row in rows]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def standardised(rows, means, deviations):
    return [[max(-FARTHEST, min(FARTHEST, (v - m) / s)) for v, m, s in zip(row, means, deviations)] for row in rows]


def statistics_of(rows):
    columns = list(zip(*rows))
    means = [sum(c) / len(c) for c in columns]
    deviations = [math.sqrt(sum((v - m) ** 2 for v in c) / len(c)) or 1.0 for c, m in zip(columns, means)]
    return means, deviations


class Fit:
    """One set of rows under one offset and penalty."""

    def __init__(self, raw, scores, offset, penalty):
        self.means, self.deviations = statistics_of(raw)
        self.rows, self.offset, self.centre = standardised(raw, self.means, self.deviations), offset, sum(scores) / len(scores)
        width = len(self.rows[0])
        kernel = [[(offset + dot(a, b) / width) ** 2 for b in self.rows] for a in self.rows]
        for i in range(len(kernel)):
            kernel[i][i] += penalty
        self.solver = inverse(kernel)
        self.factors = [dot(line, [s - self.centre for s in scores]) for line in self.solver]

    def predict(self, raw):
        row = standardised([raw], self.means, self.deviations)[0]
        width = len(row)
        value = self.centre + sum(f * (self.offset + dot(row, r) / width) ** 2 for f, r in zip(self.factors, self.rows))
        return max(0.0, min(100.0, value))

    def left_out(self, scores, people):
        """Predictions of each person's images by a fit without them, in closed form."""
        predictions = [0.0] * len(scores)
        for person in sorted(set(people)):
            own = [i for i, p in enumerate(people) if p == person]
            block = inverse([[self.solver[i][j] for j in own] for i in own])
            for i, line in zip(own, block):
                predictions[i] = max(0.0, min(100.0, scores[i] - dot(line, [self.factors[j] for j in own])))
        return predictions


def mean_error(predictions, scores):
    return sum(abs(p - s) for p, s in zip(predictions, scores)) / len(scores)


def choose(raw, scores, people):
    best = None
    for offset in OFFSETS:
        for penalty in PENALTIES:
            fit = Fit(raw, scores, offset, penalty)
            error = mean_error(fit.left_out(scores, people), scores)
            if best is None or error < best[0]:
                best = (error, offset, penalty, fit)
    return best


def nested(raw, scores, people):
    """Predictions of rows that had no part in the fit or in the choice of its constants."""
    order = sorted(set(people))
    predictions = [0.0] * len(scores)
    for fold in range(FOLDS):
        out = {p for i, p in enumerate(order) if i % FOLDS == fold}
        kept = [i for i, p in enumerate(people) if p not in out]
        _, _, _, fit = choose([raw[i] for i in kept], [scores[i] for i in kept], [people[i] for i in kept])
        for i, p in enumerate(people):
            if p in out:
                predictions[i] = fit.predict(raw[i])
    return predictions


def report(predictions, scores, text):
    squares = math.sqrt(sum((p - s) ** 2 for p, s in zip(predictions, scores)) / len(scores))
    print(f"{text}: mean error {mean_error(predictions, scores):.2f}, root mean square {squares:.2f}", file=sys.stderr)
    for decile in range(10):
        chosen = [(p, s) for p, s in zip(predictions, scores) if min(int(s // 10), 9) == decile]
        if chosen:
            error = sum(abs(p - s) for p, s in chosen) / len(chosen)
            bias = sum(p - s for p, s in chosen) / len(chosen)
            print(f"|{decile * 10}-{decile * 10 + 9 + (decile == 9)}|{len(chosen)}|{error:.1f}|{bias:+.1f}|", file=sys.stderr)


def write(fit, names):
    width = len(names)
    print("# Estimate of NFIQ 2's score: written by sdk/check/training/fingerprint_estimate.py, not by hand.")
    print("# score = constant + sum w_i x_i + sum q_ij x_i x_j (i <= j, row by row), x standardised and held within `farthest`.")
    print(f"constant = {fit.centre + fit.offset ** 2 * sum(fit.factors):.6g}")
    print(f"farthest = {FARTHEST:g}")
    columns = list(zip(*fit.rows))
    print("inputs = [")
    for i, name in enumerate(names):
        weight = 2 * fit.offset / width * dot(fit.factors, columns[i])
        print(f'    {{name = "{name}", mean = {fit.means[i]:.6g}, deviation = {fit.deviations[i]:.6g}, weight = {weight:.5g}}},')
    print("]\nproducts = [")
    for i in range(width):
        weighted = [f * v for f, v in zip(fit.factors, columns[i])]
        products = [(1 if i == j else 2) / width ** 2 * dot(weighted, columns[j]) for j in range(i, width)]
        print("    " + " ".join(f"{value:.4g}," for value in products))
    print("]")



def main():
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["QualityScore"] != "NA"]
    inputs = [features_of(row) for row in rows]
    names = list(inputs[0])
    raw = [[row[name] for name in names] for row in inputs]
    scores = [float(row["QualityScore"]) for row in rows]
    people = [row["Filename"][:8] for row in rows]
    print(f"{len(rows)} images of {len(set(people))} people, {len(names)} inputs", file=sys.stderr)
    error, offset, penalty, fit = choose(raw, scores, people)
    print(f"chosen: offset {offset}, penalty {penalty}", file=sys.stderr)
    report(fit.left_out(scores, people), scores, "a person left out at a time")
    report(nested(raw, scores, people), scores, "the same around the choice of the constants")
    write(fit, names)


if __name__ == "__main__":
    main()
