/* postcode.c: see postcode.h. */
#include "model/postcode.h"

#include "util/kana.h"
#include "util/str.h"
#include "util/utf8.h"

static const struct col cols[] = {COL(postcode, id), COL(postcode, zip), COL(postcode, pref),
    COL(postcode, city), COL(postcode, town), COL(postcode, office)};

enum { FIND, CLEAR_PLACES, CLEAR_OFFICES, ADD };

static const struct query queries[] = {
    [FIND] = {"postcode.find", SHARED,
        "SELECT id, zip, pref, city, town, office FROM postcode WHERE zip = :zip"
        " ORDER BY office, id LIMIT 100"},
    [CLEAR_PLACES] = {"postcode.clear_places", SHARED,
        "DELETE FROM postcode WHERE office = ''"},
    [CLEAR_OFFICES] = {"postcode.clear_offices", SHARED,
        "DELETE FROM postcode WHERE office <> ''"},
    [ADD] = {"postcode.add", SHARED,
        "INSERT INTO postcode (zip, pref, city, town, office)"
        " VALUES (:zip, :pref, :city, :town, :office)"},
};

const struct model postcode_model = MODEL(postcode, cols, queries);

struct postcodes postcode_find(struct db *db, struct arena *a, struct str typed)
{
    struct postcode in = {.zip = text_digits(a, typed)};
    struct rows r = {NULL, 0};

    if (in.zip.n == 7)
        r = db_all(db, &postcode_model, FIND, &in);
    return (struct postcodes){r.v, r.n};
}

static void run(struct db *db, int q, const struct postcode *in)
{
    if (db_run(db, &postcode_model, q, in) == ERR_CONFLICT)
        die("postcode: conflict");
}

void postcode_clear(struct db *db, bool offices)
{
    run(db, offices ? CLEAR_OFFICES : CLEAR_PLACES, NULL);
}

void postcode_add(struct db *db, const struct postcode *row)
{
    run(db, ADD, row);
}

/* Names in which the ending of a city comes too early. */
static const struct str whole[] = {S_INIT("四日市市"), S_INIT("廿日市市"),
    S_INIT("野々市市"), S_INIT("市川市"), S_INIT("市原市"), S_INIT("郡山市"),
    S_INIT("郡上市"), S_INIT("大和郡山市"), S_INIT("蒲郡市"), S_INIT("小郡市"),
    S_INIT("佐波郡玉村町"), S_INIT("杵島郡大町町"), S_INIT("柴田郡村田町")};

/* Cities with wards (Local Autonomy Act, article 252-19). */
static const struct str with_wards[] = {S_INIT("札幌市"), S_INIT("仙台市"),
    S_INIT("さいたま市"), S_INIT("千葉市"), S_INIT("横浜市"), S_INIT("川崎市"),
    S_INIT("相模原市"), S_INIT("新潟市"), S_INIT("静岡市"), S_INIT("浜松市"),
    S_INIT("名古屋市"), S_INIT("京都市"), S_INIT("大阪市"), S_INIT("堺市"),
    S_INIT("神戸市"), S_INIT("岡山市"), S_INIT("広島市"), S_INIT("北九州市"),
    S_INIT("福岡市"), S_INIT("熊本市")};

/* Bytes up to the first of the endings that has at least one character before it, within
 * the first max characters; 0: none. */
static size_t up_to(struct str s, const char *endings, size_t from, size_t max)
{
    struct str rest = str_from(s, from);
    uint32_t c, e;

    for (size_t i = 0; i < max && utf8_next(&rest, &c); i++) {
        struct str list = str_of(endings);

        while (i > 0 && utf8_next(&list, &e))
            if (e == c)
                return s.n - rest.n;
    }
    return 0;
}

static size_t city_length(struct str s)
{
    size_t n, county;

    for (size_t i = 0; i < COUNT(whole); i++)
        if (str_starts(s, whole[i]))
            return whole[i].n;
    for (size_t i = 0; i < COUNT(with_wards); i++)
        if (str_starts(s, with_wards[i])) {
            n = up_to(s, "区", with_wards[i].n, 6);
            return n ? n : with_wards[i].n;
        }
    n = up_to(s, "市区", 0, 7);
    county = up_to(s, "郡", 0, 5);
    if (str_starts(s, S("余市郡")) || str_starts(s, S("高市郡")))
        n = 0;
    if (n && (!county || n < county))
        return n;
    if (county)
        return up_to(s, "町村", county, 7);
    return up_to(s, "町村", 0, 8);
}

struct str postcode_city(struct str *address)
{
    struct str city = str_head(*address, city_length(*address));

    *address = str_from(*address, city.n);
    return city;
}
