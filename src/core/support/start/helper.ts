import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';
import { makeOwnFolder, removeOwnFolder } from '../ownFolder';
import { helperSource } from './helperSource';
import type { StartedProgram, StartOptions } from './started';

const heard = z.union([
  z.strictObject({ isReady: z.literal(true) }),
  z.strictObject({ id: z.number(), pid: z.number() }),
  z.strictObject({ id: z.number(), exit: z.union([z.number(), z.string()]) }),
  z.strictObject({ id: z.number(), failed: z.object({ code: z.string().optional(), message: z.string() }) }),
]);

/** What a connection says first: the pipe's number, and the program's in ten characters. */
const labelBytes = 11;
/** It has nothing else to do: one that says nothing for so long says nothing any more. */
const answerMs = 30_000;

const hasEnded = () => new Error('The process that starts others has ended');

/** A program that the small process was told to start. */
class Order {
  readonly started: Promise<StartedProgram>;
  readonly exited: Promise<number | string>;
  /** Says what became of it. */
  exit!: (code: number | string) => void;
  private begin!: (program: StartedProgram) => void;
  private refuse: ((error: Error) => void)[] = [];
  private readonly connections = new Map<number, Socket>();
  private pid: number | undefined;

  constructor(readonly pipes: readonly number[]) {
    this.started = new Promise((resolve, reject) => {
      this.begin = resolve;
      this.refuse.push(reject);
    });
    this.exited = new Promise((resolve, reject) => {
      this.exit = resolve;
      this.refuse.push(reject);
    });
    this.exited.catch(() => undefined); // it counts where somebody waits for it
  }

  connected(pipe: number, socket: Socket): void {
    this.connections.set(pipe, socket);
    this.look();
  }

  made(pid: number): void {
    this.pid = pid;
    this.look();
  }

  fail(error: Error): void {
    for (const refuse of this.refuse) refuse(error);
    for (const connection of this.connections.values()) connection.destroy();
  }

  private look(): void {
    const { pid, exited } = this;
    const [stdin, stdout, stderr] = [0, 1, 2].map((pipe) => this.connections.get(pipe));
    if (pid === undefined || !stdout || this.connections.size < this.pipes.length) return;
    stdin?.resume(); // nothing comes but its end
    this.begin({ pid, stdin, stdout, stderr, exited });
  }
}

/**
 * A small process that starts programs for us. On Linux a process is made by a copy of the tables of one's own memory, which every
 * page that is written meanwhile is paid for once more: the larger a process, the dearer each that it starts, and the longer nothing else has its
 * turn. This one stays small. What a program reads and prints goes to and from us as if we had started it.
 */
export class StartHelper {
  private readonly orders = new Map<number, Order>();
  private last = 0;
  private ended = false;

  private constructor(
    private readonly process: ChildProcess,
    private readonly server: Server,
    private readonly folder: string,
  ) {
    server.on('connection', (socket) => this.accept(socket));
    server.on('error', () => this.end());
    process.on('message', (message) => this.hear(message));
    process.on('error', () => this.end());
    process.on('exit', () => this.end());
  }

  /** Resolves once it can be used. @throws where there can be none */
  static async open(): Promise<StartHelper> {
    const folder = await makeOwnFolder('start');
    const server = createServer();
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(join(folder, 's'), resolve);
      });
      server.unref();
      const child = spawn(process.execPath, ['-e', helperSource], {
        cwd: folder,
        // The extension host's own program is not Node unless it is told to be.
        env: { ...process.env, NODE_OPTIONS: '', ELECTRON_RUN_AS_NODE: '1' },
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        detached: true, // whoever has started us decides what a key ends that is pressed in our terminal
      });
      const helper = new StartHelper(child, server, folder);
      await new Promise<void>((resolve, reject) => {
        child.once('message', () => resolve());
        child.once('error', reject);
        child.once('exit', () => reject(hasEnded()));
      });
      child.unref();
      child.channel?.unref();
      return helper;
    } catch (error) {
      server.close();
      await removeOwnFolder(folder);
      throw error;
    }
  }

  get isOpen(): boolean {
    return !this.ended;
  }

  get isIdle(): boolean {
    return this.orders.size === 0;
  }

  /** @throws what keeps the program from being started */
  async start(file: string, args: readonly string[], options: StartOptions): Promise<StartedProgram> {
    const { cwd, env, hasInput, saysErrors } = options;
    if (this.ended) throw hasEnded();
    const id = (this.last += 1);
    const order = new Order([...(hasInput ? [0] : []), 1, ...(saysErrors ? [2] : [])]);
    if (this.isIdle) this.process.channel?.ref();
    this.orders.set(id, order);
    const address = join(this.folder, 's');
    this.process.send({ id, file, args, cwd, env, pipes: order.pipes, address }, (error) => {
      if (error) this.end();
    });
    const patience = setTimeout(() => this.end(), answerMs);
    void Promise.allSettled([order.started, order.exited]).then(() => this.settled(id));
    try {
      return await order.started;
    } finally {
      clearTimeout(patience);
    }
  }

  /** Ends it, and whatever it has started and that still runs. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const order of this.orders.values()) order.fail(hasEnded());
    this.orders.clear();
    this.server.close();
    if (this.process.connected) this.process.disconnect(); // it ends by that
    void removeOwnFolder(this.folder);
  }

  private hear(message: unknown): void {
    const said = heard.parse(message);
    if ('isReady' in said) return;
    const order = this.orders.get(said.id);
    if (!order) return;
    if ('pid' in said) {
      order.made(said.pid);
      return;
    }
    if ('exit' in said) order.exit(said.exit);
    else order.fail(Object.assign(new Error(said.failed.message), { code: said.failed.code }));
  }

  private settled(id: number): void {
    this.orders.delete(id);
    if (this.isIdle) this.process.channel?.unref();
  }

  /** Of a connection the first bytes tell whose it is; the others are the program's. */
  private accept(socket: Socket): void {
    socket.on('error', () => undefined); // whoever reads or writes hears that it is closed
    const read = () => {
      const label = socket.read(labelBytes) as Buffer | null;
      if (label === null) {
        socket.once('readable', read);
        return;
      }
      const [pipe, id] = [Number(label.toString('latin1', 0, 1)), Number(label.toString('latin1', 1))];
      const order = this.orders.get(id);
      if (order?.pipes.includes(pipe)) order.connected(pipe, socket);
      else socket.destroy();
    };
    read();
  }
}
