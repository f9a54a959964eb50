#!/bin/sh
# Installs Debian's Chromium, with letters for Chinese, where there is none yet. Needs to be root.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "No browser here. Install Chromium, on Debian and Ubuntu: apt install chromium fonts-noto-cjk" >&2
    echo "这里没有浏览器。请安装 Chromium。" >&2
    exit 2
fi
echo "installing Chromium ..."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
