"""Trains the classifier of single digits of fixed pitch that reads an e-KTP's NIK, and writes its table.

    /usr/bin/python3 train_digits.py --batches 700 --seed 1 --out ../digit_table.inc

Synthetic print alone. The regular OCR-A, in which the tests print, is not among the fonts."""

import argparse

import cv2
import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import nn

WIDTH, HEIGHT, HIDDEN = 12, 18, 48
FONTS = {  # file: weight
    "/usr/share/fonts/truetype/ocr-a/OCRABold.ttf": 4,
    "/usr/share/fonts/truetype/ocr-a/OCRACondensed.ttf": 4,
    "/usr/share/fonts/opentype/ocr-b/OCRB.otf": 1,
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf": 1,
}
SIZE = 56  # of the glyphs that everything is drawn from


def glyphs_of(path):
    """The ten digits, each in its cell: pitch wide, from the digits' top to their bottom, ink 0..1."""
    font = ImageFont.truetype(path, SIZE)
    left, top, right, bottom = font.getbbox("0123456789")
    pitch = font.getlength("0")
    cells = []
    for digit in "0123456789":
        page = Image.new("L", (int(pitch * 3), bottom + 20), 0)
        ImageDraw.Draw(page).text((pitch, 0), digit, 255, font=font)
        cells.append(np.asarray(page, np.float32)[top:bottom] / 255)
    return cells, pitch


def seen(rng, cell, pitch):
    """A cell as it is cut out of a picture: off its place, thick or thin, blurred, coarse, noisy."""
    ink = cell
    if rng.random() < 0.6:
        thick = rng.random() < 0.5
        size = int(rng.integers(2, 5 if thick else 3))
        ink = (cv2.dilate if thick else cv2.erode)(ink, np.ones((size, size), np.uint8))
    height = ink.shape[0]
    # The neighbours' strokes reach into the cell; rows are cut with an error.
    width = pitch * rng.uniform(0.94, 1.06)
    x = pitch + (pitch - width) / 2 + pitch * rng.uniform(-0.12, 0.12)
    y, tall = height * rng.uniform(-0.12, 0.06), height * rng.uniform(0.96, 1.16)
    shear = rng.uniform(-0.08, 0.08)
    coarse = rng.uniform(0.7, 3.0)
    w, h = max(6, int(WIDTH * coarse)), max(9, int(HEIGHT * coarse))
    to_source = np.float32([[width / w, shear * tall / h, x], [0, tall / h, y]])
    small = cv2.warpAffine(cv2.GaussianBlur(ink, (0, 0), 0.35 * width / w), to_source, (w, h),
                           flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    if rng.random() < 0.7:
        small = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.2, 0.09 * w))
    small = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    small = small * rng.uniform(0.5, 1) + rng.normal(0, rng.uniform(0.01, 0.12), small.shape)
    small += rng.uniform(0, 0.2) * np.linspace(-1, 1, WIDTH) * rng.choice([-1, 1])
    return normalised(small)


def normalised(cell):
    low, high = np.percentile(cell, 5), np.percentile(cell, 95)
    return np.clip((cell - low) / max(0.05, high - low), 0, 1).astype(np.float32)


def write_table(net, path):
    """In thousandths: the weights of each neuron one after the other, then the biases; first the hidden layer."""
    with open(path, "w") as out:
        for layer in (net[0], net[2]):
            for values in (layer.weight, layer.bias):
                numbers = [f"{v:.0f}" for v in (values.detach().numpy().ravel() * 1000)]
                for i in range(0, len(numbers), 24):
                    out.write("    " + ", ".join(numbers[i:i + 24]) + ",\n")


def main():
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--batches", type=int, default=700)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--out", required=True)
    options = wanted.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    fonts = [glyphs_of(path) for path, weight in FONTS.items() for _ in range(weight)]
    net = nn.Sequential(nn.Linear(WIDTH * HEIGHT, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 10))
    learner = torch.optim.AdamW(net.parameters(), 3e-3)
    rate = torch.optim.lr_scheduler.CosineAnnealingLR(learner, options.batches)
    for batch in range(options.batches):
        digits = rng.integers(0, 10, 96)
        cells = []
        for digit in digits:
            glyphs, pitch = fonts[rng.integers(len(fonts))]
            cells.append(seen(rng, glyphs[digit], pitch).ravel())
        loss = nn.functional.cross_entropy(net(torch.tensor(np.stack(cells))), torch.tensor(digits), label_smoothing=0.02)
        learner.zero_grad()
        loss.backward()
        learner.step()
        rate.step()
        if batch % 100 == 0:
            print(batch, float(loss), flush=True)
    write_table(net, options.out)


if __name__ == "__main__":
    main()
