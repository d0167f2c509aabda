/* carrier.c: see carrier.h. The addresses are those that the services' own mails carry.
 */
#include "model/carrier.h"

#include "util/kana.h"
#include "util/str.h"

enum { NAMES = 5, TRACKING_MAX = 20 };

static const struct {
    const char *name;
    const char *called[NAMES];
    const char *url; /* the number follows */
} carriers[] = {
    {"ヤマト運輸", {"ヤマト", "クロネコ", "yamato", "宅急便"},
        "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id="},
    {"佐川急便", {"佐川", "サガワ", "sagawa", "飛脚"},
        "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo="},
    {"日本郵便", {"日本郵便", "ゆうパック", "郵便", "japan post"},
        "https://trackings.post.japanpost.jp/services/srv/search/"
        "direct?locale=ja&reqCodeNo1="},
    {"西濃運輸", {"西濃", "セイノー", "seino", "カンガルー"},
        "https://track.seino.co.jp/cgi-bin/gnpquery.pgm?GNPNO1="},
    {"福山通運", {"福山", "福通", "fukuyama", "fukutsu"},
        "https://corp.fukutsu.co.jp/situation/tracking_no_hunt/"},
};

static int find(struct arena *a, struct str typed)
{
    struct str key = text_key(a, typed);

    for (size_t i = 0; i < COUNT(carriers) && key.n; i++)
        for (int k = 0; k < NAMES && carriers[i].called[k]; k++)
            if (str_starts(key, text_key(a, str_of(carriers[i].called[k]))))
                return (int)i;
    return -1;
}

struct str carrier_name(struct arena *a, struct str typed)
{
    int i = find(a, typed);

    return i < 0 ? typed : str_of(carriers[i].name);
}

struct str carrier_url(struct arena *a, struct str carrier, struct str tracking)
{
    char digits[TRACKING_MAX + 1];
    int i = find(a, carrier);
    size_t n = 0;

    if (i < 0)
        return S("");
    for (size_t k = 0; k < tracking.n; k++) {
        char c = tracking.p[k];

        if (c == '-')
            continue;
        if (c < '0' || c > '9' || n == TRACKING_MAX)
            return S("");
        digits[n++] = c;
    }
    digits[n] = '\0';
    return n ? arena_fmt(a, "%s%s", carriers[i].url, digits) : S("");
}
