"""Prints what `bench.py run` measured."""

import json
import statistics

from peers import PEERS, SCENARIOS

NOISY = 10  # per cent of the machine that others may take before a row is left out
COLUMNS = (
    "peer | events/s | p50 µs | p99 µs | +p50 | +p99 | first p50 µs | CPU µs/event | CPU % | RSS MB | streams/s "
    "| CPU µs/stream | errors"
)


def print_row(row: dict) -> None:
    parts = [f"{row['label']:12s} {row['scenario']:9s}"]
    parts += [f"events/s {row['eps']:>8.0f}", f"p50 {row['lat_p50']:>9.1f}", f"p99 {row['lat_p99']:>10.1f}"]
    parts += [f"first {row['ttft_p50']:>9.1f}", f"cpu/event {row['cpu_us_per_event']:>7.2f}"]
    parts += [f"cpu% {row['proxy_cpu_pct']:>5.1f}", f"rss {row['rss_mb']:>6.1f}", f"live {row['live']}"]
    parts += [f"errors {row['errors']}/{row['bad_status']}/{row['early_close']}", f"streams/s {row['streams_per_s']}"]
    print(*parts, f"noise {row['noise_pct']}", flush=True)


def print_tables(path: str) -> None:
    with open(path) as lines:
        rows = [json.loads(line) for line in lines]
    quiet = [row for row in rows if abs(row["noise_pct"]) < NOISY] or rows
    print(f"{len(rows) - len(quiet)} of {len(rows)} rows left out: others used {NOISY} % of the machine or more")
    groups: dict[tuple[str, str], list[dict]] = {}
    for row in quiet:
        groups.setdefault((row["scenario"], row["label"]), []).append(row)
    for scenario, settings in SCENARIOS.items():
        if any(key[0] == scenario for key in groups):
            print_scenario(scenario, settings, groups)
    print_memory(groups)


def middle(rows: list[dict], key: str) -> float:
    return statistics.median(row[key] for row in rows)


def print_scenario(scenario: str, settings: list[str], groups: dict) -> None:
    print(f"\n### {scenario}: sse_load {' '.join(settings)}\n")
    print(f"| {COLUMNS} |\n|{'---|' * len(COLUMNS.split('|'))}")
    for peer in (name for name in PEERS if (scenario, name) in groups):
        rows = groups[scenario, peer]
        base = groups.get((scenario, "direct-tls" if "tls" in peer or "connect" in peer else "direct"))
        added = [
            f"{middle(rows, key) - middle(base, key):.0f}" if base and base is not rows else ""
            for key in ("lat_p50", "lat_p99")
        ]
        latencies = [f"{middle(rows, key):.0f}" for key in ("lat_p50", "lat_p99")]
        costs = [f"{middle(rows, 'cpu_us_per_event'):.2f}", f"{middle(rows, 'proxy_cpu_pct'):.0f}"]
        streams = [f"{middle(rows, key):.0f}" for key in ("streams_per_s", "cpu_us_per_stream")]
        errors = sum(row["errors"] + row["bad_status"] for row in rows)
        cells = [peer, f"{middle(rows, 'eps'):.0f}", *latencies, *added, f"{middle(rows, 'ttft_p50'):.0f}", *costs]
        cells += [f"{middle(rows, 'rss_mb'):.1f}", *streams, str(errors)]
        print(f"| {' | '.join(cells)} |")


def print_memory(groups: dict) -> None:
    peers = [name for name in PEERS if ("idle5000", name) in groups]
    if not peers:
        return
    print("\n### RSS MB: fresh, 1000 and 5000 idle streams\n")
    print("| peer | fresh | 1000 | 5000 | KB per stream |\n|---|---|---|---|---|")
    for peer in peers:
        many, some = groups["idle5000", peer], groups.get(("idle1000", peer))
        fresh, full = middle(many, "fresh_mb"), middle(many, "rss_mb")
        partly = f"{middle(some, 'rss_mb'):.1f}" if some else ""
        print(f"| {peer} | {fresh:.1f} | {partly} | {full:.1f} | {(full - fresh) * 1024 / 5000:.1f} |")
