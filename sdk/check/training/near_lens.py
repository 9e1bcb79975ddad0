#!/usr/bin/python3
"""Measures whether the mesh of a face tells a camera that was too near: docs/accuracy-portrait.md, "A lens too near".

    near_lens.py PORTRAITS

Every frontal face of the folder is seen anew from 0.3 to 0.7 m, by the mesh's own depth and 63 mm between the eyes, and the
mesh is fitted to that picture again. Printed per proportion: the mean and deviation of the pictures as they are, what a
re-projection of the mesh itself would give, what the fit gives, and the AUC; then a linear discriminant of all proportions, each
person judged by the others. LIMNER_PROGRAM and LIMNER_MODELS as for portrait_transforms.py.
"""

import csv
import json
import os
import subprocess
import sys

import cv2
import numpy as np

METRES = (0.3, 0.4, 0.5, 0.7)
EYES = [33, 133, 263, 362]


def fit(net, picture, centre, side):
    """The mesh in the square: x, y and z in pixels, z away from the camera."""
    low = np.asarray(centre) - side / 2
    matrix = np.array([[192 / side, 0, -low[0] * 192 / side], [0, 192 / side, -low[1] * 192 / side]])
    square = cv2.warpAffine(picture, matrix, (192, 192), flags=cv2.INTER_LINEAR)
    net.setInput(cv2.dnn.blobFromImage(square, 1 / 255, (192, 192), 0, True))
    points = next(o for o in net.forward(net.getUnconnectedOutLayersNames()) if o.size == 1404).reshape(468, 3).astype(float)
    return points * side / 192 + np.array([low[0], low[1], 0])


def settled(net, picture, face):
    eyes, chin = (face["right_eye"] + face["left_eye"]) / 2, face["chin"]
    centre, side = eyes + (chin - eyes) * 0.2, 3.3 * np.linalg.norm(chin - eyes)
    for _ in range(3):
        points = fit(net, picture, centre, side)
        low, high = points[:, :2].min(0), points[:, :2].max(0)
        centre, side = (low + high) / 2, max(high - low) * 1.5
    return points


def between_eyes(points):
    return np.linalg.norm((points[33] + points[133] - points[263] - points[362])[:2] / 2)


def projected(points, metres):
    """Where a camera at that distance sees the mesh, the eyes in place."""
    middle, mm = points[EYES].mean(0), 63 / between_eyes(points)
    near = 1000 * metres / (1000 * metres + (points[:, 2] - middle[2]) * mm)
    return (points[:, :2] - middle[:2]) * near[:, None] + middle[:2]


def warped(picture, points, metres):
    """The picture moved as the mesh moves, smoothly between and beyond its points."""
    new, unit = projected(points, metres), between_eyes(points)
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.linspace(0, width - 1, 80), np.linspace(0, height - 1, 80))
    squared = ((np.c_[x.ravel(), y.ravel()][:, None] - new[None]) ** 2).sum(2) / unit ** 2
    weight = np.exp(-squared / (2 * 0.12 ** 2)) + 1e-4 / (squared + 0.05) ** 2
    shift = (weight @ (points[:, :2] - new)) / weight.sum(1)[:, None]
    dx, dy = (cv2.resize(shift[:, i].reshape(80, 80).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC) for i in (0, 1))
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return cv2.remap(picture, x + dx, y + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def proportions(points):
    def length(a, b):
        return np.linalg.norm(points[a, :2] - points[b, :2])
    unit = between_eyes(points)
    return {"face": length(234, 454) / unit, "temples": length(127, 356) / unit, "jaw": length(172, 397) / unit,
            "nose_width": length(64, 294) / unit, "nose_to_face": length(64, 294) / length(234, 454),
            "nose_length": length(168, 1) / length(1, 152), "forehead": length(10, 168) / length(168, 152),
            "eye_width": (length(33, 133) + length(263, 362)) / 2 / unit}


def portraits(folder):
    program = os.environ.get("LIMNER_PROGRAM", "build/release/bin/limner")
    with open(os.path.join(folder, "index.csv"), encoding="utf-8") as file:
        names = [row["file"] for row in csv.DictReader(file) if row["face_count"] == "1" and row["frontal"] == "Y"]
    for name in names:
        path = os.path.join(folder, name)
        answer = json.loads(subprocess.run([program, "check", "portrait", path, "--json"], stdout=subprocess.PIPE, check=False).stdout)
        yaw = next(f["raw"] for f in answer["findings"] if f["requirement"] == "head_pose_yaw")
        if answer["landmarks"] and yaw is not None and abs(yaw) < 8:
            picture = cv2.imread(path)
            scale = min(1, 900 / max(picture.shape[:2]))
            yield (cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA),
                   {mark: np.array(place) * scale for mark, place in answer["landmarks"].items() if place})


def auc(far, near):
    higher = float(np.mean(np.asarray(near)[:, None] > np.asarray(far)[None]))
    return max(higher, 1 - higher)


def discriminated(far, near):
    """Scores of each person by a discriminant of the others."""
    scores = []
    for i in range(len(far)):
        a, b = (np.log(np.delete(values, i, 0)) for values in (far, near))
        weight = np.linalg.solve(np.cov(a.T) + np.cov(b.T) + 1e-3 * np.eye(a.shape[1]), b.mean(0) - a.mean(0))
        scores.append([weight @ (np.log(values[i]) - (a.mean(0) + b.mean(0)) / 2) for values in (far, near)])
    return np.array(scores).T


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 3
    net = cv2.dnn.readNetFromONNX(os.path.join(os.environ.get("LIMNER_MODELS", "build/models"), "face_mesh.onnx"))
    far, near, moved = [], {m: [] for m in METRES}, {m: [] for m in METRES}
    for picture, face in portraits(arguments[0]):
        points = settled(net, picture, face)
        far.append(proportions(points))
        for metres in METRES:
            near[metres].append(proportions(settled(net, warped(picture, points, metres), face)))
            moved[metres].append(proportions(np.c_[projected(points, metres), points[:, 2]]))
    print(f"{len(far)} faces")
    values = {"far": np.array([list(p.values()) for p in far]), **{m: np.array([list(p.values()) for p in near[m]]) for m in METRES}}
    for k, name in enumerate(far[0]):
        a = values["far"][:, k]
        parts = [f"{m} m: {np.mean([p[name] for p in moved[m]]):.3f} by the mesh, {values[m][:, k].mean():.3f} seen, AUC {auc(a, values[m][:, k]):.2f}"
                 for m in METRES]
        print(f"{name}: {a.mean():.3f} +- {a.std(ddof=1):.3f}; " + "; ".join(parts))
    for metres in METRES:
        of_far, of_near = discriminated(values["far"], values[metres])
        print(f"all, {metres} m: AUC {auc(of_far, of_near):.3f}, {np.mean(of_far > 0):.0%} of far and {np.mean(of_near < 0):.0%} of near ones mistaken")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
