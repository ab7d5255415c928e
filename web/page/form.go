package page

import (
	"errors"

	"candour"
)

// Field is one question of a generated form. Which of the values count depends
// on Kind; whatever was typed is shown again as it was typed.
type Field struct {
	Name  string // required
	Label string // required but for a hidden field
	Hint  string
	Kind  string // one of the Kind constants; empty is KindInput

	Value            string   // input, textarea, radios, one checkbox, hidden
	Values           []string // several checkboxes
	Day, Month, Year string   // date, sent as Name-day, Name-month, Name-year

	Choices      []Choice // radios, checkboxes; one checkbox "yes" named by Label without
	Error        string
	Rows         int
	Autocomplete string // "off" unless the field is about the person who types, such as "email"
	InputMode    string // "numeric", "email", "tel": which keyboard a phone shows
	ID           string // Name unless two forms of one page share a name
	PageHeading  bool   // the label is the h1 of a page that asks one thing
}

// The kinds of field.
const (
	KindInput    = "input"
	KindTextarea = "textarea"
	KindDate     = "date"
	KindRadios   = "radios"
	KindCheckbox = "checkbox"
	KindHidden   = "hidden"
)

// Problem is why a form was refused. Field is the name of the field that is
// wrong, or empty where it is none of them.
type Problem struct {
	Field string
	Says  string
}

// unsaid is what a person is told of an error that was not meant for them: the
// error itself is for the log, which may not be shown.
const unsaid = "Something went wrong on our side. Nothing was saved. Please try again."

// Problems turns the errors of an act into what a person may read. A
// candour.Refusal says its own sentence beside its field; of anything else only
// that it happened is told. Joined errors are each told; nil is no problem.
func Problems(err error) []Problem {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []Problem
		for _, e := range joined.Unwrap() {
			all = append(all, Problems(e)...)
		}
		return all
	}
	if refusal, ok := errors.AsType[*candour.Refusal](err); ok {
		return []Problem{{refusal.Field, refusal.Says}}
	}
	return []Problem{{Says: unsaid}}
}

func (f Field) id() string { return or(f.ID, f.Name) }

// target is the control that the error summary leads to: the first of several.
func (f Field) target() string {
	if f.Kind == KindDate {
		return "#" + f.id() + "-day"
	}
	return "#" + f.id()
}

// autocomplete is off unless asked for, so that the browser of a shared phone
// does not offer to the next person what this one typed.
func (f Field) autocomplete() string { return or(f.Autocomplete, "off") }

// marked puts each problem on its field and lists all of them in the order of
// the page; a problem of no field, or of a hidden one, stands first.
func marked(fields []Field, problems []Problem) ([]Field, []FieldError) {
	fields = append([]Field(nil), fields...)
	at := map[string]int{}
	for i, f := range fields {
		if f.Kind != KindHidden {
			at[f.Name] = i
		}
	}
	var summary []FieldError
	for _, p := range problems {
		i, shown := at[p.Field]
		switch {
		case !shown || p.Field == "":
			summary = append(summary, FieldError{Text: p.Says})
		case fields[i].Error == "":
			fields[i].Error = p.Says
		case fields[i].Error != p.Says:
			fields[i].Error += " " + p.Says
		}
	}
	for _, f := range fields {
		if f.Error != "" && f.Kind != KindHidden {
			summary = append(summary, FieldError{Href: f.target(), Text: f.Error})
		}
	}
	return fields, summary
}

// size makes the question of a page that asks one thing its heading, and the
// questions of a longer form alike, whether they are labels or legends.
func (f Field) size(class string) string {
	if f.PageHeading {
		return class + "--l"
	}
	return class + "--s"
}

func (f Field) legendClass() string { return f.size("govuk-fieldset__legend") }

func (f Field) labelClass() string { return f.size("govuk-label") }

// choices is the question as radios or as a list of checkboxes.
func (f Field) choices() ChoicesParams {
	return ChoicesParams{
		Name: f.Name, ID: f.id(), Legend: f.Label, LegendClasses: f.legendClass(), PageHeading: f.PageHeading,
		Hint: f.Hint, Error: f.Error, Value: f.Value, Values: f.Values, Choices: f.Choices,
	}
}

// ticks is the question as checkboxes; without choices it is one box that says
// "yes" to the label.
func (f Field) ticks() ChoicesParams {
	p := f.choices()
	if len(f.Choices) == 0 {
		p.Legend, p.Hint, p.PageHeading = "", "", false
		p.Choices = []Choice{{Value: "yes", Label: f.Label, Hint: f.Hint}}
	}
	if f.Value != "" {
		p.Values = append([]string{f.Value}, f.Values...)
	}
	return p
}
