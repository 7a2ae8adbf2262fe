/** Two signals: what is asked about a service ends when its time is up, all of it when somebody cancels. */
export interface Signals {
  readonly inTime: AbortSignal;
  readonly cancelled: AbortSignal;
}
