package page

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// options reads one fixture's options and remembers what was read.
type options struct {
	values map[string]any
	read   map[string]bool
	cannot map[string]bool
	subs   []*options
	path   string
}

// any gives an option; null is the same as not being there.
func (o *options) any(key string) any {
	o.read[key] = true
	return o.values[key]
}

// str gives a text or a number as text. False is how a fixture says "none".
func (o *options) str(key string) string {
	switch v := o.any(key).(type) {
	case nil:
		return ""
	case bool:
		if v {
			o.refuse(key + " true")
		}
		return ""
	default:
		return fmt.Sprint(v)
	}
}

func (o *options) flag(key string) bool {
	v, _ := o.any(key).(bool)
	return v
}

func (o *options) number(key string) int {
	v, _ := o.any(key).(float64)
	return int(v)
}

// obj gives a nested object, empty where there is none.
func (o *options) obj(key string) *options {
	m, _ := o.any(key).(map[string]any)
	return o.sub(key, m)
}

func (o *options) has(key string) bool { return o.values[key] != nil && o.values[key] != false }

func (o *options) sub(key string, m map[string]any) *options {
	s := &options{values: m, read: map[string]bool{}, cannot: map[string]bool{}, path: o.path + key + "."}
	o.subs = append(o.subs, s)
	return s
}

// list gives the objects of a list; what is null, false or empty in it is left
// out, as the templates leave it out.
func (o *options) list(key string) []*options {
	items, _ := o.any(key).([]any)
	var all []*options
	for _, item := range items {
		if m, ok := item.(map[string]any); ok && len(m) > 0 {
			all = append(all, o.sub(key, m))
		}
	}
	return all
}

// words gives text, or html where it holds no markup: our parameters take text.
func (o *options) words(text, markup string) string {
	s := o.str(markup)
	if s == "" {
		return o.str(text)
	}
	o.read[text] = true // html stands before text
	if strings.ContainsAny(s, "<&") {
		o.refuse(markup + " with markup")
	}
	return s
}

// body gives text, or a component for html.
func (o *options) body(text, markup string) (string, templ.Component) {
	if s := o.str(markup); s != "" {
		o.read[text] = true
		return "", templ.Raw(s)
	}
	return o.str(text), nil
}

func (o *options) refuse(why string) { o.cannot[o.path+why] = true }

// notExpressible lists what was not read and what was refused.
func (o *options) notExpressible() []string {
	why := maps.Clone(o.cannot)
	for key, v := range o.values {
		if v != nil && !o.read[key] {
			why[o.path+key] = true
		}
	}
	for _, s := range o.subs {
		for _, w := range s.notExpressible() {
			why[w] = true
		}
	}
	return slices.Sorted(maps.Keys(why))
}
