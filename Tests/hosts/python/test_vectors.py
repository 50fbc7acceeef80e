"""The runner of golden vectors: passes what is right, and nothing else."""

import importlib.util
import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]

VECTORS = ROOT / "Tests" / "Vectors"
RUNNER = VECTORS / "run.py"


def write(path, metadata, tensors):
    header, body = {"__metadata__": metadata}, b""
    for name, array in tensors.items():
        data = array.tobytes()
        dtype = {"float32": "F32", "int32": "I32", "float64": "F64", "bfloat16": "BF16"}[array.dtype.name]
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


X = np.arange(8, dtype=np.float32).reshape(4, 2)
Y = np.array([[3, 4]], dtype=np.float32)
PARAMS = {"h": 2, "w": 2, "oh": 1, "ow": 1, "mode": "avg"}


def case(folder, name="case", params=PARAMS, method="adaptive_pool2d", notes="", **tensors):
    folder.mkdir(exist_ok=True)
    metadata = {"method": method, "params": json.dumps(params), "origin": "by hand", "notes": notes}
    write(folder / f"{name}.safetensors", metadata,
          {"in.x": X, **{key.replace("_", ".", 1): value for key, value in (tensors or {"out_y": Y}).items()}})


@pytest.fixture
def outcome(capsys):
    """Runs the runner in this process: (exit status, everything it printed)."""
    spec = importlib.util.spec_from_file_location("vector_runner", RUNNER)
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)

    def outcome(folder, *options):
        capsys.readouterr()
        try:
            status = runner.main([str(folder), *map(str, options)])
        except SystemExit as stop:
            status = stop.code
        return status, "".join(capsys.readouterr())

    return outcome


def test_a_right_case_passes(outcome, tmp_path):
    case(tmp_path)
    status, text = outcome(tmp_path)
    assert status == 0 and "1 passed, 0 failed, 0 missing" in text


@pytest.mark.parametrize(
    "change,expected",
    [
        (dict(out_y=Y + 1e-3), "y: 2 of 2 differ, first at [0, 0]"),
        (dict(out_y=np.array([[3, np.nan]], dtype=np.float32)), "y: 1 of 2 differ, first at [0, 1]"),
        (dict(out_y=Y.T), "y: shape [1, 2], recorded [2, 1]"),
        (dict(out_y=Y, out_grid=np.array([1, 2], dtype=np.int32)), "grid: 1 of 2 differ"),
        (dict(out_y=Y.astype(np.int32)), "where integers were recorded"),
        (dict(out_y=Y, out_weight=Y), "weight: not computed"),
        (dict(params={**PARAMS, "mode": "median"}), "params: mode: expected one of ['avg', 'max'], got 'median'"),
        (dict(params={**PARAMS, "stride": 2}), "params that the adapter does not handle: stride"),
        (dict(params={"h": 2, "w": 2, "oh": 1}), "params: ow is missing"),
        (dict(params={**PARAMS, "h": 3}), "pith_pool_adaptive"),
        (dict(notes="bitwise. no tolerance", out_y=Y + np.float32(1e-6)), "y: 2 of 2 differ"),
    ],
)
def test_wrong_cases_fail(outcome, tmp_path, change, expected):
    case(tmp_path, **change)
    status, text = outcome(tmp_path)
    assert status == 1 and expected in text and "FAILED case.safetensors" in text


def test_one_failure_does_not_stop_the_others(outcome, tmp_path):
    case(tmp_path / "a", out_y=Y + 1)
    case(tmp_path / "b")
    status, text = outcome(tmp_path)
    assert status == 1 and "1 passed, 1 failed" in text


def test_unknown_methods_are_missing_and_fail_only_when_strict(outcome, tmp_path):
    case(tmp_path, method="sorcery")
    status, text = outcome(tmp_path)
    assert status == 0 and "no adapter" in text and "0 passed, 0 failed, 1 missing" in text
    assert outcome(tmp_path, "--strict")[0] == 1


@pytest.mark.parametrize(
    "data,suffix",
    [
        (b"", "safetensors"),
        (b"\xff" * 20, "safetensors"),
        (struct.pack("<Q", 2) + b"{}", "safetensors"),
        (struct.pack("<Q", 1 << 40) + b"{}", "safetensors"),
        (b"{", "json"),
        (b"[]", "json"),
        (b'{"method": "crag", "out": {"labels": [0]}, "tensors": "gone.safetensors"}', "json"),
        (b'{"method": "crag", "out": {}}', "json"),
    ],
)
def test_files_that_cannot_be_read_fail(outcome, tmp_path, data, suffix):
    case(tmp_path)
    (tmp_path / f"broken.{suffix}").write_bytes(data)
    status, text = outcome(tmp_path)
    assert status == 1 and f"FAILED broken.{suffix}" in text and "1 passed, 1 failed" in text


def test_nothing_to_run_is_an_error(outcome, tmp_path):
    status, text = outcome(tmp_path)
    assert status == 1 and "No cases in" in text
    case(tmp_path)
    assert outcome(tmp_path, "--method", "tome")[0] == 1
    assert outcome(tmp_path / "nowhere")[0] == 2


def test_text_cases_are_compared_byte_for_byte(outcome, tmp_path):
    source = VECTORS / "tcra_semantic"
    for file in source.glob("greedy_l2_30.*"):
        shutil.copy(file, tmp_path)
    assert outcome(tmp_path)[0] == 0
    path = tmp_path / "greedy_l2_30.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["out"]["text"] += " "
    path.write_text(json.dumps(record), encoding="utf-8")
    status, text = outcome(tmp_path)
    assert status == 1 and "text: " in text


def test_cases_of_a_renamed_folder_find_their_model(outcome, tmp_path):
    source = VECTORS / "static_embedding"
    for file in source.glob("mini_code.*"):
        shutil.copy(file, tmp_path)
    status, text = outcome(tmp_path)
    assert status == 0 and "1 passed" in text


def test_as_a_program_with_another_library(run, tmp_path):
    import pith

    case(tmp_path)
    copy = shutil.copy(pith.library_path, tmp_path / "other.so")
    done = run(RUNNER, tmp_path, "--library", copy)
    assert done.returncode == 0 and str(copy) in done.stdout.decode()
    case(tmp_path, out_y=Y + 1)
    assert run(RUNNER, tmp_path).returncode == 1
    assert run(RUNNER, tmp_path, "--library", tmp_path / "none.so").returncode == 2


def test_all_of_this_milestones_vectors_pass(outcome):
    status, text = outcome(VECTORS, "--strict")
    assert status == 0, text
