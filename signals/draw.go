package signals

import "candour/internal/chance"

// draw is for what is measured by drawing again, and for invented records.
type draw = chance.Source
