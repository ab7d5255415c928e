package lookups

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// jsonLines reads one object a line, each of which is one access or several.
type jsonLines struct {
	lines lines
	of    func(line []byte) ([]Event, error)
	ready []Event
}

// NewOCSF reads lines of OCSF 1.x, class 6005 (Datastore Activity).
func NewOCSF(in io.Reader) Reader {
	return &jsonLines{lines: lines{in: bufio.NewReaderSize(in, 1<<18)}, of: fromOCSF}
}

// NewFHIR reads lines of FHIR R4 AuditEvent resources.
func NewFHIR(in io.Reader) Reader {
	return &jsonLines{lines: lines{in: bufio.NewReaderSize(in, 1<<18)}, of: fromFHIR}
}

func (j *jsonLines) Next(e *Event) error {
	for len(j.ready) == 0 {
		line, err := j.lines.next()
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		if len(line) >= maxLine {
			return &Broken{j.lines.line, "it is longer than a megabyte", line}
		}
		if !utf8.ValidString(line) {
			return &Broken{j.lines.line, "it is not UTF-8", line}
		}
		all, err := j.of([]byte(line))
		for i := range all {
			if err == nil {
				err = check(&all[i])
			}
		}
		if err != nil {
			return &Broken{j.lines.line, err.Error(), line}
		}
		j.ready = all
	}
	*e = j.ready[0]
	j.ready = j.ready[1:]
	return nil
}

// notJSON says so without the words of the line: they may be somebody's.
func notJSON(err error) error {
	var t *json.UnmarshalTypeError
	if errors.As(err, &t) {
		return fmt.Errorf("%s is a %s, which it may not be", t.Field, t.Value)
	}
	return errors.New("it is not JSON")
}

// FromJSON reads an access in a form of one object: "ocsf" or "fhir".
func FromJSON(form string, object []byte) ([]Event, error) {
	of := fromOCSF
	if form == "fhir" {
		of = fromFHIR
	}
	all, err := of(object)
	for i := range all {
		if err == nil {
			err = check(&all[i])
		}
	}
	return all, err
}

// fieldsOf reads a list of fields.
func fieldsOf(list []string) (Fields, error) {
	f, unknown := ParseFields(strings.Join(list, " "))
	if len(unknown) > 0 {
		return 0, fmt.Errorf("fields: %q is not known: one of %s", unknown[0], strings.Join(fieldWords, ", "))
	}
	return f, nil
}
