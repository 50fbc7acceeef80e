"""HTML of the documentation packages to Markdown blocks, for build.py.

The text of the pages is kept word for word. Headings become `#` lines, code spans get backticks, preformatted
text becomes a fenced block, lists and tables become Markdown ones, and links to other sites keep their address;
links inside a documentation set keep only their text, since their targets are files of the package, and so do links
to the index of Python packages, where an address says no more than the package's name does.
Paragraphs are one line each: the line breaks of the HTML source say nothing about the text.
"""
import re
import unicodedata

from html_tree import BLOCK, LISTS, Node, TreeBuilder

NOTE_CLASSES = {"note", "warning", "caution", "important", "tip", "admonition"}


class Block:
  """A heading, a paragraph, a code block or a table. `depth` counts the lists around it; `item` marks the first
  block of a list item."""

  def __init__(self, kind, text, level=0):
    self.kind, self.text, self.level = kind, text, level
    self.depth, self.item = 0, False


def raw_text(node):
  if isinstance(node, str):
    return node
  if node.skipped:
    return ""
  return "\n" if node.tag == "br" else "".join(raw_text(child) for child in node.children)


def one_space(text):
  return re.sub(r"[ \t\r\n\f\u00a0\u2009]+", " ", text)


def tidy(text):
  lines = [re.sub(r" +", " ", line).strip() for line in text.split("\n")]
  return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


def inline(node):
  if isinstance(node, str):
    return one_space(node)
  if node.skipped:
    return ""
  if node.tag == "br":
    return "\n"
  if node.tag in {"code", "tt", "kbd", "samp"}:
    text = one_space(raw_text(node)).strip()
    return ("`` %s ``" if "`" in text else "`%s`") % text if text else ""
  text = "".join(inline(child) for child in node.children)
  if node.tag == "sup" and text.strip() and not text.strip().startswith("["):
    return "^" + text.strip()
  address = node.attributes.get("href", "") if node.tag == "a" else ""
  if text.strip() and re.match(r"https?://(?!pypi\b)", address):
    return address if text.strip().strip("/") == address.strip("/") else "[%s](%s)" % (text.strip(), address)
  return text


def paragraph(text):
  text = tidy(text)
  return [Block("paragraph", text)] if text else []


def code_block(node):
  lines = [line.rstrip() for line in raw_text(node).replace("\u00a0", " ").expandtabs(8).split("\n")]
  while lines and not lines[0]:
    lines.pop(0)
  while lines and not lines[-1]:
    lines.pop()
  if not lines:
    return []
  margin = min(len(line) - len(line.lstrip()) for line in lines if line)
  body = unicodedata.normalize("NFC", "\n".join(line[margin:] for line in lines))
  return [Block("code", "```\n" + body + "\n```")]


def table(node):
  rows = []

  def collect(part):
    for child in part.children:
      if isinstance(child, Node) and child.tag == "tr":
        rows.append([cell for cell in child.children if isinstance(cell, Node) and cell.tag in {"td", "th"}])
      elif isinstance(child, Node) and child.tag in {"thead", "tbody", "tfoot"}:
        collect(child)

  collect(node)
  rows = [row for row in rows if row]
  width = max((len(row) for row in rows), default=0)
  if width <= 1 or len(rows) == 1:  # used for layout, not for data
    return [block for row in rows for cell in row for block in blocks(cell)]
  lines = []
  for row in rows:
    cells = [" ".join(block.text for block in blocks(cell)).replace("\n", " ").replace("|", "\\|") for cell in row]
    lines.append("| " + " | ".join(cells + [""] * (width - len(cells))) + " |")
  lines.insert(1, "|" + " --- |" * width)
  return [Block("table", "\n".join(lines))]


def item(parts, marker):
  """One list item: the marker before the first line, the rest indented under it."""
  if parts and (parts[0].kind in {"code", "table"} or parts[0].item):
    parts.insert(0, Block("paragraph", ""))
  for index, part in enumerate(parts):
    lines = part.text.split("\n")
    heads = [marker if index == 0 and at == 0 else " " * len(marker) for at in range(len(lines))]
    part.text = "\n".join((head + line).rstrip() for head, line in zip(heads, lines))
    part.kind = "paragraph" if part.kind == "heading" else part.kind
    part.depth += 1
    part.item = part.item or index == 0
  return parts


def linked_inside(node):
  """How many characters of the node's text are links within the page."""
  if isinstance(node, str):
    return 0
  if node.tag == "a" and node.attributes.get("href", "").startswith("#"):
    return len(inline(node))
  return sum(linked_inside(child) for child in node.children)


def list_blocks(node):
  if linked_inside(node) > 0.8 * len(tidy(inline(node))):  # a table of contents
    return []
  result = []
  number = int(node.attributes.get("start") or 1)
  terms = []
  for child in node.children:
    if not isinstance(child, Node) or child.skipped:
      continue
    if child.tag == "li":
      result += item(blocks_of(child.children), "%d. " % number if node.tag == "ol" else "- ")
      number += 1
    elif child.tag == "dt":
      terms.append(tidy(inline(child)).replace("\n", " "))
    elif child.tag == "dd":
      name = ", ".join(term for term in terms if term)
      terms = []
      parts = blocks_of(child.children)
      if name and name[-1] not in ":?.!":
        name += ":"
      if name and parts and parts[0].kind == "paragraph" and not parts[0].item:
        parts[0].text = name + " " + parts[0].text
      elif name:
        parts.insert(0, Block("paragraph", name))
      result += item(parts, "- ")
    else:
      result += blocks(child)
  return result


def is_block(node):
  return bool(node.find(lambda inner: inner.tag in BLOCK and inner.tag != "hr"))


def blocks_of(children):
  result = []
  running = ""
  for child in children:
    if isinstance(child, str) or not child.skipped and not is_block(child):
      running += inline(child)
    elif not child.skipped:
      result += paragraph(running) + blocks(child)
      running = ""
  return result + paragraph(running)


def blocks(node):
  """The Markdown blocks of a node, in document order."""
  if node.skipped:
    return []
  if re.fullmatch(r"h[1-6]", node.tag):
    text = tidy(inline(node)).replace("\n", " ")
    return [Block("heading", text, int(node.tag[1]))] if text else []
  if node.tag == "pre":
    return code_block(node)
  if node.tag == "table":
    return table(node)
  if node.tag in LISTS:
    return list_blocks(node)
  content = [child for child in node.children if not isinstance(child, str) or child.strip()]
  # The older SQLite pages have paragraphs in bold where they mean headings.
  if node.tag == "p" and len(content) == 1 and isinstance(content[0], Node) and content[0].tag == "b":
    return [Block("heading", tidy(inline(node)).replace("\n", " "), 3)]
  result = blocks_of(node.children)
  # A note's title ("Note", "Tip") goes in front of its text.
  if node.classes & NOTE_CLASSES and len(result) > 1 and len(result[0].text) < 20 and result[1].kind == "paragraph":
    title = result.pop(0)
    result[0].text = title.text + ": " + result[0].text
  return result


def page(html, main):
  """Title and blocks of a page; `main` picks the node that holds its text. Headings start at level 2, the level of
  the title's first subdivision, and the title itself is not among the blocks."""
  root = TreeBuilder(html).root
  title = tidy("".join(root.find(lambda node: node.tag == "title").children))
  result = blocks(root.find(main))
  headings = [block for block in result if block.kind == "heading"]
  if headings and headings[0] is result[0] and headings[0].level == min(block.level for block in headings) and \
      sum(block.level == headings[0].level for block in headings) == 1:
    title = headings[0].text
    result.pop(0)
    headings.pop(0)
  top = min((block.level for block in headings), default=2)
  for block in headings:
    block.level += 2 - top
  return title, result
