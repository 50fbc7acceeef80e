"""pith.plot: what the pictures show, read back from their pixels and artists."""

import sys

import numpy as np
import pith
import pytest

pytest.importorskip("matplotlib")
from matplotlib.colors import to_rgb  # noqa: E402


def shown(axes):
    """The image of an axes, [height, width, channels]."""
    (image,) = axes.get_images()
    return np.asarray(image.get_array())


def saved(axes, tmp_path, suffix="png"):
    path = tmp_path / f"picture.{suffix}"
    axes.figure.savefig(path)
    assert path.stat().st_size > 500
    return path


def lines(axes):
    from matplotlib.collections import LineCollection

    return [collection for collection in axes.collections if isinstance(collection, LineCollection)]


def segments(collection):
    return {tuple(sorted(map(tuple, np.asarray(segment).tolist()))) for segment in collection.get_segments()}


# ---- grid ------------------------------------------------------------------------------------------------------------


def test_kept_tokens_show_the_image_and_dropped_ones_fade(rng, tmp_path):
    image = rng.random((12, 16, 3))
    axes = pith.plot.grid((3, 4), [0, 5, 11], image=image)
    picture = shown(axes)
    height, width = picture.shape[0] // 3, picture.shape[1] // 4
    repeat = picture.shape[0] // 12
    whole = np.repeat(np.repeat(image, repeat, axis=0), repeat, axis=1)
    for token in range(12):
        row, column = divmod(token, 4)
        cell = np.s_[row * height : (row + 1) * height, column * width : (column + 1) * width]
        wanted = whole[cell] if token in (0, 5, 11) else 0.2 * whole[cell] + 0.8
        np.testing.assert_allclose(picture[cell], wanted, atol=1e-6)
    saved(axes, tmp_path)
    saved(axes, tmp_path, "pdf")


def test_merged_tokens_show_their_mean_colour():
    image = np.zeros((4, 4), dtype=np.uint8)
    image[:, 2:] = 255
    # Tokens 0 and 1 merge, 2 stays on its own, 3 is dropped.
    axes = pith.plot.grid((2, 2), assign=[0, 0, 1, -1], image=image)
    picture = shown(axes)
    half = picture.shape[0] // 2
    np.testing.assert_allclose(picture[:half], 0.5, atol=1e-6)
    np.testing.assert_allclose(picture[half:, :half], 0, atol=1e-6)
    paper = np.asarray(to_rgb("#F2F2F2"))
    np.testing.assert_allclose(picture[half:, half:], np.broadcast_to(0.15 + 0.85 * paper, (half, half, 3)), atol=1e-6)


def test_outlines_lie_between_groups_only():
    axes = pith.plot.grid((2, 3), assign=[0, 0, 1, 0, 2, 1])
    assert segments(lines(axes)[0]) == {
        ((1.5, -0.5), (1.5, 0.5)), ((0.5, 0.5), (1.5, 0.5)), ((0.5, 0.5), (0.5, 1.5)), ((1.5, 0.5), (1.5, 1.5)),
    }


def test_outlines_of_kept_tokens_have_no_lines_inside():
    axes = pith.plot.grid((1, 4), [0, 1])
    assert segments(lines(axes)[-1]) == {((1.5, -0.5), (1.5, 0.5))}


def test_links_join_the_parts_of_a_group_by_shortest_lines():
    # Group 0: columns 0, 1 and 4, 7 of one row. 0 and 1 touch; 1 to 4 and 4 to 7 are the shortest joins.
    axes = pith.plot.grid((1, 8), assign=[0, 0, 1, 2, 0, 3, 4, 0])
    assert segments(lines(axes)[-1]) == {((1, 0), (4, 0)), ((4, 0), (7, 0))}
    assert len(lines(pith.plot.grid((1, 8), assign=[0, 0, 1, 2, 0, 3, 4, 0], links=False))) == 1


def test_too_many_links_are_left_out_unless_wanted():
    slots = np.tile([0, 1], 200)
    assert len(lines(pith.plot.grid((20, 20), assign=slots[rank(400)]))) == 1
    assert len(lines(pith.plot.grid((20, 20), assign=slots[rank(400)], links=True))) == 3


def rank(n):
    return np.random.default_rng(1).permutation(n)


def test_groups_that_touch_have_different_colours():
    slots = np.repeat(np.arange(18), 2)
    picture = shown(pith.plot.grid((6, 6), assign=slots))[..., :3]
    groups = slots.reshape(6, 6)
    for a, b, x, y in ((picture[:, 1:], picture[:, :-1], groups[:, 1:], groups[:, :-1]),
                       (picture[1:], picture[:-1], groups[1:], groups[:-1])):
        same = np.all(np.isclose(a, b), axis=-1)
        np.testing.assert_array_equal(same, x == y)


def test_scores_colour_a_grid_without_an_image():
    picture = shown(pith.plot.grid((1, 3), scores=[0.0, np.nan, 4.0]))
    assert np.allclose(picture[0, 0], picture[0, 1]) and not np.allclose(picture[0, 0], picture[0, 2])


def test_a_method_straight_into_a_picture(rng, tmp_path):
    torch = pytest.importorskip("torch")
    tokens = torch.from_numpy(rng.standard_normal((64, 8)).astype(np.float32))
    kept = pith.select.divprune(tokens, 10)
    axes = pith.plot.grid((8, 8), kept, image=torch.rand(16, 16, 3), title="kept")
    assert axes.get_title() == "kept"
    merged = pith.merge.tome(tokens, 20)
    again = pith.plot.grid((8, 8), assign=merged.assign, ax=axes.figure.add_subplot())
    assert again.figure is axes.figure
    saved(axes, tmp_path)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (dict(shape=(2, 2)), "kept: expected kept, assign or scores"),
        (dict(shape=(0, 2), kept=[]), "shape"),
        (dict(shape=(2, 2), kept=[4]), "kept: expected indices below 4"),
        (dict(shape=(2, 2), kept=[-1]), "kept: expected indices below 4"),
        (dict(shape=(2, 2), assign=[0, 1]), r"assign: expected \[4\]"),
        (dict(shape=(2, 2), assign=[0.5] * 4), "assign: expected integers"),
        (dict(shape=(2, 2), kept=[0], scores=[1, 2]), r"scores: expected \[4\]"),
        (dict(shape=(2, 2), kept=[0], image=np.zeros((2, 2, 5))), "image"),
    ],
)
def test_bad_grids_are_named(arguments, says):
    with pytest.raises(pith.PithError, match=says):
        pith.plot.grid(**arguments)


@pytest.mark.parametrize("kept", [[], [0]])
def test_the_smallest_grids(kept, tmp_path):
    saved(pith.plot.grid((1, 1), kept), tmp_path)
    saved(pith.plot.grid((1, 1), kept, assign=[-1], image=np.ones((1, 1))), tmp_path)


# ---- text ------------------------------------------------------------------------------------------------------------


def words(axes, colour):
    """All text of a colour, in reading order, with the white space of a renderer."""
    return " ".join(text.get_text() for text in axes.texts if text.get_color() == colour).split()


KEPT, DROPPED = "#1A1A1A", "#8C8C8C"


def test_compressed_text_is_shown_whole(tmp_path):
    passages = ["The bridge is old. It was built in 1890 by A. Smith.", "Ferries run hourly.\n\nThe bridge carries trains."]
    short = pith.text.compress(passages, "When was the bridge built?", budget=14)
    axes = pith.plot.text(short, width=3)
    kept = [word for passage in short.passages for begin, end in passage.kept for word in passage.text[begin:end].split()]
    assert words(axes, KEPT) == kept
    assert sorted(words(axes, KEPT) + words(axes, DROPPED)) == sorted(" ".join(passages).split())
    assert axes.lines, "dropped text is struck through"
    saved(axes, tmp_path)
    saved(axes, tmp_path, "pdf")


def test_spans_may_cut_words():
    axes = pith.plot.text("unbelievable", [(2, 9)])
    assert [(text.get_text(), text.get_color()) for text in axes.texts] == [
        ("un", DROPPED), ("believa", KEPT), ("ble", DROPPED)]
    assert len(axes.lines) == 2


@pytest.mark.parametrize(
    ("tokens", "glued"),
    [
        (["play", "##ing", "chess"], "playing chess"),
        (["▁play", "ing", "▁chess"], "playing chess"),
        (["play", "ing", "Ġchess"], "playing chess"),
        (["play", "ing", "chess"], "play ing chess"),
    ],
)
def test_tokens_are_set_as_words(tokens, glued):
    axes = pith.plot.text(tokens, [1, 1, 1])
    assert " ".join(text.get_text() for text in axes.texts) == glued


def test_lines_break_at_spaces_and_fit(tmp_path):
    short = pith.plot.text("one two three four five six seven " * 8, [(0, 10)], width=2)
    limit = short.get_xlim()[1]
    renderer = short.figure.canvas.get_renderer()
    for text in short.texts:
        box = text.get_window_extent(renderer).transformed(short.transData.inverted())
        assert box.x1 <= limit + 1
    tops = sorted({round(text.get_position()[1], 3) for text in short.texts})
    assert len(tops) > 5 and np.allclose(np.diff(tops), tops[1] - tops[0])
    assert short.figure.get_size_inches()[1] * 72 > tops[-1]


def test_scores_shade_words_by_rank():
    axes = pith.plot.text(["a", "b", "c"], [1, 0, 1], scores=[100.0, 0.1, 0.2])
    shades = [patch.get_facecolor()[3] for patch in axes.patches]
    assert len(shades) == 3 and shades[0] > shades[2] > shades[1]


def test_dollars_are_not_mathematics(tmp_path):
    saved(pith.plot.text("costs $5 or $x_$ and \\frac", [(0, 5)]), tmp_path)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("words", None), "kept: expected spans"),
        (("words", [(2, 9)]), "kept: span"),
        ((["a", "b"], [1]), r"kept: expected \[2\]"),
    ],
)
def test_bad_texts_are_named(arguments, says):
    with pytest.raises(pith.PithError, match=says):
        pith.plot.text(*arguments)


def test_an_empty_text(tmp_path):
    saved(pith.plot.text("", []), tmp_path)
    saved(pith.plot.text([], []), tmp_path)


# ---- schedule --------------------------------------------------------------------------------------------------------


def test_schedules_are_steps(tmp_path):
    plans = {"a": [576, 400, 288], "b": [576, 288]}
    axes = pith.plot.schedule(plans, title="tokens")
    drawn = {patch.get_label(): patch.get_data() for patch in axes.patches if patch.get_label() in plans}
    for name, tokens in plans.items():
        assert drawn[name].values.tolist() == tokens
        assert drawn[name].edges.tolist() == [0.5 + i for i in range(len(tokens) + 1)]
    labels = [text.get_text() for text in axes.texts]
    assert sorted(labels) == ["a\n288 of 576 (50%)", "b\n288 of 576 (50%)"]
    places = sorted(text.get_position()[1] for text in axes.texts)
    assert places[1] - places[0] > 0.15 * axes.get_ylim()[1], "labels do not touch"
    saved(axes, tmp_path)


def test_one_schedule(tmp_path):
    saved(pith.plot.schedule(pith.budget.tome_schedule(12, 8)), tmp_path)
    saved(pith.plot.schedule([0, 0]), tmp_path)


@pytest.mark.parametrize("tokens", [[], {}, {"a": []}, [[1, 2]], ["a"]])
def test_bad_schedules_are_named(tokens):
    with pytest.raises(pith.PithError, match="tokens"):
        pith.plot.schedule(tokens)


# ---- Matplotlib is optional ------------------------------------------------------------------------------------------


def test_pith_needs_no_matplotlib(run):
    code = "import sys, pith; assert not any(name.split('.')[0] == 'matplotlib' for name in sys.modules)"
    done = run("-c", code)
    assert done.returncode == 0, done.stderr


def test_without_matplotlib_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"pip install 'libpith\[plot\]'"):
        pith.plot.schedule([1])
    with pytest.raises(ImportError, match="libpith"):
        pith.plot.text(["a"], [1])
    with pytest.raises(ImportError, match="libpith"):
        pith.plot.grid((1, 1), [0])


def test_pictures_leave_pyplot_alone(tmp_path):
    before = "matplotlib.pyplot" in sys.modules
    saved(pith.plot.schedule([3, 2, 1]), tmp_path)
    assert ("matplotlib.pyplot" in sys.modules) == before
