"""The ABI against its committed baseline: what was published stays as it was.

baseline.json holds symbols with their prototypes, enum values, record layouts and callbacks. A removal or a change fails. An
addition is allowed, and listed by `python Tests/abi/test_baseline.py --update`, which is run at each release and refuses to
remove or change anything unless `--break` says that the ABI version was raised.
"""

import json
import subprocess
import sys

import calls

BASELINE = calls.ROOT / "Tests" / "abi" / "baseline.json"


def current() -> dict[str, dict[str, str]]:
    abi = calls.ABI
    return {
        "functions": {
            f["name"]: f"{f['result']} ({', '.join(p['c'] + ' ' + p['name'] for p in f['parameters'])})" for f in abi["functions"]},
        "enums": {
            v["name"]: f"{e['name']} {v['value']}" for e in abi["enums"] for v in e["values"]},
        "records": {
            f"{s['name']}.{field['name']}": f"{field['c']}{'[%d]' % field['count'] if field['count'] else ''} at {field['offset64']}"
            for s in abi["structs"] for field in s["fields"]},
        "sizes": {s["name"]: str(s["size64"]) for s in abi["structs"]},
        "callbacks": {
            c["name"]: f"{c['result']} ({', '.join(p['c'] + ' ' + p['name'] for p in c['parameters'])})" for c in abi["callbacks"]},
    }


def broken(before: dict, now: dict) -> list[str]:
    """What is gone or different. Records that say their size may grow at the end."""
    found = []
    for section, entries in before.items():
        for name, form in entries.items():
            new = now.get(section, {}).get(name)
            if new is None:
                found.append(f"{name} is gone (was {form})")
            elif new != form:
                grows = section == "sizes" and f"{name}.struct_size" in before["records"] and int(new) > int(form)
                if not grows:
                    found.append(f"{name} was {form}, is {new}")
    return found


def added(before: dict, now: dict) -> list[str]:
    return [f"{name}: {form}" for section, entries in now.items() for name, form in entries.items()
            if name not in before.get(section, {})]


def test_nothing_published_changed():
    before, now = json.loads(BASELINE.read_text()), current()
    assert not broken(before, now), "\n".join(broken(before, now))
    for line in added(before, now):
        print("added since the baseline:", line)


def test_comparison_sees_changes():
    before = current()
    for section in before:
        name = next(iter(before[section]))
        gone = {**before, section: {k: v for k, v in before[section].items() if k != name}}
        assert broken(before, gone) == [f"{name} is gone (was {before[section][name]})"]
        other = {**before, section: {**before[section], name: "0"}}
        assert len(broken(before, other)) == 1
        assert added(gone, before) == [f"{name}: {before[section][name]}"]
        assert not broken(gone, before)


def test_library_exports_the_baseline():
    symbols = subprocess.run(["nm", "-D", "--defined-only", str(calls.LIBRARY)], check=True, capture_output=True, text=True).stdout
    exported = {line.split()[-1] for line in symbols.splitlines() if " T " in line}
    for name in json.loads(BASELINE.read_text())["functions"]:
        assert f"{name}@@PITH_0" in exported


if __name__ == "__main__":
    before = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    for line in added(before, current()):
        print("added:", line)
    for line in broken(before, current()):
        print("BROKEN:", line)
    if "--update" in sys.argv:
        if broken(before, current()) and "--break" not in sys.argv:
            sys.exit("Published parts changed: raise PITH_ABI_VERSION and add --break.")
        BASELINE.write_text(json.dumps(current(), indent=1) + "\n")
