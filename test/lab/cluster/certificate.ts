import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** ASN.1, as far as a certificate needs it: tag, length, content. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

const sequence = (...items: readonly Uint8Array[]): Buffer => der(0x30, ...items);
const set = (...items: readonly Uint8Array[]): Buffer => der(0x31, ...items);
const integer = (value: Uint8Array): Buffer => der(0x02, value);
const bitString = (value: Uint8Array): Buffer => der(0x03, Buffer.from([0]), value);
const octetString = (value: Uint8Array): Buffer => der(0x04, value);
const utf8 = (value: string): Buffer => der(0x0c, Buffer.from(value, 'utf8'));
const truth = der(0x01, Buffer.from([0xff]));
const explicit = (number: number, value: Uint8Array): Buffer => der(0xa0 | number, value);

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const base128 = (value: number): number[] =>
    value < 0x80 ? [value] : [...base128(value >> 7).map((byte) => byte | 0x80), value & 0x7f];
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime, which serves until 2049. */
const utcTime = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`, 'latin1'));

const ids = {
  ecdsaWithSha256: objectId('1.2.840.10045.4.3.2'),
  commonName: objectId('2.5.4.3'),
  basicConstraints: objectId('2.5.29.19'),
  keyUsage: objectId('2.5.29.15'),
  subjectAltName: objectId('2.5.29.17'),
};

export interface Certificate {
  /** PEM, its own authority. */
  readonly certificate: string;
  /** PEM, PKCS 8. */
  readonly key: string;
}

/** A fresh key and a certificate for `127.0.0.1` and `localhost`, signed by itself and valid for a year. */
export function selfSigned(commonName: string, now: Date): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(ids.commonName, utf8(commonName))));
  const algorithm = sequence(ids.ecdsaWithSha256);
  const day = 86_400_000;
  const extensions = sequence(
    sequence(ids.basicConstraints, truth, octetString(sequence(truth))),
    // digitalSignature and keyCertSign
    sequence(ids.keyUsage, truth, octetString(der(0x03, Buffer.from([2, 0b1000_0100])))),
    sequence(
      ids.subjectAltName,
      octetString(sequence(der(0x87, Buffer.from([127, 0, 0, 1])), der(0x82, Buffer.from('localhost', 'latin1')))),
    ),
  );
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    // The leading byte keeps the serial number positive and without a leading zero.
    integer(Buffer.concat([Buffer.from([0x4c]), randomBytes(15)])),
    algorithm,
    name,
    sequence(utcTime(new Date(now.getTime() - day)), utcTime(new Date(now.getTime() + 365 * day))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, extensions),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = sequence(body, algorithm, bitString(signature));
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${(whole.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
