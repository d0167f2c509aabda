/* log.h: one line per event on standard error: level, event name, key=value pairs.
 *
 *     log_info("mail.sent", "mail=%lld try=%d", (long long)id, try);
 *
 * The event name is a literal that stands at one place, so that grep finds it. Values are
 * numbers, ids and names of enums. People's words, addresses and secrets never come here
 * (lint refuses STR_FMT in a log call). Control bytes become '?'. */
#ifndef UTIL_LOG_H
#define UTIL_LOG_H

#include "util/base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_line(enum log_level level, const char *event, const char *fmt, ...)
    PRINTF(3, 4);
void log_set_level(enum log_level level); /* quieter lines are dropped; default LOG_INFO */

/* The request that this thread works on, put on each line; 0 is none. */
void log_request(uint64_t id);

#define log_debug(event, ...) log_line(LOG_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...)  log_line(LOG_INFO, event, __VA_ARGS__)
#define log_warn(event, ...)  log_line(LOG_WARN, event, __VA_ARGS__)
#define log_error(event, ...) log_line(LOG_ERROR, event, __VA_ARGS__)

/* The eight characters of a request id that a caller can read out. */
enum { LOG_ID_LEN = 8 };
void log_id_text(uint64_t id, char out[LOG_ID_LEN + 1]);

#endif
