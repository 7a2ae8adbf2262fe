import assert from 'node:assert/strict';
import type * as Probe from '../../bench/probes/decision';
import { loadWithStub } from '../../bench/probes/withStub';

describe('an address that a forge tells', () => {
  let probe: typeof Probe;
  before(async () => (probe = await loadWithStub<typeof Probe>('test/bench/probes/decision.ts')));

  it('is opened where it is a page on the web, and handed to nobody where it names anything else', async () => {
    const pages = ['https://git.example.com/shop/cart/pulls/7', 'http://git.example.com:3000/'];
    const others = ['file:///etc/passwd', 'ms-msdt:/id', 'smb://host/share', 'JavaScript:alert(1)', '/pulls/7', ''];
    for (const address of others) {
      await assert.rejects(probe.openWeb(address), { code: 'web/notAPage' }, address);
    }
    for (const address of pages) await probe.openWeb(address);
    assert.deepEqual(probe.opened, pages);
  });
});
