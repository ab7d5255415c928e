# Two commands are all that a newcomer needs: make run, make test. CI runs make race too.
# Needed: Go 1.26, Node 20, make, git. `make test` also needs Chromium, and
# installs it where it may.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: run test assets build generate check race interop conformance bench bench-lookups fmt needs clean

# The same for whatever Go is asked to make, so that nothing is compiled twice: what is
# run is what is tested, and another clone finds what this one made. Only the race
# detector needs C.
export CGO_ENABLED := 0
export GOFLAGS := $(filter-out -trimpath,$(shell go env GOFLAGS)) -trimpath

ADDR ?= localhost:8080
DIR ?= ./candour-data

run: assets build
	@./build/candour demo --dir $(DIR) --addr $(ADDR)

build:
	@go build -o build/candour ./cmd/candour

# The style sheets, from npm: third-party code comes in here and is not committed.
assets: node_modules/.package-lock.json
	@go run ./cmd/assets

node_modules/.package-lock.json: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund

# One folder at a time: the path below it stands in the generated files.
generate:
	for d in web/page web/public web/report web/desk web/subject web/signin; do go tool templ generate -path $$d; done

fmt: generate
	gofmt -w $$(git ls-files '*.go' | grep -v _templ.go)

# Everything that CI runs, but for the race detector: it builds all anew and watches
# again what runs here, and whoever changes a word need not wait for it.
test: needs assets check
	go test -timeout 30m -parallel 4 -vet=off -ldflags='-s -w' ./... # vet has run, nobody debugs these binaries, and much of it waits for browsers and servers
	$(MAKE) interop

# Our log and our witness against other people's code, a module of its own. After
# a change of go.mod: cd internal/interop && go mod tidy
interop:
	cd internal/interop && go vet ./... && go test -vet=off -ldflags='-s -w' ./...

# Whatever the rooms promise, on PostgreSQL too; `make test` runs the stories, every
# statement and what the engines do differently on both (internal/testdb).
conformance:
	CANDOUR_TEST_DB=postgres go test -short -timeout 60m -vet=off ./act ./authz ./seal ./ledger ./record ./intake ./cases/... ./workforce ./retention ./outbox ./flow ./view ./web/page/session ./internal/testdb

# The race detector over our code, in the packages in which anything runs beside
# anything else (scripts/raced says which, and names the others). The database's own (C,
# translated) is built without it: watched, it is 20 to 60 times slower, and takes a
# minute to build. Nine long tests of those packages are left out, which do one thing
# after another: take a test off the list when it starts a goroutine. Others (LONG) reckon
# for minutes in goroutines that shorter tests on less data run too; without them every
# line that starts or is one of these is still covered.
ALONE := TestAbsentIsHidden|TestWhatARunnerRefusesToJournal|TestPlantedBugsAreCaught|TestEachRoleDoesItsOwn|TestRoles|TestSQL|TestRoomsKeepToTheirTables|TestEveryRoomIsMigrated|TestData
LONG := TestGolden|TestTrainingIsTheSame|TestExplanationsAddUp|TestTrainingFromLabels|TestDamagedParquet|TestReadingIsThatOfTheStandardLibrary|TestPriorModel|TestScreening|TestOnlyWhatChanged|TestGroupsAreAlike|TestBaselines|TestAboveTheFloor|TestLaterRowsChangeNothing|TestShippedModel|TestListingAddsUp|TestGate
race: needs
	@echo 'not watched for races, because shorter tests run the same goroutines: $(LONG)'
	@echo 'not watched for races, because they do one thing after another: $(ALONE)'
	packages=$$(./scripts/raced) && CGO_ENABLED=1 go test -race -short -timeout 30m -vet=off -ldflags='-s -w' -gcflags='modernc.org/...=-race=false' -skip '^($(ALONE)|$(LONG))$$' $$packages

check:
	@go mod verify >/dev/null && go mod tidy -diff
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run make fmt"; exit 1; }
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...
	go tool -modfile=tools/go.mod gofumpt -l $$(git ls-files '*.go' | grep -v _templ.go) | (! grep .)

# What make test needs beyond Go and Node, installed from Debian's packages where
# this account may, named where it may not.
needs:
	@./scripts/needs

# Every figure, as a command: nothing in `make test` is timed. Takes more than an hour
# and 10 GB. The desk of a whole force is measured where CANDOUR_LOAD_DIR names a folder,
# and on PostgreSQL in a second run with CANDOUR_LOAD_DB (cmd/candour/bench_load_test.go).
bench: assets build
	go test ./clock ./flow ./ledger ./view -run '^$$' -bench . -benchtime 1x -timeout 60m
	go test ./cmd/candour -run '^$$' -bench . -benchtime 1x -timeout 60m
	./build/candour signals bench
	./scripts/bench-wash
	$(MAKE) bench-lookups

# Lookups: a nation in memory, a stream through a pipe, and PostgreSQL and OpenFGA
# beside it (a module of its own; after a change of go.mod: cd internal/peers/openfga
# && go mod tidy). BENCH_DIR needs 3 GB; scripts/bench-lookups measures in parts too.
BENCH_DIR ?= build/bench
bench-lookups: build
	scripts/bench-lookups $(BENCH_DIR)

clean:
	rm -rf build candour-data
