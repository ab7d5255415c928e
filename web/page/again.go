package page

import "strings"

// Words are what was typed in sentences, for somebody who wants to copy it: no
// choices, no ids and no codes.
func (a Again) Words() (out []string) {
	for _, t := range a.Typed {
		if strings.ContainsAny(strings.TrimSpace(t.Value), " \n") && t.Name != "code" {
			out = append(out, strings.TrimSpace(t.Value))
		}
	}
	return out
}
