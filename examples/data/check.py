#!/usr/bin/env python3
"""Checks the example data: files, passages, questions and the sample of languages. Needs nothing but Python.

  python3 check.py        prints a summary, and every violation if there is one; the exit status is then 1

What the data rests on (words, overlap, BM25) is defined in retrieval.py, which computes BM25 from its formula; the
lists in questions.jsonl were made with the package rank-bm25.
"""
import json
import re
import sys
import unicodedata
from pathlib import Path

from retrieval import Okapi, overlap, passage_words, words

HERE = Path(__file__).resolve().parent
SOURCES = ["sqlite.md", "postgresql.md", "python.md"]
LICENCES = ["licenses/PostgreSQL.txt", "licenses/Python.txt", "licenses/SQLite.txt", "licenses/libexttextcat.txt"]
SCRIPTS = {"ar": "ARABIC", "bn": "BENGALI", "de": "LATIN", "el": "GREEK", "en": "LATIN", "es": "LATIN", "fa": "ARABIC",
           "fr": "LATIN", "he": "HEBREW", "hi": "DEVANAGARI", "ja": ("HIRAGANA", "KATAKANA", "CJK"), "ka": "GEORGIAN",
           "km": "KHMER", "ko": "HANGUL", "lo": "LAO", "my": "MYANMAR", "ru": "CYRILLIC", "ta": "TAMIL", "th": "THAI",
           "tr": "LATIN", "ur": "ARABIC", "vi": "LATIN", "zh-Hans": "CJK", "zh-Hant": "CJK"}
KINDS = {"number", "date", "negation", "name", "url", "code", "reason"}
FEWEST_PASSAGES, FEWEST_QUESTIONS = 600, 40
FEWEST_WORDS, MOST_WORDS = 80, 300
LIST_LENGTHS = range(8, 21)
LOW_OVERLAP = 0.5
MOST_BYTES = 3_000_000

problems = []


def expect(condition, message, *details):
  if not condition:
    problems.append(message % details)
  return condition


def read_text(name):
  """The text of a file, checked for what holds for every text here: UTF-8, NFC, plain line ends, no control codes."""
  path = HERE / name
  if not expect(path.is_file(), "%s: missing", name):
    return ""
  try:
    text = path.read_bytes().decode("utf-8")
  except UnicodeDecodeError as error:
    expect(False, "%s: not UTF-8: %s", name, error)
    return ""
  expect(unicodedata.is_normalized("NFC", text), "%s: not in NFC", name)
  expect(text.endswith("\n") and not text.endswith("\n\n"), "%s: does not end in one line end", name)
  for character in sorted({character for character in text if character != "\n" and (
      unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} or character in "\ufeff\ufffd\u00a0")}):
    expect(False, "%s: has the character U+%04X", name, ord(character))
  return text


def read_lines(name, keys):
  records = []
  for number, line in enumerate(read_text(name).rstrip("\n").split("\n"), 1):
    try:
      record = json.loads(line)
    except ValueError as error:
      expect(False, "%s:%d: not JSON: %s", name, number, error)
      continue
    if expect(isinstance(record, dict) and list(record) == keys, "%s:%d: keys are not %s", name, number, keys):
      records.append(record)
      for text in [value for value in record.values() if isinstance(value, str)]:
        expect(text == text.strip("\n") and text.strip(), "%s:%d: empty text or stray line ends", name, number)
        expect(unicodedata.is_normalized("NFC", text), "%s:%d: not in NFC", name, number)
  return records


def check_sources():
  texts = {name: read_text(name) for name in SOURCES}
  sizes = [len(text.encode()) for text in texts.values()]
  expect(250_000 <= sum(sizes) <= 700_000, "the texts have %d bytes", sum(sizes))
  expect(max(sizes) >= 200_000, "no text has 200,000 bytes")
  for name, text in texts.items():
    fences = [line for line in text.split("\n") if line.strip() == "```"]
    expect(len(fences) % 2 == 0 and text.count("```") == len(fences), "%s: unpaired code fences", name)
  print("texts          " + ", ".join("%s %d bytes" % pair for pair in zip(texts, sizes)))
  return texts


def check_passages(texts):
  passages = read_lines("passages.jsonl", ["id", "source", "title", "text"])
  expect(len(passages) >= FEWEST_PASSAGES, "only %d passages", len(passages))
  for key in ("id", "text"):
    values = [passage[key] for passage in passages]
    expect(len(set(values)) == len(values), "passages.jsonl: a %s occurs twice", key)
  lengths = []
  at = dict.fromkeys(texts, 0)
  for passage in passages:
    name, source, text = passage["id"], passage["source"], passage["text"]
    expect(re.fullmatch(r"(sqlite|postgresql|python)-[a-z0-9-]+-\d\d", name), "%s: odd id", name)
    lengths.append(len(text.split()))
    expect(FEWEST_WORDS <= lengths[-1] <= MOST_WORDS, "%s: %d words", name, lengths[-1])
    expect(text.count("```") % 2 == 0, "%s: cuts a code block", name)
    expect(not re.match(r"#{1,6} ", text.split("\n")[-1]), "%s: ends in a heading", name)
    if not expect(source in texts, "%s: source %s", name, source):
      continue
    # The passages of a source follow one another in it, with nothing but white space in between.
    found = texts[source].find(text, at[source])
    expect(found >= 0, "%s: not in %s, or out of order", name, source)
    expect(not texts[source][at[source]:found].strip(), "%s: leaves out text before it", name)
    at[source] = found + len(text)
  for source, end in at.items():
    expect(not texts[source][end:].strip(), "%s: text after the last passage", source)
  lengths.sort()
  if lengths:
    print("passages       %d; words: least %d, median %d, most %d, sum %d" % (
      len(lengths), lengths[0], lengths[len(lengths) // 2], lengths[-1], sum(lengths)))
  return passages


def questions_by_hand():
  """Question, kinds and answers of each block of questions_by_hand.txt."""
  lines = (HERE / "questions_by_hand.txt").read_text(encoding="utf-8").split("\n")
  for block in "\n".join(line for line in lines if not line.startswith("#")).strip().split("\n\n"):
    question, kinds, *answers = block.split("\n")
    yield question, kinds.strip("[]").split(), [answer.removeprefix("> ") for answer in answers]


def check_answer(question, answer, by_id):
  name = question["id"]
  if not expect(isinstance(answer, dict) and list(answer) == ["passage", "text"], "%s: answer's keys", name):
    return
  text, passage = answer["text"], by_id.get(answer["passage"])
  if not expect(passage is not None and answer["passage"] in question["passages"], "%s: answer's passage", name):
    return
  start = passage["text"].find(text)
  if not expect(start >= 0, "%s: answer is not verbatim in %s", name, passage["id"]):
    return
  before, after = passage["text"][:start], passage["text"][start + len(text):]
  expect(len(text.split()) >= 4 and "\n" not in text, "%s: answer is not one line of some words", name)
  starts = re.search(r"(^|\n|[.!?:;)][\"”’)`]* |^- |\d\. |: |→ )[-\s]*$", before)
  expect(starts, "%s: answer starts inside a sentence", name)
  expect(re.search(r"[.!?][\"”’)\]]*$", text) or after[:1] in ("", "\n"), "%s: answer ends inside a sentence", name)
  expect(after[:1] in ("", "\n", " "), "%s: answer ends inside a word", name)


def check_questions(passages):
  questions = read_lines("questions.jsonl", ["id", "question", "kinds", "overlap", "passages", "answers"])
  expect(len(questions) >= FEWEST_QUESTIONS, "only %d questions", len(questions))
  for key in ("id", "question"):
    values = [question[key] for question in questions]
    expect(len(set(values)) == len(values), "questions.jsonl: a %s occurs twice", key)
  by_id = {passage["id"]: passage for passage in passages}
  by_hand = list(questions_by_hand())
  expect([(question["question"], question["kinds"]) for question in questions] == [item[:2] for item in by_hand],
         "questions.jsonl and questions_by_hand.txt do not have the same questions")
  hand_written = {question: answers for question, _, answers in by_hand}
  okapi = Okapi([passage_words(passage) for passage in passages])
  for question in questions:
    name, listed, answers = question["id"], question["passages"], question["answers"]
    expect(re.fullmatch(r"q\d\d", name), "%s: odd id", name)
    expect(question["question"].endswith("?"), "%s: no question mark", name)
    expect(question["kinds"] and set(question["kinds"]) <= KINDS, "%s: kinds", name)
    expect(len(listed) in LIST_LENGTHS and len(set(listed)) == len(listed), "%s: length of its list", name)
    if not expect(set(listed) <= set(by_id), "%s: unknown passage", name):
      continue
    scores = dict(zip(by_id, okapi.scores(words(question["question"]))))
    in_order = [scores[passage] for passage in listed]
    expect(all(first >= second - 1e-9 for first, second in zip(in_order, in_order[1:])), "%s: not in BM25 order", name)
    others = max(score for passage, score in scores.items() if passage not in listed)
    expect(in_order[-1] >= others - 1e-9, "%s: a passage outside its list scores higher", name)
    if not expect(isinstance(answers, list) and answers, "%s: no answer", name):
      continue
    for answer in answers:
      check_answer(question, answer, by_id)
    marked = [(answer["passage"], answer["text"]) for answer in answers]
    expect(len(set(marked)) == len(marked), "%s: an answer is marked twice", name)
    for text in sorted({text for _, text in marked} | set(hand_written.get(question["question"], []))):
      for passage in listed:
        expect(text not in by_id[passage]["text"] or (passage, text) in marked,
               "%s: %s holds an answer that is not marked", name, passage)
    value = overlap(question["question"], [text for _, text in marked])
    expect(abs(value - question["overlap"]) < 0.0051, "%s: overlap is %.2f", name, value)
  low = sum(question["overlap"] < LOW_OVERLAP for question in questions)
  expect(0.4 * len(questions) <= low <= 0.7 * len(questions), "%d of the questions are paraphrases", low)
  kinds = {kind: sum(kind in question["kinds"] for question in questions) for kind in sorted(KINDS)}
  expect(all(kinds.values()), "a kind of question is missing: %s", kinds)
  if questions:
    lengths = [len(question["passages"]) for question in questions]
    print("questions      %d; %d with overlap below %.1f; lists of %d to %d passages; %d answers marked" % (
      len(questions), low, LOW_OVERLAP, min(lengths), max(lengths), sum(len(q["answers"]) for q in questions)))
    print("               kinds: " + ", ".join("%s %d" % pair for pair in kinds.items()))
    sources = {source: sum(q["answers"][0]["passage"].startswith(source) for q in questions)
               for source in ("sqlite", "postgresql", "python")}
    print("               answered by: " + ", ".join("%s %d" % pair for pair in sources.items()))


def check_languages():
  found = {path.stem for path in (HERE / "multilingual").glob("*.txt")}
  expect(found == set(SCRIPTS), "multilingual: missing or unexpected: %s", sorted(found ^ set(SCRIPTS)))
  total = 0
  for language in sorted(found & set(SCRIPTS)):
    text = read_text("multilingual/%s.txt" % language)
    size = len(text.encode())
    total += size
    expect(2_000 <= size <= 12_000, "multilingual/%s.txt: %d bytes", language, size)
    letters = [character for character in text if unicodedata.category(character)[0] in "LM"]
    native = sum(unicodedata.name(letter, "").startswith(SCRIPTS[language]) for letter in letters)
    marks = sum(unicodedata.name(letter, "").startswith("COMBINING") for letter in letters)
    expect(native + marks >= 0.95 * len(letters), "multilingual/%s.txt: another script", language)
  print("languages      %d; %d bytes" % (len(found), total))


def check_rest():
  readme = read_text("README.md")
  for name in SOURCES + LICENCES + ["passages.jsonl", "questions.jsonl", "multilingual/"]:
    expect(name in readme, "README.md does not name %s", name)
  for name in LICENCES:
    read_text(name)
  total = sum(path.stat().st_size for path in HERE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
  expect(total < MOST_BYTES, "%d bytes in all", total)
  print("in all         %d bytes" % total)


def main():
  passages = check_passages(check_sources())
  check_questions(passages)
  check_languages()
  check_rest()
  for problem in problems:
    print("violation: " + problem)
  print("%d violations" % len(problems))
  return 1 if problems else 0


if __name__ == "__main__":
  sys.exit(main())
