# Runs the command line in $1 in a process group of its own, and ends that group as soon as whoever asked is gone: then our
# standard input ends, however it came about (Ctrl-C, a time limit, a power cut of the leader).
exec 3<&0
setsid sh -c "$1" </dev/null 3<&- &
command=$!
{
    cat <&3
    kill -TERM "-$command"
    sleep 2
    kill -KILL "-$command"
} >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$command"
code=$?
kill "$guard" 2>/dev/null
exit "$code"
