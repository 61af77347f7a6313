import { signal } from "@preact/signals";
import * as commands from "../../wire/commands.ts";
import * as hosting from "../../wire/hosting.ts";
import type { Colleague, Meeting, MeetingPerson } from "../../wire/protocol.gen.ts";
import type { Network } from "../../wire/resources.ts";
import * as staff from "../../wire/staff.ts";
import { type StaffOptions, StaffPage } from "../staff.ts";

interface Options extends StaffOptions {
  /** The meeting that the address names. */
  id: string | undefined;
}

/** Everything that is true on the page of those who arrange and hold meetings. */
export class Programme extends StaffPage {
  readonly network = signal<Network | undefined>(undefined);
  readonly colleagues = signal<readonly Colleague[]>([]);
  readonly meetings = signal<readonly Meeting[] | undefined>(undefined);
  /** The meeting that is looked at. */
  readonly opened = signal<string | undefined>(undefined);
  /** Who registered for it, and what was written to them afterwards. */
  readonly people = signal<readonly MeetingPerson[]>([]);
  readonly afterword = signal<hosting.Afterword | undefined>(undefined);

  constructor(options: Options) {
    super(options);
    this.opened.value = options.id;
  }

  find(id: string | undefined): Meeting | undefined {
    return this.meetings.value?.find((each) => each.id === id);
  }

  /** Where a centre's clock hangs. */
  zoneOf(centre: string): string {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return this.network.value?.centres.find(({ id }) => id === centre)?.zone ?? here;
  }

  /** Looks at a meeting, or at the list. The address follows, so that a reload stays there. */
  open(id: string | undefined): void {
    this.opened.value = id;
    this.people.value = [];
    this.afterword.value = undefined;
    history.replaceState(null, "", id ? `?m=${id}` : location.pathname);
    void this.refresh();
  }

  /** Reads what is shown again: others change it too. */
  async refresh(): Promise<void> {
    const id = this.opened.peek();
    await Promise.all([this.readMeetings(), id && this.readPeople(id)]);
  }

  /** Plans a meeting, or changes it. The fault, if any, is for the form. */
  async plan(id: string, plan: hosting.Plan): Promise<unknown> {
    try {
      await hosting.planMeeting(id, plan, this.caller);
      await this.readMeetings();
      return undefined;
    } catch (error) {
      return this.told(error);
    }
  }

  /** Calls a meeting off, and with `following` the later ones of its series. */
  async cancel(id: string, following: boolean): Promise<void> {
    await this.run(() => hosting.cancelMeeting(id, following, this.caller));
    await this.readMeetings();
  }

  /** Writes to those who were to come, once. The fault, if any, is for the form. */
  async write(id: string, afterword: hosting.WriteAfterword): Promise<unknown> {
    try {
      await hosting.writeAfterword(id, afterword, this.caller);
      await this.readPeople(id);
      return undefined;
    } catch (error) {
      return this.told(error);
    }
  }

  private async readPeople(id: string): Promise<void> {
    const found = await this.run(() => hosting.getPeople(id, this.caller));
    if (!found || this.opened.peek() !== id) return;
    this.people.value = found.people;
    this.afterword.value = found.afterword;
  }

  private async readMeetings(): Promise<void> {
    const found = await this.run(() => hosting.getArranged(this.caller));
    if (found) this.meetings.value = found.meetings;
  }

  protected async entered(): Promise<void> {
    this.connect();
    const [network, colleagues] = await Promise.all([
      this.run(() => commands.getNetwork(this.caller)),
      this.run(() => staff.getColleagues(this.caller)),
      this.readMeetings(),
    ]);
    this.network.value = network;
    this.colleagues.value = colleagues?.colleagues ?? [];
    const id = this.opened.peek();
    if (id) await this.readPeople(id);
  }
  protected forget(): void {
    this.colleagues.value = [];
    this.meetings.value = undefined;
    this.people.value = [];
    this.afterword.value = undefined;
  }
}
