/* deletions_case.h: what deletions.c takes from deletions_case.c. */
#ifndef STAFF_DELETIONS_CASE_H
#define STAFF_DELETIONS_CASE_H

#include "model/account.h"
#include "model/audit.h"
#include "staff/deletions_view.h"
#include "web/deletions.h"

#define DELETIONS "/staff/deletions"

enum { HANDLES = OPERATOR | SUPERVISOR | ADMIN };

handler_fn deletions_case_show, deletions_case_act;

#endif
