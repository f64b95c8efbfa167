"""A race reports what happened: agreement, a difference, slowness and a crash are four different things."""

import csv
import time
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import compare
from benchmarks.compare import Found, Row, agree, save, shown
from benchmarks.measure import JobFailed, measured

ONE = Found(pairs=1, unmet={1: 1e9, 2: 2e9}, coverage=np.array([0.2, 0.5]))


def instant(start, answer):
    start()
    return answer


def slow(start):
    start()
    time.sleep(60)


def dies(start):
    start()
    raise SystemExit(7)


def slow_to_prepare(start):
    time.sleep(0.5)
    start()


def test_agreement_looks_at_every_tier_and_at_the_whole_vector():
    assert agree(ONE, ONE)
    assert agree(ONE, replace(ONE, coverage=None))
    assert agree(ONE, replace(ONE, unmet={1: 1e9 + 100, 2: 2e9}))
    assert not agree(ONE, replace(ONE, unmet={1: 1e9, 2: 2e9 + 1e4}))
    assert not agree(ONE, replace(ONE, unmet={1: 1e9}))
    assert not agree(ONE, replace(ONE, coverage=np.array([0.2, 0.51])))
    assert not agree(ONE, replace(ONE, coverage=np.array([0.2])))


def test_a_job_is_measured_in_a_process_of_its_own():
    found = measured(instant, "done")
    assert found.result == "done"
    assert 0 <= found.seconds < 5
    assert found.megabytes > 5


def test_slow_is_none_and_preparing_does_not_count():
    assert measured(slow, limit=0.2) is None
    assert measured(slow_to_prepare, limit=0.4) is not None


def test_a_crash_is_never_reported_as_slow():
    with pytest.raises(JobFailed, match="exit code 7"):
        measured(dies, limit=30)


def test_rows_are_kept_as_they_come(tmp_path):
    slow_row = Row("unmet", 40, 40, 1920, 6310, 500, 0.005, 96.0, outcome="not within 600 s")
    done = replace(slow_row, plain_seconds=0.9, plain_building=0.1, plain_megabytes=125.0, time_ratio=180.0)
    path = tmp_path / "results" / "ladder.csv"
    save(replace(done, memory_ratio=1.3, outcome="agree"), path)
    save(slow_row, path)
    with path.open(encoding="utf-8") as file:
        first, second = csv.DictReader(file)
    assert (first["time_ratio"], first["outcome"]) == ("180", "agree")
    assert (second["plain_seconds"], second["outcome"]) == ("", "not within 600 s")
    assert shown(slow_row).count("|") == compare.HEAD.count("|")
    assert shown(replace(done, memory_ratio=1.3)).count("|") == compare.HEAD.count("|")
