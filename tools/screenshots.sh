#!/usr/bin/env bash
# Makes the pictures of docs/manual.md from the sample that ./run checks, and those of docs/manual/ from a demo site of its own.
# Needs chromium, libreoffice, poppler-utils and pngquant.
#
# ./tools/screenshots.sh          everything
# ./tools/screenshots.sh check    the papers of hengji check only
# ./tools/screenshots.sh site     the pages of the site only (SITE=http://…: of a demo that is running already)
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/setup.sh
setup dev
setup_browser chromium
command -v pngquant >/dev/null || apt_install pngquant
scratch=$(mktemp -d)
started=
trap '[ -z "$started" ] || kill "$started" 2>/dev/null; wait; rm -rf "$scratch"' EXIT

page() { # NAME WIDTH HEIGHT FILE
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --hide-scrollbars --user-data-dir="$scratch/profile" --window-size="$2,$3" --screenshot="$PWD/$out/$1.png" \
    "file://$PWD/$4" >/dev/null 2>&1
}
paper() { # NAME PAGE FILE
  soffice --headless --convert-to pdf --outdir "$scratch" "$3" >/dev/null 2>&1
  local made="$scratch/$(basename "${3%.*}").pdf"
  pdftoppm -r 64 -f "$2" -l "$2" -png -singlefile "$made" "$out/$1"
}
reduce() { # FOLDER
  pngquant --force --ext .png --strip --skip-if-larger 128 -- "$1"/*.png || [ $? = 98 ] # 98: one would have grown
  ls -l "$1"/*.png
}

pictures_of_check() {
  out=docs/images
  local results=demo-out/检查结果
  setup_office
  command -v pdftoppm >/dev/null || apt_install poppler-utils
  mkdir -p "$out"
  page page 1366 768 "$results/index.html"
  page page-phone 390 844 "$results/index.html"
  paper circular 1 "$results/通报（草稿）.docx"
  paper problems 1 "$results/问题清单.xlsx"
  paper consolidated 1 "$results/汇总表.xlsx"
  paper feedback 1 "$(ls "$results"/反馈单/*.xlsx | head -1)"
  .venv/bin/hengji template --targets demo-out/示例县/批复目标.xlsx --roster demo-out/示例县/花名册.xlsx --as-of 2023-07-31 --out "$scratch/待填" 2>/dev/null
  paper template 1 "$(find "$scratch/待填" -name '*.xlsx' | LC_ALL=C sort | head -1)"
  reduce "$out"
}

pictures_of_site() {
  local site=${SITE:-}
  if [ -z "$site" ]; then
    site=http://127.0.0.1:${PORT:-8791}
    PORT=${PORT:-8791} ./run &
    started=$!
    until .venv/bin/python -c "import urllib.request, sys; urllib.request.urlopen(sys.argv[1] + '/login/', timeout=5)" "$site" 2>/dev/null; do
      kill -0 "$started" || die "演示网站没有启动。"
      sleep 1
    done
  fi
  .venv/bin/python tools/screenshots.py "$site" docs/images/site
  reduce docs/images/site
}

export HENGJI_DATA="$scratch/data"
[ "${1:-}" = site ] && [ -n "${SITE:-}" ] || ./run --setup
[ "${1:-}" = site ] || pictures_of_check
[ "${1:-}" = check ] || pictures_of_site
