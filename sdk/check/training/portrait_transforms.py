#!/usr/bin/python3
"""Makes labelled variants of portraits, to calibrate the portrait check on faults of known kind and strength.

    portrait_transforms.py PORTRAITS OUT

PORTRAITS: a folder with an index.csv as scripts/evaluate reads it; its compliant rows are the sources. OUT gets the variants
and an index.csv of the same columns; the same sources give the same variants. A variant keeps its source's labels except for
what was done to it, so that each fault has its own requirement to fail. Faces are found by the program (LIMNER_PROGRAM,
default build/release/bin/limner).
"""

import csv
import json
import os
import subprocess
import sys

import cv2
import numpy as np

COLUMNS = ["file", "face_count", "eyes_open", "mouth_closed", "frontal", "neutral_expression", "uniform_background", "glasses",
           "head_covering", "occlusion_or_hair_over_face", "good_lighting", "description"]
LABELS = [c for c in COLUMNS if c not in ("file", "face_count", "glasses", "description")]


def face_of(path):
    program = os.environ.get("LIMNER_PROGRAM", "build/release/bin/limner")
    result = subprocess.run([program, "check", "portrait", path, "--json"], stdout=subprocess.PIPE, check=False)
    marks = json.loads(result.stdout)["landmarks"]
    return {name: np.array(place, float) for name, place in marks.items() if place}


class Portrait:
    """One source with its face: r, l, the eyes; m, their middle; i, their distance; t, from them to the chin."""

    def __init__(self, picture, face):
        self.picture = picture
        self.r, self.l, self.chin = face["right_eye"], face["left_eye"], face["chin"]
        self.m = (self.r + self.l) / 2
        self.i = float(np.linalg.norm(self.l - self.r))
        self.t = float(np.linalg.norm(self.chin - self.m))
        self.y, self.x = np.mgrid[0:picture.shape[0], 0:picture.shape[1]].astype(np.float32)

    def mouth(self):
        return self.m + (self.chin - self.m) * 0.62

    def person(self):
        """1 on head and shoulders, by an ellipse and a trapezium: wide enough to leave only wall."""
        u, v = (self.x - self.m[0]) / self.i, (self.y - self.m[1]) / self.i
        head = (u / 1.75) ** 2 + ((v - 0.1) / 2.5) ** 2 < 1
        body = (v > 1.6) & (np.abs(u) < 1.2 + 2.6 * np.clip(v - 1.6, 0, 0.8))
        return cv2.GaussianBlur((head | body).astype(np.float32), (0, 0), self.i * 0.05)[..., None]


def linear(picture):
    return np.power(picture.astype(np.float32) / 255, 2.2)


def display(light):
    return np.clip(np.power(np.clip(light, 0, 1), 1 / 2.2) * 255 + 0.5, 0, 255).astype(np.uint8)


def relit(p, gain):
    return display(linear(p.picture) * gain)


def deep_skin(p, gain=np.array([0.22, 0.25, 0.32])):
    """The person, told from the wall by colour, reflects a third of the light."""
    away = np.abs(p.picture.astype(int) - p.picture[2, 2].astype(int)).max(2)
    person = cv2.GaussianBlur(cv2.morphologyEx((away > 40).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))).astype(np.float32), (0, 0), 1)
    person = np.where(p.person()[..., 0] > 0.01, person, 0)[..., None]
    return (relit(p, gain) * person + p.picture * (1 - person)).astype(np.uint8)


def darker_side(p):
    """1 where the subject's left has less light as photographed, else -1."""
    cheek = [p.picture[int(p.m[1] + 0.4 * p.i):int(p.m[1] + 0.6 * p.i), int(e[0] - 0.1 * p.i):int(e[0] + 0.1 * p.i)].mean() for e in (p.r, p.l)]
    return 1 if cheek[1] <= cheek[0] else -1


def toned(p, share):
    """Skin and clothing reflect `share` of the light, dark skin's colours included."""
    return deep_skin(p, np.array([0.66, 0.75, 0.96]) * share)


def narrow_eyes(p, share):
    """The lids drawn together to `share` of their gap."""
    def move(u, v):
        dv = np.zeros_like(v)
        for side in (-0.5, 0.5):
            near = np.exp(-((u - side) / 0.3) ** 4 - (v / 0.2) ** 4)
            dv = dv + near * v * (1 / share - 1)
        return np.zeros_like(u), dv
    return warped(p, move)


def beard(p, colour):
    """A full beard around the mouth, from ear to chin, the lips left free."""
    u, v = (p.x - p.m[0]) / p.i, (p.y - p.m[1]) / p.i
    t = p.t / p.i
    low = (u / 0.95) ** 2 + ((v - 0.72 * t) / (0.42 * t)) ** 2 < 1
    lips = (u / 0.42) ** 2 + ((v - 0.62 * t) / (0.13 * t)) ** 2 < 1
    share = cv2.GaussianBlur((low & ~lips & (v > 0.42 * t) & (v < 1.02 * t)).astype(np.float32), (0, 0), 0.05 * p.i)[..., None]
    hair = np.array(colour, np.float32) + np.random.default_rng(7).normal(0, 14, p.picture.shape[:2])[..., None]
    return np.clip(p.picture * (1 - 0.85 * share) + cv2.GaussianBlur(hair, (0, 0), 1) * 0.85 * share, 0, 255).astype(np.uint8)


def side_light(p, darkness, width):
    """The side that has less light already falls into shadow; `width`: of the edge, in distances between the eyes."""
    edge = 1 / (1 + np.exp(-darker_side(p) * (p.x - p.m[0]) / (p.i * width / 4)))
    return relit(p, (1 - darkness * edge)[..., None])


def bright_side_gain(p, darkness):
    edge = 1 / (1 + np.exp(-darker_side(p) * (p.x - p.m[0]) / (p.i * 0.4)))
    return relit(p, (1.15 - darkness * edge)[..., None])


def frame_glasses(p, thickness, colour, tint=0.0, glare=0.0, drop=0.05, height=0.29):
    """`drop`: of the lenses' middle below the eyes; `height`: half of a lens's."""
    out = p.picture.copy()
    w = max(1, int(round(p.i * thickness)))
    angle = float(np.degrees(np.arctan2(p.l[1] - p.r[1], p.l[0] - p.r[0])))
    axes = (int(p.i * 0.40), int(p.i * height))
    for eye in (p.r, p.l):
        centre = (int(eye[0]), int(eye[1] + drop * p.i))
        lens = np.zeros(out.shape[:2], np.uint8)
        cv2.ellipse(lens, centre, axes, angle, 0, 360, 255, -1, cv2.LINE_AA)
        share = lens.astype(np.float32)[..., None] / 255
        if tint:
            out = (out * (1 - tint * share)).astype(np.uint8)
        if glare:
            spot = np.zeros(out.shape[:2], np.uint8)
            cv2.ellipse(spot, (centre[0] + axes[0] // 4, centre[1] - axes[1] // 4),
                        (max(1, int(axes[0] * glare)), max(1, int(axes[1] * glare * 0.7))), 30, 0, 360, 255, -1, cv2.LINE_AA)
            spot = cv2.GaussianBlur(spot, (0, 0), p.i * 0.01).astype(np.float32)[..., None] / 255
            out = np.clip(out + 255 * spot, 0, 255).astype(np.uint8)
        cv2.ellipse(out, centre, axes, angle, 0, 360, colour, w, cv2.LINE_AA)
    bridge = (p.m + np.array([0, (drop - 0.02) * p.i])).astype(int)
    cv2.ellipse(out, tuple(int(v) for v in bridge), (int(p.i * 0.11), int(p.i * 0.05)), angle, 180, 360, colour, w, cv2.LINE_AA)
    return out


def wall(p, pattern):
    person = p.person()
    return (p.picture * person + pattern * (1 - person)).astype(np.uint8)


def shadow_behind(p, depth):
    u, v = (p.x - p.m[0] - 0.9 * p.i) / p.i, (p.y - p.m[1]) / p.i
    shape = (((u / 1.6) ** 2 + ((v - 0.1) / 2.3) ** 2 < 1) | ((v > 1.6) & (np.abs(u) < 3.4))).astype(np.float32)
    shape = cv2.GaussianBlur(shape, (0, 0), p.i * 0.12)[..., None]
    return wall(p, p.picture * (1 - depth * shape))


def clutter(p, seed):
    random = np.random.default_rng(seed)
    pattern = np.full(p.picture.shape, 200, np.float32)
    for _ in range(25):
        a = random.integers(0, [p.picture.shape[1], p.picture.shape[0]])
        size = random.integers(int(0.3 * p.i), int(1.5 * p.i), 2)
        cv2.rectangle(pattern, [int(v) for v in a], [int(v) for v in a + size], [float(v) for v in random.integers(30, 230, 3)], -1)
    return wall(p, cv2.GaussianBlur(pattern, (0, 0), 1.5))


def gradient_wall(p, depth):
    return wall(p, p.picture * (1 - depth * (p.x / p.x.max()))[..., None])


def scarf(p, colour, shade=0.0):
    """Cloth around the face, from the forehead's top over the ears to below the chin; `shade`: cast on the forehead."""
    u, v = (p.x - p.m[0]) / p.i, (p.y - p.m[1]) / p.i
    opening = (u / 1.15) ** 2 + (np.where(v < 0.35, (v - 0.35) / 1.25, (v - 0.35) / (p.t / p.i - 0.3)) ** 2) < 1
    cloth = ((u / 1.75) ** 2 + ((v - 0.1) / 2.0) ** 2 < 1) | ((v > 1.2) & (np.abs(u) < 1.0 + 0.9 * np.clip(v - 1.2, 0, 2)))
    share = cv2.GaussianBlur((cloth & ~opening).astype(np.float32), (0, 0), p.i * 0.015)[..., None]
    folds = (1 - 0.08 * np.sin(9 * u + 3 * v))[..., None]
    light = p.picture.astype(np.float32)
    if shade:
        rim = np.clip(1 - np.abs(v + 0.75) / 0.35, 0, 1) * opening
        light = light * (1 - shade * rim)[..., None]
    return np.clip(light * (1 - share) + np.array(colour, np.float32) * folds * share, 0, 255).astype(np.uint8)


def mask(p, colour):
    out = p.picture.copy()
    a, b = p.m + [-1.0 * p.i, 0.45 * p.i], p.m + [1.0 * p.i, 0.45 * p.i]
    points = np.array([a, p.m + [0, 0.3 * p.i], b, p.m + [0.75 * p.i, 0.8 * p.t], p.chin + [0.2 * p.i, 0.05 * p.i],
                       p.chin + [-0.2 * p.i, 0.05 * p.i], p.m + [-0.75 * p.i, 0.8 * p.t]], np.int32)
    cv2.fillPoly(out, [points], colour, cv2.LINE_AA)
    return cv2.GaussianBlur(out, (0, 0), p.i * 0.008)


def fringe(p, colour):
    """Strands of hair over one eye."""
    out = p.picture.copy()
    for k in range(14):
        x = p.l[0] + (k - 8) * 0.05 * p.i
        cv2.line(out, (int(x - 0.2 * p.i), int(p.m[1] - 1.1 * p.i)), (int(x + 0.15 * p.i), int(p.m[1] + 0.35 * p.i)), colour,
                 max(1, int(0.035 * p.i)), cv2.LINE_AA)
    return out


def hand(p):
    """A patch of the subject's own skin over mouth and cheek, with fingers' shadows."""
    out = p.picture.copy()
    skin = own_skin(p)
    for k in range(4):
        c = p.mouth() + [(-0.2 + 0.3 * k) * p.i, 0.1 * p.i]
        cv2.ellipse(out, [int(v) for v in c], (int(0.14 * p.i), int(0.62 * p.i)), 8, 0, 360, [float(v) * 0.6 for v in skin], -1, cv2.LINE_AA)
        cv2.ellipse(out, [int(v) for v in c], (int(0.12 * p.i), int(0.6 * p.i)), 8, 0, 360, [float(v) * 0.95 for v in skin], -1, cv2.LINE_AA)
    return out


def half_outside(p):
    """The picture ends in the middle of the face."""
    return p.picture[:, int(p.m[0]):].copy()


def looking_away(p, shift, drop=0.0):
    """The eyes painted anew, their irises aside by `shift` and down by `drop`, in distances between the eyes."""
    out = p.picture.copy()
    for eye in (p.r, p.l):
        lids, iris = np.zeros(out.shape[:2], np.uint8), np.zeros(out.shape[:2], np.uint8)
        cv2.ellipse(lids, [int(v) for v in eye], (int(0.19 * p.i), int(0.075 * p.i)), 0, 0, 360, 255, -1)
        cv2.circle(iris, [int(eye[0] + shift * p.i), int(eye[1] + drop * p.i)], int(0.085 * p.i), 255, -1)
        white = np.percentile(out[lids > 0], 90, axis=0)
        dark = np.percentile(out[lids > 0], 5, axis=0)
        out[lids > 0] = white
        out[(lids > 0) & (iris > 0)] = dark
    return cv2.GaussianBlur(out, (0, 0), 0.006 * p.i)


def pixelated(p, factor):
    small = cv2.resize(p.picture, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, p.picture.shape[1::-1], interpolation=cv2.INTER_NEAREST)


def own_skin(p):
    """The colour of the subject's right cheek."""
    y, x = int(p.m[1] + 0.5 * p.i), int(p.r[0])
    return [float(v) for v in p.picture[y:y + int(0.1 * p.i), x:x + int(0.1 * p.i)].reshape(-1, 3).mean(0)]


def warped(p, move):
    """`move(u, v)`: how far a place is drawn from, in distances between the eyes."""
    u, v = (p.x - p.m[0]) / p.i, (p.y - p.m[1]) / p.i
    du, dv = move(u, v)
    return cv2.remap(p.picture, (p.x + du * p.i).astype(np.float32), (p.y + dv * p.i).astype(np.float32), cv2.INTER_LINEAR,
                     borderMode=cv2.BORDER_REPLICATE)


def closed_eyes(p):
    """The skin below the brows drawn down over the eyes, with a line of lashes."""
    def move(u, v):
        du, dv = np.zeros_like(u), np.zeros_like(v)
        for side in (-0.5, 0.5):
            near = np.clip(1 - ((u - side) / 0.36) ** 2, 0, 1)
            down = np.where((v > -0.16) & (v < 0.1), -(v + 0.16) * 0.82, 0) + np.where((v >= 0.1) & (v < 0.2), -0.213 * (0.2 - v) / 0.1, 0)
            dv += near ** 0.5 * down
        return du, dv
    out = warped(p, move)
    for eye in (p.r, p.l):
        centre = (int(eye[0]), int(eye[1] + 0.02 * p.i))
        cv2.ellipse(out, centre, (int(0.2 * p.i), int(0.07 * p.i)), 0, 15, 165, (45, 40, 60), max(1, int(0.025 * p.i)), cv2.LINE_AA)
    return out


def open_mouth(p, gap):
    """The face below the lips' line pushed down by `gap`, a dark mouth between."""
    line = float((p.mouth() - p.m)[1] / p.i) + 0.01
    def move(u, v):
        near = np.clip(1 - (u / 0.55) ** 2, 0, 1) ** 0.7
        below = np.clip((v - line) / 0.02, 0, 1) * np.clip((2.0 - v) / 0.8, 0, 1)
        return np.zeros_like(u), -gap * near * below
    out = warped(p, move)
    centre = p.mouth() + [0, (0.01 + gap / 2) * p.i]
    cv2.ellipse(out, [int(v) for v in centre], (int(0.36 * p.i), max(1, int(gap / 2 * p.i))), 0, 0, 360, (30, 20, 60), -1, cv2.LINE_AA)
    return out


def smile(p, lift):
    line = float((p.mouth() - p.m)[1] / p.i)
    def move(u, v):
        near = np.exp(-((v - line) / 0.4) ** 2)
        side = np.clip(np.abs(u) / 0.45, 0, 1.4) ** 2 * np.exp(-(np.clip(np.abs(u) - 0.6, 0, 9) / 0.2) ** 2)
        return -np.sign(u) * lift * 0.8 * near * side, lift * near * side
    return warped(p, move)


def turned(p, degrees):
    matrix = cv2.getRotationMatrix2D((float(p.m[0]), float(p.m[1])), degrees, 1)
    return cv2.warpAffine(p.picture, matrix, p.picture.shape[1::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def compressed(picture, quality):
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)


def motion(picture, length):
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    return cv2.filter2D(picture, -1, kernel)


def noisy(picture, sigma, seed):
    return np.clip(picture + np.random.default_rng(seed).normal(0, sigma, picture.shape), 0, 255).astype(np.uint8)


def two_faces(p):
    small = cv2.resize(p.picture, None, fx=0.55, fy=0.55, interpolation=cv2.INTER_AREA)
    out = np.full((p.picture.shape[0], p.picture.shape[1] + small.shape[1], 3), 200, np.uint8)
    out[:, :p.picture.shape[1]] = p.picture
    out[-small.shape[0]:, p.picture.shape[1]:] = small
    return out


def drawing(p):
    smooth = cv2.bilateralFilter(p.picture, 9, 60, 15)
    smooth = (cv2.bilateralFilter(smooth, 9, 60, 15) // 40 * 40 + 20).astype(np.uint8)
    edges = cv2.adaptiveThreshold(cv2.cvtColor(p.picture, cv2.COLOR_BGR2GRAY), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, 4)
    return cv2.bitwise_and(smooth, cv2.cvtColor(edges, cv2.COLOR_GRAY2BGR))


def on_screen(p):
    lines = np.ones_like(p.picture, np.float32)
    lines[::3] *= 0.75
    lines[:, 0::3, 1:] *= 0.8
    lines[:, 1::3, 0] *= 0.8
    shown = np.clip(p.picture * lines * 1.05, 0, 255).astype(np.uint8)
    h, w = shown.shape[:2]
    out = np.full((int(h * 1.3), int(w * 1.3), 3), 60, np.uint8)
    y, x = int(h * 0.15), int(w * 0.15)
    out[y - 12:y + h + 12, x - 12:x + w + 12] = 15
    out[y:y + h, x:x + w] = shown
    return cv2.warpAffine(out, cv2.getRotationMatrix2D((w * 0.65, h * 0.65), 1.3, 0.93), (out.shape[1], out.shape[0]))


def variants(p):
    """(name, picture, what changed)"""
    ok = {}
    yield "as_is", p.picture, ok
    for q in (50, 80):
        yield f"jpeg{q}", compressed(p.picture, q), ok
    yield "dimmer", relit(p, 0.7), ok
    yield "brighter", relit(p, 1.15), ok
    yield "deep_skin", deep_skin(p), ok
    for share in (0.75, 0.5):
        yield f"tone{int(share * 100)}", toned(p, share), ok
    yield "narrow_eyes", narrow_eyes(p, 0.65), ok
    yield "beard", beard(p, (45, 50, 60)), ok
    yield "smaller", cv2.resize(p.picture, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA), ok
    yield "tilt3", turned(p, 3), ok
    yield "noise4", noisy(p.picture, 4, 1), ok
    yield "warm", relit(p, np.array([0.88, 0.97, 1.03])), ok
    yield "soft_side", side_light(p, 0.2, 3), ok
    for name, colour in (("white", (235, 235, 238)), ("black", (25, 22, 24)), ("blue", (150, 70, 40)), ("brown", (70, 100, 140))):
        yield f"scarf_{name}", scarf(p, colour), {"head_covering": "Y"}
    yield "scarf_shade", scarf(p, (120, 60, 60), 0.7), {"head_covering": "Y", "good_lighting": "", "fault": "face_outline_visible"}
    for d in (0.6, 0.8, 0.92):  # the shadow lies on the wall too
        yield f"side_shadow{int(d * 100)}", side_light(p, d, 0.5), {"good_lighting": "N", "uniform_background": ""}
    yield "side_light", bright_side_gain(p, 0.85), {"good_lighting": "N", "uniform_background": ""}
    yield "dark", relit(p, 0.06), {"good_lighting": "N"}
    yield "washed_out", relit(p, 3.2), {"good_lighting": "N"}
    for t, c in ((0.03, (30, 30, 30)), (0.06, (20, 20, 25)), (0.025, (60, 90, 140)), (0.02, (120, 120, 125))):
        yield f"glasses{int(t * 1000)}_{c[2]}", frame_glasses(p, t, c), {"glasses": "clear"}
    yield "glasses_tint", frame_glasses(p, 0.04, (25, 25, 25), tint=0.75), {"glasses": "tinted", "occlusion_or_hair_over_face": "", "fault": "tinted_lenses"}
    yield "glasses_glare", frame_glasses(p, 0.03, (40, 40, 50), glare=0.5), {"glasses": "glare", "good_lighting": "", "fault": "lens_glare"}
    yield "glasses_low_lenses", frame_glasses(p, 0.04, (30, 30, 30), height=0.2), {"glasses": "clear"}
    # The upper rim over the eyes, or the lower one.
    for name, drop, height, thickness, colour in (("low", 0.29, 0.29, 0.04, (30, 30, 30)), ("lower", 0.25, 0.22, 0.06, (20, 20, 25)),
                                                  ("high", -0.24, 0.26, 0.04, (60, 90, 140)), ("thin", 0.27, 0.27, 0.02, (50, 50, 55))):
        yield f"glasses_{name}", frame_glasses(p, thickness, colour, drop=drop, height=height), \
            {"glasses": "", "eyes_open": "", "occlusion_or_hair_over_face": "", "fault": "frame_over_eyes"}
    for d in (0.3, 0.5):
        yield f"wall_shadow{int(d * 100)}", shadow_behind(p, d), {"uniform_background": "N"}
    for s in (1, 2):
        yield f"clutter{s}", clutter(p, s), {"uniform_background": "N"}
    yield "wall_gradient", gradient_wall(p, 0.6), {"uniform_background": "N"}
    yield "eyes_closed", closed_eyes(p), {"eyes_open": "N"}
    for g in (0.12, 0.25, 0.45):
        yield f"mouth{int(g * 100)}", open_mouth(p, g), {"mouth_closed": "N", "neutral_expression": "N"}
    for g in (0.1, 0.16):
        yield f"smile{int(g * 100)}", smile(p, g), {"neutral_expression": "N"}
    yield "mask_blue", mask(p, (190, 160, 90)), {"occlusion_or_hair_over_face": "Y"}
    yield "mask_black", mask(p, (25, 25, 25)), {"occlusion_or_hair_over_face": "Y"}
    yield "mask_white", mask(p, (225, 225, 228)), {"occlusion_or_hair_over_face": "Y"}
    yield "mask_skin", mask(p, own_skin(p)), {"occlusion_or_hair_over_face": "Y"}
    yield "fringe", fringe(p, (25, 28, 35)), {"occlusion_or_hair_over_face": "Y"}
    yield "fringe_blond", fringe(p, (110, 160, 190)), {"occlusion_or_hair_over_face": "Y"}
    yield "half_outside", half_outside(p), {"occlusion_or_hair_over_face": "Y"}
    yield "hand", hand(p), {"occlusion_or_hair_over_face": "Y"}
    for s in (-0.08, 0.08):
        yield f"gaze{int(s * 100)}", looking_away(p, s), {"fault": "gaze"}
    yield "gaze_down", looking_away(p, 0, 0.05), {"fault": "vertical_gaze"}
    for f in (2, 4):
        yield f"pixels{f}", pixelated(p, f), {"fault": "pixelation"}
    for d in (15, 90, 180):
        yield f"turn{d}", turned(p, d), {"frontal": "N"}
    yield "two_faces", two_faces(p), {"face_count": "2"}
    for b in (0.03, 0.06):
        yield f"blur{int(b * 100)}", cv2.GaussianBlur(p.picture, (0, 0), b * p.i), {"fault": "sharpness"}
    yield "motion", motion(p.picture, int(0.14 * p.i) | 1), {"fault": "motion_blur"}
    yield "jpeg8", compressed(p.picture, 8), {"fault": "compression_artifacts"}
    yield "noise25", noisy(p.picture, 25, 2), {"fault": "noise"}
    yield "green", relit(p, np.array([0.55, 1.1, 0.6])), {"fault": "natural_colour"}
    yield "gray", cv2.cvtColor(cv2.cvtColor(p.picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), {"fault": "natural_colour"}
    yield "drawing", drawing(p), {"fault": "picture_of_a_picture"}
    yield "screen", on_screen(p), {"fault": "picture_of_a_picture"}


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 3
    folder, out = arguments
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(folder, "index.csv"), encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["face_count"] == "1" and r["eyes_open"] == r["mouth_closed"] == r["frontal"] ==
                r["neutral_expression"] == r["uniform_background"] == r["good_lighting"] == "Y" and r["glasses"] == "none"]
    with open(os.path.join(out, "index.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS + ["fault", "source_file"], restval="")
        writer.writeheader()
        for row in rows:
            path = os.path.join(folder, row["file"])
            portrait = Portrait(cv2.imread(path), face_of(path))
            for name, picture, changed in variants(portrait):
                kept = {column: row[column] for column in LABELS + ["face_count", "glasses"]}
                made = f"{os.path.splitext(row['file'])[0]}__{name}.png"
                cv2.imwrite(os.path.join(out, made), picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
                writer.writerow({**kept, **changed, "file": made, "description": name, "source_file": row["file"]})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
