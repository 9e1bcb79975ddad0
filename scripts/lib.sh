# For the other scripts: where things are, and steps with a log of their own.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/build/logs
# For ctest -j, which counts seats: tests/CMakeLists.txt says how many a test takes.
# shellcheck disable=SC2034
test_seats=$((15 * $(nproc)))
mkdir -p "$logs"

say() { printf '%s\n' "$*" >&2; }

# What a step is doing: the last line of its log, cut to the width of a terminal.
last_line() { tail -n 1 "$1" 2> /dev/null | tr -d '\r' | cut -c 1-100; }

# step TITLE COMMAND...: runs a command with its output in build/logs, and shows progress; a failure shows the log's end.
step() {
  local title=$1 log began=$SECONDS every=15 shown=0 code=0
  log=$logs/$(printf '%s' "$title" | tr -cs 'A-Za-z0-9' '-').log
  shift
  [ -t 2 ] && every=1
  say "== $title"
  "$@" > "$log" 2>&1 < /dev/null &
  local pid=$!
  trap 'kill "$pid" 2> /dev/null; exit 130' INT TERM
  while kill -0 "$pid" 2> /dev/null; do
    sleep 0.2
    if ((SECONDS - began - shown >= every)); then
      shown=$((SECONDS - began))
      if [ -t 2 ]; then printf '\r\033[K   %4d s  %s' "$shown" "$(last_line "$log")" >&2
      else printf '   %4d s  %s\n' "$shown" "$(last_line "$log")" >&2; fi
    fi
  done
  wait "$pid" || code=$?
  trap - INT TERM
  [ -t 2 ] && printf '\r\033[K' >&2
  if [ "$code" = 0 ]; then
    say "   done in $((SECONDS - began)) s"
    return 0
  fi
  say "   failed after $((SECONDS - began)) s; the end of $log:"
  tail -n 40 "$log" >&2
  return "$code"
}

# build_preset PRESET [TARGET...]: configures once and builds.
build_preset() {
  local preset=$1 targets=()
  shift
  [ $# -eq 0 ] || targets=(--target "$@")
  [ -f "$root/build/$preset/build.ninja" ] || step "configure $preset" cmake -S "$root" --preset "$preset"
  step "build $preset" cmake --build "$root/build/$preset" -j "$(nproc)" "${targets[@]}"
}
