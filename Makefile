# `make` alone lists the targets.
.DEFAULT_GOAL := help
.PHONY: help libraries test-tools build demo test lambda lambda-check lambda-again simulate bench endpoints format lint clean

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get
LIBRARIES := libcurl4-openssl-dev libssl-dev libhiredis-dev openssl ca-certificates
TEST_TOOLS := redis-server curl
LAMBDA_TOOLS := dpkg-dev gcc libc6-dev make zlib1g-dev python3
LAMBDA_TEST_TOOLS := debootstrap redis-server
VENV := .venv
# boto3 alone would take the newest botocore of the day, and the table of endpoints is made from this one.
PYTHON_TOOLS := 'moto[server]==5.2.1' 'boto3==1.43.11' 'botocore==1.43.127' \
  'cfn-lint==1.58.0' 'aws-sam-translator==1.110.0' 'kubernetes-validate==1.37.0'

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

libraries: ## install the C libraries that a build needs (Debian packages)
	@dpkg -s $(LIBRARIES) >/dev/null 2>&1 || { $(APT) update -qq && $(APT) install -y -qq --no-install-recommends $(LIBRARIES); }

test-tools: libraries ## install what the tests need beyond that: redis-server, and moto in $(VENV)
	@dpkg -s $(TEST_TOOLS) >/dev/null 2>&1 || { $(APT) update -qq && $(APT) install -y -qq --no-install-recommends $(TEST_TOOLS); }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || $(APT) install -y -qq --no-install-recommends python3-venv
	@ls -d $(VENV)/lib/*/site-packages/botocore-1.43.127.dist-info $(VENV)/lib/*/site-packages/kubernetes_validate $(VENV)/bin/moto_server >/dev/null 2>&1 \
	  || { python3 -m venv $(VENV) && $(VENV)/bin/pip install -q --disable-pip-version-check $(PYTHON_TOOLS); }

build: libraries ## build the release binaries into .build/release
	swift build -c release --product ecs-agent-monitor
	swift build -c release --product mock-aws

demo: libraries ## sweep a mocked AWS: see, strike and replace disconnected instances
	@swift build -c release --product ecs-agent-monitor
	@swift build -c release --product mock-aws
	@Deploy/demo/run

test: test-tools ## run all tests
	@swift build --build-tests
	@Tests/run

lambda: libraries ## build the zip for AWS Lambda (CONFIG=clusters.json packs that file, too)
	@dpkg -s $(LAMBDA_TOOLS) >/dev/null 2>&1 || { $(APT) update -qq && $(APT) install -y -qq --no-install-recommends $(LAMBDA_TOOLS); }
	@Deploy/lambda/build $(CONFIG)

lambda-check: lambda ## run that zip in a root file system of Debian 11, as Lambda would (needs root)
	@dpkg -s $(LAMBDA_TEST_TOOLS) >/dev/null 2>&1 || { $(APT) update -qq && $(APT) install -y -qq --no-install-recommends $(LAMBDA_TEST_TOOLS); }
	@swift build -c release --product mock-aws
	@$(SUDO) Tests/lambda_in_old_root

lambda-again: lambda ## build that zip from clean once more: the same bytes must come
	@cp .build-lambda/*.zip .build-lambda/static/ && rm -rf .build-lambda/swift
	@Deploy/lambda/build $(CONFIG)
	@for zip in .build-lambda/*.zip; do cmp "$$zip" ".build-lambda/static/$${zip##*/}" && sha256sum "$$zip"; done

simulate: libraries ## check the rules in 10 million simulated sweeps (SWEEPS=…, SEED=…)
	@swift build -c release --build-tests -Xswiftc -enable-testing --scratch-path .build-simulate
	@ECS_AGENT_MONITOR_SIMULATED_SWEEPS=$(or $(SWEEPS),10000000) ECS_AGENT_MONITOR_SIMULATION_SEED=$(or $(SEED),1) \
	  swift test -c release -Xswiftc -enable-testing --scratch-path .build-simulate --skip-build --disable-xctest --filter ModelCheckTests

bench: test-tools build lambda ## run the benchmarks, then time whole sweeps beside a boto3 script, and the function beside the older one
	@cd Benchmarks && swift package benchmark --no-progress
	@Benchmarks/whole_sweep
	@Benchmarks/whole_sweep --tls
	@Benchmarks/api_limits
	@$(VENV)/bin/pip install -q --disable-pip-version-check 'redis==5.2.1'
	@Benchmarks/redis_pairs
	@Benchmarks/lambda

endpoints: test-tools ## make the table of AWS's endpoints anew, from the botocore in $(VENV)
	$(VENV)/bin/python .ci/endpoint_table > Sources/AWSCore/Endpoint/EndpointTable.swift

format: ## format the sources in place
	swift format -i --recursive Sources Tests Benchmarks/SweepBenchmarks Benchmarks/RedisPairs Benchmarks/Package.swift Package.swift

lint: ## check format and module borders
	swift format lint --strict --recursive Sources Tests Benchmarks/SweepBenchmarks Benchmarks/RedisPairs Benchmarks/Package.swift Package.swift
	.ci/imports

clean: ## remove what was built
	@[ ! -d .build-lambda/debian-11 ] || $(SUDO) rm -rf .build-lambda/debian-11
	rm -rf .build .build-* Benchmarks/.build $(VENV)
