"""Draws fixed-pitch lines of print and what light, paper, lenses and files do to them. Grey, 0 is ink, 255 is paper."""

import cv2
import numpy as np

CAPITAL_PX = 48  # of the glyphs that everything is drawn from


class Font:
    """The MRZ's characters, each in a cell of the font's advance, ink 0..1."""

    def __init__(self, path, alphabet):
        face = cv2.freetype.createFreeType2()
        face.loadFontData(path, 0)
        em = 200
        tall = self._draw(face, "H", em)
        rows = np.flatnonzero(tall.max(axis=1))
        em = int(round(em * CAPITAL_PX / (rows[-1] - rows[0] + 1)))
        rows = np.flatnonzero(self._draw(face, "H", em).max(axis=1))
        self.baseline = int(rows[-1])
        self.pitch = (self._columns(face, "H" * 11, em)[1] - self._columns(face, "H", em)[1]) / 10
        cell = int(round(self.pitch))
        self.glyphs = {}
        for c in alphabet:
            page = self._draw(face, c, em)
            top = self.baseline + 1 - CAPITAL_PX - CAPITAL_PX // 2
            self.glyphs[c] = page[top:top + 2 * CAPITAL_PX, 40:40 + cell].astype(np.float32) / 255
        self.cell = cell

    @staticmethod
    def _draw(face, text, em):
        page = np.zeros((3 * CAPITAL_PX + 260, 80 + len(text) * 200, 3), np.uint8)
        face.putText(page, text, (40, page.shape[0] - 80), em, (255,) * 3, -1, cv2.LINE_AA, True)
        return page[:, :, 0]

    @classmethod
    def _columns(cls, face, text, em):
        ink = np.flatnonzero(cls._draw(face, text, em).max(axis=0))
        return ink[0], ink[-1]

    def line(self, text):
        """Ink of a line, 2 * CAPITAL_PX high, the capitals in the middle; cell i takes columns i * cell on."""
        blank = np.zeros((2 * CAPITAL_PX, self.cell), np.float32)
        return np.concatenate([self.glyphs.get(c, blank) for c in text], axis=1)


def reweighted(rng, ink):
    """Fatter or thinner strokes, ragged edges."""
    kind = rng.random()
    size = int(rng.integers(2, 6))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    if kind < 0.3:
        ink = cv2.dilate(ink, kernel)
    elif kind < 0.5:
        ink = cv2.erode(ink, kernel[:3, :3])
    if rng.random() < 0.15:  # dots of a printer or a laser
        step = int(rng.integers(5, 9))
        y, x = np.mgrid[0:ink.shape[0], 0:ink.shape[1]]
        dots = (np.hypot(y % step - step / 2, x % step - step / 2) < step * 0.48).astype(np.float32)
        ink = ink * (0.35 + 0.65 * dots)
    if rng.random() < 0.25:  # wear
        wear = cv2.resize(rng.random((ink.shape[0] // 6 + 1, ink.shape[1] // 6 + 1), np.float32), ink.shape[::-1])
        ink = ink * np.clip((wear - rng.uniform(0.0, 0.25)) * 6, 0, 1)
    return ink


def clouds(rng, shape, cells):
    small = rng.random((max(2, shape[0] * cells // max(shape) + 2), max(2, shape[1] * cells // max(shape) + 2)), np.float32)
    return cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def guilloche(rng, shape, most=0.25):
    """Waves as of security print, 0..most."""
    y, x = np.mgrid[0:shape[0], 0:shape[1]].astype(np.float32)
    sum_ = np.zeros(shape, np.float32)
    for _ in range(int(rng.integers(1, 4))):
        angle = rng.uniform(0, np.pi)
        period = rng.uniform(3, 40)
        bend = rng.uniform(0, 3) * np.sin((x * np.cos(angle + 1) + y * np.sin(angle + 1)) * 2 * np.pi / rng.uniform(30, 200))
        wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / period + bend + rng.uniform(0, 6.28))
        sum_ += wave if rng.random() < 0.5 else (wave > rng.uniform(0.5, 0.95))
    sum_ -= sum_.min()
    return sum_ / max(1e-6, sum_.max()) * rng.uniform(0, most)


def exposed(rng, ink, hardest=1.0):
    """A camera's or scanner's picture of ink (0..1) on paper: light, blur, noise, JPEG. Grey of 8 bits."""
    shape = ink.shape
    paper = rng.uniform(110, 255)
    dark = rng.uniform(0, 0.62) * paper
    light = 1 + rng.uniform(0, 0.4) * (clouds(rng, shape, 2) - 0.5)
    back = 1 - (guilloche(rng, shape, 0.35 * hardest) if rng.random() < 0.6 else 0)
    gray = (paper * back * (1 - ink) + dark * ink) * light
    if rng.random() < 0.12 * hardest:  # a reflection
        gray += rng.uniform(40, 160) * np.clip(clouds(rng, shape, 3) * 3 - 2, 0, 1)
    gray = blurred(rng, gray, 1.3 * hardest)
    gray = gray + rng.normal(0, rng.uniform(0, 12) * hardest, shape)
    gray = np.clip(gray, 0, 255).astype(np.uint8)
    if rng.random() < 0.05:
        gray = np.where(gray > (int(gray.min()) + int(gray.max())) // 2, 255, 0).astype(np.uint8)
    if rng.random() < 0.5:
        gray = cv2.imdecode(cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 95))])[1], 0)
    return gray


def blurred(rng, gray, most):
    gray = gray.astype(np.float32)
    kind = rng.random()
    if kind < 0.5:
        return cv2.GaussianBlur(gray, (0, 0), rng.uniform(0.2, most))
    if kind < 0.7:
        length = int(rng.integers(2, 5))
        kernel = np.zeros((9, 9), np.float32)
        angle = rng.uniform(0, np.pi)
        for t in np.linspace(-length / 2, length / 2, 16):
            kernel[int(round(4 + t * np.sin(angle))), int(round(4 + t * np.cos(angle)))] = 1
        return cv2.filter2D(gray, -1, kernel / kernel.sum())
    return gray
