package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/id"
)

// DemoStaff are the counsellors of the demo and its coordinator, who sign in with these addresses.
// Demo gives them their ids.
func DemoStaff() []account.Staff {
	const first, second = "Cap Avenir", "Perspectives"
	const orientation, training, studies, business, other = "orientation", "training", "studies", "business", "other"
	type (
		topics    = []centre.TopicID
		languages = []string
	)
	staff := []account.Staff{
		{Name: "Amélie", Centre: "charleroi", Body: first, Topics: topics{orientation, training, studies, business, other}, Languages: languages{"fr", "en"}},
		{Name: "Bram", Centre: "charleroi", Body: second, Topics: topics{orientation, studies, other}, Languages: languages{"nl", "fr", "en"}},
		{Name: "Chiara", Centre: "charleroi", Body: first, Topics: topics{business, training}, Languages: languages{"fr", "en"}},
		{Name: "Driss", Centre: "namur", Body: first, Topics: topics{orientation, training, other}, Languages: languages{"fr", "nl"}},
		{Name: "Elke", Centre: "namur", Body: second, Topics: topics{orientation, studies, business, other}, Languages: languages{"nl", "de", "en"}},
		{Name: "Farid", Centre: "liege", Body: second, Topics: topics{training, business, other}, Languages: languages{"fr", "en"}},
		{Name: "Greta", Centre: "liege", Body: first, Topics: topics{orientation, training, studies, other}, Languages: languages{"de", "fr"}},
		{Name: "Hugo", Centre: "liege", Body: first, Topics: topics{orientation, studies, business}, Languages: languages{"fr", "nl", "de", "en"}},
	}
	addresses := []string{"amelie", "bram", "chiara", "driss", "elke", "farid", "greta", "hugo"}
	for i := range staff {
		staff[i].Email = addresses[i] + "@demo.example"
		staff[i].Capacity, staff[i].Declared = 3, account.Offline
	}
	// Sabine runs the network. Without topics and languages she is never rung.
	return append(staff, account.Staff{
		Name: "Sabine", Email: "sabine@demo.example", Body: first, Coordinator: true, Capacity: 3, Declared: account.Offline,
	})
}

// Demo fills an installation with centres, topics and counsellors who all have
// the same password. The centres never close. Accounts and centres that are
// there already stay as they are.
func Demo(ctx context.Context, s *Store, password string) error {
	missing, err := missingCentres(ctx, s)
	if err != nil {
		return err
	}
	if err := s.SaveNetwork(ctx, missing, []centre.TopicID{"orientation", "training", "studies", "business", "other"}); err != nil {
		return fmt.Errorf("fill demo: %w", err)
	}
	if err := fillReplies(ctx, s); err != nil {
		return err
	}
	newcomers, err := missingStaff(ctx, s)
	if err != nil {
		return err
	}
	if len(newcomers) == 0 {
		return fillAgendas(ctx, s)
	}
	hash, err := account.HashPassword(password)
	if err != nil {
		return fmt.Errorf("fill demo: %w", err)
	}
	for _, who := range newcomers {
		who.ID = account.StaffID(id.New())
		if err := s.SaveStaff(ctx, who, hash); err != nil {
			return fmt.Errorf("fill demo: %w", err)
		}
	}
	return fillAgendas(ctx, s)
}

// missingCentres are those of the demo that are not there yet: a coordinator may
// have changed the hours of the others.
func missingCentres(ctx context.Context, s *Store) ([]centre.Centre, error) {
	there, err := s.Centres(ctx)
	if err != nil {
		return nil, fmt.Errorf("fill demo: %w", err)
	}
	return slices.DeleteFunc(demoCentres(), func(c centre.Centre) bool {
		return slices.ContainsFunc(there, func(each centre.Centre) bool { return each.ID == c.ID })
	}), nil
}

// missingStaff are the counsellors of the demo who have no account yet.
func missingStaff(ctx context.Context, s *Store) ([]account.Staff, error) {
	var missing []account.Staff
	for _, who := range DemoStaff() {
		switch _, _, err := s.Credential(ctx, who.Email); {
		case fault.CodeOf(err) == fault.NotFound:
			missing = append(missing, who)
		case err != nil:
			return nil, fmt.Errorf("fill demo: %w", err)
		}
	}
	return missing, nil
}

func demoCentres() []centre.Centre {
	const zone = "Europe/Brussels"
	var always []calendar.Span
	for day := time.Sunday; day <= time.Saturday; day++ {
		always = append(always, calendar.Span{Day: day, From: 0, To: 24 * 60})
	}
	return []centre.Centre{
		{
			ID: "charleroi", Name: "Charleroi", City: "Charleroi", Address: "Rue de la Boussole 12, 6000 Charleroi", Phone: "071 00 00 12", Zone: zone, Week: always,
			Postcodes: []centre.Range{{From: 6000, To: 6599}, {From: 7000, To: 7999}},
		},
		{
			ID: "namur", Name: "Namur", City: "Namur", Address: "Rue des Quatre Vents 7, 5000 Namur", Phone: "081 00 00 07", Zone: zone, Week: always,
			Postcodes: []centre.Range{{From: 5000, To: 5999}, {From: 6600, To: 6999}},
		},
		{
			ID: "liege", Name: "Liège", City: "Liège", Address: "Quai du Passeur 31, 4000 Liège", Phone: "04 000 00 31", Zone: zone, Week: always,
			Postcodes: []centre.Range{{From: 4000, To: 4999}},
		},
	}
}
