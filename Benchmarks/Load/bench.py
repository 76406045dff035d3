#!/usr/bin/env python3
"""Runs proxies side by side under the same load. See README.md.

bench.py list
bench.py run [--peers a,b] [--scenarios L1,L100] [--rounds 2] [--seconds 6] [--out results.jsonl]
bench.py table results.jsonl
"""

import argparse
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from capture_check import check_capture, parts_of
from measure import (
    busy_seconds,
    cpu_seconds,
    resident_megabytes,
    tree,
    wait_until_quiet,
)
from peers import (
    CERTIFICATES,
    HERE,
    HTTP_UPSTREAM,
    HTTPS_UPSTREAM,
    NGINX_CONFIGURATION,
    PEERS,
    RUN,
    SCENARIOS,
    Peer,
)
from results import print_row, print_tables

DEFAULT_SCENARIOS = "L1,L100,L1000,M1,M50,churn,idle1000,idle5000"


def main() -> None:
    options = arguments()
    match options.command:
        case "list":
            print("peers:", *PEERS)
            print("scenarios:", *SCENARIOS)
        case "table":
            print_tables(options.file or options.out)
        case "run":
            sys.exit(0 if run(options) else 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["list", "run", "table"])
    parser.add_argument("file", nargs="?")
    parser.add_argument("--out", default="results.jsonl")
    parser.add_argument("--peers", default="direct,nginx,weir")
    parser.add_argument("--scenarios", default=DEFAULT_SCENARIOS)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seconds", default="6")
    parser.add_argument("--no-pin", action="store_true", help="leave the choice of cores to the system")
    parser.add_argument("--no-check", action="store_true", help="do not read the captures back")
    parser.add_argument("--proxy-cpus", default="1")
    parser.add_argument("--load-cpus", default="0")
    return parser.parse_args()


def run(options: argparse.Namespace) -> bool:
    """Runs each peer through each scenario; false if a peer failed or a capture is not what was sent."""
    hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard_limit, hard_limit))
    RUN.mkdir(parents=True, exist_ok=True)
    (RUN / "nginx.conf").write_text(NGINX_CONFIGURATION)
    good = True
    with upstreams(options) as servers, open(options.out, "a") as out:
        for round_number in range(options.rounds):
            for name in options.peers.split(","):
                good &= run_peer(name, PEERS[name], servers, round_number, options, out)
    return good


def pinned(cores: str, options: argparse.Namespace) -> list[str]:
    return [] if options.no_pin else ["taskset", "-c", cores]


@contextmanager
def upstreams(options: argparse.Namespace):
    """The two stream servers, plain and TLS."""
    command = [*pinned(options.load_cpus, options), str(HERE / "sse_upstream"), "-q", "-p"]
    secure = ["-c", str(CERTIFICATES / "server.pem"), "-k", str(CERTIFICATES / "server.key")]
    servers = [
        subprocess.Popen([*command, str(HTTP_UPSTREAM)]),
        subprocess.Popen([*command, str(HTTPS_UPSTREAM), *secure]),
    ]
    try:
        ready = wait_for_port(HTTP_UPSTREAM, 10) and wait_for_port(HTTPS_UPSTREAM, 10)
        if not ready or any(server.poll() is not None for server in servers):
            sys.exit("the upstreams did not start: are their ports taken? has `make` been run?")
        yield servers
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def wait_for_port(port: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 0.3).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


def run_peer(name: str, peer: Peer, servers: list, round_number: int, options: argparse.Namespace, out) -> bool:
    """Starts one peer and loads it with every scenario in turn."""
    proxy, rows = None, []
    try:
        if peer.command:
            proxy = start(name, peer, options)
            if not proxy:
                return False
        measured = proxy.pid if proxy else servers["-t" in peer.load_arguments].pid
        probe = load(["-c", "1", "-u", "1000", "-w", "0.2", "-d", "0.5"], peer, options)
        fresh = resident_megabytes(tree(measured))
        for scenario in options.scenarios.split(","):
            row = run_scenario(name, scenario, measured, servers, peer, options)
            row |= {"scenario": scenario, "round": round_number, "fresh_mb": round(fresh, 1)}
            rows.append(row)
            out.write(json.dumps(row) + "\n")
            out.flush()
            print_row(row)
    finally:
        if proxy:
            stop(proxy)
    return options.no_check or not peer.capture or nothing_lost(peer, [probe, *rows])


def start(name: str, peer: Peer, options: argparse.Namespace) -> subprocess.Popen | None:
    for old in parts_of(peer.capture) if peer.capture else []:
        old.unlink()
    environment = os.environ | {"NO_PROXY": "*", "WEIR_HOME": str(RUN / "weir")}
    with open(RUN / f"{name}.log", "w") as log:
        command = [*pinned(options.proxy_cpus, options), *peer.command]
        proxy = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    if wait_for_port(peer.port, 60) and proxy.poll() is None:
        time.sleep(0.5)
        return proxy
    print(f"{name} did not start, see {RUN}/{name}.log", file=sys.stderr)
    proxy.kill()
    proxy.wait()
    return None


def stop(proxy: subprocess.Popen) -> None:
    proxy.terminate()
    try:
        proxy.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(proxy.pid, signal.SIGKILL)
        proxy.wait()


def load(scenario: list[str], peer: Peer, options: argparse.Namespace, *more: str) -> dict:
    command = [*pinned(options.load_cpus, options), str(HERE / "sse_load"), *more, *scenario, *peer.load_arguments]
    done = subprocess.run([*command, "127.0.0.1", str(peer.port)], capture_output=True, text=True, timeout=180)
    return json.loads(done.stdout)


def run_scenario(
    name: str, scenario: str, measured: int, servers: list, peer: Peer, options: argparse.Namespace
) -> dict:
    """One run of `sse_load`, and how much of the machine others took meanwhile."""
    wait_until_quiet(20)
    others = [server.pid for server in servers if server.pid != measured]
    own = lambda: cpu_seconds(tree(measured) + others)
    settings = SCENARIOS[scenario]
    duration = [] if "-d" in settings else ["-d", options.seconds]
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy, mine, start_time = busy_seconds(), own(), time.monotonic()
    row = load([*settings, *duration], peer, options, "-k", name, "-p", str(measured))
    elapsed = time.monotonic() - start_time
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    loading = after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
    noise = (busy_seconds() - busy - (own() - mine) - loading) / elapsed / os.cpu_count()
    return row | {"noise_pct": round(100 * noise, 1)}


def nothing_lost(peer: Peer, rows: list[dict]) -> bool:
    """Every event that the clients received is in the capture, and every whole stream is whole there."""
    check = check_capture(parts_of(peer.capture))
    received, finished = (sum(row[key] for row in rows) for key in ("events_total", "events_finished"))
    if check.events < received:
        check.problem(f"{received} events reached the clients, {check.events} are recorded")
    if check.finished_events < finished:
        check.problem(f"{finished} events of whole streams reached the clients, {check.finished_events} are recorded")
    verdict = "NOT COMPLETE" if check.problems else "complete"
    print(
        f"capture {peer.capture.name}: {verdict}, {check.streams} streams, {check.events} events, {received} received"
    )
    for problem in check.problems:
        print(f"  {problem}")
    return not check.problems


if __name__ == "__main__":
    main()
