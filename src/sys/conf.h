/* conf.h: settings. One table says name, default, kind and meaning of each; the file is
 * INI (DIR/madoguchi.conf), and MADOGUCHI_SECTION_KEY in the environment wins. */
#ifndef SYS_CONF_H
#define SYS_CONF_H

#include "util/arena.h"

struct conf {
    /* [portal] */
    struct str origin;        /* "https://portal.example.jp": links in mails and letters */
    struct str listen, staff_listen;
    struct str tls_cert, tls_key;
    struct str proxy;         /* address of a trusted proxy: its X-Forwarded-For counts */
    struct str hosts;         /* accepted Host names, blank-separated; empty: any */
    int64_t threads, connections;
    int64_t idle_s, request_s;
    bool secure;              /* derived: origin is https */
    /* [session] */
    int64_t clinic_idle_min, clinic_max_min, staff_idle_min, staff_max_min;
    /* [accounts] */
    int64_t members;
    /* [letters] */
    int64_t valid_days, requests_day;
    /* [deletion] */
    int64_t business_days, operator_day;
    /* [readers] */
    int64_t unused_months;
    /* [mail] */
    struct str mail_server, mail_user, mail_password_file, mail_from, mail_from_name;
    struct str mail_ca, mail_return_path, mail_bounces;
    bool mail_starttls;
    int64_t mail_connections;
    /* [files] */
    struct str scan_socket;   /* UNIX socket of clamd; empty: files are not scanned */
    int64_t scan_s;           /* seconds that one file may take */
    /* [log] */
    struct str log_level;
};

/* Reads file (may be missing when it is not required) and environment. false: every
 * mistake has been said on standard error, one line each with file, line and what to do. */
bool conf_read(struct conf *c, struct arena *a, const char *path, bool required) MUST_USE;

/* One line per setting, as a commented configuration file. */
struct buf;
void conf_sample(struct buf *out);

#endif
