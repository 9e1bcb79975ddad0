#!/usr/bin/python3
"""Runs scripts/evaluate_fingerprints.py on prints that it makes itself: evaluate_made_prints.py SCRIPT PROGRAMS"""

import csv
import json
import math
import os
import subprocess
import sys
import tempfile

WIDTH, HEIGHT, PERIOD = 240, 272, 9
SECTIONS = ("nfiq2", "wsq-decoding", "wsq-encoding", "wsq-rates", "verdicts", "slaps")
NOT_MEASURED = "not measured yet\n"


def write_print(path):
    """Rings around a point outside the middle, of a sensor's gray levels."""
    levels = bytearray()
    for y in range(HEIGHT):
        for x in range(WIDTH):
            level = 140 + 90 * math.cos(2 * math.pi * math.hypot(x - 90, y - 110) / PERIOD)
            levels.append(int(level) if 12 < x < WIDTH - 12 and 12 < y < HEIGHT - 12 else 240)
    with open(path, "wb") as file:
        file.write(b"P5\n%d %d\n255\n" % (WIDTH, HEIGHT) + bytes(levels))


def write_table(path, row):
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, row)
        table.writeheader()
        table.writerow(row)


def limner(programs, *arguments):
    done = subprocess.run([os.path.join(programs, "limner"), *arguments], stdout=subprocess.PIPE, check=False)
    assert done.returncode in (0, 2), f"limner {arguments[0]} ended with code {done.returncode}"
    return json.loads(done.stdout.splitlines()[0])


def make_folder(folder, programs):
    """A print, its own features as those of NFIQ 2, and its own WSQ as that of NBIS."""
    os.makedirs(os.path.join(folder, "pgm"))
    os.makedirs(os.path.join(folder, "wsq", "nbis"))
    pgm, wsq = os.path.join(folder, "pgm", "rings.pgm"), os.path.join(folder, "wsq", "rings.wsq")
    write_print(pgm)
    features = limner(programs, "check", "fingerprint", "--json", pgm)["features"]
    features = {name: value for name, value in features.items() if name[0].isupper()}
    limner(programs, "convert", pgm, wsq, "--ppi", "500", "--json")
    limner(programs, "convert", wsq, os.path.join(folder, "wsq", "nbis", "rings.png"), "--json")
    write_table(os.path.join(folder, "wsq", "nbis", "index.csv"), {"wsq": "wsq/rings.wsq", "decoded": "wsq/nbis/rings.png"})
    write_table(os.path.join(folder, "nbis.csv"),
                {"file": "pgm/rings.pgm", "ppi": 500, "nfiq1": 2, "mindtct_minutiae": 0,
                 "wsq075_bytes": os.path.getsize(wsq), "wsq_psnr_db": 20})
    return {"file": "pgm_rings.png", "ms": 1, **features}


def evaluate(script, programs, folder, document):
    with open(document, "w", encoding="utf-8") as file:
        for name in SECTIONS:
            file.write(f"<!-- measured: {name} -->\n{NOT_MEASURED}<!-- end of {name} -->\n")
    done = subprocess.run([sys.executable, script, programs, folder, "--document", document, "--fingers", "0", "--slaps", "0",
                           "--quick"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, universal_newlines=True)
    with open(document, encoding="utf-8") as file:
        return done, file.read()


def section(text, name):
    return text.split(f"<!-- measured: {name} -->\n")[1].split(f"<!-- end of {name} -->")[0]


def main():
    script, programs = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        folder, document = os.path.join(scratch, "prints"), os.path.join(scratch, "accuracy.md")
        row = make_folder(folder, programs)
        write_table(os.path.join(folder, "nfiq2_features.csv"), row)
        done, text = evaluate(script, programs, folder, document)
        assert done.returncode == 0, done.stderr
        for name in SECTIONS[:-1]:
            assert "| --" not in section(text, name) and section(text, name).count("|") > 6, f"{name}: {section(text, name)}"
            assert section(text, name).strip() in done.stdout
        assert "| pgm_rings | 240 x 272 | 68 | 0 |" in text, section(text, "nfiq2")
        assert "| rings | 240 x 272 | 0 | inf dB | yes |" in text, section(text, "wsq-decoding")
        assert section(text, "slaps") == NOT_MEASURED, "what was not measured has to stay"

        # A count that is off by two and a value that is off by a percent are no agreement.
        for name, change in (("FDA_Bin10_4", lambda value: value + 2), ("Mu", lambda value: value * 1.01)):
            write_table(os.path.join(folder, "nfiq2_features.csv"), {**row, name: change(row[name])})
            done, text = evaluate(script, programs, folder, document)
            assert done.returncode == 1 and "| NO |" in section(text, "nfiq2"), f"{name}: {done.stdout}"

        # Without reference values nothing is measured, and nothing is overwritten.
        empty = os.path.join(scratch, "empty")
        os.makedirs(empty)
        done, text = evaluate(script, programs, empty, document)
        assert done.returncode == 0 and section(text, "nfiq2") == NOT_MEASURED, done.stderr


if __name__ == "__main__":
    main()
