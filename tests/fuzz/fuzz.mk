# fuzz.mk: `make fuzz` feeds what parsers get from strangers with mutated bytes, each for
# FUZZ_SECONDS. tests/fuzz/x_fuzz.c is a target; tests/fuzz/corpus/x/ is where it starts;
# what it learns is kept in build/fuzz/corpus/x, what breaks it in build/fuzz/x-crash-….
# Needs clang and libclang-rt-14-dev.
FUZZ_SECONDS ?= 20
FUZZERS ?= $(patsubst tests/fuzz/%_fuzz.c,%,$(sort $(wildcard tests/fuzz/*_fuzz.c)))
FUZZ_LIB := build/fuzz/parsers.a

.PHONY: fuzz fuzz-build
fuzz:
	@$(MAKE) --no-print-directory MODE=fuzz fuzz-build
	@for t in $(FUZZERS); do \
	  mkdir -p build/fuzz/corpus/$$t; \
	  echo "  FUZZ $$t for $(FUZZ_SECONDS) s"; \
	  build/fuzz/$$t -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=5 -verbosity=0 \
	    -print_final_stats=1 -artifact_prefix=build/fuzz/$$t- build/fuzz/corpus/$$t \
	    tests/fuzz/corpus/$$t >build/fuzz/$$t.log 2>&1 || { cat build/fuzz/$$t.log; exit 1; }; \
	  sed -n 's/stat::number_of_executed_units: */       inputs: /p' build/fuzz/$$t.log; \
	done

ifeq ($(MODE),fuzz)
fuzz-build: $(FUZZERS:%=build/fuzz/%)

# An archive, so that each target links only what it calls.
$(FUZZ_LIB): $(filter build/fuzz/src/util/%.o,$(LIBOBJ)) build/fuzz/src/web/gate.o
	@rm -f $@ && ar rcs $@ $^

$(FUZZERS:%=build/fuzz/%): build/fuzz/%: build/fuzz/tests/fuzz/%_fuzz.o $(FUZZ_LIB)
	$(if $(V),,@echo "  LD  $@")
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer $^ -o $@
endif
