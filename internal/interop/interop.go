// Package interop holds our log and our witness against code that other people
// wrote. It is a module of its own, because what it needs for that the program
// does not.
package interop
