#!/usr/bin/python3
"""Prints how the portrait check judges labelled photographs, as docs/accuracy-portrait.md gives it.

    evaluate_portraits.py PROGRAM DIR [PROFILE]

DIR holds index.csv (columns: file, face_count, eyes_open, mouth_closed, frontal, neutral_expression, uniform_background, glasses,
occlusion_or_hair_over_face, good_lighting; Y or N; optionally fault: a requirement's name) and the photographs.
"""

import csv
import json
import os
import subprocess
import sys

# Label -> the requirements that may catch it. A violation is caught by its own requirement only.
OWN = {
    "eyes_open": ["eyes_open"],
    "mouth_closed": ["mouth_closed"],
    "frontal": ["head_pose_yaw", "head_pose_pitch", "head_pose_roll", "image_orientation"],
    "neutral_expression": ["expression_neutrality"],
    "uniform_background": ["background_uniformity", "background_evenness", "shadow_behind_head"],
    "good_lighting": ["light_level", "luminance_mean", "luminance_variance", "under_exposure_prevention",
                      "over_exposure_prevention", "dynamic_range", "shadow_on_face", "illumination_uniformity",
                      "hot_spots"],
    "no_occlusion": ["face_occlusion_prevention", "eyes_visible", "mouth_occlusion_prevention", "hand_at_face"],
    "no_glasses": ["glasses"],
    "one_face": ["single_face_present"],
}
FAULTS = {"picture_of_a_picture": ["sharpness", "noise", "background_uniformity", "background_evenness", "screen_pattern"],
          "motion_blur": ["motion_blur", "sharpness"]}


def labels(row):
    """Whether each label's requirement is met; absent where the row does not say."""
    met = {name: row[name] == "Y" for name in OWN if row.get(name) in ("Y", "N")}
    if row.get("occlusion_or_hair_over_face") in ("Y", "N"):
        met["no_occlusion"] = row["occlusion_or_hair_over_face"] == "N"
    if row.get("glasses") not in (None, "", "mixed"):
        met["no_glasses"] = row["glasses"] == "none"
    if row.get("face_count", "").isdigit():
        met["one_face"] = row["face_count"] == "1"
    return met


def margin(finding):
    """How far inside its limits a measure lies, in units of the limit; negative: outside."""
    if finding["raw"] is None:
        return None if finding["verdict"] == "not_assessed" else -1.0
    low, high = finding["limits"]
    sides = []
    if low is not None:
        sides.append((finding["raw"] - low) / max(abs(low), 1e-9))
    if high is not None:
        sides.append((high - finding["raw"]) / max(abs(high), 1e-9))
    return min(sides) if sides else None


def group_margin(findings, names):
    margins = [m for m in (margin(findings[n]) for n in names if n in findings) if m is not None]
    return min(margins) if margins else None


def fails(findings, names):
    return any(n in findings and findings[n]["verdict"] == "fail" for n in names)


def auc_and_eer(good, bad):
    if not good or not bad:
        return None, None
    auc = sum((g > b) + 0.5 * (g == b) for g in good for b in bad) / (len(good) * len(bad))
    best = 1.0
    for limit in sorted(set(good + bad)) + [float("inf")]:
        missed = sum(b >= limit for b in bad) / len(bad)
        flagged = sum(g < limit for g in good) / len(good)
        best = min(best, max(missed, flagged))
    return auc, best


def check(program, folder, rows, profile):
    files = [os.path.join(folder, row["file"]) for row in rows]
    result = subprocess.run([program, "check", "portrait", "--json", "--profile", profile, *files], stdout=subprocess.PIPE,
                            check=False)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    if len(answers) != len(rows):
        sys.exit(f"{len(answers)} answers for {len(rows)} files")
    for row, answer in zip(rows, answers):
        if "error" in answer:
            print(f"{row['file']}: {answer['error']['message']}", file=sys.stderr)
        yield row, answer, {f["requirement"]: f for f in answer.get("findings", [])}


def false_flags(compliant):
    return [(row["file"], name) for row, findings in compliant
            for name, f in findings.items() if f["mandatory"] and f["verdict"] == "fail"]


def print_parity(compliant):
    """False flags of each kind of variant beside those of the pictures as they were taken (portrait_transforms.py)."""
    kinds = {}
    for row, findings in compliant:
        if row.get("source_file"):
            kinds.setdefault(row["description"], []).append((row, findings))
    if not kinds:
        return
    print("\n| Variant | Pictures | False flags each | Which |\n|---|---|---|---|")
    for kind, rows in kinds.items():
        flags = false_flags(rows)
        print(f"| {kind} | {len(rows)} | {len(flags) / len(rows):.2f} | {', '.join(sorted({name for _, name in flags}))} |")
    print()


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 3
    program, folder = arguments[:2]
    profile = arguments[2] if len(arguments) == 3 else "icao_9303"
    with open(os.path.join(folder, "index.csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    seen = list(check(program, folder, rows, profile))

    print(f"{len(seen)} photographs, profile {profile}\n")
    print("| Label | met | not met | caught | flagged though met | EER | AUC |\n|---|---|---|---|---|---|---|")
    violations, caught = 0, 0
    for label, names in OWN.items():
        judged = [(labels(row)[label], findings) for row, _, findings in seen if label in labels(row)]
        good = [f for met, f in judged if met]
        bad = [f for met, f in judged if not met]
        hits = sum(fails(f, names) for f in bad)
        if label != "no_glasses":  # allowed by ICAO
            violations, caught = violations + len(bad), caught + hits
        margins = [[m for m in (group_margin(f, names) for f in side) if m is not None] for side in (good, bad)]
        auc, eer = auc_and_eer(*margins)
        print(f"| {label} | {len(good)} | {len(bad)} | {hits} | {sum(fails(f, names) for f in good)} | "
              f"{'' if eer is None else f'{100 * eer:.1f} %'} | {'' if auc is None else f'{auc:.3f}'} |")
    faults = sorted({row["fault"] for row in rows if row.get("fault")})
    for fault in faults:
        names = FAULTS.get(fault, [fault])
        bad = [f for row, _, f in seen if row.get("fault") == fault]
        hits = sum(fails(f, names) for f in bad)
        violations, caught = violations + len(bad), caught + hits
        print(f"| {fault} | | {len(bad)} | {hits} | | | |")
    compliant = [(row, findings) for row, _, findings in seen
                 if all(met for label, met in labels(row).items() if label != "no_glasses") and not row.get("fault")
                 and row.get("glasses") in (None, "", "none", "clear", "heavy-clear")]
    flags = false_flags(compliant)
    if violations:
        print(f"\nViolations caught by their own requirement: {caught} of {violations} ({100 * caught / violations:.1f} %)")
    if compliant:
        print(f"False flags: {len(flags)} on {len(compliant)} compliant portraits ({len(flags) / len(compliant):.2f} each)")
    for name, requirement in flags:
        print(f"  {name}: {requirement}")
    print_parity(compliant)
    missed = [(row["file"], label) for row, _, findings in seen for label, met in labels(row).items()
              if not met and not fails(findings, OWN[label])]
    missed += [(row["file"], row["fault"]) for row, _, f in seen
               if row.get("fault") and not fails(f, FAULTS.get(row["fault"], [row["fault"]]))]
    print("Missed:" if missed else "Nothing missed")
    for name, label in missed:
        print(f"  {name}: {label}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
