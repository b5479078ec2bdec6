import { describe, expect, test } from 'vitest';
import {
  dueAt,
  incidentsToTell,
  isMeant,
  MOST_ATTEMPTS,
  mailText,
  pauseAfter,
  type TellableIncident,
} from '../../src/core/notification.ts';
import { HOUR, MINUTE } from '../../src/core/time.ts';
import { at, ZONE } from '../support/schedule.ts';

describe('who is meant', () => {
  const wishes = { email: 'a@xa.vn', kinds: ['missing' as const] };
  const person = { id: 3, roles: ['editor' as const], isDisabled: false };
  test.each([
    ['by role', { kind: 'missing' as const, roles: ['editor' as const, 'approver' as const] }, person, wishes, true],
    ['by name', { kind: 'missing' as const, people: [3] }, person, wishes, true],
    ['not with another role', { kind: 'missing' as const, roles: ['operator' as const] }, person, wishes, false],
    ['not of a kind they do not want', { kind: 'incident' as const, people: [3] }, person, wishes, false],
    ['not without an address', { kind: 'missing' as const, people: [3] }, person, undefined, false],
    ['not once locked', { kind: 'missing' as const, people: [3] }, { ...person, isDisabled: true }, wishes, false],
  ])('%s', (_, notice, who, has, expected) => {
    expect(isMeant(notice, who, has)).toBe(expected);
  });
});

describe('when it is due', () => {
  const quiet = { from: '21:00', until: '05:00' };
  test('by day in a minute, so that others can come along', () => {
    expect(dueAt(at('2025-09-10 10:00'), false, quiet, ZONE)).toBe(at('2025-09-10 10:01'));
  });
  test('by night in the morning', () => {
    expect(dueAt(at('2025-09-10 22:00'), false, quiet, ZONE)).toBe(at('2025-09-11 05:00'));
    expect(dueAt(at('2025-09-11 03:00'), false, quiet, ZONE)).toBe(at('2025-09-11 05:00'));
    expect(dueAt(at('2025-09-11 05:00'), false, quiet, ZONE)).toBe(at('2025-09-11 05:01'));
  });
  test('what is urgent at once, at whatever hour', () => {
    expect(dueAt(at('2025-09-11 03:00'), true, quiet, ZONE) - at('2025-09-11 03:00')).toBeLessThan(MINUTE);
  });
  test('tries are further and further apart, and end within a day or so', () => {
    const pauses = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, i) => pauseAfter(i + 1));
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    const whole = pauses.reduce((sum, pause) => sum + pause, 0);
    expect(whole).toBeGreaterThan(20 * HOUR);
    expect(whole).toBeLessThan(30 * HOUR);
  });
});

describe('the mail', () => {
  test('of one thing bears its subject, its lines and the link', () => {
    const mail = mailText(
      [{ subject: 'Còn thiếu: CCHC', lines: ['17:10, còn 2 giờ'], link: '/duyet#so-7' }],
      'Đài xã',
      'http://dai.xa',
    );
    expect(mail.subject).toBe('[Đài xã] Còn thiếu: CCHC');
    expect(mail.text).toBe(
      'Còn thiếu: CCHC\n- 17:10, còn 2 giờ\nhttp://dai.xa/duyet#so-7\n\n--\nĐài xã\nĐổi hoặc thôi nhận thư: http://dai.xa/thong-bao/cua-toi\n',
    );
  });
  test('of several says how many, and has all of them', () => {
    const mail = mailText(
      [
        { subject: 'Một', lines: [], link: null },
        { subject: 'Hai', lines: [], link: null },
      ],
      'Đài xã',
      'http://dai.xa',
    );
    expect(mail.subject).toBe('[Đài xã] 2 việc: Một…');
    expect(mail.text).toContain('Một\n\nHai\n');
  });
});

describe('incidents', () => {
  let id = 0;
  const incident = (wall: string, changes: Partial<TellableIncident> = {}): TellableIncident => {
    id += 1;
    return { id, at: at(wall), kind: 'output-failed', zoneId: 'main', detail: 'Icecast', ...changes };
  };

  test('of one kind and zone are told together, others on their own; what is only for the log is not told', () => {
    const some = [
      incident('2025-09-10 17:01'),
      incident('2025-09-10 17:02'),
      incident('2025-09-10 17:03', { zoneId: 'thon-1' }),
      incident('2025-09-10 17:04', { kind: 'dead-air' }),
      incident('2025-09-10 17:05', { kind: 'clock-step' }),
    ];
    const told = incidentsToTell(some, [], at('2025-09-10 17:06'));
    expect(told.map((group) => group.map((one) => one.id))).toEqual([
      [some[0]!.id, some[1]!.id],
      [some[2]!.id],
      [some[3]!.id],
    ]);
  });

  test('a flood is one alarm an hour, and the next sums it up', () => {
    const first = incident('2025-09-10 17:01');
    const told = [{ kind: 'output-failed', zoneId: 'main', incidentId: first.id, toldAt: at('2025-09-10 17:01') }];
    const flood = [first, ...Array.from({ length: 30 }, (_, i) => incident(`2025-09-10 17:${10 + i}`))];
    expect(incidentsToTell(flood, told, at('2025-09-10 17:45'))).toEqual([]);
    expect(incidentsToTell(flood, told, at('2025-09-10 18:01')).map((group) => group.length)).toEqual([30]);
  });
});
