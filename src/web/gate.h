/* gate.h: what stands in front of everything: a request that two programs could read in
 * two ways is refused before anybody reads it. libmicrohttpd accepts most of these; a
 * proxy in front may understand them otherwise (request smuggling), and so may our own
 * routes.
 *
 * Pure but for gate_request, which takes the facts from sys/http.h. The
 * rules are RFC 9112's and RFC 9110's musts for servers, taken at their strictest. */
#ifndef WEB_GATE_H
#define WEB_GATE_H

#include "util/arena.h"

/* In the order in which they are looked for; the first that holds is the answer. */
enum gate {
    GATE_OK,
    GATE_METHOD,       /* not a token */
    GATE_VERSION,      /* neither HTTP/1.1 nor HTTP/1.0 */
    GATE_HEADERS,      /* more than GATE_MAX_HEADERS */
    GATE_HEADER_NAME,  /* empty, or with a blank or other byte that no token has */
    GATE_HEADER_VALUE, /* with a control byte: what is left of a folded line, or worse */
    GATE_HOST_NONE,    /* none in HTTP/1.1 */
    GATE_HOST_TWICE,
    GATE_HOST_FORM,  /* not NAME or NAME:PORT */
    GATE_HOST_OTHER, /* not one of ours */
    GATE_LENGTH,     /* Content-Length is not a number */
    GATE_LENGTHS,    /* two that differ */
    GATE_CODING,     /* Transfer-Encoding is not "chunked", once, in HTTP/1.1 */
    GATE_FRAMING,    /* Content-Length and Transfer-Encoding */
    GATE_LONG,       /* target longer than GATE_MAX_TARGET */
    GATE_TARGET,     /* does not start with '/', or has a '#' */
    GATE_BYTE,       /* raw blank or control byte in the target */
    GATE_ESCAPE,     /* '%' without two hexadecimal digits */
    GATE_ZERO,       /* %00 */
    GATE_CONTROL,    /* escaped control character; in the query TAB, CR, LF may stand */
    GATE_UTF8,       /* not UTF-8 after decoding */
    GATE_SLASH,      /* '\' in the path, or a '/' that was escaped */
    GATE_DOTS,       /* a ".." in the path */
    GATE__N
};

enum {
    GATE_MAX_HEADERS = 64,
    GATE_MAX_TARGET = 4096, /* bytes */
};

struct gate_facts {
    struct str method, target, version; /* as sent */
    /* The rest is filled by gate_header; zero at first. */
    unsigned n_headers, n_host, n_length, n_coding;
    struct str host, length, coding; /* the first of each */
    bool lengths_differ, bad_name, bad_value;
};

struct gate_target {
    struct str path;  /* decoded once, in the arena, starts with '/' */
    struct str query; /* as sent, without '?' */
};

void gate_header(struct gate_facts *f, struct str name, struct str value);

/* hosts: our names, blanks between; "portal.example.jp" fits any port, "[::1]:8080" only
 * that one. Empty: any name. *out is set with GATE_OK only. */
enum gate gate_check(const struct gate_facts *f, struct str hosts, struct arena *a,
    struct gate_target *out) MUST_USE;

struct gate_rule {
    int status;
    const char *id;  /* one word for the log */
    struct str text; /* what the user reads */
};
const struct gate_rule *gate_rule(enum gate g);

/* All of it for a request that came in; NULL: fine. */
struct http_in;
const struct gate_rule *gate_request(const struct http_in *in, struct str hosts);

#endif
