import { FleetStore, type CellFacts } from '../../../src/core/fleet/state/store';
import {
  cellId,
  type CellId,
  type EdgeId,
  type FleetChange,
  type FleetSnapshot,
} from '../../../src/core/fleet/state/snapshot';
import { message } from '../../../src/core/support/message';
import { aCatalog } from '../../unit/fleet/builders';
import { person } from './vscodeStub';
import { fourStages, factsOfCell, factsOfEdge } from './boardFleet';

export { BranchlineError } from '../../../src/core/support/errors';
export { boardOf, spokenRow } from '../../../src/ui/board/model/board';
export { columnsOf } from '../../../src/ui/board/model/columns';
export { versionOf } from '../../../src/ui/board/model/version';
export { detailsOf, offered } from '../../../src/ui/board/details/details';
export { readFromPage, readView } from '../../../src/ui/board/fromPage';
export { pageWords } from '../../../src/ui/board/words';
export { Promotions } from '../../../src/ui/board/many/promotions';
export { BoardSender } from '../../../src/ui/board/sender';
export { gravityOf } from '../../../src/ui/board/many/gravity';
export { isSureOfGrave } from '../../../src/ui/board/many/sure';
export { FleetBoard } from '../../../src/ui/board/board';
export { StubTabs } from './stubTabs';
export { TabInputWebview } from './vscodeStub';
export { FleetTree } from '../../../src/ui/tree/fleetTree';

/** Says what a person answers from now on. */
export function answerWith(answer: (...question: unknown[]) => string | undefined): void {
  person.answer = answer;
}

/** A fleet of so many services, each with facts of its own, and whatever is said of it afterwards. */
export class MadeFleet {
  private readonly store = new FleetStore();
  private heard: FleetChange[] = [];

  constructor(
    names: readonly string[],
    /** From 0 on: the nth cell has the facts of the number that it gives. */
    seedOf: (place: number) => number = (place) => place,
  ) {
    this.store.onDidChange((change) => this.heard.push(change));
    this.store.setCatalog(aCatalog(...names.map(fourStages)));
    let place = 0;
    for (const id of this.store.snapshot.cells.keys()) this.store.updateCell(id, factsOfCell(seedOf(place++)));
    this.store.flush();
    for (const edge of this.store.snapshot.edges.values()) this.putEdge(edge.id, seedOf(place++));
    this.store.flush();
  }

  get snapshot(): FleetSnapshot {
    return this.store.snapshot;
  }

  /** Says other facts of one cell or edge, by its place. @returns what a view hears */
  change(place: number, seed: number): FleetChange {
    const { cells, edges } = this.snapshot;
    const cell = [...cells.keys()][place % (cells.size + edges.size)];
    const edge = [...edges.values()][(place % (cells.size + edges.size)) - cells.size];
    if (cell) this.store.updateCell(cell, factsOfCell(seed));
    else if (edge) this.putEdge(edge.id, seed);
    return this.told();
  }

  /** Says facts by hand. @returns what a view hears */
  say(cell: CellId, facts: Partial<CellFacts>): FleetChange {
    this.store.updateCell(cell, facts);
    return this.told();
  }

  /** Says that a service cannot be looked at, or that it can again. */
  trouble(subject: string, isTroubled: boolean): FleetChange {
    const problem = {
      subject,
      said: message('No answer.'),
      severity: 'error',
      observed: { at: 0, source: '' },
    } as const;
    this.store.setProblem(subject, isTroubled ? problem : undefined);
    return this.told();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Says other facts of an edge. @returns what a view hears */
  sayEdge(id: EdgeId, seed: number): FleetChange {
    this.putEdge(id, seed);
    return this.told();
  }

  private putEdge(id: EdgeId, seed: number): void {
    const edge = this.snapshot.edges.get(id);
    if (!edge) throw new Error(`There is no ${id}`);
    const source = this.snapshot.cells.get(cellId(edge.service.name, edge.from.name));
    const head = source?.pipeline.kind === 'known' ? source.pipeline.commit : undefined;
    this.store.updateEdge(edge.id, factsOfEdge(edge, seed, head));
  }

  private told(): FleetChange {
    this.heard = [];
    this.store.flush();
    return this.heard[0] ?? { snapshot: this.snapshot, cells: new Set(), edges: new Set(), shape: false };
  }
}
