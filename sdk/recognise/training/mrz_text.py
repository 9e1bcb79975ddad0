"""Random MRZs: every format, names and numbers of no one, right check digits."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
ALPHABET = DIGITS + LETTERS + "<"
# (code's first letters, lines, length, optional data's columns in line 2)
FORMATS = {"TD1": ("IAC", 3, 30), "TD2": ("IAC", 2, 36), "TD3": ("P", 2, 44), "MRV-A": ("V", 2, 44), "MRV-B": ("V", 2, 36)}


def check_digit(text):
    return str(sum(ALPHABET.index(c) % 36 * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def pick(rng, characters, count):
    return "".join(characters[i] for i in rng.integers(0, len(characters), count))


def padded(text, length):
    return (text + "<" * length)[:length]


def name(rng, length):
    words = [pick(rng, LETTERS, rng.integers(2, 12)) for _ in range(rng.integers(1, 5))]
    surname_words = int(rng.integers(1, len(words) + 1))
    text = "<".join(words[:surname_words])
    if words[surname_words:]:
        text += "<<" + "<".join(words[surname_words:])
    return padded(text, length)


def date(rng):
    return f"{rng.integers(0, 100):02d}{rng.integers(1, 13):02d}{rng.integers(1, 29):02d}"


def optional(rng, length):
    if rng.random() < 0.5:
        return "<" * length
    return padded(pick(rng, DIGITS if rng.random() < 0.5 else DIGITS + LETTERS, rng.integers(1, length + 1)), length)


def random_mrz(rng, form=None):
    """The lines of a document and its format."""
    form = form or list(FORMATS)[rng.integers(len(FORMATS))]
    codes, count, length = FORMATS[form]
    code = codes[rng.integers(len(codes))] + ("<" if rng.random() < 0.5 else pick(rng, LETTERS, 1))
    state = padded(pick(rng, LETTERS, 3 if rng.random() < 0.9 else 1), 3)
    number = padded(pick(rng, DIGITS if rng.random() < 0.5 else DIGITS + LETTERS, rng.integers(6, 10)), 9)
    birth, expiry = date(rng), date(rng)
    number += check_digit(number)
    birth += check_digit(birth)
    expiry += check_digit(expiry)
    sex = "MF<"[rng.integers(3)]
    if form == "TD1":
        first, second = optional(rng, 15), optional(rng, 11)
        composite = check_digit(number + first + birth + expiry + second)
        return [code + state + number + first, birth + sex + expiry + state + second + composite, name(rng, 30)], form
    rest = optional(rng, length - 28)
    if form == "TD3":
        rest = rest[:14]
        rest += check_digit(rest)
        rest += check_digit(number + birth + expiry + rest)
    if form == "TD2":
        rest = rest[:7]
        rest += check_digit(number + birth + expiry + rest)
    return [code + state + name(rng, length - 5), number + state + birth + sex + expiry + rest], form
