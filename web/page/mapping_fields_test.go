package page

import (
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// filled gives a component its children, if the fixture has any.
func filled(c, body templ.Component) templ.Component {
	if body == nil {
		return c
	}
	return around(c, body)
}

// text gives the words of a nested object such as a hint.
func text(o *options, key string) string { return o.obj(key).words("text", "html") }

func legend(o *options) (words, classes string, heading bool) {
	l := o.obj("legend")
	return l.words("text", "html"), l.str("classes"), l.flag("isPageHeading")
}

// spelling is said only where a fixture says it, true or false.
func spelling(o *options) string {
	switch o.any("spellcheck") {
	case true:
		return "true"
	case false:
		return "false"
	}
	return ""
}

func question(o *options) ChoicesParams {
	p := ChoicesParams{
		Name: o.str("name"), ID: o.str("idPrefix"), Hint: text(o, "hint"), Error: text(o, "errorMessage"), Value: o.str("value"),
		Classes: o.str("classes"), GroupClasses: o.obj("formGroup").str("classes"), DescribedBy: o.str("describedBy"),
	}
	values, _ := o.any("values").([]any)
	for _, v := range values {
		p.Values = append(p.Values, v.(string))
	}
	if o.has("fieldset") {
		f := o.obj("fieldset")
		p.Legend, p.LegendClasses, p.PageHeading = legend(f)
		p.DescribedBy = or(f.str("describedBy"), p.DescribedBy)
	}
	items := o.list("items")
	if all, _ := o.any("items").([]any); len(all) != len(items) {
		o.refuse("empty items, which count in the ids")
	}
	for _, i := range items {
		c := Choice{
			Value: i.str("value"), Label: i.words("text", "html"), Hint: text(i, "hint"), ID: i.str("id"), Name: i.str("name"),
			Checked: i.flag("checked"), Disabled: i.flag("disabled"), Exclusive: i.str("behaviour") == "exclusive", Divider: i.str("divider"),
		}
		if i.values["checked"] == false && (c.Value == p.Value || slices.Contains(p.Values, c.Value)) {
			i.refuse("checked false against the value")
		}
		if i.obj("conditional").str("html") != "" {
			i.refuse("conditional.html")
		}
		p.Choices = append(p.Choices, c)
	}
	return p
}

// date reads the forms in which the official template takes its three parts.
func date(o *options) DateInputParams {
	p := DateInputParams{
		ID: o.str("id"), Name: o.str("namePrefix"), Hint: text(o, "hint"), Error: text(o, "errorMessage"),
		Classes: o.str("classes"), GroupClasses: o.obj("formGroup").str("classes"),
	}
	if o.has("fieldset") {
		f := o.obj("fieldset")
		p.Legend, p.LegendClasses, p.PageHeading = legend(f)
		p.DescribedBy = f.str("describedBy")
	}
	for _, name := range []string{"day", "month", "year"} {
		if o.values[name] == false {
			o.refuse("a part left out")
			return p
		}
	}
	values := o.obj("values")
	parts := map[string]*options{"day": o.obj("day"), "month": o.obj("month"), "year": o.obj("year")}
	if items := o.list("items"); len(items) > 0 {
		var names []string
		for _, i := range items {
			name := i.str("name")
			names = append(names, name)
			parts[name] = i
		}
		if !slices.Equal(names, []string{"day", "month", "year"}) {
			o.refuse("items other than day, month, year")
			return p
		}
	}
	prefix := when(p.Name != "", p.Name+"-")
	p.Day, p.DayLabel, p.DayWrong = part(o, parts["day"], "day", "2", or(values.str(prefix+"day"), values.str("day")))
	p.Month, p.MonthLabel, p.MonthWrong = part(o, parts["month"], "month", "2", or(values.str(prefix+"month"), values.str("month")))
	p.Year, p.YearLabel, p.YearWrong = part(o, parts["year"], "year", "4", or(values.str(prefix+"year"), values.str("year")))
	return p
}

func part(all, o *options, name, width, value string) (string, string, bool) {
	if n := o.str("name"); n != "" && n != name {
		all.refuse("another name for a part")
	}
	if id := o.str("id"); id != "" && id != all.str("id")+"-"+name {
		all.refuse("another id for a part")
	}
	if mode := o.str("inputmode"); mode != "" && mode != "numeric" {
		all.refuse("another inputmode for a part")
	}
	if o.values["error"] == false {
		all.refuse("a part said not to be wrong")
	}
	wrong := o.flag("error")
	for class := range strings.FieldsSeq(o.str("classes")) {
		switch class {
		case "govuk-input--error":
			wrong = true
		case "govuk-input--width-" + width:
		default:
			all.refuse("classes of a part")
		}
	}
	return or(o.str("value"), value), o.str("label"), wrong
}

func selection(o *options) SelectParams {
	p := SelectParams{
		Name: o.str("name"), ID: o.str("id"), Hint: text(o, "hint"), Error: text(o, "errorMessage"), Value: o.str("value"),
		Classes: o.str("classes"), GroupClasses: o.obj("formGroup").str("classes"), DescribedBy: o.str("describedBy"),
	}
	l := o.obj("label")
	p.Label, p.LabelClasses, p.PageHeading = l.words("text", "html"), l.str("classes"), l.flag("isPageHeading")
	for _, i := range o.list("items") {
		_, valued := i.values["value"]
		p.NoValues = p.NoValues || !valued
		c := Choice{Value: i.str("value"), Label: i.words("text", "html"), Checked: i.flag("selected"), Disabled: i.flag("disabled")}
		if i.values["value"] == false {
			i.refuse("value false")
		}
		if i.values["selected"] == false && c.Value == p.Value {
			i.refuse("selected false beside a value")
		}
		p.Choices = append(p.Choices, c)
	}
	return p
}
