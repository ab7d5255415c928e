// Package linkage says which records of people may be of one person, and why.
//
// It promises: the pairs and match weights that Splink gives for the same settings
// (the JSON of Splink 4 and 5, with the meaning of DuckDB), to 1e-9; the same output
// for the same input, whatever the number of cores; an explanation of every pair
// that adds up to its weight; an error that names the level and the token where a
// condition is outside the grammar.
//
// It never decides anything about anybody. A match weight says how much more often
// this agreement is seen in two records of one person than in records of two; a
// person looks at both records before anything follows from it.
//
// The method is that of Fellegi and Sunter (1969): a match weight in bits is log2 of
// the prior odds plus, for each comparison, log2(m/u) of the level on which the pair
// stands, plus an adjustment for how common an agreeing value is.
//
// A model is read (ReadModel), parsed (NewPlan), trained where it has to be (Train),
// given the dictionaries of its data (NewEngine), and then scores pairs: Match or
// Stream those that its blocking rules propose, Score those that are named, Explain
// one of them. docs/vetting.md shows the commands and the calls.
//
// BUG: both sides of a link and of a search for duplicates are held in memory: a wash
// is a stream (NewIndex), and what only looks at what changed is a wash too.
package linkage
