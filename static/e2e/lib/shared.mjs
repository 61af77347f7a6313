// What several nodes of Miti share: a PostgreSQL and a Redis of their own, on
// sockets in a folder, so that no port can be taken.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.mjs";

/** shared starts both. `settings` is what the nodes are to be told of them. */
export async function shared() {
  const folder = mkdtempSync(join(tmpdir(), "miti-shared-"));
  const started = [];
  const run = (program, args, options) => {
    const child = spawn(program, args, { stdio: "ignore", cwd: folder, ...options });
    started.push(child);
    return child;
  };
  const end = () => {
    for (const child of started) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", end);

  const socket = join(folder, "redis.sock");
  run("redis-server", ["--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]);
  // PostgreSQL refuses root, which these tests are: it runs as who its package made.
  const [uid, gid] = ["-u", "-g"].map((which) => Number(execFileSync("id", [which, "postgres"])));
  chownSync(folder, uid, gid);
  const data = join(folder, "data");
  const of = (program) => join(postgresPrograms(), program);
  execFileSync(of("initdb"), ["-D", data, "-U", "miti", "--auth=trust", "--no-sync", "--locale=C.UTF-8"], {
    cwd: folder,
    uid,
    gid,
    stdio: "ignore",
  });
  const settings = ["listen_addresses=", "fsync=off"].flatMap((each) => ["-c", each]);
  run(of("postgres"), ["-D", data, "-k", folder, ...settings], { uid, gid });
  await until(
    "PostgreSQL and Redis are there",
    () => existsSync(socket) && isReady(of("pg_isready"), folder),
    {
      within: 60_000,
    },
  );
  return {
    settings: {
      DATABASE_URL: `postgres:///postgres?host=${folder}&user=miti`,
      REDIS_URL: `unix://${socket}`,
    },
    stop: () => {
      process.off("exit", end);
      end();
    },
  };
}

function isReady(program, folder) {
  try {
    execFileSync(program, ["-q", "-h", folder, "-U", "miti"]);
    return true;
  } catch {
    return false;
  }
}

/** postgresPrograms is where they are: Debian keeps them out of the path, by version. */
function postgresPrograms() {
  const versions = "/usr/lib/postgresql";
  return join(versions, readdirSync(versions).sort().at(-1), "bin");
}
