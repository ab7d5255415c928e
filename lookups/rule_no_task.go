package lookups

var noTask = &Rule{
	ID:       "no-task",
	Name:     "No linked task",
	Says:     "No task had linked them to this person.",
	Innocent: []string{"They met the person in the street and wrote nothing down.", "They helped a colleague, and nobody assigned them.", "They opened the wrong record of two alike.", "The task was written down later than it was given."},
	Points:   1,
	More:     1,
	Access: func(s *seen) bool {
		return !s.linked
	},
}
