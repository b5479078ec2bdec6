/**
 * What a villager tells of themselves reaches those who work with the book of feedback and nobody else, whatever page,
 * file or part of the API they ask for. Every reading route is asked; a new one is asked by itself.
 */
import { describe, expect, test } from 'vitest';
import type { Role } from '../../src/core/model.ts';
import { durationMs, HOUR, after as later } from '../../src/core/time.ts';
import { ACCESS, may } from '../../src/web/access.ts';
import { openWeb } from '../support/web.ts';

const NAME = 'A Thun Prong';
const PHONE = '0987.654.321';
const VILLAGE = 'Làng Kon Tu Rằng';
const SAID = [NAME, PHONE, PHONE.replaceAll('.', ''), VILLAGE];
/** They go on, or hand over the stream of a loudspeaker. */
const STREAMS = ['GET /su-kien', 'GET /live/:file{[\\w-]+\\.[a-z0-9]+}'];

async function open() {
  const web = await openWeb();
  const { user } = web.user(['editor']);
  web.station.stores.feedback.add({
    ...{ receivedAt: later(web.now, durationMs(-HOUR)), channel: 'phone', name: NAME, village: VILLAGE, phone: PHONE },
    ...{
      words: `${NAME} nói loa kêu to quá, gọi lại số ${PHONE}`,
      topic: '',
      isHandled: false,
      forwardedTo: 'Công an xã',
    },
    ...{ forwardedOn: '2025-09-10', dueOn: '2025-09-11', answer: `Đã gọi ${PHONE}`, answeredOn: '2025-09-10' },
    ...{ airingId: null, note: `Gặp ${NAME}`, madeBy: user.id, changedAt: web.now },
  });
  return web;
}

/** Each route with the id of the one line there is, and the days about it. */
const pathsOf = (pattern: string): string[] =>
  [pattern.replace(/:(day|monday)\b/g, '2025-09-10').replace(/:\w+(\{[^}]*\})?/g, '1')].flatMap((path) => [
    path,
    `${path}?tu=2025-09-01&den=2025-09-30&nam=2025&ky=nam-2025`,
  ]);

async function leaks(roles: readonly Role[]): Promise<string[]> {
  const web = await open();
  const { user, headers } = web.user(roles);
  const found: string[] = [];
  for (const route of Object.keys(ACCESS).filter((one) => one.startsWith('GET ') && !STREAMS.includes(one))) {
    if (!may(user, route)) continue;
    for (const path of pathsOf(route.slice(4))) {
      const text = Buffer.from(await (await web.get(path, headers)).arrayBuffer()).toString('utf8');
      found.push(...SAID.filter((one) => text.includes(one)).map((one) => `${path}: ${one}`));
    }
  }
  return found;
}

describe('a villager’s name, village and number', () => {
  test.each<[string, readonly Role[]]>([
    ['a viewer', ['viewer']],
    ['an approver', ['approver']],
    ['an administrator', ['administrator']],
  ])(
    'are on nothing %s may read',
    async (_, roles) => {
      expect(await leaks(roles)).toEqual([]);
    },
    120_000,
  );

  test('are on the pages of those who work with the book, and on no file', async () => {
    const found = await leaks(['editor', 'operator', 'reporter']);
    expect(found.some((one) => one.startsWith('/y-kien/1:'))).toBe(true);
    expect(found.some((one) => one.startsWith('/api/v1/feedback:'))).toBe(true);
    expect(found.filter((one) => /\.(?:xlsx|pdf|csv|jsonl|docx)/.test(one))).toEqual([]);
  }, 120_000);
});
