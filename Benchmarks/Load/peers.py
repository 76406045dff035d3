"""The proxies that are compared, and the scenarios that they go through."""

import os
import socket
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUN = Path(os.environ.get("RUN_DIR", HERE / "run"))
CERTIFICATES = HERE / "certs"
WEIR = os.environ.get("WEIR", str(HERE.parent.parent / ".build" / "release" / "weir"))
MITMDUMP = os.environ.get("MITMDUMP", "mitmdump")


def free_port() -> int:
    """A port that nobody uses now, so that several runs on one machine do not meet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


HTTP_UPSTREAM, HTTPS_UPSTREAM = (free_port() for _ in range(2))
NGINX_PLAIN, NGINX_UNPOOLED, NGINX_SECURE, NGINX_HTTP2 = (free_port() for _ in range(4))


@dataclass
class Peer:
    """A proxy: how it is started, the port it takes, and what `sse_load` must be told to go through it."""

    command: list[str] | None
    port: int
    load_arguments: list[str] = field(default_factory=list)
    capture: Path | None = None


def weir(*options: str, capture: str | None = None, load_arguments: list[str] | None = None) -> Peer:
    file = RUN / capture if capture else None
    recording = ["--capture", str(file)] if file else ["--no-capture"]
    port = free_port()
    command = [WEIR, "proxy", "--listen", f"127.0.0.1:{port}", "--no-ui", *recording, *options]
    return Peer(command, port, load_arguments or [], file)


def mitmproxy(*options: str, load_arguments: list[str] | None = None) -> Peer:
    port = free_port()
    quiet = ["-q", "--set", f"confdir={RUN}/mitmproxy", "--set", "ssl_insecure=true", "--set", "flow_detail=0"]
    return Peer(
        [MITMDUMP, *quiet, "--set", "stream_large_bodies=1", *options, "-p", str(port)], port, load_arguments or []
    )


PLAIN, SECURE = f"http://127.0.0.1:{HTTP_UPSTREAM}", f"https://localhost:{HTTPS_UPSTREAM}"
# All streams on one connection.
HTTP2 = ["-2", "1000"]
THROUGH_CONNECT = ["-t", "-x", f"localhost:{HTTPS_UPSTREAM}"]
NGINX = ["nginx", "-c", str(RUN / "nginx.conf")]
PEERS = {
    "direct": Peer(None, HTTP_UPSTREAM),
    "nginx": Peer(NGINX, NGINX_PLAIN),
    # Connects to the upstream for each client connection, as Weir does.
    "nginx-unpooled": Peer(NGINX, NGINX_UNPOOLED),
    "mitmproxy": mitmproxy("--mode", f"reverse:{PLAIN}"),
    "weir": weir("--upstream", PLAIN, capture="weir.weir.jsonl"),
    "weir-nocap": weir("--upstream", PLAIN),
    "nginx-h2": Peer(NGINX, NGINX_HTTP2, HTTP2),
    "weir-h2": weir("--upstream", PLAIN, capture="h2.weir.jsonl", load_arguments=HTTP2),
    "direct-tls": Peer(None, HTTPS_UPSTREAM, ["-t"]),
    "nginx-tls": Peer(NGINX, NGINX_SECURE, ["-t"]),
    "mitmproxy-connect": mitmproxy("--mode", "regular", load_arguments=THROUGH_CONNECT),
    "weir-connect": weir("--insecure-upstream", capture="connect.weir.jsonl", load_arguments=THROUGH_CONNECT),
}
# What `sse_load` is told: streams, pace in microseconds (0 as fast as it goes), events of a stream (absent: endless).
SCENARIOS = {
    "L1": ["-c", "1", "-u", "20000"],
    "L100": ["-c", "100", "-u", "50000"],
    "L1000": ["-c", "1000", "-u", "50000"],
    "H100": ["-c", "100", "-u", "20000"],
    "M1": ["-c", "1", "-u", "0"],
    "M50": ["-c", "50", "-u", "0"],
    "churn": ["-c", "16", "-u", "0", "-n", "1", "-L"],
    "ka": ["-c", "16", "-u", "0", "-n", "20", "-l"],
    "fin": ["-c", "10", "-u", "20000", "-n", "100", "-l"],
    "idle1000": ["-c", "1000", "-u", "600000000", "-w", "0.5", "-d", "0.5", "-r", "500"],
    "idle5000": ["-c", "5000", "-u", "600000000", "-w", "0.5", "-d", "0.5", "-r", "1000"],
}
NGINX_CONFIGURATION = f"""
worker_processes 1; daemon off; pid {RUN}/nginx.pid; error_log {RUN}/nginx.err crit; worker_rlimit_nofile 20000;
events {{ worker_connections 20000; }}
http {{
  access_log off;
  client_body_temp_path {RUN}/nb; proxy_temp_path {RUN}/np; fastcgi_temp_path {RUN}/nf;
  uwsgi_temp_path {RUN}/nu; scgi_temp_path {RUN}/ns;
  keepalive_requests 1000000; keepalive_timeout 3600;
  upstream plain {{ server 127.0.0.1:{HTTP_UPSTREAM}; keepalive 64; keepalive_requests 1000000; }}
  upstream secure {{ server 127.0.0.1:{HTTPS_UPSTREAM}; keepalive 64; keepalive_requests 1000000; }}
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_read_timeout 3600;
  proxy_ssl_server_name on; proxy_ssl_name localhost;
  http2_max_concurrent_streams 1000; http2_chunk_size 16k;
  server {{ listen 127.0.0.1:{NGINX_PLAIN} backlog=4096; location / {{ proxy_pass http://plain; }} }}
  server {{
    listen 127.0.0.1:{NGINX_UNPOOLED} backlog=4096;
    location / {{ proxy_pass {PLAIN}; proxy_set_header Connection close; }}
  }}
  server {{ listen 127.0.0.1:{NGINX_HTTP2} http2 backlog=4096; location / {{ proxy_pass http://plain; }} }}
  server {{
    listen 127.0.0.1:{NGINX_SECURE} ssl backlog=4096;
    ssl_certificate {CERTIFICATES}/server.pem; ssl_certificate_key {CERTIFICATES}/server.key;
    location / {{ proxy_pass https://secure; }}
  }}
}}
"""
