"""Trains the classifier of single capitals that reads fields of one or two letters (a blood group, a sex), and writes
its table.

    /usr/bin/python3 train_letters.py --batches 1500 --seed 1 --out ../letter_table.inc

Synthetic print alone, in fonts of Debian's fonts-liberation, fonts-freefont-ttf, fonts-open-sans and
fonts-roboto-unhinted. DejaVu, in which the tests print, is not among them."""

import argparse
import os

import cv2
import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import nn

from train_digits import SIZE, normalised, write_table

WIDTH, HEIGHT, HIDDEN = 16, 18, 40
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FONTS = {  # file: weight
    "liberation/LiberationSans-Regular.ttf": 4,
    "liberation/LiberationSans-Bold.ttf": 2,
    "liberation/LiberationSansNarrow-Regular.ttf": 2,
    "liberation/LiberationSerif-Regular.ttf": 1,
    "liberation/LiberationMono-Regular.ttf": 1,
    "freefont/FreeSans.ttf": 2,
    "freefont/FreeSansBold.ttf": 1,
    "freefont/FreeSerif.ttf": 1,
    "open-sans/OpenSans-Regular.ttf": 2,
    "open-sans/OpenSans-CondBold.ttf": 1,
    "roboto/unhinted/RobotoTTF/Roboto-Regular.ttf": 2,
    "roboto/unhinted/RobotoCondensed-Regular.ttf": 1,
}


def glyphs_of(path):
    """The capitals, each from edge to edge, ink 0..1."""
    font = ImageFont.truetype(path, SIZE)
    glyphs = []
    for letter in LETTERS:
        page = Image.new("L", (3 * SIZE, 3 * SIZE), 0)
        ImageDraw.Draw(page).text((SIZE, SIZE // 2), letter, 255, font=font)
        left, top, right, bottom = page.getbbox()
        glyphs.append(np.asarray(page, np.float32)[top - 8:bottom + 8, left - 8:right + 8] / 255)
    return glyphs


def seen(rng, glyph):
    """A letter as it is cut out of a picture: the box off its edges, thick or thin, blurred, coarse, noisy."""
    ink, margin = glyph, 8
    if rng.random() < 0.6:
        thick = rng.random() < 0.5
        size = int(rng.integers(2, 6 if thick else 3))
        ink = (cv2.dilate if thick else cv2.erode)(ink, np.ones((size, size), np.uint8))
    width, height = ink.shape[1] - 2 * margin, ink.shape[0] - 2 * margin
    left, right, top, bottom = (rng.uniform(-0.05, 0.10) * height for _ in range(4))
    cut_width, cut_height = width + left + right, height + top + bottom
    # As tall as the cell, in its middle; too wide ones are made narrower.
    scale_y = HEIGHT / cut_height
    scale_x = min(scale_y * rng.uniform(0.9, 1.1), WIDTH / cut_width)
    coarse = rng.uniform(0.7, 3.0)
    w, h = max(8, int(WIDTH * coarse)), max(9, int(HEIGHT * coarse))
    step_x, step_y = WIDTH / w / scale_x, HEIGHT / h / scale_y
    shear = rng.uniform(-0.1, 0.1)
    x = margin - left + cut_width / 2 - step_x * w / 2 - shear * cut_height / 2
    to_source = np.float32([[step_x, shear * step_y, x], [0, step_y, margin - top]])
    small = cv2.warpAffine(cv2.GaussianBlur(ink, (0, 0), 0.35 * step_x), to_source, (w, h),
                           flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    if rng.random() < 0.7:
        small = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.2, 0.09 * w))
    small = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    small = small * rng.uniform(0.5, 1) + rng.normal(0, rng.uniform(0.01, 0.12), small.shape)
    small += rng.uniform(0, 0.2) * np.linspace(-1, 1, WIDTH) * rng.choice([-1, 1])
    return normalised(small)


def main():
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--batches", type=int, default=1500)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--fonts", default="/usr/share/fonts/truetype", help="folder of the fonts' folders")
    wanted.add_argument("--out", required=True)
    options = wanted.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    fonts = [glyphs_of(os.path.join(options.fonts, path)) for path, weight in FONTS.items() for _ in range(weight)]
    net = nn.Sequential(nn.Linear(WIDTH * HEIGHT, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, len(LETTERS)))
    learner = torch.optim.AdamW(net.parameters(), 3e-3)
    rate = torch.optim.lr_scheduler.CosineAnnealingLR(learner, options.batches)
    for batch in range(options.batches):
        letters = rng.integers(0, len(LETTERS), 128)
        cells = [seen(rng, fonts[rng.integers(len(fonts))][letter]).ravel() for letter in letters]
        loss = nn.functional.cross_entropy(net(torch.tensor(np.stack(cells))), torch.tensor(letters),
                                           label_smoothing=0.02)
        learner.zero_grad()
        loss.backward()
        learner.step()
        rate.step()
        if batch % 100 == 0:
            print(batch, float(loss), flush=True)
    write_table(net, options.out)


if __name__ == "__main__":
    main()
