package centre

import "context"

// A Store keeps the centres and topics of the network.
type Store interface {
	// Centres reads every centre, ordered by id.
	Centres(ctx context.Context) ([]Centre, error)
	// Topics reads every topic, in the order in which they were saved.
	Topics(ctx context.Context) ([]TopicID, error)
	// SaveNetwork writes centres (by id, new or anew) and the topics (all of
	// them, in order), in one transaction. Centres that are not named stay.
	// What closes early is not theirs.
	SaveNetwork(ctx context.Context, centres []Centre, topics []TopicID) error
	// CloseEarly notes that a centre has closed before its time, or with nil
	// that it has not: fault.NotFound when there is none.
	CloseEarly(ctx context.Context, id ID, e *Early) error
}
