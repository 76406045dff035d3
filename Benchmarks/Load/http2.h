// What a load client needs of HTTP/2 (RFC 9113): frames out, frames in. Headers are literals without Huffman (RFC 7541 6.2.2).
#ifndef HTTP2_H
#define HTTP2_H
#include "common.h"

enum { H2_DATA = 0, H2_HEADERS = 1, H2_RST_STREAM = 3, H2_SETTINGS = 4, H2_PING = 6, H2_GOAWAY = 7, H2_WINDOW_UPDATE = 8 };
enum { H2_END_STREAM = 1, H2_ACK = 1, H2_END_HEADERS = 4, H2_PADDED = 8, H2_PRIORITY = 0x20 };

typedef struct { char *p; size_t len, cap; } Buf;
static inline void buf_add(Buf *b, const void *p, size_t n) {
  if (b->len + n > b->cap) {
    b->cap = (b->len + n) * 2;
    b->p = realloc(b->p, b->cap);
    if (!b->p) die("realloc");
  }
  memcpy(b->p + b->len, p, n);
  b->len += n;
}
static inline void h2_frame(Buf *b, int type, int flags, uint32_t stream, const void *p, size_t n) {
  unsigned char h[9] = {(unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n, (unsigned char)type, (unsigned char)flags,
                        (unsigned char)(stream >> 24), (unsigned char)(stream >> 16), (unsigned char)(stream >> 8), (unsigned char)stream};
  buf_add(b, h, sizeof h);
  buf_add(b, p, n);
}
static inline void h2_string(Buf *b, const char *s) {
  size_t n = strlen(s);
  unsigned char more[2] = {0x7f, (unsigned char)(n - 127)};  // 7-bit prefix, up to 254 bytes
  unsigned char less = (unsigned char)n;
  if (n < 127) buf_add(b, &less, 1);
  else buf_add(b, more, 2);
  buf_add(b, s, n);
}
static inline void h2_header(Buf *b, const char *name, const char *value) {
  buf_add(b, "\0", 1);
  h2_string(b, name);
  h2_string(b, value);
}
// The connection's beginning: windows that never run out, so that only the latency is measured.
static inline void h2_preface(Buf *b) {
  static const unsigned char settings[] = {0, 2, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff};  // no push; stream window 2^31-1
  static const unsigned char window[] = {0x7f, 0xff, 0, 0};                                  // 65,535 are there already
  static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  buf_add(b, preface, sizeof preface - 1);
  h2_frame(b, H2_SETTINGS, 0, 0, settings, sizeof settings);
  h2_frame(b, H2_WINDOW_UPDATE, 0, 0, window, sizeof window);
}

// A frame being read; its payload is handed on as it comes.
typedef struct {
  unsigned char header[9];
  unsigned got;  // of the header
  uint32_t left, stream;
  int type, flags;
  unsigned char control[64];  // the first bytes of a payload that is no DATA
  unsigned control_len;
} H2Reader;
// Takes the header's bytes; true once it is whole.
static inline bool h2_header_read(H2Reader *r, const char **p, const char *e) {
  while (r->got < 9 && *p < e) r->header[r->got++] = (unsigned char)*(*p)++;
  if (r->got < 9) return false;
  const unsigned char *h = r->header;
  r->left = (uint32_t)h[0] << 16 | (uint32_t)h[1] << 8 | h[2];
  r->type = h[3];
  r->flags = h[4];
  r->stream = ((uint32_t)h[5] << 24 | (uint32_t)h[6] << 16 | (uint32_t)h[7] << 8 | h[8]) & 0x7fffffff;
  r->control_len = 0;
  return true;
}
#endif
