/* place.c: follows HTML far enough to say where a value stands. It knows tags, quoted
 * attributes, <textarea>, <title>, <script> and <pre>; what could run or load something
 * (inline script and style, on… attributes, <base>, meta refresh) is refused at once,
 * with or without a value. */
#include "gen/place.h"

#include <ctype.h>

static char text[160];

static bool one_of(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (!strcmp(word, *list))
            return true;
    return false;
}

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static void grow(char *word, size_t size, char c)
{
    size_t n = strlen(word);

    if (n + 1 < size) {
        word[n] = (char)tolower((unsigned char)c);
        word[n + 1] = '\0';
    }
}

static const char *tag_named(const struct place *p)
{
    static const char *const refused[] = {
        "base", "style", "iframe", "frame", "object", "embed", "applet", NULL};

    if (!one_of(p->tag, refused))
        return NULL;
    snprintf(text, sizeof(text), "<%s> is not used here", p->tag);
    return text;
}

static const char *attr_named(struct place *p)
{
    static const char *const links[] = {"href", "src", "action", "formaction", NULL};
    static const char *const refused[] = {"style", "srcdoc", "http-equiv", NULL};
    bool handler = !strncmp(p->attr, "on", 2) && p->attr[2];

    if (handler || one_of(p->attr, refused)) {
        snprintf(text, sizeof(text),
            "the attribute %s is not used here: a class or a data- attribute does it",
            p->attr);
        return text;
    }
    p->address = one_of(p->attr, links) ? ADDRESS_EMPTY : NO_ADDRESS;
    p->lit[0] = '\0';
    return NULL;
}

static void tag_closed(struct place *p)
{
    p->at = AT_TEXT;
    p->end = 0;
    if (!strcmp(p->tag, "pre"))
        p->pre = !p->closing;
    else if (p->closing)
        return;
    else if (!strcmp(p->tag, "textarea") || !strcmp(p->tag, "title"))
        p->at = AT_RCDATA;
    else if (!strcmp(p->tag, "script"))
        p->at = AT_SCRIPT;
}

static const char *in_tag(struct place *p, char c)
{
    if (c == '>')
        tag_closed(p);
    else if (blank(c))
        p->at = AT_SPACE;
    else if (c == '/')
        p->at = AT_GAP;
    else if (p->at == AT_GAP)
        return "a blank is missing before an attribute";
    else if (!isalpha((unsigned char)c))
        return "an attribute begins with a letter";
    else {
        p->at = AT_NAME;
        p->attr[0] = '\0';
        grow(p->attr, sizeof(p->attr), c);
    }
    return NULL;
}

/* Behind < up to the end of the tag's name. */
static const char *in_tag_name(struct place *p, char c)
{
    if (p->at == AT_LT && c == '/' && !p->closing) {
        p->closing = true;
        return NULL;
    }
    if (p->at == AT_LT && c == '!' && !p->closing) {
        p->at = AT_DECL;
        return NULL;
    }
    if (p->at == AT_LT && !isalpha((unsigned char)c))
        return "a < that begins no tag is written &lt;";
    if (isalnum((unsigned char)c) || c == '-') {
        p->at = AT_TAG;
        grow(p->tag, sizeof(p->tag), c);
        return NULL;
    }
    p->at = AT_GAP;
    return tag_named(p) ? text : in_tag(p, c);
}

static const char *in_address(struct place *p, char c)
{
    static const char *const known[] = {"https", "http", "mailto", "tel", NULL};

    if (p->address == ADDRESS_WHOLE && !strchr("#?/&", c))
        return "behind a whole address only # ? & or / can follow";
    if (c == ':' && !strpbrk(p->lit, "/?#:") && !one_of(p->lit, known))
        return "an address begins with / ? # https: mailto: or tel:";
    if (c == '/' && !strcmp(p->lit, "/"))
        return "an address that begins with // leads away";
    p->address = ADDRESS_BEGUN;
    grow(p->lit, sizeof(p->lit), c);
    return NULL;
}

static const char *in_rcdata(struct place *p, char c)
{
    char end[32];

    snprintf(end, sizeof(end), "</%s", p->tag);
    if (p->end == strlen(end)) {
        p->closing = true;
        p->at = AT_GAP;
        return in_tag(p, c);
    }
    p->end = tolower((unsigned char)c) == end[p->end] ? p->end + 1 : c == '<';
    if (p->at == AT_SCRIPT && !p->end && !blank(c))
        return "no inline script: link a file of static/";
    return NULL;
}

static const char *in_value(struct place *p, char c)
{
    if (c == p->quote) {
        p->at = AT_GAP;
        return NULL;
    }
    return p->address == NO_ADDRESS ? NULL : in_address(p, c);
}

const char *place_feed(struct place *p, char c)
{
    switch (p->at) {
    case AT_TEXT:
        if (c == '<') {
            p->at = AT_LT;
            p->closing = false;
            p->tag[0] = '\0';
        }
        return NULL;
    case AT_LT:
    case AT_TAG:
        return in_tag_name(p, c);
    case AT_SPACE:
    case AT_GAP:
        return in_tag(p, c);
    case AT_NAME:
        if (isalnum((unsigned char)c) || strchr("-_:", c)) {
            grow(p->attr, sizeof(p->attr), c);
            return NULL;
        }
        p->at = c == '=' ? AT_EQUALS : AT_GAP;
        return attr_named(p) ? text : c == '=' ? NULL : in_tag(p, c);
    case AT_EQUALS:
        p->quote = c;
        p->at = c == '"' || c == '\'' ? AT_VALUE : AT_UNQUOTED;
        return blank(c) || c == '>' ? "a value is missing behind =" : NULL;
    case AT_VALUE:
        return in_value(p, c);
    case AT_UNQUOTED:
        return blank(c) || c == '>' ? in_tag(p, c) : NULL;
    case AT_RCDATA:
    case AT_SCRIPT:
        return in_rcdata(p, c);
    case AT_DECL:
        if (c == '>')
            p->at = AT_TEXT;
        return NULL;
    }
    return NULL;
}

const char *place_directive(struct place *p)
{
    switch (p->at) {
    case AT_LT:
    case AT_DECL:
        return "a tag is cut by a directive";
    case AT_TAG:
        p->at = AT_GAP;
        return tag_named(p);
    case AT_NAME:
        p->at = AT_GAP;
        return attr_named(p);
    case AT_EQUALS:
    case AT_UNQUOTED:
        return "a directive in an attribute's value needs quotes";
    case AT_SCRIPT:
        return "nothing of the language can stand inside <script>";
    case AT_RCDATA:
        return p->end ? "a tag is cut by a directive" : NULL;
    default:
        return NULL;
    }
}

static const char *address_value(struct place *p, const char **fn)
{
    if (p->address == ADDRESS_EMPTY) {
        p->address = ADDRESS_WHOLE;
        *fn = "out_url";
        return NULL;
    }
    *fn = "out_url_part";
    if (!strcmp(p->lit, "/"))
        return "an address begins with a fixed word: /word/{{ value }}";
    if (!strncmp(p->lit, "http", 4))
        return "an outside address with a value in it is made in C, as a struct url";
    if (p->address == ADDRESS_BEGUN && !strchr("/?#&", p->lit[0]) &&
        strncmp(p->lit, "mailto:", 7) && strncmp(p->lit, "tel:", 4))
        return "an address with a value in it begins with / ? or #";
    if (p->address == ADDRESS_WHOLE && !p->lit[0])
        return "behind a whole address only # ? & or / can follow";
    return NULL;
}

const char *place_value(struct place *p, const char **fn)
{
    static const char *const never[] = {"srcset", "imagesrcset", "ping", "xlink:href",
        "background", "poster", "cite", "data", "manifest", NULL};

    *fn = "out_text";
    switch (p->at) {
    case AT_TEXT:
        return NULL;
    case AT_RCDATA: /* an element in here would be shown as text */
        *fn = "out_attr";
        return p->end ? "a tag is cut by a value" : NULL;
    case AT_VALUE:
        *fn = "out_attr";
        if (one_of(p->attr, never))
            return "no values in an attribute that may load something";
        return p->address == NO_ADDRESS ? NULL : address_value(p, fn);
    case AT_EQUALS:
    case AT_UNQUOTED:
        return "a value here needs quotes";
    case AT_LT:
    case AT_TAG:
        return "a value cannot make a tag's name";
    case AT_SPACE:
    case AT_GAP:
    case AT_NAME:
        return "a value cannot make an attribute's name";
    case AT_SCRIPT:
        return "nothing of the language can stand inside <script>";
    case AT_DECL:
        return "no values in <! >";
    }
    return NULL;
}

const char *place_put(const struct place *p)
{
    return p->at == AT_TEXT ? NULL : "put stands between tags only";
}

bool place_join(struct place *p, const struct place *other)
{
    bool in_tags = (p->at == AT_SPACE || p->at == AT_GAP) &&
                   (other->at == AT_SPACE || other->at == AT_GAP);

    if (in_tags && p->at != other->at)
        p->at = AT_GAP;
    else if (p->at != other->at)
        return false;
    if (p->at != AT_TEXT && (strcmp(p->tag, other->tag) || p->closing != other->closing))
        return false;
    if (p->at == AT_VALUE) {
        if (p->quote != other->quote || strcmp(p->attr, other->attr))
            return false;
        if (p->address != other->address) /* the stricter one; never empty again */
            p->address = ADDRESS_WHOLE;
        if (strcmp(p->lit, other->lit))            /* nobody knows what stands before: */
            snprintf(p->lit, sizeof(p->lit), "?"); /* values are percent-encoded */
    }
    return p->pre == other->pre && p->end == other->end;
}

const char *place_say(const struct place *p)
{
    switch (p->at) {
    case AT_TEXT:
        return p->pre ? "<pre>" : "text";
    case AT_VALUE:
    case AT_EQUALS:
    case AT_UNQUOTED:
        snprintf(text, sizeof(text), "the attribute %s of <%s>", p->attr, p->tag);
        return text;
    case AT_SCRIPT:
    case AT_RCDATA:
        snprintf(text, sizeof(text), "<%s>", p->tag);
        return text;
    case AT_DECL:
        return "<! >";
    default:
        snprintf(text, sizeof(text), "the tag <%s>", p->tag);
        return text;
    }
}
