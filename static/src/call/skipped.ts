/** Whether the person wants no device check any more. */
export class CheckSkipped {
  private readonly store: Storage;

  constructor(store: Storage) {
    this.store = store;
  }

  get value(): boolean {
    return this.store.getItem("miti.check.skip") === "yes";
  }

  set value(skip: boolean) {
    if (skip) this.store.setItem("miti.check.skip", "yes");
    else this.store.removeItem("miti.check.skip");
  }
}
