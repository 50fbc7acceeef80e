#!/usr/bin/env python3
"""Writes the Unicode tables of Pith: Sources/CPith/unicode_tables.c and Sources/CPith/include/unicode_tables.h.

Input: the Unicode Character Database as Debian's package unicode-data installs it (/usr/share/unicode).

  generate_tables.py            writes both files
  generate_tables.py --check    exits with 1 if a file on disk is not what the database gives
  generate_tables.py --ucd DIR  reads another copy of the database

Properties: every code point has one record (word break class, sentence break class, flags). There are few distinct records,
so a two-stage table of bytes holds record numbers. It ends after the last plane-3 ideograph; tags and variation selectors
(U+E0000..U+E01FF) follow directly after that, and everything else above has the record of an unassigned code point.

Case folding: simple folding (statuses C and S of CaseFolding.txt) as a two-stage table of numbers of distances.
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[4]
SOURCE = ROOT / "Sources/CPith/unicode_tables.c"
HEADER = ROOT / "Sources/CPith/include/unicode_tables.h"
LICENCE = ROOT / "Tests/Vectors/unicode/LICENSE.txt"

CODE_POINTS = 0x110000
TAGS, TAGS_END = 0xE0000, 0xE0200
BLOCK = 128

WORD_CLASSES = [
    "Other", "CR", "LF", "Newline", "Extend", "Format", "ZWJ", "ALetter", "Hebrew_Letter", "Numeric", "Katakana",
    "ExtendNumLet", "MidLetter", "MidNum", "MidNumLet", "Single_Quote", "Double_Quote", "WSegSpace", "Regional_Indicator",
]
SENTENCE_CLASSES = [
    "Other", "CR", "LF", "Sep", "Extend", "Format", "Sp", "Lower", "Upper", "OLetter", "Numeric", "ATerm", "STerm", "Close",
    "SContinue",
]
FLAGS = [
    "White_Space", "Alphabetic", "Number", "Decimal_Number", "Uppercase", "Lowercase", "Extended_Pictographic", "Punctuation",
]


def entries(path):
    """(first, last, fields after the code points) of each line of a file of the database."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            fields = [field.strip() for field in line.split("#")[0].split(";")]
            if fields[0]:
                first, _, last = fields[0].partition("..")
                yield int(first, 16), int(last or first, 16), fields[1:]


def break_classes(path, names):
    classes = bytearray(CODE_POINTS)
    for first, last, (name, *_) in entries(path):
        classes[first:last + 1] = bytes([names.index(name)]) * (last + 1 - first)
    return classes


def flag_masks(ucd):
    masks = bytearray(CODE_POINTS)

    def add(first, last, name):
        bit = 1 << FLAGS.index(name)
        for scalar in range(first, last + 1):
            masks[scalar] |= bit

    for file in ("PropList.txt", "DerivedCoreProperties.txt", "emoji/emoji-data.txt"):
        for first, last, (name, *_) in entries(ucd / file):
            if name in FLAGS:
                add(first, last, name)
    for first, last, (category, *_) in entries(ucd / "extracted/DerivedGeneralCategory.txt"):
        if category[0] == "N":
            add(first, last, "Number")
        if category == "Nd":
            add(first, last, "Decimal_Number")
        if category[0] == "P":
            add(first, last, "Punctuation")
    return masks


def two_stage(values):
    """Block numbers and the distinct blocks. Block 0 is the first one, so that ASCII needs no first stage."""
    blocks, index = {}, []
    for begin in range(0, len(values), BLOCK):
        index.append(blocks.setdefault(bytes(values[begin:begin + BLOCK]), len(blocks)))
    assert len(blocks) <= 256, "block numbers no longer fit a byte"
    return bytes(index), b"".join(blocks)


def properties(ucd):
    word = break_classes(ucd / "auxiliary/WordBreakProperty.txt", WORD_CLASSES)
    sentence = break_classes(ucd / "auxiliary/SentenceBreakProperty.txt", SENTENCE_CLASSES)
    flags = flag_masks(ucd)
    # Record 0 is that of unassigned code points, which also stands for U+FFFD and what lies beyond the table.
    records = {(0, 0, 0): 0}
    numbers = [records.setdefault(record, len(records)) for record in zip(word, sentence, flags)]
    assert len(records) <= 256 and numbers[0xFFFD] == 0
    assert not any(numbers[TAGS_END:])
    end = max(scalar for scalar in range(TAGS) if numbers[scalar]) + 1
    end = (end + BLOCK - 1) // BLOCK * BLOCK
    index, data = two_stage(numbers[:end] + numbers[TAGS:TAGS_END])
    check_ascii(word, sentence, flags)
    return [w | s << 8 | f << 16 for w, s, f in records], index, data, end


def check_ascii(word, sentence, flags):
    """What the byte-wise scanners take for granted about ASCII."""
    for scalar in range(128):
        character, name = chr(scalar), WORD_CLASSES[word[scalar]]
        assert (name == "ALetter") == character.isalpha()
        assert (name == "Numeric") == character.isdigit()
        assert (name == "ExtendNumLet") == (character == "_")
        assert (name in ("MidLetter", "MidNum", "MidNumLet", "Single_Quote")) == (character in ".':,;")
        assert name not in ("Extend", "Format", "ZWJ")
        assert not flags[scalar] & 1 << FLAGS.index("Extended_Pictographic")
        assert (name == "WSegSpace") == (character == " ")
        assert (SENTENCE_CLASSES[sentence[scalar]] in ("CR", "LF", "Sep", "ATerm", "STerm")) == (character in "\r\n.!?")
        assert SENTENCE_CLASSES[sentence[scalar]] not in ("Extend", "Format")


def folding(ucd):
    target = list(range(CODE_POINTS))
    for first, last, (status, mapping, *_) in entries(ucd / "CaseFolding.txt"):
        if status in ("C", "S"):
            target[first] = int(mapping, 16)
    distances = {0: 0}
    numbers = [distances.setdefault(to - scalar, len(distances)) for scalar, to in enumerate(target)]
    assert len(distances) <= 256
    end = max(scalar for scalar in range(CODE_POINTS) if numbers[scalar]) + 1
    end = (end + BLOCK - 1) // BLOCK * BLOCK
    return list(distances), *two_stage(numbers[:end]), end


def version(ucd):
    with open(ucd / "auxiliary/WordBreakProperty.txt", encoding="utf-8") as file:
        return re.match(r"# WordBreakProperty-([\d.]+)\.txt", file.readline()).group(1)


def array(kind, name, values):
    text, line = f"const {kind} {name}[{len(values)}] = {{\n", ""
    for value in values:
        cell = f"{value},"
        if len(line) + len(cell) > 118:
            text, line = text + " " + line + "\n", ""
        line += cell
    return text + " " + line + "\n};\n"


def c_enum(prefix, names):
    return "enum {\n" + "".join(f"  {prefix}_{name.upper()} = {number},\n" for number, name in enumerate(names)) + "};\n"


def accessor(kind, function, table):
    return (f"extern CPITH_UNICODE_TABLE const {kind} {table}[];\n"
            f"static inline const {kind} *{function}(void) {{ return {table}; }}\n")


def generate(ucd):
    records, index, data, end = properties(ucd)
    distances, fold_index, fold_data, fold_end = folding(ucd)
    about = f"Unicode {version(ucd)}. Generated by Sources/Pith/Text/Unicode/generate_tables.py: do not edit."
    tables = [
        ("uint32_t", "cpith_unicode_records", records), ("uint8_t", "cpith_unicode_index", index),
        ("uint8_t", "cpith_unicode_data", data), ("int32_t", "cpith_fold_distances", distances),
        ("uint8_t", "cpith_fold_index", fold_index), ("uint8_t", "cpith_fold_data", fold_data),
    ]
    notice = "\n".join(f"   {line}".rstrip() for line in LICENCE.read_text(encoding="utf-8").splitlines())
    source = f"/* {about}\n\n   Made from the Unicode Character Database, under this licence:\n\n{notice} */\n\n"
    source += '#include "unicode_tables.h"\n\n' + "\n".join(array(*table) for table in tables)
    header = f"/* Unicode properties and simple case folding as two-stage tables.\n   {about} */\n"
    header += f"""#ifndef CPITH_UNICODE_TABLES_H
#define CPITH_UNICODE_TABLES_H

#include <stdint.h>

/* The tables live in C because Swift builds a global array on the heap, at the first use, in unoptimised builds. Swift does
   not import long C arrays, so each table has a function that gives its address. */
#if defined(__GNUC__)
#define CPITH_UNICODE_TABLE __attribute__((visibility("hidden")))
#else
#define CPITH_UNICODE_TABLE
#endif

/* A record: Word_Break class in bits 0-7, Sentence_Break class in bits 8-15, flags in bits 16-23. */
{c_enum("CPITH_WORD", WORD_CLASSES)}
{c_enum("CPITH_SENTENCE", SENTENCE_CLASSES)}
/* Bit numbers within the flags. */
{c_enum("CPITH_FLAG", FLAGS)}
#define CPITH_UNICODE_END {end:#x} /* first code point that the property table leaves out */
#define CPITH_FOLD_END {fold_end:#x} /* first code point that the folding table leaves out */

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

"""
    for kind, name, _ in tables:
        header += accessor(kind, name + "_table", name)
    header += "\n#if defined(__clang__)\n#pragma clang assume_nonnull end\n#endif\n\n#endif\n"
    size = sum(len(values) * (1 if kind == "uint8_t" else 4) for kind, _, values in tables)
    return {SOURCE: source, HEADER: header}, size


def main():
    parser = argparse.ArgumentParser(description="Writes the Unicode tables of Pith.")
    parser.add_argument("--check", action="store_true", help="only compare with the files on disk")
    parser.add_argument("--ucd", type=pathlib.Path, default=pathlib.Path("/usr/share/unicode"))
    options = parser.parse_args()
    files, size = generate(options.ucd)
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if options.check:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what {options.ucd} gives", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(files[path], encoding="utf-8")
    print(f"Unicode {version(options.ucd)}: {size} bytes of tables, {len(stale)} files rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
