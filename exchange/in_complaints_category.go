package exchange

// complaintCategory maps the extract's groups to the complaint categories A to L
// of the England and Wales pack. The group and code stand beside it word for word,
// so a line can be changed later: the next import of the same files is then a
// correction of the cases concerned, because the category goes into their digest.
//
// It is our reading, agreed with nobody. A line marked doubtful may be wrong for a
// good part of its rows, and no statistic should rest on it alone.
var complaintCategory = map[string]string{
	"duty":           "A", // doubtful at the edges: reports and leave, besides service to the public
	"force":          "B", // use of force is a power
	"search_arrest":  "B",
	"verbal":         "H", // doubtful: slurs belong in F, and the group does not tell them apart
	"custody":        "B",
	"traffic":        "B", // doubtful: stops and tickets are powers, driving by police would be E
	"crime":          "K", // doubtful: an alleged crime is discreditable conduct, whatever it was
	"off_duty":       "K", // doubtful: what was done off duty is not said
	"other":          "L",
	"domestic":       "K", // doubtful: police-perpetrated abuse has no category of its own
	"supervision":    "A", // doubtful: a supervisor's duties, towards staff rather than the public
	"corruption":     "G",
	"alcohol":        "K", // doubtful: fitness for duty
	"sexual":         "J",
	"drugs":          "K", // doubtful: use, or possession
	"records_misuse": "D", // doubtful: access to records without a purpose, but false entries too
}

// sourceCode is a row's own code and group, word for word: "05A verbal".
func sourceCode(r allegationRow) string {
	if r.code == "" {
		return r.group
	}
	return r.code + " " + r.group
}
