"""Shrinks real retrieved passages so that they fit a prompt, and counts how often the answer survives.

Usage: quickstart.py [--share 0.2] [--show 3]

The passages are from the documentation of SQLite, PostgreSQL and Python, in the order in which a BM25 retriever gave them;
the answering sentences are marked by hand (examples/data/README.md).
"""

import argparse
import json
import sys
import time
from pathlib import Path

import pith

DATA = Path(__file__).resolve().parent / "data"


def lines(name):
    with open(DATA / name, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--share", type=float, default=0.2, help="share of the tokens that the prompt has room for")
    parser.add_argument("--show", type=int, default=3, help="how many questions to print in full")
    options = parser.parse_args()
    passages = {passage["id"]: passage for passage in lines("passages.jsonl")}
    questions = lines("questions.jsonl")

    kept_answers = before = after = 0
    seconds = 0.0
    for number, case in enumerate(questions):
        retrieved = [passages[name]["text"] for name in case["passages"]]
        tokens = sum(pith.text.estimate_tokens(retrieved))
        start = time.perf_counter()
        shorter = pith.text.compress(retrieved, case["question"], budget=int(tokens * options.share))
        seconds += time.perf_counter() - start
        answered = any(answer["text"] in shorter.text for answer in case["answers"])
        kept_answers += answered
        before += shorter.tokens_before
        after += shorter.tokens_after
        if number < options.show:
            print(f"\n=== {case['question']}")
            print(f"--- {len(retrieved)} passages, {shorter.tokens_before} tokens; kept {shorter.tokens_after} tokens:\n")
            print(shorter.text)
            print(f"\n--- the marked answer {'was kept' if answered else 'was dropped'}: {case['answers'][0]['text']}")

    print(f"\n=== All {len(questions)} questions")
    print(f"tokens before        {before}")
    print(f"tokens after         {after} ({after / before:.0%})")
    print(f"answers kept         {kept_answers} of {len(questions)}")
    print(f"time                 {1000 * seconds / len(questions):.1f} ms a question")

    text = (DATA / "sqlite.md").read_text(encoding="utf-8")
    start = time.perf_counter()
    summary = pith.text.compress(text, budget=2000)
    seconds = time.perf_counter() - start
    print(f"\n=== One long text without a question: sqlite.md, {len(text.encode()) / 1000:.0f} KB")
    print(f"tokens before        {summary.tokens_before}")
    print(f"tokens after         {summary.tokens_after}")
    print(f"time                 {1000 * seconds:.0f} ms")
    print(f"library              Pith {pith.__version__}, {pith.isa()}")
    return 0 if kept_answers >= 0.9 * len(questions) or options.share < 0.15 else 1


if __name__ == "__main__":
    sys.exit(main())
