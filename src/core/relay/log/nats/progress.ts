/** How long what is there may not be heard. */
const lagMs = 4_000;

/** Whether what is stored is heard. A stream that is not heard, whatever its connection looks like, tells nothing. */
export class Progress {
  isHearing = true;
  /** The newest place that a publisher here was told. */
  private newest = 0;
  private lag: { readonly at: number; readonly heard: number } | undefined;

  stored(place: number): void {
    this.newest = Math.max(this.newest, place);
  }

  /** Nothing can be said of it. */
  deaf(): void {
    this.isHearing = false;
    this.lag = undefined;
  }

  /**
   * @param heard up to which place
   * @param there the newest place of the stream
   * @param now in milliseconds, of a clock that nobody sets
   */
  look(heard: number, there: number, now: number): 'heard' | 'behind' | 'stuck' {
    if (heard >= Math.max(there, this.newest)) {
      this.lag = undefined;
      this.isHearing = true;
      return 'heard';
    }
    if (!this.lag || this.lag.heard !== heard) this.lag = { at: now, heard };
    if (now - this.lag.at < lagMs) return 'behind';
    this.lag = undefined;
    return 'stuck';
  }
}
