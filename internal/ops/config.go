package ops

import (
	"log/slog"
	"net/mail"
	"net/netip"
	"time"
	_ "time/tzdata" // the binary runs where no time zones are installed
)

// Config is everything that an operator can decide. Load makes one; what each
// field means and its default stand in the table of keys.
type Config struct {
	Listen         string
	AdminListen    string   // empty: no admin server
	PublicOrigins  []string // as written: who compares them also checks them
	TrustedProxies []netip.Prefix
	TLSCert        string
	TLSKey         string

	DataDir     string
	DatabaseURL Secret // empty: SQLite in DataDir
	RedisURL    Secret // empty: in this process

	MediaUDP    netip.AddrPort
	MediaTCP    netip.AddrPort // the zero value: no media by TCP
	MediaPublic []netip.Addr   // empty: the addresses of this machine
	MediaLoops  int            // each with ports of its own, from those on

	TURNUDP  netip.AddrPort // the zero value: no relay by UDP
	TURNTCP  netip.AddrPort // the zero value: none by TCP
	TURNTLS  netip.AddrPort // the zero value: none by TLS
	TURNName string         // empty: the media addresses, and for TLS the host of the first origin
	TURNCert string         // that of the pages where none is given
	TURNKey  string

	MailURL     Secret // empty: mails wait
	MailFrom    mail.Address
	MailReplyTo mail.Address // the zero value: nobody reads replies

	NetworkName     string
	DefaultLanguage string
	TimeZone        *time.Location

	LogLevel     slog.Level
	DrainTimeout time.Duration
}
