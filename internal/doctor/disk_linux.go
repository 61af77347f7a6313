package doctor

import "golang.org/x/sys/unix"

// freeSpace tells how many bytes are left for us on the disk of a folder.
func freeSpace(folder string) (bytes uint64, ok bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
