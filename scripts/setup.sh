# shellcheck shell=bash
# Sourced by ./run, ./test and scripts/compile-requirements: prepare_environment makes .venv what the requirement files
# ask for, and returns at once where it already is. Takes only bash and Python 3.11 to 3.13 for granted.

root="$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$root/.venv"
log="$venv/setup.log"

say() {
    printf '%s\n' "$*" >&2
}

# A name on PATH proves nothing (a version manager's shim may refuse), so each candidate has to answer. The interpreter
# printed is the one beneath any active virtual environment, which may be the very .venv that is about to be rebuilt.
answer_of() {
    "$1" -c 'import sys
if not (3, 11) <= sys.version_info[:2] < (3, 14):
    sys.exit(1)
print("%d.%d" % sys.version_info[:2], getattr(sys, "_base_executable", None) or sys.executable)' 2>/dev/null
}

# The newest supported Python that apt could install; nothing where it knows of none.
package_of_apt() {
    local version
    command -v apt >/dev/null && command -v apt-cache >/dev/null || return 0
    for version in 3.13 3.12 3.11; do
        if [ -n "$(apt-cache show "python$version-venv" 2>/dev/null)" ]; then
            printf 'python%s-venv' "$version"
            return
        fi
    done
}

explain_missing_python() {
    local found package
    found="$(python3 --version 2>/dev/null)" || found=""
    say "找不到 Python 3.11–3.13。No Python 3.11 to 3.13 found${PYTHON:+ (PYTHON=$PYTHON)}${found:+ (python3: $found)}."
    package="$(package_of_apt)"
    if [ -z "${PYTHON:-}" ] && [ -n "$package" ]; then
        say "请先安装 · please install it:  apt install $package"
    else
        say "请安装后用 PYTHON 指明 · please install one and name it:  PYTHON=/path/to/python3.11 $0"
    fi
}

# A checkout of somebody else, a medium or an image may be read only.
require_writable() {
    local folder=$1
    if [ -e "$folder" ] && ! [ -w "$folder" ]; then
        say "不能写入 $folder，$2。$folder can't be written, and $3."
        say "请复制到自己的文件夹再运行 · please copy it to a folder of your own and run it there:  cp -R $root ~/"
        exit 2
    fi
}

explain_missing_venv() {
    local version=$1 interpreter=$2
    say "$interpreter 缺少 venv 或 ensurepip，无法建立虚拟环境。$interpreter lacks venv or ensurepip."
    if command -v apt >/dev/null; then
        say "请先安装 · please install the one missing package:  apt install python$version-venv"
    else
        say "请安装 Python $version 的 venv 与 ensurepip · please install these two modules of Python $version."
    fi
}

# Sets $python and $version to an interpreter that can make virtual environments, or ends with what to install.
find_python() {
    local candidate answer without_venv=""
    local candidates=(python3.11 python3.12 python3.13 python3 python)
    if [ -n "${PYTHON:-}" ]; then
        candidates=("$PYTHON")
    fi
    for candidate in "${candidates[@]}"; do
        answer="$(answer_of "$candidate")" || continue
        version="${answer%% *}" python="${answer#* }"
        if "$candidate" -c 'import ensurepip, venv; ensurepip.version()' >/dev/null 2>&1; then
            return
        fi
        without_venv="${without_venv:-$version $candidate}"
    done
    if [ -n "$without_venv" ]; then
        explain_missing_venv "${without_venv%% *}" "${without_venv#* }"
    else
        explain_missing_python
    fi
    exit 1
}

environment_state() {
    local wanted=""
    if [ -n "${PYTHON:-}" ]; then
        wanted="$(answer_of "$PYTHON")" || { explain_missing_python; exit 1; }
    fi
    "$venv/bin/python" -I "$root/scripts/environment.py" check "${wanted%% *}" 2>/dev/null || echo broken
}

logged() {
    printf '\n$ %s\n' "$*" >>"$log"
    "$@" >>"$log" 2>&1
}

give_up() {
    say "      失败，日志末尾如下 · failed; the end of $log:"
    tail -n 25 "$log" >&2
    exit 1
}

install_with_pip() {
    logged "$venv/bin/python" -m pip install --disable-pip-version-check "$@"
}

# uv does not read pip's settings: a mirror that the reader has set for pip is handed on, and where that is not enough
# (several indexes, a proxy, a certificate) pip itself installs the same files with the same hashes.
install_with_uv() {
    [ -x "$venv/bin/uv" ] || return 1
    local index="${UV_DEFAULT_INDEX:-${UV_INDEX_URL:-${PIP_INDEX_URL:-}}}"
    if [ -z "$index" ]; then
        index="$("$venv/bin/python" -m pip config list 2>/dev/null |
            sed -n "s/^[a-z]*\.index-url='\(.*\)'\$/\1/p" | tail -n 1)" || index=""
    fi
    (
        if [ -n "$index" ]; then
            export UV_DEFAULT_INDEX="$index"
        fi
        logged "$venv/bin/uv" pip "$@" --python "$venv/bin/python"
    )
}

# Bytecode is compiled once here, not by every parallel test worker or at every start where Python may not write it.
install_libraries() {
    install_with_uv sync --compile-bytecode --require-hashes requirements/all.txt && return
    say "      uv 未成，改用 pip · uv did not succeed, using pip"
    # every library is in the file, so nothing has to be resolved: older pips do not match an extra to its pin
    install_with_pip --require-hashes --no-deps -r requirements/all.txt
}

install_project() {
    install_with_uv install --no-deps --no-build-isolation --editable . ||
        install_with_pip --no-deps --no-build-isolation --editable .
}

build_environment() {
    local python version
    if [ "$1" = broken ]; then
        find_python
        say "[1/4] 建立虚拟环境 · making .venv (Python $version)"
        rm -rf -- "$venv"
        mkdir -p -- "$venv"
        logged "$python" -m venv "$venv" || give_up
    else
        say "[1/4] 依赖有变，更新虚拟环境 · the requirements have changed, updating .venv"
        rm -f -- "$venv/stamp"
    fi
    cd -- "$root"
    say "[2/4] 安装 uv · installing uv"
    install_with_pip --require-hashes --only-binary :all: -r requirements/uv.txt || true
    say "[3/4] 安装依赖库 · installing the libraries"
    install_libraries || give_up
    say "[4/4] 安装统筹 · installing tongchou"
    install_project || give_up
    logged "$venv/bin/python" -I scripts/environment.py record || give_up
    say "环境就绪，用时 $SECONDS 秒 · ready after $SECONDS s"
}

prepare_environment() {
    local state
    state="$(environment_state)" || exit 1
    if [ "$state" = ready ]; then
        return
    fi
    require_writable "$root" "而 .venv 要建在其中" ".venv has to be made in it"
    require_writable "$venv" "而依赖库要装在其中" "the libraries have to be put in it"
    (
        if command -v flock >/dev/null; then
            exec 9>"$root/.venv.lock"
            flock --nonblock 9 || {
                say "另一处正在安装，请稍候 · waiting for another set-up to finish"
                flock 9
            }
            state="$(environment_state)" || exit 1
        fi
        if [ "$state" != ready ]; then
            build_environment "$state"
        fi
    ) || exit 1
}
