package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/ops"
)

// shortestPassword is NIST SP 800-63B's least for a password without a second
// factor.
const shortestPassword = 15

func userCommand(ctx context.Context, p program, args []string) error {
	if len(args) == 0 || args[0] != "add" {
		fmt.Fprintln(p.err, "usage: miti user add -email ADDRESS -name NAME [flags], with the password on the standard input")
		return errUsage
	}
	f := p.flags("user add")
	email := f.String("email", "", "the address to sign in with")
	name := f.String("name", "", "the first name, as visitors see it")
	at := f.String("centre", "", "the id of the centre")
	body := f.String("body", "", "the partner organisation")
	topics := f.String("topics", "", "ids of topics, by commas; none for every topic")
	languages := f.String("languages", "fr", "languages, by commas: fr nl de en")
	capacity := f.Int("capacity", 3, "chats at once")
	config, err := p.configuration(f, args[1:])
	if err != nil {
		return err
	}
	who := account.Staff{
		ID: account.StaffID(id.New()), Email: *email, Name: *name, Centre: centre.ID(*at), Body: *body,
		Languages: list(*languages), Capacity: *capacity, Declared: account.Offline,
	}
	for _, t := range list(*topics) {
		who.Topics = append(who.Topics, centre.TopicID(t))
	}
	return p.addUser(ctx, config, who)
}

func (p program) addUser(ctx context.Context, config ops.Config, who account.Staff) error {
	if !strings.Contains(who.Email, "@") || who.Name == "" || who.Capacity < 1 || len(who.Languages) == 0 {
		return errors.New("an account needs -email, -name, a capacity of at least 1 and a language")
	}
	for _, l := range who.Languages {
		if !slices.Contains([]string{"fr", "nl", "de", "en"}, l) {
			return fmt.Errorf("%q is none of the languages fr, nl, de, en", l)
		}
	}
	hash, err := p.readPassword()
	if err != nil {
		return err
	}
	s, err := openStore(ctx, config)
	if err != nil {
		return err
	}
	err = s.SaveStaff(ctx, who, hash)
	if fault.CodeOf(err) == fault.Conflict {
		err = fmt.Errorf("%s has an account already", who.Email)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s can sign in now.\n", who.Email)
	return nil
}

// readPassword takes a line of the standard input: a flag would stand in the
// list of processes and in the shell's history.
func (p program) readPassword() (account.PasswordHash, error) {
	fmt.Fprintln(p.err, "Password:")
	line, _ := bufio.NewReader(p.in).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if len(password) < shortestPassword {
		return "", fmt.Errorf("a password needs at least %d characters", shortestPassword)
	}
	return account.HashPassword(password)
}

func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}
