// Command duckdb sets a wash beside DuckDB: the same two files, the same model, the
// same rules and levels, in one run. DuckDB is given the conditions of the model as
// they stand there, which are its own SQL, the files as tables with dictionaries and
// statistics, all threads and as much memory as it asks for.
//
//	go run . -candour ../../../build/candour -world WORLD -records 1000000
package main

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

type model struct {
	Prior float64 `json:"probability_two_random_records_match"`
	Rules []struct {
		Condition string `json:"blocking_rule"`
	} `json:"blocking_rules_to_generate_predictions"`
	Comparisons []struct {
		Name   string `json:"output_column_name"`
		Levels []struct {
			Condition string  `json:"sql_condition"`
			M         float64 `json:"m_probability"`
			U         float64 `json:"u_probability"`
			Null      bool    `json:"is_null_level"`
		} `json:"comparison_levels"`
	} `json:"comparisons"`
}

var columns = []string{"given_name", "surname", "date_of_birth", "postcode", "phone"}

func main() {
	log.SetFlags(0)
	candour := flag.String("candour", "", "the program")
	world := flag.String("world", "", "a folder that `candour vetting generate` wrote")
	records := flag.Int("records", 1_000_000, "how many records of it")
	file := flag.String("model", "model.json", "a model that both read")
	memory := flag.String("memory", "6GB", "what DuckDB may use")
	least := flag.Float64("probability", 0.95, "from which match probability a pair is written")
	flag.Parse()
	if err := run(*candour, *world, *file, *memory, *records, *least); err != nil {
		log.Fatal(err)
	}
}

func run(candour, world, file, memory string, records int, least float64) error {
	dir, err := os.MkdirTemp("", "peer")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	some := filepath.Join(dir, "records.csv")
	if err := head(filepath.Join(world, "records.csv"), some, records); err != nil {
		return err
	}
	workforce := filepath.Join(world, "workforce.csv")
	ours, err := wash(candour, workforce, some, file, dir, least)
	if err != nil {
		return err
	}
	theirs, err := duck(workforce, some, file, memory, dir, least)
	if err != nil {
		return err
	}
	fmt.Printf("the pairs: %d and %d, %d in both\n", len(ours.pairs), len(theirs.pairs), both(ours.pairs, theirs.pairs))
	fmt.Printf("ratio of wall time %.1f, of CPU-seconds %.1f, of memory %.1f\n", theirs.wall/ours.wall, theirs.cpu/ours.cpu, theirs.memory/ours.memory)
	if both(ours.pairs, theirs.pairs) != len(ours.pairs) || len(ours.pairs) != len(theirs.pairs) {
		return fmt.Errorf("they do not find the same pairs: the figures compare nothing")
	}
	return nil
}

type result struct {
	pairs             map[string]bool
	wall, cpu, memory float64 // seconds, seconds, MB
}

func both(a, b map[string]bool) (n int) {
	for p := range a {
		if b[p] {
			n++
		}
	}
	return n
}

func head(from, to string, n int) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	b, err := io.ReadAll(io.LimitReader(in, int64(n+1)*200))
	if err != nil {
		return err
	}
	at := 0
	for range n + 1 {
		i := bytes.IndexByte(b[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
	}
	return os.WriteFile(to, b[:at], 0o600)
}

// wash runs the real program as a process of its own.
func wash(candour, workforce, records, file, dir string, least float64) (r result, err error) {
	out := filepath.Join(dir, "out")
	cmd := exec.Command(candour, "vetting", "wash", "--workforce", workforce, "--records", records, "--model", file, "--threshold", fmt.Sprint(least), "--cluster", "1", "--out", out)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, os.Stderr
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return r, fmt.Errorf("%w: %s", err, said.String())
	}
	u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	r = result{map[string]bool{}, time.Since(began).Seconds(), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), float64(u.Maxrss) / 1024}
	f, err := os.Open(filepath.Join(out, "pairs.csv"))
	if err != nil {
		return r, err
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	for i, row := range rows {
		if i > 0 {
			r.pairs[row[0]+","+row[1]] = true
		}
	}
	first, _, _ := strings.Cut(said.String(), "\n")
	fmt.Printf("candour, %s: %s; whole command %.2f s, %.2f CPU-s, %.0f MB\n", runtime.Version(), first, r.wall, r.cpu, r.memory)
	return r, err
}

func duck(workforce, records, file, memory, dir string, least float64) (r result, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return r, err
	}
	var m model
	if err := json.Unmarshal(b, &m); err != nil {
		return r, err
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return r, err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	threads := runtime.NumCPU()
	cpu, began := used()
	for _, q := range []string{
		fmt.Sprintf("SET threads = %d", threads), "SET memory_limit = '" + memory + "'", "SET preserve_insertion_order = false", "SET temp_directory = '" + dir + "'",
		table("w", workforce), table("r", records),
		"CREATE TABLE pairs AS " + score(m, least),
	} {
		if _, err := db.Exec(q); err != nil {
			return r, fmt.Errorf("%w in %s", err, q)
		}
	}
	after, _ := used()
	r = result{pairs: map[string]bool{}, wall: time.Since(began).Seconds(), cpu: after - cpu, memory: peak()}
	version, nw, nr, nc := "", 0, 0, 0
	if err := db.QueryRow("SELECT version(), (SELECT count(*) FROM w), (SELECT count(*) FROM r), (SELECT count(*) FROM ("+candidates(m)+"))").Scan(&version, &nw, &nr, &nc); err != nil {
		return r, err
	}
	rows, err := db.Query("SELECT l_id || ',' || r_id FROM pairs")
	if err != nil {
		return r, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		p := ""
		if err := rows.Scan(&p); err != nil {
			return r, err
		}
		r.pairs[p] = true
	}
	driver := "?"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			if d.Path == "github.com/duckdb/duckdb-go/v2" {
				driver = d.Version
			}
		}
	}
	fmt.Printf("DuckDB %s by duckdb-go %s, threads %d, memory_limit %s, preserve_insertion_order false: %d people, %d records, %d pairs compared, %d written; %.2f s, %.2f CPU-s, %.0f MB\n",
		version, driver, threads, memory, nw, nr, nc, len(r.pairs), r.wall, r.cpu, r.memory)
	return r, rows.Err()
}

func used() (float64, time.Time) {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds(), time.Now()
}

func peak() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Maxrss) / 1024
}

func table(name, file string) string {
	var cols []string
	for _, c := range columns {
		cols = append(cols, fmt.Sprintf("nullif(trim(%s), '') AS %s", c, c))
	}
	return fmt.Sprintf("CREATE TABLE %s AS SELECT unique_id, %s FROM read_csv('%s', header = true, all_varchar = true)", name, strings.Join(cols, ", "), file)
}

// candidates are the pairs that the rules propose, each once.
func candidates(m model) string {
	var parts, before []string
	for _, r := range m.Rules {
		not := ""
		for _, b := range before {
			not += " AND NOT coalesce(" + b + ", false)"
		}
		var cols []string
		for _, c := range columns {
			cols = append(cols, fmt.Sprintf("l.%s AS %s_l, r.%s AS %s_r", c, c, c, c))
		}
		parts = append(parts, fmt.Sprintf("SELECT l.unique_id AS l_id, r.unique_id AS r_id, %s FROM w l JOIN r r ON %s%s", strings.Join(cols, ", "), r.Condition, not))
		before = append(before, "("+r.Condition+")")
	}
	return strings.Join(parts, " UNION ALL ")
}

func score(m model, least float64) string {
	var sums []string
	for _, c := range m.Comparisons {
		s := "CASE"
		for _, l := range c.Levels {
			w := 0.0
			if !l.Null {
				w = math.Log2(l.M / l.U)
			}
			if l.Condition == "ELSE" {
				s += fmt.Sprintf(" ELSE %.17g", w)
			} else {
				s += fmt.Sprintf(" WHEN %s THEN %.17g", l.Condition, w)
			}
		}
		sums = append(sums, s+" END")
	}
	return fmt.Sprintf("SELECT l_id, r_id, w FROM (SELECT l_id, r_id, %.17g + %s AS w FROM (%s)) WHERE w >= %.17g",
		math.Log2(m.Prior/(1-m.Prior)), strings.Join(sums, " + "), candidates(m), math.Log2(least/(1-least)))
}
