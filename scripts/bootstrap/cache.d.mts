export function cacheFolder(): string;
export function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string>;
export function withLock<T>(name: string, work: () => Promise<T>): Promise<T>;
