# What the benches found, as Markdown. In: their entries, with a goal or with a unit. $run: the command and the machine.
def figure: if . == null then "-" elif . >= 100 then round else (. * 100 | round / 100) end | tostring;
def wanted: (if .better == "lower" then "at most " else "at least " end) + (.goal | tostring);
def verdict: if .holds then "yes" elif .value == null then "not measured: \(.why)" else "**no**" end;

[.[] | select(has("goal"))] as $bounds | [.[] | select(has("goal") | not)] as $figures |
$run, "",
"| bound | measured | wanted | holds |", "|---|---|---|---|",
($bounds[] | "| \(.name) | \(.value | figure) | \(wanted) | \(verdict) |"), "",
"\([$bounds[] | select(.holds)] | length) of \($bounds | length) bounds hold.",
if $figures == [] then empty else
  "", "| figure | measured |", "|---|---|", ($figures[] | "| \(.name) | \(.value | figure) \(.unit) |")
end
