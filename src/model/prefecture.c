/* prefecture.c: typed from JIS X 0401 and the ministry's list of regional bureaus. */
#include "model/prefecture.h"

#include "util/str.h"

const struct prefecture prefectures[PREFECTURES] = {
    {"01", "北海道", "ホッカイドウ", 1},
    {"02", "青森県", "アオモリケン", 2},
    {"03", "岩手県", "イワテケン", 2},
    {"04", "宮城県", "ミヤギケン", 2},
    {"05", "秋田県", "アキタケン", 2},
    {"06", "山形県", "ヤマガタケン", 2},
    {"07", "福島県", "フクシマケン", 2},
    {"08", "茨城県", "イバラキケン", 3},
    {"09", "栃木県", "トチギケン", 3},
    {"10", "群馬県", "グンマケン", 3},
    {"11", "埼玉県", "サイタマケン", 3},
    {"12", "千葉県", "チバケン", 3},
    {"13", "東京都", "トウキョウト", 3},
    {"14", "神奈川県", "カナガワケン", 3},
    {"15", "新潟県", "ニイガタケン", 3},
    {"16", "富山県", "トヤマケン", 4},
    {"17", "石川県", "イシカワケン", 4},
    {"18", "福井県", "フクイケン", 5},
    {"19", "山梨県", "ヤマナシケン", 3},
    {"20", "長野県", "ナガノケン", 3},
    {"21", "岐阜県", "ギフケン", 4},
    {"22", "静岡県", "シズオカケン", 4},
    {"23", "愛知県", "アイチケン", 4},
    {"24", "三重県", "ミエケン", 4},
    {"25", "滋賀県", "シガケン", 5},
    {"26", "京都府", "キョウトフ", 5},
    {"27", "大阪府", "オオサカフ", 5},
    {"28", "兵庫県", "ヒョウゴケン", 5},
    {"29", "奈良県", "ナラケン", 5},
    {"30", "和歌山県", "ワカヤマケン", 5},
    {"31", "鳥取県", "トットリケン", 6},
    {"32", "島根県", "シマネケン", 6},
    {"33", "岡山県", "オカヤマケン", 6},
    {"34", "広島県", "ヒロシマケン", 6},
    {"35", "山口県", "ヤマグチケン", 6},
    {"36", "徳島県", "トクシマケン", 7},
    {"37", "香川県", "カガワケン", 7},
    {"38", "愛媛県", "エヒメケン", 7},
    {"39", "高知県", "コウチケン", 7},
    {"40", "福岡県", "フクオカケン", 8},
    {"41", "佐賀県", "サガケン", 8},
    {"42", "長崎県", "ナガサキケン", 8},
    {"43", "熊本県", "クマモトケン", 8},
    {"44", "大分県", "オオイタケン", 8},
    {"45", "宮崎県", "ミヤザキケン", 8},
    {"46", "鹿児島県", "カゴシマケン", 8},
    {"47", "沖縄県", "オキナワケン", 8},
};

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
