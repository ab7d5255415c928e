package api

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"candour/act"
	"candour/authz"

	"github.com/danielgtaylor/huma/v2"
)

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

func text() *huma.Schema { return &huma.Schema{Type: huma.TypeString} }

// useProblems has every refusal written as ours are. The library keeps it for the whole
// program.
var useProblems = sync.OnceFunc(func() { huma.NewError = fromHuma })

// saysOf is what the document says of an act: what the form says, and who may.
func saysOf(k *act.Kind) string {
	says := k.Does + "\n\nIt is done to a " + k.Of
	if len(k.From) > 0 {
		says += " that is " + strings.Join(k.From, " or ")
	}
	var roles []string
	for _, r := range k.Roles {
		roles = append(roles, string(r))
	}
	says += ", by " + strings.Join(roles, ", ") + "."
	if slices.Contains(authz.ServiceActs, k.ID) {
		return says + " A program may do it, where its account names it."
	}
	return says + " A program may not: it decides something, or is a person’s own."
}

// fieldsOf is the body of an act, from the tags of its struct. Everything is a text, as
// a form sends it; a question with several answers is a list.
func fieldsOf(k *act.Kind) *huma.Schema {
	out := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
	for _, in := range act.Inputs(k.New()) {
		f := text()
		f.Description = in.Ask
		if in.Hint != "" {
			f.Description += " " + in.Hint
		}
		if in.Kind == "hidden" {
			f.Description = "Id of the " + strings.ReplaceAll(in.Name, "-", " ") + "."
		}
		for _, c := range in.Choices {
			f.Enum = append(f.Enum, c.Value)
		}
		switch in.Kind {
		case "date":
			f.Format = "date"
		case "yes-no":
			f.Enum = []any{"yes", "no"}
		case "choices":
			list := &huma.Schema{Type: huma.TypeArray, Description: f.Description, Items: f, UniqueItems: true}
			f.Description, f = "", list
		}
		out.Properties[in.Name] = f
		if !in.Optional {
			out.Required = append(out.Required, in.Name)
		}
	}
	return out
}

// exampleOf is an invented body.
func exampleOf(k *act.Kind) map[string]any {
	out := map[string]any{}
	for _, in := range act.Inputs(k.New()) {
		if in.Optional {
			continue
		}
		switch {
		case in.Kind == "choices":
			out[in.Name] = []string{in.Choices[0].Value}
		case in.Choices != nil:
			out[in.Name] = in.Choices[0].Value
		case in.Kind == "hidden":
			out[in.Name] = exampleCase
		case in.Kind == "date":
			out[in.Name] = "2026-03-02"
		case in.Kind == "yes-no":
			out[in.Name] = "yes"
		default:
			out[in.Name] = "Invented words."
		}
	}
	return out
}
