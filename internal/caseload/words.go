package caseload

import (
	"fmt"
	"strings"

	"candour"
	"candour/intake"
)

var (
	onsets = []string{"b", "br", "d", "dr", "f", "g", "gl", "h", "k", "kr", "l", "m", "n", "p", "pl", "r", "s", "sk", "t", "tr", "v", "w", "z", "zh"}
	vowels = []string{"a", "e", "i", "o", "u", "ae", "ou", "ia"}
	codas  = []string{"b", "d", "g", "k", "l", "lm", "m", "n", "nd", "r", "rv", "s", "sk", "t", "v", "x"}
)

// name is a given and a family name of syllables: nobody's, and as many different
// ones as a large force has.
func name(d *dice) string {
	word := func(syllables int) string {
		var b strings.Builder
		for range syllables {
			b.WriteString(onsets[d.below(len(onsets))] + vowels[d.below(len(vowels))])
		}
		b.WriteString(codas[d.below(len(codas))])
		w := b.String()
		return strings.ToUpper(w[:1]) + w[1:]
	}
	return word(1+d.below(2)) + " " + word(2)
}

// number is the collar number of the officer with an index. It has six digits, so
// that it is nobody's of the cast.
func number(i int) string { return fmt.Sprint(200_001 + i) }

// The grammar of an account: one of each, in order.
var (
	openings = []string{"This account is invented.", "Invented for a demonstration.", "Nobody wrote this: it is invented."}
	who      = []string{"The officer", "One of the two officers", "The officer at the door", "The officer on the telephone", "The one who was driving"}
	did      = []string{"did not come back when they said they would", "did not write down what I told them", "spoke to me in a way that I did not expect", "stopped me and gave no reason", "kept something that belongs to me", "told somebody else what I had said", "was not where they said they were", "did not answer my letters"}
	places   = []string{"at my home", "at the station", "in the street", "on the telephone", "in a shop", "at a crossing", "by message"}
	times    = []string{"in the morning", "in the evening", "at night", "more than once", "over some weeks", "on one day"}
	ends     = []string{"I would like to know why.", "I would like it written down.", "I have told nobody else.", "A friend was there too.", "I have kept the messages."}
)

func one(d *dice, of []string) string { return of[d.below(len(of))] }

// account is one thing that somebody tells. The number of the officer stands in
// most, so that reports are matched against the workforce as they would be.
func account(d *dice, officer string) intake.Said {
	said := intake.Said{
		What:  candour.Mark(one(d, openings) + " " + one(d, who) + " " + one(d, did) + ". " + one(d, ends)),
		When:  candour.Mark(one(d, times)),
		Where: candour.Mark(one(d, places)),
	}
	if officer != "" && d.percent(70) {
		said.Who = candour.Mark(officer)
	}
	return said
}

var reasonings = []string{
	"what was alleged and what was found beside it", "the accounts of both and the records of that day", "the messages and the log of calls",
	"what two people said who were there", "the roster and the pictures of that place",
}

// reasons are what somebody writes beside a decision.
func reasons(d *dice) candour.Marking {
	return candour.Mark("Invented for a demonstration: I took into account " + one(d, reasonings) + ".")
}
