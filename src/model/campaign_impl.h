/* campaign_impl.h: whom a mailing is for: what planning it (campaign.c) and looking at it
 * beforehand (campaign_trial.c) share. */
#ifndef MODEL_CAMPAIGN_IMPL_H
#define MODEL_CAMPAIGN_IMPL_H

#include "model/campaign.h"

/* Each institution of this kind and prefecture with the first reason that keeps it out.
 * One that somebody registered without proof still gets its letter. */
#define REASONS                                                                          \
    "SELECT i.id, i.zip, CASE"                                                           \
    " WHEN i.closed_on <= :cutoff OR i.closed_on <= :today OR i.designated_on > :cutoff" \
    "  THEN 'closed'"                                                                    \
    " WHEN EXISTS (SELECT 1 FROM statement s WHERE s.institution = i.id"                 \
    "  AND s.proof <> '') AND NOT (:requests = 1 AND EXISTS (SELECT 1 FROM letter_request q" \
    "  WHERE q.institution = i.id AND q.state = 'asked' AND q.recovery = 1))"            \
    "  THEN 'registered'"                                                                \
    " WHEN :supersede = 0 AND EXISTS (SELECT 1 FROM credential c"                        \
    "  WHERE c.institution = i.id AND c.state = 'issued' AND c.valid_until >= :today)"   \
    "  THEN 'has_letter'"                                                                \
    " WHEN length(i.zip) <> 7 OR i.address = '' OR i.name = '' THEN 'no_address'"        \
    " ELSE '' END AS reason FROM institution i"                                          \
    " WHERE (:kind = '' OR i.kind = :kind) AND (:pref = '' OR i.pref = :pref)"          \
    " AND (:requests = 0 OR EXISTS (SELECT 1 FROM letter_request q"                      \
    "  WHERE q.institution = i.id AND q.state = 'asked'))"

#endif
