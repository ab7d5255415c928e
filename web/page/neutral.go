package page

import "strings"

// neutral is the title of a page whose own title would say too much.
const neutral = "Your notes"

// telling are the beginnings of words that, in a tab, a history or a list of
// open pages, would tell another person what the page is about.
var telling = []string{
	"abus", "accus", "alleg", "arrest", "assault", "attack", "candour", "coerc", "complain",
	"conduct", "court", "crim", "domestic", "escap", "evidence", "force", "harass", "harm",
	"hurt", "incident", "investigat", "misconduct", "offence", "officer", "police", "rape",
	"refuge", "report", "safe", "sex", "stalk", "surviv", "threat", "victim", "violen", "witness",
}

// NeutralTitle is the title for the report door: the one asked for, or "Your
// notes" where a word in it would tell somebody who sees the tab, the history
// or the list of open pages what this is. The heading on the page itself may
// say more, because it is gone when the page is.
func NeutralTitle(title string) string {
	for word := range strings.FieldsSeq(strings.ToLower(title)) {
		word = strings.TrimLeft(word, "\"'“‘(")
		for _, t := range telling {
			if strings.HasPrefix(word, t) {
				return neutral
			}
		}
	}
	return or(strings.TrimSpace(title), neutral)
}
