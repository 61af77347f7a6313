package ops_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"miti/internal/ops"
)

func TestHealthAsksTheProgramThatRuns(t *testing.T) {
	tests := []struct {
		name   string
		status int
		sick   bool
	}{
		{"an answer is health", http.StatusOK, false},
		{"a refusal is not", http.StatusServiceUnavailable, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/healthz" {
					t.Errorf("asked for %s", r.URL.Path)
				}
				w.WriteHeader(tt.status)
			}))
			defer s.Close()
			err := ops.AskHealth(t.Context(), strings.TrimPrefix(s.URL, "http://"))
			if (err != nil) != tt.sick {
				t.Fatalf("said %v", err)
			}
		})
	}
	t.Run("nobody there is not health either", func(t *testing.T) {
		s := httptest.NewServer(http.NotFoundHandler())
		s.Close()
		if ops.AskHealth(t.Context(), strings.TrimPrefix(s.URL, "http://")) == nil {
			t.Fatal("a program that does not run was said to be healthy")
		}
	})
}
