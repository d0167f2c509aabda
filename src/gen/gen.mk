# gen.mk: what is made from templates/, static/ and the folder listing.
GENERATED :=
GENOBJ :=
