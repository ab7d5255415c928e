package store

// Places are n arguments of a statement that asks about up to n ids at once and is always
// the same, so that it is prepared once: the ids, and "" in a place without one, which no
// row has for its id. It panics where there are more ids than places: some would not be
// asked about, and nobody would know.
func Places[ID ~string](n int, ids []ID) []any {
	if len(ids) > n {
		panic("store: more ids than places")
	}
	all := make([]any, n)
	for i := range all {
		all[i] = ""
		if i < len(ids) {
			all[i] = string(ids[i])
		}
	}
	return all
}
