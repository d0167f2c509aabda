/* variant.c: characters of names that are the same character to a person who searches:
 * old and new forms, look-alikes from the family register, and the compatibility
 * ideographs of Unicode. Only for search keys; what is stored stays as it is. */
#include "util/cps.h"

/* Pairs: the variant, the plain form. Sorted by the variant. */
static const uint32_t pairs[] =
    U"乕虎乘乗亂乱亞亜仭仞佛仏來来俠侠倂併假仮傳伝價価儉倹儘侭兒児兔兎內内兩両冝宜"
    U"冨富冲沖决決况況凉涼减減凖準凢凡刕州剏創剩剰劍剣劑剤劒剣劔剣勞労勳勲勵励勸勧"
    U"匇匆區区卆卒卋世卷巻卽即參参吞呑吳呉咏詠喆哲單単噓嘘嚴厳囑嘱圈圏國国圓円圖図"
    U"團団圡土埜野堯尭塲場增増墮堕壘塁壞壊壯壮壹壱壺壷壽寿夘卯奧奥奬奨姬姫娛娯嫺嫻"
    U"孃嬢學学寢寝實実寫写寬寛寳宝寶宝將将專専對対尓爾尙尚屆届屛屏峯峰峽峡崗岡嵜崎"
    U"嶋島嶌島嶽岳巖巌巢巣帶帯廚厨廢廃廣広廳庁弌一强強彈弾彌弥彥彦徑径從従德徳忰悴"
    U"恆恒悅悦惠恵惡悪惱悩愼慎慘惨應応懷懐戀恋戰戦戶戸戾戻拂払拔抜拜拝挾挟插挿揭掲"
    U"搖揺搜捜擇択擊撃擔担據拠擧挙擴拡攜携攝摂攪撹收収效効敍叙敎教敕勅數数斈学斎斉"
    U"斷断旣既昻昂晄晃晉晋晝昼晧皓晳晰曆暦曉暁曺曹曻昇曾曽會会杤栃杦杉枀松枩松栁柳"
    U"桒桑桝枡條条棧桟榘矩榮栄槇槙槗橋槪概樂楽樓楼樞枢樣様橫横檜桧檢検檮梼櫻桜權権"
    U"欝鬱歐欧歡歓步歩歲歳歷歴歸帰殘残殼殻毆殴每毎氣気汙汚沒没涉渉淚涙淨浄淵渕淸清"
    U"淺浅游遊溪渓溫温滯滞滿満潛潜澁渋澤沢濕湿濟済濤涛濱浜濵浜瀆涜瀧滝瀨瀬灌潅灣湾"
    U"烟煙焰焔煇輝煑煮煕熙熈熙熖焔燈灯燒焼營営燿耀爐炉爭争爲為牀床犧犠狀状狹狭猨猿"
    U"獎奨獨独獵猟獸獣獻献珎珍琹琴瑤瑶瓣弁甁瓶甞嘗產産甯寧畠畑畧略畫画畵画當当疂畳"
    U"疊畳癡痴發発皃貌皈帰盃杯盜盗盡尽眀明眘慎眞真硏研碎砕碕崎礒磯礦砿祕秘祿禄禪禅"
    U"禮礼禰祢秊年稅税稱称稻稲穎頴穐秋穗穂穩穏竈竃竊窃竒奇竝並竸競箏筝簞箪籏旗籐藤"
    U"籔薮籖籤籠篭粹粋絕絶絲糸經経綠緑緖緒縣県縱縦總総繩縄繪絵繫繋繼継續続纖繊缺欠"
    U"罐缶羡羨羮羹翆翠聰聡聲声聽聴肅粛脉脈脫脱腦脳膽胆臺台與与舊旧舍舎舖舗舘館舩船"
    U"艷艶苅刈苐第莊荘莖茎莵菟萊莱萠萌萬万葊庵葢蓋蔣蒋蕋蕊薗園薰薫藏蔵藝芸藥薬藪薮"
    U"蘂蕊蘆芦蘓蘇蘗蘖處処虛虚號号虵蛇螢蛍蟬蝉蟲虫蠅蝿蠟蝋蠣蛎蠶蚕蠻蛮衞衛裝装裡裏"
    U"裵裴襃褒覺覚覽覧觀観觧解觸触說説諫諌謠謡證証譛譖譯訳讀読變変讓譲豐豊豬猪貭質"
    U"貳弐賎賤賣売賴頼贊賛踐践踴踊躰体軀躯軆体輌輛輕軽轉転辨弁辭辞辯弁迯逃逹達遙遥"
    U"遲遅邇迩邉辺邊辺邨村郞郎鄉郷鄕郷鄰隣醉酔醗醱醫医醬醤釀醸釆采釋釈釡釜釼剣鈎鉤"
    U"鉃鉄銕鉄銳鋭鋪舗錄録錢銭鍊錬鍜鍛鎭鎮鐡鉄鐵鉄鑄鋳鑒鑑鑚鑽鑛鉱閇閉閒間閱閲關関"
    U"陏随陷陥隨随險険隱隠隸隷雙双雜雑雞鶏霸覇靁雷靈霊靍鶴靏鶴靑青靜静靭靱韭韮頰頬"
    U"頸頚顏顔顯顕飜翻飮飲餠餅駈駆騷騒驅駆驒騨驗験驛駅髓髄體体髙高髮髪鬪闘鬭闘鯵鰺"
    U"鳬鳧鴈雁鶯鴬鷄鶏鷏鷆鷗鴎鸖鶴鹼鹸鹽塩麥麦麴麹麵麺黃黄黑黒默黙點点黨党齊斉齋斉"
    U"齒歯齡齢龍竜龜亀龝秋龢和\uF91D欄\uF928廊\uF929朗\uF936虜\uF970殺\uF9D0類"
    U"\uF9DC隆\uFA10塚\uFA11崎\uFA12晴\uFA15凞\uFA16猪\uFA17益\uFA18礼\uFA19神"
    U"\uFA1A祥\uFA1B福\uFA1C靖\uFA1D精\uFA1E羽\uFA20蘒\uFA22諸\uFA25逸\uFA26都"
    U"\uFA2A飯\uFA2B飼\uFA2C館\uFA2D鶴\uFA30侮\uFA31僧\uFA32免\uFA33勉\uFA34勤"
    U"\uFA35卑\uFA36喝\uFA37嘆\uFA38器\uFA39塀\uFA3A墨\uFA3B層\uFA3C屮\uFA3D悔"
    U"\uFA3E慨\uFA3F憎\uFA40懲\uFA41敏\uFA42既\uFA43暑\uFA44梅\uFA45海\uFA46渚"
    U"\uFA47漢\uFA48煮\uFA49爫\uFA4A琢\uFA4B碑\uFA4C社\uFA4D祉\uFA4E祈\uFA4F祐"
    U"\uFA50祖\uFA51祝\uFA52禍\uFA53禎\uFA54穀\uFA55突\uFA56節\uFA57練\uFA58縉"
    U"\uFA59繁\uFA5A署\uFA5B者\uFA5C臭\uFA5D艹\uFA5E艹\uFA5F著\uFA60褐\uFA61視"
    U"\uFA62謁\uFA63謹\uFA64賓\uFA65贈\uFA66辶\uFA67逸\uFA68難\uFA69響\uFA6A頻𠀋丈"
    U"𠮷吉𡈽土𡌛塀𣏓栃𣘺橋𥧄寝𨦇鋲";

uint32_t cp_variant(uint32_t c)
{
    size_t lo = 0, hi = COUNT(pairs) / 2;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (pairs[2 * mid] == c)
            return pairs[2 * mid + 1];
        if (pairs[2 * mid] < c)
            lo = mid + 1;
        else
            hi = mid;
    }
    return c;
}
