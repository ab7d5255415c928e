package lookups

var automated = &Explanation{
	ID:    "automated",
	Kind:  System,
	Name:  "Automated",
	Says:  "A program read the record, such as a list of plates: nobody looked.",
	Asked: "a program that read it",
}
