package store

import (
	"context"
	"fmt"
	"strings"

	"miti/internal/reply"
)

// demoReplies are what the counsellors of the demo write again and again. One
// does not exist in Dutch, so that it is seen how that is said.
func demoReplies() []reply.Reply {
	in := func(shortcut, fr, nl, de, en string) reply.Reply {
		texts := map[string]string{"fr": fr, "nl": nl, "de": de, "en": en}
		if nl == "" {
			delete(texts, "nl")
		}
		// An id that is the same on every installation.
		number := strings.ReplaceAll("demo"+shortcut+strings.Repeat("2", 26), "-", "")
		return reply.Reply{ID: reply.ID(number[:26]), Shortcut: shortcut, Texts: texts}
	}
	return []reply.Reply{
		in("hello",
			"Bonjour {visitor}, je suis {counsellor}, du centre de {centre}. Je lis votre question et je vous réponds tout de suite.",
			"Dag {visitor}, ik ben {counsellor} van het centrum {centre}. Ik lees uw vraag en antwoord meteen.",
			"Guten Tag {visitor}, ich bin {counsellor} vom Zentrum {centre}. Ich lese Ihre Frage und antworte gleich.",
			"Hello {visitor}, I am {counsellor} from the {centre} centre. I am reading your question and will answer at once."),
		in("moment",
			"Je cherche l’information exacte. Donnez-moi deux minutes, je reste avec vous.",
			"Ik zoek de juiste informatie op. Geef me twee minuten, ik blijf bij u.",
			"Ich suche die genaue Auskunft heraus. Geben Sie mir zwei Minuten, ich bleibe bei Ihnen.",
			"I am looking up the exact information. Give me two minutes, I am staying with you."),
		in("there",
			"Êtes-vous encore là ? Prenez votre temps : la conversation reste ouverte.",
			"Bent u er nog? Neem uw tijd: het gesprek blijft open.",
			"Sind Sie noch da? Nehmen Sie sich Zeit: Das Gespräch bleibt offen.",
			"Are you still there? Take your time: the conversation stays open."),
		in("call",
			"Ce serait plus simple de se parler. Voulez-vous un entretien audio ou vidéo, maintenant, dans cette page ?",
			"Het zou makkelijker zijn om even te praten. Wilt u nu, op deze pagina, een audio- of videogesprek?",
			"Ein Gespräch wäre einfacher. Möchten Sie jetzt auf dieser Seite ein Audio- oder Videogespräch führen?",
			"It would be easier to talk. Would you like an audio or video interview now, in this page?"),
		in("documents",
			"Pour avancer, préparez si possible votre CV et vos diplômes. Une photo lisible suffit.",
			"Leg als het kan uw cv en diploma’s klaar. Een leesbare foto volstaat.",
			"Legen Sie wenn möglich Ihren Lebenslauf und Ihre Zeugnisse bereit. Ein lesbares Foto genügt.",
			"To go further, have your CV and diplomas ready if you can. A readable photo is enough."),
		in("answer-by",
			"Je vérifie auprès d’une collègue spécialisée. Vous aurez une réponse au plus tard {answer_by}.",
			"Ik vraag het na bij een gespecialiseerde collega. U hebt uiterlijk {answer_by} een antwoord.",
			"Ich frage bei einer Fachkollegin nach. Sie erhalten spätestens {answer_by} eine Antwort.",
			"I am checking with a specialised colleague. You will have an answer by {answer_by} at the latest."),
		in("allowance",
			"Vos allocations peuvent continuer pendant une formation reconnue, si vous demandez la dispense avant de commencer.",
			"",
			"Ihre Leistungen können während einer anerkannten Ausbildung weiterlaufen, wenn Sie die Freistellung vor Beginn beantragen.",
			"Your benefits can go on during a recognised course, if you ask for the exemption before it begins."),
		in("bye",
			"Merci pour cet échange, {visitor}. Cette page garde notre conversation : écrivez-y quand vous voulez. Bonne route !",
			"Bedankt voor dit gesprek, {visitor}. Deze pagina bewaart ons gesprek: schrijf er wanneer u wilt. Veel succes!",
			"Danke für das Gespräch, {visitor}. Diese Seite bewahrt es auf: Schreiben Sie hier, wann Sie möchten. Alles Gute!",
			"Thank you for this conversation, {visitor}. This page keeps it: write here whenever you like. All the best!"),
	}
}

// fillReplies writes the replies of the demo where there are none at all.
func fillReplies(ctx context.Context, s *Store) error {
	there, err := s.Replies(ctx, "")
	if err != nil || len(there) > 0 {
		return err
	}
	for _, r := range demoReplies() {
		if r, err = reply.Check(r); err == nil {
			err = s.SaveReply(ctx, r)
		}
		if err != nil {
			return fmt.Errorf("fill demo: %w", err)
		}
	}
	return nil
}
