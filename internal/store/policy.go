package store

import (
	"context"

	"miti/booking"
	"miti/internal/centre"
)

func (q query) policies(ctx context.Context) (map[centre.ID]booking.Policy, error) {
	var of []centre.ID
	var policies []booking.Policy
	err := q.rows(ctx, func() []any {
		of, policies = append(of, ""), append(policies, booking.Policy{})
		return []any{&of[len(of)-1], document{&policies[len(policies)-1]}}
	}, `SELECT centre, policy FROM policies`)
	all := map[centre.ID]booking.Policy{}
	for i, c := range of {
		all[c] = policies[i]
	}
	return all, err
}

// SavePolicy implements agenda.Arrangements.
func (s *Store) SavePolicy(ctx context.Context, c centre.ID, p booking.Policy) error {
	return s.run(ctx, "write policy", `INSERT INTO policies (centre, policy) VALUES (?, ?)
		ON CONFLICT (centre) DO UPDATE SET policy = excluded.policy`, c, document{&p})
}
