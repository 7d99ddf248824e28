"""Writes files of values as other tools write them, and says what those tools hand on.

Usage: value_writers.py FOLDER SEED COUNT. For each of COUNT apps and each form it writes a file, FOLDER/FORM/APP, and one
line of JSON: the form, the app, and the keys with their values, or null where the tool's own reader gives none.
"""

import base64
import csv
import json
import os
import random
import shlex
import subprocess
import sys

import dotenv

folder, seed, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
random.seed(seed)

# Without U+FEFF: at the start of a file it is a mark, and Foundation's JSON, of which the stand-in is made, drops it.
PIECES = [
    "a", "Zz9", "0", "1e5", "pass word", " ", "  ", "\t", "'", '"', "`", "\\", "\\n", "\\\\", "\n", "\r\n", "\r", "#", " #",
    "$", "$$", "${X}", "$HOME", "=", ":", ",", ";", "|", "{", "}", "[", "]", "<", ">", "&", "*", "!", "%", "@", "~", "é",
    "日本", "\U0001F511", "\u2028", "\u00a0", "\u200b", "“", "’", "\x01", "\x7f", "null", "true", "-",
]


def value():
    return "".join(random.choice(PIECES) for _ in range(random.choice([1, 2, 2, 3, 3, 5, 8])))


def plain():
    return "".join(random.choice("abcXYZ019-_.~/+=") for _ in range(random.randint(8, 24)))


def values():
    # Most of them are ordinary, so that not each file is refused for one of its values.
    return {name: value() if random.random() < 0.5 else plain() for name in ["USER", "PASS"][: random.choice([1, 1, 2])]}


def write(form, app, text, bom=False):
    path = os.path.join(folder, form, app)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write((b"\xef\xbb\xbf" if bom else b"") + text.encode("utf-8"))
    return path


def tell(form, app, handed):
    # Between quotes a line end is a newline, however the file ends its lines.
    if form in ("dotenv", "shell") and handed is not None:
        handed = {name: text.replace("\r\n", "\n") for name, text in handed.items()}
    print(json.dumps({"form": form, "app": app, "values": handed}))


def by_dotenv(app):
    given = values()
    path = write("dotenv", app, "")
    for name, text in given.items():
        dotenv.set_key(path, name, text, quote_mode=random.choice(["always", "auto"]))
    read = dotenv.dotenv_values(path, interpolate=False)
    complete = set(read) == set(given) and all(text is not None for text in read.values())
    tell("dotenv", app, dict(read) if complete else None)


def by_shell(app, quote):
    given = values()
    write("shell", app, "".join(f"{name}={quote(text)}\n" for name, text in given.items()), random.random() < 0.1)
    tell("shell", app, given)


def by_bash(text):
    # What `declare -p` and `set` print comes from the same code.
    return subprocess.run(["bash", "-c", 'printf %q "$1"', "-", text], capture_output=True, check=True).stdout.decode()


def dumped(content):
    return json.dumps(content, ensure_ascii=random.random() < 0.5, indent=random.choice([None, 2, "\t"]))


def by_json(app):
    given = values()
    write("json", app, dumped(given) + random.choice(["", "\n", "\r\n"]), random.random() < 0.2)
    tell("json", app, given)
    given = values()
    write("nested", app, dumped({"Name": "x", "SecretString": dumped(given)}))
    tell("nested", app, given)
    given = values()
    data = {name: base64.b64encode(text.encode()).decode() for name, text in given.items()}
    write("kubernetes", app, dumped({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}, "data": data}))
    tell("kubernetes", app, given)
    given = values()
    field = random.choice(["key", "name"])
    write("pairs", app, dumped([{field: name, "value": text} for name, text in given.items()]))
    tell("pairs", app, given)


def by_csv(form, app, header, rows):
    path = write(form, app, "")
    with open(path, "w", newline="", encoding=random.choice(["utf-8", "utf-8-sig"])) as file:
        writer = csv.writer(
            file, quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
            lineterminator=random.choice(["\r\n", "\n"]))
        writer.writerow(header)
        writer.writerows(rows)
    # A bare carriage return at the end of a row is lost to its own reader.
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.reader(file))[1:] == rows


for number in range(count):
    app = f"00000000-0000-4000-8000-{number:012}"
    by_dotenv(app)
    by_shell(app, random.choice([shlex.quote, by_bash]))
    by_json(app)
    text = value()
    write("file", app, text)
    tell("file", app, {"K": text})
    given = values()
    if by_csv("wide", app, ["app_id"] + list(given), [[app] + list(given.values())]):
        tell("wide", app, given)
    given = values()
    if by_csv("long", app, ["app_id", "name", "value"], [[app, *pair] for pair in given.items()]):
        tell("long", app, given)
