/** What is cut from a text, and knows what was cut. */
interface Cut {
  readonly text: string;
}

interface Place<Piece> {
  readonly order: WeakRef<readonly Piece[]>;
  readonly at: number;
}

/** Where pieces stood last. What follows holds the order of a version only as long as somebody else does. */
export type Places<Piece extends Cut> = WeakMap<Piece, Place<Piece>>;

/** So many pieces on, at the most, an older version is found again: each place that is kept takes memory. */
const between = 64;

/**
 * Puts a version of a text together from pieces. Versions have almost all of them in common, in the same order: what comes
 * next is held against what came next in the version that is followed, and neither cut out nor looked up.
 */
export class Following<Piece extends Cut> {
  /** Those of this version. */
  readonly order: Piece[] = [];
  private readonly own = new WeakRef<readonly Piece[]>(this.order);
  private version: readonly Piece[] = [];
  private at = 0;

  /** @param isPiece whether what is cut at `start` ends at `end`, where the text up to there is that of a piece */
  constructor(
    private readonly text: string,
    private readonly places: Places<Piece>,
    private readonly isPiece: (start: number, end: number) => boolean,
  ) {}

  /** The version that was followed last; empty if none was. */
  get followed(): readonly Piece[] {
    return this.version;
  }

  /** The piece that begins there, if it is the one that comes next in the version that is followed. */
  next(start: number): Piece | undefined {
    // Where one was put in place of another, the other is passed over.
    for (const at of [this.at, this.at + 1]) {
      const piece = this.version[at];
      if (!piece || !this.text.startsWith(piece.text, start)) continue;
      if (!this.isPiece(start, start + piece.text.length)) continue;
      this.at = at + 1;
      if (this.order.length % between === 0) this.keepPlace(piece);
      this.order.push(piece);
      return piece;
    }
    return undefined;
  }

  /** A piece that was cut out, and read or looked up. */
  add(piece: Piece): void {
    const place = this.places.get(piece);
    if (place || this.order.length % between === 0) this.keepPlace(piece);
    this.order.push(piece);
    const version = place?.order.deref();
    if (!version) return;
    this.version = version;
    this.at = (place?.at ?? 0) + 1;
  }

  private keepPlace(piece: Piece): void {
    this.places.set(piece, { order: this.own, at: this.order.length });
  }
}
