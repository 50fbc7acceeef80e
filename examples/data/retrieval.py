"""Words, content words and BM25 as the example data uses them. Needs nothing but Python."""
import math
import re

STOP_WORDS = frozenset("""
  a about after all also an and any are as at be because been before being but by can could did do does during each for
  from had has have having how i if in into is it its itself just long many may might more most much must my no nor not
  of off on once one only onto or other our out over own same shall should so some such than that the their them then
  there these they this those through to too under up upon us use used uses using very was we were what when where
  whether which while who whom whose why will with within without would you your
""".split())


def words(text):
  """The retriever's tokens: runs of letters, digits and underscores, lower case; no stemming, no stop words."""
  return re.findall(r"\w+", text.lower())


def stem(word):
  """Takes off the commonest English endings, so that a word's overlap does not hang on its form."""
  for ending, rest in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""), ("ly", "")):
    if word.endswith(ending) and len(word) - len(ending) + len(rest) >= 3 and not word.endswith("ss"):
      return word[:len(word) - len(ending)] + rest
  return word


def content_words(text):
  return {stem(word) for word in words(text) if word not in STOP_WORDS}


def overlap(question, answers):
  """Fraction of the question's content words that are in the answer sentence; the largest one over the answers."""
  wanted = content_words(question)
  return max(len(wanted & content_words(answer)) / len(wanted) for answer in answers)


def passage_words(passage):
  return words(passage["title"] + "\n" + passage["text"])


class Okapi:
  """BM25 as in rank-bm25's BM25Okapi: k1 = 1.5, b = 0.75, and words in more than half of the passages, whose inverse
  frequency would be negative, get a quarter of the mean one."""

  def __init__(self, documents, k1=1.5, b=0.75, floor=0.25):
    self.k1, self.b = k1, b
    self.lengths = [len(document) for document in documents]
    self.mean_length = sum(self.lengths) / len(documents)
    self.counts = []
    containing = {}
    for document in documents:
      counts = {}
      for word in document:
        counts[word] = counts.get(word, 0) + 1
      self.counts.append(counts)
      for word in counts:
        containing[word] = containing.get(word, 0) + 1
    self.weight = {word: math.log(len(documents) - n + 0.5) - math.log(n + 0.5) for word, n in containing.items()}
    mean_weight = sum(self.weight.values()) / len(self.weight)
    for word, weight in self.weight.items():
      if weight < 0:
        self.weight[word] = floor * mean_weight

  def scores(self, query):
    result = []
    for counts, length in zip(self.counts, self.lengths):
      scale = self.k1 * (1 - self.b + self.b * length / self.mean_length)
      result.append(sum(self.weight.get(word, 0) * counts.get(word, 0) * (self.k1 + 1) / (counts.get(word, 0) + scale)
                        for word in query))
    return result
