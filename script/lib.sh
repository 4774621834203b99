# What several scripts use. Sourced, not run; the working folder is the checkout.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }

fail() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Rust's installer puts cargo there, and a shell that was open before does not know it yet.
if ! has cargo && [ -x "$HOME/.cargo/bin/cargo" ]; then
  PATH="$HOME/.cargo/bin:$PATH"
fi

# Queries are checked against the descriptions in .sqlx, not against the database that DATABASE_URL names.
export SQLX_OFFLINE="${SQLX_OFFLINE:-true}"

oldest_postgres=15
# shellcheck disable=SC2034 # used by script/bootstrap
oldest_node=18

# The folder of the PostgreSQL server programs: the one that COPSE_PG_BIN names, else the newest that Copse can use.
postgres_bin() {
  local folder found='' major best=0
  local folders=(/usr/lib/postgresql/*/bin /usr/pgsql-*/bin "$(dirname "$(command -v initdb || echo /)")")
  if [ -n "${COPSE_PG_BIN:-}" ]; then folders=("$COPSE_PG_BIN"); fi
  for folder in "${folders[@]}"; do
    [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] || continue
    major="$("$folder/postgres" --version | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')"
    if [ "${major:-0}" -ge "$oldest_postgres" ] && [ "$major" -gt "$best" ]; then
      best="$major" found="$folder"
    fi
  done
  [ -n "$found" ] && printf '%s\n' "$found"
}

# The browser for the tests: the one that CHROMIUM names, or the first that is installed. Not a snap, as Ubuntu has
# it: that one sees no files of ours in /tmp and does not start in a container.
chromium_program() {
  local name path
  for name in ${CHROMIUM:-chromium chromium-browser google-chrome google-chrome-stable}; do
    path="$(command -v "$name")" || continue
    case "$(readlink -f "$path")" in /snap/* | */bin/snap) continue ;; esac
    # Ubuntu's package is a script that fetches the snap.
    if head -c 4096 "$path" | grep -qa /snap/bin/; then continue; fi
    printf '%s\n' "$path"
    return
  done
  return 1
}

# Whether a database is configured, so that no private one is needed.
has_database_url() {
  [ -n "${DATABASE_URL:-}" ] || { [ -f .env ] && grep -Eq '^(export )?DATABASE_URL=.' .env; }
}

# Makes the folder $place with one for a database server in it, and removes both when the script ends, with the server
# that was started there. `server PROGRAM …` runs one of PostgreSQL's programs as a user that PostgreSQL accepts: not root.
# $bin is the folder of those programs.
throwaway_server() {
  place="$(mktemp -d)"
  chmod 755 "$place"
  mkdir "$place/server"
  as_database_user=()
  if [ "$(id -u)" = 0 ]; then
    local user
    user="$(id -un postgres 2>/dev/null || echo nobody)"
    as_database_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups env)
    chown "$user" "$place/server"
  fi
  trap remove_throwaway_server EXIT
}

# shellcheck disable=SC2154 # the script that sources this sets bin
server() { (cd / && "${as_database_user[@]}" "$bin/$1" "${@:2}"); }

remove_throwaway_server() {
  if [ -f "$place/server/data/postmaster.pid" ]; then
    server pg_ctl stop -D "$place/server/data" -m immediate -s || true
  fi
  rm -rf "$place"
}
