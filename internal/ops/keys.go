package ops

// A key is one thing that can be configured: its name in the environment and in
// the file, and how its text becomes a part of a Config.
type key struct {
	name    string
	initial string // the text that stands for a key that is not given
	kind    string // what the text is, in words
	help    string
	secret  bool // NAME_FILE may name a file that holds the value
	set     func(*Config, string) error
}

// A section is a heading of the documentation with its keys.
type section struct {
	title string
	keys  []key
}

// none is how an operator says that a part is to be left out.
const none = "none"

// sections are all keys. The documentation is written from this table, and a
// key that is not in it is refused.
func sections() []section {
	return []section{
		{title: "Web", keys: webKeys()},
		{title: "State", keys: stateKeys()},
		{title: "Media", keys: mediaKeys()},
		{title: "Relay", keys: relayKeys()},
		{title: "Mail", keys: mailKeys()},
		{title: "The network of centres", keys: networkKeys()},
		{title: "Operation", keys: operationKeys()},
	}
}

func webKeys() []key {
	return []key{
		{
			name: "PORT", kind: "a port number", initial: "8080",
			help: "The port of the pages, for hosts that hand one out. `MITI_LISTEN` says more and wins.",
			set:  func(c *Config, s string) error { return parsePort(&c.Listen, s) },
		},
		{
			name: "MITI_LISTEN", kind: "an address with a port",
			help: "Where the pages are served, such as `127.0.0.1:8080` behind a proxy on the same machine. Not given: every address of the machine, on `PORT`.",
			set:  func(c *Config, s string) error { return parseListen(&c.Listen, s) },
		},
		{
			name: "MITI_PUBLIC_ORIGINS", kind: "a list of origins",
			help: "The addresses by which people reach the pages, such as `https://miti.example.org`. The first stands in links; requests from the pages of any other origin are refused. Not given: `localhost` on the port of the pages.",
			set:  func(c *Config, s string) error { c.PublicOrigins = list(s); return nil },
		},
		{
			name: "MITI_TRUSTED_PROXIES", kind: "a list of addresses or networks",
			help: "The proxies in front of the pages, such as `10.0.0.0/8`. Only what comes from them is believed about who asked.",
			set:  func(c *Config, s string) error { return parsePrefixes(&c.TrustedProxies, s) },
		},
		{
			name: "MITI_TLS_CERT", kind: "a file",
			help: "The certificate chain (PEM), when the pages are served by HTTPS without a proxy. Goes with `MITI_TLS_KEY`.",
			set:  func(c *Config, s string) error { c.TLSCert = s; return nil },
		},
		{
			name: "MITI_TLS_KEY", kind: "a file",
			help: "The private key (PEM) of the certificate.",
			set:  func(c *Config, s string) error { c.TLSKey = s; return nil },
		},
	}
}

func stateKeys() []key {
	return []key{
		{
			name: "MITI_DATA_DIR", kind: "a folder", initial: "./data",
			help: "Attachments, and the SQLite database when there is no `DATABASE_URL`. Made when it is not there.",
			set:  func(c *Config, s string) error { c.DataDir = s; return nil },
		},
		{
			name: "DATABASE_URL", kind: "an address", secret: true,
			help: "A PostgreSQL database, such as `postgres://miti:PASSWORD@db/miti`. Not given: SQLite in the data folder, for one node.",
			set:  func(c *Config, s string) error { return parseAddress(&c.DatabaseURL, s, "postgres", "postgresql") },
		},
		{
			name: "REDIS_URL", kind: "an address", secret: true,
			help: "A Redis, such as `redis://:PASSWORD@redis:6379/0`, by which several nodes share presence and events. Not given: in the process, for one node.",
			set:  func(c *Config, s string) error { return parseAddress(&c.RedisURL, s, "redis", "rediss", "unix") },
		},
	}
}

func mediaKeys() []key {
	return []key{
		{
			name: "MITI_MEDIA_UDP", kind: "an address with a port", initial: ":3479",
			help: "The one UDP port of all sound and pictures, on every address of the machine, IPv4 and IPv6, when only a port is given. It must be reachable from outside as it is, not through the proxy of the pages.",
			set:  func(c *Config, s string) error { return parseMedia(&c.MediaUDP, s) },
		},
		{
			name: "MITI_MEDIA_TCP", kind: "an address with a port, or `none`", initial: ":3479",
			help: "The same by TCP, for people whose network lets no UDP out.",
			set:  func(c *Config, s string) error { return parseOptionalMedia(&c.MediaTCP, s) },
		},
		{
			name: "MITI_MEDIA_PUBLIC_ADDRESSES", kind: "a list of IP addresses",
			help: "The addresses by which browsers reach the media ports, when the machine does not have them itself (behind a NAT, in a container). Not given: those of the machine.",
			set:  func(c *Config, s string) error { return parseAddresses(&c.MediaPublic, s) },
		},
		{
			name: "MITI_MEDIA_LOOPS", kind: "a number from 1 to 64", initial: "1",
			help: "How many processor cores media may use. Each has ports of its own, by UDP and by TCP: the first those above, the others the ones that follow, which must be reachable, too. A room is on one of them. Each may keep up to 150 MB of packets for repairs.",
			set:  func(c *Config, s string) error { return parseNumber(&c.MediaLoops, s, 1, 64) },
		},
	}
}

func relayKeys() []key {
	return []key{
		{
			name: "MITI_TURN_UDP", kind: "an address with a port, or `none`", initial: ":3478",
			help: "The relay (TURN) for people whose network lets nothing through to the media ports. It relays to this Miti's own media and to nothing else, for those only who are in a call, or test their connection.",
			set:  func(c *Config, s string) error { return parseOptionalMedia(&c.TURNUDP, s) },
		},
		{
			name: "MITI_TURN_TCP", kind: "an address with a port, or `none`", initial: ":3478",
			help: "The same by TCP.",
			set:  func(c *Config, s string) error { return parseOptionalMedia(&c.TURNTCP, s) },
		},
		{
			name: "MITI_TURN_TLS", kind: "an address with a port, or `none`", initial: none,
			help: "The same by TLS, which passes where nothing but the web does: best on port 443 of an address of its own, such as `192.0.2.2:443`, else on 5349. It needs a certificate.",
			set:  func(c *Config, s string) error { return parseOptionalMedia(&c.TURNTLS, s) },
		},
		{
			name: "MITI_TURN_NAME", kind: "a host name or an IP address",
			help: "How browsers reach the relay. With several nodes each has its own. Not given: by the media addresses, and for TLS by the name in the first of `MITI_PUBLIC_ORIGINS`.",
			set:  func(c *Config, s string) error { return parseHost(&c.TURNName, s) },
		},
		{
			name: "MITI_TURN_TLS_CERT", kind: "a file",
			help: "The certificate chain (PEM) of the relay's name. Not given: that of the pages, `MITI_TLS_CERT`.",
			set:  func(c *Config, s string) error { c.TURNCert = s; return nil },
		},
		{
			name: "MITI_TURN_TLS_KEY", kind: "a file",
			help: "The private key (PEM) of the relay's certificate.",
			set:  func(c *Config, s string) error { c.TURNKey = s; return nil },
		},
	}
}

func mailKeys() []key {
	return []key{
		{
			name: "MITI_MAIL_URL", kind: "an address", secret: true,
			help: "The server that takes our mails, such as `smtp://USER:PASSWORD@mail.example.org:587`, or `smtps://` where TLS comes first; `file:` puts them into the folder `mail` of the data folder instead. A password never travels without TLS. Not given: mails wait in the database, and nobody gets an answer by mail.",
			set:  func(c *Config, s string) error { return parseMail(&c.MailURL, s) },
		},
		{
			name: "MITI_MAIL_FROM", kind: "a mail address, with or without a name",
			help: "Whom mails are from, such as `Miti <orientation@example.org>`. Needed for a mail server.",
			set:  func(c *Config, s string) error { return parseMailbox(&c.MailFrom, s) },
		},
		{
			name: "MITI_MAIL_REPLY_TO", kind: "a mail address",
			help: "Where replies go, when somebody reads them. Not given: mails say that nobody does, and lead into the conversation.",
			set:  func(c *Config, s string) error { return parseMailbox(&c.MailReplyTo, s) },
		},
	}
}

func networkKeys() []key {
	return []key{
		{
			name: "MITI_NETWORK_NAME", kind: "a text", initial: "Miti",
			help: "What the network of centres is called, on pages and in mails.",
			set:  func(c *Config, s string) error { c.NetworkName = s; return nil },
		},
		{
			name: "MITI_DEFAULT_LANGUAGE", kind: "`fr`, `nl`, `de` or `en`", initial: "fr",
			help: "The language for those whose browser asks for none that there is.",
			set:  func(c *Config, s string) error { return parseChoice(&c.DefaultLanguage, s, "fr", "nl", "de", "en") },
		},
		{
			name: "MITI_TIME_ZONE", kind: "an IANA time zone", initial: "Europe/Brussels",
			help: "The time zone of a centre that names none, and of the network's own calendar.",
			set:  func(c *Config, s string) error { return parseZone(&c.TimeZone, s) },
		},
	}
}

func operationKeys() []key {
	return []key{
		{
			name: "MITI_ADMIN_LISTEN", kind: "an address with a port, or `none`", initial: "127.0.0.1:9090",
			help: "Where `/metrics`, `/healthz` and `/readyz` are served. Not for the public: it asks nobody who they are.",
			set:  func(c *Config, s string) error { return parseOptionalListen(&c.AdminListen, s) },
		},
		{
			name: "MITI_LOG_LEVEL", kind: "`debug`, `info`, `warn` or `error`", initial: "info",
			help: "The least that is logged.",
			set:  func(c *Config, s string) error { return parseLevel(&c.LogLevel, s) },
		},
		{
			name: "MITI_DRAIN_TIMEOUT", kind: "a duration", initial: "30m",
			help: "How long a stop waits for the calls that are going on, such as `90s` or `1h`. A second signal stops at once.",
			set:  func(c *Config, s string) error { return parseDuration(&c.DrainTimeout, s) },
		},
	}
}
