package authz

// Months is months, for the oracle to judge.
var Months = months
