/** Thrown where a line does not end within the limit: what comes is no stream of objects. */
export class LineTooLong extends Error {}

const newline = 0x0a;

/** Cuts a stream of bytes into lines, wherever its chunks begin and end. A last line without an end is dropped: it is torn. */
export class LineSplitter {
  private rest: Buffer[] = [];
  private restBytes = 0;

  constructor(private readonly limitBytes: number) {}

  /** The lines that this chunk completes; empty ones are left out. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const line = this.complete(chunk.subarray(start, end));
      if (line.trim() !== '') lines.push(line);
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
    return lines;
  }

  private complete(tail: Buffer): string {
    const line = this.rest.length === 0 ? tail : Buffer.concat([...this.rest, tail]);
    this.rest = [];
    this.restBytes = 0;
    return line.toString('utf8');
  }

  private keep(part: Buffer): void {
    if (part.length === 0) return;
    this.restBytes += part.length;
    if (this.restBytes > this.limitBytes) throw new LineTooLong(`a line longer than ${this.limitBytes} bytes`);
    this.rest.push(part);
  }
}
