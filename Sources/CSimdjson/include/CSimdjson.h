// A C view of simdjson's DOM: parse a document, then read its tape.
// Tape layout: https://github.com/simdjson/simdjson/blob/v3.0.1/doc/tape.md
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weir_json_parser weir_json_parser;

/// Zero bytes that must follow the input of `weir_json_parse`.
size_t weir_json_padding(void);

/// Returns NULL when memory is short. Documents longer than `max_bytes` are refused.
weir_json_parser *weir_json_parser_create(size_t max_bytes);
void weir_json_parser_destroy(weir_json_parser *parser);

/// Parses `length` bytes that are followed by `weir_json_padding()` readable bytes.
/// Returns 0, or simdjson's error code; the former tape is gone in both cases.
int weir_json_parse(weir_json_parser *parser, const uint8_t *bytes, size_t length);

/// The tape and the string buffer of the last successful parse.
const uint64_t *weir_json_tape(const weir_json_parser *parser);
const uint8_t *weir_json_strings(const weir_json_parser *parser);

/// What an error code means, in English.
const char *weir_json_error_message(int code);

#ifdef __cplusplus
}
#endif
#endif
