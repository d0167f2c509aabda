#!/usr/bin/perl
# lint.pl: the rules of the house that no compiler knows. Reads every source, header,
# template and script; prints file:line: what is wrong; the last line counts the rules.
#
#     tests/lint.pl [FOLDER]          (the project's folder; '.' if not said)
use strict;
use warnings;

chdir($ARGV[0] // '.') or die "no such folder\n";

my %floor = (util => 0, sys => 1, model => 2, web => 3, page => 4, staff => 4, job => 4, cmd => 5);

# Who may open which library's door: header => the files that may include it.
my @doors = (
    [qr{^sqlite3},           qr{^src/sys/db(_\w+)?\.c$|^src/sys/db_impl\.h$}],
    [qr{^microhttpd},        qr{^src/sys/http(_\w+)?\.c$}],
    [qr{^(sodium|gnutls/)},  qr{^src/sys/secret(_\w+)?\.c$}],
    [qr{^curl/},             qr{^src/sys/mail(_\w+)?\.c$}],
    [qr{^qrencode},          qr{^src/sys/qr\.c$}],
    [qr{^hb(-|\.)},          qr{^src/sys/font(_\w+)?\.c$}],
    [qr{^zlib},              qr{^src/(sys/(deflate|inflate|zip)|gen/embed)\.c$}],
    [qr{^brotli/},           qr{^src/gen/embed\.c$}],
    [qr{^cmark},             qr{^src/sys/markdown\.c$}],
    [qr{^cairo|^pango|^hpdf}, qr{^$}],
);
# Words by which a library's types would show in a header.
my $types = qr{\b(sqlite3(_\w+)?|struct\s+MHD_\w+|enum\s+MHD_\w+|CURL\w*|QRcode|hb_\w+_t|z_stream|gnutls_\w+_t|cmark_\w+)\b};

my @rules = ('an include points only downwards', 'a feature does not include another',
    'one door for each library', "a header shows no library's types", 'no markup in C strings',
    'a file has 500 lines at the most', 'a function has 70 lines at the most',
    'no texts of people in logs', 'nothing is unfinished', 'a file says what it is',
    'a header has a guard named after its path', 'lines have no trailing space');
my (%broken, $n);

sub bad
{
    my ($rule, $where, $what) = @_;

    print "$where: $what\n";
    $broken{$rule}++;
    $n++;
}

sub include
{
    my ($file, $line, $quote, $path) = @_;
    my ($from) = $file =~ m{^src/(\w+)/};
    my ($to) = $path =~ m{^(\w+)/};

    for my $d (@doors) {
        bad(2, "$file:$line", "<$path> belongs to another file: go through its door in sys/")
            if $file =~ m{^src/} && $path =~ $d->[0] && $file !~ $d->[1];
    }
    return if $quote eq '<' || !defined $from || !defined $to || $from eq 'gen';
    if ($to eq 'gen') {
        bad(0, "$file:$line", "\"$path\" is generated for the floors from web upwards")
            if ($floor{$from} // 9) < 3;
        return;
    }
    return bad(0, "$file:$line", "\"$path\" is on no floor") unless exists $floor{$to};
    bad(0, "$file:$line", "\"$path\" points upwards")
        if $to ne $from && $floor{$to} >= ($floor{$from} // 9);
    if ($from eq $to && $from =~ /^(page|staff|job)$/) {
        my ($me) = $file =~ m{([a-z0-9]+)[^/]*$};
        my ($other) = $path =~ m{([a-z0-9]+)[^/]*$};

        bad(1, "$file:$line", "\"$path\" is another feature of $from/")
            unless $me eq $other || $other eq $from;
    }
}

sub c_file
{
    my ($file, @text) = @_;
    my ($start, $in_comment) = (0, 0);

    bad(5, $file, @text . " lines; 500 at the most") if @text > 500;
    bad(9, "$file:1", "begin with /* " . ($file =~ s{.*/}{}r) . ': what it is')
        unless $text[0] =~ m{^/\* \Q@{[$file =~ s{.*/}{}r]}\E: };
    if ($file =~ m{^src/(.*)\.h$}) {
        my $guard = uc($1 =~ s{[/.-]}{_}gr) . '_H';

        bad(10, $file, "the guard must be $guard")
            unless grep { /^#ifndef $guard$/ } @text;
    }
    for my $i (0 .. $#text) {
        my ($line, $where) = ($text[$i], "$file:" . ($i + 1));
        my $code = $line;

        if ($in_comment) {
            next unless $code =~ s{^.*?\*/}{};
            $in_comment = 0;
        }
        # Strings away first for what looks at code, comments away for what looks at strings.
        my @strings;
        while ($code =~ m{\G(?:[^"'/]|/(?![*/])|'(?:\\.|[^'\\])*'|"((?:\\.|[^"\\])*)"|(/\*.*?\*/)|(/\*.*)|(//.*))}gcs) {
            push @strings, $1 if defined $1;
            $in_comment = 1 if defined $3;
        }
        include($file, $i + 1, $1, $2) if $line =~ m{^\s*#\s*include\s*([<"])([^>"]+)[>"]};
        unless ($file =~ m{^(src/gen|tests)/}) {
            for my $s (@strings) {
                bad(4, $where, 'markup in a string: it belongs in a template')
                    if $s =~ m{(?<!<)<(/?[a-zA-Z][a-zA-Z0-9]*[^<>]*>|/|!)|&nbsp;};
            }
        }
        bad(7, $where, 'a text in a log line: log ids, counts and words of our own')
            if $line =~ /\blog_(debug|info|warn|error)\s*\(/ && log_call(\@text, $i) =~ /STR_(FMT|ARG)/;
        bad(3, $where, "'$1' is a type of a library")
            if $file =~ /\.h$/ && $file !~ /_impl\.h$/ && $file =~ m{^src/} && $line =~ $types
               && $line !~ m{^\s*(/?\*|//)};
        $start = $i if $line =~ /^\{/;
        bad(6, "$file:" . ($start + 1), 'the function has ' . ($i - $start - 1) . ' lines; 70 at the most')
            if $file =~ m{^src/} && $line =~ /^\}\s*$/ && $i - $start - 1 > 70;
    }
}

# The whole call that starts in line $i, over its lines.
sub log_call
{
    my ($text, $i) = @_;
    my ($call, $depth) = ('', 0);

    for my $j ($i .. ($i + 8 < $#$text ? $i + 8 : $#$text)) {
        $call .= $text->[$j];
        $depth = () = $call =~ /\(/g;
        return $call if $depth <= (() = $call =~ /\)/g) && $call =~ /;\s*$/;
    }
    return $call;
}

my $words = join '|', map { quotemeta } ('TO' . 'DO', 'FIX' . 'ME', 'XX' . 'X', 'HA' . 'CK',
    'place' . 'holder', 'not ' . 'implemented', 'un' . 'implemented', 'lo' . 'rem ipsum',
    'work' . ' in progress', 'for ' . 'now', '実装' . '予定', '工事' . '中');

my @files = grep { -f } split /\0/, `git ls-files -z -c -o --exclude-standard 2>/dev/null ||
    find . -type f -not -path './build/*' -not -path './var/*' -not -path '*/node_modules/*' -print0`;
for my $file (sort @files) {
    next if $file =~ m{\.(png|jpg|svg|ico|pdf|gz|json|out|bin)$|(^|/)(corpus|golden)/};
    s{^\./}{} for $file;
    open my $f, '<', $file or next;
    my @text = <$f>;
    close $f;
    next unless @text;
    for my $i (0 .. $#text) {
        bad(8, "$file:" . ($i + 1), "'$1': finish it or leave it out") if $text[$i] =~ /\b($words)\b/;
        bad(11, "$file:" . ($i + 1), 'trailing space') if $text[$i] =~ /[ \t]\r?$/ && $file !~ /\.(md|csv|eml)$/
            && $file !~ m{^tests/tmpl/};
    }
    c_file($file, @text) if $file =~ /\.[ch]$/ && $file =~ m{^(src|tests)/} && $file !~ m{^tests/tmpl/};
}
print "$rules[$_]: $broken{$_}\n" for sort { $a <=> $b } keys %broken;
printf "%d passed, %d failed, 0 skipped\n", @rules - keys %broken, scalar keys %broken;
exit(%broken ? 1 : 0);
