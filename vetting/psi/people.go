package psi

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ReadPeople reads people from CSV with unique_id, given_name, surname and
// date_of_birth. Who has no whole key cannot be asked about: they are counted, by the
// line on which they stand.
func ReadPeople(in io.Reader, file string) (people []Person, without []int, err error) {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("%s, line 1: the file is empty: its first line names the columns", file)
	} else if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	var at [4]int
	for i, name := range []string{"unique_id", "given_name", "surname", "date_of_birth"} {
		at[i] = slices.IndexFunc(head, func(h string) bool {
			return strings.EqualFold(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")), name)
		})
		if at[i] < 0 {
			return nil, nil, fmt.Errorf("%s, line 1: there is no column %s", file, name)
		}
	}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return people, without, nil
		} else if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", file, err)
		}
		key, bad := Key(rec[at[1]], rec[at[2]], strings.TrimSpace(rec[at[3]]))
		if bad != nil || rec[at[0]] == "" {
			line, _ := r.FieldPos(0)
			without = append(without, line)
			continue
		}
		people = append(people, Person{strings.Clone(rec[at[0]]), key})
	}
}
