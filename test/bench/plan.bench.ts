import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openLocal } from '../../src/core/git/local';
import { planEdge, planMemory } from '../../src/core/promotion/planEdge';
import { promotionRules } from '../../src/core/promotion/rules';
import { growFleet } from '../lab/fleet';
import { writeBare } from '../lab/fleet/bare';
import { time } from './harness';

const run = promisify(execFile);
const floor = 'git merge-tree of the same two branches (one process, by lines, another answer)';
const rules = promotionRules({ environmentOwned: { paths: ['env/**'], keys: ['spec.replicas'] } });

const folder = await mkdtemp(join(tmpdir(), 'branchline-bench-'));
const paths = await writeBare(await growFleet(['cart'], new Date()), folder);
const path = paths.get('cart') ?? '';
const repository = await openLocal(path);
const source = await repository.head('dev');
const target = await repository.head('test');
const request = { from: 'dev', to: 'test', source, target };
const warm = planMemory(repository, rules);

await time(floor, () => run('git', ['-C', path, 'merge-tree', '--write-tree', 'test', 'dev']).catch(() => undefined));
await time('one plan, objects known, nothing remembered', () => planEdge(planMemory(repository, rules), request), {
  target: 50,
  against: floor,
});
await time('one plan again, contents remembered', () => planEdge(warm, request), { target: 50, against: floor });

repository.dispose();
await rm(folder, { recursive: true });
