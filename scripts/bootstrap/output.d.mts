export function say(line: string): void;
export function seconds(milliseconds: number): string;
export function step<T>(title: string, work: () => Promise<T>): Promise<T>;
export class Impossible extends Error {}
export function runTask(work: () => Promise<void>): Promise<void>;
