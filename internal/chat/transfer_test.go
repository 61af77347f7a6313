package chat_test

import (
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/fault"
)

// handed is a conversation of Anna's that she hands over.
func handed(t *testing.T, x chat.Transfer) *chat.Thread {
	t.Helper()
	c := in(t, chat.Active)
	note := draft(t, "She has a diploma of Kinshasa")
	check(t, c.HandOver(as(t, c, anna), x, &note, noon))
	return c
}

func TestHandOver(t *testing.T) {
	c := handed(t, chat.Transfer{To: chat.PersonOf(carl)})
	if c.State != chat.Active || c.Counsellor.ID != anna.ID || says(c) != "transfer_offered Anna;" {
		t.Errorf("it is %+v, and says %q", c.Conversation, says(c))
	}
	if len(c.Noted) != 1 || c.Noted[0].Text != c.Transfer.Note || c.Noted[0].By.ID != anna.ID {
		t.Errorf("noted %+v", c.Noted)
	}
	note := draft(t, "She has a diploma of Kinshasa")
	check(t, c.HandOver(as(t, c, anna), chat.Transfer{To: chat.PersonOf(carl)}, &note, noon.Add(time.Minute)))
	if len(c.Noted) != 1 || !c.Transfer.At.Equal(noon) {
		t.Error("the same wish again is another one")
	}
	expect(t, c.HandOver(as(t, c, bart), chat.Transfer{To: chat.PersonOf(carl)}, nil, noon), fault.Forbidden)
	expect(t, c.HandOver(as(t, c, anna), chat.Transfer{To: chat.PersonOf(anna)}, nil, noon), fault.Malformed)
	expect(t, c.TakeBack(as(t, c, bart), noon), fault.Forbidden)
}

func TestForWhomATransferIs(t *testing.T) {
	expert := account.Staff{ID: "eva", Name: "Eva", Centre: "namur", Languages: []string{"fr"}, Topics: []centre.TopicID{"law"}, Capacity: 3}
	neighbour := account.Staff{ID: "luc", Name: "Luc", Centre: "namur", Languages: []string{"fr"}, Capacity: 3}
	dutch := account.Staff{ID: "jan", Name: "Jan", Centre: "namur", Languages: []string{"nl"}, Topics: []centre.TopicID{"law"}, Capacity: 3}
	for name, p := range map[string]struct {
		x    chat.Transfer
		want map[account.StaffID]bool
	}{
		"a person, whatever they serve":   {chat.Transfer{To: chat.PersonOf(dutch)}, map[account.StaffID]bool{"jan": true}},
		"a topic, in any centre":          {chat.Transfer{Topic: "law"}, map[account.StaffID]bool{"eva": true}},
		"a centre, in the same language":  {chat.Transfer{Centre: "namur"}, map[account.StaffID]bool{"eva": true, "luc": true}},
		"a centre of nobody of those who": {chat.Transfer{Centre: "mons"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := handed(t, p.x)
			for _, s := range []account.Staff{anna, expert, neighbour, dutch} {
				if got := chat.MayClaim(s, c.Conversation); got != p.want[s.ID] {
					t.Errorf("%s may take it: %v", s.ID, got)
				}
				trial := *c
				switch err := trial.Claim(s, 0, noon.Add(time.Minute)); {
				case s.ID == anna.ID:
					check(t, err) // it is hers
				case p.want[s.ID]:
					check(t, err)
					expectAccepted(t, &trial, s)
				default:
					expect(t, err, fault.Taken)
				}
			}
		})
	}
}

func expectAccepted(t *testing.T, c *chat.Thread, by account.Staff) {
	t.Helper()
	if c.Counsellor.ID != by.ID || c.Transfer != nil || c.State != chat.Active || c.RoleOf(account.Actor{Staff: anna.ID}) != chat.Stranger {
		t.Errorf("accepted it is %+v", c.Conversation)
	}
	if says(c) != "transfer_offered Anna;transferred "+by.Name+";" {
		t.Errorf("it says %q", says(c))
	}
}

func TestAnAcceptedTransferIsOfItsTopic(t *testing.T) {
	c := handed(t, chat.Transfer{Topic: "law"})
	c.Centre = "charleroi"
	expert := account.Staff{ID: "eva", Name: "Eva", Centre: "namur", Languages: []string{"fr"}, Topics: []centre.TopicID{"law"}, Capacity: 3}
	expect(t, c.Claim(expert, 3, noon), fault.Full)
	check(t, c.Claim(expert, 2, noon.Add(time.Minute)))
	if c.Topic != "law" || c.Centre != "" || !c.WaitingSince.Equal(noon) || !c.ClaimedAt.Equal(noon.Add(time.Minute)) {
		t.Errorf("it is %+v", c.Conversation)
	}
}

func TestATransferThatNobodyAcceptsComesBack(t *testing.T) {
	for name, p := range map[string]struct {
		x    chat.Transfer
		all  []chat.Candidate
		want string
	}{
		"the person does not answer": {chat.Transfer{To: chat.PersonOf(carl)}, []chat.Candidate{free(bart, 0, 0), free(carl, 0, 0)}, "0 carl, 30 with Anna"},
		"the person is not there":    {chat.Transfer{To: chat.PersonOf(carl)}, nil, "300 with Anna"},
		"nobody of the centre does":  {chat.Transfer{Centre: "liege"}, []chat.Candidate{free(bart, 0, 0), free(carl, 0, 0)}, "0 carl, 30 all, 60 with Anna"},
	} {
		t.Run(name, func(t *testing.T) {
			c := handed(t, p.x)
			expectSteps(t, climb(c, 0, 400, p.all...), p.want)
			if says(c) != "transfer_offered Anna;transfer_returned Anna;" || c.Counsellor.ID != anna.ID {
				t.Errorf("it says %q", says(c))
			}
		})
	}
	c := handed(t, chat.Transfer{To: chat.PersonOf(carl)})
	climb(c, 0, 1, free(carl, 0, 0))
	c.Pass(carl.ID, chat.PassNotMine)
	expectSteps(t, climb(c, 2, 3, free(carl, 0, 0)), "2 with Anna")
}
