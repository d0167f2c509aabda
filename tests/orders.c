/* orders.c: see orders.h. */
#include "tests/orders.h"

#include "tests/world_impl.h"
#include "util/str.h"

struct arena orders_arena = ARENA_INIT;
const struct order_by orders_clinic = {ORDER_BY_CLINIC, S_INIT("a:1")};
const struct order_by orders_staff = {ORDER_BY_STAFF, S_INIT("s:1")};
const struct order_by orders_job = {ORDER_BY_JOB, S_INIT("job")};

__attribute__((destructor)) static void drop(void)
{
    arena_release(&orders_arena);
}

void orders_fill(void)
{
    world_sql(
        "DELETE FROM reader;"
        "INSERT INTO reader (id, maker, product, orderable_until) VALUES"
        " (1, '甲', '顔', NULL), (2, '乙', '面', NULL), (3, '丙', '像', NULL),"
        " (4, '丁', '終', '2026-11-20'), (5, '戊', '今日まで', '2026-11-21');"
        "INSERT INTO institution (id, pref, score_table, code, kind, name, changed_at)"
        " VALUES (11, '13', '1', '0000111', 'hospital', '病院', 0),"
        " (12, '13', '1', '0000112', 'clinic', '診療所', 0),"
        " (13, '13', '4', '0000113', 'pharmacy', '薬局', 0),"
        " (14, '13', '3', '0000114', 'hospital', '病院歯科', 0),"
        " (15, '13', '6', '0000115', 'nursing', '訪問看護', 0),"
        " (16, '13', '1', '0000116', 'clinic', '開設前', 0);"
        "UPDATE institution SET code = '01' || substr(code, 3) WHERE id BETWEEN 11 AND 15");
}

struct db *orders_begin(void)
{
    struct db *db = world()->write_db;

    arena_reset(&orders_arena);
    orders_fill();
    orders_go_on(db);
    return db;
}

void orders_go_on(struct db *db)
{
    db_as(db, &orders_arena, DB_ALL);
    CHECK(db_begin(db));
}

void orders_end(struct db *db)
{
    CHECK(!db_broken(db));
    CHECK(db_commit(db));
}

struct order orders_form(int64_t institution)
{
    struct order o = {.institution = institution};

    for (size_t i = 0; i < order_model.n_cols; i++)
        if (order_model.cols[i].type == COL_STR)
            *col_str(&order_model.cols[i], &o) = S("");
    o.plan_month = S("2027-04");
    o.claims = S("yes");
    return o;
}

struct order_lines orders_lines(const char *text)
{
    struct order_line *v = NEW_N(&orders_arena, struct order_line, 8);
    struct str rest = str_of(text), part;
    size_t n = 0;

    while (rest.n && n < 8) {
        struct str quantity;

        part = str_cut(rest, ' ', &rest);
        part = str_cut(part, ':', &quantity);
        CHECK(str_int(part, 1, 99, &v[n].reader) && str_int(quantity, 0, 99, &v[n].quantity));
        n++;
    }
    return (struct order_lines){v, n};
}

enum order_no orders_try(
    struct db *db, int64_t institution, const char *what, struct order *out)
{
    struct order in = orders_form(institution);

    return order_place(db, &in, orders_lines(what), &orders_clinic, out);
}

struct order orders_place(struct db *db, int64_t institution, const char *what)
{
    struct order o = {.id = 0};

    CHECK_INT(orders_try(db, institution, what, &o), ORDER_DONE);
    return o;
}

enum order_no orders_go(struct db *db, struct order *o, enum order_do what,
    const struct order_by *by)
{
    struct order_units none = {NULL, 0};
    struct order to = *o;

    switch (what) {
    case ORDER_PLACE:
        return ORDER_NO_STATE;
    case ORDER_CHANGE:
        return order_change(db, o, &to, orders_lines("1:1 2:1"), by);
    case ORDER_CANCEL:
        return order_cancel(db, o, S("理由"), by);
    case ORDER_CANCEL_PART:
        return order_cancel_part(db, o, 1, 1, S("理由"), by);
    case ORDER_UNDO:
        return order_undo(db, o, by);
    case ORDER_RELEASE:
        return order_release(db, o, S(""), by);
    case ORDER_SCHEDULE:
        return order_schedule(db, o, S("2027-02-01"), by);
    case ORDER_DISPATCH:
        return order_dispatch(db, o, S("2027-01-30"), S("ヤマト運輸"), S("123456789012"), by);
    case ORDER_DELIVER:
        return order_deliver(db, o, S("2027-02-01"), none, by);
    case ORDER_RETURN:
        return order_return(db, o, S("理由"), by);
    case ORDER_REFUND:
        return order_refund(db, o, S(""), by);
    case ORDER_DOES:
        break;
    }
    return ORDER_NO_STATE;
}
