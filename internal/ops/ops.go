// Package ops is what an operator meets: the configuration, the logs, the
// metrics and the health of one running Miti. It knows nothing of guidance and
// of media: what it reports on is given to it as functions.
package ops

//go:generate go run ./configdoc ../../docs/configuration.md
