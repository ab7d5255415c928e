package lookups

import (
	"math"
	"strconv"
)

// plainOCSF reads a line as nearly all sources write it: no blanks between values, only
// known names, texts of ASCII without a backslash, whole numbers. It gives false for
// anything else, and encoding/json reads that: what it takes, both read alike (FuzzOCSF
// holds them to it), and it takes a fifth of the time.
func plainOCSF(line []byte, d *datastoreActivity) bool {
	s := plainJSON{b: line}
	u := &d.Unmapped
	user := func(k []byte) bool {
		switch string(k) {
		case "uid":
			return s.textTo(&d.Actor.User.UID)
		case "type_id":
			return s.intTo(&d.Actor.User.Type)
		}
		return false
	}
	unmapped := func(k []byte) bool {
		switch string(k) {
		case "person":
			return s.textTo(&u.Person)
		case "record":
			return s.textTo(&u.Record)
		case "ref":
			return s.textTo(&u.Ref)
		case "on_behalf_of":
			return s.textTo(&u.For)
		case "fields":
			return s.textsTo(&u.Fields)
		case "found":
			return s.textTo(&u.Found)
		case "area":
			return s.textTo(&u.Area)
		case "purpose":
			return s.textTo(&u.Purpose)
		case "break_glass":
			return s.truthTo(&u.Breach)
		}
		return false
	}
	product := func(k []byte) bool { return string(k) == "name" && s.textTo(&d.Metadata.Product.Name) }
	metadata := func(k []byte) bool {
		switch string(k) {
		case "uid":
			return s.textTo(&d.Metadata.UID)
		case "version":
			return s.textTo(&d.Metadata.Version)
		case "product":
			return s.object(product)
		}
		return false
	}
	actor := func(k []byte) bool { return string(k) == "user" && s.object(user) }
	source := func(k []byte) bool { return string(k) == "uid" && s.textTo(&d.Source.UID) }
	return s.object(func(k []byte) bool {
		switch string(k) {
		case "class_uid":
			return s.intTo(&d.ClassUID)
		case "category_uid":
			return s.intTo(&d.Category)
		case "activity_id":
			return s.intTo(&d.Activity)
		case "type_uid":
			return s.intTo(&d.TypeUID)
		case "type_id":
			return s.intTo(&d.Type)
		case "severity_id":
			return s.intTo(&d.Severity)
		case "time":
			v, ok := s.number()
			d.Time = v
			return ok
		case "time_dt":
			return s.textTo(&d.TimeDT)
		case "metadata":
			return s.object(metadata)
		case "actor":
			return s.object(actor)
		case "src_endpoint":
			return s.object(source)
		case "unmapped":
			return s.object(unmapped)
		}
		return false
	}) && s.at == len(s.b)
}

type plainJSON struct {
	b  []byte
	at int
}

func (s *plainJSON) eat(c byte) bool {
	if s.at < len(s.b) && s.b[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *plainJSON) word(w string) bool {
	if len(s.b)-s.at >= len(w) && string(s.b[s.at:s.at+len(w)]) == w {
		s.at += len(w)
		return true
	}
	return false
}

func (s *plainJSON) text() ([]byte, bool) {
	if !s.eat('"') {
		return nil, false
	}
	from := s.at
	for s.at < len(s.b) {
		switch c := s.b[s.at]; {
		case c == '"':
			s.at++
			return s.b[from : s.at-1], true
		case c < 0x20 || c >= 0x7f || c == '\\':
			return nil, false
		}
		s.at++
	}
	return nil, false
}

func (s *plainJSON) textTo(to *string) bool {
	b, ok := s.text()
	if ok {
		*to = string(b)
	}
	return ok
}

func (s *plainJSON) textsTo(to *[]string) bool {
	if !s.eat('[') {
		return false
	}
	*to = []string{}
	for !s.eat(']') {
		if len(*to) > 0 && !s.eat(',') {
			return false
		}
		b, ok := s.text()
		if !ok {
			return false
		}
		*to = append(*to, string(b))
	}
	return true
}

func (s *plainJSON) truthTo(to *bool) bool {
	if s.word("true") {
		*to = true
		return true
	}
	*to = false
	return s.word("false")
}

// number reads a whole number of at most 18 digits.
func (s *plainJSON) number() (int64, bool) {
	from := s.at
	s.eat('-')
	first := s.at
	for s.at < len(s.b) && s.b[s.at] >= '0' && s.b[s.at] <= '9' {
		s.at++
	}
	if n := s.at - first; n == 0 || n > 18 || n > 1 && s.b[first] == '0' {
		return 0, false
	}
	v, err := strconv.ParseInt(string(s.b[from:s.at]), 10, 64)
	return v, err == nil
}

func (s *plainJSON) intTo(to *int) bool {
	v, ok := s.number()
	*to = int(v)
	return ok && v >= math.MinInt32 && v <= math.MaxInt32
}

func (s *plainJSON) object(each func(name []byte) bool) bool {
	if !s.eat('{') {
		return false
	}
	if s.eat('}') {
		return true
	}
	for {
		name, ok := s.text()
		if !ok || !s.eat(':') || !each(name) {
			return false
		}
		if !s.eat(',') {
			return s.eat('}')
		}
	}
}
