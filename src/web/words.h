/* words.h: states and acts in the words of the staff pages. */
#ifndef WEB_WORDS_H
#define WEB_WORDS_H

#include "model/audit.h"
#include "model/desk.h"
#include "model/outbox.h"
#include "model/staff.h"
#include "web/view.h"

struct fact { /* a line of the basic data */
    struct str what, text;
    bool own_words; /* no furigana */
};
struct fact_list {
    struct fact *v;
    size_t n;
};

struct tag words_letter_state(struct str state);
/* Why a letter stopped; what a program wrote in English comes out in Japanese. */
struct str words_letter_reason(struct arena *a, struct str state, struct str reason);
/* Of a letter that would be faulty: what would be wrong with it, and what to do; the reason's
 * first word is its id. */
struct str words_letter_fault(struct arena *a, struct str reason);
struct str words_letter_next(struct str reason);
/* Why a provisional login does not work any more, or empty. */
struct str words_login_note(const struct desk_letter *l, struct str today);
/* 受付 確認ずみ 予約 実行 取消 復元 */
struct tag words_deletion_state(struct str state);
struct tag words_mail_state(struct str state);
/* The same, but a mail that came back did not arrive. */
struct tag words_mail_tag(struct str state, struct str bounce);
/* What a server's answer means, a sentence or two; empty when it is no refusal. */
struct str words_mail_answer(int64_t code, struct str status);
/* Why a mail is not sent; empty when it is, or still waits for its first try. */
struct str words_mail_why(struct arena *a, const struct outbox *m);
/* What came back, of outbox.bounce and bounce.kind. */
struct str words_mail_back(struct str kind);
/* Which text it is, of outbox.template. */
struct str words_mail_template(struct str name);
/* For lists: 登録ずみ, 仮登録, 未登録. */
struct tag words_account_state(const struct desk_state *s);

/* What was done. An act that has no word yet is shown as it is stored. */
struct str words_action(struct str action);
/* Of what staff have looked at why (model/look.h); else as it is stored. */
struct str words_detail(struct str action, struct str detail);
/* Who did it; staff: all of them, for their names. */
struct str words_actor(struct arena *a, struct str actor, const struct staff_list *staff);
/* The same where an agent may have done it: with the firm and the person. */
struct str words_who(
    struct db *db, struct arena *a, struct str actor, const struct staff_list *staff);

/* 2026年11月21日 09:58, in Tokyo; empty for 0. */
struct str words_moment(struct arena *a, int64_t at);
/* 2026年11月21日 of 2026-11-21; empty for the empty text. */
struct str words_day(struct arena *a, struct str iso);

/* Enough to recognise it, too little to use it: c****@example.jp, 03-****-0001. */
struct str words_masked_mail(struct arena *a, struct str mail);
struct str words_masked_phone(struct arena *a, struct str phone);

#endif
