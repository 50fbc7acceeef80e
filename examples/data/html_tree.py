"""A tree of HTML elements, forgiving enough for hand-written pages, for markdown_from_html.py."""
from html.parser import HTMLParser

VOID = {"br", "img", "hr", "input", "meta", "link", "col", "area", "base", "wbr"}
BLOCK = {"p", "div", "ul", "ol", "dl", "li", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "pre",
         "blockquote", "center", "h1", "h2", "h3", "h4", "h5", "h6", "section", "body", "html", "hr", "form", "figure",
         "aside", "main", "caption"}
# The SQLite pages leave out many end tags. An element that opens closes the open ones of the first set, looking no
# further up than the second set.
IMPLIED_END = {"li": ({"li"}, {"ul", "ol"}), "dt": ({"dt", "dd"}, {"dl"}), "dd": ({"dt", "dd"}, {"dl"}),
               "tr": ({"tr"}, {"table"}), "td": ({"td", "th"}, {"tr", "table"}), "th": ({"td", "th"}, {"tr", "table"})}
SKIPPED_TAGS = {"script", "style", "svg", "form", "head", "img", "iframe", "select", "button"}
SKIPPED_CLASSES = {"nosearch", "navheader", "navfooter", "toc", "headerlink", "sphinxsidebar", "imgcontainer",
                   "indexterm", "contents", "topic"}
LISTS = {"ul", "ol", "dl"}
# An end tag closes the nearest element of its name, and what is open inside of it, but reaches no further than these.
END_TAG_LIMITS = dict.fromkeys(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"), {"table"})
END_TAG_LIMITS["li"] = LISTS | {"table"}


class Node:
  def __init__(self, tag, attributes=()):
    self.tag = tag
    self.attributes = {name: value or "" for name, value in attributes}
    self.children = []

  @property
  def classes(self):
    return set(self.attributes.get("class", "").split())

  @property
  def skipped(self):
    return self.tag in SKIPPED_TAGS or bool(self.classes & SKIPPED_CLASSES)

  def find(self, test):
    """The first node of this subtree, in document order, for which `test` holds."""
    if test(self):
      return self
    for child in self.children:
      found = child.find(test) if isinstance(child, Node) else None
      if found:
        return found
    return None


class TreeBuilder(HTMLParser):
  def __init__(self, html):
    super().__init__(convert_charrefs=True)
    self.root = Node("root")
    self.open = [self.root]
    self.feed(html)
    self.close()

  def close_nearest(self, tags, limits):
    for depth in range(len(self.open) - 1, 0, -1):
      if self.open[depth].tag in tags:
        del self.open[depth:]
        return
      if self.open[depth].tag in limits:
        return

  def handle_starttag(self, tag, attributes):
    if tag in BLOCK:
      self.close_nearest({"p"}, BLOCK)
    if tag in IMPLIED_END:
      self.close_nearest(*IMPLIED_END[tag])
    node = Node(tag, attributes)
    self.open[-1].children.append(node)
    if tag not in VOID:
      self.open.append(node)

  def handle_startendtag(self, tag, attributes):
    self.open[-1].children.append(Node(tag, attributes))

  def handle_endtag(self, tag):
    self.close_nearest({tag}, END_TAG_LIMITS.get(tag, {"table", "td", "th"} if tag in BLOCK else BLOCK))

  def handle_data(self, data):
    self.open[-1].children.append(data)
