// Package archtest holds the shape of the tree as tests: who may import whom,
// how large things may grow, and habits that a compiler does not see. Each rule
// is a function over parsed source, tried on a small example that breaks it
// and then on the whole tree.
package archtest
