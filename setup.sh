#!/bin/sh
# Sets up .venv with the pinned requirements, or says in one sentence what is missing on this machine.
# Usage: sh setup.sh requirements.txt        (make calls it; running it twice costs nothing)
set -eu
cd "$(dirname "$0")"
requirements=${1:-requirements.txt}

say() { printf '%s\n' "$*" >&2; }

# durable-rules installs on Python 3.13 and fails at import, so only 3.11 and 3.12 will do.
fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' >/dev/null 2>&1; }

find_python() {
    for candidate in "${LUBU_PYTHON:-}" python3.11 python3.12 python3 python \
        "$HOME"/.pyenv/versions/3.1[12].*/bin/python /opt/python/3.1[12]*/bin/python3 \
        "$HOME"/.local/share/uv/python/*3.1[12].*/bin/python3 /usr/local/bin/python3.1[12] /opt/homebrew/bin/python3.1[12]; do
        [ -n "$candidate" ] && fits "$candidate" && { command -v "$candidate"; return; }
    done
    return 1
}

if ! fits .venv/bin/python; then
    python=$(find_python) || {
        say "找不到 Python 3.11 或 3.12: 请先安装其中之一 (Debian/Ubuntu: sudo apt install python3.11 python3.11-venv python3.11-dev; macOS: brew install python@3.12), 再重试; 已安装在别处时可用 LUBU_PYTHON=/路径/python3.12 make demo 指明。"
        say "Python 3.11 or 3.12 is needed and was not found: install one of them, or name it with LUBU_PYTHON=/path/to/python3.12."
        exit 1
    }
    "$python" -c 'import venv, ensurepip' 2>/dev/null || {
        say "$python 缺少 venv 模块: 请安装 (Debian/Ubuntu: sudo apt install python3-venv)。 The venv module is missing: install python3-venv."
        exit 1
    }
    rm -rf .venv
    "$python" -m venv .venv
fi

wanted=$(cat "$requirements" requirements.txt constraints.txt | cksum)
stamp=.venv/.ready-$(basename "$requirements" .txt)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    # durable-rules comes as source only.
    if ! .venv/bin/python -c 'import durable_rules_engine' 2>/dev/null; then
        command -v "${CC:-gcc}" >/dev/null 2>&1 || command -v cc >/dev/null 2>&1 || {
            say "缺少 C 编译器: 请安装 gcc (Debian/Ubuntu: sudo apt install gcc; macOS: xcode-select --install), 再重试。 A C compiler is needed: install gcc."
            exit 1
        }
        headers=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("include"))')
        [ -f "$headers/Python.h" ] || {
            say "缺少 Python 头文件: 请安装 (Debian/Ubuntu: sudo apt install python3-dev 或 python3.11-dev), 再重试。 Python.h is needed: install python3-dev."
            exit 1
        }
    fi
    say "正在安装依赖 ($requirements) … installing requirements"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$requirements" || {
        say "依赖安装失败: 请检查能否访问 Python 软件源 (PyPI 或 PIP_INDEX_URL 指定的镜像)。 Installing failed: check the access to PyPI or your mirror."
        exit 1
    }
    printf '%s' "$wanted" > "$stamp"
fi
