"""Trains the line recogniser on synthetic lines and writes it as ONNX. See README.md beside this file."""

import argparse
import time

import cv2
import numpy as np
import torch
from torch import nn

from mrz_text import ALPHABET, random_mrz
from print_shop import CAPITAL_PX, Font, exposed, reweighted

HEIGHT, CAPITAL, COLUMN = 32, 20, 4  # of a strip in px; px of a column of classes
GAP = len(ALPHABET)


class LineNet(nn.Module):
    """A strip of 32 x W, grey, -1..1 -> 38 class scores for each 4 px."""

    def __init__(self):
        super().__init__()

        def conv(i, o, size=(3, 3), padding=(1, 1)):
            return nn.Sequential(nn.Conv2d(i, o, size, padding=padding, bias=False), nn.BatchNorm2d(o), nn.ReLU())

        self.net = nn.Sequential(
            conv(1, 16), nn.MaxPool2d(2), conv(16, 32), nn.MaxPool2d(2), conv(32, 48), conv(48, 64), nn.MaxPool2d((2, 1)),
            conv(64, 96, (4, 3), (0, 1)), conv(96, 96, (1, 5), (0, 2)), nn.Conv2d(96, len(ALPHABET) + 1, 1))

    def forward(self, x):
        return self.net(x)


def strip(rng, fonts, width):
    """A crop of a line as the reader cuts it out, and the class of each column."""
    font = fonts[rng.integers(len(fonts))]
    lines, _ = random_mrz(rng)
    which = int(rng.integers(len(lines)))
    shown = int(width / 13) + 2
    start = int(rng.integers(-3, max(-2, len(lines[which]) - 9)))
    first, last = max(0, start), min(len(lines[which]), start + shown)

    def part(line):
        return lines[line][first:last] if 0 <= line < len(lines) else " " * (last - first)

    gap_rows = int(rng.uniform(0.35, 1.3) * CAPITAL_PX)
    rows = [font.line(part(which + d)) for d in (-1, 0, 1)]
    space = np.zeros((max(0, gap_rows - 0), rows[1].shape[1]), np.float32)
    ink = np.concatenate([rows[0][CAPITAL_PX // 2:], space, rows[1][CAPITAL_PX // 4:-CAPITAL_PX // 4], space, rows[2]])
    middle = rows[0].shape[0] - CAPITAL_PX // 2 + gap_rows + CAPITAL_PX * 3 // 4
    if rng.random() < 0.1:  # a frame or a rule along the line
        row = middle + int(rng.choice([-1, 1]) * rng.uniform(0.7, 1.1) * CAPITAL_PX)
        ink[max(0, row):row + int(rng.integers(2, 6))] = rng.uniform(0.3, 1)
    ink = reweighted(rng, ink)

    scale_y = CAPITAL / CAPITAL_PX * rng.uniform(0.8, 1.22)
    pitch = rng.uniform(13.5, 27) if rng.random() < 0.4 else rng.normal(20.5, 1.5)
    scale_x = pitch / font.cell
    left = (first - start) * pitch * rng.uniform(0, 1) + rng.uniform(-6, 8)
    angle, slant = rng.normal(0, 0.012), rng.normal(0, 0.08)
    to = np.array([[scale_x, slant * scale_y, 0], [angle * scale_x, scale_y, 0]], np.float32)
    to[:, 2] = [left - slant * scale_y * middle, HEIGHT / 2 + rng.uniform(-2.5, 2.5) - scale_y * middle - angle * width / 2]
    # Print of few pixels, made larger: first down to what the camera saw.
    seen = min(1.0, max(0.28, rng.uniform(0.25, 1.8)))
    size = (int(round(width * seen)), int(round(HEIGHT * seen)))
    down = np.diag([size[0] / width, size[1] / HEIGHT]).astype(np.float32)
    soft = cv2.GaussianBlur(ink, (0, 0), 0.45 / (scale_y * seen))
    picture = cv2.warpAffine(soft, down @ to, size, flags=cv2.INTER_LINEAR)
    gray = exposed(rng, np.clip(picture, 0, 1))
    gray = cv2.resize(gray, (width, HEIGHT), interpolation=cv2.INTER_CUBIC)

    classes = np.full(width // COLUMN, GAP, np.int64)
    columns = (np.arange(len(classes)) + 0.5) * COLUMN
    offset = to[0, 1] * middle + to[0, 2]
    for i, c in enumerate(part(which)):
        centre = (i + 0.5) * pitch + offset
        if c != " ":
            classes[np.abs(columns - centre) < max(2.1, pitch * 0.3)] = ALPHABET.index(c)
    return gray, classes


def normalised(gray):
    """What the reader does with a strip before the net: mean and deviation of the whole strip."""
    gray = gray.astype(np.float32)
    return np.clip((gray - gray.mean()) / max(8.0, gray.std()) / 2, -2, 2)


def batch_of(rng, fonts, count, width):
    pairs = [strip(rng, fonts, width) for _ in range(count)]
    pictures = np.stack([normalised(gray) for gray, _ in pairs])[:, None]
    return torch.from_numpy(pictures), torch.from_numpy(np.stack([classes for _, classes in pairs]))


def train(args):
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    rng = np.random.default_rng(args.seed)
    fonts = [Font(path, ALPHABET) for path in args.font]
    net = LineNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=args.batches, pct_start=0.1)
    began, losses = time.time(), []
    for step in range(args.batches):
        pictures, classes = batch_of(rng, fonts, args.batch, args.width)
        loss = nn.functional.cross_entropy(net(pictures)[:, :, 0], classes, label_smoothing=0.01)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if step % 50 == 49:
            print(f"{step + 1} {np.mean(losses[-50:]):.4f} {time.time() - began:.0f} s", flush=True)
        if step % 300 == 299 or step + 1 == args.batches:
            write(net, args.out)
    return losses


def write(net, path):
    net.eval()
    torch.onnx.export(net, torch.zeros(1, 1, HEIGHT, 320), path, opset_version=11, input_names=["strip"],
                      output_names=["scores"], dynamic_axes={"strip": {3: "width"}, "scores": {3: "columns"}})
    net.train()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--font", action="append", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--batches", type=int, default=4000)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())
