package chat

// A Thread is a conversation in the hands of one act. The rules change the
// conversation and add messages; whoever called them writes both, or neither.
type Thread struct {
	Conversation
	// Added are the messages of this act, numbered after those before.
	Added []Message
}
