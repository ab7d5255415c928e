package api

import (
	"net/http"

	"candour"

	"github.com/danielgtaylor/huma/v2"
)

// describeCalendar is what the document says of the calendar.
func (s *Server) describeCalendar(api huma.API) {}

func (s *Server) calendar(w http.ResponseWriter, r *http.Request) { s.refuse(w, candour.ErrNotFound) }
