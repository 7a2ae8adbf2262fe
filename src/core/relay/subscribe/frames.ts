import { mostRepositories } from '../protocol';

/** One frame of a stream of events, as it came: nothing in it is believed yet. */
export interface Frame {
  /** What the frame calls itself; empty where it has no name. */
  readonly event: string;
  readonly data: string;
}

export interface FramesRead {
  readonly frames: readonly Frame[];
  /** The place in the stream that was told last; nothing where none was told since. */
  readonly place?: string;
}

/** A scope of as many repositories as may be asked for, with names of eight hundred characters each, and what stands around them. */
const longestFrame = mostRepositories * 805 + 1_000;
const longestPlace = 1_000;

/**
 * Takes a stream of server-sent events apart as it comes: by whatever end of line, in pieces of any size, with bounds.
 * Source: HTML, "Server-sent events", "Interpreting an event stream".
 */
export class FrameReader {
  private readonly decoder = new TextDecoder('utf-8');
  private begun: string[] = [];
  private begunLength = 0;
  private skipsNewline = false;
  private event = '';
  private data: string[] = [];
  private length = 0;
  private named: string | undefined;
  private place: string | undefined;

  /** @throws RangeError where a line or a frame has no end, or a place is too long to be sent back */
  read(chunk: Uint8Array): FramesRead {
    const frames: Frame[] = [];
    let text = this.decoder.decode(chunk, { stream: true });
    if (this.skipsNewline && text.startsWith('\n')) text = text.slice(1);
    if (text !== '') this.skipsNewline = false;
    let from = 0;
    for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) {
      this.take(text.slice(from, index), frames);
      from = index + end.length;
      this.skipsNewline = end === '\r' && from === text.length;
    }
    this.keep(text.slice(from));
    const { place } = this;
    this.place = undefined;
    return { frames, ...(place === undefined ? {} : { place }) };
  }

  private keep(piece: string): void {
    if (piece === '') return;
    this.begun.push(piece);
    this.begunLength += piece.length;
    if (this.begunLength + this.length > longestFrame) throw new RangeError('a frame without end');
  }

  private take(last: string, frames: Frame[]): void {
    this.keep(last);
    const line = this.begun.length === 1 ? (this.begun[0] ?? '') : this.begun.join('');
    this.begun = [];
    this.begunLength = 0;
    if (line === '') this.end(frames);
    else this.field(line);
  }

  private field(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line.startsWith(' ', colon + 1) ? colon + 2 : colon + 1);
    if (name === 'data') {
      this.data.push(value);
      this.length += value.length + 1; // an empty line has its place, too
      if (this.length > longestFrame) throw new RangeError('a frame without end');
    } else if (name === 'event') {
      this.event = value;
    } else if (name === 'id' && !value.includes('\0')) {
      if (value.length > longestPlace) throw new RangeError('a place that is too long');
      this.named = value;
    }
  }

  private end(frames: Frame[]): void {
    if (this.data.length > 0) frames.push({ event: this.event, data: this.data.join('\n') });
    // Only now: of a frame that broke off, the place was not reached.
    this.place = this.named ?? this.place;
    this.named = undefined;
    this.event = '';
    this.data = [];
    this.length = 0;
  }
}
