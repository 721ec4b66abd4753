# make demo   plays the reference procedure in a mail world of its own: no server, no account
# make test   installs what the tests need where it may, then tests
# make check  lint + types + rooms + tests
# make sweep  every labelled sign-off in every mail program's dress: 20,000 whole mails, none read as what it isn't
# make fuzz   100,000 damaged mails: no crash, none that takes a second
VENV := .venv
PYTHON := $(VENV)/bin/python
DONE := $(VENV)/.installed
SUDO := $(shell [ "$$(id -u)" = 0 ] && echo env || (sudo -n true 2>/dev/null && echo sudo -n))
DEBIAN := dovecot-imapd dovecot-lmtpd postfix fonts-noto-cjk

.PHONY: demo test check lint types rooms story sweep fuzz servers clean

demo: $(DONE)
	@$(VENV)/bin/mailflow demo $(ARGS)

test: $(DONE) servers
	@$(VENV)/bin/pytest $(ARGS)

check: lint types rooms test

lint: $(DONE)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

types: $(DONE)
	@$(VENV)/bin/mypy

rooms: $(DONE)
	@$(VENV)/bin/lint-imports

# make story NAME=approve: one dialog of tests/stories, with what everybody got to read
story: $(DONE)
	@$(VENV)/bin/pytest tests/stories -k "$(NAME)" -s

sweep: $(DONE)
	@$(PYTHON) tests/sweep.py $(ARGS)

fuzz: $(DONE)
	@$(PYTHON) tests/fuzz.py $(ARGS)

$(DONE): pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
	  [ -x $(PYTHON) ] || uv venv -q $(VENV); uv pip install -q --python $(PYTHON) -e '.[dev]'; \
	elif python3 -c 'import ensurepip, venv' 2>/dev/null; then \
	  [ -x $(PYTHON) ] || python3 -m venv $(VENV); $(PYTHON) -m pip install -q --disable-pip-version-check -e '.[dev]'; \
	else \
	  echo 'Python has no venv here. On Debian or Ubuntu: sudo apt-get install python3-venv'; exit 1; \
	fi
	@touch $@

# Dovecot and Postfix's smtp-sink for the tests on real servers, fonts for PDFs; without them those tests skip and say so.
servers:
	@if command -v dovecot >/dev/null 2>&1 && command -v smtp-sink >/dev/null 2>&1; then :; \
	elif [ -n "$(SUDO)" ] && command -v apt-get >/dev/null 2>&1; then \
	  echo 'installing $(DEBIAN)'; \
	  echo 'postfix postfix/main_mailer_type select No configuration' | $(SUDO) debconf-set-selections; \
	  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $(DEBIAN) >/dev/null; \
	else \
	  echo 'Dovecot or smtp-sink is missing and may not be installed from here: tests on real servers will be skipped.'; \
	  echo 'To have them: sudo apt-get install $(DEBIAN)'; \
	fi

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
