package act

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"candour"
)

// longest is the most that one field may hold, in characters: room for all that
// a person may need to say, and a limit on what a stranger can send.
const longest = 50_000

// Choice is one value that a field may have.
type Choice struct{ Value, Label, Hint string }

// Chooser is a string type with a fixed list of values: it is asked as radios.
type Chooser interface{ Choices() []Choice }

// Input is one field of an act as a form or the API asks for it. The tags of the
// struct field say how: ask (the question), hint, rows (a text of several lines),
// optional:"yes", hidden:"yes" (the page fills it), of:"yes" (it names what the act
// is done to, and is called after that: for an act that is done to several kinds),
// pick:"accused" (an officer out of those whom the case is about). A slice of a
// Chooser's values is a question with several answers.
type Input struct {
	Name     string // "standard-of-proof"
	Ask      string
	Hint     string
	Kind     string // "text", "long", "date", "choice", "choices" (any of them), "yes-no", "hidden"
	Pick     string // "accused", or empty
	Rows     int
	Optional bool
	Choices  []Choice
}

// Wrong is everything that is wrong with what was filled in, one sentence a
// field, so that a person need not find out one at a time.
type Wrong []*candour.Refusal

func (w Wrong) Error() string {
	var says []string
	for _, r := range w {
		says = append(says, r.Says)
	}
	return strings.Join(says, " ")
}

// Unwrap lets errors.Is find the kind.
func (w Wrong) Unwrap() []error {
	var out []error
	for _, r := range w {
		out = append(out, r)
	}
	return out
}

// Refusals are the sentences inside an error, field by field.
func Refusals(err error) []*candour.Refusal {
	var w Wrong
	if errors.As(err, &w) {
		return w
	}
	var r *candour.Refusal
	if errors.As(err, &r) {
		return []*candour.Refusal{r}
	}
	return nil
}

var (
	dateType = reflect.TypeFor[candour.Date]()
	markType = reflect.TypeFor[candour.Marking]()
)

// Inputs lists the fields of an act, in the order of its struct.
func Inputs(a Act) []Input {
	v := reflect.ValueOf(a).Elem()
	var out []Input
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			out = append(out, named(a, f, input(f, v.Field(i))))
		}
	}
	return out
}

func input(f reflect.StructField, v reflect.Value) Input {
	in := Input{Name: kebab(f.Name), Ask: f.Tag.Get("ask"), Hint: f.Tag.Get("hint"), Kind: "text", Pick: f.Tag.Get("pick"), Optional: f.Tag.Get("optional") == "yes"}
	in.Rows, _ = strconv.Atoi(f.Tag.Get("rows")) // no rows: a single line
	c, chooses := v.Interface().(Chooser)
	switch {
	case f.Tag.Get("hidden") == "yes":
		in.Kind = "hidden"
	case f.Type == dateType:
		in.Kind = "date"
	case f.Type.Kind() == reflect.Bool:
		in.Kind = "yes-no"
	case chooses && f.Type.Kind() == reflect.Slice:
		in.Kind, in.Choices = "choices", c.Choices()
	case chooses:
		in.Kind, in.Choices = "choice", c.Choices()
	case in.Rows > 0:
		in.Kind = "long"
	}
	return in
}

func named(a Act, f reflect.StructField, in Input) Input {
	if f.Tag.Get("of") == "yes" {
		in.Name = a.Kind().Of
	}
	return in
}

// Fill sets the fields of an act from a form or a request body. A date is asked
// as name-day, name-month and name-year, or given whole as YYYY-MM-DD. A field
// that the act does not have is an error: nothing that was sent is dropped
// silently. It returns a Wrong with every sentence, or nil.
func Fill(a Act, from map[string][]string) error {
	v := reflect.ValueOf(a).Elem()
	var wrong Wrong
	known, several := map[string]bool{}, map[string]bool{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		in := named(a, f, input(f, v.Field(i)))
		val := one(from, in.Name)
		known[in.Name] = true
		if in.Kind == "choices" {
			several[in.Name] = true
			if err := setSeveral(v.Field(i), in, from[in.Name]); err != nil {
				wrong = append(wrong, err)
			}
			continue
		}
		if in.Kind == "date" {
			for _, part := range []string{"-day", "-month", "-year"} {
				known[in.Name+part] = true
			}
			parts := JoinDate(one(from, in.Name+"-day"), one(from, in.Name+"-month"), one(from, in.Name+"-year"))
			if val == "" {
				val = parts
			} else if parts != "" && parts != val {
				val += " or " + parts // two dates are no date
			}
		}
		if err := set(v.Field(i), in, val); err != nil {
			wrong = append(wrong, err)
		}
	}
	for name, values := range from {
		if !known[name] {
			wrong = append(wrong, &candour.Refusal{Kind: candour.ErrInvalid, Says: fmt.Sprintf("There is no field %q here: take it out and send the rest again.", clip(name))})
		} else if len(values) > 1 && !several[name] {
			wrong = append(wrong, &candour.Refusal{Kind: candour.ErrInvalid, Field: name, Says: fmt.Sprintf("There are %d answers for %q: give one.", len(values), name)})
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

func set(v reflect.Value, in Input, val string) *candour.Refusal {
	no := func(format string, args ...any) *candour.Refusal {
		return &candour.Refusal{Kind: candour.ErrInvalid, Field: in.Name, Says: fmt.Sprintf(format, args...)}
	}
	val = strings.ReplaceAll(val, "\r\n", "\n")
	about := in.Ask
	if about == "" {
		about = in.Name
	}
	switch {
	case !utf8.ValidString(val) || strings.ContainsRune(val, 0):
		return no("“%s” holds characters that cannot be kept: type it again.", about)
	case utf8.RuneCountInString(val) > longest:
		return no("“%s” is longer than %d characters: put the rest in another place.", about, longest)
	case strings.TrimSpace(val) == "" && !in.Optional:
		return no("Answer the question “%s”", about)
	}
	switch in.Kind {
	case "date":
		if val == "" {
			return nil
		}
		d, err := candour.ParseDate(val)
		if err != nil {
			return no("“%s” must be a real date, like 22 5 2026.", about)
		}
		v.Set(reflect.ValueOf(d))
	case "yes-no":
		if val != "" && val != "yes" && val != "no" {
			return no("Answer yes or no to “%s”", about)
		}
		v.SetBool(val == "yes")
	case "choice":
		for _, c := range in.Choices {
			if c.Value == val {
				v.SetString(val)
				return nil
			}
		}
		if val != "" || !in.Optional {
			return no("Choose one of the answers to “%s”", about)
		}
	default:
		if v.Type() == markType {
			v.Set(reflect.ValueOf(candour.Mark(val)))
		} else {
			v.SetString(strings.TrimSpace(val))
		}
	}
	return nil
}

// setSeveral sets a question with several answers, in the order in which they are
// offered. No answer is an answer, "none of these", where the field is optional.
func setSeveral(v reflect.Value, in Input, values []string) *candour.Refusal {
	ticked := map[string]bool{}
	for _, val := range values {
		if val != "" {
			ticked[val] = true
		}
	}
	for _, c := range in.Choices {
		if ticked[c.Value] {
			v.Set(reflect.Append(v, reflect.ValueOf(c.Value).Convert(v.Type().Elem())))
			delete(ticked, c.Value)
		}
	}
	if len(ticked) > 0 || v.Len() == 0 && !in.Optional {
		return &candour.Refusal{Kind: candour.ErrInvalid, Field: in.Name, Says: fmt.Sprintf("Choose one or more of the answers to “%s”", in.Ask)}
	}
	return nil
}

// chosen refuses a choice that was not offered, whoever filled the act in: what
// only an import may say must not be said by another way, and a choice stands in
// clear in the journal.
func chosen(a Act) error {
	if a.Kind().New == nil {
		return nil
	}
	v := reflect.ValueOf(a).Elem()
	var wrong Wrong
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		in := input(f, v.Field(i))
		if in.Choices == nil {
			continue
		}
		got := []string{v.Field(i).String()}
		if in.Kind == "choices" {
			got = got[:0]
			for j := range v.Field(i).Len() {
				got = append(got, v.Field(i).Index(j).String())
			}
		}
		offered := func(s string) bool {
			return s == "" && in.Optional || slices.ContainsFunc(in.Choices, func(c Choice) bool { return c.Value == s })
		}
		if len(got) == 0 && !in.Optional || slices.ContainsFunc(got, func(s string) bool { return !offered(s) }) {
			wrong = append(wrong, &candour.Refusal{Kind: candour.ErrInvalid, Field: in.Name, Says: fmt.Sprintf("Choose one of the answers to “%s”", in.Ask)})
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// JoinDate is a date that was typed in three parts, as YYYY-MM-DD; what is none is given
// back as it was typed, and empty where nothing was.
func JoinDate(day, month, year string) string {
	d, err1 := strconv.Atoi(strings.TrimSpace(day))
	m, err2 := strconv.Atoi(strings.TrimSpace(month))
	y, err3 := strconv.Atoi(strings.TrimSpace(year))
	if err1 != nil || err2 != nil || err3 != nil {
		return strings.TrimSpace(day + month + year) // empty if nothing was typed, not a date otherwise
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

func one(from map[string][]string, name string) string {
	if v := from[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// kebab writes a Go name as a form writes it: StandardOfProof, standard-of-proof.
func kebab(s string) string {
	var b strings.Builder
	for i, r := range s {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
