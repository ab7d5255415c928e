package wash

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"candour/vetting/invented"
	"candour/vetting/linkage"
)

type washOut struct{ pairs, clusters, hits, words bytes.Buffer }

func washWith(t *testing.T, m *linkage.Model, workforce, records []byte, o Options) (*washOut, Summary) {
	t.Helper()
	p, err := linkage.NewPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	Prepare(p, false)
	dicts := p.Dicts()
	table, _, err := linkage.ReadCSV(bytes.NewReader(workforce), "workforce", p, dicts)
	if err != nil {
		t.Fatal(err)
	}
	e, err := linkage.NewEngine(p, dicts, table)
	if err != nil {
		t.Fatal(err)
	}
	out := &washOut{}
	sum, err := Run(p, e, table, bytes.NewReader(records), "records", o, Out{&out.pairs, &out.clusters, &out.hits, &out.words})
	if err != nil {
		t.Fatal(err)
	}
	return out, sum
}

func prior(t *testing.T) *linkage.Model {
	t.Helper()
	m, err := Prior(67_000_000)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// planned is a model with the workforce of a world read for it.
func planned(t testing.TB, m *linkage.Model, w *world) (*linkage.Plan, []*linkage.Dict, *linkage.Table) {
	t.Helper()
	p, err := linkage.NewPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	Prepare(p, false)
	dicts := p.Dicts()
	left, _, err := linkage.ReadCSV(bytes.NewReader(w.workforce.Bytes()), "workforce", p, dicts)
	if err != nil {
		t.Fatal(err)
	}
	return p, dicts, left
}

// TestWashIsALink: the stream finds the pairs that a match of both tables in memory
// finds, which is other code, with the same weights. The frequencies of names are
// taken out of the model: a link counts them in both files, a wash in the workforce.
func TestWashIsALink(t *testing.T) {
	w := invent(t, invented.Size{Workforce: 4_000, Records: 12_000, Known: 0.2, Errors: 1, Seed: 3})
	m := prior(t)
	for _, c := range m.Comparisons {
		for i := range c.Levels {
			c.Levels[i].TF = ""
		}
	}
	got, _ := washWith(t, m, w.workforce.Bytes(), w.records.Bytes(), Options{Least: -20, Hit: 1e9})
	p, dicts, left := planned(t, m, w)
	right, _, err := linkage.ReadCSV(bytes.NewReader(w.records.Bytes()), "r", p, dicts)
	if err != nil {
		t.Fatal(err)
	}
	e, err := linkage.NewEngine(p, dicts, left, right)
	if err != nil {
		t.Fatal(err)
	}
	pairs, _, err := e.Match(left, right, linkage.Options{Least: -20})
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, x := range pairs {
		want = append(want, string(linkage.AppendPair(nil, left.ID(int(x.L)), right.ID(int(x.R)), x.Weight)))
	}
	have := strings.SplitAfter(got.pairs.String(), "\n")
	have = have[:len(have)-1]
	slices.Sort(want)
	slices.Sort(have)
	if len(want) < 1000 || !slices.Equal(want, have) {
		t.Errorf("a link finds %d pairs and a wash %d, or they differ", len(want), len(have))
	}
}

// TestCores: the same files give the same bytes, whatever the number of cores.
func TestCores(t *testing.T) {
	w := invent(t, invented.Size{Workforce: 5_000, Records: 60_000, Known: 0.2, Errors: 1, Seed: 4})
	var first *washOut
	for _, cores := range []int{1, 2, 5} {
		was := runtime.GOMAXPROCS(cores)
		got, _ := washWith(t, prior(t), w.workforce.Bytes(), w.records.Bytes(), Options{Least: 0, Hit: 4.25})
		runtime.GOMAXPROCS(was)
		if first == nil {
			first = got
		}
		for i, pair := range [][2]*bytes.Buffer{{&first.pairs, &got.pairs}, {&first.clusters, &got.clusters}, {&first.hits, &got.hits}, {&first.words, &got.words}} {
			if !bytes.Equal(pair[0].Bytes(), pair[1].Bytes()) || pair[0].Len() == 0 {
				t.Errorf("%d cores: file %d differs or is empty", cores, i)
			}
		}
	}
}

// TestEveryHitAddsUp: what is written of a hit adds up to its weight, and names both
// records and the model.
func TestEveryHitAddsUp(t *testing.T) {
	w := invent(t, invented.Size{Workforce: 3_000, Records: 9_000, Known: 0.2, Errors: 1, Seed: 5})
	got, sum := washWith(t, prior(t), w.workforce.Bytes(), w.records.Bytes(), Options{Least: 0, Hit: 4.25, Model: "sha256:abc"})
	n := 0
	for line := range strings.Lines(got.hits.String()) {
		var h hit
		if err := json.Unmarshal([]byte(line), &h); err != nil {
			t.Fatal(err)
		}
		at := h.Prior
		for _, f := range h.Fields {
			at += f.Adds + f.Common
		}
		if math.Abs(at-h.Weight) > 1e-9 || h.Model != "sha256:abc" || h.Role == "" || !strings.Contains(got.pairs.String(), h.Workforce+","+h.Record+",") {
			t.Errorf("%s adds up to %v", line, at)
		}
		n++
	}
	if n != sum.Hits || n < 300 || strings.Count(got.words.String(), "match weight") != n {
		t.Errorf("%d hits are explained, and there are %d", n, sum.Hits)
	}
	if s := sum.String(); !strings.Contains(s, "A hit is a question for a person") || !strings.Contains(s, "were victims or witnesses") || !strings.Contains(s, "base rate") {
		t.Errorf("the summary does not say how to read it:\n%s", s)
	}
}

// TestTwice: a record whose unique id came before is listed with its line, and
// nothing of it is written; broken rows are listed too.
func TestTwice(t *testing.T) {
	workforce := "unique_id,given_name,middle_name,surname,date_of_birth,postcode,phone\nW1,Laura,Ann,Tundon,1982-05-04,QD17 9GH,09956997972\n"
	records := "unique_id,given_name,middle_name,surname,date_of_birth,postcode,phone,role\n" +
		"R1,Laura,Ann,Tundon,1982-05-04,QD17 9GH,,victim\nR1,Laura,Ann,Tundon,1982-05-04,QD17 9GH,,suspect\nR2,Laura\n,Laura,Ann,Tundon,1982-05-04,,,\n"
	got, sum := washWith(t, prior(t), []byte(workforce), []byte(records), Options{Least: 0, Hit: 4.25})
	if sum.Hits != 1 || sum.Records != 1 || sum.ByRole["victim"] != 1 || len(sum.Rejects) != 3 {
		t.Errorf("%+v", sum)
	}
	lines := []string{}
	for _, r := range sum.Rejects {
		lines = append(lines, fmt.Sprint(r.Line))
	}
	slices.Sort(lines)
	if !slices.Equal(lines, []string{"3", "4", "5"}) || strings.Count(got.pairs.String(), "\n") != 1 || got.clusters.String() != "W1,W1\nR1,W1\n" {
		t.Errorf("rejects on lines %v, pairs %q, clusters %q", lines, got.pairs.String(), got.clusters.String())
	}
}

// TestParts: the parts of a wash, on whatever machines, are together the whole one: no
// pair and no rejected row is lost or there twice, and an id that comes twice is found.
func TestParts(t *testing.T) {
	w := invent(t, invented.Size{Workforce: 3_000, Records: 30_000, Known: 0.2, Errors: 1, Seed: 8})
	lines := strings.SplitAfter(w.records.String(), "\n")
	for i := 10; i < len(lines)-1; i += 1000 { // ids that come twice, and rows that are none
		lines[i] = lines[i] + "ragged " + fmt.Sprint(i) + "\n" + lines[i-7]
	}
	records := []byte(strings.Join(lines, ""))
	o := Options{Least: 0, Hit: 4.25}
	whole, sum := washWith(t, prior(t), w.workforce.Bytes(), records, o)
	said := func(s string, rejects []linkage.Reject, hits string) (out []string) {
		for _, r := range rejects {
			out = append(out, fmt.Sprint(r))
		}
		out = append(out, strings.SplitAfter(s, "\n")...)
		out = slices.DeleteFunc(append(out, strings.SplitAfter(hits, "\n")...), func(s string) bool { return s == "" })
		slices.Sort(out)
		return out
	}
	want := said(whole.pairs.String(), sum.Rejects, whole.hits.String())
	if sum.Hits < 300 || len(sum.Rejects) < 40 {
		t.Fatalf("%d hits and %d rejects: too few to tell", sum.Hits, len(sum.Rejects))
	}
	for _, of := range []int{1, 2, 7} {
		var got []string
		records2, hits, scored, passed := 0, 0, uint64(0), 0
		for k := range of {
			o := Options{Least: 0, Hit: 4.25, Part: k + 1, Of: of, Passed: func(n, _ int) { passed = n }}
			some, part := washWith(t, prior(t), w.workforce.Bytes(), records, o)
			got = append(got, said(some.pairs.String(), part.Rejects, some.hits.String())...)
			if of == 7 && (part.Records < sum.Records/14 || part.Records > sum.Records/4) {
				t.Errorf("part %d of 7 has %d records of %d", k+1, part.Records, sum.Records)
			}
			if passed != part.Records {
				t.Errorf("it told of %d records of %d", passed, part.Records)
			}
			records2, hits, scored = records2+part.Records, hits+part.Hits, scored+part.Scored
		}
		slices.Sort(got)
		if !slices.Equal(got, want) || records2 != sum.Records || hits != sum.Hits || scored != sum.Scored {
			t.Errorf("in %d parts: %d lines where the whole has %d; %d records, %d hits", of, len(got), len(want), records2, hits)
		}
	}
}

// TestFairness: figures counted by hand.
func TestFairness(t *testing.T) {
	origins := "unique_id,origin\nW1,Irish\nW2,Irish\nW3,Polish\nW4,Polish\n"
	truth := "unique_id_l,unique_id_r,origin,changes\nW1,R1,Irish,\nW3,R3,Polish,\nW4,R4,Polish,\n"
	pairs := "unique_id_l,unique_id_r,match_weight,match_probability\nW1,R1,9,0.99\nW3,R3,9,0.99\nW3,R4,9,0.99\nW3,R9,9,0.99\nW4,R4,1,0.6\n"
	got, err := Fairness(strings.NewReader(origins), strings.NewReader(truth), strings.NewReader(pairs), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	want := []Group{{"everybody", 4, 3, 2, 2, 1}, {"Irish", 2, 1, 1, 0, 0}, {"Polish", 2, 2, 1, 2, 1}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	if p := got[2]; p.FalseRate() != 10_000 || p.Recall() != 0.5 || math.Abs(p.Precision()-1.0/3) > 1e-12 {
		t.Errorf("Polish: %v %v %v", p.FalseRate(), p.Recall(), p.Precision())
	}
}

// TestGroupsAreAlike: with the model that ships no way of naming draws four times as
// many false matches as all together do.
func TestGroupsAreAlike(t *testing.T) {
	w := invent(t, invented.Size{Workforce: 60_000, Records: 400_000, Known: 0.1, Errors: 1, Seed: 6})
	got, _ := washWith(t, prior(t), w.workforce.Bytes(), w.records.Bytes(), Options{Least: linkage.WeightOf(0.5), Hit: linkage.WeightOf(0.95)})
	groups, err := Fairness(&w.origins, &w.truth, strings.NewReader(linkage.PairHeader+got.pairs.String()), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", FairnessTable(groups))
	all := groups[0]
	if all.Precision() < 0.97 || all.Recall() < 0.8 {
		t.Errorf("precision %.3f, recall %.3f", all.Precision(), all.Recall())
	}
	for _, g := range groups[1:] {
		if expected := all.FalseRate() * float64(g.People) / 1e4; float64(g.False) > 4*expected+8 || g.Recall() < all.Recall()-0.15 {
			t.Errorf("%s: %d false where all alike would give %.1f; recall %.3f", g.Name, g.False, expected, g.Recall())
		}
	}
}
