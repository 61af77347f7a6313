package serve

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"path/filepath"

	"miti/internal/mail"
	"miti/internal/ops"
	"miti/internal/outbox"
)

// boxPath is where a demo shows the mails that it has written.
const boxPath = "/demo/mail/"

// mailFolder is the folder of the data folder that has the mails of a set-up
// without a mail server.
const mailFolder = "mail"

// buildMail starts what sends the letters of the outbox, when the configuration
// says where to.
func (s *Server) buildMail(ctx context.Context, o Options, origins []string, bell outbox.Bell) error {
	if s.config.MailURL == "" {
		s.log.LogAttrs(ctx, slog.LevelWarn, "mail is off: answers by mail wait until MITI_MAIL_URL is set")
		return nil
	}
	composer, err := mail.NewComposer(s.store, s.texts, mail.Sender{
		Network: s.config.NetworkName, Origin: origins[0], Zone: s.config.TimeZone,
		From: s.config.MailFrom, ReplyTo: s.config.MailReplyTo,
	}, s.clock.Now)
	if err != nil {
		return err
	}
	post, err := s.openPost(o, origins[0])
	if err != nil {
		return err
	}
	sender := outbox.NewSender(context.WithoutCancel(ctx), outbox.Deps{
		Queue: s.store, Carrier: mail.Carrier{Composer: composer, Post: post}, Bell: bell, Log: s.log, Now: s.clock.Now,
		Count: func(k outbox.Kind, r outbox.Result) { s.metrics.Letter(string(k), string(r)) },
	})
	s.closing.later(func() error { sender.Close(); return nil })
	return nil
}

// openPost is where mails go. Only a demo shows those of the folder, and only
// its command asks for that: no configuration can.
func (s *Server) openPost(o Options, origin string) (mail.Post, error) {
	if s.config.MailURL != ops.MailFolder {
		return MailServer(s.config, origin)
	}
	folder, err := mail.NewFolder(filepath.Join(s.config.DataDir, mailFolder))
	if err != nil || !o.ShowMails {
		return folder, err
	}
	s.box, err = mail.NewBox(folder, boxPath, s.texts.In(s.config.DefaultLanguage), s.config.TimeZone)
	return folder, err
}

// MailServer is the one that the configuration names. We greet it with the
// name of the public origin.
func MailServer(c ops.Config, origin string) (*mail.SMTP, error) {
	own, err := url.Parse(origin)
	if err != nil || own.Hostname() == "" {
		return nil, errors.New("the first of MITI_PUBLIC_ORIGINS is no origin")
	}
	return mail.NewSMTP(c.MailURL.Reveal(), own.Hostname())
}
