"""Verbs whose forms differ, and words that say the opposite of each other. Lists, not logic."""

IRREGULAR = tuple(
    line.split()
    for line in """know knew known
take took taken
give gave given
find found
see saw seen
sell sold
buy bought
break broke broken
steal stole stolen
lose lost
win won
pay paid
leave left
hold held
meet met
begin began begun
go went gone
get got
build built
keep kept
send sent
speak spoke spoken
write wrote written
run ran
fall fell fallen
rise rose risen
come came
stand stood
spend spent
withdraw withdrew withdrawn
fight fought
strike struck
make made
tell told
choose chose chosen
seek sought
freeze froze frozen
shoot shot
hide hid hidden
bring brought""".splitlines()
)
OPPOSITES = tuple(
    tuple(map(frozenset, map(str.split, line.split("|"))))
    for line in """accept accepts accepted accepting | reject rejects rejected rejecting
approve approves approved approving pass passes passed | reject rejects rejected block blocked
confirm confirms confirmed confirming | deny denies denied denying
win wins won | lose loses lost
guilty convict convicted convicts | acquit acquitted acquits innocent cleared
safe | unsafe dangerous
open opens opened | shut shuts close closes closed
stay stays stayed | leave leaves left quit quits
support supports supported back backs backed | oppose opposes opposed
legal lawful | illegal unlawful
true correct | false untrue wrong
alive | dead
rise rises rose risen | fall falls fell fallen
retire retires retired retiring | stay stays stayed
hurt injured harmed | unhurt unharmed uninjured""".splitlines()
)
