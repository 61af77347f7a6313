package archtest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// foreign matches what belongs to somebody's machine and not to the project:
// home folders, and the addresses of package registries, which each machine
// has its own of. It is put together so that this file does not match itself.
var foreign = regexp.MustCompile(strings.Join([]string{
	`(^|[^\w.-])/(` + strings.Join([]string{"work", "farm", "root", "Users", `home/\w+`}, "|") + `)/`,
	strings.Join([]string{"registry", "npmjs", "org"}, `\.`),
	strings.Join([]string{"registry", "yarnpkg", "com"}, `\.`),
	strings.Join([]string{"proxy", "golang", "org"}, `\.`),
	strings.Join([]string{"deb", "debian", "org"}, `\.`),
}, "|"))

func TestCommittedFilesNameNobodysMachine(t *testing.T) {
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root(t)
	names, err := list.Output()
	if err != nil {
		t.Fatal("git is needed to know what is committed: ", err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(root(t), name))
		if os.IsNotExist(err) {
			continue // removed, and the removal is not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range bytes.Split(text, []byte("\n")) {
			if found := foreign.Find(line); found != nil {
				t.Errorf("%s:%d: %q belongs to a machine, not to the project", name, i+1, found)
			}
		}
	}
}

func TestForeign(t *testing.T) {
	for text, want := range map[string]bool{
		"cd /" + "work/main":                    true,
		"HOME=/" + "root/x":                     true,
		"open '/" + "home/anna/x'":              true,
		"https://" + "registry." + "npmjs.org/": true,
		"GET /api/work/later":                   false,
		"the network/work/ folder":              false,
		"./work/later":                          false,
		"/var/lib/miti/":                        false,
	} {
		if got := foreign.MatchString(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
