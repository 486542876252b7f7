# Two commands for everyone: `make report` and `make test`; each sets up what it needs. Recipes run in any POSIX shell.
# Three locks, each a part of the next: an office's computer (requirements.lock), JupyterLab for analysts (-lab), tests and guide (-dev).

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.locked
LAB := .venv/.locked-lab
DEV := .venv/.locked-dev
# A folder of wheels made by `make wheels` on a machine with a network: `make setup WHEELS=wheels`.
WHEELS ?=
OFFLINE := $(if $(WHEELS),--no-index -f $(WHEELS) --no-build-isolation)

# Packages that come as source alone (pure Python); without a network they are built with the setuptools that came along.
SOURCES := lunar-python

# Build machines set this; empty lets Python keep its bytecode, without which every start takes seconds longer.
export PYTHONDONTWRITEBYTECODE =
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help setup setup-lab setup-dev report test docs notebooks lab quality bench sweep lock wheels dist

help:
	@echo 'make report   建样例县，跑两个学期，交回核查反馈，出 Word 报告'
	@echo 'make test     运行全部检查和测试'
	@echo 'make setup    只做准备：.venv/ 和办公室用的软件包；不联网用 make setup WHEELS=wheels'
	@echo 'make setup-lab  另装 JupyterLab      make setup-dev  另装测试和指南要的软件包'
	@echo 'make docs     生成使用指南：outputs/docs/index.html'
	@echo 'make notebooks 在样例县上重新运行存下的笔记本'
	@echo 'make lab      用中文界面的 JupyterLab 打开笔记本的副本'
	@echo 'make quality  比对认定的质量      make bench   性能测试      make sweep   全量的反复试验'
	@echo 'make lock     重新锁定软件包      make wheels  为不联网的电脑下载软件包'
	@echo 'make dist     做发行的文件：安装包、使用指南和校验值，在 outputs/dist/'

setup: $(STAMP)

setup-lab: $(LAB)

setup-dev: $(DEV)

# What every failing installation says: without a network the packages come on a stick.
install = $(BIN)/python -m pip install -qq --no-compile --require-hashes $(OFFLINE) -r $(1) || { \
	  echo '软件包没有装全，原因见上。' >&2; \
	  echo '  怎么办：网络不通时，在能联网的同类电脑上运行 make wheels，把 wheels/ 拷来，再运行 make setup WHEELS=wheels' >&2; exit 1; }

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo '需要 Python 3.11 或更新的版本，这里的 $(PYTHON) 没有装或太旧。' >&2; \
	  echo '  怎么办：Debian 12、Ubuntu 24.04 请管理员运行 apt-get install python3 python3-venv；' >&2; \
	  echo '          已另装了新版本的，指明它：make setup PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '$(PYTHON) 缺少 venv，建不了虚拟环境。' >&2; \
	  echo '  怎么办：请管理员运行 apt-get install python3-venv，再重新运行 make' >&2; exit 1; }
	@echo '正在准备 .venv/，约需一两分钟……'
	@$(PYTHON) -m venv .venv
	@$(if $(WHEELS),$(BIN)/python -m pip install -qq --no-index -f $(WHEELS) setuptools)
	@$(call install,requirements.lock)
	@$(BIN)/python -m pip install -qq --no-deps $(filter-out --no-build-isolation,$(OFFLINE)) --no-build-isolation -e .
	@touch $@
	@echo '准备好了：.venv/bin/kongchuo'

$(LAB): $(STAMP) requirements-lab.lock
	@echo '另装 JupyterLab……'
	@$(call install,requirements-lab.lock)
	@touch $@

$(DEV): $(STAMP) requirements-dev.lock
	@echo '另装测试和指南要的软件包……'
	@$(call install,requirements-dev.lock)
	@touch $(LAB) $@

# The days of the made-up county's story: before the comparison, after it, in winter, in spring. On most days the data alone, in
# seconds; each term's report is told once, after the towns' forms came back.
DATA := $(BIN)/kongchuo run --workspace . --data-only
FORMS = $(BIN)/kongchuo sample . --filled $(1) && $(BIN)/kongchuo import --workspace . --term $(1) filled/$(1)/核查反馈表.xlsx

report: setup
	$(BIN)/kongchuo sample . --seed 1 --children 15000
	$(DATA) --term 2025-autumn --as-of 2025-09-12
	$(DATA) --term 2025-autumn --as-of 2025-10-31
	$(call FORMS,2025-autumn)
	$(BIN)/kongchuo run --workspace . --term 2025-autumn --as-of 2025-10-31
	$(DATA) --term 2026-spring --as-of 2026-03-13
	$(DATA) --term 2026-spring --as-of 2026-04-30
	$(call FORMS,2026-spring)
	$(BIN)/kongchuo run --workspace . --term 2026-spring --as-of 2026-04-30

test: setup-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check -q
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/guard.py
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=10

# Every warning is an error: a broken link stops the build.
docs: setup-dev
	$(BIN)/python -m sphinx -W -n -q -b html docs outputs/docs
	@echo '使用指南：outputs/docs/index.html'

# The stored notebooks again, on the made-up county; what they show is what nbval compares.
notebooks: setup
	PYTHONPATH=. $(BIN)/python tools/refresh_notebooks.py

# On copies in outputs/lab, so that trying things out never changes the reports; an office's workspace has no Makefile.
lab: setup-lab
	$(BIN)/kongchuo lab

quality: setup-dev
	PYTHONPATH=. $(BIN)/python benchmarks/quality.py

bench: setup-dev
	$(BIN)/python benchmarks/bench.py
	PYTHONPATH=. $(BIN)/python benchmarks/papers.py
	$(BIN)/python benchmarks/publication.py
	PYTHONPATH=. $(BIN)/python benchmarks/reading.py

# The tests do a twentieth of each sweep. Each notes what it has done, so that a broken-off one goes on where it stopped.
sweep: setup-dev
	mkdir -p outputs/sweeps
	for file in benchmarks/sweeps/*.py; do \
	  PYTHONPATH=. $(BIN)/python $$file --full --into outputs/sweeps/$$(basename $$file .py).csv || exit; \
	done

LOCKING := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header

lock:
	@command -v uv >/dev/null || { echo '需要 uv 才能重新锁定软件包。怎么办：pip install uv' >&2; exit 1; }
	uv pip compile -q pyproject.toml --extra office --extra checkout --extra lab --extra dev $(LOCKING) -o requirements-dev.lock
	uv pip compile -q pyproject.toml --extra office --extra checkout --extra lab $(LOCKING) -c requirements-dev.lock -o requirements-lab.lock
	uv pip compile -q pyproject.toml --extra office --extra checkout $(LOCKING) -c requirements-dev.lock -o requirements.lock

wheels: setup
	$(BIN)/python -m pip download -qq --require-hashes --only-binary :all: --no-binary $(SOURCES) -d wheels -r requirements-lab.lock
	$(BIN)/python -m pip download -qq --only-binary :all: -d wheels setuptools
	@echo '下载好了：wheels/。拷到不联网的电脑（同样的系统和 Python 版本）上，运行 make setup WHEELS=wheels，要 JupyterLab 的运行 make setup-lab WHEELS=wheels'

# What is handed out: the wheel with the guide in it, the guide for itself, and the checksums by which both are known.
dist: docs
	rm -rf outputs/dist && mkdir -p outputs/dist
	$(BIN)/python -m hatchling build -t wheel -d outputs/dist
	cd outputs && ../$(BIN)/python -m zipfile -c dist/kongchuo-guide.zip docs
	cd outputs/dist && ../../$(BIN)/python -c 'import hashlib, pathlib; print(*(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}" for p in sorted(pathlib.Path().iterdir())), sep="\n")' > ../SHA256SUMS
	mv outputs/SHA256SUMS outputs/dist/
	@cat outputs/dist/SHA256SUMS
