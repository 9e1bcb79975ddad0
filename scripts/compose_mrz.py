#!/usr/bin/python3
"""Makes photo-like pictures of invented documents with an MRZ, for scripts/evaluate mrz: pictures and index.csv.

    compose_mrz.py DIR [--count N] [--seed S] [--levels scan,photo,hard] [--font FILE]... [--backgrounds FOLDER]

A third of the N pictures (300) for each level:
scan    300 ppi and less, skew up to 5 degrees, little noise
photo   any rotation, tilt up to 12 degrees, curled pages, blur, uneven light, JPEG
hard    any rotation, tilt up to 25 degrees, reflections, blur and motion, dim light, noise, strong JPEG, half the size
In all levels every document is printed in a cut of its own (mrz_print.py), a third of them worn, with security print, frames,
text and stamps at the MRZ. --font: what the cuts are made from (both upright ones of Debian's fonts-ocr-b).
Nothing is shared with sdk/recognise/training: names of syllables instead of random letters, page texts, backgrounds and a
camera model of its own. --backgrounds takes pictures to lay documents on instead.
"""

import argparse
import csv
import glob
import os
import sys

import cv2
import numpy as np

from mrz_print import LINE_PX_A_MM, Cut, Font, cloud, drawn, face_of

MRZ_FONTS = ["/usr/share/fonts/opentype/ocr-b/OCRBS.otf", "/usr/share/fonts/opentype/ocr-b/OCRB.otf"]
PAGE_FONTS = "/usr/share/fonts/truetype/dejavu/DejaVuSerif*.ttf"
PX_A_MM = 12
SYLLABLES = "an di si ri yo ko wi da sa ra ti na mar lo ber to gu ne la ku su ha pu tra de wa ni ba mo je ki el or".split()
STATES = "IDN UTO D<< FRA NLD CHN MYS AUS SGP GBR USA JPN KOR TLS".split()
# Size in mm, lines, length, first letters
FORMATS = {"TD3": (125, 88, 2, 44, "P"), "TD1": (85.6, 54, 3, 30, "IAC"), "TD2": (105, 74, 2, 36, "IAC"),
           "MRV-A": (120, 80, 2, 44, "V"), "MRV-B": (105, 74, 2, 36, "V")}
SHARES = {"TD3": 0.5, "TD1": 0.25, "TD2": 0.1, "MRV-A": 0.1, "MRV-B": 0.05}
LEVELS = {"scan": dict(turn=5, tilt=0, curl=0, share=(0.62, 0.97), blur=0.6, motion=0, noise=4, light=(0.85, 1.05),
                       jpeg=(80, 96), glare=0),
          "photo": dict(turn=180, tilt=12, curl=3, share=(0.62, 0.97), blur=0.9, motion=0, noise=6, light=(0.6, 1.1),
                        jpeg=(60, 92), glare=0.15),
          "hard": dict(turn=180, tilt=25, curl=6, share=(0.5, 0.97), blur=1.2, motion=3, noise=9, light=(0.3, 1.1),
                       jpeg=(40, 85), glare=0.5)}


def check(text):
    value = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return str(sum(max(0, value.find(c)) * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def filled(text, length):
    return text[:length].ljust(length, "<")


def some(rng, characters, count):
    return "".join(rng.choice(list(characters), count))


def word(rng, most=5):
    return "".join(rng.choice(SYLLABLES, rng.integers(1, most))).upper()


def date(rng):
    return f"{rng.integers(0, 100):02d}{rng.integers(1, 13):02d}{rng.integers(1, 29):02d}"


def invent(rng, form):
    _, _, _, length, codes = FORMATS[form]
    code = rng.choice(list(codes)) + rng.choice(list("<<<NPOD"))
    state = rng.choice(STATES)
    name = word(rng) + ("<<" + "<".join(word(rng) for _ in range(rng.integers(1, 4))) if rng.random() < 0.93 else "")
    number = filled(some(rng, "ABCDEFGHKLMNPRTXYZ", rng.integers(0, 3)) + some(rng, "0123456789", 7), 9)
    number, birth, expiry = (text + check(text) for text in (number, date(rng), date(rng)))
    sex = rng.choice(list("MMMFFF<"))
    more = some(rng, "0123456789", 14) if rng.random() < 0.4 else ""
    if form == "TD1":
        first = filled(more, 15)
        second = "<" * 11
        return [code + state + number + first,
                birth + sex + expiry + state + second + check(number + first + birth + expiry + second), filled(name, 30)]
    top = code + state + filled(name, length - 5)
    rest = filled(more, length - 28)
    if form == "TD3":
        rest = rest[:14] + (check(rest[:14]) if more else rng.choice(list("0<")))
        rest += check(number + birth + expiry + rest)
    if form == "TD2":
        rest = rest[:7] + check(number + birth + expiry + rest[:7])
    return [top, number + state + birth + sex + expiry + rest]


class Press:
    """Prints documents."""

    def __init__(self, fonts):
        self.fonts = [Font(path) for path in fonts]
        self.page = [face_of(path, "fonts-dejavu-extra") for path in sorted(glob.glob(PAGE_FONTS))]
        if not self.page:
            sys.exit(f"no font {PAGE_FONTS} (Debian: fonts-dejavu-extra)")

    def write(self, rng, ink, most_mm, at):
        text = " ".join(word(rng) for _ in range(rng.integers(1, 4)))
        em = int(rng.uniform(1.8, most_mm) * PX_A_MM)
        face = self.page[rng.integers(len(self.page))]
        np.maximum(ink, drawn(face, text.title() if rng.random() < 0.5 else text, em, ink.shape, at) / 255 * 0.8, out=ink)

    def document(self, rng, form, lines):
        """Grey page of paper, and nothing around it; what print the MRZ is in."""
        wide, high, _, _, _ = FORMATS[form]
        width, height = int(wide * PX_A_MM), int(high * PX_A_MM)
        ink = np.zeros((height, width), np.float32)
        for _ in range(rng.integers(6, 18)):
            self.write(rng, ink, 4, (int(width * rng.uniform(0.3, 0.7)), int(height * rng.uniform(0.05, 0.62))))
        x, y, w, h = int(0.04 * width), int(0.15 * height), int(0.24 * width), int(0.45 * height)
        head = cv2.resize(rng.random((9, 7)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
        cv2.ellipse(head, (w // 2, h // 2), (w // 4, h // 3), 0, 0, 360, float(rng.uniform(0.1, 0.4)), -1)
        ink[y:y + h, x:x + w] = np.clip(head, 0, 1) * 0.8
        cut = Cut(rng, self.fonts)
        top = self.print_mrz(rng, cut, ink, lines, 5 if form == "TD1" else 6.4)
        self.crowd(rng, ink, top)
        return self.paper(rng, ink.shape) * (1 - ink * rng.uniform(0.5, 0.95)), cut.name()

    @staticmethod
    def print_mrz(rng, cut, ink, lines, most_line_mm):
        """Returns the row above it."""
        height, width = ink.shape
        line_px = rng.uniform(4.2, most_line_mm) * PX_A_MM
        long_px = (len(lines[0]) + 1) * cut.pitch * PX_A_MM
        left = min(rng.uniform(1, 4) * PX_A_MM, width - long_px + 1 * PX_A_MM)
        low = height - rng.uniform(4, 6.5) * PX_A_MM
        for i, line in enumerate(lines):
            printed = cut.line(line)
            scale = PX_A_MM / LINE_PX_A_MM
            printed = cv2.resize(printed, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            y = int(low - (len(lines) - 1 - i) * line_px - printed.shape[0] / 2)
            x = int(left - 1.5 * PX_A_MM + rng.normal(0, 0.04) * PX_A_MM)
            printed = printed[:, max(0, -x):]
            box = ink[y:y + printed.shape[0], max(0, x):max(0, x) + printed.shape[1]]
            np.maximum(box, printed[:box.shape[0], :box.shape[1]], out=box)
        return int(low - (len(lines) - 1) * line_px - 2 * PX_A_MM)

    def crowd(self, rng, ink, top):
        """What stands close to the MRZ, or over it."""
        height, width = ink.shape
        if rng.random() < 0.3:
            self.write(rng, ink, 3, (int(width * rng.uniform(0.05, 0.5)), top - int(rng.uniform(0.4, 2) * PX_A_MM)))
        if rng.random() < 0.15:  # a rule or a frame
            y = top - int(rng.uniform(0.5, 1.5) * PX_A_MM)
            cv2.rectangle(ink, (12, y), (width - 12, height - 12 if rng.random() < 0.5 else y + 3), float(rng.uniform(0.3, 0.9)), 3)
        if rng.random() < 0.12:  # a stamp
            stamp = np.zeros_like(ink)
            at = int(width * rng.uniform(0.1, 0.9)), int(top + rng.uniform(-8, 6) * PX_A_MM)
            cv2.circle(stamp, at, int(rng.uniform(8, 15) * PX_A_MM), float(rng.uniform(0.1, 0.35)), int(rng.uniform(0.3, 1) * PX_A_MM))
            ink[:] = 1 - (1 - ink) * (1 - stamp)

    @staticmethod
    def paper(rng, shape):
        """Security print under the text: ribbons, or a net of rosettes."""
        height, width = shape
        depth = rng.uniform(0, 14)
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        if rng.random() < 0.6:
            lines = np.sin(y / rng.uniform(3, 40) + np.cos(x / rng.uniform(20, 90)) * 3)
        else:
            at = rng.uniform(0, width), rng.uniform(0, height)
            far = np.hypot(x - at[0], y - at[1])
            lines = (np.sin(far / rng.uniform(1.5, 9) + 2 * np.sin(6 * np.arctan2(y - at[1], x - at[0]))) > 0.7) * 1.6
        return rng.uniform(150, 250) + depth * lines + rng.uniform(0, 25) * (cloud(rng, shape, 3) - 0.5)


def ground(rng, shape, pictures):
    """What the document lies on."""
    height, width = shape
    if pictures:
        picture = cv2.imread(pictures[rng.integers(len(pictures))], cv2.IMREAD_GRAYSCALE)
        return cv2.resize(picture, (width, height)).astype(np.float32)
    kind = rng.integers(4)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    if kind == 0:  # wood
        bend = 60 * np.sin(x / rng.uniform(200, 500)) + 8 * rng.standard_normal((height, 1))
        return 110 + 30 * np.sin((y + bend) / rng.uniform(3, 14)) + 10 * np.sin(y / 90)
    if kind == 1:  # woven cloth
        size = rng.uniform(4, 30)
        return rng.uniform(60, 160) + 40 * np.sign(np.sin(x / size) * np.sin(y / size))
    if kind == 2:  # a lit table
        return rng.uniform(20, 120) + 90 * np.exp(-((x - width * rng.random()) ** 2 + (y - height * rng.random()) ** 2) / 4e5)
    page = np.full(shape, rng.uniform(60, 200), np.float32)  # things
    for _ in range(30):
        a = rng.integers(0, width), rng.integers(0, height)
        b = a[0] + rng.integers(10, 500), a[1] + rng.integers(10, 300)
        cv2.rectangle(page, tuple(map(int, a)), tuple(map(int, b)), float(rng.uniform(0, 255)), int(rng.choice([-1, 2, 6])))
    return page


def view(rng, size, shape, level):
    """Homography of a pinhole camera over a tilted, turned document."""
    width, height = size
    tilt = np.radians(rng.uniform(-1, 1, 2) * level["tilt"])
    turn = np.radians(rng.uniform(-level["turn"], level["turn"]))
    rot = (cv2.Rodrigues(np.array([tilt[0], 0, 0]))[0] @ cv2.Rodrigues(np.array([0, tilt[1], 0]))[0]
           @ cv2.Rodrigues(np.array([0, 0, turn]))[0])
    corners = np.array([[x, y, 0] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))], np.float64)
    corners *= [shape[1] / 2, shape[0] / 2, 0]
    focal, turned = 1.3 * width, corners @ rot.T
    share = rng.uniform(*level["share"])
    far = focal * shape[1] / (share * width)
    for _ in range(60):  # further off until all of it is in the picture
        seen = turned[:, :2] * (focal / (far + turned[:, 2:]))
        if np.ptp(seen[:, 0]) < 0.93 * width and np.ptp(seen[:, 1]) < 0.93 * height:
            break
        far *= 1.03
    room = np.array([width, height]) - np.ptp(seen, axis=0)
    seen += -seen.min(axis=0) + room * rng.uniform(0.35, 0.65, 2)  # the lens moves what is at the edges
    flat = corners[:, :2] + [shape[1] / 2, shape[0] / 2]
    return cv2.getPerspectiveTransform(flat.astype(np.float32), seen.astype(np.float32)), seen


def curled(rng, page, most_mm):
    """The page's lines bent, as those of a booklet that will not lie flat."""
    if not most_mm or rng.random() < 0.5:
        return page
    room = int(most_mm * PX_A_MM)
    page = cv2.copyMakeBorder(page, room, room, 0, 0, cv2.BORDER_REPLICATE)
    height, width = page.shape
    bend, spine = rng.uniform(-1, 1) * most_mm * PX_A_MM, rng.choice([-0.2, 0.5, 1.2])
    along = (np.arange(width) / width - spine) / 1.2
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return cv2.remap(page, x, y + (bend * along ** 2).astype(np.float32)[None, :], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def through_lens(rng, scene):
    """Barrel or cushion, darker corners, the tone curve and the sharpening that a telephone adds."""
    height, width = scene.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (x - width / 2) / width * 2, (y - height / 2) / width * 2
    far = u * u + v * v
    k = rng.uniform(-0.035, 0.02)
    x, y = width / 2 + u * (1 + k * far) * width / 2, height / 2 + v * (1 + k * far) * width / 2
    scene = cv2.remap(scene, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) * (1 - rng.uniform(0, 0.25) * far)
    scene = 255 * np.clip(scene / 255, 0, 2) ** rng.uniform(0.8, 1.25)
    if rng.random() < 0.4:
        scene += rng.uniform(0.3, 1.2) * (scene - cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.8, 1.8)))
    return scene


def photograph(rng, page, level, pictures):
    size = (1600, 1200)
    page = curled(rng, page.astype(np.float32), level["curl"])
    to, corners = view(rng, size, page.shape, level)
    share = np.sqrt(cv2.contourArea(corners.astype(np.float32)) / page.size)
    soft = cv2.GaussianBlur(page, (0, 0), 0.5 / share) if share < 1 else page
    scene = ground(rng, size[::-1], pictures).astype(np.float32)
    inside = cv2.warpPerspective(np.ones(page.shape, np.float32), to, size)
    scene = scene * (1 - inside) + cv2.warpPerspective(soft, to, size, flags=cv2.INTER_LINEAR) * inside
    y, x = np.mgrid[0:size[1], 0:size[0]].astype(np.float32)
    a, b = rng.uniform(-0.25, 0.25, 2) if level["tilt"] else (0, 0)
    scene *= rng.uniform(*level["light"]) * (1 + a * (x / size[0] - 0.5) + b * (y / size[1] - 0.5))
    if rng.random() < level["glare"]:
        at, radius = corners[0] + (corners[2] - corners[0]) * rng.random(2), rng.uniform(40, 160)
        scene += rng.uniform(60, 150) * np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / radius ** 2)
    scene = cv2.GaussianBlur(scene.astype(np.float32), (0, 0), rng.uniform(0.3, level["blur"]))
    if level["motion"] and rng.random() < 0.4:
        kernel, angle, length = np.zeros((9, 9), np.float32), rng.uniform(0, np.pi), rng.uniform(1, level["motion"])
        for t in np.linspace(-length / 2, length / 2, 21):
            kernel[int(round(4 + t * np.sin(angle))), int(round(4 + t * np.cos(angle)))] += 1
        scene = cv2.filter2D(scene, -1, kernel / kernel.sum())
    if level["tilt"]:
        scene = through_lens(rng, scene.astype(np.float32))
    shot = rng.standard_normal(scene.shape, np.float32) * np.sqrt(np.clip(scene, 1, 255) / 255)
    return np.clip(scene + shot * rng.uniform(1, level["noise"]), 0, 255).astype(np.uint8)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--levels", default="scan,photo,hard")
    parser.add_argument("--font", action="append")
    parser.add_argument("--backgrounds")
    args = parser.parse_args()
    unknown = set(args.levels.split(",")) - set(LEVELS)
    if unknown:
        sys.exit(f"no level {sorted(unknown)[0]}; there are {', '.join(LEVELS)}")
    pictures = sorted(glob.glob(args.backgrounds + "/*.*")) if args.backgrounds else []
    pictures = [path for path in pictures if cv2.imread(path) is not None]
    rng, press = np.random.default_rng(args.seed), Press(args.font or MRZ_FONTS)
    os.makedirs(args.folder, exist_ok=True)
    with open(os.path.join(args.folder, "index.csv"), "w", newline="", encoding="utf-8") as index:
        out = csv.writer(index)
        out.writerow(["file", "format", "kind", "mrz", "print"])
        for number in range(args.count):
            name = args.levels.split(",")[number % len(args.levels.split(","))]
            form = rng.choice(list(SHARES), p=list(SHARES.values()))
            lines = invent(rng, form)
            page, print_ = press.document(rng, form, lines)
            picture = photograph(rng, page, LEVELS[name], pictures)
            file = f"{number:05d}.jpg"
            quality = int(rng.integers(*LEVELS[name]["jpeg"]))
            cv2.imwrite(os.path.join(args.folder, file), picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
            out.writerow([file, form, f"composite, {name}", "|".join(lines), print_])


if __name__ == "__main__":
    main()
