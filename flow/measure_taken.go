package flow

import (
	"candour/act"
)

// measureTaken is what the workforce hears of a suspension or restriction.
var measureTaken []act.Reaction
