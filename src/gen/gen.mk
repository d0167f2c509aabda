# gen.mk: what is made from templates/, static/, data/ and the folder listing. The
# generators are C, built by the host's gcc into build/gen; what they write goes to
# $(OUT)/gen. A stamp says when a generator ran; a file that did not change keeps its time.

TEMPLATES := $(sort $(wildcard templates/*.html templates/*/*.html templates/*.txt templates/*/*.txt))
STATIC := $(sort $(wildcard static/*))
REGISTRY := $(filter src/model/% src/page/% src/staff/% src/cmd/% src/job/%,$(SRC))
SCHEMA := $(wildcard schema.sql data/programmes.sql)
FORMS := $(sort $(wildcard data/letters/*.form))

GENDIR := $(OUT)/gen
TMPL_C := $(sort $(foreach t,$(TEMPLATES),$(GENDIR)/t_$(if $(filter templates,$(patsubst %/,%,$(dir $(t)))),top_level,$(notdir $(patsubst %/,%,$(dir $(t))))).c))
GEN_C := $(TMPL_C) $(GENDIR)/tmpl_versions.c $(GENDIR)/static.c $(GENDIR)/tables.c $(GENDIR)/schema.c $(GENDIR)/demo_programme.c $(GENDIR)/furigana.c \
  $(GENDIR)/common.c $(FORMS:data/letters/%.form=$(GENDIR)/form_%.c)
GENERATED := $(GEN_C) $(GENDIR)/templates.h $(GENDIR)/static.h $(GENDIR)/tables.h
GENOBJ := $(GEN_C:.c=.o)

BASE += -I$(OUT)

HOST_CC := gcc
HOST_CFLAGS := -std=c11 -D_GNU_SOURCE -O1 -g -iquote src $(WARN) -Wno-null-dereference
HOST_UTIL := src/gen/file.c src/util/buf.c src/util/str.c src/util/die.c
HOST_DEPS := $(HOST_UTIL) src/gen/file.h src/util/base.h src/util/buf.h src/util/str.h

build/gen/%: src/gen/%.c $(HOST_DEPS)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  GEN $<")
	$(Q)$(HOST_CC) $(HOST_CFLAGS) $(filter %.c,$^) -o $@ $(HOST_LIBS)

build/gen/tmplc: src/gen/lang.c src/gen/place.c src/gen/expr.c src/gen/lang.h src/gen/place.h src/gen/expr.h
build/gen/furigana: src/web/ruby.h
build/gen/common: src/util/common.h
build/gen/readings: src/web/ruby.c src/web/ruby.h $(GENDIR)/furigana.c
build/gen/embed: HOST_LIBS := -lbrotlienc -lbrotlidec -lz

# A list of names that is rewritten only when it is another one: a file that is gone
# makes the generator run, too.
define list_file
$(GENDIR)/$(1).list: FORCE
	@mkdir -p $$(@D)
	@echo '$(2)' | cmp -s - $$@ || echo '$(2)' > $$@
endef
$(eval $(call list_file,templates,$(TEMPLATES)))
$(eval $(call list_file,static,$(STATIC)))
$(eval $(call list_file,tables,$(REGISTRY)))
$(eval $(call list_file,schema,$(SCHEMA)))
.PHONY: FORCE

$(GENDIR)/templates.stamp: build/gen/tmplc $(TEMPLATES) $(GENDIR)/templates.list
	$(Q)build/gen/tmplc $(@D) $(TEMPLATES) && touch $@
$(TMPL_C) $(GENDIR)/tmpl_versions.c $(GENDIR)/templates.h: $(GENDIR)/templates.stamp
	@:

$(GENDIR)/static.stamp: build/gen/embed $(STATIC) $(GENDIR)/static.list
	$(Q)build/gen/embed static $(@D) $(STATIC) && touch $@
$(GENDIR)/static.c $(GENDIR)/static.h: $(GENDIR)/static.stamp
	@:

$(GENDIR)/tables.stamp: build/gen/tables $(REGISTRY) $(GENDIR)/tables.list
	$(Q)build/gen/tables $(@D) $(REGISTRY) && touch $@
$(GENDIR)/tables.c $(GENDIR)/tables.h: $(GENDIR)/tables.stamp
	@:

$(GENDIR)/schema.stamp: build/gen/embed $(SCHEMA) $(GENDIR)/schema.list
	$(Q)cat $(SCHEMA) > $(GENDIR)/schema.all
	$(Q)build/gen/embed text $(GENDIR)/schema.c schema_sql $(GENDIR)/schema.all && touch $@
$(GENDIR)/schema.c: $(GENDIR)/schema.stamp
	@:

$(GENDIR)/demo_programme.c: data/demo-programme.sql build/gen/embed
	@mkdir -p $(@D)
	$(Q)build/gen/embed text $@ demo_programme_sql $<

$(GENDIR)/furigana.stamp: build/gen/furigana data/furigana.txt
	@mkdir -p $(@D)
	$(Q)build/gen/furigana $(GENDIR)/furigana.c data/furigana.txt && touch $@
$(GENDIR)/furigana.c: $(GENDIR)/furigana.stamp
	@:

# Lists of passwords that everyone tries first, from Debian packages (see DEPS).
PASSWORDS := /usr/share/john/password.lst /usr/share/dict/cracklib-small
$(GENDIR)/common.stamp: build/gen/common $(wildcard $(PASSWORDS))
	@mkdir -p $(@D)
	$(Q)build/gen/common $(GENDIR)/common.c $(PASSWORDS) && touch $@
$(GENDIR)/common.c: $(GENDIR)/common.stamp
	@:

$(GENDIR)/form_%.c: data/letters/%.form build/gen/embed
	@mkdir -p $(@D)
	$(Q)build/gen/embed text $@ letter_form_$(subst -,_,$*) $<

.PRECIOUS: $(GENDIR)/%.c $(GENDIR)/form_%.c

.PHONY: test-tmpl
test-tmpl: build/gen/tmplc
	@tests/gen/tmpl_test.sh build/gen/tmplc

# Kanji of our own words without a reading: add them to data/furigana.txt.
.PHONY: readings
readings: build/gen/readings
	@build/gen/readings $(filter %.html,$(TEMPLATES)) $(filter src/web/% src/page/% src/staff/% src/model/%,$(SRC)) | sort | uniq -c
