package page

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// optional turns pairs of name and value into attributes, leaving out those
// without a value. The names are written in this package's templates only, so
// no caller can slip in a style or an event handler.
func optional(pairs ...string) templ.OrderedAttributes {
	var set templ.OrderedAttributes
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			set = append(set, templ.KeyValue[string, any]{Key: pairs[i], Value: pairs[i+1]})
		}
	}
	return set
}

// rows is the height of a textarea in lines.
func rows(n int) string {
	if n <= 0 {
		n = 5
	}
	return strconv.Itoa(n)
}

// span is a colspan or rowspan; none where it would be 1.
func span(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// verbatim keeps a first line break that the HTML parser would swallow after
// <textarea>: what a person typed comes back as they typed it.
func verbatim(typed string) string {
	if strings.HasPrefix(typed, "\n") || strings.HasPrefix(typed, "\r\n") {
		return "\n" + typed
	}
	return typed
}
