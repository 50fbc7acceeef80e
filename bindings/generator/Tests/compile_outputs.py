#!/usr/bin/env python3
"""Compiles what the generator wrote with real compilers: headers, dlopen table, Rust, ctypes.

Usage: compile_outputs.py [ROOT]        ROOT: a repository, or the fixture beside this file (default)

A missing compiler is a failure. Numbers and layouts are compared with the C compiler's own, so that the languages agree
with types.h and with each other.
"""
import ctypes
import importlib.util
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else here / "PithGeneratorTests/Fixtures/repository").resolve()
abi = json.loads((root / "bindings/generator/abi.json").read_text())
scratch = pathlib.Path(tempfile.mkdtemp(prefix="pith-outputs-"))
failures = 0


def check(title, passed, details=""):
    global failures
    failures += not passed
    print(("ok    " if passed else "FAIL  ") + title + ("" if passed else "\n" + details))


def run(title, *command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    check(title, done.returncode == 0, done.stdout + done.stderr)


def source(name, text):
    path = scratch / name
    path.write_text(text)
    return path


def c_program():
    """Static assertions of everything in abi.json, and pointers that only fit if the prototypes are those of the table."""
    lines = ["#include <stddef.h>", '#include "pith.h"']
    claims = [f"{c['name']} == {c['value']}{'' if c['value'] < 2**31 else 'u'}" for c in abi["constants"]]
    for enum in abi["enums"]:
        claims.append(f"sizeof({enum['name']}) == 4")
        claims.append(f"SIGNED({enum['name']}) == {int(enum['signed'])}")
        claims += [f"{value['name']} == {value['value']}" for value in enum["values"]]
    for struct in abi["structs"]:
        claims.append(f"sizeof({struct['name']}) == {struct['size64']}")
        for field in struct["fields"]:
            place = f"(({struct['name']} *)0)->{field['name']}"
            claims.append(f"offsetof({struct['name']}, {field['name']}) == {field['offset64']}")
            claims.append(f"sizeof({place}) == sizeof({field['c']}) * {field['count'] or 1}")
    lines += ["#ifdef __cplusplus", "#include <type_traits>", "#define CLAIM(x) static_assert(x, #x)"]
    lines += ["#define SIGNED(T) std::is_signed<std::underlying_type<T>::type>::value", "#else"]
    lines += ["#define CLAIM(x) _Static_assert(x, #x)", "#define SIGNED(T) _Generic((T)0, int: 1, unsigned: 0)", "#endif"]
    lines += [f"CLAIM({claim});" for claim in claims]
    include = ['#include "pith_dl_table.inc"', "#undef PITH_DL"]
    lines += ["typedef struct table {", "#define PITH_DL(result, name, parameters) result (*name) parameters;", *include]
    lines += ["} table;", "void fill(table *t);", "void fill(table *t) {"]
    lines += ["#define PITH_DL(result, name, parameters) t->name = name;", *include, "}"]
    for function in abi["functions"]:
        types = ", ".join(parameter["c"] for parameter in function["parameters"]) or "void"
        result = function["result"]
        lines.append(f"extern {result} (*const p_{function['name']})({types});")
        lines.append(f"{result} (*const p_{function['name']})({types}) = {function['name']};")
    return "\n".join(lines) + "\n"


strict = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only", "-I", root / "include", "-I", root / "bindings/cpp/include"]
# The installed include path is <pith.h>; family headers are found beside types.h.
headers = ["pith.h"] + sorted(f"pith/{path.name}" for path in (root / "include/pith").glob("*.h"))
alone = source("headers.c", "".join(f'#include "{header}"\n' for header in reversed(headers)) + "typedef int any;\n")
claims = source("claims.c", c_program())
for compiler in ["gcc", "clang"]:
    for language, standard in [("c", "c99"), ("c", "c11"), ("c++", "c++17")]:
        flags = [*strict, "-x", language, f"-std={standard}"]
        run(f"{compiler} {standard}: headers", compiler, *flags, alone)
        if standard != "c99":
            run(f"{compiler} {standard}: values, layouts, prototypes, dlopen table", compiler, *flags, claims)
    for header in headers:
        one = source("one.c", f'#include "{header}"\ntypedef int any;\n')
        run(f"{compiler} c11: {header} alone", compiler, *strict, "-x", "c", "-std=c11", one)
run("clang: Doxygen commands", "clang", *strict, "-Wdocumentation", "-Wno-documentation-html", "-std=c11", alone)

rust = root / "bindings/rust/pith-sys/src/abi.rs"
crate = source("lib.rs", f'//! Test.\n#[path = "{rust}"]\nmod abi;\npub use abi::*;\n')
flags = ["--edition", "2021", "-D", "warnings", crate, "-o"]
run("rustc: abi.rs", "rustc", "--crate-type", "lib", "--emit", "metadata", *flags, scratch / "abi.rmeta")
run("rustc: layout tests", "rustc", "--test", *flags, scratch / "layouts")
run("Rust: layout tests", scratch / "layouts")
run("rustdoc: abi.rs", "rustdoc", *flags, scratch / "doc")

path = root / "bindings/python/src/pith/_abi.py"
spec = importlib.util.spec_from_file_location("pith_abi", path)
module = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(module)


def python_name(name):
    return "".join(part.capitalize() for part in name.split("_")[1:])


class Library:
    """Stands for a loaded library: remembers what declare sets."""

    def __init__(self):
        self.functions = {}

    def __getattr__(self, name):
        return self.functions.setdefault(name, type("Function", (), {})())


for enum in abi["enums"]:
    members = {member.name: member.value for member in getattr(module, python_name(enum["name"]))}
    expected = {value["short"]: value["value"] for value in enum["values"]}
    check(f"Python: {enum['name']}", members == expected, str(members))
for constant in abi["constants"]:
    check(f"Python: {constant['name']}", getattr(module, constant["name"]) == constant["value"])
sizes = {f"{sign}int{bits}_t": bits // 8 for sign in ["", "u"] for bits in [8, 16, 32, 64]} | {"float": 4, "double": 8}
sizes |= {enum["name"]: 4 for enum in abi["enums"]} | {struct["name"]: struct["size64"] for struct in abi["structs"]}


def size(spelled):
    """Bytes of a C type; what has no size of its own is a callback, so a pointer."""
    return 8 if spelled.endswith("*") else sizes.get(spelled, 8)


for struct in abi["structs"]:
    type_ = getattr(module, python_name(struct["name"]))
    layout = [(name, getattr(type_, name).offset, getattr(type_, name).size) for name, _ in type_._fields_]
    expected = [(f["name"], f["offset64"], size(f["c"]) * (f["count"] or 1)) for f in struct["fields"]]
    whole = ctypes.sizeof(type_) == struct["size64"]
    check(f"Python: layout of {struct['name']}", layout == expected and whole, f"{layout} is not {expected}")
library = Library()
module.declare(library)
for function in abi["functions"]:
    declared = library.functions.get(function["name"])
    expected = [size(p["c"]) for p in function["parameters"]]
    found = declared and [ctypes.sizeof(type_) for type_ in declared.argtypes]
    check(f"Python: {function['name']}", found == expected and hasattr(declared, "restype"), f"{found} is not {expected}")
    documented = module.DOCS.get(function["name"]) == function["summary"]
    check(f"Python: summary of {function['name']}", documented)
names = {function["name"] for function in abi["functions"]}
check("Python: no other function", set(library.functions) == names == set(module.DOCS))

shutil.rmtree(scratch)
print(f"{failures} failures")
sys.exit(failures > 0)
