package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"miti/internal/agenda"
	"miti/internal/fault"
	"miti/internal/ops"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

// answer is what a handler says: a status and what goes into the body.
type answer struct {
	status int
	body   any // nil for none
	// write says it instead, when it is no JSON.
	write func(*gin.Context)
}

func done(body any) (answer, error)    { return answer{status: http.StatusOK, body: body}, nil }
func created(body any) (answer, error) { return answer{status: http.StatusCreated, body: body}, nil }
func nothing() (answer, error)         { return answer{status: http.StatusNoContent}, nil }

// failure is the document's Failure.
type failure struct {
	protocol.Failure
	// Slots are other times for who came too late for one.
	Slots     []slotBody `json:"slots,omitempty"`
	Reference string     `json:"reference,omitempty"`
}

// statuses has the HTTP status of each fault.
var statuses = map[fault.Code]int{
	fault.Malformed:       http.StatusBadRequest,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.UnknownType:     http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.BadSignIn:       http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Taken:           http.StatusConflict,
	fault.Conflict:        http.StatusConflict,
	fault.NotThere:        http.StatusConflict,
	fault.Full:            http.StatusConflict,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.ContactRequired: http.StatusUnprocessableEntity,
	fault.BadContact:      http.StatusUnprocessableEntity,
	fault.BadHours:        http.StatusUnprocessableEntity,
	fault.OutsideShift:    http.StatusConflict,
	fault.BadOffer:        http.StatusUnprocessableEntity,
	fault.BadFile:         http.StatusUnprocessableEntity,
	fault.FilesFull:       http.StatusConflict,
	fault.Replaced:        http.StatusConflict,
	fault.Internal:        http.StatusInternalServerError,
}

// fail logs an error, once, and tells the caller what is the caller's to know.
func (s *server) fail(c *gin.Context, err error) {
	ctx := c.Request.Context()
	code := fault.CodeOf(err)
	switch {
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		code = fault.Unavailable // the caller has gone: nobody reads this
	case code == fault.Internal:
		s.Log.LogAttrs(ctx, slog.LevelError, "request failed", slog.String("route", c.FullPath()), slog.Any("error", err))
	case code == fault.Unavailable: // what fails behind us, a full disk too, is the operator's to mend
		s.Log.LogAttrs(ctx, slog.LevelWarn, "request put off", slog.String("route", c.FullPath()), slog.Any("error", err))
	default:
		s.Log.LogAttrs(ctx, slog.LevelDebug, "request refused", slog.String("route", c.FullPath()), slog.Any("error", err))
	}
	said := wire.Failure(err)
	said.Code = string(code)
	body := failure{Failure: said, Reference: ops.RequestID(ctx)}
	if gone, ok := errors.AsType[*agenda.Gone](err); ok {
		body.Slots = each(gone.Others, slotOf)
	}
	c.AbortWithStatusJSON(statuses[code], body)
}

func (s *server) noRouteOfAPI(c *gin.Context) { s.fail(c, fault.New(fault.NotFound)) }
