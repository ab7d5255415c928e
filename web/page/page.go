// Package page is what every door's pages are made of: three layouts, the
// components of the GOV.UK Design System (and the Ministry of Justice's
// timeline) as typed templ components, the form from which the page of an act
// is generated, the style sheets, and the headers that go out with them.
//
// It promises that every page works without JavaScript, that nothing on it
// needs an inline style or script, that whatever a person typed is shown as
// text and never as markup, and that the report door's pages do not say on
// their face, in the title or in the icon what they are about.
//
// It never asks a third party for anything, never uses the crown or the GDS
// Transport font, and takes no free-form HTML attributes: a component renders
// what the design system's own template renders for the options it knows,
// which fixtures_test.go holds against the official fixtures.
//
// A component is called with a struct of its parameters, all of them optional
// unless the struct says otherwise:
//
//	@page.Desk("Worklist", "A. Worker", nav) {
//		<h1 class="govuk-heading-l">Worklist</h1>
//		@page.Tag(page.TagParams{Text: "Overdue", Classes: "govuk-tag--red"})
//	}
//
// Generate with `go tool templ generate -path web/page` from the root of the
// repository, and build the assets with `go run ./cmd/assets`.
package page

import "strings"

// classes joins class names, leaving out the empty ones, in the order of the
// design system's templates.
func classes(names ...string) string { return words(names...) }

// words joins what is not empty with single spaces: class lists and lists of
// ids for aria-describedby are written the same way.
func words(parts ...string) string {
	kept := make([]string, 0, len(parts))
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

// when gives s where the condition holds, else nothing.
func when(condition bool, s string) string {
	if condition {
		return s
	}
	return ""
}

// or gives the first text that is not empty.
func or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// suffixed is id with a suffix, or nothing where the part it names is not
// there: an aria-describedby must not point at an id that is not on the page.
func suffixed(there, id, suffix string) string {
	return when(there != "", id+suffix)
}
