/* place_view.h: what staff_search of templates/staff/desk.html is given. */
#ifndef WEB_PLACE_VIEW_H
#define WEB_PLACE_VIEW_H

#include "web/view.h"

struct place_search {
    struct str typed, said;
    struct pick_list whys;
};

#endif
