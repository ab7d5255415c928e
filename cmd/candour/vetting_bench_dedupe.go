package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"candour/vetting/linkage"
)

// dedupeSettings are those of a search for duplicates: five comparisons and their m, of
// which u is trained on the records at hand.
const dedupeSettings = `{"link_type": "dedupe_only", "unique_id_column_name": "unique_id", "probability_two_random_records_match": 1e-8,
"blocking_rules_to_generate_predictions": [
 "l.date_of_birth = r.date_of_birth AND substring(l.surname, 1, 1) = substring(r.surname, 1, 1)",
 "l.date_of_birth = r.date_of_birth AND substring(l.given_name, 1, 1) = substring(r.given_name, 1, 1)",
 "l.surname = r.surname AND l.given_name = r.given_name",
 "l.phone = r.phone", "l.postcode = r.postcode"],
"comparisons": [
 {"output_column_name": "given_name", "comparison_levels": [
  {"sql_condition": "given_name_l IS NULL OR given_name_r IS NULL", "is_null_level": true},
  {"sql_condition": "given_name_l = given_name_r", "m_probability": 0.85, "fix_m_probability": true, "tf_adjustment_column": "given_name"},
  {"sql_condition": "jaro_winkler_similarity(given_name_l, given_name_r) >= 0.92", "m_probability": 0.06, "fix_m_probability": true},
  {"sql_condition": "jaro_winkler_similarity(given_name_l, given_name_r) >= 0.85", "m_probability": 0.03, "fix_m_probability": true},
  {"sql_condition": "ELSE", "m_probability": 0.06, "fix_m_probability": true}]},
 {"output_column_name": "surname", "comparison_levels": [
  {"sql_condition": "surname_l IS NULL OR surname_r IS NULL", "is_null_level": true},
  {"sql_condition": "surname_l = surname_r", "m_probability": 0.85, "fix_m_probability": true, "tf_adjustment_column": "surname"},
  {"sql_condition": "jaro_winkler_similarity(surname_l, surname_r) >= 0.92", "m_probability": 0.06, "fix_m_probability": true},
  {"sql_condition": "jaro_winkler_similarity(surname_l, surname_r) >= 0.85", "m_probability": 0.03, "fix_m_probability": true},
  {"sql_condition": "ELSE", "m_probability": 0.06, "fix_m_probability": true}]},
 {"output_column_name": "date_of_birth", "comparison_levels": [
  {"sql_condition": "date_of_birth_l IS NULL OR date_of_birth_r IS NULL", "is_null_level": true},
  {"sql_condition": "date_of_birth_l = date_of_birth_r", "m_probability": 0.96, "fix_m_probability": true},
  {"sql_condition": "damerau_levenshtein(date_of_birth_l, date_of_birth_r) <= 1", "m_probability": 0.03, "fix_m_probability": true},
  {"sql_condition": "ELSE", "m_probability": 0.01, "fix_m_probability": true}]},
 {"output_column_name": "postcode", "comparison_levels": [
  {"sql_condition": "postcode_l IS NULL OR postcode_r IS NULL", "is_null_level": true},
  {"sql_condition": "postcode_l = postcode_r", "m_probability": 0.66, "fix_m_probability": true},
  {"sql_condition": "ELSE", "m_probability": 0.34, "fix_m_probability": true}]},
 {"output_column_name": "phone", "comparison_levels": [
  {"sql_condition": "phone_l IS NULL OR phone_r IS NULL", "is_null_level": true},
  {"sql_condition": "phone_l = phone_r", "m_probability": 0.7, "fix_m_probability": true},
  {"sql_condition": "ELSE", "m_probability": 0.3, "fix_m_probability": true}]}],
"training": {"seed": 1, "em_blocking_rules": []}}`

// dedupe searches the first records for duplicates, from the file to the clusters, and
// then gives the rates of blocking and scoring alone: with every weight of every pair,
// and as a search with a threshold runs, which writes the same pairs from there on.
func (c vettingBenchCmd) dedupe(s streams, n int) error {
	m, err := linkage.ReadModel(strings.NewReader(dedupeSettings))
	if err != nil {
		return err
	}
	plan, err := linkage.NewPlan(m)
	if err != nil {
		return err
	}
	f, err := os.Open(filepath.Join(c.World, "records.csv"))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written
	began, cpu := time.Now(), cpuSeconds()
	took := phases{to: io.Discard}
	var laps []string
	lap := func(what string) {
		before := took.at
		took.lap(what, began)
		laps = append(laps, fmt.Sprintf("%s %.2f", what, (took.at-before).Seconds()))
	}
	dicts := plan.Dicts()
	table, _, err := linkage.ReadRecords(&lines{f, n}, "records.csv", plan, dicts)
	if err != nil {
		return err
	}
	lap("read")
	if m, _, err = linkage.Train(plan, dicts, table, nil, nil, linkage.Options{}); err != nil {
		return err
	}
	if plan, err = linkage.NewPlan(m); err != nil {
		return err
	}
	lap("u trained")
	e, err := linkage.NewEngine(plan, dicts, table)
	if err != nil {
		return err
	}
	clusters, joins, joined, written := linkage.NewClusters(table, nil), linkage.WeightOf(0.95), 0, 0
	counts, err := e.Stream(table, nil, linkage.Options{Least: linkage.WeightOf(0.5)}, linkage.PairWriter(table, nil), func(pairs []linkage.Pair, text []byte) error {
		written += len(pairs)
		for _, p := range pairs {
			if p.Weight >= joins {
				clusters.Join(p)
				joined++
			}
		}
		_, err := io.Discard.Write(text)
		return err
	})
	if err != nil {
		return err
	}
	lap("blocked and scored")
	var text []byte
	for some := range slices.Chunk(clusters.Members(), 1<<14) {
		text = linkage.WriteMembers(text[:0], some)
	}
	lap("clustered")
	fmt.Fprintf(s.out, "duplicates in %d records: %d candidate pairs, %d written, %d joined: %.2f s, %.2f CPU-s (%s s)\n",
		table.Rows(), counts.Scored, written, joined, time.Since(began).Seconds(), cpuSeconds()-cpu, strings.Join(laps, ", "))
	for _, r := range []struct {
		how   string
		least float64
	}{
		{"every weight of every pair worked out", linkage.Every()},
		{"pairs that cannot reach a probability of 0.5 left early", linkage.WeightOf(0.5)},
	} {
		began, cpu, written = time.Now(), cpuSeconds(), 0
		counts, err = e.Stream(table, nil, linkage.Options{Least: r.least}, nil, func(pairs []linkage.Pair, _ []byte) error {
			written += len(pairs)
			return nil
		})
		if err != nil {
			return err
		}
		used := cpuSeconds() - cpu
		fmt.Fprintf(s.out, "blocking and scoring alone, %s: %d candidate pairs, %d found, in %.2f s, %.2f CPU-s: %.2f M candidate pairs a second of one core\n",
			r.how, counts.Scored, written, time.Since(began).Seconds(), used, float64(counts.Scored)/used/1e6)
	}
	return nil
}
