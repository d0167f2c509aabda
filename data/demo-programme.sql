-- demo-programme.sql: an invented programme that is open for 60 days from the day on which
-- 'madoguchi demo' was run, so that filing can be tried. All of it is a sample 見本.

INSERT INTO programme (id, word, title, summary, law, may_file, opens_at, closes_at,
    follow_days, correct_days, late_text, published, changed_at) VALUES
(900, 'mihon', '【見本】経過措置の届出の練習',
 '届出の手続きをためすための、見本の制度です。実際の制度ではありません。',
 '見本（根拠となる法令はありません）', 'hospital clinic dental pharmacy nursing',
 unixepoch('now', '+9 hours', 'start of day', '-30 days', '-9 hours'),
 unixepoch('now', '+9 hours', 'start of day', '+61 days', '-9 hours'),
 14, 14, '見本の受付は終わりました。', 1, unixepoch('now'));

INSERT INTO programme_type (id, programme, number, word, title, circumstance, until_text,
    end_rule, end_key, end_day, end_months, attachment, excluded, consult, position,
    valid_from)
SELECT x.id, 900, x.number, x.word, x.title, x.circumstance, x.until_text, x.end_rule,
    x.end_key, x.end_day, x.end_months, x.attachment, x.excluded, x.consult, x.number,
    date('now', '+9 hours', '-30 days')
FROM (
SELECT 9001 AS id, 1 AS number, 'system' AS word, 'システム整備中' AS title,
 'システムの事業者と導入の契約を結んでいるが、整備がまだ終わっていない' AS circumstance,
 'システム整備が終わる日まで' AS until_text, 'answer' AS end_rule, 'done_month' AS end_key,
 date('now', '+9 hours', '+300 days') AS end_day, 0 AS end_months,
 'required' AS attachment, '' AS excluded, 0 AS consult
UNION ALL SELECT 9002, 2, 'network', 'ネットワーク環境の事情',
 'オンライン資格確認に使える光回線が、まだ引けない',
 '使える光回線が引けるようになってから6か月がたつ日まで', 'months_after', 'available_on', '',
 6, 'none', '', 1
UNION ALL SELECT 9003, 3, 'visits', '訪問診療のみ',
 '訪問診療だけを行っていて、外来の診療をしていない（薬局は選べません）',
 '1年後まで', 'fixed', '', date('now', '+9 hours', '+365 days'), 0, 'none', 'pharmacy', 0
UNION ALL SELECT 9004, 4, 'building', '改築工事中・臨時施設',
 '建物を改築している、または臨時の施設で診療や調剤をしている',
 '改築工事が終わる日、または臨時の施設が終わる日まで', 'answer', 'ends_on', '', 0, 'none', '', 0
UNION ALL SELECT 9005, 5, 'closing', '廃止・休止', '廃止する計画か休止する計画がある',
 '廃止か休止の日まで', 'answer', 'planned_on', '', 0, 'none', '', 0
UNION ALL SELECT 9006, 6, 'hardship', 'その他、特に困難な事情',
 '災害などがあった、またはこれと同じくらい困難な事情がある',
 '特に困難な事情がなくなるまで', 'none', '', '', 0, 'optional', '', 1) AS x;

INSERT INTO programme_question (type, key, label, hint, input, options, shown_if,
    required_if, not_before, not_after, exit_text, position) VALUES
(9001, 'contract_on', '契約日', '契約書や発注書にある日付です。例：令和8年2月10日', 'date', '', '', '', '',
 'today', 'この類型は、もう契約を結んだときのものです。契約を結んでから、届け出てください。ほかの類型に当てはまらないかも見てください。', 1),
(9001, 'vendor', '契約した事業者の名前', '例：株式会社みほんシステム', 'text', '', '', '', '', '', '', 2),
(9001, 'done_month', 'システム整備が終わる予定の年月', '例：令和9年7月', 'month', '', '', '', '', '', '', 3),
(9002, 'line', '光回線は、いつから使えますか', '', 'choice', 'not_yet=まだ使えない（時期がわからない）
from=使えるようになる日がわかっている', '', '', '', '', '', 1),
(9002, 'available_on', '光回線が使えるようになる日', '例：令和9年8月1日', 'date', '', 'line=from', '', '', '', '', 2),
(9004, 'which', '改築工事中ですか、臨時の施設ですか', '', 'choice', 'rebuilding=改築工事中
temporary=臨時の施設', '', '', '', '', '', 1),
(9004, 'ends_on', '終わる予定の日', '例：令和9年10月31日', 'date', '', '', '', '', '', '', 2),
(9005, 'which', '廃止ですか、休止ですか', '', 'choice', 'closing=廃止
pausing=休止', '', '', '', '', '', 1),
(9005, 'planned_on', '廃止または休止の予定の日', '例：令和9年3月31日', 'date', '', '', '', '', '', '', 2),
(9006, 'text', '事情のくわしい説明', 'いつから、どのような事情で導入が難しいかを書いてください。', 'area', '', '', '', '', '', '', 1);

INSERT INTO attachment_kind (type, title, valid_from, position)
SELECT t.id, k.title, t.valid_from, k.position FROM programme_type t JOIN (
    SELECT 9001 AS type, '契約書の写し' AS title, 1 AS position
    UNION ALL SELECT 9001, '発注書の写し', 2
    UNION ALL SELECT 9001, '回線の申込確認書の写し', 3
    UNION ALL SELECT 9006, '事情がわかる書類', 1) AS k ON k.type = t.id;

UPDATE programme_type SET guide = (SELECT o.guide FROM programme_type o
    WHERE o.word = programme_type.word AND o.programme = 1) WHERE programme = 900;
