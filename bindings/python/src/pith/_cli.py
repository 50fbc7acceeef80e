"""The command line: compress files, list methods, describe the installation.

Exit status: 0 done; 1 the work failed (a file that cannot be read, a budget that cannot be met); 2 wrong usage; 130 stopped
with Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path
from typing import List, Optional, Sequence

import numpy as np

import pith

from . import _methods
from ._progress import progress_bar


class _Failure(Exception):
    """A message for the user, and exit status 1."""


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (_Failure, pith.PithError) as error:
        print(f"pith: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("pith: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader has gone (such as `head`): no error, but the interpreter must not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pith", description="Makes text and token sequences shorter.")
    parser.add_argument("--version", action="version", version=f"pith {pith.version()}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    compress = commands.add_parser(
        "compress",
        help="shorten text to a budget",
        description="Keeps the sentences of the given files that answer a question, or that say what they are about, within "
        "a budget. Each file is a passage, best-ranked first.",
    )
    compress.add_argument("files", nargs="*", metavar="FILE", help="UTF-8 text; none or - reads standard input")
    compress.add_argument(
        "-b", "--budget", type=_amount, required=True, metavar="N", help="the most that the result may count"
    )
    compress.add_argument(
        "--unit", choices=_names(pith.text.Budget), default="tokens", help="what is counted (default: %(default)s)"
    )
    compress.add_argument("-q", "--question", metavar="TEXT", help="what the text is to answer")
    compress.add_argument(
        "--words", choices=_names(pith.text.Words), default="off",
        help="drop articles and fillers inside kept sentences: %(choices)s (default: %(default)s)", metavar="WHEN",
    )
    compress.add_argument(
        "--strategy", choices=_names(pith.text.Strategy), default="auto", help="what is kept (default: %(default)s)"
    )
    compress.add_argument(
        "--require", action="append", default=[], metavar="TEXT", help="sentences with this stay; may be repeated"
    )
    compress.add_argument("--gap", metavar="TEXT", help='written where sentences were dropped, such as " ... "')
    compress.add_argument(
        "--format", choices=("text", "ansi", "html", "json"), default="text",
        help="text: the result; ansi, html: everything, with what was dropped struck through; json: the result, spans and "
        "scores (default: %(default)s)",
    )
    compress.add_argument("-o", "--output", type=Path, metavar="FILE", help="write there instead of to standard output")
    compress.add_argument("--quiet", action="store_true", help="no summary and no progress on standard error")
    compress.set_defaults(run=_compress)

    methods = commands.add_parser("methods", help="list the library's methods", description="Lists the library's methods.")
    methods.add_argument("--markdown", action="store_true", help="as a Markdown table")
    methods.set_defaults(run=_list_methods)

    info = commands.add_parser("info", help="describe this installation", description="Describes this installation.")
    info.set_defaults(run=_info)
    return parser


def _names(kind: type) -> List[str]:
    return [name.lower() for name in kind.__members__]  # type: ignore[attr-defined]


def _amount(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if value < 0:
        raise argparse.ArgumentTypeError(f"expected a number that is not negative, got {text!r}")
    return value


# ---- compress --------------------------------------------------------------------------------------------------------


def _compress(options: argparse.Namespace) -> int:
    passages = [_read(name, options.quiet) for name in options.files or ["-"]]
    with progress_bar(enabled=not options.quiet and sys.stderr.isatty()) as progress:
        with pith.Context(progress=progress) as context:
            result = pith.text.compress(
                passages, options.question, budget=options.budget, unit=options.unit, words=options.words,
                strategy=options.strategy, required=options.require, gap=options.gap, context=context,
            )
    if options.format == "json":
        written = json.dumps(result.to_dict(), ensure_ascii=False, indent=2)
    elif options.format == "html":
        written = result.to_html()
    elif options.format == "ansi":
        written = result.to_ansi()
    else:
        written = result.text
    if written and not written.endswith("\n"):
        written += "\n"
    _write(written, options.output)
    if not options.quiet:
        print(f"pith: {result.summary}", file=sys.stderr)
    return 0


def _read(name: str, quiet: bool) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise _Failure(f"{name}: {error.strerror or error}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not quiet:
            print(f"pith: {name}: not UTF-8 at byte {error.start}: replaced with U+FFFD", file=sys.stderr)
        return data.decode("utf-8-sig", "replace")


def _write(text: str, output: Optional[Path]) -> None:
    # Bytes, so that the result does not depend on the locale.
    data = text.encode("utf-8", "replace")
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise _Failure(f"{output}: {error.strerror or error}") from None


# ---- methods, info ---------------------------------------------------------------------------------------------------


def _list_methods(options: argparse.Namespace) -> int:
    rows = pith.methods()
    _write(_methods.methods_markdown(rows) if options.markdown else _methods.methods_text(rows), None)
    return 0


def _info(_options: argparse.Namespace) -> int:
    try:
        from importlib.metadata import version as installed

        torch = installed("torch")
    except ImportError:  # PackageNotFoundError is one
        torch = "not installed"
    rows = [
        ("pith", pith.version()),
        ("library", pith.library_path),
        ("instruction set", pith.isa()),
        ("methods", str(len(pith.methods()))),
        ("Python", platform.python_version()),
        ("NumPy", np.__version__),
        ("PyTorch", torch),
        ("machine", f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs"),
    ]
    width = max(len(name) for name, _ in rows)
    _write("".join(f"{name:<{width}}  {value}\n" for name, value in rows), None)
    return 0
