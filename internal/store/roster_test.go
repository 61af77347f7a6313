package store_test

import (
	"testing"

	"miti/internal/roster/rostertest"
	"miti/internal/store"
)

func TestRoster(t *testing.T) {
	onBoth(t, func(t *testing.T, s *store.Store) { rostertest.Run(t, s) })
}
