#!/usr/bin/python3
"""Prints how exactly `limner read mrz` reads pictures whose text is known, as docs/accuracy-mrz.md gives it.

    evaluate_mrz.py PROGRAM DIR [--peer tesseract] [--without DIR]... [--list] [--markdown FILE]

DIR holds pictures and index.csv with the columns file and mrz (the printed lines, joined by '|'; empty: no MRZ in the
picture) and, optionally, kind (a table row of its own for each) and format.
--peer tesseract  reads the same pictures with Debian's tesseract (model eng, whole picture, MRZ's characters allowed)
--without DIR     every picture below DIR holds no MRZ: any reading is a false one
--list            names every picture that is not exact, with what was read
--markdown FILE   adds the tables to FILE
"""

import argparse
import collections
import csv
import glob
import json
import os
import shutil
import subprocess
import sys

PICTURES = (".png", ".jpg", ".jpeg", ".pgm", ".tif", ".tiff", ".bmp", ".webp")
GUARDED = ("document_number", "birth_date", "expiry_date")
BINS = 10
CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"


def read_all(program, files, files_a_call=40):
    """What the program says of each file, in order."""
    for first in range(0, len(files), files_a_call):
        some = files[first:first + files_a_call]
        run = subprocess.run([program, "read", "mrz", "--json", "--today", "2026-03-15", *some],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        answers = [json.loads(line) for line in run.stdout.decode().splitlines()]
        if len(answers) != len(some):
            sys.exit(f"{program} answered for {len(answers)} of {len(some)} pictures (exit code {run.returncode})")
        yield from answers


def tesseract(files):
    """The last two or three lines of the length of an MRZ, as a user of plain Tesseract would take them."""
    for file in files:
        began = os.times().children_user
        run = subprocess.run(["tesseract", file, "-", "-l", "eng", "--psm", "6", "-c",
                              f"tessedit_char_whitelist={CHARACTERS}"],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        lines = [line.replace(" ", "") for line in run.stdout.decode().splitlines()]
        found = []
        for count, length in ((3, 30), (2, 44), (2, 36)):
            some = [line for line in lines if len(line) == length]
            if len(some) >= count and not found:
                found = some[-count:]
        yield {"found": bool(found), "lines": found, "valid": False, "confidence": 0,
               "elapsed_ms": 1000 * (os.times().children_user - began)}


def distance(a, b):
    """Characters to insert, leave out or change (Levenshtein)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def fields_of(program, texts):
    """Fields and validity of printed texts, by the program's own parser."""
    blocks = "\n\n".join("\n".join(text.split("|")) for text in texts) + "\n"
    run = subprocess.run([program, "parse", "mrz", "--json", "--today", "2026-03-15", "-"], input=blocks.encode(),
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    answers = [json.loads(line) for line in run.stdout.decode().splitlines()]
    return answers if len(answers) == len(texts) else [{}] * len(texts)


class Tally:
    def __init__(self):
        self.pictures = self.found = self.exact = self.false = self.wrong = self.guarded = 0
        self.printed_valid = self.declared_valid = self.valid = self.wrong_name = 0
        self.characters = self.errors = 0
        self.times, self.bins = [], [[0, 0, 0.0] for _ in range(BINS)]

    def add(self, printed, truth, answer):
        self.pictures += 1
        self.times.append(answer.get("elapsed_ms", 0))
        read = "|".join(answer.get("lines") or []) if answer.get("found") else ""
        if not printed:
            self.false += bool(read)
            return not read
        is_exact = read == printed
        self.found += bool(read)
        self.exact += is_exact
        self.characters += len(printed.replace("|", ""))
        self.errors += min(len(printed.replace("|", "")), distance(printed.replace("|", ""), read.replace("|", "")))
        if truth.get("valid") and is_exact:
            self.printed_valid += 1
            self.declared_valid += bool(answer.get("valid"))
        if read and answer.get("valid"):
            self.valid += 1
            self.wrong += not is_exact
            said, true = answer.get("fields") or {}, truth.get("fields") or {}
            self.guarded += any(said.get(name) != true.get(name) for name in GUARDED)
            self.wrong_name += any(said.get(name) != true.get(name) for name in ("surname", "given_names"))
        if read:
            one = self.bins[min(BINS - 1, int(answer.get("confidence", 0) * BINS))]
            one[0] += 1
            one[1] += is_exact
            one[2] += answer.get("confidence", 0)
        return is_exact

    def calibration_error(self):
        total = sum(b[0] for b in self.bins)
        return sum(abs(b[1] - b[2]) for b in self.bins) / total if total else 0.0

    def time(self, share):
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))] if self.times else 0

    def row(self, name):
        share = f"{100 * self.exact / self.pictures:.1f} %" if self.pictures else "-"
        right = f"{100 * (1 - self.errors / self.characters):.2f} %" if self.characters else "-"
        return [name, self.pictures, self.found, f"{self.exact} ({share})", right, self.wrong, self.guarded,
                self.wrong_name, f"{self.declared_valid} of {self.printed_valid}", f"{self.calibration_error():.3f}",
                f"{self.time(0.5):.0f} / {self.time(0.9):.0f}"]


HEADS = ["Pictures", "", "Found", "Exact", "Characters right", "Valid but wrong", "of these number, birth or expiry",
         "Names wrong among valid", "Right ones declared valid", "Calibration error", "ms median / p90"]


def table(heads, rows):
    return "\n".join("|" + "|".join(map(str, row)) + "|" for row in [heads, ["---"] * len(heads), *rows]) + "\n"


def compare(program, folder, rows, answers, args, title):
    truths = fields_of(program, [row["mrz"] or "P" for row in rows])
    tallies, all_ = collections.OrderedDict(), Tally()
    for row, truth, answer in zip(rows, truths, answers):
        kind = row.get("kind") or "all"
        is_right = [tally.add(row["mrz"], truth, answer) for tally in (tallies.setdefault(kind, Tally()), all_)][0]
        if args.list and not is_right:
            lines = "|".join(answer.get("lines") or ["nothing"])
            print(f"{row['file']}: confidence {answer.get('confidence') or 0:.2f} valid {answer.get('valid')}\n  printed {row['mrz']}\n  read    {lines}")
    print(f"\n# {title}\n")
    rows_ = [tally.row(kind) for kind, tally in tallies.items()]
    if len(rows_) > 1:
        rows_.append(all_.row("together"))
    text = table(HEADS, rows_)
    print(text)
    return text


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--peer", choices=["tesseract"])
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--markdown")
    args = parser.parse_args()
    with open(os.path.join(args.folder, "index.csv"), newline="", encoding="utf-8") as index:
        rows = [row for row in csv.DictReader(index) if row.get("file")]
    files = [os.path.join(args.folder, row["file"]) for row in rows]
    missing = [file for file in files if not os.path.isfile(file)]
    if missing:
        sys.exit(f"{args.folder}/index.csv names {missing[0]}, which is not there")
    if args.peer and not shutil.which(args.peer):
        sys.exit(f"--peer {args.peer}: no such program (Debian: tesseract-ocr, tesseract-ocr-eng)")
    if any("mrz" not in row or row["mrz"] is None for row in rows):
        sys.exit(f"{args.folder}/index.csv has no column mrz")
    texts = [compare(args.program, args.folder, rows, list(read_all(args.program, files)), args, "Limner")]
    if args.peer == "tesseract":
        texts.append(compare(args.program, args.folder, rows, list(tesseract(files)), args, "Tesseract (eng)"))
    false_rows = []
    for folder in args.without:
        some = sorted(f for f in glob.glob(folder + "/**/*", recursive=True) if f.lower().endswith(PICTURES))
        answers = list(read_all(args.program, some))
        false = [f for f, a in zip(some, answers) if a.get("found")]
        false_rows.append([os.path.basename(os.path.abspath(folder)), len(some), len(false)])
        for file in false:
            print(f"false reading: {file}")
    if false_rows:
        texts.append(table(["Pictures without an MRZ", "", "False readings"], false_rows))
        print(texts[-1])
    if args.markdown:
        with open(args.markdown, "a", encoding="utf-8") as out:
            out.write("\n".join(texts))


if __name__ == "__main__":
    main()
