package transport

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/srtp/v3"
)

const (
	maxHandshakes = 128 // under way at a time; others wait for their next check
	maxTrials     = maxHandshakes / 2
	handshakeTime = 30 * time.Second // as long as a place is kept
	// linger is how long a finished handshake can repeat its last flight,
	// unless the peer shows before that it has it.
	linger         = 20 * time.Second
	flightInterval = 200 * time.Millisecond
	flightMTU      = 1150 // fits a path of 1200 bytes
	replayWindow   = 128  // packets of a stream; each costs a shift of so many bits
)

var errFingerprint = errors.New("the certificate is not the one of the offer")

// takes gives a peer a place for its handshake, if there is one.
func (l *Loop) takes(p Peer) bool {
	if l.shaking == maxHandshakes || (p.Trial && l.trying == maxTrials) {
		return false
	}
	l.shaking++
	if p.Trial {
		l.trying++
	}
	return true
}

// handshake runs beside the loop until the keys are known, and then until
// the peer surely has the last flight. Of the connection it touches nothing.
func (l *Loop) handshake(c *Conn, p *pipe, peer Peer) {
	ctx, stop := context.WithTimeout(p.ctx, handshakeTime)
	defer stop()
	conn, err := l.dial(p, peer)
	var in, out *srtp.Context
	if err == nil {
		if err = conn.HandshakeContext(ctx); err == nil {
			in, out, err = contexts(conn, peer.Active)
		}
	}
	l.Do(func() {
		l.shaking--
		if peer.Trial {
			l.trying--
		}
		if err != nil {
			c.fail(fmt.Errorf("handshake: %w", err))
			return
		}
		c.Guard(func() { c.secured(in, out) })
	})
	if err == nil {
		p.linger()
	}
	// Closing says close_notify, which would end the peer's connection.
	p.mute.Store(true)
	if conn != nil {
		_ = conn.Close()
	}
	p.abort()
	l.Do(func() {
		if c.pipe == p {
			c.pipe = nil
		}
	})
}

// dial makes the DTLS connection, whose handshake has not begun.
func (l *Loop) dial(p *pipe, peer Peer) (*dtls.Conn, error) {
	both := []dtls.Option{
		dtls.WithCertificates(l.certificate),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithInsecureSkipVerify(true), // RFC 5763: the fingerprint is checked instead
		dtls.WithVerifyPeerCertificate(func(raw [][]byte, _ [][]*x509.Certificate) error {
			if len(raw) == 0 || fingerprint(raw[0]) != peer.Fingerprint {
				return errFingerprint
			}
			return nil
		}),
		dtls.WithFlightInterval(flightInterval),
		dtls.WithMTU(flightMTU),
	}
	if peer.Active {
		options := make([]dtls.ClientOption, len(both))
		for i, o := range both {
			options[i] = o
		}
		return dtls.ClientWithOptions(p, p.LocalAddr(), options...)
	}
	// ICE has proved the address, so the cookie exchange is a wasted trip.
	options := []dtls.ServerOption{
		dtls.WithClientAuth(dtls.RequireAnyClientCert), dtls.WithInsecureSkipVerifyHello(true),
	}
	for _, o := range both {
		options = append(options, o)
	}
	return dtls.ServerWithOptions(p, p.LocalAddr(), options...)
}

// contexts makes the two SRTP contexts of a finished handshake (RFC 5764).
func contexts(c *dtls.Conn, client bool) (in, out *srtp.Context, err error) {
	profile, ok := c.SelectedSRTPProtectionProfile()
	if !ok {
		return nil, nil, errors.New("no SRTP profile in common")
	}
	state, ok := c.ConnectionState()
	if !ok {
		return nil, nil, errors.New("no state to export keys from")
	}
	k := srtp.Config{Profile: srtp.ProtectionProfile(profile)}
	if err = k.ExtractSessionKeysFromDTLS(&state, client); err != nil {
		return nil, nil, fmt.Errorf("export keys: %w", err)
	}
	in, err = srtp.CreateContext(k.Keys.RemoteMasterKey, k.Keys.RemoteMasterSalt, k.Profile,
		srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow))
	if err == nil {
		out, err = srtp.CreateContext(k.Keys.LocalMasterKey, k.Keys.LocalMasterSalt, k.Profile)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("make SRTP contexts: %w", err)
	}
	return in, out, nil
}
