#!/usr/bin/python3
"""Measures the fingerprint checks, WSQ and the matcher, prints Markdown and writes it into a document.

    evaluate_fingerprints.py PROGRAMS DIR [--document FILE] [--fingers N] [--slaps N] [--core N] [--quick]

PROGRAMS  the folder of the release build's programs
DIR       prints with reference values: nfiq2_features.csv, nbis.csv, wsq/nbis/index.csv, nfiq2_conformance_scores.csv. A table
          whose reference is not there is left out.
--document FILE  the tables go between the lines <!-- measured: NAME --> and <!-- end of NAME --> of FILE; what was not measured
                 stays as it is
--fingers N      generated fingers that are matched (500), --slaps N generated slaps that are parted (60); 0: none
--core N         measures times on this core; --quick: no times

The exit code is 1 where a measure is off its limit.
"""

import argparse
import json
import os
import re
import subprocess
import sys

TRAINING = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sdk", "check", "training", "fingerprint_estimate.py")
FIRST_SEED = "10000"


def run(command, core=None):
    if core is not None:
        command = ["taskset", "-c", str(core), *command]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, universal_newlines=True)


def comparisons(args):
    """The tables of limner_evaluate_fingerprints by name, and whether all is within its limits."""
    done = run([os.path.join(args.programs, "limner_evaluate_fingerprints"), args.folder], args.core)
    sys.stderr.write(done.stderr)
    if done.returncode not in (0, 1):
        sys.exit(f"limner_evaluate_fingerprints ended with code {done.returncode}")
    parts = re.split(r"^# (.+)\n", done.stdout, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2])), done.returncode == 0


def estimate(args):
    scores = os.path.join(args.folder, "nfiq2_conformance_scores.csv")
    if not os.path.isfile(scores):
        return None
    done = run(["/usr/bin/python3", TRAINING, scores])
    if done.returncode != 0:
        sys.exit(f"{TRAINING}: {done.stderr}")
    return as_text(done.stderr)


def as_text(text):
    return f"```text\n{text.strip()}\n```\n"


def generated(args, program, count):
    if count == 0:
        return None
    done = run([os.path.join(args.programs, program), str(count), FIRST_SEED])
    if done.returncode != 0:
        sys.exit(f"{program} ended with code {done.returncode}: {done.stderr}")
    return as_text(done.stdout)


def times(args):
    rows = ["| On one core | CPU ms | Raw pixels |", "|---|---|---|"]
    for name in ("fingerprint_bench", "wsq_bench"):
        program = os.path.join(args.programs, name)
        if not os.path.isfile(program):
            return None
        done = run([program, "--benchmark_format=json"], args.core)
        for one in json.loads(done.stdout)["benchmarks"]:
            rate = f"{one['bytes_per_second'] / 1e6:.0f} MB/s" if "bytes_per_second" in one else ""
            rows.append(f"| {one['name'].replace('/process_time', '')} | {one['cpu_time']:.1f} | {rate} |")
    return "\n".join(rows) + "\n"


def write_into(document, sections):
    with open(document, encoding="utf-8") as file:
        text = file.read()
    for name, section in sections.items():
        begin, end = f"<!-- measured: {name} -->\n", f"<!-- end of {name} -->"
        first, last = text.find(begin), text.find(end)
        if first < 0 or last < first:
            print(f"{document} has no place for {name}", file=sys.stderr)
            continue
        text = text[:first + len(begin)] + "\n" + section + "\n" + text[last:]
    with open(document, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("programs")
    parser.add_argument("folder")
    parser.add_argument("--document")
    parser.add_argument("--fingers", type=int, default=500)
    parser.add_argument("--slaps", type=int, default=60)
    parser.add_argument("--core", type=int)
    parser.add_argument("--quick", action="store_true")
    args = parser.parse_args()
    sections, is_within = comparisons(args)
    sections["estimate"] = estimate(args)
    sections["slaps"] = generated(args, "limner_segment_slaps", args.slaps)
    sections["matching"] = generated(args, "limner_match_fingers", args.fingers)
    sections["times"] = None if args.quick else times(args)
    sections = {name: section for name, section in sections.items() if section}
    for name, section in sections.items():
        print(f"\n# {name}\n\n{section}")
    if args.document:
        write_into(args.document, sections)
    if not is_within:
        print("A measure is off its limit: see NO above.", file=sys.stderr)
    return 0 if is_within else 1


if __name__ == "__main__":
    sys.exit(main())
