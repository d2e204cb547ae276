#!/usr/bin/env bash
# Makes the pictures of docs/manual.md from the sample that ./run checks.  Needs chromium, libreoffice and poppler-utils.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/setup.sh
setup_browser
setup_office
command -v pdftoppm >/dev/null || apt_install poppler-utils
./run --setup
out=docs/images
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$out"

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

results=demo-out/检查结果
page page 1366 768 "$results/index.html"
page page-phone 390 844 "$results/index.html"
paper circular 1 "$results/通报（草稿）.docx"
paper problems 1 "$results/问题清单.xlsx"
paper consolidated 1 "$results/汇总表.xlsx"
paper feedback 1 "$(ls "$results"/反馈单/*.xlsx | head -1)"
.venv/bin/hengji template --targets demo-out/示例县/批复目标.xlsx --roster demo-out/示例县/花名册.xlsx --as-of 2023-07-31 --out "$scratch/待填" 2>/dev/null
paper template 1 "$(find "$scratch/待填" -name '*.xlsx' | LC_ALL=C sort | head -1)"
ls -l "$out"
