package lookups

// tied says whether the officer declared the person, as anything from one kind to
// another, whenever the relationship was.
func (s *seen) tied(from, to TieKind) bool {
	for _, t := range s.w.ties.of(s.access.officer) {
		if t.other == s.access.person && t.kind >= from && t.kind <= to {
			return true
		}
	}
	return false
}

func (w *World) address(a int32) *address {
	if int(a) < len(w.addresses) {
		return &w.addresses[a]
	}
	return &address{}
}
