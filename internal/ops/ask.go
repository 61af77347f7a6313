package ops

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// healthWithin is how long a healthy program may take to say so.
const healthWithin = 3 * time.Second

// AskHealth asks the program whose admin server listens there whether it is
// alive; nil is yes. It is for the machine that the program runs on.
func AskHealth(ctx context.Context, listen string) error {
	if listen == "" {
		return errors.New("there is no admin port to ask: MITI_ADMIN_LISTEN is none")
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return fmt.Errorf("admin address: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "localhost" // what listens everywhere listens here
	}
	ctx, cancel := context.WithTimeout(ctx, healthWithin)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("not healthy: it answers %s", response.Status)
	}
	return nil
}
