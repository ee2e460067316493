"""What is hashed, and when a step counts as done."""

from __future__ import annotations

from sva.pipeline.cache import (
    Stamp,
    file_hash,
    hash_tree,
    hash_value,
    is_fresh,
    read_stamp,
    write_stamp,
)


def test_stamp_survives_and_a_damaged_one_counts_as_none(tmp_path):
    path = tmp_path / "stamps" / "01.json"
    write_stamp(path, Stamp("k", {"a": "1"}, {"views": {}}))
    assert read_stamp(path) == Stamp("k", {"a": "1"}, {"views": {}})
    path.write_text("{half")
    assert read_stamp(path) is None
    assert read_stamp(tmp_path / "none.json") is None


def test_step_is_fresh_only_with_its_key_and_its_outputs_untouched(tmp_path):
    (tmp_path / "out.parquet").write_bytes(b"numbers")
    stamp = Stamp("key", {"out.parquet": file_hash(tmp_path / "out.parquet")})
    assert is_fresh(stamp, "key", tmp_path)
    assert not is_fresh(stamp, "another key", tmp_path)
    assert not is_fresh(None, "key", tmp_path)
    (tmp_path / "out.parquet").write_bytes(b"tampered")
    assert not is_fresh(stamp, "key", tmp_path)
    (tmp_path / "out.parquet").unlink()
    assert not is_fresh(stamp, "key", tmp_path)


def test_tree_hash_sees_names_and_contents_and_skips_caches(tmp_path):
    (tmp_path / "a.py").write_text("1")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("x")
    before = hash_tree(tmp_path)
    assert list(before) == ["a.py"]
    (tmp_path / "a.py").write_text("2")
    assert hash_tree(tmp_path) != before
    assert hash_tree(tmp_path / "absent") == {}


def test_values_hash_by_content_not_by_order():
    assert hash_value({"b": [1, 2], "a": "é"}) == hash_value({"a": "é", "b": [1, 2]})
    assert hash_value([1, 2]) != hash_value([2, 1])
