/* news_mail_view.h: what templates/news_mail/ is given. */
#ifndef PAGE_NEWS_MAIL_VIEW_H
#define PAGE_NEWS_MAIL_VIEW_H

#include "web/view.h"

struct news_choice {
    struct str mail, csrf; /* mail: masked when nobody is logged in */
    bool wants, inside;
    struct url action;
};

#endif
