"""Cuts a page of Markdown blocks into passages, for build.py.

A passage is a slice of the page. Cuts fall between blocks, between list items, between table rows or, in a long
paragraph, between sentences; never inside a sentence, a code block or a table row, and never just after a heading.
Among all ways to cut a page, the one of least cost is taken (dynamic programming): a passage costs the square of its
distance from TARGET words, and a cut costs more the more it tears apart (a heading is where to cut, a line that ends
in a colon belongs to what follows).
"""
import re

TARGET, SHORTEST, LONGEST = 150, 80, 300
NEVER = float("inf")

# Ends of sentences: a stop, perhaps closing marks, a space, and then what can open a sentence. A stop after these
# words, after a single capital or in "e.g." and the like ends none.
SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[`]*[A-Z0-9])")
ABBREVIATIONS = re.compile(
  r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Mr|Mrs|Dr|Prof|St|Inc|Jr|No|Fig|Sec|[A-Z])|\d)[.][\"'”’)\]]*\s+$")
LONG_PARAGRAPH = 120


class Unit:
  """The least piece of a page that is not cut; `cost` is the cost of a cut before it."""

  def __init__(self, start, end, words, cost):
    self.start, self.end, self.words, self.cost = start, end, words, cost


def count_words(text):
  return len(text.split())


def split_sentences(text):
  ends = [match.end() for match in SENTENCE_END.finditer(text) if not ABBREVIATIONS.search(text[:match.end()])]
  edges = [0] + ends + [len(text)]
  # A sentence may go on after a stop inside brackets or quotation marks; such pieces stay together.
  pieces = []
  start = 0
  for edge in edges[1:]:
    piece = text[start:edge]
    if edge == len(text) or piece.count("(") == piece.count(")") and piece.count("“") == piece.count("”") and \
        piece.count("`") % 2 == 0 and piece.count('"') % 2 == 0:
      if piece:
        pieces.append((start, edge))
      start = edge
  return pieces


def goes_on(previous, block):
  """Whether a sentence runs across the border of two blocks, as one does that has a code block in its middle."""
  if block.item or block.kind == "heading" or previous.kind == "table":
    return False
  if previous.kind == "code":
    return block.kind == "paragraph" and block.text.lstrip()[:1].islower()
  return not re.search(r"[.!?:;][\"'”’)\]`]*$", previous.text)


def render(title, blocks):
  """The page's text and its units."""
  text = "# " + title
  units = [Unit(0, len(text), count_words(text), 0)]
  previous = None
  for block in blocks:
    body = "#" * block.level + " " + block.text if block.kind == "heading" else block.text
    listed = previous is not None and previous.depth and block.depth
    text += "\n" if listed and block.item and "code" not in (previous.kind, block.kind) else "\n\n"
    start = len(text)
    text += body
    if previous is None or previous.kind == "heading" or goes_on(previous, block):
      cost = NEVER
    elif block.kind == "heading":
      cost = 0 if block.level == 2 else 4
    elif previous.text.endswith(":") or block.kind in {"code", "table"}:
      cost = 400
    elif block.depth and not block.item:
      cost = 60
    elif block.depth:
      cost = 30 + 15 * (block.depth - 1)
    else:
      cost = 20
    if block.kind == "paragraph" and count_words(body) > LONG_PARAGRAPH:
      pieces = split_sentences(body)
    elif block.kind == "table" and count_words(body) > LONG_PARAGRAPH:
      lines = [match.end() for match in re.finditer("\n", body)]
      edges = [0] + lines[1:] + [len(body)]
      pieces = list(zip(edges, edges[1:]))
    else:
      pieces = [(0, len(body))]
    for index, (first, last) in enumerate(pieces):
      units.append(Unit(start + first, start + last, count_words(body[first:last]), cost if index == 0 else 120))
    previous = block
  return text, units


def passage_cost(words):
  if words > LONGEST:
    return NEVER
  return ((words - TARGET) / 10) ** 2 + (1000 * (SHORTEST - words) if words < SHORTEST else 0)


def cut(units):
  """The (start, end) offsets of the passages of least total cost."""
  best = [(0.0, 0)] + [(NEVER, 0)] * len(units)
  for last in range(1, len(units) + 1):
    words = 0
    for first in range(last - 1, -1, -1):
      words += units[first].words
      cost = best[first][0] + (units[first].cost if first else 0) + passage_cost(words)
      if cost < best[last][0]:
        best[last] = (cost, first)
      if words > LONGEST:
        break
  if best[-1][0] == NEVER:
    raise ValueError("a piece that may not be cut is longer than %d words" % LONGEST)
  edges = [len(units)]
  while edges[-1]:
    edges.append(best[edges[-1]][1])
  edges.reverse()
  return [(units[first].start, units[last - 1].end) for first, last in zip(edges, edges[1:])]


def passage_title(page_title, text, start):
  """Page title and the headings that the passage's first line stands under."""
  path = [page_title]
  in_code = False
  for line in (text[:start] + text[start:].split("\n")[0]).split("\n"):
    in_code ^= line.lstrip().startswith("```")
    heading = re.match(r"(#{2,6}) (.*)", line)
    if heading and not in_code:
      level = len(heading[1])
      path = path[:level - 1] + [""] * (level - 1 - len(path)) + [heading[2]]
  return " > ".join(part for part in path if part)


def passages(title, blocks):
  """The page's text, and the title and text of each of its passages."""
  text, units = render(title, blocks)
  result = []
  for start, end in cut(units):
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip("\n"))
    result.append((passage_title(title, text, start), text[start:end].rstrip()))
  return text, result
