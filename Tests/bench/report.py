"""What the bench found: a table, JSON, and plots.

Usage: report.py FILE STEM: plots again what bench.py --json wrote.
"""

import json
import sys
from pathlib import Path


def heading(machine):
    print(
        f"Pith {machine['pith']} ({machine['isa']}), PyTorch {machine['torch']}, NumPy {machine['numpy']}, "
        f"Python {machine['python']}, {machine['threads']} thread(s) each, load {machine['load']:.1f} of {machine['cpus']}"
    )
    if machine["threads"] > 1 and machine["load"] > 0.5:
        print("The machine is busy. Several threads are timed by the clock on the wall, and suffer when one of them waits.")
    copies = ", ".join(f"{_bytes(int(size))} {rate / 1e9:.0f}" for size, rate in machine["copy_bytes"].items())
    print("Ratios and times are through Python; \"in C\", fractions of ceilings and MB/s leave Python's own part out.")
    print(f"Ceilings: {machine['fma_flops'] / 1e9:.0f} GFLOP/s multiply-add; copy in GB/s by size: {copies}\n")
    print(
        f"{'method':34} {'size':34} {'against':12} {'ratio':>8}  {'quartiles':17} {'Pith':>10} {'in C':>10} "
        f"{'of ceiling':>11} {'scratch':>9} {'allocs':>6}"
    )


def line(result):
    """One line for each comparison, the first with what concerns the row."""
    head = f"{result['method']:34} {result['size']:34} "
    if "failed" in result:
        print(f"{head}DIFFERS: {result['failed']}", flush=True)
        return
    fraction = f"{100 * result['fraction']:.0f} % {result['bound']}" if "fraction" in result else "-"
    library = _seconds(result["library_seconds"]) if result["library_seconds"] else "-"
    tail = f"{_seconds(result['seconds']):>10} {library:>10} {fraction:>11} "
    tail += f"{_bytes(result['scratch']):>9} {result['allocations']:>6}"
    if "megabytes_per_second" in result:
        tail += f"  {result['megabytes_per_second']:.0f} MB/s"
    if result["kernel_share"] > 0.4:
        tail += f"  {100 * result['kernel_share']:.0f} % of it fresh pages"
    if result["note"]:
        tail += f"  {result['note']}"
    if not result["others"]:
        print(f"{head}{'-':12} {'':8}  {'':17} {tail}", flush=True)
    for name, other in result["others"].items():
        ratio, quartiles = f"{other['ratio']:.2f} x", f"({other['low']:.2f} to {other['high']:.2f})"
        print(f"{head}{name:12} {ratio:>8}  {quartiles:17} {tail}", flush=True)
        head, tail = " " * len(head), ""
    if misses(result) and limits(result):
        print(f"{'':34} limit: {limits(result)}", flush=True)


def misses(result):
    """The targets that a row misses, as text; nothing for rows without a target.

    Products of matrices: 60 % of the multiply-add rate and 3 times PyTorch. Loops of dependent steps: 10 times PyTorch. Passes
    over data of more than 1 ms: 75 % of the copy bandwidth. Boundaries in text: 200 MB/s of English, 50 of any script. All: no
    slower than the other side.
    """
    missed = []
    ratios = {name: other["ratio"] for name, other in result.get("others", {}).items()}
    slower = [name for name, ratio in ratios.items() if ratio < 1]
    if slower:
        missed.append(f"slower than {' and '.join(slower)}")
    if result["note"] == "call overhead" or "failed" in result:
        return missed
    torch, fraction, long = ratios.get("PyTorch"), result.get("fraction", 1), result["seconds"] > 1e-3
    if result["greedy"]:
        if torch is not None and torch < 10:
            missed.append(f"{torch:.1f} of 10 times PyTorch")
    elif result.get("bound") == "fma":
        if fraction < 0.6 and long:
            missed.append(f"{100 * fraction:.0f} of 60 % of the multiply-add rate")
        if torch is not None and torch < 3:
            missed.append(f"{torch:.1f} of 3 times PyTorch")
    elif "megabytes_per_second" in result:
        if result["megabytes_per_second"] < result["rate"]:
            missed.append(f"{result['megabytes_per_second']:.0f} of {result['rate']:.0f} MB/s")
    elif result.get("bound") == "copy" and fraction < 0.75 and long:
        missed.append(f"{100 * fraction:.0f} of 75 % of the copy bandwidth")
    return missed


def limits(result):
    """What stops a row that misses a target: what this run measured, then what the row itself says."""
    found = []
    total, library = result["seconds"], result["library_seconds"]
    others = result.get("others", {})
    slower_through_python = library and any(other["ratio"] < 1 and other["seconds"] > library for other in others.values())
    if library and (total - library > library or slower_through_python):
        faster = ", ".join(f"{other['seconds'] / library:.1f} x {name}" for name, other in others.items())
        found.append(f"Python's part is {_seconds(total - library)} of {_seconds(total)}; in C: {faster}.")
    if result["kernel_share"] > 0.4:
        found.append(f"{100 * result['kernel_share']:.0f} % of the time is the system's, on fresh pages of the result.")
    if result.get("bound") == "fma" and "PyTorch" in others:
        most = others["PyTorch"]["seconds"] / (result["fraction"] * (library or total))
        if result["greedy"]:
            found.append(f"Every product of the plain loop at the machine's full rate would be {most:.1f} x PyTorch.")
        elif most < 3:
            found.append(f"At the machine's full multiply-add rate it would be {most:.1f} x PyTorch.")
    if result["limit"]:
        found.append(result["limit"])
    return " ".join(found)


def summary(results, machine):
    """The weakest rows, and rows that allocate."""
    small = [row for row in results if row["note"] == "call overhead" and "seconds" in row]
    if small:
        print(f"\n{len(small)} rows of trivial work cost {_seconds(min(row['seconds'] for row in small))} to "
              f"{_seconds(max(row['seconds'] for row in small))} a call; they are not ranked below.")
    pairs = [
        (other["ratio"], name, row) for row in results if row not in small for name, other in row.get("others", {}).items()
    ]
    if not pairs:
        return
    pairs.sort(key=lambda pair: pair[0])
    slower = sum(pair[0] < 1 for pair in pairs)
    print(f"\n{len(results)} rows; {len(pairs)} comparisons ranked, {slower} of them slower than the other side.")
    missing = [(row, missed) for row in results for missed in [misses(row)] if missed]
    print(f"{len(results) - len(missing)} rows meet every target that concerns them. The others, and what stops them:")
    for row, missed in missing:
        print(f"  {row['method']} {row['size']}: {'; '.join(missed)}. {limits(row) or 'No bound measured.'}")
    print("Weakest:")
    for ratio, name, row in pairs[:5]:
        print(f"  {ratio:6.2f} x {name}: {row['method']} {row['size']}")
    inner = [
        (row["others"][name]["seconds"] / row["library_seconds"], name, row)
        for _, name, row in pairs if row["library_seconds"]
    ]
    print(f"Without Python's part {sum(pair[0] < 1 for pair in inner)} are slower. Weakest of them:")
    for ratio, name, row in sorted(inner, key=lambda pair: pair[0])[:10]:
        print(f"  {ratio:6.2f} x {name}: {row['method']} {row['size']}")
    for least in (50, 200):
        slow = [row["method"] for row in results if row.get("megabytes_per_second", least) < least]
        if slow:
            print(f"Text below {least} MB/s: {', '.join(dict.fromkeys(slow))}")
    allocating = [f"{row['method']} ({row['allocations']})" for row in results if row.get("allocations")]
    print("Scratch allocations in steady state: " + (", ".join(allocating) if allocating else "none"))


def write_json(path, machine, results, missing):
    path.write_text(json.dumps({"machine": machine, "rows": results, "missing": missing}, indent=1) + "\n")


def plot(stem, machine, results):
    """STEM: ratios of all rows; STEM-scaling: time of Pith and PyTorch over the size."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot, ticker

    pairs = [
        (f"{row['method']}  {row['size']}", other, name)
        for row in results if row["note"] != "call overhead" for name, other in row.get("others", {}).items()
    ]
    if not pairs:
        return
    colors = {"PyTorch": "#c4512d", "NumPy": "#3a6ea5", "scikit-learn": "#e0a030", "faiss": "#4a8f5b", "Python": "#7a5aa0"}
    columns = min(3, -(-len(pairs) // 30))
    length = -(-len(pairs) // columns)
    figure, grid = pyplot.subplots(1, columns, figsize=(7.5 * columns, 1.5 + 0.15 * length), squeeze=False, sharex=True)
    for column, axes in enumerate(grid.flat):
        part = pairs[column * length : (column + 1) * length]
        for place, (_, other, name) in enumerate(part):
            axes.barh(place, other["ratio"] - 1, left=1, color=colors.get(name, "#888888"), height=0.7)
            axes.plot([other["low"], other["high"]], [place, place], color="#222222", linewidth=0.8)
        axes.set_yticks(range(len(part)), [label for label, _, _ in part], fontsize=6)
        axes.set_ylim(length - 0.4, -0.6)
        axes.set_xscale("log")
        axes.axvline(1, color="#222222", linewidth=0.8)
        axes.grid(axis="x", linewidth=0.3)
        axes.set_axisbelow(True)
    axes = grid.flat[0]
    for name in dict.fromkeys(name for _, _, name in pairs):
        axes.barh(0, 0, left=1, color=colors.get(name, "#888888"), label=f"than {name}")
    axes.legend(loc="lower right", fontsize=7)
    caption = f"times as fast, {machine['threads']} thread(s) against {machine['threads']} (line: quartiles)"
    figure.supxlabel(caption, fontsize=9)
    _save(figure, stem, pyplot)

    methods = {}
    for row in results:
        if row["n"] and row.get("others"):
            methods.setdefault(row["method"], []).append(row)
    methods = {name: sorted(found, key=lambda row: row["n"]) for name, found in methods.items() if len(found) > 1}
    if not methods:
        return
    columns = 5
    lines = -(-len(methods) // columns)
    figure, grid = pyplot.subplots(lines, columns, figsize=(12, 2.1 * lines), squeeze=False)
    for axes in grid.flat[len(methods) :]:
        axes.axis("off")
    for axes, (name, found) in zip(grid.flat, methods.items()):
        sizes = [row["n"] for row in found]
        axes.loglog(sizes, [1e3 * row["seconds"] for row in found], marker="o", markersize=3, color="#111111", label="Pith")
        for other in found[0]["others"]:
            points = [(row["n"], 1e3 * row["others"][other]["seconds"]) for row in found if other in row["others"]]
            axes.loglog(*zip(*points), marker="o", markersize=3, color=colors.get(other, "#888888"), label=other)
        axes.set_title(name, fontsize=7)
        axes.tick_params(labelsize=5, which="both")
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        axes.xaxis.set_minor_formatter(ticker.NullFormatter())
        axes.yaxis.set_minor_formatter(ticker.NullFormatter())
        axes.legend(fontsize=5)
    figure.supxlabel("tokens, or bytes of text", fontsize=8)
    figure.supylabel("milliseconds", fontsize=8)
    _save(figure, stem.with_name(stem.name + "-scaling"), pyplot)


def _save(figure, stem, pyplot):
    figure.tight_layout()
    for ending in (".png", ".svg"):
        figure.savefig(stem.with_name(stem.name + ending), dpi=130, bbox_inches="tight")
    pyplot.close(figure)


def _seconds(value):
    return f"{1e6 * value:.1f} us" if value < 1e-3 else f"{1e3 * value:.2f} ms"


def _bytes(value):
    for unit in ("B", "KB", "MB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" or value >= 10 else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GB"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    saved = json.loads(Path(sys.argv[1]).read_text())
    plot(Path(sys.argv[2]), saved["machine"], saved["rows"])
