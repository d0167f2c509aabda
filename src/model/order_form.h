/* order_form.h: the order form's fields, in the words of the printed manual, and what they
 * mean: months typed as year and month, readers by their ids. */
#ifndef MODEL_ORDER_FORM_H
#define MODEL_ORDER_FORM_H

#include "model/order.h"
#include "util/date.h"

struct order_form {
    struct str plan_year, plan_month; /* 2027, 4 */
    struct str claims, claims_year, claims_month;
    struct str emr, emr_year, emr_month;
    struct str dispensing, dispensing_year, dispensing_month;
    struct str reader1, quantity1, reader2, quantity2, reader3, quantity3;
    struct str elsewhere; /* 1: to the address below */
    struct str zip, found, pref, city, building, addressee, phone, contact;
};

extern const struct model order_form_model;

/* The fields as an order has them; lines NULL: only the survey, for the next order. */
void order_form_of(struct arena *a, const struct order *o, const struct order_lines *lines,
    struct order_form *out);
/* The order as the fields say: months YYYY-MM, what was not asked or does not count empty. */
void order_form_into(struct arena *a, const struct order_form *f, struct order *out);
/* Lines with a product and a quantity; v has room for ORDER_LINES. */
size_t order_form_lines(const struct order_form *f, struct order_line *v);

/* A year and a month as typed, any width, also 令和9: 0 and *out its first day; else the
 * sentence for the part that is wrong in *why, and which part. */
enum order_part { ORDER_PART_OK, ORDER_PART_YEAR, ORDER_PART_MONTH };
enum order_part order_form_month(struct arena *a, const char *what, struct str year,
    struct str month, struct date *out, struct str *why);

/* 令和9年（2027年）4月 of YYYY-MM; empty for what is none. */
struct str order_month_text(struct arena *a, struct str month);
/* 導入している 未導入（導入予定あり） 導入予定なし */
struct str order_answer_text(struct arena *a, struct str answer, struct str month);
/* 〒105-0004, then the lines of the delivery address of an order with elsewhere. */
struct str order_zip_text(struct arena *a, struct str zip);

#endif
