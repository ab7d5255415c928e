//go:build race

package testdb

// Race says that the race detector is on: SQLite is 20 to 60 times slower under
// it, so tests take fewer rounds.
const Race = true
