// The usual scene: a server, a visitor with the high voice on another host, and
// a counsellor with the low one, in a conversation.
import { browser, page } from "./browsers.mjs";
import { Coordinator, Counsellor, Visitor } from "./people.mjs";
import { Server } from "./server.mjs";

export const question = "Bonjour, je cherche une formation de menuisier.";

/** Scene is everything that a claim needs, and what it must give back. */
export class Scene {
  /** What is not usual: the server's settings, and flags of the visitors' browser. */
  static async set({ program, folder, voices, films, settings, flags }) {
    const scene = new Scene();
    scene.folder = folder;
    scene.server = await Server.make({ program, folder, settings });
    await scene.server.start();
    const { origin } = scene.server;
    scene.visitors = await browser({
      origin,
      folder,
      voice: voices.high,
      film: films.amber,
      elsewhere: true,
      flags,
    });
    scene.counsellors = await browser({ origin, folder, voice: voices.low, film: films.teal });
    return scene;
  }

  /** A counsellor who has signed in and is there for visitors, in the usual browser or another. */
  async counsellor(name = "amelie", { at = this.counsellors, ...options } = {}) {
    const opened = await page(at, {
      origin: this.server.origin,
      path: "/counsellor",
      wide: true,
      ...options,
    });
    const counsellor = new Counsellor(opened);
    await counsellor.signIn(`${name}@demo.example`);
    await counsellor.isThere();
    return counsellor;
  }

  /** Who runs the network of the demo. */
  async coordinator(options = {}) {
    const { origin } = this.server;
    const coordinator = new Coordinator(
      await page(this.counsellors, { origin, path: "/coordinator", wide: true, ...options }),
    );
    await coordinator.signIn("sabine@demo.example");
    return coordinator;
  }

  /** Somebody on the public page. */
  async visitor(options = {}) {
    const opened = await page(this.visitors, { origin: this.server.origin, ...options });
    return new Visitor(opened);
  }

  /** A visitor and a counsellor who have begun to talk. */
  async conversation(text = question) {
    const counsellor = await this.counsellor();
    const visitor = await this.visitor();
    await visitor.ask(text);
    await counsellor.take(text);
    await visitor.reads("Amélie a rejoint");
    return { visitor, counsellor };
  }

  /** The two of them in an interview that the visitor asked for. */
  async interview(mode) {
    const { visitor, counsellor } = await this.conversation();
    await visitor.ring(mode);
    await visitor.throughCheck();
    await counsellor.answer();
    await counsellor.throughCheck();
    await Promise.all([visitor.inCall(), counsellor.inCall()]);
    await Promise.all([visitor.connected(), counsellor.connected()]);
    return { visitor, counsellor };
  }

  async strike() {
    await this.visitors?.close();
    await this.counsellors?.close();
    await this.server?.stop();
  }
}

/** withScene sets a scene, and strikes it whatever happens. */
export async function withScene(stage, act) {
  const scene = await Scene.set(stage);
  try {
    return await act(scene);
  } finally {
    await scene.strike();
  }
}
