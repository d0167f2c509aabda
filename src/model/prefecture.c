/* prefecture.c: typed from JIS X 0401 and the ministry's list of regional bureaus. */
#include "model/prefecture.h"

#include "util/str.h"

#define ALL(X) \
    X("01", "北海道", "ホッカイドウ", 1) \
    X("02", "青森県", "アオモリケン", 2) \
    X("03", "岩手県", "イワテケン", 2) \
    X("04", "宮城県", "ミヤギケン", 2) \
    X("05", "秋田県", "アキタケン", 2) \
    X("06", "山形県", "ヤマガタケン", 2) \
    X("07", "福島県", "フクシマケン", 2) \
    X("08", "茨城県", "イバラキケン", 3) \
    X("09", "栃木県", "トチギケン", 3) \
    X("10", "群馬県", "グンマケン", 3) \
    X("11", "埼玉県", "サイタマケン", 3) \
    X("12", "千葉県", "チバケン", 3) \
    X("13", "東京都", "トウキョウト", 3) \
    X("14", "神奈川県", "カナガワケン", 3) \
    X("15", "新潟県", "ニイガタケン", 3) \
    X("16", "富山県", "トヤマケン", 4) \
    X("17", "石川県", "イシカワケン", 4) \
    X("18", "福井県", "フクイケン", 5) \
    X("19", "山梨県", "ヤマナシケン", 3) \
    X("20", "長野県", "ナガノケン", 3) \
    X("21", "岐阜県", "ギフケン", 4) \
    X("22", "静岡県", "シズオカケン", 4) \
    X("23", "愛知県", "アイチケン", 4) \
    X("24", "三重県", "ミエケン", 4) \
    X("25", "滋賀県", "シガケン", 5) \
    X("26", "京都府", "キョウトフ", 5) \
    X("27", "大阪府", "オオサカフ", 5) \
    X("28", "兵庫県", "ヒョウゴケン", 5) \
    X("29", "奈良県", "ナラケン", 5) \
    X("30", "和歌山県", "ワカヤマケン", 5) \
    X("31", "鳥取県", "トットリケン", 6) \
    X("32", "島根県", "シマネケン", 6) \
    X("33", "岡山県", "オカヤマケン", 6) \
    X("34", "広島県", "ヒロシマケン", 6) \
    X("35", "山口県", "ヤマグチケン", 6) \
    X("36", "徳島県", "トクシマケン", 7) \
    X("37", "香川県", "カガワケン", 7) \
    X("38", "愛媛県", "エヒメケン", 7) \
    X("39", "高知県", "コウチケン", 7) \
    X("40", "福岡県", "フクオカケン", 8) \
    X("41", "佐賀県", "サガケン", 8) \
    X("42", "長崎県", "ナガサキケン", 8) \
    X("43", "熊本県", "クマモトケン", 8) \
    X("44", "大分県", "オオイタケン", 8) \
    X("45", "宮崎県", "ミヤザキケン", 8) \
    X("46", "鹿児島県", "カゴシマケン", 8) \
    X("47", "沖縄県", "オキナワケン", 8)

#define ROW(code, name, kana, bureau)    {code, name, kana, bureau},
#define CHOICE(code, name, kana, bureau) {code, name},

const struct prefecture prefectures[PREFECTURES] = {ALL(ROW)};
const struct choice prefecture_choices[PREFECTURES + 1] = {ALL(CHOICE){NULL, NULL}};

static const char *const bureaus[] = {
    [1] = "北海道厚生局",
    [2] = "東北厚生局",
    [3] = "関東信越厚生局",
    [4] = "東海北陸厚生局",
    [5] = "近畿厚生局",
    [6] = "中国四国厚生局",
    [7] = "四国厚生支局",
    [8] = "九州厚生局",
};

struct str prefecture_name(struct str code)
{
    int64_t n;

    if (code.n != 2 || !str_int(code, 1, PREFECTURES, &n))
        return code;
    return str_of(prefectures[n - 1].name);
}

const char *bureau_name(int bureau)
{
    return bureau > 0 && bureau < (int)COUNT(bureaus) ? bureaus[bureau] : "";
}

const struct prefecture *prefecture_by_code(struct str code)
{
    int64_t n;

    return code.n == 2 && str_int(code, 1, PREFECTURES, &n) ? &prefectures[n - 1] : NULL;
}

const struct prefecture *prefecture_by_name(struct str name)
{
    for (size_t i = 0; i < PREFECTURES; i++)
        if (str_is(name, prefectures[i].name))
            return &prefectures[i];
    return NULL;
}

const struct prefecture *prefecture_of_address(struct str *address)
{
    for (size_t i = 0; i < PREFECTURES; i++) {
        struct str name = str_of(prefectures[i].name);

        if (str_starts(*address, name)) {
            *address = str_from(*address, name.n);
            return &prefectures[i];
        }
    }
    return NULL;
}
