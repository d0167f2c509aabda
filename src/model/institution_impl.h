/* institution_impl.h: the statements, for institution.c and institution_find.c only. */
#ifndef MODEL_INSTITUTION_IMPL_H
#define MODEL_INSTITUTION_IMPL_H

#include "model/institution.h"

enum {
    INST_GET,
    INST_BY_CODE,
    INST_SEVEN,
    INST_PHONE,
    INST_NAME,
    INST_WORDS,
    INST_EACH,
    INST_COUNT,
    INST_NEXT,
    INST_ADD,
    INST_CHANGE,
    INST_INDEX,
    INST_UNINDEX,
};

#endif
