// People who sign in, with the authenticator on their phone.
import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(text) {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** The digits of an authenticator (RFC 6238); `ahead` periods of half a minute later, because each works once. */
export function digits(secret, ahead = 0) {
  const period = Buffer.alloc(8);
  period.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const tag = createHmac('sha1', base32(secret)).update(period).digest();
  const word = tag.readUInt32BE(tag[19] & 15) & 0x7fff_ffff;
  return String(word % 1_000_000).padStart(6, '0');
}

/** Makes an account of somebody who works at a facility. */
export async function account(stage, login, facility, role = 'receptionist') {
  const told = await stage.registry('account', 'add', login, '--role', role, '--facility', facility);
  const { password, authenticator } = Object.fromEntries(told.slice(0, 2).map((line) => line.split('\t')));
  return { login, password, secret: authenticator };
}
