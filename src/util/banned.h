/* banned.h: functions that have a safer twin here do not compile.
 * Included by base.h after the C library's own headers have been seen. */
#ifndef UTIL_BANNED_H
#define UTIL_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strtok

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison atoi atol atoll localtime gmtime ctime asctime rand srand system popen

#endif
