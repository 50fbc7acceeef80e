"""Proposes lines for calls.txt: `python Tests/abi/suggest.py [function…]`, default every function without one.

Takes shapes from the documentation and tries small numbers, led by the argument that each error names, until a call
succeeds. A proposal is to be read before it is kept: outputs that are not [0], and numbers that make the method do something.
"""

import random
import re
import sys

import calls

KEYWORDS = {"min", "max", "NULL"}


def shape_of(parameter: dict) -> str:
    found = re.findall(r"`\[([^`]*)\]`", parameter["text"])
    text = next((f for f in found if not f.startswith("B,") and "…" not in f and "..." not in f), "N")
    text = text.replace("²", "**2").replace("^", "**").replace("·", "*").replace(" / ", "//").replace("'", "1")
    return re.sub(r"\s", "", text).replace("sumoflengths", "total_lengths")


def propose(name: str, seed: int = 0) -> str | None:
    rng = random.Random(seed)
    parameters = calls.arguments(calls.FUNCTIONS[name])
    views = {p["name"]: shape_of(p) for p in parameters if p["kind"] == "view"}
    numbers: dict[str, object] = {}

    def draw(identifier: str, kind: str = ""):
        if identifier in ("capacity",):
            return 64
        if kind == "double":
            return rng.choice([0.5, 0.5, 0.25, 0, 1, 2, 0.001])
        if kind == "enum":
            return rng.choice([0, 0, 1])
        return 0 if rng.random() < 0.01 else rng.choice([4, 4, 2, 1, 3, 2, 6, 8, 5])

    def identifiers(shape: str) -> list[str]:
        return [i for i in re.findall(r"[A-Za-z_]\w*", shape) if i not in KEYWORDS]

    for p in parameters:
        if p["kind"] in ("scalar", "enum"):
            numbers[p["name"]] = draw(p["name"], "double" if p["c"] == "double" else p["kind"])
    for shape in views.values():
        for i in identifiers(shape):
            numbers.setdefault(i, draw(i))
    rules = {n: rng.choice(["%1", "<9", "%2"]) for n in views}
    left_out: set[str] = set()
    for _ in range(4000):
        tokens = []
        for p in parameters:
            if p["name"] in left_out:
                tokens.append("@null")
            elif p["kind"] == "view":
                try:
                    extents = [eval(e, {"min": min, "max": max}, dict(numbers)) for e in re.split(r",(?![^(]*\))", views[p["name"]])]
                    extents = [max(0, min(int(e), 200)) for e in extents]
                except Exception:
                    extents = [4]
                kind = "u" if re.search(r"\bu8\b", p["text"]) else "i" if "i32" in p["text"] else "p"
                shape = ",".join(map(str, extents))
                rule = ""
                if kind == "i" and "in" in p["direction"].split(","):
                    last = extents[-1] if extents else 1
                    rule = rules[p["name"]].replace("LAST", str(last))
                tokens.append(f"{kind}[{shape}]{rule}")
            elif p["kind"] in ("scalar", "enum"):
                tokens.append(str(numbers[p["name"]]))
            elif p["kind"] == "pointer" and p["c"] == "int64_t *":
                tokens.append("@int64")
            else:
                tokens.append("@null")
        calls.TABLE[name] = " ".join(tokens)
        call = calls.Call(name, calls.UNBATCHED)
        context = calls.Context(calls.Allocator())
        status = call.run(context.pointer)
        message = calls.last_error()
        context.destroy()
        for argument in call.arguments:
            if argument.memory:
                calls.libc.munmap(calls.ctypes.c_void_p(argument.memory.start - calls.PAGE), calls.ctypes.c_size_t(argument.memory.inside + 2 * calls.PAGE))
        if status == 0:
            return f"{name} | {' '.join(tokens)}"
        named = re.split(r"[.\[ :]", message[len(name) + 2:])[0]
        parameter = next((p for p in parameters if p["name"] == named), None)
        if parameter is None or rng.random() < 0.15:
            parameter = rng.choice(parameters)
        if parameter["optional"] and parameter["kind"] == "view" and rng.random() < 0.02:
            left_out ^= {parameter["name"]}
        if parameter["kind"] == "view":
            rules[parameter["name"]] = rng.choice(["%1", "<9", "%2", "%LAST", "^4", "$4", "$LAST", "$24", "^24", "$2", "%3"])
            # What the library says it expects of a fixed extent.
            said = re.search(r"expected (?:a view of shape |shape )?\[([\d, ]+)\]", message)
            if said and said.group(1).count(",") == views[parameter["name"]].count(","):
                views[parameter["name"]] = said.group(1).replace(" ", "")
            elif names := identifiers(views[parameter["name"]]):
                chosen = rng.choice(names)
                kind = next((p for p in parameters if p["name"] == chosen), None)
                numbers[chosen] = draw(chosen, "double" if kind and kind["c"] == "double" else "")
        elif parameter["name"] in numbers:
            numbers[parameter["name"]] = draw(
                parameter["name"], "double" if parameter["c"] == "double" else parameter["kind"])
    return None


if __name__ == "__main__":
    names = sys.argv[1:] or [f["name"] for f in calls.ABI["functions"] if f["name"] not in calls.TABLE]
    for name in names:
        line = None
        for seed in range(3):
            line = line or propose(name, seed)
        print(line or f"# {name}: nothing found", flush=True)
