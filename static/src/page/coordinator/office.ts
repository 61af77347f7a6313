import { signal } from "@preact/signals";
import { ReplyBook } from "../../state/replybook.ts";
import { addDays, dateIn, mondayOf } from "../../state/week.ts";
import type { Policy } from "../../wire/agenda.ts";
import * as agenda from "../../wire/agenda.ts";
import * as commands from "../../wire/commands.ts";
import type { Board } from "../../wire/protocol.gen.ts";
import type { Centres, Hours, Me, Need, Network, Roster, Shift } from "../../wire/resources.ts";
import * as staff from "../../wire/staff.ts";
import { StaffPage } from "../staff.ts";

type CentrePolicy = Awaited<ReturnType<typeof agenda.getPolicies>>["policies"][number];

/** The zone of this device: until the roster has said where the network's clock hangs. */
const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Everything that is true on a coordinator's page, and what the coordinator can do. */
export class Office extends StaffPage {
  readonly board = signal<Board | undefined>(undefined);
  readonly network = signal<Network | undefined>(undefined);
  readonly centres = signal<Centres | undefined>(undefined);
  readonly roster = signal<Roster | undefined>(undefined);
  /** How each centre lets people book. */
  readonly policies = signal<readonly CentrePolicy[] | undefined>(undefined);
  readonly book = new ReplyBook(() => this.caller);

  /** What was done last, for who did it; empty for nothing to say. */
  readonly said = signal("");

  private monday = mondayOf(dateIn(here(), new Date()));

  async signOut(): Promise<void> {
    await this.run(() => staff.signOut(this.caller));
    this.leave();
  }

  /** Says what was done. */
  tell(words: string): void {
    this.said.value = words;
  }

  /** Whether the coordinator arranges what belongs to a centre; "" is the network. */
  runs(centre: string): boolean {
    const me = this.me.value;
    return Boolean(me?.coordinator && (me.centre === "" || me.centre === centre));
  }

  /** Where the network's clock hangs. */
  get zone(): string {
    return this.roster.value?.zone ?? here();
  }

  /** What a centre is called. */
  called(centre: string): string {
    return this.network.value?.centres.find(({ id }) => id === centre)?.name ?? centre;
  }

  /** Shows the week that is n weeks later. */
  async turn(weeks: number): Promise<void> {
    this.monday = addDays(this.monday, 7 * weeks);
    await this.readRoster();
  }

  /** Enters or moves a shift. The fault, if any, is for the sheet. */
  putShift = (shift: Shift) => this.arrange(() => staff.putShift(shift, this.caller));

  removeShift = (id: string) => this.arrange(() => staff.removeShift(id, this.caller));

  approveSwap = (id: string) => this.arrange(() => staff.approveSwap(id, this.caller));

  refuseSwap = (id: string) => this.arrange(() => staff.dropSwap(id, this.caller));

  saveNeeds = (needs: readonly Need[]) => this.arrange(() => staff.saveNeeds(needs, this.caller));

  /** Gives the next week the shifts of this one, shows it, and says how many were added. */
  async copyWeek(): Promise<number | undefined> {
    const to = addDays(this.monday, 7);
    const copied = await this.run(() => staff.copyWeek(this.monday, to, this.caller));
    if (!copied) return undefined;
    await this.turn(1);
    return copied.added;
  }

  /** Saves when a centre is open. The fault, if any, is for the form. */
  async saveHours(centre: string, hours: Hours): Promise<unknown> {
    try {
      await staff.saveHours(centre, hours, this.caller);
      this.centres.value = await staff.getCentres(this.caller);
      return undefined;
    } catch (error) {
      return this.told(error);
    }
  }

  async readPolicies(): Promise<void> {
    this.policies.value = (await this.run(() => agenda.getPolicies(this.caller)))?.policies;
  }

  /** Saves how a centre lets people book. The fault, if any, is for the form. */
  async savePolicy(centre: string, policy: Policy): Promise<unknown> {
    try {
      await agenda.savePolicy(centre, policy, this.caller);
      await this.readPolicies();
      return undefined;
    } catch (error) {
      return this.told(error);
    }
  }

  /** Closes centres early, one after the other, and says how many who waited became messages. */
  async closeEarly(centres: readonly string[], reason: string): Promise<number | undefined> {
    let kept = 0;
    for (const each of centres) {
      const closed = await this.run(() => staff.closeEarly(each, reason, this.caller));
      if (!closed) return undefined;
      kept += closed.kept;
    }
    return kept;
  }

  async openAgain(centre: string): Promise<void> {
    await this.run(() => staff.openAgain(centre, this.caller));
  }

  /** Calls for help, and says how many were reached. */
  async callForHelp(need: Pick<Need, "topic" | "language">): Promise<number | undefined> {
    return (await this.run(() => staff.callForHelp(need, this.caller)))?.reached;
  }

  private async arrange(command: () => Promise<unknown>): Promise<unknown> {
    try {
      await command();
    } catch (error) {
      return this.told(error);
    }
    await this.readRoster();
    return undefined;
  }

  private async readRoster(): Promise<void> {
    const asked = this.monday;
    const found = await this.run(() => staff.getRoster(asked, this.caller));
    if (found && asked === this.monday) this.roster.value = found;
  }

  protected async entered(me: Me): Promise<void> {
    if (!me.coordinator) return; // the page says so
    this.connect().watch(
      "board",
      (incoming) => {
        if (incoming.type === "board") this.board.value = incoming.data.board;
      },
      this.life,
    );
    this.network.value = await this.run(() => commands.getNetwork(this.caller));
    this.centres.value = await this.run(() => staff.getCentres(this.caller));
    await this.readRoster();
    await this.run(() => this.book.read());
  }

  protected forget(): void {
    this.board.value = undefined;
    this.said.value = "";
    this.roster.value = undefined;
    this.centres.value = undefined;
    this.policies.value = undefined;
    this.book.forget();
  }
}
