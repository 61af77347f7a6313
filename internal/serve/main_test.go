package serve_test

import (
	"testing"

	"go.uber.org/goleak"
)

// Whatever a server starts has ended when it is closed.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
