package door

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// SG-4: equality with what was configured, after normalising, and with
// nothing else.
func TestOrigins(t *testing.T) {
	const own = "https://Miti.example:443/" // as an operator may write it
	for name, c := range map[string]struct {
		origin, host, site string
		ok                 bool
	}{
		"our own":                             {origin: "https://miti.example", ok: true},
		"our own with its port":               {origin: "https://miti.example:443", ok: true},
		"behind a proxy that rewrites Host":   {origin: "https://miti.example", host: "10.0.0.7:8080", ok: true},
		"another one":                         {origin: "https://evil.example"},
		"another one that claims to be Host":  {origin: "https://evil.example", host: "evil.example"},
		"null":                                {origin: "null"},
		"ours as the beginning of another":    {origin: "https://miti.example.evil.example"},
		"ours as the end of another":          {origin: "https://evilmiti.example"},
		"ours as a user":                      {origin: "https://miti.example@evil.example"},
		"another port":                        {origin: "https://miti.example:8443"},
		"another scheme":                      {origin: "http://miti.example"},
		"no web at all":                       {origin: "file://miti.example"},
		"none":                                {},
		"none, from our own page":             {site: "same-origin", ok: true},
		"none, from a neighbour":              {site: "same-site"},
		"none, typed by hand":                 {site: "none"},
		"another one that says it is our own": {origin: "https://evil.example", site: "same-origin"},
	} {
		t.Run(name, func(t *testing.T) {
			o, err := NewOrigins([]string{own})
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest("POST", "/", nil)
			r.Host = c.host
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
			if c.site != "" {
				r.Header.Set("Sec-Fetch-Site", c.site)
			}
			err = o.Check(r)
			if (err == nil) != c.ok {
				t.Fatalf("ok is %v, want %v", err == nil, c.ok)
			}
			if err != nil && !strings.Contains(err.Error(), "https://miti.example") {
				t.Errorf("the refusal does not say what was expected: %v", err)
			}
		})
	}
}

func TestTwoOriginsAreNone(t *testing.T) {
	o, _ := NewOrigins([]string{"https://miti.example"})
	r := httptest.NewRequest("POST", "/", nil)
	r.Header["Origin"] = []string{"https://miti.example", "https://evil.example"}
	if o.Check(r) == nil {
		t.Error("the first of two was believed")
	}
}

func TestCookiesAreSecureWhereThePagesAre(t *testing.T) {
	for origins, want := range map[string]bool{
		"https://miti.example": true, "http://localhost:8080": false, "https://miti.example http://localhost:8080": false,
	} {
		o, err := NewOrigins(strings.Fields(origins))
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		(&Door{Origins: o}).setCookie(w, StaffCookie, "secret", staffFor)
		c := w.Result().Cookies()[0]
		if c.Secure != want || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode {
			t.Errorf("%s: %+v", origins, c)
		}
	}
}
