#!/usr/bin/python3
"""Trains a line reader for some batches, twice, and runs it by OpenCV. Exit code 77: skipped, what is missing is said."""

import argparse
import os
import sys

FONT = "/usr/share/fonts/opentype/ocr-b/OCRB.otf"
BATCHES, WIDTH = 14, 128


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def main():
    folder, out = sys.argv[1:]
    sys.dont_write_bytecode = True
    sys.path.insert(0, folder)
    try:
        import cv2
        import numpy
        import torch  # noqa: F401
    except ImportError as missing:
        skip(f"{missing} (Debian: python3-torch, python3-opencv)")
    if not os.path.isfile(FONT):
        skip(f"{FONT} is missing (Debian: fonts-ocr-b)")
    import mrz_text
    import train_lines

    lines, _ = mrz_text.random_mrz(numpy.random.default_rng(1), "TD3")
    assert [len(line) for line in lines] == [44, 44], lines
    args = argparse.Namespace(font=[FONT], out=out, batches=BATCHES, batch=4, width=WIDTH, seed=1)
    losses = train_lines.train(args)
    assert sum(losses[-3:]) < 0.95 * sum(losses[:3]), f"nothing was learned: {losses}"
    assert train_lines.train(args) == losses, "the same seed trained another net"
    net = cv2.dnn.readNetFromONNX(out)
    for width in (WIDTH, 2 * WIDTH, WIDTH):  # of any width, one after another
        net.setInput(numpy.zeros((1, 1, train_lines.HEIGHT, width), numpy.float32))
        assert net.forward().shape == (1, len(mrz_text.ALPHABET) + 1, 1, width // train_lines.COLUMN)
    os.remove(out)


if __name__ == "__main__":
    main()
