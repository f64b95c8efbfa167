"""``allocator sweep``: every case once, none stops the others, and each is what ``allocator run`` gives."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from command_line import run
from ruamel.yaml import YAML

import allocator as al
from allocator.analyse.sweep.local import solve_in_processes
from allocator.analyse.sweep.spec import Case, read_spec
from allocator.analyse.sweep.work import Work
from allocator.plan.staging import FolderRefused
from allocator.scenario.load import load
from allocator.tables.problems import InputErrors

SCENARIOS = Path(__file__).parents[2] / "scenarios"
QUICK = ["unmet"]


def write_spec(folder: Path, **more: object) -> Path:
    told: dict[str, object] = {
        "scenario": str(SCENARIOS / "first-steps"),
        "objectives": QUICK,
        "vary": [
            {
                "name": "cash",
                "values": [0.5, 1, 1.125],
                "overrides": [{"table": "lots", "where": {"kind": "cash"}, "scale": {"quantity": "$cash"}}],
            },
            {
                "name": "who",
                "values": ["D06", "nobody"],
                "overrides": [{"table": "lots", "where": {"donor_id": "$who"}, "drop": True}],
            },
        ],
    }
    path = folder / "sweep.yaml"
    with path.open("w", encoding="utf-8") as stream:
        YAML().dump(told | more, stream)
    return path


@pytest.mark.parametrize("scenario", ["first-steps", "cao-bang-2026"])
def test_a_case_is_what_run_gives_byte_for_byte(capsys, tmp_path, scenario):
    levels = ["unmet", {"fairness": "leximin"}] if scenario == "cao-bang-2026" else QUICK
    vary = [
        {
            "name": "cash",
            "values": [0.75],
            "overrides": [{"table": "lots", "where": {"kind": "cash"}, "scale": {"quantity": "$cash"}}],
        }
    ]
    spec = write_spec(tmp_path, scenario=str(SCENARIOS / scenario), objectives=levels, vary=vary, plans=True)
    row = al.sweep(spec, tmp_path / "out", jobs=1).iloc[0]
    (tmp_path / "case").mkdir()
    settings = {"extends": str(SCENARIOS / scenario), "objectives": levels, "overrides": json.loads(row["overrides"])}
    with (tmp_path / "case/scenario.yaml").open("w", encoding="utf-8") as stream:
        YAML().dump(settings, stream)
    assert run(capsys, "run", str(tmp_path / "case"), "--out", str(tmp_path / "plan"), "-q")[0] == 0
    made = (tmp_path / "plan/plan.csv").read_bytes()
    assert made == (tmp_path / "out/plans/case-000000.csv").read_bytes()
    assert row["plan_sha256"] == hashlib.sha256(made).hexdigest()
    assert row["unmet_value"] == al.read_plan(tmp_path / "plan").measures.unmet_value


def test_a_failing_case_stops_no_other(tmp_path):
    results = al.sweep(write_spec(tmp_path), tmp_path / "out", jobs=1)
    assert results["case"].tolist() == list(range(6))
    assert results["status"].tolist() == ["done", "failed"] * 3
    assert results.loc[1, "error"] == "No row of lots matches this override. Check its where: donor_id: nobody"
    done = results[results["status"] == "done"]
    assert done["unmet_value"].is_monotonic_decreasing and done["unmet_value"].iloc[0] > done["unmet_value"].iloc[-1]
    provenance = json.loads((tmp_path / "out/provenance.json").read_text(encoding="utf-8"))
    assert provenance["cases"] == 6 and provenance["failed"] == 3 and provenance["inputs"]
    table = pd.read_csv(tmp_path / "out/results.csv", encoding="utf-8-sig")
    assert table["case"].tolist() == results["case"].tolist()
    parquet = tmp_path / "out/results.parquet"
    assert parquet.exists() == bool(importlib.util.find_spec("pyarrow"))
    if parquet.exists():
        assert pd.read_parquet(parquet)["unmet_value"].equals(results["unmet_value"])


def test_it_goes_on_where_it_was_stopped(tmp_path):
    spec = write_spec(tmp_path)

    def stop(done: int, total: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        al.sweep(spec, tmp_path / "out", jobs=1, progress=stop)
    kept = {path: path.read_bytes() for path in (tmp_path / "out/chunks").iterdir()}
    assert 3 <= sum(len(lines.splitlines()) for lines in kept.values()) < 6
    seen = []
    again = al.sweep(spec, tmp_path / "out", jobs=1, progress=lambda done, total: seen.append(done))
    assert seen[0] >= 3 and again["case"].tolist() == list(range(6))
    assert all(path.read_bytes() == lines for path, lines in kept.items())
    whole = al.sweep(spec, tmp_path / "whole", jobs=1)
    assert again.drop(columns="seconds").equals(whole.drop(columns="seconds"))


def test_another_sweep_is_left_alone(tmp_path):
    al.sweep(write_spec(tmp_path), tmp_path / "out", jobs=1)
    with pytest.raises(FolderRefused):
        al.sweep(write_spec(tmp_path, seed=3), tmp_path / "out", jobs=1)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/a.txt").write_text("mine")
    with pytest.raises(FolderRefused):
        al.sweep(write_spec(tmp_path), tmp_path / "letters", jobs=1)
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["a.txt"]


def test_a_sample_covers_every_part_of_each_range(tmp_path):
    vary = [
        {
            "name": "cash",
            "range": [0.5, 1.5],
            "overrides": [{"table": "lots", "where": {"kind": "cash"}, "scale": {"quantity": "$cash"}}],
        },
        {"name": "winter", "options": {"mild": [], "cold": [{"table": "needs", "scale": {"quantity": 2}}]}},
    ]
    spec = read_spec(write_spec(tmp_path, vary=vary, sample=20, seed=1))
    cases = spec.cases()
    parts = {int((float(str(case.values[0])) - 0.5) * 20) for case in cases}
    assert parts == set(range(20))
    assert sum(case.values[1] == "cold" for case in cases) == 10
    assert cases == read_spec(write_spec(tmp_path, vary=vary, sample=20, seed=1)).cases()


def test_everything_wrong_with_a_sweep_is_told_at_once(capsys, tmp_path):
    spec = write_spec(tmp_path, measures=["unmet_valu"], smple=3, vary=[{"name": "a", "values": []}, "b"])
    with pytest.raises(InputErrors) as caught:
        read_spec(spec)
    assert {problem.code for problem in caught.value.problems} == {"setting-unknown-near", "sweep-axis"}
    assert len(caught.value.problems) == 4
    code, _, err = run(capsys, "sweep", str(tmp_path / "none.yaml"), "--language", "en")
    assert code == 1 and "There is no file of a sweep" in err


def test_a_process_that_dies_takes_only_its_own_case_with_it():
    """The case is one that ends the process that reads it, as running out of memory would."""
    inputs = load(SCENARIOS / "first-steps")
    chunks = [[Case(number, (number,), ({"table": "lots", "scale": {"quantity": 1}},))] for number in range(4)]
    chunks[1] = [Case(1, (Ends(),), ())]
    found = [
        record
        for records in solve_in_processes(Work(inputs, ("x",), ("lines",), False), chunks, 2)
        for record in records
    ]
    assert sorted(record["case"] for record in found) == [0, 1, 2, 3]
    assert [record["case"] for record in found if record["status"] == "failed"] == [1]
    assert "ended without a result" in next(record["error"] for record in found if record["case"] == 1)


def test_a_script_that_cannot_start_processes_is_told_what_to_do(tmp_path):
    script = f"import allocator as al\nal.sweep({str(write_spec(tmp_path))!r}, {str(tmp_path / 'out')!r}, jobs=2)\n"
    ended = subprocess.run(
        [sys.executable, "-"], input=script, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode and "No process can be started beside this one" in ended.stderr


class Ends:
    """Ends the process that unpacks it, unless that is the one that made it."""

    def __reduce__(self) -> tuple[object, ...]:
        import os

        return (_end, (os.getpid(),))


def _end(maker: int) -> int:
    import multiprocessing
    import os

    if multiprocessing.parent_process() is not None and os.getpid() != maker:
        os._exit(1)
    return 0


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process of its own, on the loopback."""
    file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen([*dask, *options], **quiet)]
    try:
        until = time.monotonic() + 60
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
        processes += [subprocess.Popen([*worker, "--no-dashboard"], **quiet) for _ in range(2)]
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_whose_worker_is_killed_loses_no_case(tmp_path, cluster):
    address, workers = cluster
    vary = [
        {
            "name": "cash",
            "values": [round(0.5 + 0.05 * step, 2) for step in range(20)],
            "overrides": [{"table": "lots", "where": {"kind": "cash"}, "scale": {"quantity": "$cash"}}],
        }
    ]
    spec = write_spec(tmp_path, vary=vary)
    killed = []

    def kill_one(done: int, total: int) -> None:
        if done and not killed:
            workers[0].send_signal(signal.SIGKILL)
            killed.append(done)

    results = al.sweep(spec, tmp_path / "out", jobs=2, scheduler=address, progress=kill_one)
    assert killed and killed[0] < 20 and workers[0].wait(10) == -signal.SIGKILL
    assert results["case"].tolist() == list(range(20)) and (results["status"] == "done").all()
    kept = [
        json.loads(line)["case"]
        for path in (tmp_path / "out/chunks").iterdir()
        for line in path.read_text().splitlines()
    ]
    assert sorted(kept) == list(range(20))
    here = al.sweep(spec, tmp_path / "here", jobs=1)
    assert results.drop(columns="seconds").equals(here.drop(columns="seconds"))


def test_no_cluster_at_the_address(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("allocator.analyse.sweep.cluster.PATIENCE", 1)
    out = tmp_path / "out"
    code, _, err = run(
        capsys, "sweep", str(write_spec(tmp_path)), "--out", str(out), "--scheduler", "tcp://127.0.0.1:1"
    )
    assert code == 1 and "No cluster answers" in err


def test_what_is_no_address_is_refused_before_a_client_is_made(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("distributed.Client", None)
    spec, out = str(write_spec(tmp_path)), str(tmp_path / "out")
    code, _, err = run(capsys, "sweep", spec, "--out", out, "--scheduler", "cluster", "--language", "en")
    assert code == 1 and "No cluster answers at cluster: missing port" in " ".join(err.split())


def test_on_the_terminal(capsys, tmp_path):
    out = tmp_path / "ra"
    spec = str(write_spec(tmp_path))
    code, said, err = run(capsys, "sweep", spec, "--out", str(out), "--jobs", "1", "--language", "vi")
    assert code == 0 and not err and "6 trường hợp" in said
    code, said, _ = run(capsys, "sweep", spec, "--out", str(out), "--jobs", "1", "--json")
    assert code == 0 and [row["case"] for row in json.loads(said)] == list(range(6))
