/* orders.h: institutions, readers and orders of card readers for tests: they are added to
 * the world. Texts live in orders_arena until
 * the next orders_begin(). */
#ifndef TESTS_ORDERS_H
#define TESTS_ORDERS_H

#include "model/order.h"
#include "tests/world.h"

enum {
    AT_HOSPITAL = 11,
    AT_CLINIC = 12,
    AT_PHARMACY = 13,
    AT_TEETH = 14, /* a dental hospital; a pair with 11 when a test says so */
    AT_NURSES = 15,
    AT_NEW = 16, /* a clinic with a provisional code */
};

extern struct arena orders_arena;
extern const struct order_by orders_clinic, orders_staff, orders_job;

/* The institutions, and readers instead of those that are there: 1 2 3 without an end, 4
 * until yesterday, 5 until today. */
void orders_fill(void);
/* A new world with them, in a transaction for all institutions; the next one; its end. */
struct db *orders_begin(void);
void orders_go_on(struct db *db);
void orders_end(struct db *db);

struct order orders_form(int64_t institution);
struct order_lines orders_lines(const char *text); /* "1:3 2:1": reader:quantity */
enum order_no orders_try(struct db *db, int64_t institution, const char *what, struct order *out);
struct order orders_place(struct db *db, int64_t institution, const char *what);
/* Any move with some day, reason and the like. */
enum order_no orders_go(struct db *db, struct order *o, enum order_do what,
    const struct order_by *by);

#endif
