#include "CSimdjson.h"

#include <new>
#include <simdjson.h>

struct weir_json_parser {
    explicit weir_json_parser(size_t max_bytes) : dom(max_bytes) {}
    simdjson::dom::parser dom;
};

extern "C" {

size_t weir_json_padding(void) { return simdjson::SIMDJSON_PADDING; }

weir_json_parser *weir_json_parser_create(size_t max_bytes) { return new (std::nothrow) weir_json_parser(max_bytes); }

void weir_json_parser_destroy(weir_json_parser *parser) { delete parser; }

int weir_json_parse(weir_json_parser *parser, const uint8_t *bytes, size_t length) {
    return static_cast<int>(parser->dom.parse(bytes, length, false).error());
}

const uint64_t *weir_json_tape(const weir_json_parser *parser) { return parser->dom.doc.tape.get(); }

const uint8_t *weir_json_strings(const weir_json_parser *parser) { return parser->dom.doc.string_buf.get(); }

const char *weir_json_error_message(int code) {
    return simdjson::error_message(static_cast<simdjson::error_code>(code));
}
}
