#!/usr/bin/env python3
"""Makes the example data from the packages named in README.md. Users of the data do not need this.

  mkdir packages && cd packages
  apt-get download sqlite3-doc postgresql-doc-15 python3.11-doc
  apt-get source --download-only libexttextcat
  pip install rank-bm25==0.2.2
  python3 build.py packages

Written from the packages: sqlite.md, postgresql.md, python.md, passages.jsonl, multilingual/, licenses/.
Written from questions_by_hand.txt: questions.jsonl. build.py finds the passages that hold the answers and runs the
retriever. It stops if an answer's text is in no passage, or if none of a question's answers is among the first 20
passages retrieved; answers that come later are left out. Needs dpkg-deb, tar with xz, and rank-bm25. Run check.py
afterwards.
"""
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from pathlib import Path

from rank_bm25 import BM25Okapi

from check import SCRIPTS, questions_by_hand
from html_tree import TreeBuilder
from markdown_from_html import blocks, page
from passages_from_markdown import passages
from retrieval import overlap, passage_words, words

HERE = Path(__file__).resolve().parent


def body(node):
  return node.tag == "body"


def sphinx_body(node):
  return node.tag == "div" and "body" in node.classes


# Name of the text, package, folder of its pages, the node that holds a page's text, the pages in order.
SOURCES = [
  ("sqlite", "sqlite3-doc", "usr/share/doc/sqlite3", body, """
    about mostdeployed whentouse different whyc fasterthanfs testing atomiccommit howtocorrupt wal isolation faq quirks
    autoinc lts versionnumbers psow mmap"""),
  ("postgresql", "postgresql-doc-15", "usr/share/doc/postgresql-doc-15/html", body, """
    history mvcc-intro transaction-iso wal-reliability checksums wal-intro wal-async-commit wal-configuration
    routine-vacuuming indexes-intro indexes-multicolumn indexes-bitmap-scans indexes-index-only-scans indexes-examine
    populate non-durability datetime-units-history datetime-julian-dates storage-toast backup-file jit-reason
    how-parallel-query-works when-can-parallel-query-be-used encryption-options textsearch-intro auth-password
    tutorial-transactions server-shutdown datatype-character"""),
  ("python", "python3.11-doc", "usr/share/doc/python3.11/html", sphinx_body, """
    faq/general faq/design tutorial/appetite tutorial/floatingpoint howto/unicode howto/sockets howto/pyporting"""),
]
LANGUAGES = sorted(SCRIPTS)
LANGUAGE_CHARACTERS = 3000
LIST_LENGTHS = [8, 12, 16, 20]
FIRST_LENGTHS = [12, 8, 16, 20]


def write(name, text):
  path = HERE / name
  path.parent.mkdir(exist_ok=True)
  path.write_bytes((text.strip("\n") + "\n").encode("utf-8"))


def write_lines(name, records):
  write(name, "\n".join(json.dumps(record, ensure_ascii=False) for record in records))


def source_texts(root):
  """Writes the three texts and returns all their passages."""
  records = []
  for source, package, folder, main, pages in SOURCES:
    texts = []
    for name in pages.split():
      html = (root / package / folder / (name + ".html")).read_text(encoding="utf-8")
      title, content = page(html, main)
      content = [block for block in content if not block.text.startswith("This page last modified on")]
      text, pieces = passages(title, content)
      texts.append(text)
      for number, (heading, piece) in enumerate(pieces, 1):
        name_of_page = re.sub(r"[^a-z0-9]+", "-", name)
        records.append({"id": "%s-%s-%02d" % (source, name_of_page, number), "source": source + ".md",
                        "title": heading, "text": piece})
    write(source + ".md", "\n\n".join(texts))
  write_lines("passages.jsonl", records)
  return records


def retrieval(records):
  """Writes the questions with lists of 8, 12, 16 or 20 passages, as long as it takes to hold the answers."""
  retriever = BM25Okapi([passage_words(record) for record in records])
  result = []
  failed = []
  for index, (question, kinds, texts) in enumerate(questions_by_hand()):
    scores = retriever.get_scores(words(question))
    order = sorted(range(len(records)), key=lambda at: -scores[at])
    ranks = {records[at]["id"]: rank for rank, at in enumerate(order)}
    answers = []
    for text in texts:
      holders = [record["id"] for record in records if text in record["text"]]
      if not holders:
        failed.append("%s: in no passage: %s" % (question, text))
      answers += [{"passage": holder, "text": text} for holder in holders]
    near = [answer for answer in answers if ranks[answer["passage"]] < LIST_LENGTHS[-1]]
    if not near:
      failed.append("%s: %s" % (question, [(answer["passage"], ranks[answer["passage"]] + 1) for answer in answers]))
      continue
    last = max(ranks[answer["passage"]] for answer in near)
    length = FIRST_LENGTHS[index % len(FIRST_LENGTHS)]
    length = max(length, min(n for n in LIST_LENGTHS if n > last))
    result.append({"id": "q%02d" % (index + 1), "question": question, "kinds": kinds,
                   "overlap": round(overlap(question, [answer["text"] for answer in near]), 2),
                   "passages": [records[at]["id"] for at in order[:length]], "answers": near})
  if failed:
    sys.exit("\n".join(failed))
  write_lines("questions.jsonl", result)


def languages(root):
  """The beginning of the Universal Declaration of Human Rights, one paragraph a line, up to a paragraph's end."""
  for language in LANGUAGES:
    text = (root / "langclass/ShortTexts" / (language + ".txt")).read_text(encoding="utf-8")
    text = unicodedata.normalize("NFC", text)
    kept, size = [], 0
    for line in text.split("\n"):
      line = re.sub(r"\s+", " ", line).strip()
      if line and size + len(line) <= LANGUAGE_CHARACTERS:
        kept.append(line)
      size += len(line)
      if size > LANGUAGE_CHARACTERS:
        break
    while len(kept[-1]) < 16:  # the heading of an article that is left out
      kept.pop()
    write("multilingual/%s.txt" % language, "\n\n".join(kept))


def plain(parts):
  """Blocks as plain text, for the licences."""
  return "\n\n".join(re.sub(r"(^```\n|\n```$)", "", part.text) for part in parts)


def licences(root, language_root):
  def content(package, folder, name, main):
    return blocks(TreeBuilder((root / package / folder / name).read_text(encoding="utf-8")).root.find(main))

  (_, sqlite, sqlite_folder, _, _), (_, postgresql, postgresql_folder, _, _), (_, python, python_folder, _, _) = SOURCES
  parts = content(sqlite, sqlite_folder, "copyright.html", body)
  ends = [at for at, part in enumerate(parts) if part.text.startswith("Open-Source, not Open-Contribution")]
  write("licenses/SQLite.txt", plain(parts[:ends[0]]))
  write("licenses/PostgreSQL.txt", plain(content(postgresql, postgresql_folder, "legalnotice.html", body)))
  parts = content(python, python_folder, "license.html", sphinx_body)
  first = [at for at, part in enumerate(parts) if part.text.startswith("Terms and conditions")][0]
  last = [at for at, part in enumerate(parts) if part.kind == "heading" and
          part.text.startswith("Licenses and Acknowledgements")][0]
  notice = content(python, python_folder, "copyright.html", sphinx_body)
  write("licenses/Python.txt", plain(notice + parts[first:last]))
  write("licenses/libexttextcat.txt", (language_root / "LICENSE").read_text(encoding="utf-8"))


def main(downloads):
  with tempfile.TemporaryDirectory() as folder:
    root = Path(folder)
    for _, package, _, _, _ in SOURCES:
      archive = next(Path(downloads).glob(package + "_*.deb"))
      subprocess.run(["dpkg-deb", "-x", str(archive), str(root / package)], check=True)
    with tarfile.open(next(Path(downloads).glob("libexttextcat_*.orig.tar.xz"))) as archive:
      archive.extractall(root / "languages")
    language_root = next((root / "languages").iterdir())
    records = source_texts(root)
    languages(language_root)
    licences(root, language_root)
  retrieval(records)


if __name__ == "__main__":
  if len(sys.argv) != 2:
    sys.exit(__doc__)
  main(sys.argv[1])
