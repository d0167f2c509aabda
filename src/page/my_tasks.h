/* my_tasks.h: the procedures on マイページ, each from its own file. */
#ifndef PAGE_MY_TASKS_H
#define PAGE_MY_TASKS_H

#include "page/my_view.h"
#include "web/req.h"

struct task my_readers_task(struct req *r);
struct task my_notices_task(struct req *r);
/* The page as it is for an agent: page/my_agent.c */
int my_agent(struct req *r);

#endif
