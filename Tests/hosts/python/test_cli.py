"""python -m pith, as a shell sees it."""

import json
import os
import pty
import subprocess
import sys

import pith
import pytest

TEXT = (
    "The battery lasts two full days. It charges in one hour. The camera is soft in low light. "
    "Photos at night are blurry. The courier was friendly – naïve Käufer freuen sich.\n")
QUESTION = "How long does the battery last?"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "review.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_compress_a_file(run, file):
    done = run("-m", "pith", "compress", file, "--budget", "12", "--question", QUESTION)
    assert done.returncode == 0
    assert done.stdout.decode() == pith.text.compress([TEXT], QUESTION, budget=12).text + "\n"
    assert done.stderr.decode() == f"pith: {pith.text.compress([TEXT], QUESTION, budget=12).summary}\n"


def test_options_reach_the_library(run, file):
    done = run("-m", "pith", "compress", file, "-b", "14", "--unit", "words", "--words", "always", "--strategy", "salience",
               "--require", "courier", "--gap", " … ", "--quiet")
    want = pith.text.compress(
        [TEXT], budget=14, unit="words", words="always", strategy="salience", required=["courier"], gap=" … ")
    assert done.stdout.decode() == want.text + "\n"
    assert done.stderr == b""


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input(run, arguments):
    done = run("-m", "pith", "compress", *arguments, "--budget", "12", "-q", QUESTION, "--quiet", stdin=TEXT.encode())
    assert "The battery lasts two full days." in done.stdout.decode()


def test_files_are_passages(run, file, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Nothing about it here.")
    done = run("-m", "pith", "compress", file, other, "--budget", "99", "--format", "json", "--quiet")
    data = json.loads(done.stdout)
    assert len(data["passages"]) == 2
    assert data["after"] <= 99 and data["unit"] == "tokens"


def test_html_to_a_file(run, file, tmp_path):
    page = tmp_path / "page.html"
    done = run("-m", "pith", "compress", file, "--budget", "12", "-q", "<script>", "--format", "html", "-o", page)
    assert done.returncode == 0 and done.stdout == b""
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>") and "<script>" not in text and "Käufer" in text


def test_ansi(run, file):
    done = run("-m", "pith", "compress", file, "--budget", "12", "-q", QUESTION, "--format", "ansi", "--quiet")
    assert "\x1b[2;9m" in done.stdout.decode()


def test_output_does_not_depend_on_the_locale(run, file):
    plain = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = run("-m", "pith", "compress", file, "-b", "500", "--quiet", env=plain)
    assert "naïve Käufer" in done.stdout.decode("utf-8")


def test_bytes_that_are_not_utf8(run):
    done = run("-m", "pith", "compress", "--budget", "50", stdin=b"The caf\xe9 is open. Come in.")
    assert done.returncode == 0
    assert "The caf\ufffd is open." in done.stdout.decode()
    assert "not UTF-8 at byte 7" in done.stderr.decode()


@pytest.mark.parametrize(
    "arguments,status,expected",
    [
        (["compress", "no-such-file", "-b", "9"], 1, "pith: no-such-file: No such file or directory"),
        (["compress", ".", "-b", "9"], 1, "pith: .: Is a directory"),
        (["compress", "-b", "2", "--require", "battery"], 1, "pith_text_compress: options.budget: expected room for the required"),
        (["compress", "-b", "9", "--require", "plumber"], 1, "pith: required: no passage has 'plumber'"),
        (["compress", "-b", "9", "-o", "/no/such/folder/x"], 1, "pith: /no/such/folder/x: No such file or directory"),
        (["compress"], 2, "the following arguments are required: -b/--budget"),
        (["compress", "-b", "-3"], 2, "expected a number that is not negative, got '-3'"),
        (["compress", "-b", "many"], 2, "expected a number that is not negative, got 'many'"),
        (["compress", "-b", "9", "--format", "pdf"], 2, "invalid choice: 'pdf'"),
        ([], 2, "the following arguments are required: COMMAND"),
        (["shorten"], 2, "invalid choice: 'shorten'"),
    ],
)
def test_failures(run, tmp_path, arguments, status, expected):
    done = run("-m", "pith", *arguments, stdin=TEXT.encode(), cwd=tmp_path)
    assert done.returncode == status
    assert expected in done.stderr.decode()
    assert done.stdout == b"" and "Traceback" not in done.stderr.decode()


def test_a_reader_that_leaves_is_no_error(file):
    done = subprocess.run(
        ["bash", "-c", f'set -o pipefail; "{sys.executable}" -m pith compress "$0" -b 999 --quiet | true', str(file)],
        capture_output=True)
    assert done.returncode == 0 and done.stderr == b""


def test_methods_and_info(run):
    methods = pith.methods()
    done = run("-m", "pith", "methods", "--markdown")
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("| Method |") and len(lines) == 2 + len(methods)
    assert all(f"`{method.function}`" in line for method, line in zip(methods, lines[2:]))
    plain = run("-m", "pith", "methods").stdout.decode()
    assert all(method.python in plain for method in methods)
    info = run("-m", "pith", "info").stdout.decode()
    assert pith.version() in info and pith.library_path in info and pith.isa() in info
    assert run("-m", "pith", "--version").stdout.decode() == f"pith {pith.version()}\n"


@pytest.mark.parametrize("with_tqdm", [True, False])
def test_progress_bars(with_tqdm, monkeypatch):
    import io

    from pith._progress import progress_bar

    if not with_tqdm:
        monkeypatch.setitem(sys.modules, "tqdm", None)
    stream = io.StringIO()
    with progress_bar(enabled=True, stream=stream, delay=0) as report:
        for done in range(0, 101, 10):
            report(done, 100)
        report(1, 2)
    assert "pith" in stream.getvalue() and "%" in stream.getvalue()
    assert stream.getvalue().endswith("\r")  # the bar is wiped when the work is done
    quick = io.StringIO()
    with progress_bar(enabled=True, stream=quick, delay=60) as report:
        report(1, 2)
    assert quick.getvalue() == ""
    with progress_bar(enabled=False) as report:
        assert report is None


def test_a_terminal_gets_the_summary_and_a_pipe_gets_clean_text(file):
    controller, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "pith", "compress", str(file), "-b", "12"], stdout=subprocess.PIPE, stderr=terminal)
    os.close(terminal)
    shown = b""
    try:
        while part := os.read(controller, 4096):
            shown += part
    except OSError:  # the terminal's other end is closed
        pass
    os.close(controller)
    assert done.returncode == 0 and b"\r" not in done.stdout and b"\x1b" not in done.stdout
    assert b"tokens" in shown
