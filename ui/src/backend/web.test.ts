import { describe, expect, it, vi } from 'vitest';
import { CommandError } from './backend';
import { webBackend } from './web';

function answering(status: number, body: unknown) {
  return vi.fn<typeof fetch>(() => Promise.resolve(new Response(JSON.stringify(body), { status })));
}

describe('webBackend', () => {
  it('posts the arguments by name and gives the answer back', async () => {
    const fetchFn = answering(200, { sex: 'M', age: 71 });
    const answer = await webBackend(fetchFn).checkPatient('55080701237', null, 'mammography');
    expect(answer.age).toBe(71);
    const [address, init] = fetchFn.mock.calls[0] ?? [];
    expect(address).toBe('/api/check_patient');
    expect(init?.method).toBe('POST');
    expect(JSON.parse(String(init?.body))).toEqual({ pesel: '55080701237', document: null, service: 'mammography' });
  });

  it('rejects with the refusal of the program', async () => {
    const refusal = { code: 'pesel-length', params: { digits: '10' }, field: 'pesel' };
    const failure = webBackend(answering(422, refusal)).checkPatient('1', null, null);
    await expect(failure).rejects.toBeInstanceOf(CommandError);
    await expect(failure).rejects.toMatchObject({ error: refusal });
  });

  it('rejects with `internal` when there is no answer or no sense in it', async () => {
    const internal = { error: { code: 'internal', params: {}, field: null } };
    const silent = vi.fn<typeof fetch>(() => Promise.reject(new TypeError('refused')));
    await expect(webBackend(silent).boot()).rejects.toMatchObject(internal);
    await expect(webBackend(answering(500, 'oops')).boot()).rejects.toMatchObject(internal);
  });

  it.each([
    ['cancel', '/api/cancel', { appointment: 'a', reason: 'patient' }],
    ['leaveWaitingList', '/api/leave_waiting_list', { entry: 'a' }],
  ] as const)('%s names its arguments', async (command, address, body) => {
    const fetchFn = answering(200, {});
    const backend = webBackend(fetchFn);
    await (command === 'cancel' ? backend.cancel('a', 'patient') : backend.leaveWaitingList('a'));
    expect(fetchFn.mock.calls[0]?.[0]).toBe(address);
    expect(JSON.parse(String(fetchFn.mock.calls[0]?.[1]?.body))).toEqual(body);
  });
});
