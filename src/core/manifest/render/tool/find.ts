import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * The file of a command on the PATH. Entries that are not absolute do not count: they would mean whatever folder this
 * process happens to be in, a repository perhaps.
 */
export async function findCommand(name: string, further: readonly string[] = []): Promise<string | undefined> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...further].filter((folder) => isAbsolute(folder));
  for (const candidate of folders.map((folder) => join(folder, file))) {
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

const elf64LittleEndian = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
const interpreterSegment = 3;

/** Whether a program runs without any other file: an ELF file that names no interpreter, as Go's tools are released. */
export async function isStatic(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const header = Buffer.alloc(4096);
    await handle.read(header, 0, header.length, 0);
    if (!header.subarray(0, 6).equals(elf64LittleEndian)) return false;
    const [offset, size, count] = [
      Number(header.readBigUInt64LE(32)),
      header.readUInt16LE(54),
      header.readUInt16LE(56),
    ];
    if (offset + size * count > header.length) return false;
    const segments = Array.from({ length: count }, (_, index) => header.readUInt32LE(offset + index * size));
    return segments.length > 0 && !segments.includes(interpreterSegment);
  } finally {
    await handle.close();
  }
}
