# madoguchi. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := build

# ---------------------------------------------------------------- dependencies
# The one list. Everything comes from Debian 12; `make deps` and `make deps-test`
# install what is missing (apt-get as root, or through sudo) and nothing twice.
# What the program itself opens when it runs: fonts for letters, postal codes for a start.
DEPS_RUN := skkdic-extra fonts-morisawa-bizud-mincho fonts-morisawa-bizud-gothic fonts-noto-cjk \
  fonts-ipamj-mincho
DEPS := gcc make pkg-config libc6-dev libmicrohttpd-dev libsqlite3-dev libsodium-dev \
  libqrencode-dev libcurl4-gnutls-dev libgnutls28-dev libharfbuzz-dev zlib1g-dev \
  libbrotli-dev cracklib-runtime john-data $(DEPS_RUN)
DEPS_TEST := clang libclang-rt-14-dev clang-tidy clang-format cppcheck sqlite3 \
  qpdf poppler-utils mupdf-tools ghostscript zbar-tools faketime curl ca-certificates \
  chromium default-jre-headless
# A mail server to send through: none is put in the place of one that is there.
DEPS_MTA := $(shell command -v sendmail >/dev/null || echo postfix)
DEPS_DEB := dpkg-dev
DEPS_BENCH := nginx-light sqlite3
# A node that came from elsewhere serves as well as Debian's.
DEPS_NODE := $(shell command -v node >/dev/null && command -v npm >/dev/null || echo nodejs npm)

# $(call install_missing,PACKAGE…): asks dpkg first; apt-get runs only when one is missing.
# The folder is for slim systems, where the alternatives of Java's manual pages need it.
define install_missing
@missing=(); for p in $(1); do \
  [[ $$(dpkg-query -W -f='$${db:Status-Status}' "$$p" 2>/dev/null) == installed ]] || \
    missing+=("$$p"); \
done; \
if (( $${#missing[@]} )); then \
  as=(); if (( EUID != 0 )); then \
    if command -v sudo >/dev/null; then as=(sudo); else \
      echo "make: these packages are missing: $${missing[*]}" >&2; \
      echo "make: install them as root with 'apt-get install $${missing[*]}', or run this as root" >&2; \
      exit 1; \
    fi; \
  fi; \
  echo "  APT $${missing[*]}"; \
  "$${as[@]}" mkdir -p /usr/share/man/man1 && \
  "$${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update && \
  "$${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
    install --no-install-recommends "$${missing[@]}"; \
fi
endef

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
-include tests/fuzz/fuzz.mk

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

# ---------------------------------------------------------------- targets
SUB := +@$(MAKE) --no-print-directory
VERSION := 0.1.0
PREFIX ?= /usr/local
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))

.PHONY: build run deps deps-test deps-bench test test-unit test-walk test-fault lint lint-quick \
  fmt fmt-check asan tsan clang bench install deb deps-deb clean help node-modules

build: ## the program, optimised: build/madoguchi
	$(SUB) $(JOBS) MODE=release build/madoguchi

ifeq ($(MODE),release)
build/madoguchi: build/release/madoguchi
	@ln -f $< $@
endif

run: deps ## install what is missing, build, fill var/ if it is empty, serve on :8080
	$(SUB) build
	@[ -e var/portal.db ] || build/madoguchi demo
	@[ ! -e var/demo-logins.txt ] || echo "logins: var/demo-logins.txt"
	@exec build/madoguchi serve --listen 127.0.0.1:8080

deps: ## install the packages that building and running need
	$(call install_missing,$(DEPS))

deps-test: ## install the packages that the tests need
	$(call install_missing,$(DEPS_TEST) $(DEPS_NODE) $(DEPS_MTA))

deps-bench: ## install the packages that the benchmark needs
	$(call install_missing,$(DEPS_BENCH))

test: deps deps-test ## everything; the last line counts what passed and failed
	@tests/all.sh

test-unit: ## the tests in process, under ASan + UBSan (seconds); ONLY="word word" for some
	$(SUB) $(JOBS) MODE=asan build/asan/unit
	@build/asan/unit $(ONLY)

# On the build with sanitizers: a walk that only looks right fails, too.
test-walk: node-modules ## a browser drives the program; ONLY=word for some walks
	$(SUB) $(JOBS) MODE=asan build/asan/madoguchi
	@MADOGUCHI_BIN=$${MADOGUCHI_BIN:-$(CURDIR)/build/asan/madoguchi} node tests/walk/run.mjs $(ONLY)

test-fault: ## kill it while it saves, fill the disk, start it twice
	$(SUB) build
	@node tests/fault/run.mjs $(ONLY)

# What the walks need from npm, in the versions of the lock file.
node-modules: tests/walk/node_modules/.stamp
tests/walk/node_modules/.stamp: tests/walk/package-lock.json
	@cd tests/walk && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --no-audit \
	  --no-fund --loglevel=error && touch node_modules/.stamp

lint: ## the house's own rules, clang-tidy, cppcheck (two minutes at the most)
	$(SUB) $(JOBS) MODE=release build/madoguchi
	@tests/lint.sh all

lint-quick: ## the house's own rules (seconds)
	$(SUB) $(JOBS) MODE=asan build/asan/gen/tables.h build/asan/gen/templates.h build/asan/gen/static.h
	@tests/lint.sh

FORMATTED := $(shell find src tests -name '*.[ch]' -not -path '*/node_modules/*' 2>/dev/null)
fmt: ## clang-format, in place
	@clang-format -i $(FORMATTED)

fmt-check: ## say what clang-format would change
	@clang-format --dry-run -Werror $(FORMATTED)

bench: deps deps-bench ## measure the release build on data of full size; ONLY="word"
	$(SUB) build build/bench/load build/bench/hash
	@node tests/bench/run.mjs $(ONLY)

build/bench/load: tests/bench/load.c
	@mkdir -p $(@D)
	$(Q)gcc -O2 -g $(BASE) $(WARN) $< -o $@

build/bench/hash: tests/bench/hash.c build/release/src/sys/secret.o
	@mkdir -p $(@D)
	$(Q)gcc -O2 -g $(BASE) $(WARN) $< $(wildcard build/release/src/util/*.o \
	  build/release/src/sys/*.o build/release/gen/common.o) -o $@ $(PKG_LIBS) -lm

asan: ## program and unit tests with ASan + UBSan, in build/asan
	$(SUB) $(JOBS) MODE=asan build/asan/madoguchi build/asan/unit

tsan: ## the same with ThreadSanitizer, in build/tsan
	$(SUB) $(JOBS) MODE=tsan build/tsan/madoguchi build/tsan/unit

clang: ## the same compiled by clang, in build/clang
	$(SUB) $(JOBS) MODE=clang build/clang/madoguchi build/clang/unit

install: build/madoguchi ## copy program, unit, manual page to DESTDIR/PREFIX
	install -D -m 755 build/madoguchi "$(DESTDIR)$(PREFIX)/bin/madoguchi"
	install -D -m 644 schema.sql "$(DESTDIR)$(PREFIX)/share/madoguchi/schema.sql"
	install -d "$(DESTDIR)$(PREFIX)/share/madoguchi/letters"
	install -m 644 data/letters/*.form "$(DESTDIR)$(PREFIX)/share/madoguchi/letters"
	install -D -m 644 dist/nginx.conf "$(DESTDIR)$(PREFIX)/share/madoguchi/nginx.conf"
	install -D -m 644 dist/madoguchi.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/madoguchi.conf"
	install -d "$(DESTDIR)$(PREFIX)/lib/systemd/system" "$(DESTDIR)$(PREFIX)/share/man/man1"
	sed 's,@PREFIX@,$(PREFIX),' dist/madoguchi.service > "$(DESTDIR)$(PREFIX)/lib/systemd/system/madoguchi.service"
	build/madoguchi --help | sed -n 's/^  \([a-z]*\)  *\(.*\)/.TP\n.B \1\n\2/p' | \
	  sed -e '/@COMMANDS@/{r /dev/stdin' -e 'd;}' -e 's/@VERSION@/$(VERSION)/' dist/madoguchi.1 | \
	  gzip -9n > "$(DESTDIR)$(PREFIX)/share/man/man1/madoguchi.1.gz"

# A package for the machine's own Debian; its dependencies are read off the program.
deb: deps deps-deb ## build/madoguchi_VERSION_ARCH.deb
	$(SUB) build
	@rm -rf build/deb && mkdir -p build/deb/debian/madoguchi/DEBIAN
	$(SUB) install DESTDIR=build/deb/debian/madoguchi PREFIX=/usr >/dev/null
	@strip build/deb/debian/madoguchi/usr/bin/madoguchi
	@touch build/deb/debian/control
	@cd build/deb && libs=$$(dpkg-shlibdeps -O debian/madoguchi/usr/bin/madoguchi 2>/dev/null | sed 's/^shlibs:Depends=//') && \
	  printf '%s\n' 'Package: madoguchi' 'Version: $(VERSION)' "Architecture: $$(dpkg --print-architecture)" \
	    'Maintainer: madoguchi <root@localhost>' 'Section: web' 'Priority: optional' \
	    "Depends: $$libs, systemd | systemd-standalone-sysusers, $(shell echo $(DEPS_RUN) | sed 's/ /, /g')" \
	    'Description: portal for medical institutions' \
	    ' Registration by letter, account editing and procedures for medical institutions;' \
	    ' one program, one SQLite database.' > debian/madoguchi/DEBIAN/control && \
	  printf '#!/bin/sh\nset -e\nsystemd-sysusers madoguchi.conf\ninstall -d -m 700 -o madoguchi -g madoguchi /var/lib/madoguchi\nif [ -d /run/systemd/system ]; then systemctl daemon-reload; systemctl try-restart madoguchi; fi\n' \
	    > debian/madoguchi/DEBIAN/postinst && chmod 755 debian/madoguchi/DEBIAN/postinst
	@dpkg-deb --root-owner-group --build build/deb/debian/madoguchi build/

deps-deb:
	$(call install_missing,$(DEPS_DEB))

clean: ## remove build/ (var/ stays)
	@rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | \
	  while IFS=$$'\t' read -r name text; do printf '  %-12s %s\n' "$$name" "$$text"; done
