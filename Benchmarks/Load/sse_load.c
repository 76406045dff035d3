// Load client for SSE proxies: opens C streams and measures the one-way latency of every
// event (CLOCK_MONOTONIC stamp written by sse_upstream on the same machine), the time to the
// first event, events/s, and the CPU and memory of the proxy's processes over the window.
// One epoll thread.  Prints one JSON object.
#include "common.h"
#include "http2.h"
#include <dirent.h>

// ---- histogram: 64 sub-buckets per power of two (<= 1.6 % error) -------------------------
typedef struct { uint64_t b[64 * 64], n, sum, max; } Hist;
static int hidx(uint64_t v) {
  if (v < 64) return (int)v;
  int e = 63 - __builtin_clzll(v);
  return (e - 5) * 64 + (int)((v >> (e - 6)) & 63);
}
static uint64_t hval(int i) {
  if (i < 64) return (uint64_t)i;
  int e = i / 64 + 5;
  return (1ull << e) | ((uint64_t)(i & 63) << (e - 6)) | ((1ull << (e - 6)) >> 1);
}
static void hadd(Hist *h, uint64_t v) {
  h->b[hidx(v)]++;
  h->n++;
  h->sum += v;
  if (v > h->max) h->max = v;
}
static double hq(const Hist *h, double q) {  // microseconds
  uint64_t want = (uint64_t)(q * (double)h->n), c = 0;
  if (h->n == 0) return -1;
  for (int i = 0; i < 64 * 64; i++)
    if ((c += h->b[i]) > want) return (double)hval(i) / 1000.0;
  return (double)h->max / 1000.0;
}

typedef enum { S_CONNECTING, S_PROXY_REPLY, S_TLS, S_HEAD, S_BODY, S_DONE } State;
typedef enum { B_SIZE, B_DATA, B_CRLF, B_TRAILER, B_RAW, B_LEN } BState;

// One stream of events: all that a connection carries, or one of its streams of HTTP/2.
typedef struct {
  int tok;           // -1: no token, else digits so far
  uint64_t tokval;
  uint64_t t_req, events, stream_events;
  bool first_seen, is_over;
} Stream;

typedef struct Conn {
  int fd;
  State st;
  SSL *ssl;
  char head[16384];
  unsigned headlen;
  BState bs;
  uint64_t left;     // bytes left of this chunk or of the body
  unsigned szdigits, traillen;
  Stream s;
  uint64_t t_start;
  bool close_after, want_out;
  const char *out;
  size_t outlen, outoff;
  // HTTP/2: stream i has the number 2i + 1.
  Stream *streams;
  unsigned streams_n, streams_open;
  H2Reader h2;
  Buf control;       // acknowledgements
  bool sends_control;
} Conn;

static int ep, C = 1, conns_n, h2_streams;
static double ramp_rate = 2000, warm_s = 1, dur_s = 10;
static struct sockaddr_in target;
static const char *connect_to, *sni = "localhost";
static bool use_tls, reconnect, keepalive_loop, http_proxy_abs;
static SSL_CTX *ctx;
static SSL_SESSION *session;
static char request[8192], connect_req[512];
static unsigned request_len, connect_len;
static Conn *conns;
static Hist h_lat, h_ttft, h_conn, h_stream;
static uint64_t events, events_total, events_finished, reads, rbytes, errors, completed, opened, started_n, active, bad_status, early_close, resumed;
static bool measuring;
static int first_error_status;

static void epmod(Conn *c, bool out) {
  struct epoll_event e = {.events = EPOLLIN | EPOLLRDHUP | (out ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
}

static bool open_conn(Conn *c) {
  Stream *streams = c->streams;
  unsigned streams_n = c->streams_n;
  free(c->control.p);
  memset(c, 0, sizeof *c);
  c->s.tok = -1;
  c->streams = streams;
  c->streams_n = streams_n;
  c->t_start = now_ns();
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) return false;
  nodelay(c->fd);
  int r = connect(c->fd, (void *)&target, sizeof target);
  if (r < 0 && errno != EINPROGRESS) {
    close(c->fd);
    c->fd = -1;
    return false;
  }
  c->st = S_CONNECTING;
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP, .data.ptr = c};
  epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
  opened++;
  active++;
  return true;
}
static void close_conn(Conn *c) {
  if (c->fd < 0) return;
  if (c->ssl) {
    ERR_clear_error();
    SSL_set_shutdown(c->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);  // keeps the session resumable
    SSL_free(c->ssl);
    c->ssl = NULL;
  }
  struct linger lg = {1, 0};  // no TIME_WAIT pile-up on the load side
  setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &lg, sizeof lg);
  close(c->fd);
  c->fd = -1;
  active--;
}

static int rd(Conn *c, char *buf, int n) {  // >0 bytes, 0 would block, -1 closed/error
  if (c->ssl && c->st >= S_TLS) {
    ERR_clear_error();
    int r = SSL_read(c->ssl, buf, n);
    if (r > 0) return r;
    int e = SSL_get_error(c->ssl, r);
    return e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE ? 0 : -1;
  }
  ssize_t r = recv(c->fd, buf, (size_t)n, 0);
  if (r > 0) return (int)r;
  return r < 0 && errno == EAGAIN ? 0 : -1;
}
static bool wr(Conn *c) {
  if (c->outoff == c->outlen && c->control.len && !c->sends_control) {  // what was out is out
    c->sends_control = true;
    c->outoff = 0;
  }
  if (c->sends_control) {  // it may have grown, and moved
    c->out = c->control.p;
    c->outlen = c->control.len;
  }
  while (c->outoff < c->outlen) {
    ssize_t w;
    if (c->ssl && c->st >= S_TLS) {
      ERR_clear_error();
      w = SSL_write(c->ssl, c->out + c->outoff, (int)(c->outlen - c->outoff));
      if (w <= 0) {
        int e = SSL_get_error(c->ssl, (int)w);
        return e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE;
      }
    } else {
      w = send(c->fd, c->out + c->outoff, c->outlen - c->outoff, MSG_NOSIGNAL);
      if (w < 0) return errno == EAGAIN;
    }
    c->outoff += (size_t)w;
  }
  if (c->sends_control) {
    c->sends_control = false;
    c->control.len = c->outlen = c->outoff = 0;
  }
  return true;
}
static Buf h2_request;  // the preface, then a request for each stream, all of one length
static size_t h2_preface_len;
static bool send_request(Conn *c) {
  c->st = S_HEAD;
  c->headlen = 0;
  c->s = (Stream){.tok = -1, .events = c->s.events, .t_req = now_ns()};
  c->out = request;
  c->outlen = request_len;
  c->outoff = 0;
  if (h2_streams) {
    c->st = S_BODY;
    for (unsigned i = 0; i < c->streams_n; i++) c->streams[i] = c->s;
    c->streams_open = c->streams_n;
    c->out = h2_request.p;
    c->outlen = h2_preface_len + (h2_request.len - h2_preface_len) / (unsigned)h2_streams * c->streams_n;
  }
  return wr(c);
}

static unsigned ev_in_read;
static inline void body_bytes(Stream *c, const char *p, size_t n, uint64_t t) {
  const char *e = p + n;
  while (p < e) {
    if (c->tok < 0) {
      p = memchr(p, '@', (size_t)(e - p));
      if (!p) return;
      p++;
      c->tok = 0;
      c->tokval = 0;
      continue;
    }
    unsigned d = (unsigned)(unsigned char)*p - '0';
    if (d > 9) {
      c->tok = -1;
      continue;
    }
    c->tokval = c->tokval * 10 + d;
    p++;
    if (++c->tok == 20) {
      c->tok = -1;
      if (!c->first_seen) {
        c->first_seen = true;
        if (c->events == 0) started_n++;
        hadd(&h_ttft, t - c->t_req);
      }
      c->events++;
      c->stream_events++;
      events_total++;
      ev_in_read++;
      if (measuring) {
        events++;
        hadd(&h_lat, t > c->tokval ? t - c->tokval : 0);
      }
    }
  }
}

// Feeds body bytes through the transfer decoder. 1: body ended, 0: more, -1: bad
static int feed(Conn *c, const char *p, size_t n, uint64_t t, size_t *used) {
  const char *s = p, *e = p + n;
  while (p < e) {
    switch (c->bs) {
      case B_SIZE: {
        char ch = *p++;
        int v = ch >= '0' && ch <= '9' ? ch - '0' : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : ch >= 'A' && ch <= 'F' ? ch - 'A' + 10 : -1;
        if (v >= 0 && !(c->szdigits & 0x100)) {
          c->left = c->left * 16 + (unsigned)v;
          c->szdigits++;
        } else if (ch == '\n') {
          c->szdigits = 0;
          c->traillen = 0;
          c->bs = c->left ? B_DATA : B_TRAILER;
        } else c->szdigits |= 0x100;  // extension or CR: ignore up to LF
        break;
      }
      case B_DATA: case B_LEN: {
        size_t k = (size_t)(e - p) < c->left ? (size_t)(e - p) : (size_t)c->left;
        body_bytes(&c->s, p, k, t);
        p += k;
        c->left -= k;
        if (c->left == 0) {
          if (c->bs == B_LEN) { *used = (size_t)(p - s); return 1; }
          c->bs = B_CRLF;
        }
        break;
      }
      case B_CRLF:
        if (*p++ == '\n') { c->bs = B_SIZE; c->left = 0; }
        break;
      case B_TRAILER: {
        char ch = *p++;
        if (ch == '\n') {
          if (c->traillen == 0) { *used = (size_t)(p - s); return 1; }
          c->traillen = 0;
        } else if (ch != '\r') c->traillen++;
        break;
      }
      case B_RAW:
        body_bytes(&c->s, p, (size_t)(e - p), t);
        p = e;
        break;
    }
  }
  *used = n;
  return 0;
}

// A whole frame that is no DATA. 1: its stream ended, 0: go on, -1: the connection is lost
static int h2_control(Conn *c) {
  H2Reader *r = &c->h2;
  if (r->type == H2_SETTINGS && !(r->flags & H2_ACK)) h2_frame(&c->control, H2_SETTINGS, H2_ACK, 0, NULL, 0);
  if (r->type == H2_PING && !(r->flags & H2_ACK)) h2_frame(&c->control, H2_PING, H2_ACK, 0, r->control, 8);
  if (r->type == H2_GOAWAY) return -1;
  if (r->type == H2_RST_STREAM) { early_close++; return 1; }
  if (r->type != H2_HEADERS) return 0;
  unsigned at = r->flags & H2_PRIORITY ? 5 : 0;
  while (at < r->control_len && (r->control[at] & 0xe0) == 0x20) at++;  // table size updates
  Stream *s = &c->streams[r->stream / 2];
  bool is_trailers = s->first_seen;
  if (!is_trailers && r->control[at] != 0x88) {  // :status 200 of the static table
    bad_status++;
    if (!first_error_status) first_error_status = 1;
  }
  return r->flags & H2_END_STREAM ? 1 : 0;
}
// False when the connection is to be closed.
static bool h2_feed(Conn *c, const char *p, size_t n, uint64_t t) {
  const char *e = p + n;
  H2Reader *r = &c->h2;
  while (p < e || (r->got == 9 && r->left == 0)) {
    if (r->got < 9) {
      if (!h2_header_read(r, &p, e)) return true;
      if (r->stream && (r->stream % 2 == 0 || r->stream / 2 >= c->streams_n)) return false;
      if (r->flags & H2_PADDED && (r->type == H2_DATA || r->type == H2_HEADERS)) return false;  // nobody here pads
    }
    size_t k = (size_t)(e - p) < r->left ? (size_t)(e - p) : r->left;
    if (r->type == H2_DATA) body_bytes(&c->streams[r->stream / 2], p, k, t);
    else for (size_t i = 0; i < k && r->control_len < sizeof r->control; i++) r->control[r->control_len++] = (unsigned char)p[i];
    p += k;
    r->left -= (uint32_t)k;
    if (r->left) return true;
    r->got = 0;
    int ended = r->type == H2_DATA ? r->flags & H2_END_STREAM : h2_control(c);
    if (ended < 0) return false;
    Stream *s = &c->streams[r->stream / 2];
    if (ended && !s->is_over) {
      s->is_over = true;
      completed++;
      events_finished += s->stream_events;
      if (--c->streams_open == 0) return false;
    }
  }
  return true;
}

static bool parse_head(Conn *c) {  // c->head holds a whole head, NUL-terminated
  int status = atoi(c->head + 9);
  if (status != 200) {
    bad_status++;
    if (!first_error_status) first_error_status = status;
    return false;
  }
  c->bs = B_RAW;
  c->left = 0;
  c->szdigits = 0;
  c->close_after = false;
  for (char *l = strstr(c->head, "\r\n"); l; l = strstr(l + 2, "\r\n")) {
    char *h = l + 2;
    if (strncasecmp(h, "transfer-encoding:", 18) == 0 && strcasestr(h, "chunked")) c->bs = B_SIZE;
    else if (strncasecmp(h, "content-length:", 15) == 0) { c->bs = B_LEN; c->left = strtoull(h + 15, 0, 10); }
    else if (strncasecmp(h, "connection:", 11) == 0 && strncasecmp(h + 11, " close", 6) == 0) c->close_after = true;
  }
  return true;
}

static bool stream_finished(Conn *c) {  // false: the connection is to be closed
  completed++;
  events_finished += c->s.stream_events;
  if (measuring) hadd(&h_stream, now_ns() - c->s.t_req);
  if (keepalive_loop && !c->close_after) return send_request(c);
  return false;
}

static int new_session_cb(SSL *s, SSL_SESSION *sess) {
  (void)s;
  if (session) SSL_SESSION_free(session);
  session = sess;
  return 1;
}
static bool resume_sessions;

static bool start_tls(Conn *c) {
  c->ssl = SSL_new(ctx);
  SSL_set_fd(c->ssl, c->fd);
  SSL_set_tlsext_host_name(c->ssl, sni);
  static const unsigned char http1[] = "\x08http/1.1", http2[] = "\x02h2";
  SSL_set_alpn_protos(c->ssl, h2_streams ? http2 : http1, h2_streams ? sizeof http2 - 1 : sizeof http1 - 1);
  if (resume_sessions && session) SSL_set_session(c->ssl, session);
  SSL_set_connect_state(c->ssl);
  c->st = S_TLS;
  return true;
}
static bool tls_step(Conn *c) {
  ERR_clear_error();
  int r = SSL_do_handshake(c->ssl);
  if (r == 1) {
    hadd(&h_conn, now_ns() - c->t_start);
    if (SSL_session_reused(c->ssl)) resumed++;
    return send_request(c);
  }
  int e = SSL_get_error(c->ssl, r);
  return e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE;
}

static bool on_event(Conn *c, uint32_t ev) {
  static char buf[262144];
  if (c->st == S_CONNECTING) {
    int err = 0;
    socklen_t l = sizeof err;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &l);
    if (err) return false;
    if (!(ev & EPOLLOUT)) return !(ev & (EPOLLERR | EPOLLHUP));
    epmod(c, false);
    if (connect_to) {
      c->st = S_PROXY_REPLY;
      c->out = connect_req;
      c->outlen = connect_len;
      return wr(c);
    }
    if (use_tls) { start_tls(c); return tls_step(c); }
    hadd(&h_conn, now_ns() - c->t_start);
    return send_request(c);
  }
  if (c->st == S_PROXY_REPLY) {
    // byte by byte up to the blank line, so that no TLS byte is taken
    for (;;) {
      if (c->headlen >= sizeof c->head - 1) return false;
      int r = rd(c, c->head + c->headlen, 1);
      if (r <= 0) return r == 0;
      c->headlen++;
      if (c->headlen >= 4 && memcmp(c->head + c->headlen - 4, "\r\n\r\n", 4) == 0) break;
    }
    c->head[c->headlen] = 0;
    int status = atoi(c->head + 9);
    if (status != 200) { bad_status++; if (!first_error_status) first_error_status = status; return false; }
    c->headlen = 0;
    if (use_tls) { start_tls(c); return tls_step(c); }
    return send_request(c);
  }
  if (c->st == S_TLS) return tls_step(c);
  if (c->outoff < c->outlen && !wr(c)) return false;
  for (int rounds = 0; rounds < 16; rounds++) {
    int r = rd(c, buf, sizeof buf);
    if (r == 0) return true;
    if (r < 0) {
      if (c->st == S_BODY && c->bs == B_RAW) { stream_finished(c); return false; }
      early_close++;
      return false;
    }
    uint64_t t = now_ns();
    if (measuring) { rbytes += (uint64_t)r; }
    const char *p = buf;
    size_t n = (size_t)r;
    ev_in_read = 0;
    if (h2_streams) {
      bool open = h2_feed(c, p, n, t);
      if (ev_in_read && measuring) reads++;
      if (!open || !wr(c)) return false;
      n = 0;
      ev_in_read = 0;
    }
    while (n) {
      if (c->st == S_HEAD) {
        size_t take = n < sizeof c->head - 1 - c->headlen ? n : sizeof c->head - 1 - c->headlen;
        memcpy(c->head + c->headlen, p, take);
        unsigned before = c->headlen;
        c->headlen += (unsigned)take;
        c->head[c->headlen] = 0;
        char *eoh = strstr(c->head + (before > 3 ? before - 3 : 0), "\r\n\r\n");
        if (!eoh) {
          if (c->headlen >= sizeof c->head - 1) return false;
          break;
        }
        size_t hl = (size_t)(eoh - c->head) + 4;
        size_t usedhere = hl - before;
        c->head[hl] = 0;
        if (!parse_head(c)) return false;
        c->st = S_BODY;
        p += usedhere;
        n -= usedhere;
      } else {
        size_t used = 0;
        int f = feed(c, p, n, t, &used);
        p += used;
        n -= used;
        if (f == 1) {
          if (ev_in_read && measuring) reads++;
          ev_in_read = 0;
          if (!stream_finished(c)) return false;
        }
      }
    }
    if (ev_in_read && measuring) reads++;
    if (!c->ssl && r < (int)sizeof buf) break;
  }
  return true;
}

// ---- CPU and memory of the proxy ----------------------------------------------------------
static int pids[64], npids;
static void add_pid_tree(int pid) {
  if (npids >= 64) return;
  for (int i = 0; i < npids; i++) if (pids[i] == pid) return;
  pids[npids++] = pid;
  char path[128];
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *d = opendir(path);
  if (!d) return;
  struct dirent *de;
  while ((de = readdir(d))) {
    if (de->d_name[0] == '.') continue;
    char cp[512];
    snprintf(cp, sizeof cp, "/proc/%d/task/%s/children", pid, de->d_name);
    FILE *f = fopen(cp, "r");
    if (!f) continue;
    int k;
    while (fscanf(f, "%d", &k) == 1) add_pid_tree(k);
    fclose(f);
  }
  closedir(d);
}
static uint64_t cpu_ns(void) {  // sum of on-CPU ns of all threads of the tree
  uint64_t total = 0;
  for (int i = 0; i < npids; i++) {
    char path[128];
    snprintf(path, sizeof path, "/proc/%d/task", pids[i]);
    DIR *d = opendir(path);
    if (!d) continue;
    struct dirent *de;
    while ((de = readdir(d))) {
      if (de->d_name[0] == '.') continue;
      char sp[512];
      snprintf(sp, sizeof sp, "/proc/%d/task/%s/schedstat", pids[i], de->d_name);
      FILE *f = fopen(sp, "r");
      unsigned long long a;
      if (f) {
        if (fscanf(f, "%llu", &a) == 1) total += a;
        fclose(f);
      }
    }
    closedir(d);
  }
  return total;
}
static void mem_kb(uint64_t *rss, uint64_t *pss, int *threads) {
  *rss = *pss = 0;
  *threads = 0;
  for (int i = 0; i < npids; i++) {
    char path[128], line[256];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pids[i]);
    FILE *f = fopen(path, "r");
    if (f) {
      unsigned long v;
      while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "Rss: %lu", &v) == 1) *rss += v;
        else if (sscanf(line, "Pss: %lu", &v) == 1) *pss += v;
      }
      fclose(f);
    }
    snprintf(path, sizeof path, "/proc/%d/status", pids[i]);
    f = fopen(path, "r");
    if (f) {
      int v;
      while (fgets(line, sizeof line, f)) if (sscanf(line, "Threads: %d", &v) == 1) *threads += v;
      fclose(f);
    }
  }
}

static void usage(const char *a) {
  fprintf(stderr,
          "usage: %s [options] HOST PORT\n"
          "  -c N        concurrent streams (1)\n"
          "  -d S        seconds measured (10)   -w S  warm-up seconds after all streams started (1)\n"
          "  -r N        connections opened per second while ramping up (2000)\n"
          "  -t          TLS to HOST:PORT (or inside the CONNECT tunnel)\n"
          "  -x H:P      HOST PORT is a proxy: CONNECT H:P first\n"
          "  -a          HOST PORT is a forward proxy: absolute-form request to http://-H value\n"
          "  -H host     Host header and SNI (localhost)\n"
          "  -P path     request path (/v1/chat/completions)\n"
          "  -m model    model name in the body (gpt-4o-mini)\n"
          "  -A header   extra header line, e.g. 'authorization: Bearer x'\n"
          "  -n N -u US -s BYTES -b BATCH -f US   stream settings sent to sse_upstream\n"
          "  -2 N        HTTP/2, N streams on each connection: by ALPN with -t, else by prior knowledge\n"
          "  -l          on completion send the next request on the same connection\n"
          "  -L          on completion open a new connection (handshake load)\n"
          "  -R          with -L: resume TLS sessions\n"
          "  -p PID[,..] CPU and memory of these process trees over the window\n"
          "  -k LABEL    label put into the JSON\n",
          a);
  exit(2);
}

static const char *host = "localhost";

int main(int argc, char **argv) {
  const char *path = "/v1/chat/completions", *model = "gpt-4o-mini", *label = "", *extra = NULL;
  uint64_t n = 0, us = 50000, size = 250, batch = 1, first = 0;
  int o;
  while ((o = getopt(argc, argv, "c:d:w:r:tx:aH:P:m:A:n:u:s:b:f:2:lLRp:k:")) != -1) {
    switch (o) {
      case 'c': C = atoi(optarg); break;
      case 'd': dur_s = atof(optarg); break;
      case 'w': warm_s = atof(optarg); break;
      case 'r': ramp_rate = atof(optarg); break;
      case 't': use_tls = true; break;
      case 'x': connect_to = optarg; break;
      case 'a': http_proxy_abs = true; break;
      case 'H': host = sni = optarg; break;
      case 'P': path = optarg; break;
      case 'm': model = optarg; break;
      case 'A': extra = optarg; break;
      case 'n': n = strtoull(optarg, 0, 10); break;
      case 'u': us = strtoull(optarg, 0, 10); break;
      case 's': size = strtoull(optarg, 0, 10); break;
      case 'b': batch = strtoull(optarg, 0, 10); break;
      case 'f': first = strtoull(optarg, 0, 10); break;
      case '2': h2_streams = atoi(optarg); break;
      case 'l': keepalive_loop = true; break;
      case 'L': reconnect = true; break;
      case 'R': resume_sessions = true; break;
      case 'p': {
        char *s = strdup(optarg);
        for (char *q = strtok(s, ","); q; q = strtok(NULL, ",")) add_pid_tree(atoi(q));
        break;
      }
      case 'k': label = optarg; break;
      default: usage(argv[0]);
    }
  }
  if (argc - optind != 2 || h2_streams < 0 || (h2_streams && (keepalive_loop || reconnect || http_proxy_abs))) usage(argv[0]);
  raise_nofile();
  signal(SIGPIPE, SIG_IGN);
  target = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[optind + 1]))};
  if (inet_pton(AF_INET, argv[optind], &target.sin_addr) != 1) { fprintf(stderr, "HOST must be an IPv4 address\n"); return 2; }
  char body[1024];
  int bl = snprintf(body, sizeof body,
                    "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":"
                    "\"sse-n=%lu sse-us=%lu sse-size=%lu sse-batch=%lu sse-first=%lu Write a short story about a lighthouse.\"}]}",
                    model, n, us, size, batch, first);
  request_len = (unsigned)snprintf(request, sizeof request,
                         "POST %s%s%s HTTP/1.1\r\nhost: %s\r\nuser-agent: sse_load/1\r\naccept: text/event-stream\r\n"
                         "content-type: application/json\r\n%s%scontent-length: %d\r\n\r\n%s",
                         http_proxy_abs ? "http://" : "", http_proxy_abs ? host : "", path, host,
                         extra ? extra : "", extra ? "\r\n" : "", bl, body);
  if (h2_streams) {
    char length[16];
    snprintf(length, sizeof length, "%d", bl);
    h2_preface(&h2_request);
    h2_preface_len = h2_request.len;
    for (int i = 0; i < h2_streams; i++) {
      Buf block = {0};
      const char *fields[][2] = {{":method", "POST"}, {":scheme", use_tls ? "https" : "http"}, {":authority", host}, {":path", path},
                                 {"user-agent", "sse_load/1"}, {"accept", "text/event-stream"},
                                 {"content-type", "application/json"}, {"content-length", length}};
      for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) h2_header(&block, fields[f][0], fields[f][1]);
      h2_frame(&h2_request, H2_HEADERS, H2_END_HEADERS, (uint32_t)(2 * i + 1), block.p, block.len);
      h2_frame(&h2_request, H2_DATA, H2_END_STREAM, (uint32_t)(2 * i + 1), body, (size_t)bl);
      free(block.p);
    }
  }
  if (connect_to) connect_len = (unsigned)snprintf(connect_req, sizeof connect_req, "CONNECT %s HTTP/1.1\r\nhost: %s\r\n\r\n", connect_to, connect_to);
  if (use_tls) {
    ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    if (resume_sessions) {
      SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT);
      SSL_CTX_sess_set_new_cb(ctx, new_session_cb);
    }
  }
  ep = epoll_create1(0);
  conns_n = h2_streams ? (C + h2_streams - 1) / h2_streams : C;
  conns = calloc((size_t)conns_n, sizeof *conns);
  for (int i = 0; i < conns_n; i++) {
    conns[i].fd = -1;
    if (!h2_streams) continue;
    conns[i].streams_n = (unsigned)(C - i * h2_streams < h2_streams ? C - i * h2_streams : h2_streams);
    conns[i].streams = calloc(conns[i].streams_n, sizeof *conns[i].streams);
  }
  uint64_t t0 = now_ns(), t_all = 0, m0 = 0, m1 = 0, cpu0 = 0, cpu1 = 0, self0 = 0, self1 = 0, opened0 = 0, completed0 = 0;
  uint64_t deadline_start = t0 + 60ull * 1000000000ull;
  int ramp = 0;
  struct epoll_event evs[512];
  struct timespec cts;
  for (;;) {
    uint64_t t = now_ns();
    while (ramp < conns_n && (double)(t - t0) / 1e9 * ramp_rate >= ramp) {
      if (!open_conn(&conns[ramp])) errors++;
      ramp++;
    }
    if (!t_all && (started_n >= (uint64_t)C || ((reconnect || keepalive_loop) && ramp == conns_n && completed))) t_all = t;
    if (!t_all && t > deadline_start) t_all = t;  // measure whatever is there
    if (t_all && !measuring && t - t_all >= (uint64_t)(warm_s * 1e9)) {
      measuring = true;
      opened0 = opened;
      completed0 = completed;
      cpu0 = cpu_ns();
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cts);
      self0 = (uint64_t)cts.tv_sec * 1000000000ull + (uint64_t)cts.tv_nsec;
      m0 = now_ns();
    }
    if (measuring && (int64_t)(t - m0) >= (int64_t)(dur_s * 1e9)) break;
    if (ramp == conns_n && active == 0) break;
    struct timespec to = {0, ramp < conns_n ? 200000 : 20000000};
    int k = epoll_pwait2(ep, evs, 512, &to, NULL);
    for (int i = 0; i < k; i++) {
      Conn *c = evs[i].data.ptr;
      if (c->fd < 0) continue;
      if (!on_event(c, evs[i].events)) {
        bool fin = c->st == S_BODY || reconnect;
        if (!fin) errors++;
        close_conn(c);
        if (reconnect && errors + bad_status < 1000) { if (!open_conn(c)) errors++; }
      }
    }
  }
  m1 = now_ns();
  cpu1 = cpu_ns();
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cts);
  self1 = (uint64_t)cts.tv_sec * 1000000000ull + (uint64_t)cts.tv_nsec;
  uint64_t live = h2_streams ? 0 : active;
  for (int i = 0; h2_streams && i < conns_n; i++) live += conns[i].fd < 0 ? 0 : conns[i].streams_open;
  uint64_t rss, pss;
  int threads;
  mem_kb(&rss, &pss, &threads);
  double secs = measuring ? (double)(m1 - m0) / 1e9 : 0;
  double cpu = (double)(cpu1 - cpu0) / 1e9;
  printf("{\"label\":\"%s\",\"streams\":%d,\"live\":%lu,\"secs\":%.2f,\"events\":%lu,\"eps\":%.0f,"
         "\"lat_p50\":%.1f,\"lat_p90\":%.1f,\"lat_p99\":%.1f,\"lat_p999\":%.1f,\"lat_max\":%.1f,"
         "\"ttft_p50\":%.1f,\"ttft_p99\":%.1f,\"conn_p50\":%.1f,\"conn_p99\":%.1f,\"stream_p50\":%.1f,"
         "\"ev_per_read\":%.2f,\"MBps\":%.1f,\"opened\":%lu,\"completed\":%lu,\"streams_per_s\":%.0f,\"resumed\":%lu,"
         "\"errors\":%lu,\"bad_status\":%lu,\"status\":%d,\"early_close\":%lu,"
         "\"proxy_cpu_s\":%.3f,\"cpu_us_per_event\":%.3f,\"cpu_us_per_stream\":%.1f,\"proxy_cpu_pct\":%.1f,\"rss_mb\":%.1f,\"pss_mb\":%.1f,\"threads\":%d,"
         "\"self_cpu_pct\":%.1f,\"events_total\":%lu,\"events_finished\":%lu,\"completed_total\":%lu}\n",
         label, C, live, secs, events, secs ? (double)events / secs : 0, hq(&h_lat, .5), hq(&h_lat, .9), hq(&h_lat, .99), hq(&h_lat, .999),
         (double)h_lat.max / 1000, hq(&h_ttft, .5), hq(&h_ttft, .99), hq(&h_conn, .5), hq(&h_conn, .99), hq(&h_stream, .5),
         reads ? (double)events / (double)reads : 0, secs ? (double)rbytes / secs / 1e6 : 0, opened - opened0, completed - completed0,
         secs ? (double)(completed - completed0) / secs : 0, resumed, errors, bad_status, first_error_status, early_close,
         cpu, events ? cpu * 1e6 / (double)events : 0, completed > completed0 ? cpu * 1e6 / (double)(completed - completed0) : 0,
         secs ? cpu / secs * 100 : 0, (double)rss / 1024, (double)pss / 1024, threads,
         secs ? (double)(self1 - self0) / 1e7 / secs : 0, events_total, events_finished, completed);
  for (int i = 0; i < conns_n; i++) close_conn(&conns[i]);
  return 0;
}
