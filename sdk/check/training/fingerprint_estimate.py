#!/usr/bin/env python3
"""Trains the estimate of NFIQ 2's score: fingerprint_estimate.py SCORES.csv > sdk/check/fingerprint_estimate.toml

SCORES.csv is NIST's published conformance output of NFIQ 2.3: names of images, features and QualityScore. Only features
that sdk/check/nfiq2_features.cpp measures go in. The fit is kernel ridge regression with a kernel of two parts: one that
compares a print with those of the table, and a quadratic one that answers where it is like none of them. Two of its constants
are chosen by cross-validation, and its error is told by a cross-validation around that choice; what is left out is
all images of one person at a time, for two fingers of one hand are alike. The report goes to standard error. It needs
Debian's python3-numpy.
"""
import csv
import itertools
import math
import sys

import numpy as np

LENGTHS = (1.5, 2.0, 3.0)  # squared distance, mean over the inputs, at which likeness falls to 1/e
PENALTIES = (0.01, 0.03, 0.1, 0.3)
WEIGHT = 0.5  # of the quadratic part: enough for noise and text, which are no prints, to score as such
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


class Fit:
    """One set of rows under one length and penalty."""

    def __init__(self, raw, scores, length, penalty):
        self.length = length
        self.means, self.deviations = raw.mean(0), raw.std(0)
        self.deviations[self.deviations == 0] = 1.0
        self.rows, self.scores, self.centre = self.standardised(raw), scores, scores.mean()
        self.solver = np.linalg.inv(self.kernel(self.rows) + penalty * np.eye(len(raw)))
        self.factors = self.solver @ (scores - self.centre)

    def standardised(self, raw):
        return np.clip((raw - self.means) / self.deviations, -FARTHEST, FARTHEST)

    def kernel(self, rows):
        width = rows.shape[1]
        distances = ((rows[:, None] - self.rows[None]) ** 2).sum(2) / width
        return np.exp(-distances / self.length) + WEIGHT * (1.0 + rows @ self.rows.T / width) ** 2

    def predict(self, raw):
        return np.clip(self.centre + self.kernel(self.standardised(raw)) @ self.factors, 0.0, 100.0)

    def left_out(self, people):
        """Predictions of each person's images by a fit without them, in closed form."""
        predictions = np.zeros(len(people))
        for person in set(people):
            own = np.flatnonzero(people == person)
            predictions[own] = self.scores[own] - np.linalg.solve(self.solver[np.ix_(own, own)], self.factors[own])
        return np.clip(predictions, 0.0, 100.0)


def mean_error(predictions, scores):
    return float(np.abs(predictions - scores).mean())


def choose(raw, scores, people):
    fits = (Fit(raw, scores, *constants) for constants in itertools.product(LENGTHS, PENALTIES))
    return min(fits, key=lambda fit: mean_error(fit.left_out(people), scores))


def nested(raw, scores, people):
    """Predictions of rows that had no part in the fit or in the choice of its constants."""
    predictions = np.zeros(len(scores))
    order = sorted(set(people))
    for fold in range(FOLDS):
        out = np.isin(people, order[fold::FOLDS])
        predictions[out] = choose(raw[~out], scores[~out], people[~out]).predict(raw[out])
    return predictions


def report(predictions, scores, text):
    errors = predictions - scores
    print(f"{text}: mean error {mean_error(predictions, scores):.2f}, root mean square {math.sqrt((errors ** 2).mean()):.2f}",
          file=sys.stderr)
    for decile in range(10):
        own = errors[np.minimum(scores // 10, 9) == decile]
        if len(own):
            print(f"|{decile * 10}-{decile * 10 + 9 + (decile == 9)}|{len(own)}|{np.abs(own).mean():.1f}|{own.mean():+.1f}|",
                  file=sys.stderr)


def write(fit, names):
    print("# Estimate of NFIQ 2's score: written by sdk/check/training/fingerprint_estimate.py, not by hand.")
    print("# score = constant + sum_k f_k (exp(-|x - r_k|^2 / (n length)) + weight (1 + x r_k / n)^2), x standardised and held within")
    print("# `farthest`, n inputs; each print has f_k and the n values of r_k.")
    print(f"constant = {fit.centre:.6g}\nfarthest = {FARTHEST:g}\nlength = {fit.length:g}\nweight = {WEIGHT:g}\ninputs = [")
    for name, mean, deviation in zip(names, fit.means, fit.deviations):
        print(f'    {{name = "{name}", mean = {mean:.6g}, deviation = {deviation:.6g}}},')
    print("]\nprints = [")
    for factor, row in zip(fit.factors, fit.rows):
        print(f"    [{factor:.5g}, " + ", ".join(f"{value:.3g}" for value in row) + "],")
    print("]")


def main():
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["QualityScore"] != "NA"]
    inputs = [features_of(row) for row in rows]
    names = list(inputs[0])
    raw = np.array([[row[name] for name in names] for row in inputs])
    scores = np.array([float(row["QualityScore"]) for row in rows])
    people = np.array([row["Filename"][:8] for row in rows])
    print(f"{len(rows)} images of {len(set(people))} people, {len(names)} inputs", file=sys.stderr)
    fit = choose(raw, scores, people)
    print(f"chosen: length {fit.length}", file=sys.stderr)
    report(fit.left_out(people), scores, "a person left out at a time")
    report(nested(raw, scores, people), scores, "the same around the choice of the constants")
    write(fit, names)


if __name__ == "__main__":
    main()
