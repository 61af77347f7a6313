package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/rpc"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"

	"miti/sfu"
	"miti/sfu/turn"
)

// serverEnv, set to a kind, makes this program the forwarder that another one
// measures.
const serverEnv = "SFUBENCH_SERVER"

// loopsEnv is how many loops our own has.
const loopsEnv = "SFUBENCH_LOOPS"

// kind is what is measured.
type kind string

const (
	ours    kind = "ours"
	relayed kind = "relayed" // ours, where everybody comes by the TURN relay of the process
	plain   kind = "pion"    // a forwarder on pion/webrtc
	floor   kind = "floor"   // the least that a forwarder must do
)

// forwarder is the part of a kind that differs.
type forwarder interface {
	join(ctx context.Context, a JoinArgs) (sfu.Answer, error)
	leave(room, name string)
	// route begins to forward by keys that both ends know.
	route(r Routes) error
	addr() netip.AddrPort
	close()
}

// JoinArgs is a join and whose tracks there are in the room.
type JoinArgs struct {
	Join   sfu.Join
	Others []Publisher
}

// Publisher is somebody else in a room who sends.
type Publisher struct {
	Name    string
	Sources []sfu.Source
}

// Usage is what a process has used so far.
type Usage struct {
	CPU      time.Duration
	Resident int
}

// usage asks the kernel about this process.
func usage() (u Usage, err error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return u, fmt.Errorf("ask what was used: %w", err)
	}
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return u, fmt.Errorf("ask how much memory there is: %w", err)
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return u, errors.New("/proc/self/statm is not as it should be")
	}
	pages, err := strconv.Atoi(fields[1])
	u.CPU = time.Duration(r.Utime.Nano() + r.Stime.Nano())
	u.Resident = pages * os.Getpagesize()
	return u, err
}

// Server is what the load asks of a forwarder in another process.
type Server struct{ forwarder forwarder }

// Join answers an offer.
func (s *Server) Join(a JoinArgs, answer *sfu.Answer) (err error) {
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	*answer, err = s.forwarder.join(ctx, a)
	return err
}

// Leave takes somebody out of a room.
func (s *Server) Leave(who [2]string, _ *bool) error {
	s.forwarder.leave(who[0], who[1])
	return nil
}

// Grant lets somebody come by the relay.
func (s *Server) Grant(name string, g *turn.Grant) error {
	r, ok := s.forwarder.(relayedForwarder)
	if !ok {
		return errNoRelay
	}
	*g = r.relay.Grant(name)
	return nil
}

// Route begins to forward.
func (s *Server) Route(r Routes, _ *bool) error { return s.forwarder.route(r) }

// Addr is where bare packets are sent to.
func (s *Server) Addr(_ bool, a *string) error {
	*a = s.forwarder.addr().String()
	return nil
}

// Usage is that of the forwarder's process.
func (s *Server) Usage(_ bool, u *Usage) (err error) {
	*u, err = usage()
	return err
}

// Profile writes where the CPU goes into a file, until it is told "".
func (s *Server) Profile(file string, _ *bool) error {
	pprof.StopCPUProfile()
	if file == "" {
		return nil
	}
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	return pprof.StartCPUProfile(f)
}

// serverMain forwards until its standard input ends, as it does with whoever
// started it.
func serverMain(k kind) int {
	f, err := newForwarder(k)
	if err == nil {
		err = rpc.RegisterName("Server", &Server{f})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sfubench server:", err)
		return 1
	}
	rpc.ServeConn(pipes{os.Stdin, os.Stdout})
	f.close()
	return 0
}

func newForwarder(k kind) (forwarder, error) {
	switch k {
	case ours, relayed:
		loops, err := strconv.Atoi(cmp.Or(os.Getenv(loopsEnv), "1"))
		if err != nil {
			return nil, fmt.Errorf("how many loops: %w", err)
		}
		if k == relayed {
			return newRelayed(loops)
		}
		return newOurs(loops)
	case plain:
		return newPion(), nil
	case floor:
		return newBare()
	}
	return nil, fmt.Errorf("there is no forwarder %q", k)
}

// pipes are the two ends that a process has to another one.
type pipes struct {
	io.Reader
	io.WriteCloser
}

// process is a forwarder that is measured.
type process struct {
	*rpc.Client
	cmd *exec.Cmd
}

// startServer runs this program as a forwarder.
func startServer(ctx context.Context, k kind) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), serverEnv+"="+string(k), "GOMAXPROCS="+strconv.Itoa(runtime.NumCPU()))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the forwarder: %w", err)
	}
	return &process{rpc.NewClient(pipes{out, in}), cmd}, nil
}

// close ends the forwarder and waits for it.
func (p *process) close() {
	_ = p.Close()
	_ = p.cmd.Wait() // it may have been killed, when time was up
}

// call asks the forwarder, and gives up when ctx ends.
func (p *process) call(ctx context.Context, method string, args, reply any) error {
	c := p.Go("Server."+method, args, reply, make(chan *rpc.Call, 1))
	select {
	case <-c.Done:
		if c.Error != nil {
			return fmt.Errorf("ask the forwarder to %s: %w", method, c.Error)
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *process) usage(ctx context.Context) (u Usage, err error) {
	err = p.call(ctx, "Usage", true, &u)
	return u, err
}
