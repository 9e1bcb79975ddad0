"""Lines of print as machines leave them on documents, for compose_mrz.py: cuts of a font that nobody has drawn, and wear.

A cut is a font with its outlines moved: weight, width, height, slant, corners, and a smooth warp of each character, so that
no shape is that of the font that it was made from. Nothing is shared with sdk/recognise/training.
"""

import os
import sys

import cv2
import numpy as np

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
CAPITAL_PX = 112  # that outlines are moved at
LINE_PX_A_MM = 24
CAPITAL_MM, PITCH_MM = 2.35, 2.54
WEARS = {"clean": 4, "rough": 2, "streaked": 1, "dotted": 1, "rubbed": 2, "dithered": 1}


def face_of(path, package):
    if not os.path.isfile(path):
        sys.exit(f"no font {path} (Debian: {package})")
    face = cv2.freetype.createFreeType2()
    face.loadFontData(path, 0)
    return face


def drawn(face, text, em, shape, at):
    page = np.zeros((*shape, 3), np.uint8)
    face.putText(page, text, at, em, (255,) * 3, -1, cv2.LINE_AA, True)
    return page[:, :, 0]


def cloud(rng, shape, cells):
    """A smooth field, 0..1, with about `cells` waves along its longer side."""
    small = [max(3, side * cells // max(shape) + 3) for side in shape]
    return cv2.resize(rng.random(small).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)


class Font:
    """The MRZ's characters of a font, large, each in the middle of a square."""

    SIDE = 2 * CAPITAL_PX

    def __init__(self, path):
        face = face_of(path, "fonts-ocr-b")
        em = 100
        for _ in range(3):
            rows = np.flatnonzero(drawn(face, "H", em, (600, 400), (60, 400)).max(axis=1))
            em = int(round(em * CAPITAL_PX / np.ptp(rows)))
        rows = np.flatnonzero(drawn(face, "H", em, (600, 400), (60, 400)).max(axis=1))
        top = int((rows[0] + rows[-1]) / 2) - CAPITAL_PX
        single, many = (np.flatnonzero(drawn(face, text, em, (600, 1600), (60, 400)).max(axis=0)) for text in ("H", "HHHHH"))
        middle = 60 + ((many[-1] - single[-1]) / 4) / 2
        self.glyphs = {}
        for c in CHARACTERS:
            ink = drawn(face, c, em, (600, 400), (160, 400))
            left = int(100 + middle) - CAPITAL_PX
            self.glyphs[c] = ink[top:top + self.SIDE, left:left + self.SIDE]


class Cut:
    """One document's print: a font's characters, moved and worn."""

    def __init__(self, rng, fonts, strength=1.0):
        self.rng = rng
        self.which = int(rng.integers(len(fonts)))
        self.font = fonts[self.which]
        self.weight = float(rng.uniform(-3.5, 4.5)) * strength
        self.corner = float(rng.uniform(0.5, 1 + 5 * strength))
        self.warp = float(rng.uniform(0, 0.035)) * strength
        self.to = np.array([[rng.uniform(1 - 0.12 * strength, 1 + 0.07 * strength), rng.normal(0, 0.03) * strength, 0],
                            [0, rng.uniform(1 - 0.06 * strength, 1 + 0.06 * strength), 0]], np.float32)
        self.to[:, 2] = CAPITAL_PX - self.to[:, :2] @ [CAPITAL_PX, CAPITAL_PX]
        self.pitch = PITCH_MM * float(rng.uniform(0.97, 1.03))
        self.jitter = float(rng.choice([0, 0.02, 0.05]))
        names = list(WEARS)
        self.wear = str(rng.choice(names, p=np.array([WEARS[n] for n in names]) / sum(WEARS.values())))
        self.cache = {}

    def name(self):
        return f"font {self.which} weight {self.weight:.1f} warp {self.warp:.3f} {self.wear}"

    def glyph(self, c):
        if c not in self.cache:
            self.cache[c] = self.moved(self.font.glyphs[c])
        return self.cache[c]

    def moved(self, glyph):
        side = glyph.shape[0]
        glyph = cv2.warpAffine(glyph, self.to, (side, side), flags=cv2.INTER_LINEAR)
        y, x = np.mgrid[0:side, 0:side].astype(np.float32)
        shift = [2 * self.warp * CAPITAL_PX * (cloud(self.rng, glyph.shape, 3) - 0.5) for _ in range(2)]
        glyph = cv2.remap(glyph, x + shift[0], y + shift[1], cv2.INTER_LINEAR)
        is_ink = (glyph > 127).astype(np.uint8)
        inside = cv2.distanceTransform(is_ink, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - is_ink, cv2.DIST_L2, 5)
        # Blurring the outline's distance and not the ink rounds corners and keeps the strokes' width.
        inside = cv2.GaussianBlur(inside, (0, 0), self.corner)
        ink = np.clip(inside + self.weight / 2 + 0.5, 0, 1)
        scale = CAPITAL_MM * LINE_PX_A_MM / CAPITAL_PX
        return cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)

    def line(self, text):
        """Ink, 0..1, at LINE_PX_A_MM; the first cell's middle is one pitch from the left, the capitals' in the middle."""
        box = self.glyph("0").shape[0]
        ink = np.zeros((box + 8, int((len(text) + 1) * self.pitch * LINE_PX_A_MM) + box), np.float32)
        for i, c in enumerate(text):
            off = self.rng.normal(0, self.jitter, 2) * LINE_PX_A_MM
            left = int(round((i + 1) * self.pitch * LINE_PX_A_MM + off[0])) - box // 2
            top = int(np.clip(round(4 + off[1]), 0, 8))
            left = max(0, left)
            part = ink[top:top + box, left:left + box]
            np.maximum(part, self.glyph(c), out=part)
        return self.worn(ink)

    def worn(self, ink):
        rng, high, wide = self.rng, *ink.shape
        if self.wear == "rough":  # ink that runs in the paper
            soft = cv2.GaussianBlur(ink, (0, 0), 1.5)
            grain = cv2.GaussianBlur(rng.standard_normal(ink.shape).astype(np.float32), (0, 0), 1.2) * rng.uniform(0.3, 0.9)
            return np.clip((soft - 0.5 + grain * soft) * 4 + 0.5, 0, 1)
        if self.wear == "streaked":  # rows that a print head leaves out
            rows = np.ones((high, 1), np.float32)
            for _ in range(int(rng.integers(1, 4))):
                at = int(rng.integers(high // 4, high * 3 // 4))
                rows[at:at + int(rng.integers(2, 6))] = rng.uniform(0, 0.5)
            return ink * rows
        if self.wear == "dotted":  # needles, or a laser's shots
            step = rng.uniform(0.19, 0.32) * LINE_PX_A_MM
            y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
            dots = np.hypot((x + step / 2) % step - step / 2, (y + step / 2) % step - step / 2) < step * rng.uniform(0.42, 0.62)
            hit = cv2.GaussianBlur(ink, (0, 0), step / 4)
            return (dots & (hit > 0.35)).astype(np.float32) * rng.uniform(0.7, 1)
        if self.wear == "rubbed":  # fainter in patches, and specks that are gone; what is left still tells the character
            field = cloud(rng, ink.shape, int(rng.integers(40, 200))) * 0.6 + cloud(rng, ink.shape, 12) * 0.6
            specks = cv2.GaussianBlur(rng.standard_normal(ink.shape).astype(np.float32), (0, 0), rng.uniform(1, 2)) * 3
            least = rng.uniform(0.35, 0.7)
            ink = ink * (least + (1 - least) * np.clip((field - rng.uniform(0.05, 0.3)) * 5, 0, 1))
            return ink * np.clip((specks + rng.uniform(1, 2)) * 3, 0, 1)
        if self.wear == "dithered":  # ink in drops of 300 an inch, too few of them
            step = int(LINE_PX_A_MM * 25.4 / 300 + 0.5)
            coarse = cv2.resize(ink, (wide // step, high // step), interpolation=cv2.INTER_AREA)
            drops = (coarse * rng.uniform(0.55, 0.95) > rng.random(coarse.shape)).astype(np.float32)
            return cv2.GaussianBlur(cv2.resize(drops, (wide, high), interpolation=cv2.INTER_LINEAR), (0, 0), 1)
        return ink
