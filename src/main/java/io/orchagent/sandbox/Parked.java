package io.orchagent.sandbox;

import io.orchagent.sandbox.warm.WarmPool;

/** A sandbox that has its bundle and waits for its one run. */
final class Parked implements WarmPool.Waiting {

  private final Launcher launcher;
  private final Slots slots;
  private final Slots.Slot slot;
  private final Process process;
  private final ShownFolders folders;
  private final long bytes;

  Parked(
      Launcher launcher,
      Slots slots,
      Slots.Slot slot,
      Process process,
      ShownFolders folders,
      long files) {
    this.folders = folders;
    this.launcher = launcher;
    this.slots = slots;
    this.slot = slot;
    this.process = process;
    this.bytes = files + ResidentWatch.tree(process.pid());
  }

  /** The slot goes to who takes this, who has to give it back. */
  Slots.Slot slot() {
    return slot;
  }

  Process process() {
    return process;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public boolean alive() {
    return process.isAlive() && folders.areStillThose();
  }

  @Override
  public void end() {
    launcher.kill(process);
    slots.give(slot);
  }
}
