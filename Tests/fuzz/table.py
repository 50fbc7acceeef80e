"""Writes the fuzzer's table of the ABI: every function with its arguments, as C++, from abi.json and Tests/abi/calls.txt.

Usage: table.py output.inc. Extents and whole-number scalars become expressions in symbols that the fuzzer varies together, so
that other sizes are again a valid call: those of calls.txt, or where a line there has plain numbers, the names that the
parameters' descriptions give the extents ("[N, D]").
"""

import ast
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "abi"))
from calls import ABI, ENUMS, FUNCTIONS, SYMBOLS, TABLE, arguments, is_context, missing  # noqa: E402

FORM = re.compile(r"([fpiu])\[([^\]]*)\](?:([<%^$])(.+))?")
WORDS = {"²": "**2", "^2": "**2", "·": "*", "'": "_prime"}
# Outputs of i32 whose values are positions of the input.
POSITIONS = re.compile(r"^(indices|sequence|survivors|removed|basis|anchors|targets|medoids|sources|destinations|rest|salient|"
                       r"neurons|representatives|members|order|ranked|ranking|selections|keep_indices|ranked_pivots|"
                       r"claiming_pivots|places|frames)$")
# Whose positions are numbers that the caller gave, or count inside a part of the input.
GIVEN = {"pith_select_zero_tprune", "pith_cluster_centerclip_segments"}
ROWS = re.compile(r"^(assign|labels)$")


# The members of Parameter in fuzz.h, in order.
FIELDS = ("name", "kind", "optional", "in_", "out", "content", "rank", "first", "batch", "rule", "bound", "any_dtype", "wide",
          "capacity", "flag", "rounds", "number", "enums", "order", "is_count", "check", "limit", "ascending", "gaps", "count")


class Names:
    """The symbols of one function and the expressions in them."""

    def __init__(self):
        self.defaults, self.expressions, self.definitions = {}, [], []

    def symbol(self, name: str, value: int, private: bool = False) -> str:
        name = re.sub(r"\W", "_", name)
        while private and name in self.defaults:
            name += "_"
        self.defaults.setdefault(name, value)
        return name

    def expression(self, text: str) -> int:
        self.expressions.append(cpp(text))
        return len(self.expressions) - 1

    def value(self, text: str):
        """What the expression is for the defaults, or None where it has unknown names or is prose."""
        if not re.fullmatch(r"[\w, ()*/+-]+", text) or re.search(r"[A-Za-z_)\d] +[A-Za-z_(\d]", text):
            return None
        try:
            return eval(text.replace("/", "//").replace("////", "//"), {"__builtins__": {}},
                        {**self.defaults, "min": min, "max": max})
        except (NameError, SyntaxError, TypeError, ZeroDivisionError, AttributeError):
            return None


def cpp(text: str) -> str:
    def emit(node) -> str:
        if isinstance(node, ast.BinOp):
            left, right = emit(node.left), emit(node.right)
            if isinstance(node.op, ast.Pow):
                return f"({left} * {left})"
            if isinstance(node.op, (ast.Div, ast.FloorDiv)):
                return f"quotient({left}, {right})"
            return f"({left} {({ast.Add: '+', ast.Sub: '-', ast.Mult: '*'})[type(node.op)]} {right})"
        if isinstance(node, ast.UnaryOp):
            return f"(-{emit(node.operand)})"
        if isinstance(node, ast.Call):
            return f"std::{node.func.id}<int64_t>({', '.join(emit(a) for a in node.args)})"
        return f"s_{node.id}" if isinstance(node, ast.Name) else f"INT64_C({node.value})"
    return emit(ast.parse(text, mode="eval").body)


def described_extents(text: str, rank: int) -> tuple[list[str] | None, int]:
    """The names that a description gives the extents, and how a batch changes it: 0 not, 1 one more extent, 2 [B] for [1]."""
    forms = [re.split(r",\s*", form) for form in re.findall(r"`\[([^\]`]*)\]`", text)]
    plain = next((f for f in forms if len(f) == rank and f[0] != "B"), None)
    if ["B"] in forms:
        return plain, 2
    return plain, int(any(f[0] == "B" for f in forms) or bool(re.search("batched as|[Ss]hape of|^as `", text)))


def normal(text: str) -> str:
    for word, other in WORDS.items():
        text = text.replace(word, other)
    return text.strip().strip("`")


def extents(names: Names, parameter: dict, numbers: list[str]) -> list[str]:
    """An expression for each extent of a view that calls.txt gives plain numbers."""
    described, _ = described_extents(parameter["text"], len(numbers))
    found = []
    for i, number in enumerate(numbers):
        text, value = normal(described[i]) if described else "", int(number)
        if text and text != "capacity" and not text.isdigit() and names.value(text) == value:
            found.append(text)
        elif re.fullmatch(r"\w+", text) and text != "capacity" and not text.isdigit() and text not in names.defaults:
            defined = (normal(d) for n, d in names.definitions if n == text)
            known = next((d for d in defined if names.value(d) == value), None)
            found.append(known or names.symbol(text, value))
        elif text.isdigit():
            found.append(number)
        else:
            found.append(names.symbol(f"{parameter['name']}_{i}", value, private=True))
    return found


def is_symbolic(line: str) -> bool:
    return any(re.search("[A-Z*]", token) for token in line.split() if token[0] != "@")


class Function:
    def __init__(self, function: dict):
        self.function, self.name = function, function["name"]
        assert self.name in TABLE, missing(self.name)
        self.names, self.rows = Names(), []
        self.parameters = arguments(function)
        tokens = TABLE[self.name].split()
        assert len(tokens) == len(self.parameters), missing(self.name)
        symbolic = is_symbolic(TABLE[self.name])
        if symbolic:
            for name in re.findall(r"\b[A-Z]\b", TABLE[self.name]):
                self.names.symbol(name, {**SYMBOLS, "A": 0, "B": 1}[name])
        for p in self.parameters:
            for name, text in re.findall(r"\b([A-Z]\w*) = ((?:min\([^)]*\)|[\w² *+-])+)", p["text"].replace("`", "")):
                words = text.split()  # prose may follow the expression
                self.names.definitions += [(name, " ".join(words[:n])) for n in range(len(words), 0, -1)]
        # Scalars first: extents may be named after them.
        scalars = {}
        for p, token in zip(self.parameters, tokens):
            if p["kind"] == "scalar" and p["c"] != "double":
                scalars[p["name"]] = token if re.search("[A-Z]", token) else self.names.symbol(p["name"], int(token))
        forms = [FORM.fullmatch(token) for token in tokens]
        offers = [described_extents(p["text"], len(f.group(2).split(","))) for p, f in zip(self.parameters, forms) if f]
        self.batch = "*" in TABLE[self.name] or (not symbolic and any(batch == 1 for _, batch in offers))
        self.shapes = shapes = {}
        for _ in range(2):  # names first, then expressions in them
            for p, f in zip(self.parameters, forms):
                if f:
                    given = [e for e in re.split(r",(?![^(]*\))", f.group(2)) if e != "*"]
                    plain = not any(re.search("[A-Za-z]", e) for e in given) and not symbolic
                    if plain and p["name"] not in shapes and (_ or any(
                            re.fullmatch(r"[A-Za-z]\w*", normal(e)) for e in described_extents(p["text"], len(given))[0] or [])):
                        shapes[p["name"]] = extents(self.names, p, given)
                    elif not plain:
                        shapes[p["name"]] = given
        for p, token, f in zip(self.parameters, tokens, forms):
            self.rows.append(self.row(p, token, f, shapes.get(p["name"]), scalars.get(p["name"])))

    def row(self, p: dict, token: str, form, shape, scalar) -> str:
        text, names, c = p["text"], self.names, p["c"]
        fields = dict(name=f'"{p["name"]}"', optional=int(p["optional"]), in_=int("in" in p["direction"]),
                      out=int("out" in p["direction"]))
        if form:
            kind, _, rule, bound = form.groups()
            fields |= dict(kind="VIEW", content=f"'{kind}'", rank=len(shape), first=len(names.expressions),
                           batch=int("*" in token) or (self.batch and "*" not in TABLE[self.name]
                                                       and described_extents(text, len(shape))[1]) or 0)
            for e in shape:
                names.expression(e)
            if rule:
                if rule in "<%" and not re.search("[A-Z]", bound):
                    bound = names.symbol(f"below_{p['name']}", int(bound))
                fields |= dict(rule=f"'{rule}'", bound=names.expression(bound))
            fields["any_dtype"] = int(bool(re.search(r"any dtype|dtype of", text)))
            fields["wide"] = int("f64" in text)
            if self.name == "pith_apply_compact" and p["name"] == "values" or self.name.startswith("pith_apply_gather") and kind == "f":
                fields["any_dtype"] = 1
            described = described_extents(text, len(shape))[0]
            if described and "capacity" in described:
                fields["capacity"] = described.index("capacity") + 1
            if fields["out"] and kind == "i":
                fields |= self.checks(p, text)
        elif scalar is not None:
            fields |= dict(kind={"int64_t": "INT64", "int32_t": "INT32", "uint64_t": "UINT64"}[c], first=names.expression(scalar),
                           flag=int(bool(re.search(r"\b0 or 1\b|^0: .*[ .;]1: |^1: .*else 0", text))),
                           rounds=int(p["name"].endswith("iterations")))
        elif c == "double":
            fields |= dict(kind="DOUBLE", number=float(token))
        elif p["kind"] == "enum":
            values = [v["value"] for v in ENUMS[c]["values"]]
            fields |= dict(kind="ENUM", first=names.expression(token), enums=max(values) + 1, order=int(c == "pith_order"))
        elif p["kind"] == "callback":
            fields["kind"] = {"pith_embed_fn": "EMBED", "pith_token_count_fn": "COUNT_TOKENS"}.get(c, "OTHER")
        else:
            fields["kind"] = {"const pith_window *": "WINDOW", "const pith_centerclip_options *": "CENTERCLIP",
                              "const pith_text_options *": "OPTIONS", "int64_t *": "NUMBER", "pith_text_report *": "REPORT",
                              "void *": "USER"}.get(c, "OTHER")
        # C++ wants designated fields in the order of their declaration.
        assert fields.keys() <= set(FIELDS), fields
        return ", ".join(f".{key} = {fields[key]}" for key in FIELDS if key in fields)

    def checks(self, p: dict, text: str) -> dict:
        """What is promised of the values of an i32 output."""
        found, outputs = {}, [q["name"] for q in self.parameters if q["direction"] == "out"]
        counts = [q for q in outputs if re.search("count$", q)]
        after = [q for q in counts if outputs.index(q) > outputs.index(p["name"])]
        governed = (after or counts or [None])[0]
        by_name = [q for q in counts if q.split("_")[0].rstrip("s") in p["name"] and q != "count"]
        place = {q["name"]: i for i, q in enumerate(self.parameters)}
        if re.search("capacity|past `count`", text) and governed:
            found["count"] = place[by_name[0] if by_name else governed] + 1
        if re.search(r"count$", p["name"]):
            found["is_count"] = 1
        if POSITIONS.match(p["name"]) and not re.search("at least|Left as it is", text):
            bound = None if self.name in GIVEN else self.extent("F") if p["name"] == "neurons" else self.bound(text)
            if bound is not None:
                found |= dict(check="POSITIONS", limit=self.names.expression(bound) + 1, gaps=int("-1" in text))
            ascending = re.search(r"\bascending", text) and not re.search("cluster after|PITH_ORDER", text)
            ordered = [q["name"] for q in self.parameters if q["c"] == "pith_order"]
            if p["name"] == "indices" and ordered and "," not in ordered:
                found["ascending"] = 2
            elif ascending:
                found["ascending"] = 1
        elif ROWS.match(p["name"]):
            found["check"] = "ROWS"
            if "count" in place and re.search("output rows|clusters used", self.parameters[place["count"]]["text"]):
                found["count"] = place["count"] + 1
        elif p["name"] == "spans":
            found["check"] = "SPANS"
        return found

    def bound(self, text: str) -> str | None:
        known = self.names.defaults
        if "relative to `start`" in text and "length" in known:
            return "length"
        if whole := re.search(r"`\[(\w+) - length \+ keep\]`", text):
            return self.extent(whole.group(1))
        if "f * P + p" in text:
            frames, places = self.extent("F"), self.extent("P")
            return frames and places and f"({frames}) * ({places})"
        if self.extent("P", first=True) and self.extent("N", first=True):
            return f"({self.extent('P')}) * ({self.extent('N')})"
        for name in ("N", "S", "L", "T", "M", "P", "F"):
            if found := self.extent(name, first=True):
                return found
        return "n" if any(q["name"] == "n" and q["kind"] == "scalar" for q in self.parameters) and "n" in known else None

    def extent(self, name: str, first: bool = False) -> str | None:
        """The expression for what descriptions call `name`: an extent of an input view, or of the first one only."""
        for q in self.parameters:
            if q["kind"] == "view" and q["direction"] == "in":
                described = described_extents(q["text"], len(self.shapes[q["name"]]))[0]
                if described and name in described:
                    return self.shapes[q["name"]][described.index(name)]
                if first:
                    return None
        return None


def thunk(function: dict) -> str:
    given, at = [], 0
    for p in function["parameters"]:
        if is_context(p):
            given.append("context")
            continue
        c, field = p["c"], {"double": "d", "int64_t": "i", "int32_t": "i", "uint64_t": "i"}.get(p["c"], "p")
        field = "i" if p["kind"] == "enum" else "f" if p["kind"] == "callback" else field
        given.append(f"({c})a[{at}].{field}")
        at += 1
    return f"static pith_status call_{function['name']}(pith_context *context, const Value *a) {{ (void)context; return {function['name']}({', '.join(given)}); }}"


def main(path: str):
    out = ["// Written by Tests/fuzz/table.py."]
    functions = [f for f in ABI["functions"] if f["family"] not in ("context", "version") and f["name"] != "pith_text_options_init"]
    lines = []
    for f in functions:
        assert f["result"] == "pith_status" and is_context(f["parameters"][0]) or f["result"] == "pith_status", f["name"]
        made = Function(f)
        out.append(thunk(f))
        out.append(f"static const Parameter parameters_{f['name']}[] = {{")
        out += [f"  {{{row}}}," for row in made.rows] + ["};"]
        defaults = made.names.defaults
        out.append(f"static void expressions_{f['name']}(const int64_t *s, int64_t *e) {{ (void)s; (void)e;")
        out += [f"  const int64_t s_{name} = s[{i}]; (void)s_{name};" for i, name in enumerate(defaults)]
        out += [f"  e[{i}] = {e};" for i, e in enumerate(made.names.expressions)] + ["}"]
        out.append(f"static const Symbol symbols_{f['name']}[] = {{" + ", ".join(
            f'{{"{name}", {value}}}' for name, value in defaults.items()) + ("" if defaults else '{"", 0}') + "};")
        assert len(defaults) <= 24 and len(made.names.expressions) <= 80 and len(made.rows) <= 20, f["name"]
        context = int(is_context(f["parameters"][0]))
        order = next((i for i, q in enumerate(made.parameters) if q["c"] == "pith_order"), -1)
        lines.append(f'  {{"{f["name"]}", "{f["family"]}", call_{f["name"]}, parameters_{f["name"]}, {len(made.rows)}, symbols_{f["name"]}, '
                     f'{len(defaults)}, expressions_{f["name"]}, {len(made.names.expressions)}, {context}, {int(made.batch)}, {order}}},')
    out += ["static const Function functions[] = {"] + lines + ["};"]
    others = [f["name"] for f in ABI["functions"] if f not in functions]
    out.append("static const char *const core_functions[] = {" + ", ".join(f'"{n}"' for n in others) + "};")
    Path(path).write_text("\n".join(out) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
