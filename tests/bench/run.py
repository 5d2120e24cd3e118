"""``make bench``: the harness with Menhu beside the baselines; writes ``bench/latest.json`` under the run-time folder.

``latest.json``: work → target → ``cpu_per_1000`` (CPU seconds of 1,000 answers), ``requests_per_second``, ``p50_ms``,
``p99_ms``. Works W1 home, W2 article, W3 archive page 5. Targets L1, L2, menhu (page cache off), menhu-cached,
menhu-bare (neither page cache nor fragments).
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import prepare

HARNESS = prepare.HERE / "harness"
NAMES = {
    "L1-granian": "L1", "L2-sqlite-granian": "L2", "menhu": "menhu", "menhu-cached": "menhu-cached",
    "menhu-bare": "menhu-bare",
}  # fmt: skip
WORKS = ("W1", "W2", "W3")
PAGE_BAR = 1.5
"""An uncached page costs at most this many times the CPU of the bare stack (L2)."""
HIT_CPU_BAR, HIT_RATE_BAR = 2.0, 0.8
"""A page-cache hit: at most so many times L1's CPU, at least such a part of its throughput."""


def set_up(perf: Path) -> Any:
    """Content, baselines and Menhu's data; the harness as a module."""
    if shutil.which("wrk") is None and os.geteuid() != 0:
        raise SystemExit("bench: wrk is not installed. Install it first: apt-get install wrk")
    perf.mkdir(parents=True, exist_ok=True)
    os.environ["PERF"] = str(perf)
    subprocess.run(["bash", str(HARNESS / "setup.sh")], check=True)
    prepare.prepare(perf, Path(sys.executable))
    sys.path.insert(0, str(HARNESS))
    import bench

    keep_all_articles(bench, perf)
    return bench


def keep_all_articles(bench: Any, perf: Path) -> None:
    """Give L1 every article that the harness asks for; the harness' own dump keeps four of ten."""
    target = bench.targets()["L2-sqlite-granian"]
    asked = bench.urls(target, "W2")
    missing = [
        (host, path) for host, path in asked if not (perf / "static" / host / f"{path[1:]}.html").exists()
    ]
    if not missing:
        return
    bench.up(target)
    for host, path in missing:
        status, body = bench.fetch(target, host, path)
        if status != 200:
            raise SystemExit(f"bench: L2 answers {status} for {host}{path}")
        (perf / "static" / host / f"{path[1:]}.html").write_bytes(body)
    bench.down(target)


def measure(perf: Path, rounds: int, seconds: int) -> list[dict[str, Any]]:
    """The rounds of all targets, taking turns."""
    raw = perf / "raw.jsonl"
    raw.unlink(missing_ok=True)
    command = [
        sys.executable, str(HARNESS / "bench.py"), "run", "--ref", "L2-sqlite-granian", "--ref2", "L1-granian",
        "--rounds", str(rounds), "--secs", str(seconds), "--work", ",".join(WORKS), "--out", str(raw), *NAMES,
    ]  # fmt: skip
    try:
        subprocess.run(command, check=True)
    finally:
        subprocess.run([sys.executable, str(HARNESS / "bench.py"), "down"], check=False)
    return [json.loads(line) for line in raw.read_text(encoding="utf-8").splitlines()]


def summary(rows: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, float]]]:
    """Medians over the rounds."""
    result: dict[str, dict[str, dict[str, float]]] = {}
    for work in WORKS:
        for name, short in NAMES.items():
            mine = [row for row in rows if (row["target"], row["work"]) == (name, work)]
            if any(row["status"] or row["sock"] for row in mine):
                raise SystemExit(f"bench: {short} gave wrong answers in {work}")
            result.setdefault(work, {})[short] = {
                "cpu_per_1000": round(statistics.median(row["cpu1k"] for row in mine), 4),
                "requests_per_second": round(statistics.median(row["rps"] for row in mine), 1),
                "p50_ms": round(statistics.median(row["p50"] for row in mine) / 1e3, 3),
                "p99_ms": round(statistics.median(row["p99"] for row in mine) / 1e3, 3),
            }
    return result


def ratio(rows: list[dict[str, Any]], work: str, name: str, other: str, figure: str) -> float:
    """The median of the ratios within the rounds."""
    value = {(row["target"], row["round"]): row[figure] for row in rows if row["work"] == work}
    rounds = {number for target, number in value if target == name}
    return statistics.median(value[name, number] / value[other, number] for number in rounds)


def verdicts(rows: list[dict[str, Any]]) -> bool:
    """Print each ratio beside its bar; whether all hold."""
    good = True
    for work in WORKS:
        for what, name, other, figure, bar, at_most in (
            ("page, CPU against L2", "menhu", "L2-sqlite-granian", "cpu1k", PAGE_BAR, True),
            ("hit, CPU against L1", "menhu-cached", "L1-granian", "cpu1k", HIT_CPU_BAR, True),
            ("hit, requests/s against L1", "menhu-cached", "L1-granian", "rps", HIT_RATE_BAR, False),
            ("without fragments, CPU against L2", "menhu-bare", "L2-sqlite-granian", "cpu1k", None, True),
        ):
            found = ratio(rows, work, name, other, figure)
            held = bar is None or (found <= bar if at_most else found >= bar)
            good &= held
            limit = (
                ""
                if bar is None
                else f"  (bar {'≤' if at_most else '≥'} {bar})  {'holds' if held else 'MISSED'}"
            )
            print(f"{work}  {what:36} {found:6.2f}{limit}")
    return good


def main() -> None:
    """Prepare, measure, write the results, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var", type=Path, default=Path(os.environ.get("MENHU_VAR", "var")))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    options = parser.parse_args()
    results = options.var.resolve() / "bench"
    perf = results / "perf"
    set_up(perf)
    rows = measure(perf, options.rounds, options.seconds)
    (results / "latest.json").write_text(json.dumps(summary(rows), indent=1), encoding="utf-8")
    print(f"\nwritten: {results / 'latest.json'}\n")
    sys.exit(0 if verdicts(rows) else 1)


if __name__ == "__main__":
    main()
