package serve_test

import (
	"testing"

	"go.uber.org/goleak"

	"miti/internal/store/storetest"
)

// postgres starts with the first test that asks for a database.
var postgres storetest.Server

// stopping stops what the tests share before it is looked for leaks.
type stopping struct{ *testing.M }

func (s stopping) Run() int {
	defer postgres.Stop()
	return s.M.Run()
}

// Whatever a server starts has ended when it is closed.
func TestMain(m *testing.M) { goleak.VerifyTestMain(stopping{m}) }
