package live_test

import (
	"strings"
	"testing"

	"miti/internal/live"
)

func TestAddressesOfRedis(t *testing.T) {
	for _, c := range []struct {
		name, address string
		readable      bool
	}{
		{"one server", "redis://:swordfish@redis:6379/0", true},
		{"one server with TLS", "rediss://redis", true},
		{"a socket", "unix:///run/redis.sock", true},
		{"a Cluster", "redis://:swordfish@one:6379?addr=two:6379", true},
		{"Sentinels", "redis://one:26379/0?master_name=miti&addr=two:26379&password=swordfish", true},
		{"another protocol", "http://:swordfish@redis", false},
		{"no database number", "redis://:swordfish@redis/swordfish", false},
		{"an unknown parameter", "redis://:swordfish@redis?swordfish=1", false},
		{"no URL", "redis://:swordfish@%zz", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := live.OpenRedis(c.address)
			if err == nil {
				defer r.Close() //nolint:errcheck // it was never connected
			}
			if (err == nil) != c.readable {
				t.Errorf("%s: %v", c.address, err)
			}
			if err != nil && strings.Contains(err.Error(), "swordfish") {
				t.Errorf("the error tells the secret: %v", err)
			}
		})
	}
}
