"""What version 0.1 promised to programs that were built against it.

Tests/abi/v0.1/include is a copy of the public headers of that version, made by

    cp -r include Tests/abi/v0.1/include && rm Tests/abi/v0.1/include/module.modulemap

It is made anew until the release, and never after it. A client is compiled against it and runs with the library of today.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
THEN, NOW = HERE / "v0.1" / "include", ROOT / "include"
LIBRARY = Path(os.environ.get("PITH_LIBRARY", ROOT / ".build" / "release" / "libpith.so"))
HEADERS = sorted(THEN.rglob("*.h"))
CODE = "\n".join(re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S) for header in HEADERS)
FLAGS = ["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-pedantic", "-Werror"]


def run(program, tmp_path, *arguments):
    if not (tmp_path / "libpith.so.0").exists():
        (tmp_path / "libpith.so.0").symlink_to(LIBRARY)  # what the program asks for by the library's soname
    return subprocess.run([str(program), *arguments], capture_output=True, text=True, timeout=120,
                          env={**os.environ, "LD_LIBRARY_PATH": str(tmp_path)})


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_client_of_then_runs_now(compiler, tmp_path):
    program = tmp_path / "client"
    subprocess.run([compiler, *FLAGS, "-g", "-O1", f"-I{THEN}", str(HERE / "v0.1" / "client.c"), "-o", str(program), str(LIBRARY), "-lm"],
                   check=True)
    done = run(program, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 failed" in done.stdout


def test_every_function_is_still_there(tmp_path):
    names = sorted(set(re.findall(r"\b(pith_\w+)\(\s*[^*)]", re.sub(r"static inline.*?\n}", "", CODE, flags=re.S)))
                   & set(re.findall(r"PITH_API[^;(]*?\b(pith_\w+)\(", CODE)))
    assert len(names) >= 150
    lines = "\n".join(f"  if ((void (*)(void)){name} == 0) return 1;" for name in names)
    source, program = tmp_path / "all.c", tmp_path / "all"
    source.write_text(f'#include "pith.h"\nint main(void) {{\n{lines}\n  return 0;\n}}\n')
    linked = subprocess.run(["gcc", "-std=c11", "-O0", "-w", f"-I{THEN}", str(source), "-o", str(program), str(LIBRARY)],
                            capture_output=True, text=True)
    assert linked.returncode == 0, linked.stderr
    assert run(program, tmp_path).returncode == 0


def facts(include, tmp_path):
    """Every number of every enum, and size and offsets of every struct, of the names that version had."""
    prints = []
    for body, name in re.findall(r"typedef enum \w+ \{(.*?)\} (\w+);", CODE, flags=re.S):
        prints += [f'printf("{value} %d\\n", (int){value});' for value in re.findall(r"\b(PITH_\w+)\s*=", body)]
    for body, name in re.findall(r"typedef struct \w+ \{(.*?)\} (\w+);", CODE, flags=re.S):
        prints.append(f'printf("{name} %zu\\n", sizeof({name}));')
        for field in re.findall(r"(\w+)(?:\[\d+\])?;", body):
            prints.append(f'printf("{name}.{field} %zu %zu\\n", offsetof({name}, {field}), sizeof((({name} *)0)->{field}));')
    for macro in sorted(set(re.findall(r"#define (PITH_ABI\w+) \d", CODE))):
        prints.append(f'printf("{macro} %d\\n", {macro});')
    assert len(prints) > 120
    source, program = tmp_path / f"{include.parent.name}.c", tmp_path / f"{include.parent.name}.program"
    source.write_text("#include <stddef.h>\n#include <stdio.h>\n#include \"pith.h\"\nint main(void) {\n" + "\n".join(prints) + "\nreturn 0;\n}\n")
    subprocess.run(["gcc", "-std=c11", f"-I{include}", str(source), "-o", str(program), str(LIBRARY)], check=True)
    return dict(line.split(" ", 1) for line in run(program, tmp_path).stdout.splitlines())


def test_numbers_and_layouts_are_the_same(tmp_path):
    then, now = facts(THEN, tmp_path), facts(NOW, tmp_path)
    # The one struct that says its own size may have grown.
    assert int(now.pop("pith_text_options")) >= int(then.pop("pith_text_options"))
    assert now == then


def test_declarations_are_the_same():
    def declared(folder):
        code = "\n".join(re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S) for header in sorted(folder.rglob("*.h")))
        found = re.findall(r"^PITH_API[^;]*;", code, flags=re.M)
        return {re.search(r"(pith_\w+)\(", d)[1]: " ".join(d.split()) for d in found}
    then, now = declared(THEN), declared(NOW)
    assert len(then) >= 150
    for name, declaration in then.items():
        assert now.get(name) == declaration, name
