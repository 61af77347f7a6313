// Package sfu forwards the audio and video of rooms of participants. It knows
// RTP, ICE and opaque ids, and nothing of who the participants are: rooms,
// seats and SDP come in, typed events go out.
//
// The client always offers and the server always answers. An offer has the
// client's own senders and a number of receive-only seats; the answer puts a
// sender into every seat, and who sits there changes without any SDP.
package sfu
