package serve_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"testing"

	"go.uber.org/goleak"

	"miti/internal/ops"
	"miti/internal/serve"
	"miti/internal/store"
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
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Unsetenv(asProgram)
		program()
	}
	goleak.VerifyTestMain(stopping{m})
}

// asProgram makes a run of the test binary one of the program, which a test can
// kill.
const asProgram = "MITI_RUN_AS_PROGRAM"

// program runs until nobody is at the other end of its standard input.
func program() {
	config, err := ops.Load(os.Environ(), "")
	if err != nil {
		panic(err)
	}
	s, err := serve.Start(context.Background(), serve.Options{
		Config: config, Version: "test", Log: slog.New(slog.DiscardHandler),
		Prepare: func(ctx context.Context, s *store.Store) error { return store.Demo(ctx, s, password) },
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(s.Addr())
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}
