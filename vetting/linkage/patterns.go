package linkage

import (
	"regexp"
	"sync"
)

// compiled keeps regular expressions that were compiled, by their text.
type compiled struct {
	all sync.Map
}

var patterns compiled

func (c *compiled) get(s string) (*regexp.Regexp, error) {
	if re, ok := c.all.Load(s); ok {
		return re.(*regexp.Regexp), nil
	}
	re, err := regexp.Compile(s)
	if err == nil {
		c.all.Store(s, re)
	}
	return re, err
}
