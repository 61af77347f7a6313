// Package sfutest has what tests of media need: a client that behaves as
// Miti's page does, made of pion/webrtc, a network that behaves badly on
// demand, and the frames whose arrival both can tell.
//
// A Client offers as the page offers: its own senders and a number of
// receive-only seats. It reaches the server by a function, so that it joins an
// sfu.SFU in the same process as well as one behind a WebSocket. What it sends
// is synthetic Opus and VP8 whose payloads say who made them and when, so that
// the receiving client counts what was heard of whom, and how late.
//
// A Relay is a stretch of network between a client and the server, with loss,
// delay and darkness from a seed.
package sfutest
