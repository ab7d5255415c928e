//go:build !race

package testdb

// Race says that the race detector is on.
const Race = false
