package cases

// categories are the complaint categories by their letter (the national
// taxonomy's main headings).
var categories = map[string]string{
	"A": "Delivery of duties",
	"B": "Powers and procedures",
	"C": "Property",
	"D": "Access and disclosure of information",
	"E": "Vehicles",
	"F": "Discriminatory behaviour",
	"G": "Abuse of position or corruption",
	"H": "Individual behaviours",
	"J": "Sexual conduct",
	"K": "Discreditable conduct",
	"L": "Other",
}

// CategoryWords is a category as a page writes it: the heading of its letter.
func CategoryWords(c string) string {
	if c == "" {
		return "Not categorised"
	}
	if w, ok := categories[c[:1]]; ok {
		return w
	}
	return c
}
