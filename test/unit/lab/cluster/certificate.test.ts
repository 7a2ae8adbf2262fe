import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { selfSigned } from '../../../lab/cluster/certificate';

describe('lab cluster: its certificate', () => {
  const { certificate, key } = selfSigned('test', new Date('2026-03-01T12:00:00Z'));
  const read = new X509Certificate(certificate);

  it('is signed by its own key', () => {
    assert.ok(read.verify(read.publicKey));
    assert.ok(read.checkPrivateKey(createPrivateKey(key)));
    assert.ok(read.ca);
  });

  it('stands for the loopback address and localhost', () => {
    assert.equal(read.checkIP('127.0.0.1'), '127.0.0.1');
    assert.equal(read.checkHost('localhost'), 'localhost');
    assert.equal(read.checkHost('example.com'), undefined);
  });

  it('is valid from the day before, for a year', () => {
    assert.equal(new Date(read.validFrom).toISOString(), '2026-02-28T12:00:00.000Z');
    assert.equal(new Date(read.validTo).toISOString(), '2027-03-01T12:00:00.000Z');
  });
});
