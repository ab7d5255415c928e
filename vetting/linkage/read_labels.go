package linkage

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// ReadPairs reads pairs by unique id, as CSV with the columns unique_id_l and
// unique_id_r, and finds their rows. Where there is a column clerical_match_score it
// is the score, 0 to 1; else 1. right is nil where both are of one table. A line that
// cannot be read, or an id that no record has, is a reject by line and column.
func ReadPairs(r io.Reader, file string, left, right *Table) (pairs []Label, rejects []Reject, err error) {
	if right == nil {
		right = left
	}
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("%s, line 1: the file is empty; its first line names the columns unique_id_l and unique_id_r", file)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	at := [3]int{slices.Index(head, "unique_id_l"), slices.Index(head, "unique_id_r"), slices.Index(head, "clerical_match_score")}
	if at[0] < 0 || at[1] < 0 {
		return nil, nil, fmt.Errorf("%s, line 1: there is no column unique_id_l or unique_id_r", file)
	}
	wide := len(head)
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return pairs, rejects, nil
		}
		line := 0
		if err == nil { // a row of which the first value cannot be read has none to ask for
			line, _ = in.FieldPos(0)
		}
		reject := func(column int, why string, args ...any) {
			rejects = append(rejects, Reject{File: file, Line: line, Column: column, Reason: fmt.Sprintf(why, args...)})
		}
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			line = bad.StartLine
			reject(bad.Column, "%v", bad.Err)
			continue
		case err != nil:
			return nil, nil, fmt.Errorf("%s: %w", file, err)
		case len(row) != wide:
			reject(0, "it has %d values, and the first line names %d columns", len(row), wide)
			continue
		}
		p := Label{Score: 1}
		if at[2] >= 0 {
			if p.Score, err = strconv.ParseFloat(row[at[2]], 64); err != nil || !(p.Score >= 0 && p.Score <= 1) {
				reject(at[2]+1, "%q is no score from 0 to 1", row[at[2]])
				continue
			}
		}
		l, r := left.Find(trim([]byte(row[at[0]]))), right.Find(trim([]byte(row[at[1]])))
		switch {
		case l < 0:
			reject(at[0]+1, "no record has the unique id %q", row[at[0]])
		case r < 0:
			reject(at[1]+1, "no record has the unique id %q", row[at[1]])
		case left == right && l == r:
			reject(at[1]+1, "it is a pair of one record with itself")
		default:
			p.L, p.R = uint32(l), uint32(r)
			pairs = append(pairs, p)
		}
	}
}

// ReadClusters reads clusters.csv of an earlier run: the cluster of each unique id.
func ReadClusters(r io.Reader) (map[string]string, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = 2
	rows, err := in.ReadAll()
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0 || rows[0][0] != "unique_id" || rows[0][1] != "cluster_id":
		return nil, errors.New("line 1: its columns are not unique_id and cluster_id")
	}
	out := make(map[string]string, len(rows))
	for _, r := range rows[1:] {
		out[r[0]] = r[1]
	}
	return out, nil
}
