// A network of two hosts on this machine: the server's side, and a namespace in
// which the visitor's browser runs. What the visitor's network does (dark, withoutDatagrams)
// happens there and nowhere else. Needs root and iproute2.
import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const namespace = `miti-e2e-${process.pid}`;
const outside = `me${process.pid % 100000}`;
const inside = `mi${process.pid % 100000}`;
// A subnet for each run, so that two at the same time do not meet.
const subnet = `10.201.${process.pid % 250}`;
/** The server's address as both hosts see it, and the visitor's own. */
export const serverAddress = `${subnet}.1`;
export const visitorAddress = `${subnet}.2`;

const ip = (...args) => execFileSync("ip", args, { stdio: ["ignore", "pipe", "inherit"] });
const within = (...args) => ip("netns", "exec", namespace, ...args);

/** makeNetwork makes the namespace; it is gone when this process ends. */
export function makeNetwork() {
  ip("netns", "add", namespace);
  process.once("exit", () => {
    try {
      ip("netns", "del", namespace);
    } catch {
      // It was never whole, or is gone already.
    }
  });
  ip("link", "add", outside, "type", "veth", "peer", "name", inside);
  ip("link", "set", inside, "netns", namespace);
  ip("addr", "add", `${serverAddress}/24`, "dev", outside);
  ip("link", "set", outside, "up");
  ip("-n", namespace, "addr", "add", `${visitorAddress}/24`, "dev", inside);
  ip("-n", namespace, "link", "set", "lo", "up");
  ip("-n", namespace, "link", "set", inside, "up");
  // Firefox gathers no candidate without a default route.
  ip("-n", namespace, "route", "add", "default", "via", serverAddress);
}

/** visitorProgram writes a script to folder that runs program in the visitor's namespace. */
export function visitorProgram(folder, program) {
  const path = join(folder, `in-namespace-${program.split("/").at(-1)}`);
  writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${namespace} ${program} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** reachLoopback lets the server's host reach a port that a program of the visitor opens on loopback only. */
export function reachLoopback(port) {
  within("sysctl", "-q", "-w", `net.ipv4.conf.${inside}.route_localnet=1`);
  const to = `127.0.0.1:${port}`;
  const tcp = ["-p", "tcp", "-d", visitorAddress, "--dport", `${port}`];
  within("iptables", "-t", "nat", "-A", "PREROUTING", ...tcp, "-j", "DNAT", "--to-destination", to);
}

/** dark cuts everything between the visitor and the server, without a word to either side. */
export function dark(on) {
  const act = on ? "-A" : "-D";
  // Not by the server's address: it has others, which media finds.
  within("iptables", act, "INPUT", "-i", inside, "-j", "DROP");
  within("iptables", act, "OUTPUT", "-o", inside, "-j", "DROP");
}

/**
 * firewall lets nothing through between the visitor and the server but TCP to some of its ports; the
 * function that it returns takes it away again.
 */
export function firewall(ports) {
  const of = ["-p", "tcp", "-m", "multiport"];
  const list = ports.join(",");
  const rules = [
    ["OUTPUT", "-o", inside, ...of, "--dports", list, "-j", "ACCEPT"],
    ["INPUT", "-i", inside, ...of, "--sports", list, "-j", "ACCEPT"],
    ["OUTPUT", "-o", inside, "-j", "DROP"],
    ["INPUT", "-i", inside, "-j", "DROP"],
  ];
  for (const rule of rules) within("iptables", "-A", ...rule);
  return () => {
    for (const rule of rules.splice(0)) within("iptables", "-D", ...rule);
  };
}

/** withoutDatagrams drops every datagram between the visitor and the server, or none. */
export function withoutDatagrams(on) {
  const act = on ? "-A" : "-D";
  within("iptables", act, "INPUT", "-p", "udp", "-i", inside, "-j", "DROP");
  within("iptables", act, "OUTPUT", "-p", "udp", "-o", inside, "-j", "DROP");
}

/**
 * redirect sends the visitor's datagrams for a port somewhere else, in connections that are new; the
 * function that it returns takes it away again.
 */
export function redirect(port, to) {
  const rule = ["OUTPUT", "-p", "udp", "--dport", `${port}`, "-j", "DNAT", "--to-destination", to];
  within("iptables", "-t", "nat", "-A", ...rule);
  return () => within("iptables", "-t", "nat", "-D", ...rule);
}
