# Sets up the environment; sourced by ./run, ./test and ./bench.  Says in Chinese what is missing.
# Needs: Python >= 3.11.  Everything else is installed: Python packages into .venv from hash-locked requirements, what the pages
# are drawn with into node_modules from package-lock.json.

unset PYTHONDONTWRITEBYTECODE # every process would compile the source anew: a third of the time a command takes to start

say() { printf '%s\n' "$*" >&2; }
die() { say "错误：$*"; exit 1; }

apt_install() { # names of Debian packages
  if [ "$(id -u)" != 0 ]; then
    die "缺少系统软件包：$*。请用管理员执行：apt-get install -y $*"
  fi
  command -v apt-get >/dev/null || die "缺少系统软件包：$*，本机没有 apt-get，请自行安装。"
  say "正在安装系统软件包：$*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y -qq "$@" >/dev/null 2>&1 || { apt-get update -qq >/dev/null && apt-get install -y -qq "$@" >/dev/null; } \
    || die "系统软件包安装失败：$*。请检查软件源后重试。"
}

find_python() {
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      command -v "$name"; return
    fi
  done
  return 1
}

# setup NAME: make .venv hold requirements/NAME.txt and the project itself; does nothing when it already does.
setup() {
  local wanted stamp python
  wanted=$(cat "requirements/$1.txt" pyproject.toml | sha256sum | cut -d' ' -f1)
  stamp=".venv/.hengji-$1"
  [ -x .venv/bin/hengji ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  if ! python=$(find_python); then
    apt_install python3 python3-venv
    python=$(find_python) || die "需要 Python 3.11 或更新的版本，本机没有。"
  fi
  if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "正在建立运行环境（.venv）……"
    "$python" -m venv --clear .venv >/dev/null 2>&1 || { apt_install python3-venv; "$python" -m venv --clear .venv; }
  fi
  say "正在安装依赖（requirements/$1.txt，按哈希核对）……"
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r "requirements/$1.txt" >&2 \
    || die "依赖安装失败。请检查网络或软件源设置后重试。"
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . >&2 || die "安装衡绩本身失败。"
  printf '%s' "$wanted" > "$stamp"
}

# setup_pages [dev]: make node_modules hold what package-lock.json says (with dev: also what the tests look at pages with).
setup_pages() {
  local wanted stamp=node_modules/.hengji how="--omit=dev"
  wanted=$(cat package.json package-lock.json | sha256sum | cut -d' ' -f1)
  [ "${1:-}" = dev ] && how=""
  if [ -f "$stamp" ] && { [ "$(cat "$stamp")" = "$wanted dev" ] || [ "$(cat "$stamp") $how" = "$wanted main --omit=dev" ]; }; then return; fi
  find_node
  say "正在安装页面组件（package-lock.json，按校验值核对）……"
  # shellcheck disable=SC2086 # no argument at all where everything is wanted
  npm ci $how --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || die "页面组件安装失败。请检查网络或软件源（npm config get registry）后重试。"
  printf '%s %s' "$wanted" "${1:-main}" > "$stamp"
}

# Puts a Node with npm on the path; where the machine has none, the one a Python package brings.
find_node() {
  command -v npm >/dev/null && command -v node >/dev/null && return
  PATH="$PWD/.venv/bin:$PATH"
  command -v npm >/dev/null && command -v node >/dev/null && return
  say "本机没有 Node.js，正在把它装进运行环境（requirements/node.txt，按哈希核对）……"
  if ! .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/node.txt >&2; then
    say "没有装成，改用系统软件包。"
    apt_install nodejs npm
  fi
  hash -r
  command -v npm >/dev/null || die "需要 Node.js（含 npm）来安装页面组件，没有装成。请自行安装 Node.js 18 或更新的版本后重试。"
}

# A real browser and a Chinese font; what it is called is in $browser.  For the page tests Chromium without windows, where it can be had
# (a new person's page costs a fifth); for the pictures of the manual (setup_browser chromium) the whole of it.
setup_browser() {
  browser=${1:-chromium-headless-shell}
  if ! command -v "$browser" >/dev/null && [ "$(id -u)" = 0 ]; then (apt_install "$browser") || true; fi
  command -v "$browser" >/dev/null || browser=chromium
  command -v "$browser" >/dev/null || apt_install "$browser"
  fc-list :lang=zh 2>/dev/null | grep -q . || apt_install fontconfig fonts-noto-cjk
}

# An office suite, for the pictures of the manual.
setup_office() {
  command -v soffice >/dev/null || apt_install libreoffice-writer-nogui libreoffice-calc-nogui
}
