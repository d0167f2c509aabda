# madoguchi. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := build

# ---------------------------------------------------------------- dependencies
# The one list. Everything comes from Debian 12; `make deps` and `make deps-test`
# install what is missing (apt-get as root, or through sudo) and nothing twice.
DEPS := gcc make pkg-config libc6-dev libmicrohttpd-dev libsqlite3-dev libsodium-dev \
  libqrencode-dev libcurl4-gnutls-dev libgnutls28-dev libharfbuzz-dev zlib1g-dev \
  libbrotli-dev skkdic-extra cracklib-runtime \
  fonts-morisawa-bizud-mincho fonts-morisawa-bizud-gothic fonts-noto-cjk fonts-ipamj-mincho
DEPS_TEST := clang libclang-rt-14-dev clang-tidy clang-format cppcheck sqlite3 \
  qpdf poppler-utils mupdf-tools ghostscript zbar-tools faketime curl \
  chromium default-jre-headless
DEPS_BENCH := nginx-light wrk

# ---------------------------------------------------------------- sources
LIBS := libmicrohttpd sqlite3 libsodium libqrencode libcurl gnutls harfbuzz harfbuzz-subset zlib

SRC := $(sort $(wildcard src/util/*.c src/sys/*.c src/model/*.c src/web/*.c \
  src/page/*.c src/staff/*.c src/job/*.c src/cmd/*.c))
TESTS := $(sort $(wildcard tests/*.c tests/util/*.c tests/sys/*.c tests/model/*.c tests/web/*.c \
  tests/page/*.c tests/staff/*.c tests/job/*.c tests/cmd/*.c tests/gen/*.c))

MODE ?= release
OUT := build/$(MODE)

WARN := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
  -Wmissing-prototypes -Wwrite-strings -Wvla -Wimplicit-fallthrough -Wformat=2 \
  -Wnull-dereference -Wundef -Wno-missing-field-initializers -Werror
BASE := -std=c11 -D_GNU_SOURCE -iquote src -iquote . -iquote $(OUT)/gen -g -fno-common -fno-strict-aliasing -pthread -MMD -MP
HARD := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE \
  -fcf-protection -ftrivial-auto-var-init=zero
LDHARD := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed

CC_release := gcc
CF_release := -O2 $(HARD)
LF_release := $(LDHARD)
CC_asan := gcc
CF_asan := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -Wno-null-dereference
LF_asan := -fsanitize=address,undefined
CC_tsan := gcc
CF_tsan := -O1 -fsanitize=thread -Wno-null-dereference
LF_tsan := -fsanitize=thread
CC_clang := clang
CF_clang := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
LF_clang := -fsanitize=address,undefined
CC_fuzz := clang
CF_fuzz := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LF_fuzz := -fsanitize=address,undefined
CC := $(CC_$(MODE))

# Asked only when something is compiled, so that `make help` works on an empty machine.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(LIBS)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs $(LIBS)))$(PKG_LIBS)
CFLAGS = $(BASE) $(WARN) $(CF_$(MODE)) $(PKG_CFLAGS)
LDFLAGS = $(LF_$(MODE)) -pthread
Q := $(if $(V),,@)

OBJ := $(SRC:%.c=$(OUT)/%.o)
LIBOBJ := $(filter-out $(OUT)/src/cmd/main.o,$(OBJ))
TESTOBJ := $(TESTS:%.c=$(OUT)/%.o)

include src/gen/gen.mk

$(OUT)/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC  $<")
	$(Q)$(CC) $(CFLAGS) -c $< -o $@

$(OUT)/gen/%.o: $(OUT)/gen/%.c | $(GENERATED)
	$(if $(V),,@echo "  CC  $<")
	$(Q)$(CC) $(CFLAGS) -c $< -o $@

$(OUT)/madoguchi: $(OBJ) $(GENOBJ)
	$(if $(V),,@echo "  LD  $@")
	$(Q)$(CC) $(LDFLAGS) $^ -o $@ $(PKG_LIBS) -lm

$(OUT)/unit: $(LIBOBJ) $(GENOBJ) $(TESTOBJ)
	$(if $(V),,@echo "  LD  $@")
	$(Q)$(CC) $(LDFLAGS) $^ -o $@ $(PKG_LIBS) -lm

-include $(OBJ:.o=.d) $(TESTOBJ:.o=.d) $(GENOBJ:.o=.d)
